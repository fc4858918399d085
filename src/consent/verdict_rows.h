// What people say of photos, as rows. Internal to consent.
#pragma once

#include "consent/database.h"
#include "consent/photo_rows.h"
#include "consent/store.h"

namespace photogate {

// Appends what the actor of `change` says of the photo; its hash enters the audit chain as a look.
void AppendVerdict(Database& database, Change& change, const StoredPhoto& photo,
                   const PhotoVerdict& verdict);

}  // namespace photogate
