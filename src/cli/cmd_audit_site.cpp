// photogate audit-site: what is published already and would not be cleared today.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <mutex>

#include "cli/check_output.h"
#include "cli/cmd_verify.h"
#include "cli/gate.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/looks.h"
#include "outcome/report_jsonl.h"
#include "pipeline/collect_files.h"
#include "pipeline/register_consent.h"
#include "release/audit_site.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// As the contact sheet of a check.
constexpr int kThumbnailPx = 480;

struct AuditSiteArguments {
  std::vector<std::string> paths;
  std::string channel, event, groups, report;
  bool identify = false;
  int jobs = DefaultJobs();
};

std::string Shown(const std::string& path, const std::string& inside) {
  return path + (inside.empty() ? "" : " > " + inside);
}

Json Strings(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(Printable(text));
  return list;
}

std::string PictureLine(const AuditedPicture& picture, bool identify) {
  Json line = Json::parse(PhotoJsonLine(picture.record, identify));
  line["inside"] = picture.inside.empty() ? Json(nullptr) : Json(Printable(picture.inside));
  line["standing"] = picture.standing;
  Json channels = Json::array();
  for (const ChannelName& channel : picture.cleared_for) channels.push_back(channel.value);
  line["cleared_for"] = channels;
  line["near"] = Strings(picture.near);
  line["near_cleared"] = Strings(picture.near_cleared);
  return Dump(line);
}

// For a reader: where it is, and where else.
PhotoRecord RecordToShow(const AuditedPicture& picture) {
  PhotoRecord record = picture.record;
  record.path = Shown(record.path, picture.inside);
  if (picture.standing) {
    record.notes.push_back("It is the copy that was cleared for this channel, still permitted.");
  }
  for (const ChannelName& channel : picture.cleared_for) {
    if (!picture.standing) record.notes.push_back("These bytes were cleared for " + channel.value);
  }
  for (const std::string& place : picture.near) {
    record.notes.push_back("The same or nearly the same picture: " + place);
  }
  for (const std::string& copy : picture.near_cleared) {
    record.notes.push_back("Like the cleared copy " + copy);
  }
  return record;
}

ExitCode CodeOf(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::kBlock: return ExitCode::kBlocked;
    case DecisionKind::kReview: return ExitCode::kHeld;
    case DecisionKind::kClear: break;
  }
  return ExitCode::kAllClear;
}

struct Told {
  std::vector<PhotoRecord> records;
  RunSummary summary;
  ExitCode code = ExitCode::kAllClear;
};

Told Tell(const SiteAudit& audit, RunInfo& info, bool json) {
  Told told;
  for (const AuditedPicture& picture : audit.pictures) {
    const DecisionKind kind = picture.record.decision.kind();
    ++told.summary.photos;
    ++(kind == DecisionKind::kBlock    ? told.summary.block
       : kind == DecisionKind::kReview ? told.summary.review
                                       : told.summary.clear);
    told.code = Worse(told.code, CodeOf(kind));
    if (json) std::cout << PictureLine(picture, info.identify) << "\n";
    told.records.push_back(RecordToShow(picture));
  }
  for (const Verified& other : audit.others) {
    const bool unreadable = other.standing == Standing::kUnreadable;
    if (unreadable) ++told.summary.unreadable;
    told.code = Worse(told.code, unreadable ? ExitCode::kUnreadable : ExitCode::kHeld);
    const std::string where = Shown(other.path.string(), other.inside);
    info.skipped.emplace_back(where, other.text);
    if (json) {
      std::cout << SkippedJsonLine(std::string(StandingName(other.standing)), where, other.text)
                << "\n";
    }
  }
  return told;
}

Result<Done> MayReport(const std::string& report) {
  if (report.empty()) return Done{};
  if (fs::exists(fs::symlink_status(report))) {
    return Error{ErrorKind::kRefused,
                 "the file named with --report is there already, and nothing is overwritten; "
                 "choose another name"};
  }
  const fs::path folder = fs::path(report).parent_path();
  if (!folder.empty() && !fs::is_directory(folder)) {
    return Error{ErrorKind::kRefused,
                 "the folder of the file named with --report is not there; make it first"};
  }
  return Done{};
}

