#include "consent/import_csv.h"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "consent/import_plan.h"
#include "consent/store.h"
#include "consent/text_encoding.h"
#include "crypto/sha256.h"

namespace photogate {
namespace {

void SortIssues(ImportReport& report) {
  std::stable_sort(report.issues.begin(), report.issues.end(),
                   [](const ImportIssue& a, const ImportIssue& b) { return a.line < b.line; });
}

struct ReadFile {
  ImportTable table;
  std::string encoding;
  char delimiter;
};

Result<ReadFile> ReadTable(std::string_view file, const ImportMapping& mapping) {
  auto text = DecodeText(file);
  if (!text.ok()) return text.error();
  auto rows = ParseCsv(text.value().utf8);
  if (!rows.ok()) return rows.error();
  ReadFile read{ReadImportRows(rows.value(), mapping), text.value().encoding,
                CsvDelimiter(text.value().utf8)};
  if (read.encoding == "Windows-1252") {
    read.table.issues.push_back({1, "",
                                 "the file was read as Windows-1252, the encoding of older "
                                 "programs; check names with accents",
                                 false});
  }
  return read;
}

bool AnyFatal(const std::vector<ImportIssue>& issues) {
  return std::any_of(issues.begin(), issues.end(),
                     [](const ImportIssue& issue) { return issue.fatal; });
}

ImportReport Described(ImportReport report, const ReadFile& file) {
  report.encoding = file.encoding;
  report.delimiter = file.delimiter;
  SortIssues(report);
  return report;
}

Error NeverErased(const PersonId& person) {
  return Error{ErrorKind::kRefused,
               "Nobody with this number was erased and is in the file, so there is nobody to bring "
               "back. Correct --bring-back; nothing was changed.",
               person.value};
}

ImportReport RefusedReport(ReadFile file) {
  ImportReport report;
  report.issues = std::move(file.table.issues);
  return Described(std::move(report), file);
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

Result<ImportReport> Importer::Preview(std::string_view file, const ImportMapping& mapping,
                                       const std::vector<PersonId>& bring_back) {
  auto read = ReadTable(file, mapping);
  if (!read.ok()) return read.error();
  const ImportTable& table = read.value().table;
  if (AnyFatal(table.issues) && table.rows.empty()) return RefusedReport(std::move(read).value());
  return register_.store().Read([&](Database& database) -> Result<ImportReport> {
    ImportPlan plan =
        PlanImport(database, table, mapping.source, bring_back, register_.clock().Today());
    if (!plan.never_erased.empty() && !plan.report.refused()) {
      return NeverErased(plan.never_erased.front());
    }
    // Whoever is in a line that cannot be read is not gone.
    if (plan.report.refused()) {
      plan.report.gone.clear();
      plan.report.gone_of_unknown_source = plan.report.elsewhere = 0;
    }
    return Described(std::move(plan.report), read.value());
  });
}

Result<ImportReport> Importer::Apply(std::string_view file, const Actor& by,
                                     const ImportMapping& mapping,
                                     const std::vector<PersonId>& bring_back) {
  auto read = ReadTable(file, mapping);
  if (!read.ok()) return read.error();
  const ImportTable& table = read.value().table;
  if (AnyFatal(table.issues)) return RefusedReport(std::move(read).value());
  const Sha256Hex hash =
      Sha256(ByteView(reinterpret_cast<const std::uint8_t*>(file.data()), file.size()));
  auto report = register_.store().Write(
      by, "import", [&](Database& database, Change& change) -> Result<ImportReport> {
        const Date today = change.today();
        ImportPlan plan = PlanImport(database, table, mapping.source, bring_back, today);
        if (plan.report.refused()) {
          ImportReport refused;
          refused.issues = std::move(plan.report.issues);
          return Described(std::move(refused), read.value());
        }
        if (!plan.never_erased.empty()) return NeverErased(plan.never_erased.front());
        if (plan.changes_anything()) {
          const LargeCache cache(database);
          ApplyImport(database, change, plan, hash, mapping.source, today);
          database.Run(
              "INSERT INTO import_run(version, file_sha256, people, templates_destroyed) "
              "VALUES(?, ?, ?, ?)",
              {change.version(), hash.value, static_cast<std::int64_t>(table.rows.size()),
               plan.report.templates_destroyed});
        }
        plan.report.applied = true;
        return Described(std::move(plan.report), read.value());
      });
  if (report.ok() && report.value().templates_destroyed > 0) register_.store().TruncateLog();
  return report;
}

}  // namespace photogate
