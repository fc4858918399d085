// Contact sheets that wait for somebody to confirm them. They show children, so they stand in the
// home, never in a folder that is published from, and go as soon as they are of no use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "consent/register.h"
#include "core/ids.h"
#include "core/result.h"
#include "outcome/file_system.h"

namespace photogate {

// home/sheets/<channel>/contact-sheet-<code>.html in folders for this account alone, which are
// made; sheets of other batches of the channel are removed. The file itself is the caller's to
// write. kUnavailable: a folder cannot be made, or an old sheet not be removed.
Result<std::filesystem::path> SheetPath(const std::filesystem::path& home,
                                        const ChannelName& channel, const std::string& code);

// Removes the sheets of the channel, or of all: what they show may not be shown any more, or was
// released. False: one could not be removed. Fine when there are none.
bool RemoveSheets(const std::filesystem::path& home,
                  const std::optional<ChannelName>& channel = std::nullopt);

// Contact sheets that earlier versions left in the folder of a channel's releases, which others
// publish from; known by their name and by what they say of themselves. How many were removed;
// kUnavailable when one could not be. Fine when there is no such folder.
Result<int> RemoveOldSheets(FileSystem& disk, const std::filesystem::path& releases);
// The same, put on record as a look that names the channel. Errors also of the register.
Result<int> ClearOldSheets(Register& reg, FileSystem& disk, const std::filesystem::path& releases,
                           const ChannelName& channel, const Actor& by);

// Whether any sheet waits.
bool AnySheets(const std::filesystem::path& home);

}  // namespace photogate
