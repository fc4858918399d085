#include "consent/takedown_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "consent/person_rows.h"
#include "consent/recall_nos.h"
#include "consent/recall_search.h"
#include "consent/reports.h"
#include "crypto/sha256.h"

namespace photogate {
namespace {

// A child who must not be seen is looked for the same day; otherwise without undue delay
// (UK GDPR article 12(3) gives a month at most).
constexpr int kDueDaysOfBar = 1;
constexpr int kDueDays = 3;

void InsertTakedown(Database& database, std::int64_t recall, const std::string& case_number,
                    const Spot& spot, const std::string& due, std::int64_t version) {
  const auto number = [](const std::optional<std::int64_t>& value) {
    return value ? Param(*value) : Param(nullptr);
  };
  database.Run(
      "INSERT INTO takedown(recall, case_number, ledger, found_by, due, version, place, release) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      {recall, case_number, spot.ledger, static_cast<int>(spot.found_by), due, version,
       number(spot.place), number(spot.release)});
}

std::string DueOf(const Date& today, RecallReason reason) {
  return FormatDate(AddDays(today, reason == RecallReason::kBar ? kDueDaysOfBar : kDueDays));
}

std::string RowHash(const NewTakedownEnd& end, const std::string& at) {
  std::string text;
  for (const std::string& part :
       {std::to_string(end.takedown), at, end.user, std::string(TakedownOutcomeName(end.outcome)),
        end.note, end.proof.value}) {
    text += fmt::format("{}:{}", part.size(), part);
  }
  return Sha256(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())).value;
}

}  // namespace

std::int64_t InsertRecall(Database& database, Change& change, const std::string& subject,
                          RecallReason reason, const std::vector<Spot>& spots) {
  const std::int64_t version = LatestVersion(database);
  database.Run("INSERT INTO recall(at, actor, case_number, reason, version) VALUES(?, ?, ?, ?, ?)",
               {change.now(), change.by().account, subject, static_cast<int>(reason), version});
  const std::int64_t recall = database.LastInsert();
  const std::string due = DueOf(change.today(), reason);
  for (const Spot& spot : spots) {
    InsertTakedown(database, recall, subject, spot, due, version);
  }
  RecordLook(database, change, fmt::format("recall {} opened, {} places", recall, spots.size()),
             subject);
  return recall;
}

void InsertTakedownEnd(Database& database, Change& change, const NewTakedownEnd& end) {
  const std::string now = change.now();
  database.Run(
      "INSERT INTO takedown_end(takedown, at, actor, user, outcome, note, proof_sha256) VALUES(?, "
      "?, ?, ?, ?, ?, ?)",
      {end.takedown, now, change.by().account, end.user, static_cast<int>(end.outcome), end.note,
       end.proof.value});
  database.Run(
      "INSERT INTO look(at, actor, what, subject) VALUES(?, ?, ?, ?)",
      {now, change.by().account, fmt::format("takedown {} done", end.takedown), RowHash(end, now)});
  change.Vouch(AuditKind::kLook, database.LastInsert());
}

void EndTakedownsOfVoid(Database& database, Change& change, std::int64_t release,
                        const std::string& why) {
  struct Open {
    std::int64_t number, recall;
    std::string case_number, due;
    Spot copy;
    bool elsewhere;
  };
  std::vector<Open> tasks;
  {
    Rows rows = database.Query(
        "SELECT t.number, t.recall, t.case_number, t.due, t.ledger, t.found_by, EXISTS (SELECT 1 "
        "FROM release_photo AS p WHERE p.ledger = t.ledger AND NOT EXISTS (SELECT 1 FROM "
        "release_note AS v WHERE v.release = p.release AND v.kind = 2)) OR EXISTS (SELECT 1 FROM "
        "takedown AS o WHERE o.case_number = t.case_number AND o.ledger = t.ledger AND o.release "
        "IS NULL AND o.place IS NULL AND NOT EXISTS (SELECT 1 FROM takedown_end AS d WHERE "
        "d.takedown = o.number)) OR EXISTS (SELECT 1 FROM recall_picture AS rp WHERE rp.recall = "
        "t.recall) FROM takedown AS t WHERE t.release = ? AND t.place IS NULL AND "
        "NOT EXISTS (SELECT 1 FROM takedown_end AS e WHERE e.takedown = t.number) ORDER BY "
        "t.number",
        {release});
    while (rows.Next()) {
      const auto found_by = EnumOf(rows.Int(5), FoundBy::kRecord, FoundBy::kUnknownEvent);
      tasks.push_back({rows.Int(0),
                       rows.Int(1),
                       rows.Text(2),
                       rows.Text(3),
                       {rows.Int(4), found_by, std::nullopt, std::nullopt},
                       rows.Int(6) != 0});
    }
  }
  for (const Open& task : tasks) {
    InsertTakedownEnd(database, change,
                      {task.number, TakedownOutcome::kNeverReleased,
                       fmt::format("Release {} never came about: {}", release, why), Sha256Hex{},
                       change.by().account});
    if (task.elsewhere) continue;
    InsertTakedown(database, task.recall, task.case_number, task.copy, task.due,
                   LatestVersion(database));
    RecordLook(database, change, fmt::format("recall {}, the copy alone", task.recall),
               task.case_number);
  }
}

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

