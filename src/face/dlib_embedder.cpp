#include <exception>

#include "face/dlib_resnet.h"
#include "face/embedder.h"

namespace photogate {
namespace {

constexpr int kSide = 150;
constexpr int kDimensions = 128;

// dlib's input layer checks the size of its picture with an assertion that ends the process the
// second time it fails, so everything is checked here before.
class DlibEmbedder final : public Embedder {
 public:
  Result<bool> Read(const std::filesystem::path& file) {
    try {
      dlib::deserialize(file.string()) >> net_;
      return true;
    } catch (const std::exception&) {
      return BrokenRecogniser("not dlib's face recognition network");
    }
  }

  Result<std::vector<float>> Embed(const PixelView& crop) override {
    if (crop.width != kSide || crop.height != kSide) return BrokenRecogniser("crop size");
    try {
      dlib::matrix<dlib::rgb_pixel> picture(kSide, kSide);
      for (long y = 0; y < kSide; ++y) {
        const std::uint8_t* p = crop.bgr + static_cast<std::size_t>(y) * crop.stride;
        for (long x = 0; x < kSide; ++x, p += 3) picture(y, x) = {p[2], p[1], p[0]};
      }
      const dlib::matrix<float, 0, 1> vector = net_(picture);
      if (vector.size() != kDimensions) return BrokenRecogniser("output shape");
      return std::vector<float>(vector.begin(), vector.end());
    } catch (const std::exception&) {
      return BrokenRecogniser("the network does not run");
    }
  }

 private:
  DlibResNet net_;
};

}  // namespace

Result<std::unique_ptr<Embedder>> LoadDlibEmbedder(const std::filesystem::path& file,
                                                   const EmbedderCard& card) {
  if (card.input_px != kSide || card.dimensions != kDimensions) {
    return BrokenRecogniser("dlib's network takes 150x150 and gives 128 numbers");
  }
  auto embedder = std::make_unique<DlibEmbedder>();
  const auto read = embedder->Read(file);
  if (!read.ok()) return read.error();
  return std::unique_ptr<Embedder>(std::move(embedder));
}

}  // namespace photogate
