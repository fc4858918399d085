// Whether a file that has come to rest is whole, or its copying only paused.
#pragma once

#include <cstdint>

#include "core/result.h"

namespace photogate {

enum class Completeness {
  kWhole = 1,   // it ends as its format says it must
  kUnfinished,  // it does not, or it is empty: perhaps more is to come
  kUnknown,     // a format that does not say where it ends
};

// Reads the beginning and the end of the regular file at `fd` (positions are not moved). JPEG: an
// end marker near the end and behind the picture's beginning, so that the one of a preview in its
// Exif data does not count; PNG: IEND; WebP: the length of RIFF; GIF: its trailer; HEIF, AVIF and
// MP4: the boxes fill the file. A file that was made to its full size and is filled afterwards, as
// Windows copies, ends in zeros and is unfinished.
Completeness HowComplete(int fd, std::uint64_t bytes);

// Whether another process has the file open for writing (fcntl(2), leases). kUnknown on a network
// share, and wherever the file belongs to another account: the system tells its owner only.
enum class Writers { kNobody = 1, kSomebody, kUnknown };
Writers LookForWriters(int fd);

}  // namespace photogate
