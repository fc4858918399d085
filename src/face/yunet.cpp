#include "face/yunet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <opencv2/dnn.hpp>
#include <string>
#include <utility>

namespace photogate {
namespace {

constexpr std::array<int, 3> kStrides = {8, 16, 32};
constexpr int kLargestStride = 32;
// exp() of the box outputs: a side of more than the picture many times over is noise, and exp(20)
// strides would overflow sums made of it.
constexpr float kMaxLogSide = 8;

Error Broken(const char* detail) {
  return {ErrorKind::kUnavailable,
          "The face detector's model file cannot be used: run `photogate models fetch` again.",
          detail};
}

struct StrideOutputs {
  const float* cls;
  const float* obj;
  const float* box;
  const float* points;
};

int PadUp(int size) { return (size + kLargestStride - 1) / kLargestStride * kLargestStride; }

void DecodeStride(const StrideOutputs& out, int stride, int columns, int rows, float min_score,
                  std::vector<Detection>& found) {
  const auto s = static_cast<float>(stride);
  const float min_product = min_score * min_score;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const std::ptrdiff_t i = std::ptrdiff_t{row} * columns + column;
      const float product = std::clamp(out.cls[i], 0.0F, 1.0F) * std::clamp(out.obj[i], 0.0F, 1.0F);
      // Written so that NaN fails.
      if (!(product >= min_product)) continue;
      const float* b = out.box + 4 * i;
      const float cx = (static_cast<float>(column) + b[0]) * s;
      const float cy = (static_cast<float>(row) + b[1]) * s;
      const float w = std::exp(std::min(b[2], kMaxLogSide)) * s;
      const float h = std::exp(std::min(b[3], kMaxLogSide)) * s;
      Detection d{{cx - w / 2, cy - h / 2, w, h}, Landmarks{}, std::sqrt(product)};
      const float* k = out.points + 10 * i;
      for (std::size_t p = 0; p < 5; ++p) {
        d.landmarks->points[p] = {(static_cast<float>(column) + k[2 * p]) * s,
                                  (static_cast<float>(row) + k[2 * p + 1]) * s};
      }
      if (std::isfinite(cx + cy + w + h)) found.push_back(std::move(d));
    }
  }
}

}  // namespace

struct YuNet::Net {
  cv::dnn::Net net;
  std::vector<cv::String> names;
};

YuNet::YuNet(std::unique_ptr<Net> net) : net_(std::move(net)) {}
YuNet::~YuNet() = default;

Result<std::unique_ptr<YuNet>> YuNet::Load(const std::filesystem::path& file) {
  auto net = std::make_unique<Net>();
  try {
    net->net = cv::dnn::readNetFromONNX(file.string());
    net->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  } catch (const cv::Exception&) {
    return Broken("not an ONNX network");
  }
  for (const char* head : {"cls_", "obj_", "bbox_", "kps_"}) {
    for (const int stride : kStrides) net->names.emplace_back(head + std::to_string(stride));
  }
  std::unique_ptr<YuNet> made(new YuNet(std::move(net)));
  const Pixels grey{64, 64, std::vector<std::uint8_t>(3 * 64 * 64, 128)};
  const auto probe = made->Detect(grey.view(), 1.0F);
  if (!probe.ok()) return probe.error();
  return made;
}

Result<std::vector<Detection>> YuNet::Detect(const PixelView& view, float min_score) {
  std::vector<Detection> found;
  if (view.width < 1 || view.height < 1) return found;
  const int width = PadUp(view.width);
  const int height = PadUp(view.height);
  try {
    // Padding right and below keeps coordinates; the blob is planar float without normalisation.
    const std::array<int, 4> shape = {1, 3, height, width};
    cv::Mat blob(4, shape.data(), CV_32F, cv::Scalar(0));
    for (int y = 0; y < view.height; ++y) {
      const std::uint8_t* row = view.bgr + static_cast<std::size_t>(y) * view.stride;
      float* b = blob.ptr<float>(0, 0) + std::ptrdiff_t{y} * width;
      float* g = blob.ptr<float>(0, 1) + std::ptrdiff_t{y} * width;
      float* r = blob.ptr<float>(0, 2) + std::ptrdiff_t{y} * width;
      for (int x = 0; x < view.width; ++x) {
        b[x] = row[3 * x], g[x] = row[3 * x + 1], r[x] = row[3 * x + 2];
      }
    }
    net_->net.setInput(blob);
    std::vector<cv::Mat> outputs;
    net_->net.forward(outputs, net_->names);
    if (outputs.size() != net_->names.size()) return Broken("outputs missing");
    constexpr std::array<std::size_t, 4> kValues = {1, 1, 4, 10};
    for (std::size_t s = 0; s < kStrides.size(); ++s) {
      const int columns = width / kStrides[s];
      const int rows = height / kStrides[s];
      std::array<const float*, 4> data{};
      for (std::size_t head = 0; head < data.size(); ++head) {
        const cv::Mat& m = outputs[head * kStrides.size() + s];
        const auto cells = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
        if (m.type() != CV_32F || !m.isContinuous() || m.total() != cells * kValues[head]) {
          return Broken("output shape");
        }
        data[head] = m.ptr<float>();
      }
      DecodeStride({data[0], data[1], data[2], data[3]}, kStrides[s], columns, rows, min_score,
                   found);
    }
  } catch (const cv::Exception&) {
    return Broken("the network does not run");
  }
  // A face that the padding alone shows is none; one cut by the picture's edge stays.
  std::erase_if(found, [&](const Detection& d) {
    return d.box.x >= static_cast<float>(view.width) || d.box.y >= static_cast<float>(view.height);
  });
  return found;
}

}  // namespace photogate
