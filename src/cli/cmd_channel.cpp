// photogate channel list | show | propose | case | approve | transfer | suspend | resume | close |
// set
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/channels.h"
#include "consent/users.h"

namespace photogate {
namespace {

struct ChannelArguments {
  std::string name, use, by, mode, unrecorded, reason;
  std::optional<std::string> address, aim, audience, promotion, access;
  std::string owners;
  bool members_only = false;
  double ignore_below_px = -1;
  int longest_edge_px = -1;
  std::string format, colours, keep_credit;
  int quality = 0;
};

Json ChannelJson(const ChannelDetails& channel, const std::vector<std::string>& active) {
  const ChannelCase& given = channel.business_case;
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
              {"address", given.address},
              {"aim", given.aim},
              {"audience", given.audience},
              {"promotion", given.promotion},
              {"access", given.access == ChannelAccess::kOpen ? "open" : "closed"},
              {"owners", given.owners},
              {"active_owners", active},
              {"proposed_by", channel.proposed_by},
              {"approved_by", channel.approved_by ? Json(*channel.approved_by) : Json(nullptr)},
              {"approved_at", channel.approved_at ? Json(*channel.approved_at) : Json(nullptr)}};
}

ExitCode ListChannels(const AppContext& context) {
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    Channels all(reg);
    const auto channels = all.List();
    if (!channels.ok()) return FailRegister(channels.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{
        {"CHANNEL", "USE", "STATE", "MODE", "OWNERS", "APPROVED BY"}};
    for (const auto& channel : channels.value()) {
      const auto active = all.ActiveOwnersOf(channel.name, context.clock.Today());
      if (!active.ok()) return FailRegister(active.error());
      list.push_back(ChannelJson(channel, active.value()));
      rows.push_back({Printable(channel.name.value), Printable(channel.use.value),
                      std::string(ChannelStateName(channel.state)),
                      channel.rules.mode == ChannelMode::kAccount ? "account" : "list",
                      std::to_string(active.value().size()),
                      Printable(channel.approved_by.value_or(""))});
    }
    return Answer(context, "channels", {{"channels", list}}, TextTable(rows));
  });
}

ExitCode ShowChannel(const AppContext& context, const ChannelArguments& arguments) {
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    Channels all(reg);
    const ChannelName name{arguments.name};
    const auto found = all.Show(name);
    if (!found.ok()) return FailRegister(found.error());
    const auto active = all.ActiveOwnersOf(name, context.clock.Today());
    if (!active.ok()) return FailRegister(active.error());
    const ChannelDetails& channel = found.value();
    const ChannelCase& given = channel.business_case;
    const auto or_none = [](const std::string& text) {
      return text.empty() ? std::string("not given") : Printable(text);
    };
    std::vector<std::vector<std::string>> rows{
        {"CHANNEL", Printable(channel.name.value)},
        {"use", Printable(channel.use.value)},
        {"state", std::string(ChannelStateName(channel.state))},
        {"address", or_none(given.address)},
        {"aim", or_none(given.aim)},
        {"audience", or_none(given.audience)},
        {"promotion", or_none(given.promotion)},
        {"access", given.access == ChannelAccess::kOpen ? "open to everybody" : "members only"},
        {"owners", or_none(fmt::format("{}", fmt::join(given.owners, ", ")))},
        {"of them active", std::to_string(active.value().size())},
        {"proposed by", Printable(channel.proposed_by)},
        {"approved by", or_none(channel.approved_by.value_or(""))},
        {"approved at", channel.approved_at.value_or("-")}};
    std::string text = TextTable(rows);
    if (active.value().size() < kLeastChannelOwners) {
      text += "A channel needs two owners who have not left: photogate channel transfer.\n";
    }
    return Answer(context, "channel", ChannelJson(channel, active.value()), text);
  });
}

using ChannelChange = std::function<Result<Done>(Channels&, const Actor& me)>;

// Runs one change and answers with the sentence.
ExitCode ChangeChannel(const AppContext& context, Act act, const std::string& what,
                       const std::string& name, const std::string& sentence,
                       const ChannelChange& change) {
  return WithRegister(context, act, [&](Register& reg, const Actor& me) {
    Channels channels(reg);
    const auto done = change(channels, me);
    if (!done.ok()) {
      return done.error().kind == ErrorKind::kConflict ? Fail(done.error())
                                                       : FailRegister(done.error());
    }
    return Answer(context, what, {{"channel", name}}, sentence);
  });
}

