#include "photo/cached_source.h"

#include <algorithm>
#include <cmath>

namespace photogate::photo {
namespace {

// Reductions beyond this make pictures too small to look for anything in.
constexpr int kMostReduction = 64;

}  // namespace

PhotoInfo UprightInfo(FileFormat format, int stored_width_px, int stored_height_px,
                      Orientation orientation, int pictures, bool animated) {
  if (orientation.swap) std::swap(stored_width_px, stored_height_px);
  return {format, stored_width_px, stored_height_px, pictures, animated, false, false};
}

Result<Done> CheckRegion(const Box& region, double min_scale) {
  if (std::isfinite(region.x) && std::isfinite(region.y) && std::isfinite(region.w) &&
      std::isfinite(region.h) && std::isfinite(min_scale) && min_scale > 0) {
    return Done{};
  }
  return Error{ErrorKind::kInternal,
               "A part of the photo was asked for that does not exist; please report this.",
               "region is not finite"};
}

Result<const Raster*> CachedSource::Upright() {
  if (failure_.has_value()) return *failure_;
  if (!upright_.has_value()) {
    Result<Raster> stored = decode_();
    if (!stored.ok()) {
      failure_ = stored.error();
      return *failure_;
    }
    info_.see_through = stored.value().see_through;
    info_.recoloured = stored.value().recoloured;
    upright_ = MakeUpright(std::move(stored).value(), orientation_);
    decode_ = nullptr;
    if (upright_->width_px != info_.width_px || upright_->height_px != info_.height_px) {
      upright_.reset();
      failure_ = Error{ErrorKind::kCorrupt,
                       "The picture is damaged: its size is not what its header says.", ""};
      return *failure_;
    }
  }
  return &*upright_;
}

Result<DecodedImage> CachedSource::Decode(int min_long_side_px) {
  const auto upright = Upright();
  if (!upright.ok()) return upright.error();
  const Raster& whole = *upright.value();
  const int long_side = std::max(whole.width_px, whole.height_px);
  const int factor = std::clamp(long_side / std::max(min_long_side_px, 1), 1, kMostReduction);
  Raster small = BoxDownscale(whole, factor);
  return DecodedImage{small.width_px, small.height_px, std::move(small.bgr), 1.0 / factor, {0, 0}};
}

Result<DecodedImage> CachedSource::DecodeRegion(const Box& region, double min_scale) {
  if (auto checked = CheckRegion(region, min_scale); !checked.ok()) return checked.error();
  const auto upright = Upright();
  if (!upright.ok()) return upright.error();
  const Raster& whole = *upright.value();
  const int factor =
      static_cast<int>(std::clamp(std::floor(1.0 / min_scale), 1.0, double{kMostReduction}));
  const RegionPlan plan = PlanRegion(region, whole.width_px, whole.height_px, factor, {});
  const int left = plan.stored.left * factor;
  const int top = plan.stored.top * factor;
  const int width = std::min(plan.stored.right * factor, whole.width_px) - left;
  const int height = std::min(plan.stored.bottom * factor, whole.height_px) - top;
  Raster part = Crop(whole, left, top, width, height);
  if (factor > 1) part = BoxDownscale(part, factor);
  return DecodedImage{part.width_px, part.height_px, std::move(part.bgr), 1.0 / factor,
                      plan.origin};
}

}  // namespace photogate::photo
