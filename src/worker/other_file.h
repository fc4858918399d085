// What a file that is no picture is to somebody who looks for pictures. One list for folders and
// archives: only what is known to hold none passes unsaid.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.h"
#include "worker/html_references.h"

namespace photogate {

enum class OtherKind {
  kRead = 1,  // text: a worker reads what it shows or holds, as OtherFile::read_as
  kHarmless,  // holds no picture: fonts, empty files, what systems leave behind
  kClosed,    // may hold pictures, and nothing here can tell
};

struct OtherFile {
  OtherKind kind;
  TextKind read_as;  // of kRead alone
};

// How much of a file's beginning OtherFileOf looks at.
inline constexpr std::size_t kOtherHead = 4'096;

// `name` may have folders before it, any bytes; `head` is the file's beginning, of which the first
// kOtherHead bytes count; `bytes` is the length of the whole. For files that SniffFormat does not
// know. A name that promises text or a font is believed only when the beginning does not belie it;
// without an ending the beginning decides; a name that is not listed is kClosed. Pure.
OtherFile OtherFileOf(std::string_view name, ByteView head, std::uint64_t bytes);

// What is said of kClosed.
inline constexpr const char* kClosedText =
    "It may hold pictures in a form that cannot be looked into. Look at it yourself.";

}  // namespace photogate
