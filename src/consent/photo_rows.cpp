#include "consent/photo_rows.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "consent/ledger_ends.h"
#include "consent/photo_facts.h"
#include "consent/stop_rows.h"

namespace photogate {
namespace {

using Arrow = std::pair<PhotoState, PhotoState>;

constexpr std::array kArrows = {
    Arrow{PhotoState::kClaimed, PhotoState::kSpooled},
    Arrow{PhotoState::kClaimed, PhotoState::kReturned},
    Arrow{PhotoState::kSpooled, PhotoState::kClearing},
    Arrow{PhotoState::kSpooled, PhotoState::kHeld},
    Arrow{PhotoState::kSpooled, PhotoState::kBlocked},
    Arrow{PhotoState::kSpooled, PhotoState::kRepeated},
    Arrow{PhotoState::kSpooled, PhotoState::kDeleted},
    Arrow{PhotoState::kClearing, PhotoState::kCleared},
    Arrow{PhotoState::kClearing, PhotoState::kSpooled},
    Arrow{PhotoState::kClearing, PhotoState::kHeld},
    Arrow{PhotoState::kHeld, PhotoState::kClearing},
    Arrow{PhotoState::kHeld, PhotoState::kPassed},
    Arrow{PhotoState::kHeld, PhotoState::kBlocked},
    Arrow{PhotoState::kHeld, PhotoState::kDeleted},
    Arrow{PhotoState::kPassed, PhotoState::kClearing},
    Arrow{PhotoState::kPassed, PhotoState::kHeld},
    Arrow{PhotoState::kPassed, PhotoState::kBlocked},
    Arrow{PhotoState::kPassed, PhotoState::kDeleted},
    Arrow{PhotoState::kBlocked, PhotoState::kHeld},
    Arrow{PhotoState::kBlocked, PhotoState::kPassed},
    Arrow{PhotoState::kBlocked, PhotoState::kDeleted},
    Arrow{PhotoState::kCleared, PhotoState::kWithdrawn},
    Arrow{PhotoState::kCleared, PhotoState::kDeleted},
    Arrow{PhotoState::kWithdrawn, PhotoState::kHeld},
    Arrow{PhotoState::kWithdrawn, PhotoState::kDeleted},
    Arrow{PhotoState::kRepeated, PhotoState::kDeleted},
};

DecisionKind DecisionOf(const std::string& name) {
  for (const DecisionKind kind :
       {DecisionKind::kBlock, DecisionKind::kReview, DecisionKind::kClear}) {
    if (name == DecisionName(kind)) return kind;
  }
  throw DatabaseFailure({ErrorKind::kCorrupt,
                         "The journal of photos holds a decision that does not exist. Restore the "
                         "latest backup."});
}

std::vector<GroupName> GroupsOf(const std::string& text) {
  std::vector<GroupName> groups;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) {
    throw DatabaseFailure({ErrorKind::kCorrupt,
                           "The journal of photos holds groups that cannot be read. Restore the "
                           "latest backup."});
  }
  for (const auto& group : json) {
    if (group.is_string()) groups.push_back(GroupName{group.get<std::string>()});
  }
  return groups;
}

std::optional<PhotoFacts> FactsOf(const Rows& rows) {
  const auto decision = rows.OptionalText(16);
  if (!decision) return std::nullopt;
  PhotoFacts facts{Sha256Hex{rows.OptionalText(25).value_or("")},
                   rows.OptionalText(20).value_or(""),
                   static_cast<int>(rows.Int(21)),
                   static_cast<int>(rows.Int(22)),
                   DecisionOf(*decision),
                   FindingsOf(rows.Text(23)),
                   FacesOf(rows.Text(24)),
                   std::nullopt,
                   rows.OptionalText(19).value_or("")};
  if (!rows.Null(18)) facts.consent_version = ConsentVersion{rows.Int(18)};
  return facts;
}

}  // namespace

bool MayMove(PhotoState from, PhotoState to) {
  return std::find(kArrows.begin(), kArrows.end(), Arrow{from, to}) != kArrows.end();
}

