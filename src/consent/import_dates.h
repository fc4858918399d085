// Dates as schools' systems write them. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "core/clock.h"

namespace photogate {

// 2026-08-31; the day first as in the United Kingdom: 31/08/2026, 31/8/2026, with . or - too;
// 31 Aug 2026, 31-August-2026. A midnight behind it ("2026-08-31 00:00:00", "...T00:00:00") is
// taken off. Nullopt for anything else, for two-digit years and for days that do not exist.
std::optional<Date> ReadImportDate(std::string_view text);

}  // namespace photogate
