#include "consent/erase_rows.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "consent/audit_chain.h"
#include "consent/biometric_rules.h"
#include "consent/erased_ids.h"
#include "consent/history.h"

namespace photogate {
namespace {

std::vector<std::int64_t> Numbers(Database& database, std::string_view sql, std::int64_t person) {
  std::vector<std::int64_t> numbers;
  Rows rows = database.Query(sql, {person});
  while (rows.Next()) numbers.push_back(rows.Int(0));
  return numbers;
}

// All seals first: a lift is sealed with the bar that it lifts.
void DeleteSealed(Database& database, std::int64_t person, std::int64_t erased) {
  const auto keep = [&](Redacted what, std::string_view sql) {
    for (const std::int64_t number : Numbers(database, sql, person)) {
      KeepSeal(database, what, number, erased);
    }
  };
  keep(Redacted::kPermission, "SELECT number FROM permission WHERE person = ?");
  keep(Redacted::kBiometric, "SELECT number FROM biometric WHERE person = ?");
  keep(Redacted::kBar, "SELECT number FROM bar WHERE person = ?");
  keep(Redacted::kBarLift,
       "SELECT bar FROM bar_lift WHERE bar IN (SELECT number FROM bar WHERE person = ?)");
  database.Run("DELETE FROM permission WHERE person = ?", {person});
  database.Run("DELETE FROM biometric WHERE person = ?", {person});
  database.Run("DELETE FROM bar_lift WHERE bar IN (SELECT number FROM bar WHERE person = ?)",
               {person});
  database.Run("DELETE FROM bar WHERE person = ?", {person});
}

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

// Lower case, with what file names have for blanks as blanks.
std::string FoldedWords(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == '_' || c == '.') c = ' ';
  }
  return text;
}

// Whether `text` holds the whole name and not merely its letters within another word.
bool HoldsName(const std::string& text, const std::string& name) {
  const std::string words = FoldedWords(text), wanted = FoldedWords(name);
  for (std::size_t at = words.find(wanted); at != std::string::npos;
       at = words.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    const bool begins = at == 0 || !IsWordCharacter(words[at - 1]);
    if (begins && (end == words.size() || !IsWordCharacter(words[end]))) return true;
  }
  return false;
}

// Numbers of the rows whose second column holds the name.
std::vector<std::int64_t> Named(Database& database, std::string_view sql, const std::string& name) {
  std::vector<std::int64_t> numbers;
  Rows rows = database.Query(sql);
  while (rows.Next()) {
    if (HoldsName(rows.Text(1), name)) numbers.push_back(rows.Int(0));
  }
  return numbers;
}

// Copies and photos may have been named after somebody.
void NeutraliseFileNames(Database& database, const ErasedPerson& person, std::int64_t erased) {
  for (const std::int64_t number :
       Named(database, "SELECT number, output_name FROM ledger", person.name)) {
    KeepSeal(database, Redacted::kLedger, number, erased);
    database.Run("UPDATE ledger SET output_name = ? WHERE number = ?",
                 {fmt::format("erased-{}", number), number});
  }
  for (const std::int64_t row :
       Named(database, "SELECT row, original_name FROM photo", person.name)) {
    database.Run("UPDATE photo SET original_name = ? WHERE row = ?",
                 {fmt::format("erased-{}", row), row});
  }
  for (const std::int64_t row :
       Named(database, "SELECT row, coalesce(output_name, '') FROM photo", person.name)) {
    database.Run("UPDATE photo SET output_name = ? WHERE row = ?",
                 {fmt::format("erased-{}", row), row});
  }
}

// In findings that are about several people; see Finding::people.
void RenameAmongMany(Database& database, const ErasedPerson& person) {
  std::vector<std::pair<std::int64_t, std::string>> changed;
  {
    Rows rows =
        database.Query("SELECT row, findings FROM photo WHERE instr(findings, '\"people\":[') > 0");
    while (rows.Next()) {
      auto findings = nlohmann::json::parse(rows.Text(1), nullptr, false);
      if (!findings.is_array()) continue;
      bool named = false;
      for (auto& finding : findings) {
        if (!finding.is_object() || !finding.contains("people")) continue;
        for (auto& id : finding["people"]) {
          if (id != person.id) continue;
          id = person.case_number;
          named = true;
        }
      }
      if (!named) continue;
      changed.emplace_back(rows.Int(0),
                           findings.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
  }
  for (const auto& [row, findings] : changed) {
    database.Run("UPDATE photo SET findings = ? WHERE row = ?", {findings, row});
  }
}

// Facts about photos that are under way or were decided name people by id (consent/photo_facts.h).
void RenameInJournal(Database& database, const ErasedPerson& person) {
  const auto rename = [&](std::string_view column, const char* key) {
    const std::string before = fmt::format("\"{}\":\"{}\"", key, person.id);
    const std::string after = fmt::format("\"{}\":\"{}\"", key, person.case_number);
    database.Run(
        fmt::format("UPDATE photo SET {0} = replace({0}, ?1, ?2) WHERE instr({0}, ?1) > 0", column),
        {before, after});
  };
  rename("findings", "person");
  rename("faces", "nearest");
  RenameAmongMany(database, person);
}

// What protection needs and nothing else: a person of the case number, barred, and with a biometric
// basis the templates.
void KeepProtection(Database& database, Change& change, const ErasedPerson& person, bool basis) {
  const std::int64_t version = change.version();
  database.Run(
      "INSERT INTO person(id, case_number, name, kind, leaving_date, source, version) "
      "VALUES(?1, ?2, ?1, ?3, NULL, 1, ?4)",
      {fmt::format("erased-{}", person.case_number), person.case_number, person.kind, version});
  const std::int64_t kept = database.LastInsert();
  database.Run("INSERT INTO bar(person, from_date, reason, version) VALUES(?, ?, ?, ?)",
               {kept, FormatDate(change.today()), "kept for protection when erased", version});
  if (!basis) return;
  database.Run("UPDATE template SET person = ? WHERE person = ?", {kept, person.row});
  database.Run(
      "INSERT INTO biometric(person, statement, from_date, given_by, evidence, source, version) "
      "VALUES(?, ?, ?, '', 'kept for protection when erased', 1, ?)",
      {kept, static_cast<int>(BiometricStatement::kConsent), FormatDate(change.today()), version});
}

}  // namespace

Result<ErasedPerson> FindErased(Database& database, const PersonId& id) {
  const auto row = PersonRow(database, id);
  if (!row.ok()) return row.error();
  Rows rows =
      database.Query("SELECT case_number, name, kind FROM person WHERE row = ?", {row.value()});
  rows.Next();
  return ErasedPerson{row.value(), id.value, rows.Text(0), rows.Text(1),
                      static_cast<int>(rows.Int(2))};
}

void EraseRows(Database& database, Change& change, const ErasedPerson& person,
               bool keep_protection) {
  const std::int64_t erased = change.version();
  const bool basis = BiometricOn(BiometricHistory(database, person.row), change.today()).basis();
  change.About("person", person.case_number, "erased");
  MarkErased(database, change, person.id);
  DeleteSealed(database, person.row, erased);
  NeutraliseFileNames(database, person, erased);
  RenameInJournal(database, person);
  if (keep_protection) {
    // The case number is unique, and the templates move before their person goes.
    database.Run("UPDATE person SET case_number = 'case-going' WHERE row = ?", {person.row});
    KeepProtection(database, change, person, basis);
  }
  database.Run("DELETE FROM person WHERE row = ?", {person.row});
}

}  // namespace photogate
