#include "consent/recall_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "consent/history.h"
#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

std::string Folded(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string NotYet() { return "NOT " + TakedownOfSpot("t.version >= ?3"); }

std::optional<std::int64_t> OptionalInt(const Rows& rows, int column) {
  if (rows.Null(column)) return std::nullopt;
  return rows.Int(column);
}

}  // namespace

std::string TakedownOfSpot(std::string_view ended) {
  return fmt::format(
      "EXISTS (SELECT 1 FROM takedown AS t JOIN recall AS r ON r.number = t.recall LEFT JOIN "
      "takedown_end AS e ON e.takedown = t.number WHERE t.case_number = ?1 AND t.ledger = "
      "ledger.number AND t.place IS n.number AND (t.release IS p.release OR (t.release IS NULL AND "
      "(t.place IS NOT NULL OR (SELECT made.at FROM release AS made WHERE made.number = "
      "p.release) <= r.at))) AND (e.takedown IS NULL OR ({})))",
      ended);
}

Spot SpotFrom(const Rows& rows, std::int64_t ledger, FoundBy found_by, int release) {
  return {ledger, found_by, OptionalInt(rows, release), OptionalInt(rows, release + 1)};
}

std::optional<Entry> EntryOf(Database& database, std::int64_t person) {
  {
    Rows rows = database.Query(
        "SELECT case_number, change.version, change.at FROM person JOIN person_history ON "
        "person_history.person = person.row JOIN change ON change.version = "
        "person_history.version WHERE person.row = ? ORDER BY person_history.number LIMIT 1",
        {person});
    if (rows.Next()) return Entry{rows.Text(0), rows.Int(1), rows.Text(2)};
  }
  Rows rows = database.Query("SELECT case_number, version FROM person WHERE row = ?", {person});
  if (!rows.Next()) return std::nullopt;
  return Entry{rows.Text(0), rows.Int(1)};
}

void FindByRecord(Database& database, const std::string& case_number, const ChannelNo& no,
                  std::vector<Spot>& found) {
  Rows rows = database.Query(
      fmt::format("SELECT ledger.number, p.release, n.number FROM ledger_person JOIN ledger ON "
                  "ledger.number = ledger_person.ledger {} WHERE ledger_person.person = ?1 AND "
                  "ledger.channel = ?2 AND {} ORDER BY ledger.number, p.release, n.number",
                  kSpots, NotYet()),
      {case_number, no.channel, no.permitted});
  while (rows.Next()) found.push_back(SpotFrom(rows, rows.Int(0), FoundBy::kRecord, 1));
}

EyeSearch::EyeSearch(Database& database, std::int64_t person, Entry entry, bool earlier)
    : database_(database),
      entry_(std::move(entry)),
      earlier_(earlier),
      biometric_(BiometricHistory(database, person)) {
  {
    Rows events = database.Query("SELECT event, group_name FROM event_group");
    while (events.Next()) events_[events.Text(0)].insert(Folded(events.Text(1)));
    Rows groups = database.Query("SELECT DISTINCT group_name FROM person_group");
    while (groups.Next()) registered_.insert(Folded(groups.Text(0)));
    Rows templates = database.Query(
        "SELECT model, min(version) FROM template WHERE person = ? GROUP BY model", {person});
    while (templates.Next()) templates_[templates.Text(0)] = templates.Int(1);
  }
  // Also those they have left: the photos are of then.
  Rows rows = database.Query(
      "SELECT groups FROM person_history WHERE person = ?1 UNION SELECT group_name FROM "
      "person_group WHERE person = ?1",
      {person});
  while (rows.Next()) {
    for (const GroupName& group : SplitGroups(rows.Text(0))) own_.insert(Folded(group.value));
  }
}

