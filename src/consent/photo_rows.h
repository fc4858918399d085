// The journal's rows. Internal to consent.
#pragma once

#include <string>
#include <string_view>

#include "consent/database.h"
#include "consent/photo_entry.h"
#include "consent/store.h"

namespace photogate {

inline constexpr std::string_view kPhotoColumns =
    "SELECT row, id, revision, state, source, channel, event, added_groups, folder, original_name, "
    "claimed_at, state_at, bytes, in_flight, tries, retry_at, decision, decided_at, "
    "consent_version, settings_hash, format, width_px, height_px, findings, faces, sha256, "
    "output_name, output_sha256, same_as, original_gone_at, receipt, vault_id FROM photo ";

struct StoredPhoto {
  std::int64_t row;
  PhotoEntry entry;
};

// Of a row of kPhotoColumns.
StoredPhoto ReadPhoto(const Rows& rows);

// kNotFound with the next step.
Result<StoredPhoto> FindPhoto(Database& database, const PhotoId& id);

// Groups as one text of JSON.
std::string GroupsText(const std::vector<GroupName>& groups);

// Moves the photo, counts its revision, writes the step, and ends what it was cleared as if it is
// not any more (consent/ledger_ends.h), for whatever photo has the same bytes
// (consent/stop_rows.h). kRefused when there is no such arrow.
Result<Done> MovePhoto(Database& database, Change& change, const StoredPhoto& photo, PhotoState to,
                       std::string_view note);

// The same without what follows for photos with the same bytes.
Result<Done> MoveOnePhoto(Database& database, Change& change, const StoredPhoto& photo,
                          PhotoState to, std::string_view note);

void AppendStep(Database& database, Change& change, std::int64_t row, PhotoState state,
                std::string_view note);

}  // namespace photogate
