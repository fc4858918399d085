// Reads the committed sample pictures, and lets the face stage see them.
#pragma once

#include <filesystem>
#include <memory>

#include "core/image.h"
#include "samples/canvas.h"

namespace photogate::test {

// Pixels as stored, Exif orientation not applied. A canvas of 0 x 0 when it cannot be decoded.
samples::Canvas ReadPicture(const std::filesystem::path& file);

// The canvas as a photo at full size. `canvas` must outlive it.
std::unique_ptr<PixelSource> AsPhoto(const samples::Canvas& canvas);

struct Difference {
  double mean;        // of the absolute difference of bytes
  double share_over;  // of bytes that differ by more than 32
};
// 255 and 1 for pictures of different sizes.
Difference Compare(const samples::Canvas& a, const samples::Canvas& b);

}  // namespace photogate::test