void EyeSearch::On(const ChannelNo& no, std::vector<Spot>& found) {
  const std::string since = earlier_ ? std::string() : entry_.at;
  Rows rows = database_.Query(
      fmt::format("SELECT ledger.number, ledger.event, coalesce(cleared_mark.groups, ''), "
                  "ledger.model, ledger.consent_version, ledger.at, p.release, n.number FROM "
                  "ledger LEFT JOIN cleared_mark ON cleared_mark.ledger = ledger.number {} WHERE "
                  "ledger.channel = ?2 AND ledger.at <= ?4 AND ledger.at >= ?5 AND NOT EXISTS "
                  "(SELECT 1 FROM ledger_person WHERE ledger_person.ledger = ledger.number AND "
                  "person = ?1) AND NOT EXISTS (SELECT 1 FROM takedown AS o JOIN takedown_end AS d "
                  "ON d.takedown = o.number WHERE o.case_number = ?1 AND o.ledger = ledger.number "
                  "AND d.outcome = 2 AND o.version >= ?3) AND {} ORDER BY ledger.number, "
                  "p.release, n.number",
                  kSpots, NotYet()),
      {entry_.case_number, no.channel, no.permitted, no.until, since});
  while (rows.Next()) {
    if (const auto found_by = Of(rows)) found.push_back(SpotFrom(rows, rows.Int(0), *found_by, 6));
  }
}

std::optional<FoundBy> EyeSearch::Of(const Rows& copy) {
  const auto where = AtEvent(copy.OptionalText(1), copy.Text(2));
  // Which groups they were in before their entry nobody knows.
  if (!where && copy.Text(5) < entry_.at) return FoundBy::kUnknownEvent;
  if (where == FoundBy::kUnknownEvent &&
      WasCompared(copy.OptionalText(3), copy.Int(4), copy.Text(5))) {
    return std::nullopt;
  }
  return where;
}

std::optional<FoundBy> EyeSearch::AtEvent(const std::optional<std::string>& event,
                                          const std::string& added) const {
  std::set<std::string> there;
  if (event) {
    const auto known = events_.find(*event);
    if (known != events_.end()) there = known->second;
  }
  const bool narrows = !there.empty();
  for (std::size_t from = 0; from < added.size();) {
    const std::size_t end = std::min(added.find('\n', from), added.size());
    there.insert(Folded(added.substr(from, end - from)));
    from = end + 1;
  }
  bool unknown = !narrows || own_.empty();
  for (const std::string& group : there) {
    if (own_.contains(group)) return FoundBy::kGroup;
    // A misspelt group would leave out people who were there.
    unknown = unknown || !registered_.contains(group);
  }
  if (unknown) return FoundBy::kUnknownEvent;
  return std::nullopt;
}

bool EyeSearch::WasCompared(const std::optional<std::string>& model, std::int64_t version,
                            const std::string& at) {
  // The ledger names a model only when faces were compared (pipeline/ledger_row.cpp): not without
  // an assessment, nor while an objection forbade it.
  const auto known = model ? templates_.find(*model) : templates_.end();
  if (known == templates_.end() || version < known->second) return false;
  const auto [basis, fresh] = basis_.try_emplace(at.substr(0, 10));
  if (fresh) basis->second = BiometricOn(biometric_, DateOf(basis->first)).basis();
  return basis->second;
}

int CopiesNotLookedAt(Database& database, const Entry& entry, const std::vector<ChannelNo>& nos) {
  std::int64_t copies = 0;
  for (const ChannelNo& no : nos) {
    copies += database.Int("SELECT count(*) FROM ledger WHERE channel = ? AND at < ?",
                           {no.channel, entry.at});
    copies -= database.Int(
        "SELECT count(*) FROM (SELECT ledger FROM takedown WHERE case_number = ?1 UNION SELECT "
        "ledger FROM ledger_person WHERE person = ?1 UNION SELECT ledger FROM recheck WHERE "
        "case_number = ?1 AND outcome <= 3) AS looked JOIN ledger ON ledger.number = "
        "looked.ledger WHERE ledger.channel = ?2 AND ledger.at < ?3",
        {entry.case_number, no.channel, entry.at});
  }
  return static_cast<int>(copies);
}

}  // namespace photogate
