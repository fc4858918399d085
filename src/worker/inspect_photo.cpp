#include "worker/inspect_photo.h"

#include <chrono>
#include <exception>
#include <new>
#include <utility>

#include "core/format.h"
#include "crypto/sha256.h"
#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "photo/encode.h"
#include "photo/open_photo.h"
#include "photo/read_photo.h"
#include "worker/face_crops.h"

namespace photogate {
namespace {

using SteadyClock = std::chrono::steady_clock;

double MsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

// Adapters end their libraries' exceptions themselves. This is for what is left: memory that the
// process may not have, and defects.
template <typename Stage>
auto Guarded(Stage stage) noexcept -> decltype(stage()) {
  try {
    return stage();
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::kLimitExceeded,
                 "The photo needs more memory than a check may use. A person must look at it."};
  } catch (const std::exception& problem) {
    return Error{ErrorKind::kInternal,
                 "A step of the check failed unexpectedly. A person must look at the photo.",
                 problem.what()};
  }
}

Error NotOrdered() { return {ErrorKind::kUnavailable, "This was not asked for."}; }

// Measures decoding, and makes the thumbnail from pixels that the detector had decoded anyway.
class ObservedSource final : public PixelSource {
 public:
  ObservedSource(PixelSource& source, int thumbnail_px)
      : source_(source), thumbnail_px_(thumbnail_px) {}

  const PhotoInfo& info() const override { return source_.info(); }

  Result<DecodedImage> Decode(int min_long_side_px) override {
    const auto start = SteadyClock::now();
    auto image = source_.Decode(min_long_side_px);
    decode_ms_ += MsSince(start);
    if (image.ok() && thumbnail_.empty() && min_long_side_px >= thumbnail_px_) Keep(image.value());
    return image;
  }

  Result<DecodedImage> DecodeRegion(const Box& region, double min_scale) override {
    const auto start = SteadyClock::now();
    auto image = source_.DecodeRegion(region, min_scale);
    decode_ms_ += MsSince(start);
    return image;
  }

  // Empty when none was ordered or the photo cannot be decoded: the other parts say why.
  Bytes TakeThumbnail() {
    if (thumbnail_px_ > 0 && thumbnail_.empty()) (void)Decode(thumbnail_px_);
    return std::move(thumbnail_);
  }

  double decode_ms() const { return decode_ms_; }

 private:
  void Keep(const DecodedImage& image) {
    if (thumbnail_px_ <= 0) return;
    if (auto jpeg = EncodeThumbnail(image, thumbnail_px_); jpeg.ok()) {
      thumbnail_ = std::move(jpeg).value();
    }
  }

  PixelSource& source_;
  const int thumbnail_px_;
  Bytes thumbnail_;
  double decode_ms_ = 0;
};

// The pixels' part: info, faces, thumbnail and their times.
void InspectPixels(ByteView file, const InspectionOrder& order, FaceEngine& engine,
                   const Limits& limits, Inspection& inspection) {
  auto opened = Guarded([&] { return OpenPhoto(file, limits); });
  if (!opened.ok()) {
    inspection.info = opened.error();
    inspection.faces = opened.error();
    return;
  }
  ObservedSource source(*opened.value(), order.thumbnail_px);
  inspection.faces = order.detect ? Guarded([&] { return engine.Inspect(source, order.compare); })
                                  : Result<Faces>(NotOrdered());
  auto thumbnail = Guarded([&] { return Result<Bytes>(source.TakeThumbnail()); });
  if (thumbnail.ok()) inspection.thumbnail_jpeg = std::move(thumbnail).value();
  if (order.face_crop_px > 0 && inspection.faces.ok()) {
    auto crops = Guarded([&] {
      return Result<std::vector<Bytes>>(
          CropFaces(source, inspection.faces.value().faces, order.face_crop_px));
    });
    if (crops.ok()) inspection.face_crops = std::move(crops).value();
  }
  // Only now: decoding has added whether the picture is see-through.
  inspection.info = opened.value()->info();
  inspection.times.decode_ms = source.decode_ms();
  if (inspection.faces.ok()) {
    inspection.times.detect_ms = inspection.faces.value().detect_ms;
    inspection.times.embed_ms = inspection.faces.value().embed_ms;
  }
}

void InspectMetadata(ByteView file, const InspectionOrder& order, const Limits& limits,
                     Inspection& inspection) {
  const auto start = SteadyClock::now();
  inspection.metadata = Guarded([&] { return ReadMetadata(file, inspection.format, limits); });
  if (!order.sanitise) {
    inspection.sanitised = NotOrdered();
  } else if (!inspection.metadata.ok()) {
    inspection.sanitised = inspection.metadata.error();
  } else if (!inspection.info.ok()) {
    // A copy of what cannot be shown is not made: nobody could have looked at it.
    inspection.sanitised = inspection.info.error();
  } else {
    inspection.sanitised = Guarded([&] {
      return Sanitise(file, inspection.format, inspection.metadata.value(), order.sanitise_options,
                      limits);
    });
  }
  inspection.times.metadata_ms = MsSince(start);
}

}  // namespace

Result<Inspection> InspectPhoto(int fd, const InspectionOrder& order, FaceEngine& engine,
                                const Limits& limits) {
  const auto start = SteadyClock::now();
  const auto file = Guarded([&] { return ReadBounded(fd, limits); });
  if (!file.ok()) return file.error();
  const ByteView bytes = file.value();
  Inspection inspection{Sha256(bytes), bytes.size(), SniffFormat(bytes),
                        NotOrdered(),  NotOrdered(), NotOrdered(),
                        NotOrdered(),  {},           {}};
  InspectPixels(bytes, order, engine, limits, inspection);
  InspectMetadata(bytes, order, limits, inspection);
  inspection.times.total_ms = MsSince(start);
  return inspection;
}

}  // namespace photogate
