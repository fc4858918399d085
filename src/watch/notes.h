// The notes beside photos that are not taken: what people see who have no program.
#pragma once

#include <vector>

#include "core/consent.h"
#include "outcome/file_system.h"
#include "watch/inbox_scan.h"
#include "watch/share.h"

namespace photogate {

// Puts a note into each folder of the inbox whose photos stay there or were passed over, and takes
// it away again where that is over. A folder that cannot be written to has none; the status tells
// the same.
void WriteNotes(const Share& share, FileSystem& disk, const InboxView& view,
                const std::vector<ChannelName>& approved);

}  // namespace photogate
