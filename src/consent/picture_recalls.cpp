#include "consent/picture_recalls.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "consent/ledger_ends.h"
#include "consent/recall_search.h"
#include "consent/same_pictures.h"
#include "consent/stops.h"
#include "consent/takedown_rows.h"

namespace photogate {
namespace {

RecallReason ReasonOf(std::string_view note) {
  if (note == step_note::kObjection) return RecallReason::kWish;
  if (note == step_note::kDeleted) return RecallReason::kDeleted;
  if (note == step_note::kLookedAgain) return RecallReason::kLookedAgain;
  return RecallReason::kBlocked;
}

std::vector<Spot> ReleasedSpots(Database& database, const StoredPhoto& photo, RecallReason reason) {
  const bool own = reason == RecallReason::kBlocked;
  const std::string same =
      AsJsonArray(own ? Originals{photo.entry.sha256.value} : ShownBy(database, photo));
  std::vector<Spot> spots;
  Rows rows = database.Query(
      fmt::format(
          "SELECT ledger.number, p.release, n.number FROM ledger {} WHERE ledger.original_sha256 "
          "IN (SELECT value FROM json_each(?1)) AND (?2 = '' OR ledger.channel = ?2) AND p.release "
          "IS NOT NULL AND NOT EXISTS (SELECT 1 FROM takedown AS t JOIN recall_picture AS rp ON "
          "rp.recall = t.recall WHERE t.ledger = ledger.number AND t.release = p.release AND "
          "t.place IS n.number) ORDER BY ledger.number, p.release, n.number",
          kSpots),
      {same, own ? photo.entry.channel.value : std::string()});
  while (rows.Next()) spots.push_back(SpotFrom(rows, rows.Int(0), FoundBy::kRecord, 1));
  return spots;
}

}  // namespace

RecallOpened RecallPicture(Database& database, Change& change, const StoredPhoto& photo,
                           std::string_view note) {
  const RecallReason reason = ReasonOf(note);
  const std::vector<Spot> spots = ReleasedSpots(database, photo, reason);
  if (spots.empty()) return {};
  const std::string& id = photo.entry.id.value;
  const std::int64_t recall = InsertRecall(database, change, id, RecallReason::kByHand, spots);
  database.Run("INSERT INTO recall_picture(recall, reason) VALUES(?, ?)",
               {recall, static_cast<int>(reason) - static_cast<int>(RecallReason::kByHand)});
  RecordLook(database, change,
             fmt::format("recall {} of a photo, {}", recall, RecallReasonName(reason)), id);
  return {recall, static_cast<int>(spots.size())};
}

int RecallPicturesDue(Database& database, Change& change) {
  struct Due {
    PhotoId photo;
    std::string note;
  };
  std::vector<Due> due;
  {
    Rows rows = database.Query(fmt::format(
        "SELECT DISTINCT photo.id, s.note FROM release_photo AS p JOIN ledger AS l ON l.number = "
        "p.ledger JOIN photo ON photo.id = p.photo JOIN photo_step AS s ON s.number = (SELECT "
        "max(o.number) FROM photo_step AS o WHERE o.photo = photo.row AND o.note IN ('{}', '{}', "
        "'{}', '{}', '{}')) WHERE {} AND NOT EXISTS (SELECT 1 FROM takedown AS t WHERE t.ledger = "
        "p.ledger AND t.release = p.release) ORDER BY photo.row",
        step_note::kBlocked, step_note::kObjection, step_note::kTakenBack, step_note::kLookedAgain,
        step_note::kDeleted, kTakenBack));
    while (rows.Next()) due.push_back({PhotoId{rows.Text(0)}, rows.Text(1)});
  }
  int places = 0;
  for (const Due& one : due) {
    const auto photo = FindPhoto(database, one.photo);
    if (photo.ok()) places += RecallPicture(database, change, photo.value(), one.note).places;
  }
  return places;
}

}  // namespace photogate
