#include "photo/open_photo.h"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

#include "core/format.h"
#include "photo/decoders.h"
#include "photo/failure.h"

namespace photogate {
namespace {

// Where exceptions end: memory that ran out, or a library that throws.
template <typename Function>
auto Contain(Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::bad_alloc&) {
    return photo::TooLarge("out of memory");
  } catch (const std::exception& thrown) {
    return Error{ErrorKind::kInternal, "The picture could not be read; please report this.",
                 thrown.what()};
  }
}

class ContainedSource final : public PixelSource {
 public:
  explicit ContainedSource(std::unique_ptr<PixelSource> inner) : inner_(std::move(inner)) {}
  const PhotoInfo& info() const override { return inner_->info(); }
  Result<DecodedImage> Decode(int min_long_side_px) override {
    return Contain([&] { return inner_->Decode(min_long_side_px); });
  }
  Result<DecodedImage> DecodeForCopy(int min_long_side_px) override {
    return Contain([&] { return inner_->DecodeForCopy(min_long_side_px); });
  }
  Result<DecodedImage> DecodeRegion(const Box& region, double min_scale) override {
    return Contain([&] { return inner_->DecodeRegion(region, min_scale); });
  }

 private:
  std::unique_ptr<PixelSource> inner_;
};

photo::OpenedSource OpenByContent(ByteView bytes, const Limits& limits) {
  const FileFormat format = SniffFormat(bytes.first(std::min<std::size_t>(bytes.size(), 4096)));
  switch (format) {
    case FileFormat::kJpeg: return photo::OpenJpeg(bytes, limits);
    case FileFormat::kPng: return photo::OpenPng(bytes, limits);
    case FileFormat::kWebp: return photo::OpenWebp(bytes, limits);
    case FileFormat::kTiff: return photo::OpenTiff(bytes, limits);
    case FileFormat::kBmp: return photo::OpenBmp(bytes, limits);
    case FileFormat::kGif: return photo::OpenGif(bytes, limits);
    case FileFormat::kHeif:
    case FileFormat::kAvif: return photo::OpenHeif(bytes, format, limits);
    case FileFormat::kVideo:
      return Error{ErrorKind::kUnsupported,
                   "This is a video; photogate checks photos only, so a person must look at it."};
    case FileFormat::kDocument:
      return Error{ErrorKind::kUnsupported,
                   "This is a document or an archive; take the photos out and use those."};
    case FileFormat::kEmpty:
      return Error{ErrorKind::kCorrupt, "The file is empty; copy it again from where it was made."};
    case FileFormat::kUnknown:
      return Error{ErrorKind::kUnsupported,
                   "This is not a picture that photogate knows; save it as JPEG or PNG."};
  }
  return photo::NotSupported("format");
}

}  // namespace

Result<std::unique_ptr<PixelSource>> OpenPhoto(ByteView bytes, const Limits& limits) {
  return Contain([&]() -> photo::OpenedSource {
    if (bytes.size() > limits.file_bytes) return photo::TooLarge("file size");
    auto opened = OpenByContent(bytes, limits);
    if (!opened.ok()) return opened;
    return photo::OpenedSource(std::make_unique<ContainedSource>(std::move(opened).value()));
  });
}

}  // namespace photogate
