// Where a release stands today: the watched folder may have been moved since it was made.
#pragma once

#include <filesystem>
#include <optional>

#include "consent/releases.h"
#include "core/result.h"

namespace photogate {

// released/ and the rest of `made`, within the folder that is watched today, or the home; nullopt
// when `made` is no path of that kind or the register cannot be read. Asks no disk.
std::optional<std::filesystem::path> WithinShelves(Register& reg,
                                                   const std::filesystem::path& made);

// The folder or ZIP of the release: where it was made if it stands there, else at the same place of
// the folder that is watched today, if what stands there has the release's list (a ZIP is known by
// its name, which has the release's number). Where it was made when it is in neither. What the
// record says is not changed.
std::filesystem::path PlaceToday(Register& reg, const Release& release);

}  // namespace photogate
