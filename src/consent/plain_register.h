// Registers from before encryption. Internal to consent.
#pragma once

#include <filesystem>

#include "consent/page_cipher.h"
#include "core/result.h"

namespace photogate {

// Writes the plain database `plain`, whole and checked, into the new encrypted one `sealed`.
// kUnavailable when somebody has it open.
Result<Done> CopySealed(const std::filesystem::path& plain, const std::filesystem::path& sealed,
                        KeySupply& keys);

// Overwrites what stands in a file (best effort: flash memory may keep old blocks).
void Overwrite(const std::filesystem::path& file);

}  // namespace photogate
