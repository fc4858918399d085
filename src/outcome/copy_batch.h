// Many copies at once, each as safe on the disk as one alone.
#pragma once

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "outcome/file_system.h"

namespace photogate {

// A copy that is written under its temporary name and has no other yet.
struct PendingCopy {
  std::size_t job;  // the caller's own number for it
  std::filesystem::path folder;
  std::string safe_name;  // see safe_name.h
  std::filesystem::path temporary;
  Sha256Hex hash;
};

struct PlacedCopy {
  std::size_t job;
  Result<std::filesystem::path> file;
};

// Writing, waiting for the disk and naming are separate, so that the disk can take many files
// together: a copy gets its name only when the disk has its bytes and they read back as they were
// written, and counts as placed only when the disk has the name too. Nothing that is there is
// overwritten: a taken name gets a number. Whatever goes wrong with one copy takes its temporary
// file away and leaves the others alone. Thread-safe.
class CopyBatch {
 public:
  explicit CopyBatch(FileSystem& files) : files_(files) {}

  // Writes `bytes` under a random name in `folder`, which must be there. True when enough copies
  // wait that Place should be called.
  Result<bool> Add(std::size_t job, const std::filesystem::path& folder,
                   const std::string& safe_name, ByteView bytes);

  // Gives every copy that waits its name. Those added meanwhile by another thread wait on.
  std::vector<PlacedCopy> Place();

 private:
  Result<std::filesystem::path> Name(const PendingCopy& copy);

  FileSystem& files_;
  std::mutex mutex_;  // guards what follows
  std::vector<PendingCopy> waiting_;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace photogate
