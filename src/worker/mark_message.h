// What a picture is found again by, as a worker sends it.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "core/ids.h"
#include "core/picture_mark.h"
#include "worker/wire.h"

namespace photogate {

// 64 lower-case hexadecimal digits.
bool IsSha256(const std::string& text);

void PutMark(WireWriter& out, const std::optional<PictureMark>& mark, const Sha256Hex& picture);
// Fails the reader for a mark that is none, and for a hash that is neither empty nor one.
std::pair<std::optional<PictureMark>, Sha256Hex> TakeMark(WireReader& in);

}  // namespace photogate