int NotLookedAt(Database& database, std::int64_t person, const Date& day, bool by_hand) {
  const auto entry = EntryOf(database, person);
  if (!entry) return 0;
  return CopiesNotLookedAt(database, *entry, NosOf(database, person, day, by_hand));
}

void OpenTakedownOfRecheck(Database& database, Change& change, const RecheckedCopy& copy) {
  std::string channel;
  {
    Rows rows = database.Query("SELECT channel FROM ledger WHERE number = ?", {copy.ledger});
    if (rows.Next()) channel = rows.Text(0);
  }
  std::int64_t permitted = 0;
  for (const ChannelNo& no : NosOf(database, copy.person, change.today(), false)) {
    if (no.channel == channel) permitted = no.permitted;
  }
  // Whoever looked through the copy and did not find the person is contradicted by their being
  // seen; not by their perhaps being seen, nor when they were known to be in it then and the end
  // was about the place.
  const std::string answered = TakedownOfSpot(
      "t.version >= ?3 AND (e.outcome <> 2 OR ?4 OR EXISTS (SELECT 1 FROM recheck AS k WHERE "
      "k.case_number = ?1 AND k.ledger = ledger.number AND k.outcome = 1 AND k.at <= e.at))");
  std::vector<Spot> found;
  {
    Rows rows = database.Query(
        fmt::format("SELECT p.release, n.number FROM ledger {} WHERE ledger.number = ?2 AND NOT {} "
                    "ORDER BY p.release, n.number",
                    kSpots, answered),
        {copy.case_number, copy.ledger, permitted, copy.outcome == RecheckOutcome::kPerhaps});
    while (rows.Next()) found.push_back(SpotFrom(rows, copy.ledger, FoundBy::kUnknownEvent, 0));
  }
  const auto reason =
      EnumOf(database.Int("SELECT reason FROM recall WHERE number = ?", {copy.recall}),
             RecallReason::kBar, RecallReason::kByHand);
  for (const Spot& spot : found) {
    InsertTakedown(database, copy.recall, copy.case_number, spot, DueOf(change.today(), reason),
                   LatestVersion(database));
  }
}

RecallOpened RecallPerson(Database& database, Change& change, std::int64_t person,
                          const RecallHow& how) {
  if (database.Int("SELECT EXISTS (SELECT 1 FROM ledger)") == 0) return {};
  const auto nos = NosOf(database, person, change.today(), how.by_hand);
  if (nos.empty()) return {};
  const auto entry = EntryOf(database, person);
  if (!entry) return {};
  const std::int64_t covered = database.Int(
      "SELECT coalesce(max(version), 0) FROM recall WHERE case_number = ?", {entry->case_number});
  std::vector<Spot> found;
  RecallReason reason = RecallReason::kByHand;
  bool told = how.by_hand;  // a recall in which nothing was found is kept as well
  std::optional<EyeSearch> search;
  for (const ChannelNo& no : nos) {
    reason = std::min(reason, no.reason);
    FindByRecord(database, entry->case_number, no, found);
    // Looked for once for each no. Who came with the no may be in what was cleared before, which is
    // counted (NotLookedAt) and compared or opened only when somebody asks for it: at the start of
    // a year that would be everything for everybody.
    if (!how.by_hand && (no.version <= entry->version || no.version <= covered)) continue;
    told = true;
    if (!search) search.emplace(database, person, *entry, how.earlier);
    search->On(no, found);
  }
  if (found.empty() && (!told || (how.by_hand && covered > 0))) return {};
  return {InsertRecall(database, change, entry->case_number, reason, found),
          static_cast<int>(found.size())};
}

