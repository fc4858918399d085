// A JPEG file as its marker segments (ITU-T T.81 annex B), for the reader and the rewriter.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate {

namespace jpeg {
inline constexpr std::uint8_t kSof0 = 0xC0;  // baseline
inline constexpr std::uint8_t kDht = 0xC4;
inline constexpr std::uint8_t kDac = 0xCC;
inline constexpr std::uint8_t kSoi = 0xD8;
inline constexpr std::uint8_t kEoi = 0xD9;
inline constexpr std::uint8_t kSos = 0xDA;
inline constexpr std::uint8_t kDqt = 0xDB;
inline constexpr std::uint8_t kDnl = 0xDC;
inline constexpr std::uint8_t kDri = 0xDD;
inline constexpr std::uint8_t kApp0 = 0xE0;
inline constexpr std::uint8_t kApp1 = 0xE1;
inline constexpr std::uint8_t kApp2 = 0xE2;
inline constexpr std::uint8_t kApp13 = 0xED;
inline constexpr std::uint8_t kApp14 = 0xEE;
inline constexpr std::uint8_t kApp15 = 0xEF;
inline constexpr std::uint8_t kCom = 0xFE;
}  // namespace jpeg

struct JpegPart {
  std::uint8_t marker;  // 0: stray bytes between two segments
  ByteView payload;     // without the length field; the bytes themselves when stray
  ByteView scan;        // entropy-coded data, restart markers included; only after kSos
};

struct JpegParts {
  std::vector<JpegPart> parts;  // in file order, without SOI and EOI
  ByteView rest;                // after EOI
  std::optional<Error> broken;  // why the walk ended before EOI; `parts` holds what came before
};

// Splits the picture that begins at the first byte. Broken, kCorrupt, when the file does not begin
// with SOI, ends before EOI or a segment reaches beyond the end; kLimitExceeded for too many
// segments. The views point into `file`.
JpegParts SplitJpeg(ByteView file, const Limits& limits);

// True for start-of-frame markers of any kind.
bool IsJpegFrame(std::uint8_t marker);

}  // namespace photogate
