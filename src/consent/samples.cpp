#include "consent/samples.h"

#include <fmt/format.h>

#include <chrono>

#include "consent/reports.h"
#include "consent/store.h"
#include "consent/takedown_rows.h"

namespace photogate {
namespace {

Date MondayOf(const Date& day) {
  const std::chrono::sys_days at{std::chrono::year{day.year} / static_cast<int>(day.month) /
                                 static_cast<int>(day.day)};
  const auto since = std::chrono::weekday{at} - std::chrono::Monday;
  return AddDays(day, -static_cast<int>(since.count()));
}

// In cleared, and can still be shown; by whose word it first got its state (3: the program's).
constexpr const char* kCandidates =
    "FROM photo JOIN (SELECT photo, state, at FROM photo_step WHERE number IN (SELECT min(number) "
    "FROM photo_step WHERE state IN (3, 5, 7) GROUP BY photo)) AS f ON f.photo = photo.row WHERE "
    "photo.state = 4 AND photo.original_gone_at IS NULL AND photo.state_at >= ?1 AND "
    "photo.state_at < ?2 AND photo.id NOT IN (SELECT photo FROM sample)";
static_assert(static_cast<int>(PhotoState::kClearing) == 3 &&
              static_cast<int>(PhotoState::kCleared) == 4 &&
              static_cast<int>(PhotoState::kHeld) == 5 &&
              static_cast<int>(PhotoState::kBlocked) == 7);

// Of whom the user has said nothing, and that can be shown.
constexpr const char* kOpenFor =
    "FROM sample AS s JOIN photo AS p ON p.id = s.photo WHERE p.state = 4 AND p.original_gone_at "
    "IS "
    "NULL AND NOT EXISTS (SELECT 1 FROM sample_answer WHERE sample = s.number) AND NOT EXISTS "
    "(SELECT 1 FROM photo_verdict AS v WHERE v.photo = p.row AND v.user = ?1)";

}  // namespace

Result<int> Samples::DrawWeek(const Date& day, const SampleSizes& sizes, const Actor& by) {
  const Date monday = MondayOf(day);
  const std::string week = FormatDate(monday);
  const std::string from = FormatDate(AddDays(monday, -7));
  const auto drawn_already = [&](Database& database) {
    return database.Int("SELECT EXISTS (SELECT 1 FROM sample WHERE week = ?)", {week}) != 0;
  };
  // Mostly there is nothing to do, and then nobody is kept from writing.
  const auto known = register_.store().Read(
      [&](Database& database) -> Result<bool> { return drawn_already(database); });
  if (!known.ok()) return known.error();
  if (known.value()) return 0;
  return register_.store().Write(
      by, "sample", [&](Database& database, Change& change) -> Result<int> {
        if (drawn_already(database)) return 0;
        const int drawn = database.Run(
            fmt::format(
                "INSERT INTO sample(week, photo, blind, at, actor) SELECT ?5, id, blind, ?6, ?7 "
                "FROM (SELECT * FROM (SELECT photo.id AS id, 1 AS blind {0} AND f.state = 3 ORDER "
                "BY random() LIMIT ?3) UNION ALL SELECT * FROM (SELECT photo.id, 0 {0} AND f.state "
                "<> 3 AND EXISTS (SELECT 1 FROM photo_verdict AS v WHERE v.photo = photo.row AND "
                "v.kind IN ('clear', 'cover')) ORDER BY random() LIMIT ?4)) ORDER BY random()",
                kCandidates),
            {from, week, sizes.blind, sizes.mixed, week, change.now(), by.account});
        if (drawn > 0) RecordLook(database, change, fmt::format("sample of {} drawn", week), "");
        return drawn;
      });
}

Result<NextSample> Samples::Next(const std::string& user) {
  return register_.store().Read([&](Database& database) -> Result<NextSample> {
    NextSample next;
    next.left = static_cast<int>(database.Int(fmt::format("SELECT count(*) {}", kOpenFor), {user}));
    Rows rows = database.Query(
        fmt::format("SELECT s.number, s.photo {} ORDER BY s.number LIMIT 1", kOpenFor), {user});
    if (rows.Next()) {
      next.number = rows.Int(0);
      next.photo = PhotoId{rows.Text(1)};
    }
    return next;
  });
}

Result<PhotoId> Samples::Answer(std::int64_t sample, SampleOutcome outcome, const Actor& by) {
  return register_.store().Write(
      by, "sample", [&](Database& database, Change& change) -> Result<PhotoId> {
        PhotoId photo;
        {
          Rows rows = database.Query("SELECT photo FROM sample WHERE number = ?", {sample});
          if (!rows.Next())
            return Error{ErrorKind::kNotFound, "There is no such photo to look at."};
          photo = PhotoId{rows.Text(0)};
        }
        if (database.Int("SELECT EXISTS (SELECT 1 FROM sample_answer WHERE sample = ?)",
                         {sample}) != 0) {
          return Error{ErrorKind::kConflict,
                       "Somebody has answered this one already; nothing was changed."};
        }
        if (database.Int(
                "SELECT EXISTS (SELECT 1 FROM photo_verdict AS v JOIN photo ON photo.row = "
                "v.photo WHERE photo.id = ?1 AND v.user = ?2)",
                {photo.value, by.account}) != 0) {
          return Error{ErrorKind::kRefused,
                       "You decided on this photo, so somebody else looks at it again."};
        }
        database.Run("INSERT INTO sample_answer(sample, at, user, outcome) VALUES(?, ?, ?, ?)",
                     {sample, change.now(), by.account, static_cast<int>(outcome)});
        RecordLook(database, change,
                   fmt::format("sample {}: {}", sample, SampleOutcomeName(outcome)), photo.value);
        return photo;
      });
}

std::string_view SampleOutcomeName(SampleOutcome outcome) {
  switch (outcome) {
    case SampleOutcome::kFine: return "fine";
    case SampleOutcome::kMustNotBeSeen: return "must-not-be-seen";
    case SampleOutcome::kSomethingElse: return "something-else";
    case SampleOutcome::kNotSure: break;
  }
  return "not-sure";
}

std::optional<SampleOutcome> ParseSampleOutcome(std::string_view text) {
  for (const SampleOutcome outcome : {SampleOutcome::kFine, SampleOutcome::kMustNotBeSeen,
                                      SampleOutcome::kSomethingElse, SampleOutcome::kNotSure}) {
    if (text == SampleOutcomeName(outcome)) return outcome;
  }
  return std::nullopt;
}

}  // namespace photogate
