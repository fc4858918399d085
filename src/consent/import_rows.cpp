#include "consent/import_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "consent/import_dates.h"
#include "consent/person_rows.h"

namespace photogate {
namespace {

constexpr std::string_view kUsePrefix = "use:";

std::vector<GroupName> ReadGroups(const std::string& text) {
  std::vector<GroupName> groups;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find_first_of(";|,", at), text.size());
    const std::string group = Trimmed(text.substr(at, end - at));
    const bool known = std::any_of(groups.begin(), groups.end(), [&](const GroupName& other) {
      return LowerAscii(other.value) == LowerAscii(group);
    });
    if (!group.empty() && !known) groups.push_back(GroupName{group});
    at = end + 1;
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

class Reader {
 public:
  Reader(const std::vector<CsvRow>& csv, const ImportMapping& mapping)
      : csv_(csv), mapping_(mapping) {}

  ImportTable Run() {
    if (csv_.empty()) {
      Fatal(1, "", "the file is empty");
      return std::move(table_);
    }
    columns_ = ResolveColumns(csv_.front(), mapping_, table_.issues);
    table_.uses = columns_.uses;
    table_.has_biometric = columns_.biometric_basis.has_value();
    table_.has_kind = columns_.kind.has_value();
    table_.has_groups = !columns_.groups.empty() || !columns_.years.empty();
    table_.has_leaving_date = columns_.leaving_date.has_value();
    for (const ImportIssue& issue : table_.issues) failed_ = failed_ || issue.fatal;
    if (failed_) return std::move(table_);
    table_.rows.reserve(csv_.size() - 1);
    for (std::size_t index = 1; index < csv_.size(); ++index) ReadRow(csv_[index]);
    return std::move(table_);
  }

 private:
  void Fatal(int line, const std::string& column, std::string message) {
    table_.issues.push_back({line, column, std::move(message), true});
    failed_ = true;
  }

  void Note(int line, const std::string& column, std::string message) {
    table_.issues.push_back({line, column, std::move(message), false});
  }

  std::string Field(const CsvRow& row, const std::optional<std::size_t>& column) const {
    if (!column) return "";
    return WithoutFormulaGuard(Trimmed(row.fields[*column]));
  }

  // A cell as the contract says it, by the rules for values.
  std::string Meaning(const CsvRow& row, const std::optional<std::size_t>& column) const {
    const std::string value = LowerAscii(Field(row, column));
    for (const ValueRule& rule : mapping_.values) {
      if (LowerAscii(rule.value) == value) return rule.meaning == "empty" ? "" : rule.meaning;
    }
    return value;
  }

  std::string NameOf(const CsvRow& row) const {
    if (columns_.name) return Field(row, columns_.name);
    return Trimmed(Field(row, columns_.first_name) + " " + Field(row, columns_.last_name));
  }

  std::vector<GroupName> GroupsOf(const CsvRow& row) const {
    std::string text;
    for (const std::size_t column : columns_.groups) text += Field(row, column) + ";";
    for (const std::size_t column : columns_.years) {
      const std::string year = Field(row, column);
      const bool number =
          !year.empty() && year.find_first_not_of("0123456789") == std::string::npos;
      text += (number ? "Year " : "") + year + ";";
    }
    return ReadGroups(text);
  }

  void ReadRow(const CsvRow& csv) {
    if (csv.fields.size() != csv_.front().fields.size()) {
      return Fatal(csv.line, "",
                   fmt::format("the line has {} columns, the first line {}", csv.fields.size(),
                               csv_.front().fields.size()));
    }
    ImportRow row{};
    row.line = csv.line;
    row.person.id = PersonId{Field(csv, columns_.id)};
    const std::string bad_id = WhyNotPersonId(row.person.id.value);
    if (!bad_id.empty()) return Fatal(csv.line, "id", bad_id);
    row.person.name = NameOf(csv);
    const std::string bad_name = WhyNotName(row.person.name);
    if (!bad_name.empty()) return Fatal(csv.line, "name", bad_name);
    row.person.kind = ReadKind(csv);
    row.person.groups = GroupsOf(csv);
    for (const GroupName& group : row.person.groups) {
      const std::string bad_group = WhyNotGroup(group.value);
      if (!bad_group.empty()) return Fatal(csv.line, "groups", bad_group);
    }
    row.biometric = ReadBiometric(csv);
    for (std::size_t use = 0; use < table_.uses.size(); ++use) {
      row.cells.push_back(ReadCell(csv, use));
    }
    const std::string leaving = Field(csv, columns_.leaving_date);
    if (!leaving.empty()) {
      row.person.leaving_date = ReadImportDate(leaving);
      if (!row.person.leaving_date) {
        Note(csv.line, "leaving_date",
             "not a date (2026-11-21 or 21/11/2026); the line's permissions were read as refused, "
             "and a leaving date of before stays");
        RefuseGrants(row);
        row.unreadable_leaving_date = true;
      }
    }
    Keep(std::move(row));
  }

