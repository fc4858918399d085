#include "consent/stops.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "consent/ledger_ends.h"
#include "consent/photo_facts.h"
#include "consent/picture_recalls.h"
#include "consent/same_pictures.h"
#include "consent/stop_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

// Parameters of both: a JSON array of the originals' hashes, channel, own id; of the first also the
// kinds that count, as a JSON array. The states are those of photo_entry.h: 3
// clearing, 4 cleared, 5 held, 6 passed, 7 blocked, 10 withdrawn, 11 deleted. A photo that goes
// with its receipt is blocked when its time is over, and anything else only when a person deletes
// it.
constexpr std::string_view kSame = R"sql(
WITH same(sha) AS (SELECT value FROM json_each(?1)),
of_photo AS (SELECT row, id, channel, state FROM photo WHERE sha256 IN (SELECT sha FROM same))
)sql";

constexpr std::string_view kStops = R"sql(
SELECT at, kind FROM (
  SELECT s.at AS at, iif(s.note = 'objection', 4, 1) AS kind
  FROM of_photo AS p JOIN photo_step AS s ON s.photo = p.row
  WHERE p.id <> ?3 AND s.state = 7 AND s.note IN ('blocked by review', 'objection')
    AND NOT EXISTS (SELECT 1 FROM photo_step AS n WHERE n.photo = s.photo
                    AND n.number > s.number AND n.state IN (3, 4, 5, 6))
  UNION ALL
  SELECT s.at, iif(s.note = 'objection', 4, 1)
  FROM of_photo AS p JOIN photo_step AS s ON s.photo = p.row
  WHERE p.id <> ?3 AND s.state = 10 AND s.note IN ('taken back', 'objection', 'looked at again')
    AND NOT EXISTS (SELECT 1 FROM photo_step AS n WHERE n.photo = s.photo
                    AND n.number > s.number AND n.state IN (3, 4, 6))
  UNION ALL
  SELECT s.at, 2 FROM of_photo AS p JOIN photo_step AS s ON s.photo = p.row
  WHERE p.id <> ?3 AND s.state = 11 AND (s.note = 'deleted by review' OR 7 <>
    (SELECT n.state FROM photo_step AS n WHERE n.photo = s.photo AND n.number < s.number
     ORDER BY n.number DESC LIMIT 1))
  UNION ALL
  SELECT v.at, 1 FROM of_photo AS p JOIN photo_verdict AS v ON v.photo = p.row
  WHERE p.id <> ?3 AND v.kind = 'block' AND p.state NOT IN (3, 4, 6)
    AND NOT EXISTS (SELECT 1 FROM photo_verdict AS n WHERE n.photo = v.photo
                    AND n.number > v.number AND n.kind IN ('undo', 'clear'))
  UNION ALL
  SELECT v.at, 4 FROM of_photo AS p JOIN photo_verdict AS v ON v.photo = p.row
  WHERE p.id <> ?3 AND v.kind = 'objection'
  UNION ALL
  SELECT r.at, 3 FROM release AS r, json_each(r.checklist, '$.left_out_copies') AS j
    JOIN ledger AS l ON l.output_sha256 = j.value
  WHERE r.checklist LIKE '%left_out_copies%' AND l.original_sha256 IN (SELECT sha FROM same)
    AND NOT EXISTS (SELECT 1 FROM release_photo AS q JOIN release AS o ON o.number = q.release
                    JOIN ledger AS k ON k.number = q.ledger
                    WHERE o.number > r.number AND o.channel = ?2
                      AND k.original_sha256 IN (SELECT sha FROM same)
                      AND NOT EXISTS (SELECT 1 FROM release_note AS t
                                      WHERE t.release = o.number AND t.kind = 2))
) WHERE kind IN (SELECT value FROM json_each(?4)) ORDER BY at DESC, kind LIMIT 1)sql";

