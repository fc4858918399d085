// photogate channel list | propose | approve | suspend | close | set
#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/channels.h"

namespace photogate {
namespace {

struct ChannelArguments {
  std::string name, use, by, mode, unrecorded, reason;
  ChannelCase business_case;
  bool members_only = false;
  std::string owners;
  double ignore_below_px = -1;
  int longest_edge_px = -1;
  std::string format, colours, keep_credit;
  int quality = 0;
};

Json ChannelJson(const ChannelDetails& channel) {
  return Json{{"name", channel.name.value},
              {"use", channel.use.value},
              {"state", ChannelStateName(channel.state)},
              {"mode", channel.rules.mode == ChannelMode::kAccount ? "account" : "list"},
              {"unrecorded", channel.rules.unrecorded_barred ? "barred" : "allowed"},
              {"ignore_below_px", channel.rules.ignore_below_px},
              {"longest_edge_px", channel.rules.longest_edge_px},
              {"format", CopyFormatName(channel.rules.format)},
              {"quality", channel.rules.quality},
              {"srgb", channel.rules.to_srgb},
              {"keep_credit", channel.rules.keep_credit},
              {"owners", channel.business_case.owners},
              {"approved_by", channel.approved_by ? Json(*channel.approved_by) : Json(nullptr)},
              {"approved_at", channel.approved_at ? Json(*channel.approved_at) : Json(nullptr)}};
}

ExitCode ListChannels(const AppContext& context) {
  return WithRegister(context, [&](Register& reg) {
    const auto channels = Channels(reg).List();
    if (!channels.ok()) return FailRegister(channels.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"CHANNEL", "USE", "STATE", "MODE", "APPROVED BY"}};
    for (const auto& channel : channels.value()) {
      list.push_back(ChannelJson(channel));
      rows.push_back({Printable(channel.name.value), Printable(channel.use.value),
                      std::string(ChannelStateName(channel.state)),
                      channel.rules.mode == ChannelMode::kAccount ? "account" : "list",
                      Printable(channel.approved_by.value_or(""))});
    }
    return Answer(context, "channels", {{"channels", list}}, TextTable(rows));
  });
}

// Runs one change and answers with the sentence.
ExitCode ChangeChannel(const AppContext& context, const std::string& what, const std::string& name,
                       const std::string& sentence,
                       const std::function<Result<Done>(Channels&)>& change) {
  return WithRegister(context, [&](Register& reg) {
    Channels channels(reg);
    const auto done = change(channels);
    if (!done.ok()) {
      return done.error().kind == ErrorKind::kConflict ? Fail(done.error())
                                                       : FailRegister(done.error());
    }
    return Answer(context, what, {{"channel", name}}, sentence);
  });
}

void SetCopyRules(const ChannelArguments& arguments, ChannelRules& rules) {
  if (const auto format = ParseCopyFormat(arguments.format)) rules.format = *format;
  if (arguments.quality != 0) rules.quality = arguments.quality;
  if (!arguments.colours.empty()) rules.to_srgb = arguments.colours == "yes";
  if (!arguments.keep_credit.empty()) rules.keep_credit = arguments.keep_credit == "yes";
}

void AddCopyOptions(CLI::App& set, ChannelArguments& arguments) {
  set.add_option("--longest-edge", arguments.longest_edge_px,
                 "Make larger photos this long (0: as the original); smaller ones stay")
      ->check(CLI::Range(0, 40000))
      ->type_name("PX");
  set.add_option("--format", arguments.format, "Of the copies; keep: as the original")
      ->check(CLI::IsMember({"keep", "jpeg", "webp"}));
  set.add_option("--quality", arguments.quality, "Of copies that are encoded anew (85)")
      ->check(CLI::Range(kLowestQuality, kHighestQuality))
      ->type_name("1..100");
  set.add_option("--srgb", arguments.colours, "Turn other colours to sRGB, as websites expect")
      ->expected(0, 1)
      ->default_str("yes")
      ->check(CLI::IsMember({"yes", "no"}));
  set.add_option("--keep-credit", arguments.keep_credit,
                 "Keep the school's own copyright notice in the copies")
      ->check(CLI::IsMember({"yes", "no"}));
}

ExitCode SetRules(const AppContext& context, const ChannelArguments& arguments) {
  return ChangeChannel(context, "channel_set", arguments.name, "Set.",
                       [&](Channels& channels) -> Result<Done> {
                         const ChannelName name{arguments.name};
                         auto channel = channels.Show(name);
                         if (!channel.ok()) return channel.error();
                         ChannelRules rules = channel.value().rules;
                         if (arguments.mode == "list") rules.mode = ChannelMode::kList;
                         if (arguments.mode == "account") rules.mode = ChannelMode::kAccount;
                         if (!arguments.unrecorded.empty())
                           rules.unrecorded_barred = arguments.unrecorded != "allowed";
                         if (arguments.ignore_below_px >= 0) {
                           rules.ignore_below_px = arguments.ignore_below_px;
                           rules.ignore_reason = arguments.reason;
                         }
                         if (arguments.longest_edge_px >= 0)
                           rules.longest_edge_px = arguments.longest_edge_px;
                         SetCopyRules(arguments, rules);
                         return channels.SetRules(name, rules, Me());
                       });
}

}  // namespace

