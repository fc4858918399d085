// Pictures that a PDF stores as bare samples, made into a file that the picture check reads.
// Internal to worker.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"

class QPDFObjectHandle;

namespace photogate {

// How samples are to be read (ISO 32000-1, 8.6 and 8.9.5).
struct PdfSamples {
  std::uint64_t width, height;  // px
  int components;               // in the samples: 1, 3 or 4; 1 with a palette
  int bits;                     // of each: 1, 2, 4, 8 or 16
  bool inverted;                // the largest value is darkest (Decode), or a printing ink
  Bytes palette;                // RGB, three bytes an entry; empty: none
  // Bytes of samples: rows begin at whole bytes.
  std::uint64_t row_bytes() const;
  std::uint64_t bytes() const { return row_bytes() * height; }
};

// Grey, RGB and CMYK, by device, calibration or profile; one ink; and palettes of these. Nullopt:
// anything else, or a size of no picture. May throw what qpdf does.
std::optional<PdfSamples> ReadPdfSamples(QPDFObjectHandle dictionary);

// A bottom-up 24-bit BMP of at least samples.bytes() bytes of `data`. Grey and RGB of 8 bits are as
// they stand. Of all others a field of the header says that they were converted, so that the file
// is never, byte for byte, one that was cleared: a likeness is found, identity is not made up. CMYK
// is converted by the plain formula, which is near enough for a likeness and no more.
Bytes BitmapOf(const PdfSamples& samples, const Bytes& data);

}  // namespace photogate