RecallOpened RecallForNo(Database& database, Change& change, std::int64_t person) {
  RecallOpened opened = RecallPerson(database, change, person);
  opened.not_looked = NotLookedAt(database, person, change.today(), false);
  return opened;
}

RecallOpened RecallCase(Database& database, Change& change, const std::string& case_number) {
  std::vector<Spot> found;
  std::vector<std::string> channels;
  {
    Rows rows = database.Query("SELECT name FROM channel ORDER BY name");
    while (rows.Next()) channels.push_back(rows.Text(0));
  }
  for (const std::string& channel : channels) {
    FindByRecord(database, case_number, {channel, RecallReason::kByHand, "9999"}, found);
  }
  if (found.empty()) return {};
  const int places = static_cast<int>(found.size());
  std::int64_t recall = 0;
  RecallReason reason = RecallReason::kByHand;
  {
    Rows rows = database.Query(
        "SELECT number, reason FROM recall WHERE case_number = ? ORDER BY number DESC LIMIT 1",
        {case_number});
    if (rows.Next()) {
      recall = rows.Int(0);
      reason = EnumOf(rows.Int(1), RecallReason::kBar, RecallReason::kByHand);
    }
  }
  if (recall == 0) return {InsertRecall(database, change, case_number, reason, found), places};
  // Somebody who was recalled before they were erased is recalled once.
  for (const Spot& spot : found) {
    InsertTakedown(database, recall, case_number, spot, DueOf(change.today(), reason),
                   LatestVersion(database));
  }
  RecordLook(database, change, fmt::format("recall {}, {} more places", recall, places),
             case_number);
  return {recall, places};
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
    // That counts only where nobody knew: of somebody who is recorded, or was seen when the copy
    // was compared anew, it was said of one place and says nothing of another. So it is of a
    // picture, unless people cleared the same copy anew since.
    Rows rows = database.Query(
        "SELECT max(t.recall), t.ledger, t.found_by, recall.reason, t.case_number, l.channel FROM "
        "takedown AS t JOIN recall ON recall.number = t.recall JOIN ledger AS l ON l.number = "
        "t.ledger WHERE t.ledger IN (SELECT ledger FROM release_photo WHERE release = ?) AND "
        "(EXISTS (SELECT 1 FROM ledger_person AS lp WHERE lp.ledger = t.ledger AND lp.person = "
        "t.case_number) OR EXISTS (SELECT 1 FROM recall_picture AS rp WHERE rp.recall = t.recall) "
        "OR EXISTS (SELECT 1 FROM recheck AS k WHERE k.case_number = t.case_number "
        "AND k.ledger = t.ledger AND k.outcome = 1) OR NOT EXISTS (SELECT 1 FROM takedown AS o "
        "JOIN takedown_end AS e ON e.takedown = o.number WHERE o.recall = t.recall AND o.ledger = "
        "t.ledger AND e.outcome = 2)) AND NOT (EXISTS (SELECT 1 FROM recall_picture AS rp WHERE "
        "rp.recall = t.recall) AND EXISTS (SELECT 1 FROM ledger AS anew WHERE anew.output_sha256 = "
        "l.output_sha256 AND anew.channel = l.channel AND anew.number > l.number AND NOT EXISTS "
        "(SELECT 1 FROM ledger_end AS d WHERE d.ledger = anew.number))) GROUP BY t.case_number, "
        "t.ledger",
        {release});
    while (rows.Next()) {
      known.push_back({rows.Int(0), rows.Int(1), static_cast<int>(rows.Int(2)),
                       static_cast<int>(rows.Int(3)), rows.Text(4), rows.Text(5)});
    }
  }
  // The task that asks where the release went stays open beside the new one: a release may be
  // published in several places, and that this was the last of them only its owner knows, who ends
  // that task with the same proof.
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
                   {copy.ledger, static_cast<FoundBy>(copy.found_by), release, place}, due,
                   LatestVersion(database));
    RecordLook(database, change, fmt::format("recall {}, one more place", copy.recall),
               copy.case_number);
  }
}

}  // namespace photogate
