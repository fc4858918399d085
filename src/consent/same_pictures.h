// Photos that show the same picture, as the marks of cleared copies tell. Internal to consent.
#pragma once

#include <set>
#include <string>

#include "consent/database.h"
#include "consent/photo_rows.h"
#include "consent/store.h"
#include "core/picture_mark.h"

namespace photogate {

// Hashes of originals.
using Originals = std::set<std::string>;

// What bytes of a picture were cleared under once, whatever their metadata.
Originals WithPicture(Database& database, const Sha256Hex& picture);

// Photos that are not cleared, or were left out of a release, and look like `mark`, whichever way
// up and in a mirror: near-identical, or by the hash alone where there are no cells (never a copy,
// or a deletion took them).
Originals FallenLike(Database& database, const PictureMark& mark);

// What shows what `photo` shows: its own bytes, the same picture with other metadata, and what
// looks the same. Asked before a deletion takes the cells by which the latter is known.
Originals ShownBy(Database& database, const StoredPhoto& photo);

// Before a person's deletion takes the cells of `photo`: that `shown` shows the same is on record
// from then on. The other asks what of that kind was deleted.
void KeepTwins(Database& database, const StoredPhoto& photo, const Originals& shown);
Originals DeletedTwinsOf(Database& database, const Originals& originals);

// Photos in that state, on whatever channel, with these bytes, oldest first; `but` is left out.
std::vector<StoredPhoto> PhotosOf(Database& database, const Originals& originals, PhotoState state,
                                  const StoredPhoto& but);

// What of the marks shows the picture goes, unless a photo with these bytes still stands as
// cleared. The chain keeps the hash of what was there.
void ForgetCells(Database& database, Change& change, const Sha256Hex& original);

std::string AsJsonArray(const Originals& originals);

}  // namespace photogate
