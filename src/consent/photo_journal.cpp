#include "consent/photo_journal.h"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>
#include <utility>

#include "consent/ledger_ends.h"
#include "consent/ledger_rows.h"
#include "consent/photo_facts.h"
#include "consent/photo_rows.h"
#include "consent/same_pictures.h"
#include "consent/stop_rows.h"
#include "consent/store.h"
#include "consent/verdict_rows.h"
#include "crypto/random.h"

namespace photogate {
namespace {

constexpr std::string_view kVerb = "photo";

const Actor& Machine() {
  static const Actor machine{"photogate"};
  return machine;
}

Error Changed(const PhotoId& id) {
  return Error{ErrorKind::kConflict,
               "Somebody else was quicker with this photo. Load it again; nothing was changed.",
               id.value};
}

void StoreFacts(Database& database, Change& change, std::int64_t row, const PhotoFacts& facts) {
  const Param version =
      facts.consent_version ? Param(facts.consent_version->value) : Param(nullptr);
  const Param look =
      facts.look ? Param(std::bit_cast<std::int64_t>(facts.look->front())) : Param(nullptr);
  const std::optional<std::string> ways =
      facts.look ? std::optional(nlohmann::json(*facts.look).dump()) : std::nullopt;
  database.Run(
      "UPDATE photo SET sha256 = coalesce(nullif(?, ''), sha256), format = ?, width_px = ?, "
      "height_px = ?, decision = ?, findings = ?, faces = ?, consent_version = ?, settings_hash = "
      "?, decided_at = ?, in_flight = 0, look_hash = coalesce(?, look_hash), look_ways = "
      "coalesce(?, look_ways) WHERE row = ?",
      {facts.sha256.value, facts.format, facts.width_px, facts.height_px,
       DecisionName(facts.decision), FindingsText(facts.findings), FacesText(facts.faces), version,
       facts.settings_hash, change.now(), look, ways, row});
}

template <typename F>
Result<Done> ChangePhoto(Register& reg, const PhotoId& id, const Actor& by, F&& body) {
  return reg.store().Write(by, kVerb, [&](Database& database, Change& change) -> Result<Done> {
    const auto photo = FindPhoto(database, id);
    if (!photo.ok()) return photo.error();
    return body(database, change, photo.value());
  });
}

}  // namespace

Result<PhotoId> PhotoJournal::Claim(const NewPhoto& photo, const Actor& by) {
  return register_.store().Write(
      by, kVerb, [&](Database& database, Change& change) -> Result<PhotoId> {
        const PhotoId id{"ph-" + RandomHex(8)};
        const std::optional<std::string> event =
            photo.event ? std::optional(photo.event->value) : std::nullopt;
        const int state = static_cast<int>(PhotoState::kClaimed);
        database.Run(
            "INSERT INTO photo(id, channel, event, added_groups, folder, original_name, source, "
            "state, revision, claimed_at, state_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
            {id.value, photo.channel.value, event, GroupsText(photo.added_groups), photo.folder,
             photo.original_name, static_cast<int>(photo.source), state, change.now(),
             change.now()});
        AppendStep(database, change, database.LastInsert(), PhotoState::kClaimed, "");
        return id;
      });
}

Result<std::vector<std::string>> PhotoJournal::VaultIds() {
  return register_.store().Read([](Database& database) -> Result<std::vector<std::string>> {
    std::vector<std::string> ids;
    Rows rows = database.Query("SELECT vault_id FROM photo WHERE vault_id != ''");
    while (rows.Next()) ids.push_back(rows.Text(0));
    return ids;
  });
}

Result<Done> PhotoJournal::Spooled(const PhotoId& id, const Sha256Hex& sha256, std::uint64_t bytes,
                                   const std::string& vault_id, const Actor& by) {
  return ChangePhoto(register_, id, by, [&](Database& database, Change& change, const auto& photo) {
    const Result<Done> moved = MovePhoto(database, change, photo, PhotoState::kSpooled, "");
    if (moved.ok()) {
      database.Run("UPDATE photo SET sha256 = ?, bytes = ?, vault_id = ? WHERE row = ?",
                   {sha256.value, static_cast<std::int64_t>(bytes), vault_id, photo.row});
    }
    return moved;
  });
}

Result<int> PhotoJournal::BeginInspection(const PhotoId& id) {
  return register_.store().Write(Machine(), kVerb, [&](Database& database, Change&) -> Result<int> {
    const auto photo = FindPhoto(database, id);
    if (!photo.ok()) return photo.error();
    database.Run("UPDATE photo SET in_flight = in_flight + 1 WHERE row = ?", {photo.value().row});
    return photo.value().entry.in_flight + 1;
  });
}

Result<Done> PhotoJournal::ForgetInspection(const PhotoId& id) {
  return ChangePhoto(register_, id, Machine(),
                     [&](Database& database, Change&, const auto& photo) -> Result<Done> {
                       database.Run(
                           "UPDATE photo SET in_flight = max(in_flight - 1, 0) WHERE row = ?",
                           {photo.row});
                       return Done{};
                     });
}

Result<Done> PhotoJournal::Decided(const PhotoId& id, const PhotoFacts& facts, PhotoState to,
                                   const std::optional<std::string>& retry_at,
                                   const std::string& note, const Actor& by) {
  return ChangePhoto(register_, id, by,
                     [&](Database& database, Change& change, const auto& photo) -> Result<Done> {
                       StoreFacts(database, change, photo.row, facts);
                       database.Run("UPDATE photo SET retry_at = ?, tries = ? WHERE row = ?",
                                    {retry_at, retry_at ? photo.entry.tries + 1 : 0, photo.row});
                       // Held again is no move, but it is a change that a reader must notice.
                       if (photo.entry.state == to) {
                         database.Run("UPDATE photo SET revision = revision + 1 WHERE row = ?",
                                      {photo.row});
                         return Done{};
                       }
                       return MovePhoto(database, change, photo, to, note);
                     });
}

Result<Done> PhotoJournal::Clearing(const PhotoId& id, const PhotoFacts& facts,
                                    const LedgerRow& row, const Actor& by,
                                    const std::optional<std::int64_t>& revision) {
  return ChangePhoto(register_, id, by,
                     [&](Database& database, Change& change, const auto& photo) -> Result<Done> {
                       if (revision && photo.entry.revision != *revision) return Changed(id);
                       const Result<Done> moved =
                           MovePhoto(database, change, photo, PhotoState::kClearing, "");
                       if (!moved.ok()) return moved.error();
                       StoreFacts(database, change, photo.row, facts);
                       database.Run(
                           "UPDATE photo SET output_name = ?, output_sha256 = ?, retry_at = NULL, "
                           "tries = 0 WHERE row = ?",
                           {row.output_name, row.output_sha256.value, photo.row});
                       return InsertLedgerRow(database, change, row, id);
                     });
}

Result<Done> PhotoJournal::StillStands(const PhotoId& id,
                                       const std::optional<ConsentVersion>& version,
                                       const std::string& settings_hash) {
  return ChangePhoto(register_, id, Machine(),
                     [&](Database& database, Change&, const auto& photo) -> Result<Done> {
                       const Param named = version ? Param(version->value) : Param(nullptr);
                       database.Run(
                           "UPDATE photo SET consent_version = ?, settings_hash = ?, in_flight = 0 "
                           "WHERE row = ?",
                           {named, settings_hash, photo.row});
                       return Done{};
                     });
}

Result<Done> PhotoJournal::Repeated(const PhotoId& id, const PhotoId& first, const Actor& by) {
  return ChangePhoto(register_, id, by,
                     [&](Database& database, Change& change, const auto& photo) -> Result<Done> {
                       const auto earlier = FindPhoto(database, first);
                       if (!earlier.ok()) return earlier.error();
                       const Result<Done> moved =
                           MovePhoto(database, change, photo, PhotoState::kRepeated, "");
                       if (!moved.ok()) return moved.error();
                       database.Run("UPDATE photo SET same_as = ?, in_flight = 0 WHERE row = ?",
                                    {first.value, photo.row});
                       return Done{};
                     });
}

Result<std::optional<PhotoEntry>> PhotoJournal::FindDecided(const PhotoEntry& photo,
                                                            ConsentVersion version,
                                                            const std::string& settings_hash) {
  return register_.store().Read([&](Database& database) -> Result<std::optional<PhotoEntry>> {
    const std::optional<std::string> event =
        photo.event ? std::optional(photo.event->value) : std::nullopt;
    Rows found = database.Query(
        std::string(kPhotoColumns) +
            "WHERE sha256 = (SELECT sha256 FROM photo WHERE id = ?) AND channel = ? AND event IS ? "
            "AND added_groups = ? AND id <> ? AND consent_version = ? AND settings_hash = ? AND "
            "retry_at IS NULL AND state IN (?, ?, ?) AND NOT (state = ? AND EXISTS (SELECT 1 FROM "
            "ledger AS l WHERE l.channel = photo.channel AND l.output_sha256 = photo.output_sha256 "
            "AND " +
            std::string(kTakenBack) + ")) ORDER BY row LIMIT 1",
        {photo.id.value, photo.channel.value, event, GroupsText(photo.added_groups), photo.id.value,
         version.value, settings_hash, static_cast<int>(PhotoState::kCleared),
         static_cast<int>(PhotoState::kHeld), static_cast<int>(PhotoState::kBlocked),
         static_cast<int>(PhotoState::kCleared)});
    if (!found.Next()) return std::optional<PhotoEntry>{};
    return std::optional<PhotoEntry>(ReadPhoto(found).entry);
  });
}

Result<Done> PhotoJournal::Move(const PhotoMove& move, const Actor& by) {
  return ChangePhoto(register_, move.id, by,
                     [&](Database& database, Change& change, const auto& photo) -> Result<Done> {
                       if (photo.entry.revision != move.revision) return Changed(move.id);
                       return MovePhoto(database, change, photo, move.to, move.note);
                     });
}

Result<Done> PhotoJournal::MoveFrom(const PhotoId& id, PhotoState from, PhotoState to,
                                    const std::string& note, const Actor& by) {
  return ChangePhoto(register_, id, by,
                     [&](Database& database, Change& change, const auto& photo) -> Result<Done> {
                       if (photo.entry.state != from) return Changed(id);
                       return MovePhoto(database, change, photo, to, note);
                     });
}

Result<Done> PhotoJournal::OriginalGone(const PhotoId& id, const std::string& receipt,
                                        bool photo_too, const Actor& by, std::string_view note) {
  return ChangePhoto(
      register_, id, by,
      [&](Database& database, Change& change, const auto& photo) -> Result<Done> {
        database.Run(
            "UPDATE photo SET original_gone_at = coalesce(original_gone_at, ?), receipt = "
            "coalesce(receipt, ?), revision = revision + 1 WHERE row = ?",
            {change.now(), receipt, photo.row});
        const bool stays = photo.entry.state == PhotoState::kCleared ||
                           photo.entry.state == PhotoState::kWithdrawn ||
                           photo.entry.state == PhotoState::kRepeated;
        if (stays && !photo_too) return Done{};
        const Result<Done> moved = MovePhoto(database, change, photo, PhotoState::kDeleted, note);
        if (!moved.ok()) return moved.error();
        database.Run(
            "UPDATE photo SET findings = '[]', faces = '[]', original_name = '', folder = '' "
            "WHERE row = ?",
            {photo.row});
        if (IsStop(note)) ForgetCells(database, change, photo.entry.sha256);
        return Done{};
      });
}

Result<std::int64_t> PhotoJournal::RecordVerdicts(const PhotoId& id, std::int64_t revision,
                                                  const std::vector<PhotoVerdict>& verdicts,
                                                  const Actor& by) {
  return register_.store().Write(
      by, kVerb, [&](Database& database, Change& change) -> Result<std::int64_t> {
        const auto photo = FindPhoto(database, id);
        if (!photo.ok()) return photo.error();
        if (photo.value().entry.revision != revision) return Changed(id);
        for (const PhotoVerdict& verdict : verdicts) {
          AppendVerdict(database, change, photo.value(), verdict);
        }
        // A wish is about whatever shows that picture, wherever it lies.
        if (std::any_of(verdicts.begin(), verdicts.end(), [](const PhotoVerdict& verdict) {
              return verdict.kind == kObjectionVerdict;
            })) {
          const auto twins = StopTwins(database, change, photo.value(), step_note::kObjection);
          if (!twins.ok()) return twins.error();
        }
        database.Run("UPDATE photo SET revision = revision + 1 WHERE row = ?", {photo.value().row});
        return revision + 1;
      });
}

}  // namespace photogate
