#include "consent/same_pictures.h"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <vector>

#include "consent/audit_chain.h"
#include "consent/ledger_rows.h"
#include "likeness/likeness.h"

namespace photogate {
namespace {

// Columns of all: number of the ledger's row, hash. Nothing of the marks but their hashes is read,
// and the order of the joins is the cheap one.
constexpr std::string_view kFallen =
    "SELECT m.ledger, m.hash FROM photo AS p INDEXED BY photo_once_cleared CROSS JOIN ledger AS l "
    "ON l.original_sha256 = p.sha256 CROSS JOIN cleared_mark AS m INDEXED BY cleared_mark_hashes "
    "ON m.ledger = l.number WHERE p.output_sha256 IS NOT NULL AND p.state IN (5, 7, 10, 11) AND "
    "m.hash IS NOT NULL";
constexpr std::string_view kLeftOut =
    "SELECT m.ledger, m.hash FROM release AS r CROSS JOIN json_each(r.checklist, "
    "'$.left_out_copies') AS j CROSS JOIN ledger AS l ON l.output_sha256 = j.value CROSS JOIN "
    "cleared_mark AS m INDEXED BY cleared_mark_hashes ON m.ledger = l.number WHERE r.checklist "
    "LIKE '%left_out_copies%' AND m.hash IS NOT NULL";
constexpr std::string_view kEvery =
    "SELECT ledger, hash FROM cleared_mark INDEXED BY cleared_mark_hashes WHERE hash IS NOT NULL";

// A picture as it may lie: one mark for each way up that is asked for.
using Ways = std::span<const PictureMark>;

// Bits by which the hash differs from that of the nearest way.
int Distance(std::int64_t hash, Ways ways) {
  int least = 64;
  for (const PictureMark& way : ways) {
    least = std::min(least, std::popcount(std::bit_cast<std::uint64_t>(hash) ^ way.hash));
  }
  return least;
}

// Photos, with or without a copy once, that are not cleared: bytes and hash.
constexpr std::string_view kNotCleared =
    "SELECT sha256, look_hash FROM photo INDEXED BY photo_looks WHERE look_hash IS NOT NULL AND "
    "state IN (5, 7, 10, 11)";

Originals NotClearedNear(Database& database, Ways ways) {
  Originals originals;
  Rows rows = database.Query(std::string(kNotCleared));
  while (rows.Next()) {
    if (Distance(rows.Int(1), ways) <= kHashAlone) originals.insert(rows.Text(0));
  }
  return originals;
}

// Originals of the rows that look like it: near-identical, or by the hash alone where a deletion
// took the cells.
Originals LikeAmong(Database& database, std::string_view rows_of, Ways ways) {
  std::vector<std::int64_t> near;
  {
    Rows rows = database.Query(std::string(rows_of));
    while (rows.Next()) {
      if (Distance(rows.Int(1), ways) <= kHashReach) near.push_back(rows.Int(0));
    }
  }
  Originals originals;
  for (const std::int64_t number : near) {
    Rows row = database.Query(
        "SELECT l.original_sha256, m.hash, m.aspect, m.grey FROM cleared_mark AS m JOIN ledger AS "
        "l ON l.number = m.ledger WHERE m.ledger = ?",
        {number});
    if (!row.Next()) continue;
    const auto looks_like = [&](const PictureMark& way) {
      return NearIdentical(MarkFrom(row, 1), way);
    };
    const bool like = row.Null(3) ? Distance(row.Int(1), ways) <= kHashAlone
                                  : std::any_of(ways.begin(), ways.end(), looks_like);
    if (like) originals.insert(row.Text(0));
  }
  return originals;
}

struct KnownAs {
  std::set<std::string> pictures = {};
  std::vector<PictureMark> marks = {};       // in every way up
  std::vector<PictureMark> hash_alone = {};  // the same, of the photo itself
};

// Of photos that were looked at before the other ways up were kept, the upright one.
std::vector<PictureMark> HashesAlone(std::int64_t upright, const std::optional<std::string>& ways) {
  std::vector<PictureMark> marks;
  const auto json = nlohmann::json::parse(ways.value_or("[]"), nullptr, false);
  if (json.is_array()) {
    for (const auto& hash : json) {
      if (hash.is_number_unsigned()) marks.push_back({hash.get<std::uint64_t>(), 0, {}});
    }
  }
  if (marks.empty()) marks.push_back({std::bit_cast<std::uint64_t>(upright), 0, {}});
  return marks;
}

// What the photo itself is known by.
KnownAs KnownBy(Database& database, const StoredPhoto& photo) {
  KnownAs known;
  {
    Rows rows = database.Query(
        "SELECT m.picture_sha256, m.hash, m.aspect, m.grey FROM ledger AS l JOIN cleared_mark AS m "
        "ON m.ledger = l.number WHERE l.original_sha256 = ?",
        {photo.entry.sha256.value});
    while (rows.Next()) {
      known.pictures.insert(rows.Text(0));
      if (rows.Null(3)) continue;
      const PictureMark mark = MarkFrom(rows, 1);
      if (std::find(known.marks.begin(), known.marks.end(), mark) != known.marks.end()) continue;
      const auto ways = AllWaysUp(mark);
      known.marks.insert(known.marks.end(), ways.begin(), ways.end());
    }
  }
  // Of a photo whose copy was covered the marks show the covered picture.
  Rows rows = database.Query("SELECT look_hash, look_ways FROM photo WHERE row = ?", {photo.row});
  if (rows.Next() && !rows.Null(0))
    known.hash_alone = HashesAlone(rows.Int(0), rows.OptionalText(1));
  return known;
}

// Originals of every copy, and of every photo that is not cleared, with that hash but for a few
// bits.
Originals NearByHash(Database& database, Ways ways) {
  Originals originals = NotClearedNear(database, ways);
  Rows rows = database.Query(
      "SELECT l.original_sha256, m.hash FROM cleared_mark AS m INDEXED BY cleared_mark_hashes "
      "CROSS JOIN ledger AS l ON l.number = m.ledger WHERE m.hash IS NOT NULL");
  while (rows.Next()) {
    if (Distance(rows.Int(1), ways) <= kHashAlone) originals.insert(rows.Text(0));
  }
  return originals;
}

}  // namespace

Originals WithPicture(Database& database, const Sha256Hex& picture) {
  Originals originals;
  if (picture.empty()) return originals;
  Rows rows = database.Query(
      "SELECT l.original_sha256 FROM cleared_mark AS m JOIN ledger AS l ON l.number = m.ledger "
      "WHERE m.picture_sha256 = ?",
      {picture.value});
  while (rows.Next()) originals.insert(rows.Text(0));
  return originals;
}

Originals FallenLike(Database& database, const PictureMark& mark) {
  const auto ways = AllWaysUp(mark);
  Originals originals = LikeAmong(database, kFallen, ways);
  originals.merge(LikeAmong(database, kLeftOut, ways));
  originals.merge(NotClearedNear(database, ways));
  return originals;
}

Originals ShownBy(Database& database, const StoredPhoto& photo) {
  Originals originals{photo.entry.sha256.value};
  const KnownAs known = KnownBy(database, photo);
  for (const std::string& picture : known.pictures) {
    originals.merge(WithPicture(database, Sha256Hex{picture}));
  }
  if (!known.marks.empty()) {
    originals.merge(LikeAmong(database, kEvery, known.marks));
    originals.merge(NotClearedNear(database, known.marks));
  }
  if (!known.hash_alone.empty()) originals.merge(NearByHash(database, known.hash_alone));
  return originals;
}

void KeepTwins(Database& database, const StoredPhoto& photo, const Originals& shown) {
  for (const std::string& original : shown) {
    if (original == photo.entry.sha256.value) continue;
    database.Run("INSERT OR IGNORE INTO stop_twin(original_sha256, of_sha256) VALUES(?, ?)",
                 {original, photo.entry.sha256.value});
  }
}

Originals DeletedTwinsOf(Database& database, const Originals& originals) {
  Originals deleted;
  Rows rows = database.Query(
      "SELECT of_sha256 FROM stop_twin WHERE original_sha256 IN (SELECT value FROM json_each(?))",
      {AsJsonArray(originals)});
  while (rows.Next()) deleted.insert(rows.Text(0));
  return deleted;
}

std::vector<StoredPhoto> PhotosOf(Database& database, const Originals& originals, PhotoState state,
                                  const StoredPhoto& but) {
  std::vector<StoredPhoto> like;
  Rows rows = database.Query(std::string(kPhotoColumns) +
                                 "WHERE sha256 IN (SELECT value FROM json_each(?)) AND state = ? "
                                 "AND row <> ? ORDER BY row",
                             {AsJsonArray(originals), static_cast<int>(state), but.row});
  while (rows.Next()) like.push_back(ReadPhoto(rows));
  return like;
}

void ForgetCells(Database& database, Change& change, const Sha256Hex& original) {
  std::vector<std::int64_t> numbers;
  {
    Rows rows = database.Query(
        "SELECT m.ledger FROM ledger AS l JOIN cleared_mark AS m ON m.ledger = l.number WHERE "
        "l.original_sha256 = ?1 AND m.grey IS NOT NULL AND NOT EXISTS (SELECT 1 FROM photo AS p "
        "WHERE p.sha256 = ?1 AND p.state IN (3, 4)) ORDER BY m.ledger",
        {original.value});
    while (rows.Next()) numbers.push_back(rows.Int(0));
  }
  for (const std::int64_t number : numbers) {
    KeepSeal(database, Redacted::kLedger, number, change.version());
    database.Run("UPDATE cleared_mark SET grey = NULL WHERE ledger = ?", {number});
  }
}

std::string AsJsonArray(const Originals& originals) { return nlohmann::json(originals).dump(); }

}  // namespace photogate
