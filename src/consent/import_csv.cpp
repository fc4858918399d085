#include "consent/import_csv.h"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "consent/import_plan.h"
#include "consent/store.h"
#include "crypto/sha256.h"

namespace photogate {
namespace {

void SortIssues(ImportReport& report) {
  std::stable_sort(report.issues.begin(), report.issues.end(),
                   [](const ImportIssue& a, const ImportIssue& b) { return a.line < b.line; });
}

Result<ImportTable> ReadTable(std::string_view csv) {
  auto rows = ParseCsv(csv);
  if (!rows.ok()) return rows.error();
  return ReadImportRows(rows.value());
}

bool AnyFatal(const std::vector<ImportIssue>& issues) {
  return std::any_of(issues.begin(), issues.end(),
                     [](const ImportIssue& issue) { return issue.fatal; });
}

ImportReport RefusedReport(ImportTable table) {
  ImportReport report;
  report.issues = std::move(table.issues);
  SortIssues(report);
  return report;
}

}  // namespace

bool ImportReport::refused() const { return AnyFatal(issues); }

Result<std::string> ReadImportFile(const std::filesystem::path& file) {
  std::error_code failed;
  const auto status = std::filesystem::status(file, failed);
  if (!std::filesystem::exists(status)) {
    return Error{ErrorKind::kNotFound, "There is no such file. Check its path.", file.string()};
  }
  if (!std::filesystem::is_regular_file(status)) {
    return Error{ErrorKind::kUnsupported, "This is not a file. Name the CSV file itself.",
                 file.string()};
  }
  std::ifstream in(file, std::ios::binary);
  // One byte more than may be read tells a larger file, also one that grows meanwhile.
  const std::size_t most = CsvLimits{}.bytes + 1;
  std::string text;
  char block[65'536];
  while (in && text.size() < most) {
    in.read(block, sizeof block);
    text.append(block, static_cast<std::size_t>(in.gcount()));
  }
  if (text.size() >= most) {
    return Error{ErrorKind::kLimitExceeded,
                 "The file is larger than any list of people. Check that it is the right one.",
                 file.string()};
  }
  if (!in.eof()) {
    return Error{ErrorKind::kUnavailable, "The file cannot be read. Check its access rights.",
                 file.string()};
  }
  return text;
}

Result<ImportReport> Importer::Preview(std::string_view csv) {
  auto table = ReadTable(csv);
  if (!table.ok()) return table.error();
  if (AnyFatal(table.value().issues)) return RefusedReport(std::move(table).value());
  return register_.store().Read([&](Database& database) -> Result<ImportReport> {
    ImportPlan plan = PlanImport(database, table.value(), register_.clock().Today());
    SortIssues(plan.report);
    return std::move(plan.report);
  });
}

Result<ImportReport> Importer::Apply(std::string_view csv, const Actor& by) {
  auto table = ReadTable(csv);
  if (!table.ok()) return table.error();
  if (AnyFatal(table.value().issues)) return RefusedReport(std::move(table).value());
  const Sha256Hex hash =
      Sha256(ByteView(reinterpret_cast<const std::uint8_t*>(csv.data()), csv.size()));
  auto report = register_.store().Write(
      by, "import", [&](Database& database, Change& change) -> Result<ImportReport> {
        const Date today = change.today();
        ImportPlan plan = PlanImport(database, table.value(), today);
        if (!plan.people.empty() || !plan.report.new_uses.empty()) {
          ApplyImport(database, change, plan, "import of a file with SHA-256 " + hash.value, today);
          database.Run(
              "INSERT INTO import_run(version, file_sha256, people) VALUES(?, ?, ?)",
              {change.version(), hash.value, static_cast<std::int64_t>(table.value().rows.size())});
        }
        plan.report.applied = true;
        SortIssues(plan.report);
        return std::move(plan.report);
      });
  if (report.ok() && report.value().templates_destroyed > 0) register_.store().TruncateLog();
  return report;
}

}  // namespace photogate
