// Rows of releases. Internal to consent.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "consent/database.h"
#include "consent/releases.h"

namespace photogate {

// `where` follows the table's name and may name its columns with "release.".
std::vector<Release> ReadReleases(Database& database, std::string_view where,
                                  std::initializer_list<Param> parameters);
// kNotFound with the next step.
Result<Release> FindRelease(Database& database, std::int64_t number);

std::vector<ReleasedPhoto> ReadReleasedPhotos(Database& database, std::string_view where,
                                              std::initializer_list<Param> parameters);

// The latest release with this copy, of those that did not turn out void; nullopt: none. One that
// is committed counts at once.
std::optional<std::int64_t> StandingRelease(Database& database, const ChannelName& channel,
                                            const Sha256Hex& copy);

// See Releases::MayRelease.
Result<Done> CheckMayRelease(Database& database, const ChannelName& name, const Date& day);

}  // namespace photogate
