#include "consent/takedowns.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "consent/channel_rows.h"
#include "consent/findings_by_case.h"
#include "consent/person_rows.h"
#include "consent/picture_recalls.h"
#include "consent/takedown_rows.h"
#include "consent/user_acts.h"
#include "consent/user_rows.h"
#include "consent/users.h"
#include "crypto/sha256.h"

namespace photogate {
namespace {

constexpr std::size_t kMostProof = 64;

// By channel, those who are here on `day`: who left takes nothing down.
std::map<std::string, std::vector<std::string>> OwnersOn(Database& database, const Date& day) {
  std::set<std::string> here;
  for (const User& user : AllUsers(database)) {
    if (IsActive(user, day)) here.insert(user.name);
  }
  const bool set_up = !AnyUser(database);
  std::map<std::string, std::vector<std::string>> owners;
  Rows rows = database.Query("SELECT channel, owner FROM channel_owner ORDER BY channel, owner");
  while (rows.Next()) {
    if (set_up || here.contains(rows.Text(1))) owners[rows.Text(0)].push_back(rows.Text(1));
  }
  return owners;
}

std::vector<Takedown> ReadTakedowns(Database& database, const TakedownQuery& query,
                                    const Date& day) {
  auto owners = OwnersOn(database, day);
  const auto number = [](const std::optional<std::int64_t>& value) {
    return value ? Param(*value) : Param(nullptr);
  };
  const std::optional<std::string> before =
      query.due_before ? std::optional(FormatDate(*query.due_before)) : std::nullopt;
  std::vector<Takedown> list;
  Rows rows = database.Query(
      "SELECT t.number, t.recall, t.case_number, coalesce(person.id, t.case_number), t.found_by, "
      "t.ledger, l.channel, l.event, l.output_name, l.output_sha256, l.at, "
      "coalesce(nullif(n.url, ''), nullif(n.issue, ''), channel.address), recall.at, t.due, e.at, "
      "e.user, e.outcome, e.note, e.proof_sha256, coalesce(t.release, n.release), "
      "coalesce(n.published, ''), (SELECT "
      "min(k.outcome) FROM recheck AS k WHERE k.case_number = t.case_number AND k.ledger = "
      "t.ledger), n.number IS NOT NULL, coalesce(4 + rp.reason, recall.reason) FROM "
      "takedown t JOIN recall ON recall.number = t.recall JOIN ledger l ON l.number = t.ledger "
      "JOIN "
      "channel ON channel.name = l.channel LEFT JOIN recall_picture AS rp ON rp.recall = t.recall "
      "LEFT JOIN takedown_end e ON e.takedown = t.number LEFT "
      "JOIN release_note AS n ON n.number = t.place LEFT "
      "JOIN person ON person.case_number = t.case_number WHERE (?1 IS NULL OR t.recall = ?1) AND "
      "(?2 IS NULL OR t.case_number = ?2) AND (?3 IS NULL OR t.number = ?3) AND (?4 IS NULL OR "
      "EXISTS (SELECT 1 FROM channel_owner WHERE channel = l.channel AND owner = ?4)) AND (?5 = 0 "
      "OR e.takedown IS NULL) AND (?6 IS NULL OR t.due < ?6) ORDER BY t.due, t.number LIMIT ?7",
      {number(query.recall), Param(query.case_number), number(query.number), Param(query.owner),
       query.open, Param(before), query.most});
  while (rows.Next()) {
    Takedown task{rows.Int(0),
                  rows.Int(1),
                  rows.Text(2),
                  PersonId{rows.Text(3)},
                  EnumOf(rows.Int(4), FoundBy::kRecord, FoundBy::kUnknownEvent),
                  rows.Int(5),
                  ChannelName{rows.Text(6)},
                  std::nullopt,
                  rows.Text(8),
                  Sha256Hex{rows.Text(9)},
                  rows.Text(10),
                  rows.Text(11),
                  owners[rows.Text(6)],
                  rows.Text(12),
                  DateOf(rows.Text(13)),
                  std::nullopt};
    if (const auto event = rows.OptionalText(7)) task.event = EventName{*event};
    if (!rows.Null(19)) {
      task.release = rows.Int(19);
      task.published = rows.Text(20);
    }
    task.place_recorded = rows.Int(22) != 0;
    task.reason = EnumOf(rows.Int(23), RecallReason::kBar, RecallReason::kBlocked);
    if (OfPicture(task.reason)) task.case_number = task.person.value = "";
    if (!rows.Null(21)) {
      task.rechecked = EnumOf(rows.Int(21), RecheckOutcome::kSeen, RecheckOutcome::kCannotTell);
      if (ByEye(task.found_by) && task.rechecked == RecheckOutcome::kSeen) {
        task.found_by = FoundBy::kTemplate;
      }
    }
    if (!rows.Null(14)) {
      task.end = TakedownEnd{
          rows.Text(14), rows.Text(15),
          EnumOf(rows.Int(16), TakedownOutcome::kTakenDown, TakedownOutcome::kNeverReleased),
          rows.Text(17), Sha256Hex{rows.Text(18)}};
    }
    list.push_back(std::move(task));
  }
  return list;
}

Error Refused(std::string why) { return Error{ErrorKind::kRefused, std::move(why)}; }

// What the end of this task needs besides a note.
Result<Done> CheckProof(const Takedown& task, const NewTakedownEnd& end) {
  if (!end.proof.value.empty()) return Done{};
  if (end.outcome == TakedownOutcome::kTakenDown) {
    return Refused(
        "Taken down needs its proof: a screenshot of the place as it is now (--proof FILE).");
  }
  if (ByEye(task.found_by)) return Done{};
  if (OfPicture(task.reason)) {
    return Refused(
        end.outcome == TakedownOutcome::kNotShown
            ? "It is known which photo this is. If this place never had it, say so with a "
              "screenshot of the place (--proof FILE); every other place keeps its own task."
            : "It is known which photo this is. That it cannot be taken back needs a proof: a "
              "picture of what was printed, or what those who have it wrote (--proof FILE).");
  }
  if (end.outcome == TakedownOutcome::kNotShown) {
    return Refused(
        "This person is known to be in this photo, so nobody can say that they are not in it. Take "
        "it down, with the proof. If this place never had the photo, say so with a screenshot of "
        "the place (--proof FILE); every other place keeps its own task.");
  }
  return Refused(
      "This person is known to be in this photo. That it cannot be taken back needs a proof: a "
      "picture of what was printed, or what those who have it wrote (--proof FILE).");
}

// The channel's owners answer for it, and those who keep the register.
Result<Done> MayEnd(const Takedown& task, const std::vector<User>& users, const std::string& name,
                    const Date& day) {
  if (users.empty()) return Done{};  // in set-up
  for (const User& user : users) {
    if (user.name != name) continue;
    if (!IsActive(user, day)) return Refused("This user has left. Name who took it down.");
    for (const std::string& owner : task.owners) {
      if (owner == name) return Done{};
    }
    const auto may = MayDo(user, Act::kManageRegister, day);
    if (may.ok()) return Done{};
    return Refused(
        "Only an owner of the channel, or who may change the register, can say so. Ask one of the "
        "owners: `photogate channel show`.");
  }
  return Error{ErrorKind::kNotFound, "There is no such user. See `photogate user list`."};
}

}  // namespace

Result<RecallFind> Takedowns::Recall(const PersonId& person, const Actor& by, bool earlier) {
  return register_.store().Write(
      by, "recall", [&](Database& database, Change& change) -> Result<RecallFind> {
        RecallFind find;
        TakedownQuery query;
        query.open = true;
        const PersonId meant = PersonMeant(database, person);
        const auto row = PersonRow(database, meant);
        if (row.ok()) {
          find.recall = RecallPerson(database, change, row.value(), {true, earlier}).recall;
          find.not_looked = NotLookedAt(database, row.value(), change.today(), true);
          query.case_number = CaseNumberOf(database, meant.value);
        } else {
          if (row.error().kind != ErrorKind::kNotFound) return row.error();
          const bool known =
              database.Int(
                  "SELECT (SELECT count(*) FROM erasure WHERE case_number = ?1) + (SELECT "
                  "count(*) FROM ledger_person WHERE person = ?1)",
                  {person.value}) > 0;
          if (!known) {
            return Error{ErrorKind::kNotFound,
                         "Nobody on the register has this number, and nothing is known of this "
                         "case number. If the person was erased, give that of the receipt.",
                         person.value};
          }
          find.erased = true;
          find.recall = RecallCase(database, change, person.value).recall;
          query.case_number = person.value;
        }
        find.places = ReadTakedowns(database, query, change.today());
        return find;
      });
}

Result<int> Takedowns::OpenDue(const Actor& by) {
  return register_.store().Write(
      by, "recall", [&](Database& database, Change& change) -> Result<int> {
        std::vector<std::int64_t> people;
        {
          Rows rows = database.Query(
              "SELECT person FROM permission WHERE statement IN (2, 3) UNION SELECT person FROM "
              "bar");
          while (rows.Next()) people.push_back(rows.Int(0));
        }
        int places = 0;
        for (const std::int64_t person : people) {
          places += RecallPerson(database, change, person).places;
        }
        return places + RecallPicturesDue(database, change);
      });
}

Result<std::vector<Takedown>> Takedowns::List(const TakedownQuery& query) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<Takedown>> {
    return ReadTakedowns(database, query, register_.clock().Today());
  });
}

