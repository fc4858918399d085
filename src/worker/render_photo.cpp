#include "worker/render_photo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <exception>
#include <new>
#include <utility>

#include "photo/encode.h"
#include "photo/open_photo.h"
#include "photo/read_photo.h"
#include "worker/pixelate.h"

namespace photogate {
namespace {

// What is shown again as a copy is encoded once more from pixels: near-lossless.
constexpr int kCopyQuality = 95;
constexpr int kCropQuality = 88;
// One flat grey: it says "covered" and nothing of what is under it.
constexpr std::uint8_t kFill = 0x6B;

// The pixels of `image` that `box` touches at all: rounded outwards, so that no rim is left.
PixelRect Pixels(const Box& box, const DecodedImage& image) {
  const auto place = [&](double value, double origin, int most, bool up) {
    const double scaled = (value - origin) * image.scale;
    const double whole = up ? std::ceil(scaled) : std::floor(scaled);
    return static_cast<int>(std::clamp(whole, 0.0, static_cast<double>(most)));
  };
  const double left = static_cast<double>(box.x), top = static_cast<double>(box.y);
  const double right = left + static_cast<double>(box.w);
  const double bottom = top + static_cast<double>(box.h);
  const double x = static_cast<double>(image.origin.x), y = static_cast<double>(image.origin.y);
  return {place(left, x, image.width_px, false), place(top, y, image.height_px, false),
          place(right, x, image.width_px, true), place(bottom, y, image.height_px, true)};
}

void Fill(const Box& box, DecodedImage& image) {
  const PixelRect rect = Pixels(box, image);
  if (rect.empty()) return;
  const auto width = static_cast<std::size_t>(image.width_px);
  for (int row = rect.top; row < rect.bottom; ++row) {
    const std::size_t at =
        3 * (static_cast<std::size_t>(row) * width + static_cast<std::size_t>(rect.left));
    std::memset(image.bgr.data() + at, kFill, 3 * static_cast<std::size_t>(rect.right - rect.left));
  }
}

Result<DecodedImage> Cut(const Box& box, const DecodedImage& image) {
  const PixelRect rect = Pixels(box, image);
  if (rect.empty()) {
    return Error{ErrorKind::kUnsupported, "Nothing of the photo is left. Choose a larger part."};
  }
  DecodedImage cut{rect.right - rect.left, rect.bottom - rect.top, {}, image.scale, image.origin};
  const std::size_t row_bytes = 3 * static_cast<std::size_t>(cut.width_px);
  cut.bgr.reserve(row_bytes * static_cast<std::size_t>(cut.height_px));
  for (int row = rect.top; row < rect.bottom; ++row) {
    const auto* from = image.bgr.data() + 3 * (static_cast<std::size_t>(row) *
                                                   static_cast<std::size_t>(image.width_px) +
                                               static_cast<std::size_t>(rect.left));
    cut.bgr.insert(cut.bgr.end(), from, from + row_bytes);
  }
  cut.origin = {image.origin.x + static_cast<float>(rect.left / image.scale),
                image.origin.y + static_cast<float>(rect.top / image.scale)};
  return cut;
}

// The least longer side at which every picture that is ordered has the pixels it needs.
int LongSide(const RenderOrder& order, const PhotoInfo& info) {
  const int whole = std::max(info.width_px, info.height_px);
  if (order.cover) return whole;
  double scale = static_cast<double>(order.screen_px) / whole;
  for (const CropOrder& crop : order.crops) {
    const double side = std::max(static_cast<double>(crop.box.w), static_cast<double>(crop.box.h));
    if (side > 0) scale = std::max(scale, crop.most_px / side);
  }
  return std::max(1, static_cast<int>(std::ceil(std::min(scale, 1.0) * whole)));
}

Result<Done> Covered(const CoverPlan& plan, DecodedImage& image) {
  for (const Box& fill : plan.fills) Fill(fill, image);
  if (!plan.cells.empty()) {
    std::vector<PixelRect> cells;
    for (const Box& box : plan.cells) cells.push_back(Pixels(box, image));
    Pixelate(cells, image);
    // Filled before, so that a name does not tinge a mean, and again where cells lie over it.
    for (const Box& fill : plan.fills) Fill(fill, image);
  }
  if (!plan.crop) return Done{};
  auto cut = Cut(*plan.crop, image);
  if (!cut.ok()) return cut.error();
  image = std::move(cut).value();
  return Done{};
}

Result<Done> Show(const RenderOrder& order, const DecodedImage& image, RenderedPhoto& rendered) {
  if (order.screen_px > 0) {
    auto screen = EncodeThumbnail(image, order.screen_px);
    if (!screen.ok()) return screen.error();
    rendered.screen = std::move(screen).value();
  }
  for (const CropOrder& crop : order.crops) {
    const auto cut = Cut(crop.box, image);
    if (!cut.ok()) return cut.error();
    auto jpeg = EncodeJpeg(Downscale(cut.value(), crop.most_px), kCropQuality);
    if (!jpeg.ok()) return jpeg.error();
    rendered.crops.push_back(std::move(jpeg).value());
  }
  return Done{};
}

Result<RenderedPhoto> Render(ByteView bytes, const RenderOrder& order, const Limits& limits) {
  auto opened = OpenPhoto(bytes, limits);
  if (!opened.ok()) return opened.error();
  PixelSource& source = *opened.value();
  RenderedPhoto rendered;
  rendered.width_px = source.info().width_px;
  rendered.height_px = source.info().height_px;
  auto image = source.Decode(LongSide(order, source.info()));
  if (!image.ok()) return image.error();
  if (order.cover) {
    DecodedImage copy = order.show_cover ? std::move(image).value() : image.value();
    if (auto covered = Covered(*order.cover, copy); !covered.ok()) return covered.error();
    auto jpeg = EncodeJpeg(copy, kCopyQuality);
    if (!jpeg.ok()) return jpeg.error();
    rendered.cover = std::move(jpeg).value();
    if (order.show_cover) image = std::move(copy);
  }
  if (auto shown = Show(order, image.value(), rendered); !shown.ok()) return shown.error();
  return rendered;
}

}  // namespace

Result<RenderedPhoto> RenderPhoto(int fd, const RenderOrder& order, const Limits& limits) {
  try {
    const auto file = ReadBounded(fd, limits);
    if (!file.ok()) return file.error();
    return Render(file.value(), order, limits);
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::kLimitExceeded, "The photo needs more memory than showing it may use."};
  } catch (const std::exception& problem) {
    return Error{ErrorKind::kInternal, "The photo could not be shown.", problem.what()};
  }
}

}  // namespace photogate