// What was named on the command line in place of what is on record.
void FillIn(ChannelCase& business_case, const ChannelArguments& arguments) {
  if (arguments.address) business_case.address = *arguments.address;
  if (arguments.aim) business_case.aim = *arguments.aim;
  if (arguments.audience) business_case.audience = *arguments.audience;
  if (arguments.promotion) business_case.promotion = *arguments.promotion;
  if (arguments.access) {
    business_case.access =
        *arguments.access == "open" ? ChannelAccess::kOpen : ChannelAccess::kClosed;
  }
  if (arguments.members_only) business_case.access = ChannelAccess::kClosed;
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

Result<Done> SetRules(Channels& channels, const ChannelArguments& arguments, const Actor& me) {
  const ChannelName name{arguments.name};
  auto channel = channels.Show(name);
  if (!channel.ok()) return channel.error();
  ChannelRules rules = channel.value().rules;
  if (arguments.mode == "list") rules.mode = ChannelMode::kList;
  if (arguments.mode == "account") rules.mode = ChannelMode::kAccount;
  if (!arguments.unrecorded.empty()) rules.unrecorded_barred = arguments.unrecorded != "allowed";
  if (arguments.ignore_below_px >= 0) {
    rules.ignore_below_px = arguments.ignore_below_px;
    rules.ignore_reason = arguments.reason;
  }
  if (arguments.longest_edge_px >= 0) rules.longest_edge_px = arguments.longest_edge_px;
  SetCopyRules(arguments, rules);
  return channels.SetRules(name, rules, me);
}

// Approves under the senior leader's own account once accounts have users; in set-up under the name
// that was given.
ExitCode Approve(const AppContext& context, const ChannelArguments& arguments, bool resume) {
  return WithRegister(context, Act::kApproveChannels, [&](Register& reg, const Actor& me) {
    Channels channels(reg);
    const ChannelName name{arguments.name};
    const auto set_up = Users(reg).InSetUp();
    if (!set_up.ok()) return FailRegister(set_up.error());
    const std::string by = arguments.by.empty() ? me.account : arguments.by;
    if (!set_up.value() && by != me.account) {
      return Misunderstood(
          "a senior leader approves under their own account; run this as the account of the user "
          "named with --by");
    }
    if (resume) {
      const auto channel = channels.Show(name);
      if (!channel.ok()) return FailRegister(channel.error());
      if (channel.value().state != ChannelState::kSuspended) {
        return Misunderstood("the channel is not suspended, so there is nothing to resume");
      }
    }
    const auto done = channels.Approve(name, by, me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, resume ? "channel_resume" : "channel_approve",
                  {{"channel", arguments.name}, {"approved_by", by}},
                  set_up.value() ? "Approved for the time of set-up: photos can be checked for it "
                                   "now. It needs a senior leader's approval, with its business "
                                   "case, once the first user is recorded."
                                 : "Approved. Photos can be checked for it now.");
  });
}

void AddName(CLI::App& verb, ChannelArguments& arguments) {
  verb.add_option("name", arguments.name, "Its name")->required()->type_name("NAME");
}

void AddCaseOptions(CLI::App& verb, ChannelArguments& arguments) {
  verb.add_option("--address", arguments.address, "Where it is published")->type_name("TEXT");
  verb.add_option("--aim", arguments.aim, "What for")->type_name("TEXT");
  verb.add_option("--audience", arguments.audience, "For whom")->type_name("TEXT");
  verb.add_option("--promotion", arguments.promotion, "How people hear of it")->type_name("TEXT");
  verb.add_option("--access", arguments.access, "open: everybody sees it; closed: members only")
      ->check(CLI::IsMember({"open", "closed"}));
  verb.add_flag("--members-only", arguments.members_only, "The same as --access closed");
}

void AddLooking(CLI::App& channel, AppContext& context,
                const std::shared_ptr<ChannelArguments>& arguments) {
  CLI::App* list = AddVerb(channel, "list", "Every channel and its state, with active owners",
                           "  photogate channel list --json\n");
  OnRun(*list, context, [&context] { return ListChannels(context); });
  CLI::App* show = AddVerb(channel, "show", "One channel with its business case",
                           "  photogate channel show newsletter\n");
  AddName(*show, *arguments);
  OnRun(*show, context, [&context, arguments] { return ShowChannel(context, *arguments); });
}

void AddProposing(CLI::App& channel, AppContext& context,
                  const std::shared_ptr<ChannelArguments>& arguments) {
  CLI::App* propose =
      AddVerb(channel, "propose", "Propose a new channel; a senior leader approves it",
              "  photogate channel propose ptablog --use website --address https://example.org/pta "
              "--aim \"news of the PTA\" --audience parents --promotion \"in the newsletter\" "
              "--owners \"A Name,B Name\"\n");
  AddName(*propose, *arguments);
  propose->add_option("--use", arguments->use, "The permission that covers it")
      ->required()
      ->type_name("USE");
  AddCaseOptions(*propose, *arguments);
  propose->add_option("--owners", arguments->owners, "At least two named people")->type_name("A,B");
  OnRun(*propose, context, [&context, arguments] {
    ChannelCase business_case;
    FillIn(business_case, *arguments);
    business_case.owners = SplitList(arguments->owners);
    return ChangeChannel(context, Act::kProposeChannels, "channel_propose", arguments->name,
                         "Proposed. A senior leader approves it.",
                         [&](Channels& channels, const Actor& me) {
                           return channels.Propose(ChannelName{arguments->name},
                                                   UseName{arguments->use}, business_case, me);
                         });
  });

  CLI::App* fill = AddVerb(channel, "case",
                           "Fill in or change the business case; what was approved waits for "
                           "approval again",
                           "  photogate channel case website --address https://example.org --aim "
                           "\"news of the school\" --audience everybody --promotion letterhead\n");
  AddName(*fill, *arguments);
  AddCaseOptions(*fill, *arguments);
  OnRun(*fill, context, [&context, arguments] {
    return ChangeChannel(context, Act::kProposeChannels, "channel_case", arguments->name,
                         "Recorded. A senior leader approves it.",
                         [&](Channels& channels, const Actor& me) -> Result<Done> {
                           const auto known = channels.Show(ChannelName{arguments->name});
                           if (!known.ok()) return known.error();
                           ChannelCase business_case = known.value().business_case;
                           FillIn(business_case, *arguments);
                           return channels.SetCase(ChannelName{arguments->name}, business_case, me);
                         });
  });

  CLI::App* transfer = AddVerb(channel, "transfer", "Give it new owners, when one of them leaves",
                               "  photogate channel transfer website --owners \"A Name,C Name\"\n");
  AddName(*transfer, *arguments);
  transfer->add_option("--owners", arguments->owners, "At least two named people")
      ->required()
      ->type_name("A,B");
  OnRun(*transfer, context, [&context, arguments] {
    return ChangeChannel(context, Act::kProposeChannels, "channel_transfer", arguments->name,
                         "Transferred.", [&](Channels& channels, const Actor& me) {
                           return channels.Transfer(ChannelName{arguments->name},
                                                    SplitList(arguments->owners), me);
                         });
  });
}

void AddStates(CLI::App& channel, AppContext& context,
               const std::shared_ptr<ChannelArguments>& arguments) {
  CLI::App* approve = AddVerb(channel, "approve", "Approve a channel, as a senior leader",
                              "  photogate channel approve newsletter --by \"Head Teacher\"\n");
  CLI::App* resume = AddVerb(channel, "resume", "Approve a suspended channel again",
                             "  photogate channel resume social --by \"Head Teacher\"\n");
  for (CLI::App* verb : {approve, resume}) {
    AddName(*verb, *arguments);
    verb->add_option("--by", arguments->by, "The senior leader who approves it (you)")
        ->type_name("USER");
  }
  OnRun(*approve, context, [&context, arguments] { return Approve(context, *arguments, false); });
  OnRun(*resume, context, [&context, arguments] { return Approve(context, *arguments, true); });

  CLI::App* suspend = AddVerb(channel, "suspend", "Stop checking for it until it is resumed",
                              "  photogate channel suspend social\n");
  AddName(*suspend, *arguments);
  OnRun(*suspend, context, [&context, arguments] {
    return ChangeChannel(context, Act::kProposeChannels, "channel_suspend", arguments->name,
                         "Suspended.", [&](Channels& channels, const Actor& me) {
                           return channels.Suspend(ChannelName{arguments->name}, me);
                         });
  });

  CLI::App* close =
      AddVerb(channel, "close", "Close it for good", "  photogate channel close oldblog\n");
  AddName(*close, *arguments);
  OnRun(*close, context, [&context, arguments] {
    return ChangeChannel(context, Act::kProposeChannels, "channel_close", arguments->name,
                         "Closed for good.", [&](Channels& channels, const Actor& me) {
                           return channels.Close(ChannelName{arguments->name}, me);
                         });
  });
}

void AddRules(CLI::App& channel, AppContext& context,
              const std::shared_ptr<ChannelArguments>& arguments) {
  CLI::App* set = AddVerb(channel, "set", "How photos for a channel are decided",
                          "  photogate channel set website --mode account\n"
                          "  photogate channel set website --ignore-below 12 --reason \"measured "
                          "on 200 photos, file 7\"\n"
                          "  photogate channel set website --longest-edge 1600 --format webp "
                          "--quality 85 --srgb\n"
                          "  photogate channel set newsletter --longest-edge 2000 --format jpeg "
                          "--keep-credit yes\n");
  AddName(*set, *arguments);
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
  OnRun(*set, context, [&context, arguments] {
    return ChangeChannel(
        context, Act::kSetChannelRules, "channel_set", arguments->name, "Set.",
        [&](Channels& channels, const Actor& me) { return SetRules(channels, *arguments, me); });
  });
}

}  // namespace

void AddChannel(CLI::App& app, AppContext& context) {
  CLI::App* channel = AddVerb(
      app, "channel", "Where the school publishes: only approved channels can be checked for",
      "  photogate channel list\n"
      "  photogate channel approve newsletter --by \"Head Teacher\"\n"
      "  photogate channel transfer website --owners \"A Name,C Name\"\n"
      "  photogate channel set website --mode account\n");
  channel->require_subcommand(1);
  auto arguments = std::make_shared<ChannelArguments>();
  AddLooking(*channel, context, arguments);
  AddProposing(*channel, context, arguments);
  AddStates(*channel, context, arguments);
  AddRules(*channel, context, arguments);
}

}  // namespace photogate
