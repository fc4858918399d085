// Metadata as cameras and photo programs leave it, made up, to be found and removed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace photogate::samples {

// What a sample says besides its pixels. Everything is invented; the place is in the North Sea.
struct Planted {
  bool camera = false;  // make, model, owner's name, serial number, time
  bool gps = false;
  std::string caption;              // Exif ImageDescription and XMP dc:description
  std::string copyright;            // Exif Copyright
  std::string artist;               // Exif Artist
  std::vector<std::string> people;  // XMP Iptc4xmpExt:PersonInImage
  std::string comment;              // JPEG COM
  int orientation = 1;              // Exif 1..8
};

// `jpeg` begins with SOI; the result has Exif (Exif 2.32: TIFF 6.0 little-endian in APP1), XMP
// (APP1) and COM segments directly after it, as far as `planted` asks for them.
std::vector<std::uint8_t> PlantInJpeg(const std::vector<std::uint8_t>& jpeg,
                                      const Planted& planted);

}  // namespace photogate::samples