// Who cleared it covered did not say that it may go as it is.
constexpr std::string_view kLifted = R"sql(
SELECT coalesce(max(s.at), '') FROM of_photo AS p JOIN photo_step AS s ON s.photo = p.row
WHERE p.channel = ?2 AND p.state IN (3, 4, 6) AND s.state = 6 AND p.id <> ?3
  AND NOT EXISTS (SELECT 1 FROM photo_verdict AS v WHERE v.photo = p.row AND v.kind = 'cover'
                  AND NOT EXISTS (SELECT 1 FROM photo_verdict AS n WHERE n.photo = v.photo
                                  AND n.number > v.number AND n.kind = 'uncover')))sql";

StopKind KindOf(std::int64_t kind) {
  switch (kind) {
    case 2: return StopKind::kDeleted;
    case 3: return StopKind::kLeftOut;
    case 4: return StopKind::kObjected;
    default: return StopKind::kStopped;
  }
}

Finding StopFinding(const EarlierStop& stop, std::int64_t version) {
  const std::string text = EarlierStopText(stop);
  const bool objected = stop.kind == StopKind::kObjected;
  return Finding{objected ? FindingCode::kObjection : FindingCode::kStoppedBefore,
                 objected ? Effect::kBlock : Effect::kReview,
                 text,
                 text,
                 std::nullopt,
                 std::nullopt,
                 std::nullopt,
                 {},
                 std::nullopt,
                 std::nullopt,
                 std::nullopt,
                 ConsentVersion{version}};
}

std::vector<StoredPhoto> TwinsOf(Database& database, const StoredPhoto& photo) {
  std::vector<StoredPhoto> twins;
  const std::string& channel = photo.entry.channel.value;
  Rows rows = database.Query(
      std::string(kPhotoColumns) +
          "WHERE sha256 IN (SELECT ?1 UNION SELECT original_sha256 FROM ledger WHERE output_sha256 "
          "= ?2 AND channel = ?3) AND channel = ?3 AND state = ?4 AND row <> ?5 AND NOT EXISTS "
          "(SELECT 1 FROM ledger AS l WHERE l.output_sha256 = photo.output_sha256 AND l.channel = "
          "?3 AND NOT EXISTS (SELECT 1 FROM ledger_end AS e WHERE e.ledger = l.number)) ORDER BY "
          "row",
      {photo.entry.sha256.value,
       photo.entry.output_sha256 ? photo.entry.output_sha256->value : std::string(), channel,
       static_cast<int>(PhotoState::kCleared), photo.row});
  while (rows.Next()) twins.push_back(ReadPhoto(rows));
  return twins;
}

// The latest word of these kinds against photos with these bytes, if it was not lifted since.
std::optional<EarlierStop> FindStopOf(Database& database, const StopQuery& query,
                                      const Originals& originals, std::string_view kinds) {
  const std::string self = query.self ? query.self->value : std::string();
  const std::string same = AsJsonArray(originals);
  std::string at;
  std::optional<EarlierStop> stop;
  {
    Rows rows = database.Query(std::string(kSame) + std::string(kStops),
                               {same, query.channel.value, self, kinds});
    if (!rows.Next()) return std::nullopt;
    at = rows.Text(0);
    const auto day = ParseDate(std::string_view(at).substr(0, 10));
    if (!day) {
      throw DatabaseFailure({ErrorKind::kCorrupt,
                             "The journal of photos holds a time that does not exist. Restore the "
                             "latest backup."});
    }
    stop = EarlierStop{KindOf(rows.Int(1)), *day};
  }
  Rows lifted =
      database.Query(std::string(kSame) + std::string(kLifted), {same, query.channel.value, self});
  // In the same second nobody can say which came first.
  if (lifted.Next() && lifted.Text(0) > at) return std::nullopt;
  return stop;
}

// A wish goes before what anybody thought of the picture, however long ago it was.
std::optional<EarlierStop> FindStopOf(Database& database, const StopQuery& query,
                                      const Originals& originals) {
  if (query.deleted_only) return FindStopOf(database, query, originals, "[2]");
  if (auto wish = FindStopOf(database, query, originals, "[4]")) return wish;
  return FindStopOf(database, query, originals, "[1,2,3]");
}

