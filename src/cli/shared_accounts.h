// Whether another account of this computer can use a home at all.
#pragma once

#include <filesystem>
#include <string>

namespace photogate {

// What `account` still needs before its command line opens the register in `home`, as a sentence or
// two; empty when it owns the home. An account that this machine does not know needs to be made.
std::string AccountHint(const std::filesystem::path& home, const std::string& account);

// "shared with the group office"; empty for a home of one account.
std::string SharedText(const std::filesystem::path& home);

}  // namespace photogate
