#include "worker/inspect_photo.h"

#include <chrono>
#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "core/format.h"
#include "crypto/sha256.h"
#include "likeness/likeness.h"
#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"
#include "photo/encode.h"
#include "photo/open_photo.h"
#include "photo/read_photo.h"
#include "worker/face_crops.h"
#include "worker/make_copy.h"

namespace photogate {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A mark needs no more: 32 cells a side, each of some pixels.
constexpr int kMarkPx = 256;

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

using OpenedPhoto = Result<std::unique_ptr<PixelSource>>;

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
    if (image.ok() && !marked_ && min_long_side_px >= kMarkPx) {
      mark_ = MarkOf(image.value());
      marked_ = true;
    }
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

  std::optional<PictureMark> TakeMark() {
    if (!marked_) (void)Decode(kMarkPx);
    return mark_;
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
  bool marked_ = false;
  std::optional<PictureMark> mark_;
  double decode_ms_ = 0;
};

// The pixels' part: info, faces, thumbnail and their times.
void InspectPixels(const OpenedPhoto& opened, const InspectionOrder& order, FaceEngine& engine,
                   Inspection& inspection) {
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
  if (order.find_again) {
    auto mark = Guarded([&] { return Result<std::optional<PictureMark>>(source.TakeMark()); });
    if (mark.ok()) inspection.mark = mark.value();
  }
  // Only now: decoding has added whether the picture is see-through.
  inspection.info = opened.value()->info();
  inspection.times.decode_ms = source.decode_ms();
  if (inspection.faces.ok()) {
    inspection.times.detect_ms = inspection.faces.value().detect_ms;
    inspection.times.embed_ms = inspection.faces.value().embed_ms;
  }
}

// See Inspection::picture_sha256.
Sha256Hex PictureHash(const SanitisedPhoto& photo, const Limits& limits) {
  const auto hash = Guarded([&]() -> Result<Sha256Hex> {
    const auto report = ReadMetadata(photo.bytes, photo.format, limits);
    if (!report.ok()) return report.error();
    SanitiseOptions options;
    options.keep_animation = true;
    const auto bare = Sanitise(photo.bytes, photo.format, report.value(), options, limits);
    if (!bare.ok()) return bare.error();
    return Sha256(bare.value().bytes);
  });
  return hash.ok() ? hash.value() : Sha256Hex{};
}

void InspectMetadata(ByteView file, OpenedPhoto opened, const InspectionOrder& order,
                     const Limits& limits, Inspection& inspection) {
  const auto start = SteadyClock::now();
  inspection.metadata = Guarded([&] { return ReadMetadata(file, inspection.format, limits); });
  if (!order.sanitise) {
    inspection.sanitised = NotOrdered();
  } else if (!inspection.metadata.ok()) {
    inspection.sanitised = inspection.metadata.error();
  } else if (!opened.ok()) {
    // A copy of what cannot be shown is not made: nobody could have looked at it.
    inspection.sanitised = opened.error();
  } else {
    inspection.sanitised = Guarded([&] {
      return MakeCopy(file, std::move(opened).value(), inspection.metadata.value(), order, limits);
    });
  }
  if (order.find_again && inspection.sanitised.ok()) {
    inspection.picture_sha256 = PictureHash(inspection.sanitised.value(), limits);
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
  OpenedPhoto opened = Guarded([&] { return OpenPhoto(bytes, limits); });
  InspectPixels(opened, order, engine, inspection);
  InspectMetadata(bytes, std::move(opened), order, limits, inspection);
  inspection.times.total_ms = MsSince(start);
  return inspection;
}

}  // namespace photogate
