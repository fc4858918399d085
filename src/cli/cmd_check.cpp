// photogate check: may these photos be published on this channel?
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>

#include "cli/check_output.h"
#include "cli/gate.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/ledger.h"
#include "consent/looks.h"
#include "outcome/report_jsonl.h"
#include "outcome/write_outcome.h"
#include "pipeline/batch.h"
#include "pipeline/collect_files.h"
#include "pipeline/register_consent.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// Longer side of a picture in the report: a face of a group photo is still to be made out.
constexpr int kThumbnailPx = 480;

struct CheckArguments {
  std::vector<std::string> paths;
  std::string channel, event, groups, out, report;
  std::vector<std::string> own_credits;
  bool identify = false;
  int jobs = DefaultJobs();
};

SnapshotQuery QueryOf(const AppContext& context, const CheckArguments& arguments,
                      const Gate& gate) {
  SnapshotQuery query;
  query.channel = ChannelName{arguments.channel};
  if (!arguments.event.empty()) query.event = EventName{arguments.event};
  for (auto& group : SplitList(arguments.groups)) query.added_groups.push_back(GroupName{group});
  query.day = context.clock.Today();
  query.recogniser = gate.recogniser();
  return query;
}

// That names are shown is put on record first.
Result<Done> MayIdentify(const AppContext& context, Register& reg, const std::string& channel) {
  const auto me = Admit(context, reg, Act::kSeeNames);
  if (!me.ok()) return me.error();
  return Looks(reg).Record("check --identify", channel, me.value());
}

ExitCode CodeOf(const PhotoResult& result) {
  ExitCode code = ExitCode::kAllClear;
  switch (result.record.decision.kind()) {
    case DecisionKind::kBlock: code = ExitCode::kBlocked; break;
    case DecisionKind::kReview: code = ExitCode::kHeld; break;
    case DecisionKind::kClear: break;
  }
  for (const Finding& finding : result.record.findings) {
    if (finding.code == FindingCode::kRegisterUnavailable)
      code = Worse(code, ExitCode::kRegisterUnusable);
  }
  return result.unreadable ? Worse(code, ExitCode::kUnreadable) : code;
}

// Everything the run gathers while photos are being finished.
struct Run {
  std::vector<std::optional<PhotoRecord>> records;
  RunSummary summary;
  RunInfo info;
  ExitCode code = ExitCode::kAllClear;
};

void Count(Run& run, const PhotoResult& result) {
  ++run.summary.photos;
  if (result.unreadable) ++run.summary.unreadable;
  switch (result.record.decision.kind()) {
    case DecisionKind::kBlock: ++run.summary.block; break;
    case DecisionKind::kReview: ++run.summary.review; break;
    case DecisionKind::kClear: ++run.summary.clear; break;
  }
  run.code = Worse(run.code, CodeOf(result));
}

void CountSkipped(Run& run, const CollectedFiles& files, bool json) {
  for (const auto& [path, why] : files.not_pictures) {
    run.info.skipped.emplace_back(path.string(), why);
    if (json) std::cout << SkippedJsonLine("not_a_photo", path.string(), why) << "\n";
  }
  for (const auto& [path, error] : files.unreadable) {
    run.info.skipped.emplace_back(path.string(), error.message);
    ++run.summary.unreadable;
    run.code = Worse(run.code, ExitCode::kUnreadable);
    if (json) std::cout << SkippedJsonLine("unreadable", path.string(), error.message) << "\n";
  }
}

// After Ctrl-C: what was not reached is told, not silently left out.
void AddNotChecked(Run& run, const CollectedFiles& files, bool json) {
  static constexpr const char* kWhy = "not checked: the run was interrupted";
  for (std::size_t i = 0; i < files.photos.size(); ++i) {
    if (run.records[i]) continue;
    const std::string path = files.photos[i].path.string();
    run.info.skipped.emplace_back(path, kWhy);
    if (json) std::cout << SkippedJsonLine("not_checked", path, kWhy) << "\n";
  }
}

std::vector<PhotoRecord> Finished(Run& run) {
  std::vector<PhotoRecord> records;
  for (auto& record : run.records) {
    if (record) records.push_back(std::move(*record));
  }
  return records;
}