Result<std::vector<Recall>> Takedowns::Recalls() {
  const std::string today = FormatDate(register_.clock().Today());
  return register_.store().Read([&](Database& database) -> Result<std::vector<photogate::Recall>> {
    std::vector<photogate::Recall> list;
    std::map<std::string, std::int64_t> people;
    Rows rows = database.Query(
        "SELECT r.number, r.case_number, coalesce(person.id, r.case_number), coalesce(4 + "
        "rp.reason, r.reason), r.at, "
        "r.actor, coalesce(person.row, 0), count(t.number), coalesce(sum(t.number IS NOT NULL AND "
        "e.takedown IS NULL), 0), "
        "coalesce(sum(e.takedown IS NULL AND t.due < ?1), 0), coalesce(sum(e.takedown IS NULL AND "
        "t.found_by >= 2 AND NOT EXISTS (SELECT 1 FROM recheck AS k WHERE k.case_number = "
        "t.case_number AND k.ledger = t.ledger AND k.outcome = 1)), 0) FROM recall r LEFT JOIN "
        "recall_picture AS rp ON rp.recall = r.number LEFT JOIN takedown t ON t.recall = r.number "
        "LEFT JOIN "
        "takedown_end e ON e.takedown = t.number LEFT JOIN person ON person.case_number = "
        "r.case_number GROUP BY r.number ORDER BY r.number DESC",
        {today});
    while (rows.Next()) {
      photogate::Recall recall{rows.Int(0),
                               rows.Text(1),
                               PersonId{rows.Text(2)},
                               EnumOf(rows.Int(3), RecallReason::kBar, RecallReason::kBlocked),
                               rows.Text(4),
                               rows.Text(5)};
      if (OfPicture(recall.reason)) recall.case_number = recall.person.value = "";
      recall.places = static_cast<int>(rows.Int(7));
      recall.open = static_cast<int>(rows.Int(8));
      recall.overdue = static_cast<int>(rows.Int(9));
      recall.by_eye = static_cast<int>(rows.Int(10));
      if (rows.Int(6) != 0 && people.emplace(recall.case_number, rows.Int(6)).second) {
        recall.not_looked = NotLookedAt(database, rows.Int(6), register_.clock().Today(),
                                        recall.reason == RecallReason::kByHand);
      }
      list.push_back(recall);
    }
    return list;
  });
}

