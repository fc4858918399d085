// A ZIP of files that are packed already, in memory.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

struct ZipMember {
  std::string name;  // of ASCII, without folders
  Bytes bytes;
};

// PKWARE's APPNOTE 6.3.9, members stored, as any system opens it. kLimitExceeded above 1 GiB;
// kInternal when libarchive fails. Thread-safe.
Result<Bytes> ZipOf(const std::vector<ZipMember>& members,
                    std::chrono::system_clock::time_point when);

}  // namespace photogate