  PersonKind ReadKind(const CsvRow& csv) {
    const std::string kind = LowerAscii(Field(csv, columns_.kind));
    if (kind.empty() || kind == "pupil") return PersonKind::kPupil;
    if (kind == "staff") return PersonKind::kStaff;
    if (kind == "visitor") return PersonKind::kVisitor;
    Note(csv.line, "kind", "not pupil, staff or visitor; read as pupil");
    return PersonKind::kPupil;
  }

  ImportBiometric ReadBiometric(const CsvRow& csv) {
    const std::string basis = Meaning(csv, columns_.biometric_basis);
    if (basis.empty() || basis == "none") return ImportBiometric::kNone;
    if (basis == "consent" || basis == "granted") return ImportBiometric::kConsent;
    // A no to this question is the objection of the Act.
    if (basis == "objection" || basis == "refused" || basis == "withdrawn")
      return ImportBiometric::kObjection;
    Note(csv.line, "biometric_basis", "not consent or objection; read as no consent");
    return ImportBiometric::kNone;
  }

  ImportCell ReadCell(const CsvRow& csv, std::size_t use) {
    const std::string value = Meaning(csv, columns_.use_columns[use]);
    if (value.empty()) return {};
    if (value == "expired") return {std::nullopt, NameWithImage::kNone, true};
    if (table_.uses[use] == kNameUse) {
      if (value == "none") return {PermissionStatement::kRefused, NameWithImage::kNone};
      // The least that a bare grant can mean.
      if (value == "first" || value == "granted") {
        return {PermissionStatement::kGranted, NameWithImage::kFirst};
      }
      if (value == "full") return {PermissionStatement::kGranted, NameWithImage::kFull};
    }
    if (const auto statement = ParsePermissionStatement(value)) return {statement};
    Note(csv.line, std::string(kUsePrefix) + table_.uses[use].value,
         table_.uses[use] == kNameUse ? "not none, first or full; read as none"
                                      : "not granted, refused or withdrawn; read as refused");
    return {PermissionStatement::kRefused};
  }

  static void RefuseGrants(ImportRow& row) {
    for (ImportCell& cell : row.cells) {
      if (cell.statement == PermissionStatement::kGranted) {
        cell = {PermissionStatement::kRefused, NameWithImage::kNone};
      }
    }
    if (row.biometric == ImportBiometric::kConsent) row.biometric = ImportBiometric::kNone;
  }

  void Keep(ImportRow row) {
    const auto [known, fresh] = index_.try_emplace(row.person.id.value, table_.rows.size());
    if (fresh) {
      table_.rows.push_back(std::move(row));
      return;
    }
    ImportRow& first = table_.rows[known->second];
    Note(row.line, "id",
         fmt::format("the same id as line {}; the first line counts, with its permissions read as "
                     "refused",
                     first.line));
    for (const GroupName& group : row.person.groups) {
      if (std::find(first.person.groups.begin(), first.person.groups.end(), group) ==
          first.person.groups.end()) {
        first.person.groups.push_back(group);
      }
    }
    std::sort(first.person.groups.begin(), first.person.groups.end());
    if (row.biometric == ImportBiometric::kObjection) first.biometric = row.biometric;
    for (std::size_t use = 0; use < row.cells.size(); ++use) {
      if (!first.cells[use].statement && !first.cells[use].expired) {
        first.cells[use] = row.cells[use];
      }
    }
    RefuseGrants(first);
  }

  const std::vector<CsvRow>& csv_;
  const ImportMapping& mapping_;
  ImportTable table_;
  ImportColumns columns_;
  std::unordered_map<std::string, std::size_t> index_;
  bool failed_ = false;
};

}  // namespace

ImportTable ReadImportRows(const std::vector<CsvRow>& csv, const ImportMapping& mapping) {
  return Reader(csv, mapping).Run();
}

}  // namespace photogate
