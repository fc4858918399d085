// groups.txt in a folder of the inbox: groups that were there besides those on record.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"

namespace photogate {

struct GroupLine {
  GroupName group;
  int line;  // from 1
};

// Of the groups.txt in `folder` itself, however its name is capitalised; none without one. Groups
// stand one a line, or between commas or semicolons. Fails when there is one that is no short text
// in UTF-8, or that cannot be read.
Result<std::vector<GroupLine>> ReadGroups(const std::filesystem::path& folder);

// The groups that somebody on the register is in. Case does not matter, as in the register.
class KnownGroups {
 public:
  KnownGroups() = default;  // none
  explicit KnownGroups(const std::vector<GroupName>& groups);

  std::vector<GroupLine> UnknownIn(const std::vector<GroupLine>& lines) const;

 private:
  std::set<std::string> groups_;
};

// What people are told of such a file; the note beside it says which lines.
inline constexpr const char* kUnknownGroups =
    "A groups.txt in the inbox has a group that nobody on the register is in, so the photos beside "
    "it are not taken. The note beside it says which.";

}  // namespace photogate
