#include "cli/check_output.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>

#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "outcome/report_csv.h"
#include "outcome/report_html.h"
#include "outcome/report_jsonl.h"

namespace photogate {
namespace {

std::string LocalTime(std::chrono::system_clock::time_point when) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, "%d/%m/%Y %H:%M %Z", &parts)};
}

std::string Coloured(DecisionKind decision) {
  const std::string word = fmt::format("{:<6}", DecisionName(decision));
  if (!StdoutIsTerminal() || std::getenv("NO_COLOR") != nullptr) return word;
  switch (decision) {
    case DecisionKind::kBlock: return "\033[1;31m" + word + "\033[0m";
    case DecisionKind::kReview: return "\033[33m" + word + "\033[0m";
    case DecisionKind::kClear: return "\033[32m" + word + "\033[0m";
  }
  return word;
}

}  // namespace

RunInfo RunInfoOf(const ConsentSnapshot& consent, const Gate& gate, const Clock& clock,
                  bool identify) {
  RunInfo info;
  info.channel = consent.channel.name.value;
  info.event = consent.event.name ? consent.event.name->value : "";
  info.when = LocalTime(clock.Now());
  info.made_by = "photogate " PHOTOGATE_VERSION;
  info.consent_version = consent.version;
  info.mode = consent.channel.mode == ChannelMode::kAccount ? "account" : "list";
  info.model = gate.recogniser();
  if (const auto match = gate.match()) {
    info.match = match->match;
    info.possible = match->possible;
  }
  info.identify = identify;
  return info;
}

std::string SkippedJsonLine(const std::string& message_type, const std::string& path,
                            const std::string& why) {
  Json line{{"message_type", message_type}};
  if (IsUtf8(path)) {
    line["path"] = path;
  } else {
    line["path_b64"] = Base64(path);
  }
  line["text"] = why;
  return Dump(line);
}

std::string CheckTable(const std::vector<PhotoRecord>& records, const RunInfo& info,
                       const RunSummary& summary) {
  std::string text;
  for (const auto& record : records) {
    text += Coloured(record.decision.kind()) + "  " + Printable(record.path) + "\n";
    for (const auto& finding : record.findings) {
      if (finding.effect == Effect::kNone && finding.credit.empty()) continue;
      text +=
          "          " + Printable(info.identify ? finding.identified_text : finding.text) + "\n";
    }
    for (const std::string& note : record.notes) text += "          " + Printable(note) + "\n";
  }
  for (const auto& [path, why] : info.skipped) {
    text += "-       " + Printable(path) + "\n          " + Printable(why) + "\n";
  }
  if (!text.empty()) text += "\n";
  std::vector<std::vector<std::string>> rows{
      {"PHOTOS", "CLEAR", "REVIEW", "BLOCK", "UNREADABLE", "TIME"}};
  rows.push_back({std::to_string(summary.photos), std::to_string(summary.clear),
                  std::to_string(summary.review), std::to_string(summary.block),
                  std::to_string(summary.unreadable), DurationText(summary.seconds)});
  return text + TextTable(rows);
}

Result<std::string> WriteReports(OutcomeWriter* writer, const std::string& report_file,
                                 const RunInfo& info, const RunSummary& summary,
                                 const std::vector<PhotoRecord>& records) {
  std::string where;
  if (writer == nullptr && report_file.empty()) return where;
  const std::string sheet = ReportHtml(info, summary, records);
  if (writer != nullptr) {
    for (const auto& [kind, decision] : {std::pair{ListKind::kHeld, DecisionKind::kReview},
                                         std::pair{ListKind::kBlocked, DecisionKind::kBlock}}) {
      const auto list = writer->WriteList(kind, DecisionCsv(records, decision, info.identify));
      if (!list.ok()) return list.error();
    }
    const auto html = writer->WriteReport("report.html", sheet);
    if (!html.ok()) return html.error();
    const auto csv = writer->WriteReport("report.csv", ReportCsv(records, info.identify));
    if (!csv.ok()) return csv.error();
    const auto lines =
        writer->WriteReport("report.jsonl", ReportJsonl(records, summary, info.identify));
    if (!lines.ok()) return lines.error();
    if (summary.clear > 0) {
      where += fmt::format("copies to publish: {} ({} of this run)\n",
                           Printable((writer->out() / "cleared").string()), summary.clear);
    } else {
      where += "copies to publish: none\n";
    }
    where += "report:            " + Printable(html.value().string()) + "\n";
  }
  if (!report_file.empty()) {
    const auto done = WriteNewFile(report_file, sheet);
    if (!done.ok()) return done.error();
    where += "report:            " + Printable(report_file) + "\n";
  }
  return where;
}

}  // namespace photogate
