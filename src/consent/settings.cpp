#include "consent/settings.h"

#include "consent/person_rows.h"

namespace photogate {
namespace {

constexpr std::string_view kOtherText = "other";

}  // namespace

std::optional<std::string> Setting(Database& database, std::string_view name) {
  Rows rows = database.Query("SELECT value FROM setting WHERE name = ?", {name});
  if (!rows.Next()) return std::nullopt;
  return rows.Text(0);
}

void SetSetting(Database& database, Change& change, std::string_view name, std::string_view value) {
  database.Run("INSERT OR REPLACE INTO setting(name, value, version) VALUES(?, ?, ?)",
               {name, value, change.version()});
  change.About("setting", std::string(name), std::string(value));
}

void ClearSetting(Database& database, Change& change, std::string_view name) {
  change.version();
  database.Run("DELETE FROM setting WHERE name = ?", {name});
  change.About("setting", std::string(name), "removed");
}

std::optional<Dpia> ReadDpia(Database& database) {
  const auto reference = Setting(database, "dpia_reference");
  const auto officer = Setting(database, "dpia_officer");
  const auto date = Setting(database, "dpia_date");
  if (!reference || !officer || !date) return std::nullopt;
  return Dpia{*reference, *officer, DateOf(*date)};
}

Result<Done> WriteDpia(Database& database, Change& change, const Dpia& dpia) {
  if (dpia.reference.empty() || dpia.officer.empty()) {
    return Error{ErrorKind::kRefused,
                 "An assessment is recorded with its reference and the officer's name. Give both."};
  }
  const Result<Done> notes = CheckNotes({dpia.reference, dpia.officer});
  if (!notes.ok()) return notes.error();
  if (change.today() < dpia.date) {
    return Error{ErrorKind::kRefused,
                 "The assessment's date is still to come. Record it once it has been made."};
  }
  SetSetting(database, change, "dpia_reference", dpia.reference);
  SetSetting(database, change, "dpia_officer", dpia.officer);
  SetSetting(database, change, "dpia_date", FormatDate(dpia.date));
  return Done{};
}

Jurisdiction JurisdictionOf(const std::optional<std::string>& text) {
  if (text && *text == kOtherText) return Jurisdiction::kOther;
  // The stricter one, also when the setting is missing.
  return Jurisdiction::kEnglandWales;
}

Jurisdiction ReadJurisdiction(Database& database) {
  return JurisdictionOf(Setting(database, "jurisdiction"));
}

bool ObjectionStopsComparison(Database& database) {
  const auto text = Setting(database, "objection_stops_comparison");
  if (text) return *text != "no";
  return ReadJurisdiction(database) == Jurisdiction::kEnglandWales;
}

std::vector<std::string> ReadWords(Database& database) {
  std::vector<std::string> words;
  Rows rows = database.Query("SELECT word FROM word ORDER BY word");
  while (rows.Next()) words.push_back(rows.Text(0));
  return words;
}

}  // namespace photogate
