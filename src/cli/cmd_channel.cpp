// photogate channel list | show; what changes channels is in cmd_channel_change.cpp.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/channel_verbs.h"
#include "cli/terminal.h"
#include "consent/past.h"

namespace photogate {

Json ChannelJson(const ChannelDetails& channel) {
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
              {"proposed_by", channel.proposed_by},
              {"approved_by", channel.approved_by ? Json(*channel.approved_by) : Json(nullptr)},
              {"approved_at", channel.approved_at ? Json(*channel.approved_at) : Json(nullptr)}};
}

namespace {

struct ChannelArguments {
  std::string name, as_of;
};

Json WithActive(const ChannelDetails& channel, const std::vector<std::string>& active) {
  Json json = ChannelJson(channel);
  json["active_owners"] = active;
  return json;
}

ExitCode ListChannels(const AppContext& context, const ChannelArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    Past past(reg, *day);
    const auto channels = past.ListChannels();
    if (!channels.ok()) return FailRegister(channels.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{
        {"CHANNEL", "USE", "STATE", "MODE", "OWNERS", "APPROVED BY"}};
    for (const auto& channel : channels.value()) {
      const auto active = past.ActiveOwnersOf(channel);
      if (!active.ok()) return FailRegister(active.error());
      list.push_back(WithActive(channel, active.value()));
      rows.push_back({Printable(channel.name.value), Printable(channel.use.value),
                      std::string(ChannelStateName(channel.state)),
                      channel.rules.mode == ChannelMode::kAccount ? "account" : "list",
                      std::to_string(active.value().size()),
                      Printable(channel.approved_by.value_or(""))});
    }
    return Answer(context, "channels", {{"as_of", FormatDate(*day)}, {"channels", list}},
                  TextTable(rows));
  });
}

ExitCode ShowChannel(const AppContext& context, const ChannelArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    Past past(reg, *day);
    const auto found = past.ShowChannel(ChannelName{arguments.name});
    if (!found.ok()) return FailRegister(found.error());
    const auto active = past.ActiveOwnersOf(found.value());
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
    Json fields = WithActive(channel, active.value());
    fields["as_of"] = FormatDate(*day);
    return Answer(context, "channel", fields, text);
  });
}

void AddLooking(CLI::App& channel, AppContext& context,
                const std::shared_ptr<ChannelArguments>& arguments) {
  CLI::App* list = AddVerb(channel, "list", "Every channel and its state, with active owners",
                           "  photogate channel list --json\n"
                           "  photogate channel list --as-of 2026-09-01\n");
  AddAsOf(*list, arguments->as_of);
  OnRun(*list, context, [&context, arguments] { return ListChannels(context, *arguments); });
  CLI::App* show = AddVerb(channel, "show", "One channel with its business case",
                           "  photogate channel show newsletter\n"
                           "  photogate channel show newsletter --as-of 2026-09-01\n");
  show->add_option("name", arguments->name, "Its name")->required()->type_name("NAME");
  AddAsOf(*show, arguments->as_of);
  OnRun(*show, context, [&context, arguments] { return ShowChannel(context, *arguments); });
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
  AddChannelChanges(*channel, context);
}

}  // namespace photogate
