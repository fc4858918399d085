// photogate channel propose | case | transfer | approve | resume | suspend | close | set
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/changes.h"
#include "cli/channel_verbs.h"
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

// Does the change, and makes of the channel as it stands what it then is.
using ChannelChange = std::function<Result<Done>(Channels&, const Actor& me, ChannelDetails&)>;

// Runs one change and answers with the sentence and what became of what.
// In set-up there is nobody to ask about.
Result<Done> MayManageAs(Register& reg, const Actor& me, const ChannelDetails& channel, Act act) {
  if (act != Act::kProposeChannels) return Done{};
  Users users(reg);
  const auto set_up = users.InSetUp();
  if (!set_up.ok()) return set_up.error();
  if (set_up.value()) return Done{};
  const auto user = users.Show(me.account);
  if (!user.ok()) return user.error();
  return MayManage(user.value(), channel);
}

ExitCode ChangeChannel(const AppContext& context, Act act, const std::string& what,
                       const std::string& name, const std::string& sentence,
                       const ChannelChange& change) {
  return WithRegister(context, act, [&](Register& reg, const Actor& me) {
    Channels channels(reg);
    ChannelDetails channel{
        ChannelName{name}, {}, ChannelState::kProposed, {}, {}, me.account, {}, {}};
    Json before = Json::object();
    if (what != "channel_propose") {
      auto known = channels.Show(channel.name);
      if (!known.ok()) return FailRegister(known.error());
      channel = std::move(known).value();
      before = ChannelJson(channel);
      if (const auto may = MayManageAs(reg, me, channel, act); !may.ok()) {
        return FailRegister(may.error());
      }
    }
    const auto done = change(channels, me, channel);
    if (!done.ok()) {
      return done.error().kind == ErrorKind::kConflict ? Fail(done.error())
                                                       : FailRegister(done.error());
    }
    const Changes changes = ChangesOf(before, ChannelJson(channel));
    return Answer(context, what, {{"channel", name}, {"changes", changes.list}},
                  sentence + (before.empty() ? "" : "\n" + changes.text));
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

// Out of a state an approval does not go along.
void MoveTo(ChannelState state, ChannelDetails& channel) {
  if (channel.state == state) return;
  channel.state = state;
  channel.approved_by = channel.approved_at = std::nullopt;
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

Result<Done> SetRules(Channels& channels, const ChannelArguments& arguments, const Actor& me,
                      ChannelDetails& channel) {
  ChannelRules& rules = channel.rules;
  if (arguments.mode == "list") rules.mode = ChannelMode::kList;
  if (arguments.mode == "account") rules.mode = ChannelMode::kAccount;
  if (!arguments.unrecorded.empty()) rules.unrecorded_barred = arguments.unrecorded != "allowed";
  if (arguments.ignore_below_px >= 0) {
    rules.ignore_below_px = arguments.ignore_below_px;
    rules.ignore_reason = arguments.reason;
  }
  if (arguments.longest_edge_px >= 0) rules.longest_edge_px = arguments.longest_edge_px;
  SetCopyRules(arguments, rules);
  return channels.SetRules(channel.name, rules, me);
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
    const auto channel = channels.Show(name);
    if (!channel.ok()) return FailRegister(channel.error());
    if (resume) {
      if (channel.value().state != ChannelState::kSuspended) {
        return Misunderstood("the channel is not suspended, so there is nothing to resume");
      }
    }
    const auto done = channels.Approve(name, by, me);
    if (!done.ok()) return FailRegister(done.error());
    ChannelDetails after = channel.value();
    after.state = ChannelState::kApproved;
    if (channel.value().state != ChannelState::kApproved) after.approved_by = by;
    const Changes changes = ChangesOf(ChannelJson(channel.value()), ChannelJson(after));
    return Answer(context, resume ? "channel_resume" : "channel_approve",
                  {{"channel", arguments.name}, {"approved_by", by}, {"changes", changes.list}},
                  (set_up.value()
                       ? "Approved for the time of set-up: photos can be checked for it now. It "
                         "needs a senior leader's approval, with its business case, once the first "
                         "user is recorded.\n"
                       : "Approved. Photos can be checked for it now.\n") +
                      changes.text);
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

void AddProposing(CLI::App& parent, AppContext& context,
                  const std::shared_ptr<ChannelArguments>& arguments) {
  CLI::App* propose =
      AddVerb(parent, "propose", "Propose a new channel; a senior leader approves it",
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
    return ChangeChannel(context, Act::kProposeChannels, "channel_propose", arguments->name,
                         "Proposed. A senior leader approves it.",
                         [&](Channels& channels, const Actor& me, ChannelDetails& channel) {
                           channel.use = UseName{arguments->use};
                           FillIn(channel.business_case, *arguments);
                           channel.business_case.owners = SplitList(arguments->owners);
                           return channels.Propose(channel.name, channel.use, channel.business_case,
                                                   me);
                         });
  });

  CLI::App* fill = AddVerb(parent, "case",
                           "Fill in or change the business case; what was approved waits for "
                           "approval again",
                           "  photogate channel case website --address https://example.org --aim "
                           "\"news of the school\" --audience everybody --promotion letterhead\n");
  AddName(*fill, *arguments);
  AddCaseOptions(*fill, *arguments);
  OnRun(*fill, context, [&context, arguments] {
    return ChangeChannel(context, Act::kProposeChannels, "channel_case", arguments->name,
                         "Recorded. A senior leader approves it.",
                         [&](Channels& channels, const Actor& me, ChannelDetails& channel) {
                           FillIn(channel.business_case, *arguments);
                           if (channel.state == ChannelState::kApproved) {
                             MoveTo(ChannelState::kProposed, channel);
                             channel.proposed_by = me.account;
                           }
                           return channels.SetCase(channel.name, channel.business_case, me);
                         });
  });

  CLI::App* transfer = AddVerb(parent, "transfer", "Give it new owners, when one of them leaves",
                               "  photogate channel transfer website --owners \"A Name,C Name\"\n");
  AddName(*transfer, *arguments);
  transfer->add_option("--owners", arguments->owners, "At least two named people")
      ->required()
      ->type_name("A,B");
  OnRun(*transfer, context, [&context, arguments] {
    return ChangeChannel(context, Act::kProposeChannels, "channel_transfer", arguments->name,
                         "Transferred.",
                         [&](Channels& channels, const Actor& me, ChannelDetails& channel) {
                           channel.business_case.owners = SplitList(arguments->owners);
                           return channels.Transfer(channel.name, channel.business_case.owners, me);
                         });
  });
}

void AddStates(CLI::App& parent, AppContext& context,
               const std::shared_ptr<ChannelArguments>& arguments) {
  CLI::App* approve = AddVerb(parent, "approve", "Approve a channel, as a senior leader",
                              "  photogate channel approve newsletter --by \"Head Teacher\"\n");
  CLI::App* resume = AddVerb(parent, "resume", "Approve a suspended channel again",
                             "  photogate channel resume social --by \"Head Teacher\"\n");
  for (CLI::App* verb : {approve, resume}) {
    AddName(*verb, *arguments);
    verb->add_option("--by", arguments->by, "The senior leader who approves it (you)")
        ->type_name("USER");
  }
  OnRun(*approve, context, [&context, arguments] { return Approve(context, *arguments, false); });
  OnRun(*resume, context, [&context, arguments] { return Approve(context, *arguments, true); });

  CLI::App* suspend = AddVerb(parent, "suspend", "Stop checking for it until it is resumed",
                              "  photogate channel suspend social\n");
  AddName(*suspend, *arguments);
  OnRun(*suspend, context, [&context, arguments] {
    return ChangeChannel(context, Act::kProposeChannels, "channel_suspend", arguments->name,
                         "Suspended.",
                         [&](Channels& channels, const Actor& me, ChannelDetails& channel) {
                           MoveTo(ChannelState::kSuspended, channel);
                           return channels.Suspend(channel.name, me);
                         });
  });

  CLI::App* close =
      AddVerb(parent, "close", "Close it for good", "  photogate channel close oldblog\n");
  AddName(*close, *arguments);
  OnRun(*close, context, [&context, arguments] {
    return ChangeChannel(context, Act::kProposeChannels, "channel_close", arguments->name,
                         "Closed for good.",
                         [&](Channels& channels, const Actor& me, ChannelDetails& channel) {
                           MoveTo(ChannelState::kClosed, channel);
                           return channels.Close(channel.name, me);
                         });
  });
}

void AddRules(CLI::App& parent, AppContext& context,
              const std::shared_ptr<ChannelArguments>& arguments) {
  CLI::App* set = AddVerb(parent, "set", "How photos for a channel are decided",
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
    return ChangeChannel(context, Act::kSetChannelRules, "channel_set", arguments->name, "Set.",
                         [&](Channels& channels, const Actor& me, ChannelDetails& channel) {
                           return SetRules(channels, *arguments, me, channel);
                         });
  });
}

}  // namespace

void AddChannelChanges(CLI::App& channel, AppContext& context) {
  auto arguments = std::make_shared<ChannelArguments>();
  AddProposing(channel, context, arguments);
  AddStates(channel, context, arguments);
  AddRules(channel, context, arguments);
  for (CLI::App* verb : channel.get_subcommands(nullptr)) {
    if (verb->get_name() != "list" && verb->get_name() != "show") AddDryRun(*verb, context);
  }
}

}  // namespace photogate
