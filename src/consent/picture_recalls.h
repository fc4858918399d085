// Recalls of pictures that a person took back. Internal to consent.
#pragma once

#include <string_view>

#include "consent/photo_rows.h"
#include "consent/store.h"
#include "consent/takedowns.h"

namespace photogate {

// A person said (`note`, see consent/stops.h) that what `photo` shows must not be published. Opens
// a recall with a takedown for each recorded place of each release of it, or for the release where
// none is recorded: of whatever shows the same, on every channel; for a block, which may be about
// the channel, of the same original on its own. Each is asked for once. None when nothing of it was
// released. To be called before a deletion takes by what the picture is known.
RecallOpened RecallPicture(Database& database, Change& change, const StoredPhoto& photo,
                           std::string_view note);

// The same for what was taken back before there were such recalls. How many places are new.
int RecallPicturesDue(Database& database, Change& change);

}  // namespace photogate