ExitCode Check(const AppContext& context, const CheckArguments& arguments) {
  const auto started = std::chrono::steady_clock::now();
  auto opened = context.OpenRegister();
  if (!opened.ok()) return FailOpen(context, opened.error());
  Register& reg = *opened.value();
  // A copy may be published, so making one is deciding; the rest is looking.
  const auto me =
      Admit(context, reg, arguments.out.empty() ? Act::kLookAtPhotos : Act::kDecidePhotos);
  if (!me.ok()) return FailRegister(me.error());
  if (!arguments.report.empty() && fs::exists(fs::symlink_status(arguments.report))) {
    return Misunderstood(
        "the file named with --report is there already, and nothing is overwritten; choose another "
        "name");
  }

  const fs::path report_folder = fs::path(arguments.report).parent_path();
  if (!report_folder.empty() && !fs::is_directory(report_folder)) {
    return Misunderstood("the folder of the file named with --report is not there; make it first");
  }

  // What can be told before any photo is touched: channel, approval, event.
  const SnapshotQuery first{
      ChannelName{arguments.channel},
      arguments.event.empty() ? std::nullopt : std::optional(EventName{arguments.event}),
      {},
      context.clock.Today(),
      std::nullopt};
  const auto state = reg.Snapshot(first);
  if (!state.ok()) return FailRegister(state.error());
  if (!state.value().channel.approved) {
    return Fail(Error{
        ErrorKind::kRefused,
        "this channel is not approved, so nothing is checked for it. A senior leader approves it: "
        "photogate channel approve " +
            Printable(arguments.channel) + " --by WHO"});
  }
  if (arguments.identify) {
    const auto allowed = MayIdentify(context, reg, arguments.channel);
    if (!allowed.ok()) return FailRegister(allowed.error());
  }

  std::unique_ptr<OutcomeWriter> writer;
  if (!arguments.out.empty()) {
    auto made = OutcomeWriter::Open(arguments.out);
    if (!made.ok()) return Fail(made.error());
    writer = std::move(made).value();
    if (writer->superseded()) {
      PrintNote("Copies of an earlier run were in this folder. They are in " +
                writer->superseded()->string() +
                " now: do not publish them, people may have said no since.");
    }
  }
  CollectOptions collect;
  collect.cancelled = &InterruptFlag();
  if (writer) collect.leave_out.push_back(arguments.out);
  const CollectedFiles files =
      CollectFiles(std::vector<fs::path>(arguments.paths.begin(), arguments.paths.end()), collect);

  ExitCode failed = ExitCode::kFailure;
  const int jobs =
      std::clamp(arguments.jobs, 1, std::max(1, static_cast<int>(files.photos.size())));
  auto gate = StartGate(context, jobs, GateNeeds::kFaces, failed);
  if (!gate) return failed;

  const SnapshotQuery query = QueryOf(context, arguments, *gate);
  const auto consent = ConsentOfRegister(reg, query);
  Ledger ledger(reg, me.value());
  PipelineContext pipeline;
  pipeline.inspect = InspectWith(*gate->pool);
  pipeline.consent = ConsentFrom(*consent);
  pipeline.stopped = StopsOfRegister(reg, query.channel);
  if (writer) pipeline.release = ReleaseTo(*writer, ledger);
  pipeline.order.thumbnail_px = writer || !arguments.report.empty() ? kThumbnailPx : 0;
  pipeline.recogniser = gate->recogniser();
  pipeline.match = gate->match();
  pipeline.matching_allowed = gate->self_test_passed || !gate->models.recogniser;
  pipeline.own_credits = arguments.own_credits;
  pipeline.clock = &context.clock;

  Run run;
  run.records.resize(files.photos.size());
  run.info = RunInfoOf(state.value(), *gate, context.clock, arguments.identify);
  if (!gate->models_missing.empty() || !gate->self_test_passed) run.code = ExitCode::kModelMissing;
  CountSkipped(run, files, context.json);

  {
    Progress progress(files.photos.size(), "photos");
    RunBatch(files.photos, pipeline, BatchOptions{jobs + 1, &InterruptFlag()},
             [&](std::size_t index, PhotoResult result) {
               Count(run, result);
               if (context.json) {
                 progress.Hide();
                 std::cout << PhotoJsonLine(result.record, arguments.identify) << std::endl;
               }
               run.records[index] = std::move(result.record);
               progress.Advance();
             });
  }
  if (Interrupted()) run.code = ExitCode::kInterrupted;
  AddNotChecked(run, files, context.json);
  if (files.photos.empty() && run.code != ExitCode::kInterrupted) {
    PrintError(Error{
        ErrorKind::kNotFound,
        "there is no photo there; nothing was checked. Name the files, or the folder they are in",
        fmt::format("{}", fmt::join(arguments.paths, "\n  "))});
    if (run.summary.unreadable == 0) run.code = Worse(run.code, ExitCode::kFailure);
  }
  run.summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  run.summary.exit_code = static_cast<int>(run.code);

  const std::vector<PhotoRecord> records = Finished(run);
  const auto written = WriteReports(writer.get(), arguments.report, run.info, run.summary, records);
  if (!written.ok()) {
    PrintError(written.error());
    run.code = Worse(run.code, ExitCode::kFailure);
    run.summary.exit_code = static_cast<int>(run.code);
  }
  if (context.json) {
    std::cout << SummaryJsonLine(run.summary) << std::endl;
  } else {
    std::cout << CheckTable(records, run.info, run.summary);
    if (written.ok()) std::cout << written.value();
  }
  return run.code;
}

}  // namespace

void AddCheck(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* check = AddVerb(
      app, "check", "May these photos be published on this channel?",
      "  photogate check photos/ --channel newsletter\n"
      "  photogate check photos/ --channel newsletter --event \"Summer fair\" --out checked/\n"
      "  photogate check a.jpg b.jpg --channel website --report sheet.html\n"
      "  photogate check photos/ --channel social --json | jq 'select(.decision==\"clear\")'\n",
      true);
  check->add_option("paths", arguments->paths, "Photos, and folders with photos")
      ->required()
      ->type_name("PATH");
  check->add_option("--channel", arguments->channel, "Where they are to be published")
      ->required()
      ->type_name("NAME");
  check->add_option("--event", arguments->event, "The recorded event they were taken at")
      ->type_name("NAME");
  check->add_option("--groups", arguments->groups, "Groups that may be in them besides the event's")
      ->type_name("A,B");
  check->add_option("--out", arguments->out, "Put cleared copies, lists and the report here")
      ->type_name("DIR");
  check->add_option("--report", arguments->report, "Write the contact sheet to this file")
      ->type_name("FILE.html");
  check
      ->add_option(
          "--own-credit", arguments->own_credits,
          "A copyright notice of the school's own, which needs no permission; may be repeated")
      ->type_name("TEXT");
  check->add_flag("--identify", arguments->identify,
                  "Show names instead of case numbers; for those who may know, and put on record");
  check->add_option("--jobs", arguments->jobs, "Photos checked at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  OnRun(*check, context, [&context, arguments] { return Check(context, *arguments); });
}

}  // namespace photogate
