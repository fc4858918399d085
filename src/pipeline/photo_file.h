// The one opening of a photo's file.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/format.h"
#include "core/result.h"
#include "worker/channel.h"

namespace photogate {

struct PhotoFile {
  OwnedFd fd;
  std::uint64_t bytes;  // when it was opened
  FileFormat format;    // by its first bytes
};

// Opens for reading, once; whatever happens to the name afterwards, the same file is examined.
// Symbolic links are followed: a link that a user put among the photos means the photo, and what is
// released is a copy of what was examined. Never waits (a pipe) and never takes a terminal. Errors,
// with the path as context: kNotFound, kUnsupported (a folder, pipe or device), kUnavailable (not
// allowed, or the disk fails). Thread-safe.
Result<PhotoFile> OpenPhotoFile(const std::filesystem::path& path);

// The same of a file that is open already; `path` is the context of errors.
Result<PhotoFile> OpenedPhotoFile(OwnedFd fd, const std::filesystem::path& path);

}  // namespace photogate
