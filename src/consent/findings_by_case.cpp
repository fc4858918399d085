#include "consent/findings_by_case.h"

#include <nlohmann/json.hpp>

namespace photogate {
namespace {

using Json = nlohmann::ordered_json;

template <typename F>
std::string WithPeople(const std::string& findings, F&& rename) {
  Json json = Json::parse(findings, nullptr, false);
  if (!json.is_array()) return findings;
  bool changed = false;
  for (Json& finding : json) {
    if (!finding.is_object() || !finding.contains("person")) continue;
    Json& person = finding["person"];
    if (!person.is_string()) continue;
    person = rename(person.get<std::string>());
    changed = true;
  }
  return changed ? json.dump(-1, ' ', false, Json::error_handler_t::replace) : findings;
}

}  // namespace

std::string CaseNumberOf(Database& database, const std::string& id) {
  Rows rows = database.Query("SELECT case_number FROM person WHERE id = ?", {id});
  return rows.Next() ? rows.Text(0) : id;
}

PersonId PersonOfCase(Database& database, const std::string& case_number) {
  Rows rows = database.Query("SELECT id FROM person WHERE case_number = ?", {case_number});
  return PersonId{rows.Next() ? rows.Text(0) : case_number};
}

PersonId PersonMeant(Database& database, const PersonId& typed) {
  Rows rows = database.Query(
      "SELECT id FROM person WHERE (id = ?1 OR case_number = ?1) AND removed_version IS NULL ORDER "
      "BY id = ?1 DESC LIMIT 1",
      {typed.value});
  return rows.Next() ? PersonId{rows.Text(0)} : typed;
}

std::string FindingsByCase(Database& database, const std::string& findings) {
  return WithPeople(findings, [&](const std::string& id) { return CaseNumberOf(database, id); });
}

std::string FindingsById(Database& database, const std::string& findings) {
  return WithPeople(findings, [&](const std::string& case_number) {
    return PersonOfCase(database, case_number).value;
  });
}

}  // namespace photogate
