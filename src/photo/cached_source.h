// The source of every format that decodes only as a whole.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "core/image.h"
#include "photo/orientation.h"
#include "photo/raster.h"

namespace photogate::photo {

// Decodes the picture once, when first asked, keeps it upright and cuts what is wanted out of it.
class CachedSource final : public PixelSource {
 public:
  using DecodeFunction = std::function<Result<Raster>()>;

  // `decode` gives the stored picture; `info` is of the upright one.
  CachedSource(PhotoInfo info, Orientation orientation, DecodeFunction decode)
      : info_(info), orientation_(orientation), decode_(std::move(decode)) {}

  const PhotoInfo& info() const override { return info_; }
  Result<DecodedImage> Decode(int min_long_side_px) override;
  Result<DecodedImage> DecodeRegion(const Box& region, double min_scale) override;

 private:
  Result<const Raster*> Upright();

  PhotoInfo info_;
  Orientation orientation_;
  DecodeFunction decode_;
  std::optional<Raster> upright_;
  std::optional<Error> failure_;  // a second try would cost as much and fail alike
};

// `info` for a stored size and its orientation.
PhotoInfo UprightInfo(FileFormat format, int stored_width_px, int stored_height_px,
                      Orientation orientation, int pictures, bool animated);

// kInternal unless every number is finite and `min_scale` is above 0.
Result<Done> CheckRegion(const Box& region, double min_scale);

}  // namespace photogate::photo
