// Small files of every format with metadata planted wherever the format has room for it.
#pragma once

#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/format.h"

namespace photogate::test {

struct Sample {
  std::string name;  // "progressive.jpg"
  FileFormat format;
  int orientation;  // that viewers apply, EXIF 1..8
  bool animated;
  bool decodable;  // by photogate_photo; the HEIF and AVIF samples hold no real coded picture
  Bytes bytes;
};

// Every one of them holds kPerson somewhere.
std::vector<Sample> DirtySamples();

// One of them by name; ends the test program when there is none.
Sample FindSample(const std::string& name);

// A JPEG of 48 x 32 pixels with these whole segments behind SOI.
enum class JpegKind { kBaseline = 1, kProgressive, kGrey, kCmyk, kYcck, kRestart, kArithmetic };
Bytes MakeJpeg(JpegKind kind, const Bytes& segments);
Bytes JpegSegment(unsigned marker, const Bytes& payload);

// A PNG chunk with its checksum.
Bytes PngChunk(const std::string& type, const Bytes& data);

}  // namespace photogate::test
