#include "worker/face_crops.h"

#include <algorithm>
#include <utility>

#include "photo/encode.h"

namespace photogate {
namespace {

// As much of the head as a person needs to recognise somebody.
constexpr float kAround = 0.4F;

DecodedImage TurnedClockwise(const DecodedImage& image, int degrees) {
  if (degrees == 0) return image;
  const bool swap = degrees != 180;
  DecodedImage turned{swap ? image.height_px : image.width_px,
                      swap ? image.width_px : image.height_px,
                      std::vector<std::uint8_t>(image.bgr.size()), image.scale, image.origin};
  for (int y = 0; y < turned.height_px; ++y) {
    for (int x = 0; x < turned.width_px; ++x) {
      // Where the pixel was before the turn.
      const int from_x = degrees == 90    ? y
                         : degrees == 180 ? image.width_px - 1 - x
                                          : image.width_px - 1 - y;
      const int from_y = degrees == 90    ? image.height_px - 1 - x
                         : degrees == 180 ? image.height_px - 1 - y
                                          : x;
      const auto at = [](int column, int row, int width) {
        return 3 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                    static_cast<std::size_t>(column));
      };
      std::copy_n(
          image.bgr.begin() + static_cast<std::ptrdiff_t>(at(from_x, from_y, image.width_px)), 3,
          turned.bgr.begin() + static_cast<std::ptrdiff_t>(at(x, y, turned.width_px)));
    }
  }
  return turned;
}

Bytes CropFace(PixelSource& source, const Face& face, int longer_side_px) {
  const Box around{face.box.x - kAround * face.box.w, face.box.y - kAround * face.box.h,
                   (1 + 2 * kAround) * face.box.w, (1 + 2 * kAround) * face.box.h};
  const float longer = std::max({around.w, around.h, 1.0F});
  const double scale =
      std::min(1.0, static_cast<double>(longer_side_px) / static_cast<double>(longer));
  const auto region = source.DecodeRegion(around, scale);
  if (!region.ok()) return {};
  auto jpeg = EncodeThumbnail(TurnedClockwise(region.value(), face.rotation_deg), longer_side_px);
  return jpeg.ok() ? std::move(jpeg).value() : Bytes{};
}

}  // namespace

std::vector<Bytes> CropFaces(PixelSource& source, const std::vector<Face>& faces,
                             int longer_side_px) {
  std::vector<Bytes> crops(faces.size());
  if (longer_side_px <= 0 || faces.size() > kMaxFaceCrops) return crops;
  for (std::size_t index = 0; index < faces.size(); ++index) {
    crops[index] = CropFace(source, faces[index], longer_side_px);
  }
  return crops;
}

}  // namespace photogate