Result<Done> Takedowns::End(const NewTakedownEnd& end, const Actor& by) {
  const std::size_t first = end.note.find_first_not_of(" \t\r\n");
  const std::size_t last = end.note.find_last_not_of(" \t\r\n");
  if (first == std::string::npos || last - first + 1 < kLeastNote) {
    return Refused(fmt::format("Say in a note, in at least {} letters, what was done, and where.",
                               kLeastNote));
  }
  if (!end.proof.value.empty() && end.proof.value.size() != kMostProof) {
    return Refused("The proof is a file; name it.");
  }
  if (end.proof == Sha256({})) {
    return Refused("The proof is an empty file. Take the screenshot once more and name that.");
  }
  if (end.outcome == TakedownOutcome::kNeverReleased) {
    return Refused("That a release never came about is put on record by itself.");
  }
  const Result<Done> notes = CheckNotes({end.note, end.user});
  if (!notes.ok()) return notes.error();
  const auto users = Users(register_).List();
  if (!users.ok()) return users.error();
  return register_.store().Write(
      by, "recall done", [&](Database& database, Change& change) -> Result<Done> {
        TakedownQuery query;
        query.number = end.takedown;
        const auto tasks = ReadTakedowns(database, query, change.today());
        if (tasks.empty()) {
          return Error{ErrorKind::kNotFound,
                       "There is no such task. See them with `photogate recall tasks`."};
        }
        if (tasks.front().end) {
          return Error{ErrorKind::kConflict, "This task is done already; nothing was changed."};
        }
        const auto proof = CheckProof(tasks.front(), end);
        if (!proof.ok()) return proof;
        // Neither may somebody put another's name to what they may not say themselves.
        for (const std::string& name : {end.user, by.account}) {
          const auto may = MayEnd(tasks.front(), users.value(), name, change.today());
          if (!may.ok()) return may;
        }
        InsertTakedownEnd(database, change, end);
        return Done{};
      });
}

