#include <opencv2/dnn.hpp>
#include <utility>

#include "face/embedder.h"

namespace photogate {
namespace {

class OnnxEmbedder final : public Embedder {
 public:
  OnnxEmbedder(cv::dnn::Net net, const EmbedderCard& card) : net_(std::move(net)), card_(card) {}

  Result<std::vector<float>> Embed(const PixelView& crop) override {
    if (crop.width != card_.input_px || crop.height != card_.input_px) {
      return BrokenRecogniser("crop size");
    }
    try {
      const int side = card_.input_px;
      const int shape[] = {1, 3, side, side};
      cv::Mat blob(4, shape, CV_32F);
      for (int channel = 0; channel < 3; ++channel) {
        const int source = card_.colour == ColourOrder::kBgr ? channel : 2 - channel;
        const float mean = card_.mean[static_cast<std::size_t>(channel)];
        auto* plane = blob.ptr<float>(0, channel);
        for (int y = 0; y < side; ++y) {
          const std::uint8_t* row = crop.bgr + static_cast<std::size_t>(y) * crop.stride + source;
          for (int x = 0; x < side; ++x) {
            *plane++ = (static_cast<float>(row[3 * x]) - mean) * card_.scale;
          }
        }
      }
      net_.setInput(blob);
      const cv::Mat output = net_.forward();
      if (output.type() != CV_32F || !output.isContinuous() ||
          output.total() != static_cast<std::size_t>(card_.dimensions)) {
        return BrokenRecogniser("output shape");
      }
      const auto* values = output.ptr<float>();
      return std::vector<float>(values, values + output.total());
    } catch (const cv::Exception&) {
      return BrokenRecogniser("the network does not run");
    }
  }

 private:
  cv::dnn::Net net_;
  EmbedderCard card_;
};

}  // namespace

Result<std::unique_ptr<Embedder>> LoadOnnxEmbedder(const std::filesystem::path& file,
                                                   const EmbedderCard& card) {
  try {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(file.string());
    if (net.empty()) return BrokenRecogniser("empty network");
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    return std::unique_ptr<Embedder>(new OnnxEmbedder(std::move(net), card));
  } catch (const cv::Exception&) {
    return BrokenRecogniser("not an ONNX network");
  }
}

}  // namespace photogate
