// Reads a photo's bytes from a descriptor that somebody else opened.
#pragma once

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

// The whole regular file behind `fd`, from its first byte, wherever the descriptor stands; the
// descriptor stays open and keeps its position. Its size is checked against limits.file_bytes
// before memory is taken. Errors: kUnsupported when it is a folder, device, pipe or socket;
// kLimitExceeded when it is too large; kUnavailable when it changes while it is read (size,
// modification time and inode are compared before and after) or cannot be read. Thread-safe.
Result<Bytes> ReadBounded(int fd, const Limits& limits);

}  // namespace photogate
