#include "face/hog.h"

#include <dlib/image_processing/frontal_face_detector.h>

#include <cmath>
#include <exception>

namespace photogate {

struct HogDetector::Impl {
  dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
};

HogDetector::HogDetector() = default;
HogDetector::~HogDetector() = default;

Result<std::vector<Detection>> HogDetector::Detect(const PixelView& view, double min_confidence) {
  std::vector<Detection> found;
  if (view.width < 1 || view.height < 1) return found;
  try {
    // Unpacking the classifiers takes a quarter of a second, which `strip` and photos with faces
    // that the first detector finds need not wait for.
    if (impl_ == nullptr) impl_ = std::make_unique<Impl>();
    const std::vector<float> luma = Luma(view);
    dlib::array2d<unsigned char> grey(view.height, view.width);
    std::size_t i = 0;
    for (long y = 0; y < view.height; ++y) {
      for (long x = 0; x < view.width; ++x) {
        grey[y][x] = static_cast<unsigned char>(std::lround(luma[i++]));
      }
    }
    std::vector<dlib::rect_detection> hits;
    impl_->detector(grey, hits, min_confidence);
    for (const dlib::rect_detection& hit : hits) {
      const auto& r = hit.rect;
      const Box box{static_cast<float>(r.left()), static_cast<float>(r.top()),
                    static_cast<float>(r.width()), static_cast<float>(r.height())};
      const double score = 1 / (1 + std::exp(-hit.detection_confidence));
      found.push_back({box, std::nullopt, static_cast<float>(score), 0, "dlib-hog"});
    }
  } catch (const std::exception&) {
    return Error{ErrorKind::kUnavailable,
                 "The second face detector could not run: close other programs and try again."};
  }
  return found;
}

}  // namespace photogate
