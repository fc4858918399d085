// A home that several accounts of this computer share. Its folder belongs to a group, lets the
// group write and hands the group on (mode 2770); what photogate makes in such a folder is open to
// the group, and never to anybody else. In every other folder it is open to its account alone.
#pragma once

#include <sys/types.h>

#include <filesystem>

namespace photogate {

// Whether the group of `folder` shares it. False for a folder that cannot be examined.
bool IsShared(const std::filesystem::path& folder);

// 0600, in a shared folder 0660.
mode_t FileModeIn(const std::filesystem::path& folder);

// Opens a file that must not be there, with FileModeIn of its folder whatever the umask is. `how`
// is O_RDWR or O_WRONLY. -1, with errno, when it cannot be made.
int OpenNewFile(const std::filesystem::path& file, int how);

// Makes a folder: 0700, in a shared one 2770 whatever the umask is. False, with errno (EEXIST: one
// is there), when it cannot be made.
bool MakeFolderIn(const std::filesystem::path& folder);

}  // namespace photogate
