#include "consent/incidents.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "consent/store.h"

namespace photogate {
namespace {

Error NoText() {
  return {ErrorKind::kRefused, "Write in a few words what happened; others must understand it."};
}

constexpr int kLeastWords = 3;
constexpr auto kLongAgo = std::chrono::hours(24 * 366);

bool FewWords(const std::string& text) {
  std::istringstream words(text);
  int count = 0;
  for (std::string word; words >> word;) {
    // A letter or a digit of any script: punctuation alone is no word.
    count += std::any_of(word.begin(), word.end(),
                         [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; });
  }
  return count < kLeastWords;
}

std::vector<IncidentEntry> EntriesOf(Database& database, std::int64_t number) {
  std::vector<IncidentEntry> entries;
  Rows rows = database.Query(
      "SELECT at, user, kind, text, risk, to_ico, to_families FROM incident_entry "
      "WHERE incident = ? ORDER BY number",
      {number});
  while (rows.Next()) {
    entries.push_back({rows.Text(0), rows.Text(1),
                       EnumOf(rows.Int(2), IncidentEntryKind::kAction, IncidentEntryKind::kClosed),
                       rows.Text(3), rows.Text(4), rows.Int(5) != 0, rows.Int(6) != 0});
  }
  return entries;
}

std::vector<Incident> Read(Database& database, std::string_view where,
                           std::initializer_list<Param> parameters) {
  std::vector<Incident> incidents;
  {
    Rows rows = database.Query(
        "SELECT number, photo, noticed, reported, user, what, evidence FROM incident " +
            std::string(where),
        parameters);
    while (rows.Next()) {
      std::optional<PhotoId> photo;
      if (!rows.Null(1)) photo = PhotoId{rows.Text(1)};
      incidents.push_back({rows.Int(0),
                           photo,
                           rows.Text(2),
                           rows.Text(3),
                           rows.Text(4),
                           rows.Text(5),
                           rows.Text(6),
                           {}});
    }
  }
  for (Incident& incident : incidents) incident.entries = EntriesOf(database, incident.number);
  return incidents;
}

Result<Incident> Find(Database& database, std::int64_t number) {
  auto found = Read(database, "WHERE number = ?", {number});
  if (!found.empty()) return std::move(found.front());
  return Error{ErrorKind::kNotFound, "There is no incident of this number."};
}

Result<Done> MayAdd(const Incident& incident, const IncidentEntry& entry) {
  if (entry.text.empty()) return NoText();
  if (!incident.open()) {
    return Error{ErrorKind::kRefused,
                 "This incident is closed. Report a new one if there is more."};
  }
  const bool known = entry.risk == "none" || entry.risk == "low" || entry.risk == "high";
  if (entry.kind == IncidentEntryKind::kAssessment && !known) {
    return Error{ErrorKind::kRefused, "Say how high the risk is: none, low or high."};
  }
  if (entry.kind == IncidentEntryKind::kClosed && incident.assessment() == nullptr) {
    return Error{ErrorKind::kRefused, "An incident is assessed before it is closed."};
  }
  return Done{};
}

}  // namespace

bool Incident::open() const {
  return entries.empty() || entries.back().kind != IncidentEntryKind::kClosed;
}

const IncidentEntry* Incident::assessment() const {
  const auto found = std::find_if(entries.rbegin(), entries.rend(), [](const IncidentEntry& entry) {
    return entry.kind == IncidentEntryKind::kAssessment;
  });
  return found == entries.rend() ? nullptr : &*found;
}

Result<std::int64_t> Incidents::Report(const std::optional<PhotoId>& photo, const std::string& what,
                                       std::chrono::system_clock::time_point noticed,
                                       const std::string& evidence, const Actor& by,
                                       bool long_ago) {
  if (FewWords(what)) return NoText();
  if (noticed > register_.clock().Now() + std::chrono::minutes(5)) {
    return Error{ErrorKind::kRefused, "It cannot have been noticed in the future."};
  }
  if (!long_ago && noticed < register_.clock().Now() - kLongAgo) {
    return Error{ErrorKind::kRefused,
                 "It would have been noticed more than a year ago. Correct the day, or confirm "
                 "that it is right."};
  }
  return register_.store().Write(
      by, "incident report", [&](Database& database, Change& change) -> Result<std::int64_t> {
        change.version();
        std::optional<std::string> id;
        if (photo) id = photo->value;
        database.Run(
            "INSERT INTO incident(photo, noticed, reported, user, what, evidence) "
            "VALUES(?, ?, ?, ?, ?, ?)",
            {id, FormatUtc(noticed), change.now(), by.account, what, evidence});
        return database.LastInsert();
      });
}

Result<Done> Incidents::Add(std::int64_t number, const IncidentEntry& entry, const Actor& by) {
  return register_.store().Write(
      by, "incident " + std::string(IncidentEntryKindName(entry.kind)),
      [&](Database& database, Change& change) -> Result<Done> {
        const auto incident = Find(database, number);
        if (!incident.ok()) return incident.error();
        if (auto may = MayAdd(incident.value(), entry); !may.ok()) return may;
        change.version();
        database.Run(
            "INSERT INTO incident_entry(incident, at, user, kind, text, risk, to_ico, "
            "to_families) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            {number, change.now(), by.account, static_cast<std::int64_t>(entry.kind), entry.text,
             entry.risk, entry.to_ico, entry.to_families});
        return Done{};
      });
}

Result<std::vector<Incident>> Incidents::List() {
  return register_.store().Read([](Database& database) -> Result<std::vector<Incident>> {
    return Read(database, "ORDER BY number DESC", {});
  });
}

Result<Incident> Incidents::Show(std::int64_t number) {
  return register_.store().Read(
      [number](Database& database) -> Result<Incident> { return Find(database, number); });
}

Result<std::optional<std::int64_t>> Incidents::OpenOn(const PhotoId& photo) {
  return register_.store().Read([&](Database& database) -> Result<std::optional<std::int64_t>> {
    for (const Incident& incident :
         Read(database, "WHERE photo = ? ORDER BY number DESC", {photo.value})) {
      if (incident.open()) return std::optional(incident.number);
    }
    return std::optional<std::int64_t>();
  });
}

std::string_view IncidentEntryKindName(IncidentEntryKind kind) {
  switch (kind) {
    case IncidentEntryKind::kAction: return "action";
    case IncidentEntryKind::kAssessment: return "assessment";
    case IncidentEntryKind::kClosed: return "closed";
  }
  return "unknown";
}

}  // namespace photogate
