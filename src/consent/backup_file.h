// The file that a backup is: made of a home's copy, and a home made of it. Internal to consent; the
// format stands in consent-db/SCHEMA.md.
#pragma once

#include <cstdint>
#include <filesystem>

#include "consent/key_access.h"
#include "core/clock.h"
#include "core/result.h"

namespace photogate {

// kUnavailable, of the cause that errno names: a full disk is told from rights and a broken disk.
Error CannotWriteBackup(const std::filesystem::path& file);
Error CannotRestoreInto(const std::filesystem::path& folder);

// kCorrupt.
Error DamagedBackup(const std::filesystem::path& backup, const std::string& detail = {});

// Keyring and register of the home `from` as one file, on the disk when it returns.
bool PackBackup(const std::filesystem::path& from, const std::filesystem::path& out);

// A home in `into` again: keyring first, so that the register is the last to be there. kNotFound,
// kUnsupported (of a newer photogate), DamagedBackup, or `cannot` of the folder.
Result<Done> UnpackBackup(const std::filesystem::path& backup, const std::filesystem::path& into,
                          Error (*cannot)(const std::filesystem::path&));

struct Proven {
  std::int64_t version;
  std::int64_t entries;
};

// Opens what was unpacked, checks every page and proves the chain; leaves no log behind.
Result<Proven> ProveCopy(const std::filesystem::path& home, const KeyAccess& access,
                         const Clock& clock);

}  // namespace photogate
