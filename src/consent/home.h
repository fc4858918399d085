// The folder that holds the register.
#pragma once

#include <filesystem>

#include "consent/descriptor.h"
#include "core/result.h"

namespace photogate {

// home / "register.sqlite".
std::filesystem::path RegisterFile(const std::filesystem::path& home);

// Whether other computers may use the folder too; true when it cannot be examined.
bool IsOnNetworkShare(const std::filesystem::path& folder);

// Makes the folder (mode 0700) where it is missing; a home that is there and is shared with a group
// (consent/shared_home.h) stays so, any other folder becomes 0700. kUnsupported on a network share,
// where SQLite's write-ahead log is unsafe (sqlite.org/wal.html, "same host"); kUnavailable when it
// cannot be made.
Result<Done> PrepareHome(const std::filesystem::path& home);

// kConflict when the home has a register already.
Result<Done> CheckVacant(const std::filesystem::path& home);

// kUnsupported for a register from before registers were encrypted.
Result<Done> CheckEncrypted(const std::filesystem::path& home);

// Held while the home's files change places (a register made, its key renewed, a backup restored),
// so that two such things never meet. Readers and writers of the register need none.
class HomeLock {
 public:
  // kUnavailable when the folder cannot be opened, or another process has it.
  static Result<HomeLock> Take(const std::filesystem::path& home);

 private:
  explicit HomeLock(Descriptor folder) : folder_(std::move(folder)) {}
  Descriptor folder_;
};

// kNotFound without a register in it, kUnsupported on a network share.
Result<Done> CheckHome(const std::filesystem::path& home);

}  // namespace photogate
