// The folders in which a backup or a restore puts its files together. Besides consent only
// `doctor` looks at them.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "consent/descriptor.h"

namespace photogate {

// A folder that goes with everything in it, however the scope ends. While it lives it holds a lock
// on a file in it, which ends with the process: so a folder that a killed process left can be told.
class WorkFolder {
 public:
  // For this account alone (0700), or as MakeFolderIn makes one.
  enum class Access { kOwn, kAsAround };
  // `folder` / ".`name`-XXXXXXXX.new", with a random part.
  WorkFolder(const std::filesystem::path& folder, std::string_view name,
             Access access = Access::kOwn);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  bool made() const { return lock_.open(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  Descriptor lock_;
};

// The work folders in `folder` that nobody works in. Only what is this account's, has such a name
// and holds nothing but what photogate puts there counts; and its lock is free, or, where that
// proves little (a share that other computers use, a folder without a lock), nothing was written to
// it for a day.
std::vector<std::filesystem::path> AbandonedWork(const std::filesystem::path& folder);

// Removes them; how many are gone.
int RemoveAbandonedWork(const std::filesystem::path& folder);

}  // namespace photogate
