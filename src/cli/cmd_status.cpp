// photogate status: how the watched folder stands, for people and for monitoring.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/home_settings.h"
#include "consent/takedowns.h"
#include "models/model_store.h"
#include "watch/watcher.h"

namespace photogate {
namespace {

std::string MissingModels(const AppContext& context) {
  const auto store = ModelStore::Open(context.ModelFolders());
  if (!store.ok()) return store.error().message;
  for (const auto& status : store.value().Status()) {
    if (status.is_default && status.state != ModelState::kPresent) {
      return "A face model is missing or is not the file it should be, so photos are held. "
             "`photogate doctor` says which.";
    }
  }
  return {};
}

Json ToJson(const WatchReport& report) {
  Json channels = Json::array();
  for (const auto& [name, channel] : report.channels) {
    channels.push_back({{"channel", name.value},
                        {"being_checked", channel.waiting},
                        {"cleared_today", channel.cleared_today},
                        {"held_today", channel.held_today},
                        {"blocked_today", channel.blocked_today},
                        {"held", channel.held},
                        {"tried_again", channel.retried},
                        {"blocked", channel.blocked},
                        {"withdrawn", channel.withdrawn}});
  }
  Json alarms = Json::array();
  for (const Alarm& alarm : report.alarms) {
    alarms.push_back({{"code", alarm.code}, {"text", alarm.text}});
  }
  Json held = Json::array();
  for (const WaitingPhoto& photo : report.held) {
    held.push_back({{"id", photo.id.value},
                    {"channel", photo.channel.value},
                    {"since", photo.since},
                    {"why", photo.why}});
  }
  const char* const by = report.running ? "running" : report.by_runs ? "once" : "nobody";
  Json json{{"running", report.running},
            {"looked_after_by", by},
            {"alarms", alarms},
            {"channels", channels},
            {"held", report.held_in_all},
            {"tried_again", report.retried_in_all},
            {"waiting_for_a_person", held}};
  if (report.heartbeat) {
    json["last_look"] = report.heartbeat->at;
    json["inbox"] = {{"ready", report.heartbeat->waiting},
                     {"unsettled", report.heartbeat->unsettled},
                     {"stray", report.heartbeat->stray},
                     {"ignored", report.heartbeat->ignored}};
    json["in_quarantine"] = report.heartbeat->in_quarantine;
  }
  return json;
}

ExitCode Status(const AppContext& context) {
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    const auto settings = HomeSettings(reg).ForWatching();
    if (!settings.ok()) return FailRegister(settings.error());
    const auto home = context.Home();
    if (!home.ok()) return Fail(home.error());
    StatusOptions options;
    options.running = WatchLock::IsTaken(home.value());
    options.models_missing = MissingModels(context);
    const auto report = Reporter(reg, home.value()).Make(settings.value(), options);
    if (!report.ok()) return FailRegister(report.error());
    ExitCode code = report.value().alarms.empty() ? ExitCode::kAllClear : ExitCode::kFailure;
    if (!options.models_missing.empty() && report.value().alarms.size() == 1) {
      code = ExitCode::kModelMissing;
    }
    Takedowns takedowns(reg);
    TakedownQuery query;
    query.open = true;
    const auto open = takedowns.List(query);
    if (!open.ok()) return FailRegister(open.error());
    std::size_t overdue = 0;
    for (const Takedown& task : open.value()) overdue += task.due < context.clock.Today() ? 1 : 0;
    Json json = ToJson(report.value());
    json["takedowns"] = {{"open", open.value().size()}, {"overdue", overdue}};
    std::string text = StatusText(report.value());
    if (!open.value().empty()) {
      text +=
          fmt::format("\nTo be taken down: {}, of them overdue {}. See photogate recall tasks.\n",
                      open.value().size(), overdue);
    }
    return Answer(context, "status", json, text, code);
  });
}

}  // namespace

void AddStatus(CLI::App& app, AppContext& context) {
  CLI::App* status = AddVerb(
      app, "status", "How the watched folder stands; for monitoring",
      "  photogate status\n"
      "  photogate status --json | jq '.alarms'\n"
      "\nMONITORING\n"
      "  Exit status 0 when all is well, 21 when nothing but a model is missing, 1 for any\n"
      "  other alarm: mount_gone, not_running, stalled, overdue, broken_off, disk_low,\n"
      "  share_full, outbox_failed, queue_old, left_in_inbox, groups_unknown, models_missing,\n"
      "  clock_behind, clock_ahead, copy_unfinished, intake_failed, check_failed,\n"
      "  recheck_failed, folder_unreadable, share_failed, share_rights, share_taken, quarantine,\n"
      "  cannot_take_out, too_large, no_share, not_started.\n"
      "\n  With `photogate watch --once` from cron it tells the last run, and is an alarm when\n"
      "  that is longer ago than `photogate setting set overdue-minutes N` says (60).\n");
  OnRun(*status, context, [&context] { return Status(context); });
}

}  // namespace photogate
