// The notes beside photos that are not taken: what people see who have no program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/consent.h"
#include "outcome/file_system.h"
#include "watch/groups_file.h"
#include "watch/inbox_scan.h"
#include "watch/put_off.h"
#include "watch/share.h"
#include "watch/shown_names.h"

namespace photogate {

// A groups.txt whose photos stay.
struct BadGroups {
  std::filesystem::path folder;
  ChannelName channel;
  std::vector<GroupLine> unknown;  // groups that nobody is in; empty: it cannot be read
};

std::vector<BadGroups> FindBadGroups(const InboxView& view, const KnownGroups& known);

// Whether the folder is that of one of these, or below it.
bool LiesBehind(const std::vector<BadGroups>& bad, const std::filesystem::path& folder);

struct NotTaken {
  std::vector<BadGroups> groups;
  std::vector<WhyPutOff> files;
};

// Puts a note into each folder of the inbox whose photos stay there or were passed over, and takes
// it away again where that is over. A folder that cannot be written to has none; the status tells
// the same. No note names anybody on the register.
void WriteNotes(const Share& share, FileSystem& disk, const InboxView& view,
                const NotTaken& not_taken, const std::vector<ChannelName>& approved,
                ShownNames& names);

}  // namespace photogate
