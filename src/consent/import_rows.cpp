#include "consent/import_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "consent/person_rows.h"

namespace photogate {
namespace {

constexpr std::string_view kUsePrefix = "use:";

std::string Trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// ISO, or the day first as in the United Kingdom: 21/11/2026.
std::optional<Date> ReadDate(const std::string& text) {
  if (text.size() == 10 && text[2] == '/' && text[5] == '/') {
    return ParseDate(text.substr(6, 4) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2));
  }
  return ParseDate(text);
}

std::vector<GroupName> ReadGroups(const std::string& text) {
  std::vector<GroupName> groups;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find_first_of(";|,", at), text.size());
    const std::string group = Trimmed(text.substr(at, end - at));
    const bool known = std::any_of(groups.begin(), groups.end(), [&](const GroupName& other) {
      return Lower(other.value) == Lower(group);
    });
    if (!group.empty() && !known) groups.push_back(GroupName{group});
    at = end + 1;
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

// Where each column of the contract is in the file; npos where it is not.
struct Columns {
  static constexpr std::size_t kMissing = static_cast<std::size_t>(-1);
  std::size_t id = kMissing, name = kMissing, kind = kMissing, groups = kMissing,
              leaving_date = kMissing, biometric_basis = kMissing;
  std::vector<std::size_t> uses;  // parallel to ImportTable::uses
};

class Reader {
 public:
  explicit Reader(const std::vector<CsvRow>& csv) : csv_(csv) {}

  ImportTable Run() {
    if (csv_.empty()) {
      Fatal(1, "", "the file is empty");
      return std::move(table_);
    }
    ReadHeader(csv_.front());
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

  void Place(std::size_t& column, std::size_t index, int line, const std::string& title) {
    if (column != Columns::kMissing) Fatal(line, title, "the column is there twice");
    column = index;
  }

  void ReadHeader(const CsvRow& header) {
    for (std::size_t index = 0; index < header.fields.size(); ++index) {
      const std::string title = Lower(Trimmed(header.fields[index]));
      if (title == "id") {
        Place(columns_.id, index, header.line, title);
      } else if (title == "name") {
        Place(columns_.name, index, header.line, title);
      } else if (title == "kind") {
        Place(columns_.kind, index, header.line, title);
      } else if (title == "groups") {
        Place(columns_.groups, index, header.line, title);
      } else if (title == "leaving_date") {
        Place(columns_.leaving_date, index, header.line, title);
      } else if (title == "biometric_basis") {
        Place(columns_.biometric_basis, index, header.line, title);
        table_.has_biometric = true;
      } else if (title.rfind(kUsePrefix, 0) == 0) {
        ReadUseTitle(title, index, header.line);
      } else {
        Note(header.line, title, "the column is not known and was left out");
      }
    }
    if (columns_.id == Columns::kMissing) Fatal(header.line, "id", "the column is missing");
    if (columns_.name == Columns::kMissing) Fatal(header.line, "name", "the column is missing");
  }

  void ReadUseTitle(const std::string& title, std::size_t index, int line) {
    const UseName use{Trimmed(title.substr(kUsePrefix.size()))};
    const std::string why = WhyNotLabel(use.value);
    if (!why.empty()) return Fatal(line, title, "the use has no usable name");
    if (std::find(table_.uses.begin(), table_.uses.end(), use) != table_.uses.end()) {
      return Fatal(line, title, "the column is there twice");
    }
    table_.uses.push_back(use);
    columns_.uses.push_back(index);
  }

  std::string Field(const CsvRow& row, std::size_t column) const {
    if (column == Columns::kMissing) return "";
    const std::string field = Trimmed(row.fields[column]);
    // The apostrophe that an export puts before what looks like a formula.
    const bool neutralised = field.size() > 1 && field[0] == '\'' &&
                             std::string_view("=+-@").find(field[1]) != std::string_view::npos;
    return neutralised ? field.substr(1) : field;
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
    row.person.name = Field(csv, columns_.name);
    const std::string bad_name = WhyNotName(row.person.name);
    if (!bad_name.empty()) return Fatal(csv.line, "name", bad_name);
    row.person.kind = ReadKind(csv);
    row.person.groups = ReadGroups(Field(csv, columns_.groups));
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
      row.person.leaving_date = ReadDate(leaving);
      if (!row.person.leaving_date) {
        Note(
            csv.line, "leaving_date",
            "not a date (2026-11-21 or 21/11/2026); the person's permissions were read as refused");
        RefuseGrants(row);
      }
    }
    Keep(std::move(row));
  }

  PersonKind ReadKind(const CsvRow& csv) {
    const std::string kind = Lower(Field(csv, columns_.kind));
    if (kind.empty() || kind == "pupil") return PersonKind::kPupil;
    if (kind == "staff") return PersonKind::kStaff;
    if (kind == "visitor") return PersonKind::kVisitor;
    Note(csv.line, "kind", "not pupil, staff or visitor; read as pupil");
    return PersonKind::kPupil;
  }

  ImportBiometric ReadBiometric(const CsvRow& csv) {
    const std::string basis = Lower(Field(csv, columns_.biometric_basis));
    if (basis.empty() || basis == "none") return ImportBiometric::kNone;
    if (basis == "consent") return ImportBiometric::kConsent;
    if (basis == "objection") return ImportBiometric::kObjection;
    Note(csv.line, "biometric_basis", "not consent or objection; read as no consent");
    return ImportBiometric::kNone;
  }

  ImportCell ReadCell(const CsvRow& csv, std::size_t use) {
    const std::string value = Lower(Field(csv, columns_.uses[use]));
    if (value.empty()) return {};
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
         "not granted, refused or withdrawn; read as refused");
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
      if (!first.cells[use].statement) first.cells[use] = row.cells[use];
    }
    RefuseGrants(first);
  }

  const std::vector<CsvRow>& csv_;
  ImportTable table_;
  Columns columns_;
  std::unordered_map<std::string, std::size_t> index_;
  bool failed_ = false;
};

}  // namespace

ImportTable ReadImportRows(const std::vector<CsvRow>& csv) { return Reader(csv).Run(); }

}  // namespace photogate
