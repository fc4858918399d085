// Words of people against photos, as rows. Internal to consent.
#pragma once

#include <optional>

#include "consent/database.h"
#include "consent/photo_rows.h"
#include "consent/stops.h"

namespace photogate {

std::optional<EarlierStop> FindStop(Database& database, const StopQuery& query);

// PhotoVerdict::kind of the wish of somebody whom nobody found on the register.
inline constexpr std::string_view kObjectionVerdict = "objection";

// Whether a step with this note is a person's word against the photo.
bool IsStop(std::string_view note);

// Photos that stand as cleared with a copy that is not cleared any more, since its bytes are those
// of `photo`: they are withdrawn with it. When it was a person's word (`note`), and their original
// is kept, they wait for a person with that as the reason, and what was released of it is recalled
// (consent/picture_recalls.h).
Result<Done> StopTwins(Database& database, Change& change, const StoredPhoto& photo,
                       std::string_view note);

}  // namespace photogate
