// Text files of other programs as UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace photogate {

struct DecodedText {
  std::string utf8;      // without byte order mark
  std::string encoding;  // "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"
};

// UTF-16 by its byte order mark, or without one by two plain letters at its beginning; UTF-8 with
// or without one; what is neither is read as Windows-1252, in which older programs save, unless it
// holds bytes that mean nothing there. kCorrupt: half a character of UTF-16, those bytes.
Result<DecodedText> DecodeText(std::string_view bytes);

}  // namespace photogate
