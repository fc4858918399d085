#include "outcome/report_csv.h"

#include <initializer_list>

#include "outcome/printable.h"

namespace photogate {
namespace {

std::string Row(std::initializer_list<std::string_view> cells) {
  std::string row;
  for (const std::string_view cell : cells) row += CsvCell(cell) + ",";
  row.pop_back();
  return row + "\r\n";
}

std::string Reasons(const PhotoRecord& record, bool identify) {
  std::string reasons;
  for (const Finding& finding : record.findings) {
    if (finding.effect == Effect::kNone && finding.credit.empty()) continue;
    if (!reasons.empty()) reasons += ' ';
    reasons += identify ? finding.identified_text : finding.text;
  }
  return reasons;
}

std::string Codes(const PhotoRecord& record) {
  std::string codes;
  for (const Finding& finding : record.findings) {
    if (!codes.empty()) codes += ' ';
    codes += FindingCodeName(finding.code);
  }
  return codes;
}

std::string Known(int number) { return number > 0 ? std::to_string(number) : std::string(); }

}  // namespace

std::string CsvCell(std::string_view text) {
  std::string cell = Printable(text);
  // Spreadsheets skip leading blanks before they look for a formula. What began with a tab or a
  // line end begins with a backslash by now, which is text.
  const std::size_t first = cell.find_first_not_of(' ');
  if (first != std::string::npos &&
      std::string_view("=+-@").find(cell[first]) != std::string::npos) {
    cell.insert(0, 1, '\'');
  }
  if (cell.find_first_of(",\"; ") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string ReportCsv(const std::vector<PhotoRecord>& records, bool identify) {
  std::string csv = Row({"path", "decision", "reasons", "codes", "faces", "output", "format",
                         "width", "height", "sha256"});
  for (const PhotoRecord& record : records) {
    csv += Row({record.path, DecisionName(record.decision.kind()), Reasons(record, identify),
                Codes(record), std::to_string(record.faces.size()),
                record.output ? *record.output : std::string(), FormatName(record.format),
                Known(record.width_px), Known(record.height_px), record.sha256.value});
  }
  return csv;
}

std::string DecisionCsv(const std::vector<PhotoRecord>& records, DecisionKind decision,
                        bool identify) {
  std::string csv = Row({"path", "reasons"});
  for (const PhotoRecord& record : records) {
    if (record.decision.kind() == decision) csv += Row({record.path, Reasons(record, identify)});
  }
  return csv;
}

}  // namespace photogate
