// The share's disk: files and folders that the people who use the share can use too.
#pragma once

#include <filesystem>
#include <string>

#include "outcome/file_system.h"

namespace photogate {

// As PosixFileSystem, but what it makes has the rights of the share's root (its group too, where
// that may be set), so that whoever may use the share may use the copies. Thread-safe.
class ShareDisk final : public PosixFileSystem {
 public:
  explicit ShareDisk(std::filesystem::path root) : root_(std::move(root)) {}
  Result<Done> MakeFolder(const std::filesystem::path& folder) override;
  Result<Done> WriteNew(const std::filesystem::path& file, ByteView bytes) override;

 private:
  void Share(const std::filesystem::path& path, bool folder) const;
  const std::filesystem::path root_;
};

// Puts a text in the place of another in one step, so that a reader never sees half of it. Nothing
// is written when it is there already. `work` is on the same disk.
Result<Done> ReplaceText(FileSystem& files, const std::filesystem::path& work,
                         const std::filesystem::path& file, const std::string& text);

}  // namespace photogate
