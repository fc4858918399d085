// Bytes as a file that has no name: a worker takes descriptors.
#pragma once

#include "core/bytes.h"
#include "core/result.h"
#include "worker/channel.h"

namespace photogate {

// A file in memory that holds `bytes`, standing at its start. kUnavailable when the system has no
// memory for it. Thread-safe.
Result<OwnedFd> MemoryFile(ByteView bytes);

// A second descriptor of the same file. kUnavailable as above.
Result<OwnedFd> SameFile(int fd);

}  // namespace photogate