void AddChannel(CLI::App& app, AppContext& context) {
  CLI::App* channel = AddVerb(
      app, "channel", "Where the school publishes: only approved channels can be checked for",
      "  photogate channel list\n"
      "  photogate channel approve newsletter --by \"Head Teacher\"\n"
      "  photogate channel set website --mode account\n");
  channel->require_subcommand(1);
  auto arguments = std::make_shared<ChannelArguments>();

  CLI::App* list =
      AddVerb(*channel, "list", "Every channel and its state", "  photogate channel list --json\n");
  OnRun(*list, context, [&context] { return ListChannels(context); });

  CLI::App* propose =
      AddVerb(*channel, "propose", "Propose a new channel; a senior leader approves it",
              "  photogate channel propose ptablog --use website --aim \"news for parents\" "
              "--owners \"A Name,B Name\"\n");
  propose->add_option("name", arguments->name, "Its name")->required()->type_name("NAME");
  propose->add_option("--use", arguments->use, "The permission that covers it")
      ->required()
      ->type_name("USE");
  propose->add_option("--address", arguments->business_case.address, "Where it is published")
      ->type_name("TEXT");
  propose->add_option("--aim", arguments->business_case.aim, "What for")->type_name("TEXT");
  propose->add_option("--audience", arguments->business_case.audience, "For whom")
      ->type_name("TEXT");
  propose->add_option("--promotion", arguments->business_case.promotion, "How people hear of it")
      ->type_name("TEXT");
  propose->add_option("--owners", arguments->owners, "At least two named people")->type_name("A,B");
  propose->add_flag("--members-only", arguments->members_only, "Not everybody can see it");
  OnRun(*propose, context, [&context, arguments] {
    ChannelCase business_case = arguments->business_case;
    business_case.owners = SplitList(arguments->owners);
    if (arguments->members_only) business_case.access = ChannelAccess::kClosed;
    return ChangeChannel(context, "channel_propose", arguments->name,
                         "Proposed. A senior leader approves it.", [&](Channels& channels) {
                           return channels.Propose(ChannelName{arguments->name},
                                                   UseName{arguments->use}, business_case, Me());
                         });
  });

  CLI::App* approve = AddVerb(*channel, "approve", "Approve a channel, as a senior leader",
                              "  photogate channel approve newsletter --by \"Head Teacher\"\n");
  approve->add_option("name", arguments->name, "Its name")->required()->type_name("NAME");
  approve->add_option("--by", arguments->by, "The senior leader who approves it")
      ->required()
      ->type_name("USER");
  OnRun(*approve, context, [&context, arguments] {
    return ChangeChannel(context, "channel_approve", arguments->name,
                         "Approved. Photos can be checked for it now.", [&](Channels& channels) {
                           return channels.Approve(ChannelName{arguments->name}, arguments->by,
                                                   Me());
                         });
  });

  CLI::App* suspend =
      AddVerb(*channel, "suspend", "Stop checking for it until it is approved again",
              "  photogate channel suspend social\n");
  suspend->add_option("name", arguments->name, "Its name")->required()->type_name("NAME");
  OnRun(*suspend, context, [&context, arguments] {
    return ChangeChannel(
        context, "channel_suspend", arguments->name, "Suspended.",
        [&](Channels& channels) { return channels.Suspend(ChannelName{arguments->name}, Me()); });
  });

  CLI::App* close =
      AddVerb(*channel, "close", "Close it for good", "  photogate channel close oldblog\n");
  close->add_option("name", arguments->name, "Its name")->required()->type_name("NAME");
  OnRun(*close, context, [&context, arguments] {
    return ChangeChannel(
        context, "channel_close", arguments->name, "Closed for good.",
        [&](Channels& channels) { return channels.Close(ChannelName{arguments->name}, Me()); });
  });

  CLI::App* set = AddVerb(*channel, "set", "How photos for a channel are decided",
                          "  photogate channel set website --mode account\n"
                          "  photogate channel set website --ignore-below 12 --reason \"measured "
                          "on 200 photos, file 7\"\n"
                          "  photogate channel set website --longest-edge 1600 --format webp "
                          "--quality 85 --srgb\n"
                          "  photogate channel set newsletter --longest-edge 2000 --format jpeg "
                          "--keep-credit yes\n");
  set->add_option("name", arguments->name, "Its name")->required()->type_name("NAME");
  set->add_option("--mode", arguments->mode,
                  "list: the no-publish list only; account: every face must be permitted")
      ->check(CLI::IsMember({"list", "account"}));
  set->add_option("--unrecorded", arguments->unrecorded,
                  "What no record means for people on the register")
      ->check(CLI::IsMember({"barred", "allowed"}));
  set->add_option("--ignore-below", arguments->ignore_below_px,
                  "Let faces narrower than this pass (0: none)")
      ->check(CLI::Range(0.0, 200.0))
      ->type_name("PX");
  AddCopyOptions(*set, *arguments);
  set->add_option("--reason", arguments->reason, "Why faces may be ignored, and who measured it")
      ->type_name("TEXT");
  OnRun(*set, context, [&context, arguments] { return SetRules(context, *arguments); });
}

}  // namespace photogate
