// The numbered schema files of consent-db/schema, embedded at build.
#pragma once

#include <span>

namespace photogate {

// In order; running the first n on an empty database makes schema version n.
std::span<const char* const> Migrations();

}  // namespace photogate
