// File names for what is written: harmless on every disk and saying nothing about anybody.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/format.h"

namespace photogate {

// The name of the sanitised copy of a file called `original` (any bytes; folders in front are cut
// off): letters, digits, '-', '_' and '.' of ASCII, at most 80 characters and the extension of
// `format`, never hidden, never a device name of Windows. `neutral` is for originals that hold a
// name from the register: "photo-0007.jpg" by `number`, the photo's place in the run; so are names
// of which nothing is left.
std::string SafeName(std::string_view original, FileFormat format, bool neutral,
                     std::size_t number);

// What SafeName promises. Anything else must not be used as a name below a folder.
bool IsSafeName(std::string_view name);

// `name` for number 1, else "name-2.jpg".
std::string NumberedName(const std::string& name, std::size_t number);

// Names that differ only by case are one name to Windows and macOS.
std::string LowerAscii(std::string_view text);

}  // namespace photogate