std::string PlaceText(const Takedown& task) {
  if (task.place_recorded || !task.release) return task.place;
  return fmt::format("not recorded for release {}: ask the owner", *task.release);
}

std::string_view RecallReasonName(RecallReason reason) {
  switch (reason) {
    case RecallReason::kBar: return "bar";
    case RecallReason::kObjection: return "objection";
    case RecallReason::kWithdrawal: return "withdrawal";
    case RecallReason::kWish: return "wish";
    case RecallReason::kDeleted: return "deletion";
    case RecallReason::kLookedAgain: return "second-look";
    case RecallReason::kBlocked: return "block";
    case RecallReason::kByHand: break;
  }
  return "by-hand";
}

std::string SubjectText(const PersonId& person, RecallReason reason) {
  switch (reason) {
    case RecallReason::kWish: return "Somebody did not want to be shown";
    case RecallReason::kDeleted: return "Deleted";
    case RecallReason::kLookedAgain: return "Found unfit at a second look";
    case RecallReason::kBlocked: return "Blocked";
    case RecallReason::kBar:
    case RecallReason::kObjection:
    case RecallReason::kWithdrawal:
    case RecallReason::kByHand: break;
  }
  return person.value;
}

std::string_view FoundByName(FoundBy found_by) {
  switch (found_by) {
    case FoundBy::kRecord: return "record";
    case FoundBy::kGroup: return "group";
    case FoundBy::kTemplate: return "template";
    case FoundBy::kUnknownEvent: break;
  }
  return "unknown-event";
}

std::string_view RecheckOutcomeName(RecheckOutcome outcome) {
  switch (outcome) {
    case RecheckOutcome::kSeen: return "seen";
    case RecheckOutcome::kPerhaps: return "perhaps";
    case RecheckOutcome::kNotSeen: return "not-seen";
    case RecheckOutcome::kCannotTell: break;
  }
  return "cannot-tell";
}

std::string_view TakedownOutcomeName(TakedownOutcome outcome) {
  switch (outcome) {
    case TakedownOutcome::kTakenDown: return "taken-down";
    case TakedownOutcome::kNotShown: return "not-shown";
    case TakedownOutcome::kNeverReleased: return "never-released";
    case TakedownOutcome::kBeyondReach: break;
  }
  return "beyond-reach";
}

}  // namespace photogate
