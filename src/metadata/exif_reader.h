// Reads a tree of TIFF directories: an Exif block, or a TIFF file itself.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "metadata/report_builder.h"

namespace photogate {

// A stretch of bytes, [begin, end).
using ByteRange = std::pair<std::uint64_t, std::uint64_t>;

enum class ExifHome {
  kShown = 1,  // the Exif block from which viewers take the orientation
  kNotShown,   // a second Exif block, or one where viewers do not look
  kTiffFile,   // the file itself: its tags for pixels are the picture, not metadata
};

// Walks the directories of `tiff` (from its "II*\0" or "MM\0*" on) within the limits and reports
// each entry as `where` + its name. What cannot be read is reported as an unknown item and its
// readable runs go to the names check. No directory is followed twice. Returns the stretches that
// were accounted for, unsorted.
std::vector<ByteRange> ReadExif(ByteView tiff, const std::string& where, ExifHome home,
                                ReportBuilder& report);

// The stretches of [0, size) that are in none of `ranges`.
std::vector<ByteRange> Uncovered(std::vector<ByteRange> ranges, std::uint64_t size);

// An Exif block of a JPEG, PNG, WebP or HEIF file: ReadExif, and what it does not account for goes
// to the names check. Skips "Exif\0\0" before the header.
void ReadExifBlock(ByteView block, const std::string& where, ExifHome home, ReportBuilder& report);

}  // namespace photogate
