#include "photo/color.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace photogate::photo {
namespace {

// Profiles that are sRGB in other words differ by rounding; a difference of three levels in 255 is
// below what can be seen.
constexpr int kSameLevels = 3;

cmsUInt32Number InputFormat(PixelLayout layout) {
  switch (layout) {
    case PixelLayout::kGray: return TYPE_GRAY_8;
    case PixelLayout::kGrayAlpha: return TYPE_GRAYA_8;
    case PixelLayout::kRgb: return TYPE_RGB_8;
    case PixelLayout::kRgba: return TYPE_RGBA_8;
    case PixelLayout::kBgr: return TYPE_BGR_8;
    case PixelLayout::kBgra: return TYPE_BGRA_8;
    case PixelLayout::kCmyk: return TYPE_CMYK_8;
    case PixelLayout::kCmykInverted: return TYPE_CMYK_8_REV;
  }
  std::abort();
}

cmsColorSpaceSignature SpaceOf(PixelLayout layout) {
  switch (layout) {
    case PixelLayout::kGray:
    case PixelLayout::kGrayAlpha: return cmsSigGrayData;
    case PixelLayout::kRgb:
    case PixelLayout::kRgba:
    case PixelLayout::kBgr:
    case PixelLayout::kBgra: return cmsSigRgbData;
    case PixelLayout::kCmyk:
    case PixelLayout::kCmykInverted: return cmsSigCmykData;
  }
  std::abort();
}

bool DescribesDevice(cmsHPROFILE profile) {
  const cmsProfileClassSignature kind = cmsGetDeviceClass(profile);
  return kind == cmsSigInputClass || kind == cmsSigDisplayClass || kind == cmsSigOutputClass ||
         kind == cmsSigColorSpaceClass;
}

}  // namespace

int BytesPerPixel(PixelLayout layout) {
  switch (layout) {
    case PixelLayout::kGray: return 1;
    case PixelLayout::kGrayAlpha: return 2;
    case PixelLayout::kRgb:
    case PixelLayout::kBgr: return 3;
    case PixelLayout::kRgba:
    case PixelLayout::kBgra:
    case PixelLayout::kCmyk:
    case PixelLayout::kCmykInverted: return 4;
  }
  std::abort();
}

// lcms2 reports errors to a context's own handler; a fresh context has one that says nothing.
class ColorTransform::Handle {
 public:
  // `flags` are lcms2's.
  Handle(ByteView icc, PixelLayout layout, cmsUInt32Number flags)
      : context_(cmsCreateContext(nullptr, nullptr)) {
    if (context_ == nullptr) return;
    cmsHPROFILE source =
        cmsOpenProfileFromMemTHR(context_, icc.data(), static_cast<cmsUInt32Number>(icc.size()));
    if (source == nullptr) return;
    if (cmsGetColorSpace(source) == SpaceOf(layout) && DescribesDevice(source)) {
      if (cmsHPROFILE srgb = cmsCreate_sRGBProfileTHR(context_)) {
        transform_ = cmsCreateTransformTHR(context_, source, InputFormat(layout), srgb, TYPE_BGR_8,
                                           INTENT_PERCEPTUAL, flags);
        cmsCloseProfile(srgb);
      }
    }
    cmsCloseProfile(source);
  }
  ~Handle() {
    if (transform_ != nullptr) cmsDeleteTransform(transform_);
    if (context_ != nullptr) cmsDeleteContext(context_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  cmsHTRANSFORM transform() const { return transform_; }

  // Tries a grid of colours; CMYK always changes.
  bool ChangesColours(PixelLayout layout) const {
    if (SpaceOf(layout) == cmsSigCmykData) return true;
    const bool gray = SpaceOf(layout) == cmsSigGrayData;
    const bool rgb_order = layout == PixelLayout::kRgb || layout == PixelLayout::kRgba;
    std::vector<std::uint8_t> in;
    std::vector<std::uint8_t> expected;
    for (int i = 0; i < (gray ? 18 : 6 * 6 * 6); ++i) {
      std::array<std::uint8_t, 3> bgr{};
      if (gray) {
        bgr.fill(static_cast<std::uint8_t>(i * 15));
      } else {
        bgr = {static_cast<std::uint8_t>(i % 6 * 51), static_cast<std::uint8_t>(i / 6 % 6 * 51),
               static_cast<std::uint8_t>(i / 36 * 51)};
      }
      expected.insert(expected.end(), bgr.begin(), bgr.end());
      if (rgb_order) std::swap(bgr[0], bgr[2]);
      const auto colours = gray ? 1 : 3;
      in.insert(in.end(), bgr.begin(), bgr.begin() + colours);
      in.resize(in.size() + static_cast<std::size_t>(BytesPerPixel(layout) - colours), 255);
    }
    std::vector<std::uint8_t> out(expected.size());
    cmsDoTransform(transform_, in.data(), out.data(), static_cast<cmsUInt32Number>(out.size() / 3));
    return !std::equal(out.begin(), out.end(), expected.begin(),
                       [](int a, int b) { return std::abs(a - b) <= kSameLevels; });
  }

 private:
  cmsContext context_;
  cmsHTRANSFORM transform_ = nullptr;
};

std::optional<ColorTransform> ColorTransform::Make(ByteView icc, PixelLayout layout,
                                                   const Limits& limits) {
  // 128 bytes is the header that every profile starts with.
  if (icc.size() < 128 || icc.size() > limits.icc_bytes) return std::nullopt;
  // Preparing a transform for speed takes 10 ms, which the many sRGB photos need not wait for.
  const Handle trial(icc, layout, cmsFLAGS_NOOPTIMIZE);
  if (trial.transform() == nullptr || !trial.ChangesColours(layout)) return std::nullopt;
  auto handle = std::make_shared<Handle>(icc, layout, 0);
  if (handle->transform() == nullptr) return std::nullopt;
  return ColorTransform(std::move(handle));
}

void ColorTransform::Apply(const std::uint8_t* pixels, std::uint8_t* out_bgr,
                           std::size_t count) const {
  cmsDoTransform(handle_->transform(), pixels, out_bgr, static_cast<cmsUInt32Number>(count));
}

}  // namespace photogate::photo
