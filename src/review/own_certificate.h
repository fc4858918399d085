// A certificate of photogate's own, for schools that have none for the review page.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace photogate {

// Devices install `authority`, which signed `certificate` and nothing else: its key was forgotten
// at once, so nobody can sign anything more with it.
struct OwnCertificateFiles {
  std::filesystem::path authority, certificate, key;
};
OwnCertificateFiles OwnCertificateIn(const std::filesystem::path& folder);

// Makes the three files for `names` (host names and addresses), which hold for two years, unless
// those that are there hold every name. Returns the sentence to tell when they were made in the
// place of others; empty when they stay, or are the first. An error when they cannot be written;
// what is there and cannot be used is left alone and told by LoadTls.
Result<std::string> KeepOwnCertificate(const OwnCertificateFiles& files,
                                       const std::vector<std::string>& names, const Clock& clock);

}  // namespace photogate