std::string_view PhotoStateName(PhotoState state) {
  switch (state) {
    case PhotoState::kClaimed: return "claimed";
    case PhotoState::kSpooled: return "spooled";
    case PhotoState::kClearing: return "clearing";
    case PhotoState::kCleared: return "cleared";
    case PhotoState::kHeld: return "held";
    case PhotoState::kPassed: return "passed";
    case PhotoState::kBlocked: return "blocked";
    case PhotoState::kRepeated: return "repeated";
    case PhotoState::kReturned: return "returned";
    case PhotoState::kWithdrawn: return "withdrawn";
    case PhotoState::kDeleted: return "deleted";
  }
  return "held";
}

StoredPhoto ReadPhoto(const Rows& rows) {
  StoredPhoto photo{rows.Int(0),
                    PhotoEntry{PhotoId{rows.Text(1)},
                               rows.Int(2),
                               EnumOf(rows.Int(3), PhotoState::kClaimed, PhotoState::kDeleted),
                               EnumOf(rows.Int(4), PhotoSource::kInbox, PhotoSource::kUpload),
                               ChannelName{rows.Text(5)},
                               std::nullopt,
                               GroupsOf(rows.Text(7)),
                               rows.Text(8),
                               rows.Text(9),
                               rows.Text(10),
                               rows.Text(11),
                               static_cast<std::uint64_t>(rows.Int(12)),
                               Sha256Hex{rows.OptionalText(25).value_or("")},
                               rows.OptionalText(31).value_or(""),
                               static_cast<int>(rows.Int(13)),
                               static_cast<int>(rows.Int(14)),
                               rows.OptionalText(15),
                               FactsOf(rows),
                               rows.OptionalText(17).value_or(""),
                               rows.OptionalText(26),
                               std::nullopt,
                               std::nullopt,
                               rows.OptionalText(29),
                               rows.OptionalText(30).value_or("")}};
  if (const auto event = rows.OptionalText(6)) photo.entry.event = EventName{*event};
  if (const auto hash = rows.OptionalText(27)) photo.entry.output_sha256 = Sha256Hex{*hash};
  if (const auto same = rows.OptionalText(28)) photo.entry.same_as = PhotoId{*same};
  return photo;
}

Result<StoredPhoto> FindPhoto(Database& database, const PhotoId& id) {
  Rows rows = database.Query(std::string(kPhotoColumns) + "WHERE id = ?", {id.value});
  if (!rows.Next()) {
    return Error{ErrorKind::kNotFound, "The journal has no photo of this number.", id.value};
  }
  return ReadPhoto(rows);
}

std::string GroupsText(const std::vector<GroupName>& groups) {
  nlohmann::json json = nlohmann::json::array();
  for (const GroupName& group : groups) json.push_back(group.value);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void AppendStep(Database& database, Change& change, std::int64_t row, PhotoState state,
                std::string_view note) {
  database.Run("INSERT INTO photo_step(photo, at, actor, state, note) VALUES(?, ?, ?, ?, ?)",
               {row, change.now(), change.by().account, static_cast<int>(state), note});
}

Result<Done> MoveOnePhoto(Database& database, Change& change, const StoredPhoto& photo,
                          PhotoState to, std::string_view note) {
  if (!MayMove(photo.entry.state, to)) {
    return Error{ErrorKind::kRefused,
                 "The photo is not where it would have to be for this. Load the list again.",
                 photo.entry.id.value};
  }
  database.Run("UPDATE photo SET state = ?, state_at = ?, revision = revision + 1 WHERE row = ?",
               {static_cast<int>(to), change.now(), photo.row});
  AppendStep(database, change, photo.row, to, note);
  EndLedgerRows(database, change, photo, to, note);
  return Done{};
}

Result<Done> MovePhoto(Database& database, Change& change, const StoredPhoto& photo, PhotoState to,
                       std::string_view note) {
  const auto moved = MoveOnePhoto(database, change, photo, to, note);
  if (!moved.ok() || !MayEndClearance(to)) return moved;
  return StopTwins(database, change, photo, note);
}

}  // namespace photogate
