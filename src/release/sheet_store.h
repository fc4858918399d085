// Contact sheets that wait for somebody to confirm them. They show children, so they stand in the
// home, never in a folder that is published from, and go as soon as they are of no use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/ids.h"
#include "core/result.h"

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

// Whether any sheet waits.
bool AnySheets(const std::filesystem::path& home);

}  // namespace photogate