ExitCode AuditPublished(const AppContext& context, const AuditSiteArguments& arguments,
                        Register& reg) {
  const auto started = std::chrono::steady_clock::now();
  if (const auto may = MayReport(arguments.report); !may.ok()) return Fail(may.error());
  if (arguments.identify) {
    const auto me = Admit(context, reg, Act::kSeeNames);
    if (!me.ok()) return FailRegister(me.error());
    const auto put = Looks(reg).Record("audit-site --identify", arguments.channel, me.value());
    if (!put.ok()) return FailRegister(put.error());
  }
  SnapshotQuery query;
  query.channel = ChannelName{arguments.channel};
  if (!arguments.event.empty()) query.event = EventName{arguments.event};
  for (auto& group : SplitList(arguments.groups)) query.added_groups.push_back(GroupName{group});
  query.day = context.clock.Today();
  const auto state = reg.Snapshot(query);
  if (!state.ok()) return FailRegister(state.error());

  ExitCode failed = ExitCode::kFailure;
  // One takes documents apart while another looks at what is in them.
  auto gate = StartGate(context, std::max(2, arguments.jobs), GateNeeds::kFaces, failed);
  if (!gate) return failed;
  query.recogniser = gate->recogniser();
  const auto consent = ConsentOfRegister(reg, query);
  PipelineContext pipeline{};
  pipeline.inspect = InspectWith(*gate->pool);
  pipeline.consent = ConsentFrom(*consent);
  pipeline.stopped = StopsOfRegister(reg, query.channel);
  pipeline.order.thumbnail_px = arguments.report.empty() ? 0 : kThumbnailPx;
  pipeline.recogniser = gate->recogniser();
  pipeline.match = gate->match();
  pipeline.matching_allowed = gate->self_test_passed || !gate->models.recogniser;
  pipeline.clock = &context.clock;

  CollectOptions collect;
  collect.cancelled = &InterruptFlag();
  const std::vector<fs::path> paths(arguments.paths.begin(), arguments.paths.end());
  const std::size_t files = CollectFiles(paths, collect).photos.size();
  RunInfo info = RunInfoOf(state.value(), *gate, context.clock, arguments.identify);
  info.published = true;
  const auto audit = [&] {
    Progress progress(files, "pictures");
    std::mutex mutex;
    const AuditParts parts{{&reg, query.channel, &context.clock, gate->recogniser(),
                            [&]() -> Result<WorkerPool*> { return gate->pool.get(); },
                            [&]() -> Result<const PipelineContext*> { return &pipeline; },
                            &InterruptFlag(), arguments.jobs + 1},
                           [&]() -> Result<const PipelineContext*> { return &pipeline; },
                           [&] {
                             const std::lock_guard lock(mutex);
                             progress.Advance();
                           }};
    return AuditSite(paths, parts);
  }();
  if (!audit.ok()) return FailRegister(audit.error());

  Told told = Tell(audit.value(), info, context.json);
  if (!gate->models_missing.empty() || !gate->self_test_passed) {
    told.code = Worse(told.code, ExitCode::kModelMissing);
  }
  if (Interrupted()) told.code = ExitCode::kInterrupted;
  if (audit.value().pictures.empty() && audit.value().others.empty() && !Interrupted()) {
    return Fail(Error{ErrorKind::kNotFound,
                      "there is no picture there; nothing was checked. Name the files, or the "
                      "folder they are in"});
  }
  told.summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  told.summary.exit_code = static_cast<int>(told.code);
  const auto written = WriteReports(nullptr, arguments.report, info, told.summary, told.records);
  if (!written.ok()) {
    PrintError(written.error());
    told.code = Worse(told.code, ExitCode::kFailure);
    told.summary.exit_code = static_cast<int>(told.code);
  }
  if (context.json) {
    std::cout << SummaryJsonLine(told.summary) << std::endl;
  } else {
    std::cout << CheckTable(told.records, info, told.summary);
    if (written.ok()) std::cout << written.value();
  }
  return told.code;
}

}  // namespace

void AddAuditSite(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<AuditSiteArguments>();
  CLI::App* audit = AddVerb(
      app, "audit-site", "What is published already and would not be cleared today?",
      "  photogate audit-site website-export/ --channel website --report audit.html\n"
      "  photogate audit-site old-newsletters/ --channel newsletter --json\n\n"
      "Looks into folders, web pages, ZIP, DOCX and PDF and decides each picture by the register\n"
      "as it stands today. Changes nothing. Of what may not stay it says where else in what was\n"
      "looked at, and as which cleared copies, nearly the same picture is. 10: something would be\n"
      "held, or could not be looked at; 11: something must be taken down.\n",
      true);
  audit->add_option("paths", arguments->paths, "Files, and folders with files")
      ->required()
      ->type_name("DIR");
  audit->add_option("--channel", arguments->channel, "Where they are published")
      ->required()
      ->type_name("NAME");
  audit->add_option("--event", arguments->event, "The recorded event that all of them show")
      ->type_name("NAME");
  audit->add_option("--groups", arguments->groups, "Groups that may be in them besides the event's")
      ->type_name("A,B");
  audit->add_option("--report", arguments->report, "Write the contact sheet to this file")
      ->type_name("FILE.html");
  audit->add_flag("--identify", arguments->identify,
                  "Show names instead of case numbers; for those who may know, and put on record");
  audit->add_option("--jobs", arguments->jobs, "Pictures looked at at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  OnRun(*audit, context, [&context, arguments] {
    return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
      return AuditPublished(context, *arguments, reg);
    });
  });
}

}  // namespace photogate