// `photo` waits, or was withdrawn: whoever looks at it is told why, once.
void TellOf(Database& database, const StoredPhoto& photo, const EarlierStop& stop) {
  if (!photo.entry.facts) return;
  std::vector<Finding> findings = photo.entry.facts->findings;
  const Finding told =
      StopFinding(stop, photo.entry.facts->consent_version.value_or(ConsentVersion{}).value);
  const auto same = [&](const Finding& finding) { return finding.code == told.code; };
  if (std::any_of(findings.begin(), findings.end(), same)) return;
  findings.insert(findings.begin(), told);
  const bool blocks = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.effect == Effect::kBlock;
  });
  const DecisionKind decision = blocks ? DecisionKind::kBlock : DecisionKind::kReview;
  database.Run("UPDATE photo SET findings = ?, decision = ?, revision = revision + 1 WHERE row = ?",
               {FindingsText(findings), DecisionName(decision), photo.row});
}

}  // namespace

bool IsStop(std::string_view note) {
  static constexpr std::array kWords = {step_note::kBlocked, step_note::kObjection,
                                        step_note::kTakenBack, step_note::kLookedAgain,
                                        step_note::kDeleted};
  return std::find(kWords.begin(), kWords.end(), note) != kWords.end();
}

std::optional<EarlierStop> FindStop(Database& database, const StopQuery& query) {
  Originals same = WithPicture(database, query.picture);
  same.insert(query.original.value);
  const auto stop = FindStopOf(database, query, same);
  Originals like = query.mark ? FallenLike(database, *query.mark) : Originals();
  like.merge(same);
  like.merge(DeletedTwinsOf(database, like));
  auto any = FindStopOf(database, query, like);
  if (any && !stop) any->like = true;
  return any;
}

Result<std::optional<EarlierStop>> StoppedBefore(Register& reg, const StopQuery& query) {
  return reg.store().Read([&](Database& database) -> Result<std::optional<EarlierStop>> {
    return FindStop(database, query);
  });
}

Result<Done> StopTwins(Database& database, Change& change, const StoredPhoto& photo,
                       std::string_view note) {
  const bool by_person = IsStop(note);
  const bool wish = note == step_note::kObjection, deleted = note == step_note::kDeleted;
  const auto day = ParseDate(std::string_view(change.now()).substr(0, 10));
  EarlierStop stop{wish      ? StopKind::kObjected
                   : deleted ? StopKind::kDeleted
                             : StopKind::kStopped,
                   day.value_or(change.today())};
  const auto tell = [&](const StoredPhoto& twin) {
    stop.like = twin.entry.sha256.value != photo.entry.sha256.value;
    TellOf(database, twin, stop);
  };
  if (by_person) RecallPicture(database, change, photo, note);
  const Originals shown = by_person ? ShownBy(database, photo) : Originals();
  for (const StoredPhoto& waiting : PhotosOf(database, shown, PhotoState::kHeld, photo)) {
    tell(waiting);
  }
  // A block may be about the channel. Whoever deletes a photo, or does not want to be shown, says
  // that of none.
  std::vector<StoredPhoto> twins;
  if (wish || deleted) {
    twins = PhotosOf(database, shown, PhotoState::kCleared, photo);
    // Their copy is being written: it leaves cleared/ as one that nothing stands for.
    auto nearly = PhotosOf(database, shown, PhotoState::kClearing, photo);
    std::move(nearly.begin(), nearly.end(), std::back_inserter(twins));
  } else {
    twins = TwinsOf(database, photo);
  }
  for (const StoredPhoto& twin : twins) {
    if (twin.entry.state == PhotoState::kCleared) {
      const auto out = MoveOnePhoto(database, change, twin, PhotoState::kWithdrawn,
                                    "the same photo is not cleared any more");
      if (!out.ok()) return out;
      if (!by_person || twin.entry.original_gone_at || !twin.entry.facts) continue;
    }
    tell(twin);
    auto now = FindPhoto(database, twin.entry.id);
    if (!now.ok()) return now.error();
    const auto held =
        MoveOnePhoto(database, change, now.value(), PhotoState::kHeld, "waits for a person");
    if (!held.ok()) return held;
  }
  if (wish || deleted) EndCopiesOf(database, change, shown, photo.entry.id.value);
  if (deleted) KeepTwins(database, photo, shown);
  return Done{};
}

}  // namespace photogate
