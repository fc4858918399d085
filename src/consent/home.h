// The folder that holds the register.
#pragma once

#include <filesystem>

#include "core/result.h"

namespace photogate {

// home / "register.sqlite".
std::filesystem::path RegisterFile(const std::filesystem::path& home);

// Makes the folder (mode 0700) where it is missing. kUnsupported on a network share, where SQLite's
// write-ahead log is unsafe (sqlite.org/wal.html, "same host"); kUnavailable when it cannot be
// made.
Result<Done> PrepareHome(const std::filesystem::path& home);

// kNotFound without a register in it, kUnsupported on a network share.
Result<Done> CheckHome(const std::filesystem::path& home);

}  // namespace photogate
