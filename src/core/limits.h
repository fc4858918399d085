// Every bound on what photogate reads, in one place, each with the reason for its number.
#pragma once

#include <cstdint>

namespace photogate {

// Checked before memory is allocated. Passed in, never global, so that a test can make them small.
struct Limits {
  // A 100-megapixel camera JPEG is about 60 MB; HEIC and PNG of phones stay below. Larger is a scan
  // or an attack, and a person should look.
  std::uint64_t file_bytes = 256ull << 20;
  // The largest sensors sold to schools' photographers make about 100 MP.
  std::uint64_t pixels = 120'000'000;
  // JPEG's own bound is 65,535; panoramas of phones reach about 20,000.
  std::uint32_t side_px = 40'000;
  // Four bytes a pixel at the pixel bound, and the same again for conversion.
  std::uint64_t decode_bytes = 1ull << 30;
  // Frames, pages and pictures that are counted before the answer is "many".
  std::uint32_t pictures = 4'096;
  // Segments, chunks, boxes or directory entries in one file; real files stay below 2,000.
  std::uint32_t entries = 100'000;
  // Nesting of boxes and of TIFF directories; real files stay below 8.
  std::uint32_t depth = 32;
  // An ICC profile; the largest printing profiles are near 4 MB.
  std::uint64_t icc_bytes = 16ull << 20;
  // Metadata text kept for the names check and for `inspect`, per file.
  std::uint64_t text_bytes = 4ull << 20;
  // Faces compared in one photo; a school's whole-year photo has about 300.
  std::uint32_t faces = 2'000;
  // One photo in a worker: wall clock. A 120 MP photo takes about 6 s on a slow office PC; a file
  // that needs longer is held.
  std::uint32_t inspect_ms = 60'000;
  // Address space of a worker process: decode_bytes, the networks, and the libraries' own mappings.
  std::uint64_t worker_bytes = 4ull << 30;
};

}  // namespace photogate
