#include "consent/takedown_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "consent/person_rows.h"
#include "consent/recall_nos.h"
#include "consent/reports.h"

namespace photogate {
namespace {

// A child who must not be seen is looked for the same day; otherwise without undue delay
// (UK GDPR article 12(3) gives a month at most).
constexpr int kDueDaysOfBar = 1;
constexpr int kDueDays = 3;

struct Candidate {
  std::int64_t ledger;
  FoundBy found_by;
};

constexpr const char* kNotYet =
    "NOT EXISTS (SELECT 1 FROM takedown t LEFT JOIN takedown_end e ON e.takedown = t.number "
    "WHERE t.case_number = ?1 AND t.ledger = ledger.number AND (e.takedown IS NULL OR t.version >= "
    "?3))";

void ByRecord(Database& database, const std::string& case_number, const ChannelNo& no,
              std::vector<Candidate>& found) {
  Rows rows = database.Query(
      fmt::format("SELECT ledger.number FROM ledger_person JOIN ledger ON ledger.number = "
                  "ledger_person.ledger WHERE ledger_person.person = ?1 AND ledger.channel = ?2 "
                  "AND {} ORDER BY ledger.number",
                  kNotYet),
      {case_number, no.channel, no.permitted});
  while (rows.Next()) found.push_back({rows.Int(0), FoundBy::kRecord});
}

// The register's version at which the first of their templates was made; 0: there is none.
std::int64_t EnrolledAt(Database& database, std::int64_t person) {
  return database.Int("SELECT coalesce(min(version), 0) FROM template WHERE person = ?", {person});
}

std::string Folded(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Who was where, as far as it was recorded.
class Whereabouts {
 public:
  explicit Whereabouts(Database& database) {
    Rows events = database.Query("SELECT event, group_name FROM event_group");
    while (events.Next()) events_[events.Text(0)].insert(Folded(events.Text(1)));
    Rows groups = database.Query("SELECT DISTINCT group_name FROM person_group");
    while (groups.Next()) registered_.insert(Folded(groups.Text(0)));
  }

  // Nullopt: somebody of `own` was not there.
  std::optional<FoundBy> Of(const std::optional<std::string>& event, const std::string& added,
                            const std::set<std::string>& own) const {
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
    bool unknown = !narrows || own.empty();
    for (const std::string& group : there) {
      if (own.contains(group)) return FoundBy::kGroup;
      // A misspelt group would leave out people who were there.
      unknown = unknown || (!registered_.contains(group));
    }
    if (unknown) return FoundBy::kUnknownEvent;
    return std::nullopt;
  }

 private:
  std::map<std::string, std::set<std::string>> events_;
  std::set<std::string> registered_;
};

// Also those they have left: the photos are of then.
std::set<std::string> GroupsEver(Database& database, std::int64_t person) {
  std::set<std::string> groups;
  Rows rows = database.Query(
      "SELECT groups FROM person_history WHERE person = ?1 UNION SELECT group_name FROM "
      "person_group WHERE person = ?1",
      {person});
  while (rows.Next()) {
    for (const GroupName& group : SplitGroups(rows.Text(0))) groups.insert(Folded(group.value));
  }
  return groups;
}

struct Known {
  std::string first_at;          // on the register since
  std::int64_t enrolled_at;      // compared since this version; 0: never
  std::set<std::string> groups;  // ever
};

// What was cleared after the person was on the register and before the no.
void ByEyeOn(Database& database, const std::string& case_number, const ChannelNo& no,
             const Known& person, const Whereabouts& whereabouts, std::vector<Candidate>& found) {
  Rows rows = database.Query(
      fmt::format("SELECT ledger.number, ledger.event, coalesce(cleared_mark.groups, ''), "
                  "ledger.model IS NOT NULL AND ?6 > 0 AND ?6 <= ledger.consent_version FROM "
                  "ledger LEFT JOIN "
                  "cleared_mark ON cleared_mark.ledger = ledger.number WHERE ledger.channel = ?2 "
                  "AND ledger.at <= ?4 AND ledger.at >= ?5 AND NOT EXISTS (SELECT 1 FROM "
                  "ledger_person WHERE ledger_person.ledger = ledger.number AND person = ?1) AND "
                  "{} ORDER BY "
                  "ledger.number",
                  kNotYet),
      {case_number, no.channel, no.permitted, no.until, person.first_at, person.enrolled_at});
  while (rows.Next()) {
    const auto where = whereabouts.Of(rows.OptionalText(1), rows.Text(2), person.groups);
    const bool compared = rows.Int(3) != 0;
    if (!where || (*where == FoundBy::kUnknownEvent && compared)) continue;
    found.push_back({rows.Int(0), *where});
  }
}

// Where each copy was published, as far as it was recorded, in releases that came about.
std::multimap<std::int64_t, std::int64_t> PublishedPlaces(Database& database) {
  std::multimap<std::int64_t, std::int64_t> places;
  Rows rows = database.Query(
      "SELECT p.ledger, n.number FROM release_note AS n JOIN release_photo AS p ON p.release = "
      "n.release WHERE n.kind = 1 AND NOT EXISTS (SELECT 1 FROM release_note AS v WHERE v.release "
      "= n.release AND v.kind = 2) ORDER BY n.number");
  while (rows.Next()) places.emplace(rows.Int(0), rows.Int(1));
  return places;
}

void InsertTakedown(Database& database, std::int64_t recall, const std::string& case_number,
                    const Candidate& copy, std::optional<std::int64_t> place,
                    const std::string& due, std::int64_t version) {
  database.Run(
      "INSERT INTO takedown(recall, case_number, ledger, found_by, due, version, place) "
      "VALUES(?, ?, ?, ?, ?, ?, ?)",
      {recall, case_number, copy.ledger, static_cast<int>(copy.found_by), due, version,
       place ? Param(*place) : Param(nullptr)});
}

std::string DueOf(const Date& today, RecallReason reason) {
  return FormatDate(AddDays(today, reason == RecallReason::kBar ? kDueDaysOfBar : kDueDays));
}

// One for each place where the copy was published, else one for the copy.
void InsertTakedowns(Database& database, std::int64_t recall, const std::string& case_number,
                     const Candidate& copy, const std::string& due, std::int64_t version,
                     const std::multimap<std::int64_t, std::int64_t>& published) {
  const auto [begin, end] = published.equal_range(copy.ledger);
  if (begin == end) InsertTakedown(database, recall, case_number, copy, {}, due, version);
  for (auto at = begin; at != end; ++at) {
    InsertTakedown(database, recall, case_number, copy, at->second, due, version);
  }
}

std::int64_t InsertRecall(Database& database, Change& change, const std::string& case_number,
                          RecallReason reason, const std::vector<Candidate>& places) {
  const std::int64_t version = LatestVersion(database);
  database.Run("INSERT INTO recall(at, actor, case_number, reason, version) VALUES(?, ?, ?, ?, ?)",
               {change.now(), change.by().account, case_number, static_cast<int>(reason), version});
  const std::int64_t recall = database.LastInsert();
  const std::string due = DueOf(change.today(), reason);
  const auto published = PublishedPlaces(database);
  for (const Candidate& copy : places) {
    InsertTakedowns(database, recall, case_number, copy, due, version, published);
  }
  RecordLook(database, change, fmt::format("recall {} opened, {} places", recall, places.size()),
             case_number);
  return recall;
}

}  // namespace

void RecordLook(Database& database, Change& change, const std::string& what,
                const std::string& case_number) {
  database.Run("INSERT INTO look(at, actor, what, subject) VALUES(?, ?, ?, ?)",
               {change.now(), change.by().account, what, case_number});
  change.Vouch(AuditKind::kLook, database.LastInsert());
}

std::vector<std::string> ChannelsRecalledFrom(Database& database, std::int64_t person,
                                              const Date& day, bool by_hand) {
  std::vector<std::string> channels;
  for (const ChannelNo& no : NosOf(database, person, day, by_hand)) channels.push_back(no.channel);
  return channels;
}

void OpenTakedownOfRecheck(Database& database, Change& change, std::int64_t recall,
                           const std::string& case_number, std::int64_t ledger) {
  if (database.Int(
          "SELECT EXISTS (SELECT 1 FROM takedown AS t LEFT JOIN takedown_end AS e ON "
          "e.takedown = t.number WHERE t.case_number = ?1 AND t.ledger = ?2 AND e.takedown "
          "IS NULL)",
          {case_number, ledger}) != 0) {
    return;
  }
  const auto reason = EnumOf(database.Int("SELECT reason FROM recall WHERE number = ?", {recall}),
                             RecallReason::kBar, RecallReason::kByHand);
  InsertTakedowns(database, recall, case_number, {ledger, FoundBy::kUnknownEvent},
                  DueOf(change.today(), reason), LatestVersion(database),
                  PublishedPlaces(database));
}

OpenedRecall RecallPerson(Database& database, Change& change, std::int64_t person, bool by_hand) {
  if (database.Int("SELECT EXISTS (SELECT 1 FROM ledger)") == 0) return {};
  const auto nos = NosOf(database, person, change.today(), by_hand);
  if (nos.empty()) return {};
  std::string case_number, first_at;
  std::int64_t first = 0;
  {
    Rows rows = database.Query(
        "SELECT case_number, change.version, change.at FROM person JOIN person_history ON "
        "person_history.person = person.row JOIN change ON change.version = "
        "person_history.version WHERE person.row = ? ORDER BY person_history.number LIMIT 1",
        {person});
    if (rows.Next()) {
      case_number = rows.Text(0);
      first = rows.Int(1);
      first_at = rows.Text(2);
    }
  }
  if (case_number.empty()) {
    Rows rows = database.Query("SELECT case_number, version FROM person WHERE row = ?", {person});
    if (!rows.Next()) return {};
    case_number = rows.Text(0);
    first = rows.Int(1);
  }
  const std::int64_t covered = database.Int(
      "SELECT coalesce(max(version), 0) FROM recall WHERE case_number = ?", {case_number});
  const std::int64_t enrolled = EnrolledAt(database, person);
  std::vector<Candidate> found;
  RecallReason reason = RecallReason::kByHand;
  bool told = by_hand;  // a recall in which nothing was found is kept as well
  std::optional<Whereabouts> whereabouts;
  std::set<std::string> own;
  for (const ChannelNo& no : nos) {
    reason = std::min(reason, no.reason);
    ByRecord(database, case_number, no, found);
    // Looked for once for each no; somebody new to the register is in nothing that it cleared.
    if (!by_hand && (no.version <= first || no.version <= covered)) continue;
    told = true;
    if (!whereabouts) {
      whereabouts.emplace(database);
      own = GroupsEver(database, person);
    }
    ByEyeOn(database, case_number, no, {first_at, enrolled, own}, *whereabouts, found);
  }
  if (found.empty() && (!told || (by_hand && covered > 0))) return {};
  return {InsertRecall(database, change, case_number, reason, found),
          static_cast<int>(found.size())};
}

OpenedRecall RecallCase(Database& database, Change& change, const std::string& case_number) {
  std::vector<Candidate> found;
  std::vector<std::string> channels;
  {
    Rows rows = database.Query("SELECT name FROM channel ORDER BY name");
    while (rows.Next()) channels.push_back(rows.Text(0));
  }
  for (const std::string& channel : channels) {
    ByRecord(database, case_number, {channel, RecallReason::kByHand, "9999"}, found);
  }
  if (found.empty()) return {};
  return {InsertRecall(database, change, case_number, RecallReason::kByHand, found),
          static_cast<int>(found.size())};
}

void OpenTakedownsAt(Database& database, Change& change, std::int64_t release, std::int64_t place) {
  struct Known {
    std::int64_t recall, ledger;
    int found_by, reason;
    std::string case_number, channel;
  };
  std::vector<Known> known;
  {
    // The latest recall of each person in each copy, unless somebody looked and they are not in it.
    Rows rows = database.Query(
        "SELECT max(t.recall), t.ledger, t.found_by, recall.reason, t.case_number, l.channel FROM "
        "takedown AS t JOIN recall ON recall.number = t.recall JOIN ledger AS l ON l.number = "
        "t.ledger WHERE t.ledger IN (SELECT ledger FROM release_photo WHERE release = ?) AND NOT "
        "EXISTS (SELECT 1 FROM takedown AS o JOIN takedown_end AS e ON e.takedown = o.number WHERE "
        "o.recall = t.recall AND o.ledger = t.ledger AND e.outcome = 2) GROUP BY t.case_number, "
        "t.ledger",
        {release});
    while (rows.Next()) {
      known.push_back({rows.Int(0), rows.Int(1), static_cast<int>(rows.Int(2)),
                       static_cast<int>(rows.Int(3)), rows.Text(4), rows.Text(5)});
    }
  }
  for (const Known& copy : known) {
    const auto reason = static_cast<RecallReason>(copy.reason);
    std::int64_t person = 0;
    {
      Rows rows =
          database.Query("SELECT row FROM person WHERE case_number = ?", {copy.case_number});
      if (rows.Next()) person = rows.Int(0);
    }
    // Permitted again meanwhile: then the place may show them. Who was erased stays out.
    if (person != 0 && reason != RecallReason::kByHand) {
      const auto nos = NosOf(database, person, change.today(), false);
      if (std::none_of(nos.begin(), nos.end(),
                       [&](const ChannelNo& no) { return no.channel == copy.channel; })) {
        continue;
      }
    }
    const std::string due = DueOf(change.today(), reason);
    InsertTakedown(database, copy.recall, copy.case_number,
                   {copy.ledger, static_cast<FoundBy>(copy.found_by)}, place, due,
                   LatestVersion(database));
    RecordLook(database, change, fmt::format("recall {}, one more place", copy.recall),
               copy.case_number);
  }
}

}  // namespace photogate
