#include "consent/takedown_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "consent/history.h"
#include "consent/person_rows.h"
#include "consent/reports.h"

namespace photogate {
namespace {

// A child who must not be seen is looked for the same day; otherwise without undue delay
// (UK GDPR article 12(3) gives a month at most).
constexpr int kDueDaysOfBar = 1;
constexpr int kDueDays = 3;

// What keeps a person from one channel.
struct ChannelNo {
  std::string channel;
  RecallReason reason;
  std::string until;           // photos cleared up to then did not know of it (UTC, or a day)
  std::int64_t version = 0;    // of the latest statement
  std::int64_t permitted = 0;  // the latest time it was permitted before
};

struct No {
  std::string until;
  std::int64_t version = 0;
};

void Widen(std::optional<No>& no, const std::string& at, const std::string& from,
           std::int64_t version) {
  if (!no) no = No{};
  no->until = std::max({no->until, at, from});
  no->version = std::max(no->version, version);
}

std::optional<No> BarOf(Database& database, std::int64_t person, const std::string& day) {
  std::optional<No> no;
  Rows rows = database.Query(
      "SELECT change.at, bar.from_date, bar.version FROM bar JOIN change ON change.version = "
      "bar.version LEFT JOIN bar_lift ON bar_lift.bar = bar.number WHERE bar.person = ?1 AND "
      "bar.from_date <= ?2 AND (bar_lift.lift_date IS NULL OR ?2 < bar_lift.lift_date)",
      {person, day});
  while (rows.Next()) Widen(no, rows.Text(0), rows.Text(1), rows.Int(2));
  return no;
}

std::optional<No> RefusalOf(Database& database, std::int64_t person, const UseName& use,
                            const Date& day) {
  const PermissionState state = StateOn(PermissionHistory(database, person, use), day, {});
  if (state != PermissionState::kRefused && state != PermissionState::kWithdrawn) {
    return std::nullopt;
  }
  std::optional<No> no;
  Rows rows = database.Query(
      "SELECT change.at, permission.from_date, permission.version FROM permission JOIN change ON "
      "change.version = permission.version WHERE person = ? AND use = ? AND statement IN (2, 3) "
      "AND from_date <= ?",
      {person, use.value, FormatDate(day)});
  while (rows.Next()) Widen(no, rows.Text(0), rows.Text(1), rows.Int(2));
  return no;
}

std::vector<ChannelNo> NosOf(Database& database, std::int64_t person, const Date& day,
                             bool by_hand) {
  const auto bar = BarOf(database, person, FormatDate(day));
  const auto photography = RefusalOf(database, person, kPhotographyUse, day);
  std::vector<std::pair<std::string, UseName>> channels;
  {
    Rows rows = database.Query("SELECT name, use FROM channel ORDER BY name");
    while (rows.Next()) channels.emplace_back(rows.Text(0), UseName{rows.Text(1)});
  }
  std::vector<ChannelNo> nos;
  for (const auto& [channel, use] : channels) {
    const auto refusal = RefusalOf(database, person, use, day);
    std::optional<ChannelNo> found;
    const auto add = [&](const std::optional<No>& no, RecallReason reason) {
      if (!no) return;
      if (!found) found = ChannelNo{channel, reason, no->until, no->version};
      found->until = std::max(found->until, no->until);
      found->version = std::max(found->version, no->version);
    };
    add(bar, RecallReason::kBar);
    add(photography, RecallReason::kObjection);
    add(refusal, RecallReason::kWithdrawal);
    if (!found && by_hand) found = ChannelNo{channel, RecallReason::kByHand, "9999"};
    if (!found) continue;
    found->permitted = database.Int(
        "SELECT max(coalesce((SELECT max(version) FROM permission WHERE person = ?1 AND statement "
        "= 1 AND use IN (?2, ?3)), 0), coalesce((SELECT max(bar_lift.version) FROM bar_lift JOIN "
        "bar ON bar.number = bar_lift.bar WHERE bar.person = ?1), 0))",
        {person, use.value, kPhotographyUse.value});
    nos.push_back(*found);
  }
  return nos;
}

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

// When the first of their templates was made; empty: there is none.
std::string EnrolledAt(Database& database, std::int64_t person) {
  Rows rows = database.Query(
      "SELECT coalesce(min(change.at), '') FROM template JOIN change ON change.version = "
      "template.version WHERE template.person = ?",
      {person});
  return rows.Next() ? rows.Text(0) : std::string();
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
  std::string enrolled_at;       // compared since; empty: never
  std::set<std::string> groups;  // ever
};

// What was cleared after the person was on the register and before the no.
void ByEyeOn(Database& database, const std::string& case_number, const ChannelNo& no,
             const Known& person, const Whereabouts& whereabouts, std::vector<Candidate>& found) {
  Rows rows = database.Query(
      fmt::format("SELECT ledger.number, ledger.event, coalesce(cleared_mark.groups, ''), "
                  "ledger.model IS NOT NULL AND ?6 <> '' AND ?6 <= ledger.at FROM ledger LEFT JOIN "
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

void RecordLook(Database& database, Change& change, const std::string& what,
                const std::string& case_number) {
  database.Run("INSERT INTO look(at, actor, what, subject) VALUES(?, ?, ?, ?)",
               {change.now(), change.by().account, what, case_number});
  change.Vouch(AuditKind::kLook, database.LastInsert());
}

std::int64_t InsertRecall(Database& database, Change& change, const std::string& case_number,
                          RecallReason reason, const std::vector<Candidate>& places) {
  const std::int64_t version = LatestVersion(database);
  database.Run("INSERT INTO recall(at, actor, case_number, reason, version) VALUES(?, ?, ?, ?, ?)",
               {change.now(), change.by().account, case_number, static_cast<int>(reason), version});
  const std::int64_t recall = database.LastInsert();
  const std::string due =
      FormatDate(AddDays(change.today(), reason == RecallReason::kBar ? kDueDaysOfBar : kDueDays));
  const auto published = PublishedPlaces(database);
  for (const Candidate& copy : places) {
    const auto [begin, end] = published.equal_range(copy.ledger);
    if (begin == end) InsertTakedown(database, recall, case_number, copy, {}, due, version);
    for (auto at = begin; at != end; ++at) {
      InsertTakedown(database, recall, case_number, copy, at->second, due, version);
    }
  }
  RecordLook(database, change, fmt::format("recall {} opened, {} places", recall, places.size()),
             case_number);
  return recall;
}

}  // namespace

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
  const std::string enrolled = EnrolledAt(database, person);
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
    const std::string due = FormatDate(
        AddDays(change.today(), reason == RecallReason::kBar ? kDueDaysOfBar : kDueDays));
    InsertTakedown(database, copy.recall, copy.case_number,
                   {copy.ledger, static_cast<FoundBy>(copy.found_by)}, place, due,
                   LatestVersion(database));
    RecordLook(database, change, fmt::format("recall {}, one more place", copy.recall),
               copy.case_number);
  }
}

}  // namespace photogate
