// Files of the models folder: read whole under a bound, written whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"

namespace photogate {

// All of a regular file. kNotFound when it is not there, kLimitExceeded above `max_bytes`,
// kUnavailable when it cannot be read. The bound is asked of the file before anything is allocated.
Result<Bytes> ReadModelFile(const std::filesystem::path& path, std::uint64_t max_bytes);

// Writes a temporary file with an unpredictable name beside `path`, syncs it and renames it over
// `path`: after a crash the old file or the new one is there, whole. kUnavailable when the disk
// refuses; the temporary file is then gone.
Result<Done> WriteModelFile(const std::filesystem::path& path, ByteView bytes);

// SHA-1 of the git object of these bytes (git's object format: "blob <size>\0" and the bytes), 40
// lower-case hexadecimal digits. Git's name for a file, good for telling that a file is the one a
// repository holds; not a defence against a deliberate collision.
std::string GitBlobId(ByteView bytes);

// Decompresses one bzip2 stream piece by piece into `sink`. kCorrupt for anything but one whole
// stream, kLimitExceeded when more than `max_bytes` come out.
Result<Done> Bunzip2(ByteView compressed, std::uint64_t max_bytes,
                     const std::function<void(ByteView)>& sink);

}  // namespace photogate
