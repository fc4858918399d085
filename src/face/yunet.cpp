#include "face/yunet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/dnn.hpp>
#include <optional>
#include <string>
#include <utility>

#include "face/yunet_graph.h"

namespace photogate {
namespace {

constexpr std::array<int, 3> kStrides = {8, 16, 32};
// Where a cell's numbers stand: class, object, box, landmarks.
constexpr std::size_t kBoxAt = 2;
constexpr std::size_t kPointsAt = 6;
// exp() of the box outputs: a side of more than the picture many times over is noise, and exp(20)
// strides would overflow sums made of it.
constexpr float kMaxLogSide = 8;

Error Broken(const char* detail) {
  return {ErrorKind::kUnavailable,
          "The face detector's model file cannot be used: run `photogate models fetch` again.",
          detail};
}

float Sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

void DecodeStride(const CellMap& cells, int stride, float min_score,
                  std::vector<Detection>& found) {
  const auto s = static_cast<float>(stride);
  const float min_product = min_score * min_score;
  // Neither factor is above 1, so that most cells are done with after one comparison.
  const float min_sum = std::log(min_product / std::max(1e-6F, 1 - min_product));
  for (int row = 0; row < cells.rows; ++row) {
    for (int column = 0; column < cells.columns; ++column) {
      const float* cell = cells.Cell(row, column);
      // Written so that NaN fails.
      if (!(cell[0] >= min_sum && cell[1] >= min_sum)) continue;
      const float product = Sigmoid(cell[0]) * Sigmoid(cell[1]);
      if (!(product >= min_product)) continue;
      const float* b = cell + kBoxAt;
      const float cx = (static_cast<float>(column) + b[0]) * s;
      const float cy = (static_cast<float>(row) + b[1]) * s;
      const float w = std::exp(std::min(b[2], kMaxLogSide)) * s;
      const float h = std::exp(std::min(b[3], kMaxLogSide)) * s;
      Detection d{{cx - w / 2, cy - h / 2, w, h}, Landmarks{}, std::sqrt(product)};
      const float* k = cell + kPointsAt;
      for (std::size_t p = 0; p < 5; ++p) {
        d.landmarks->points[p] = {(static_cast<float>(column) + k[2 * p]) * s,
                                  (static_cast<float>(row) + k[2 * p + 1]) * s};
      }
      if (std::isfinite(cx + cy + w + h)) found.push_back(std::move(d));
    }
  }
}

// One convolution of the file: its numbers in the order output, input, row, column.
struct Convolution {
  int outputs, inputs, side;
  const float* weight;
  const float* bias;
};

std::optional<std::vector<Convolution>> ReadConvolutions(cv::dnn::Net& net) {
  std::vector<Convolution> read;
  for (const cv::String& name : net.getLayerNames()) {
    const auto layer = net.getLayer(net.getLayerId(name));
    if (layer->type != "Convolution") continue;
    if (layer->blobs.size() != 2) return std::nullopt;
    const cv::Mat& w = layer->blobs[0];
    const cv::Mat& b = layer->blobs[1];
    if (w.dims != 4 || w.type() != CV_32F || !w.isContinuous() || b.type() != CV_32F ||
        !b.isContinuous() || b.total() != static_cast<std::size_t>(w.size[0]) ||
        w.size[2] != w.size[3]) {
      return std::nullopt;
    }
    read.push_back({w.size[0], w.size[1], w.size[2], w.ptr<float>(), b.ptr<float>()});
  }
  return read;
}

// A unit of `outputs` numbers whose parts come from one or several pairs of convolutions.
std::optional<SeparableUnit> MakeUnit(const std::vector<const Convolution*>& pairs, bool relu) {
  int outputs = 0;
  for (const Convolution* pair : pairs) {
    const Convolution &point = pair[0], &depth = pair[1];
    if (point.side != 1 || depth.side != 3 || depth.inputs != 1 || depth.outputs != point.outputs ||
        point.inputs != pairs[0]->inputs) {
      return std::nullopt;
    }
    outputs += point.outputs;
  }
  if (outputs % kLanes != 0) return std::nullopt;
  const auto out = static_cast<std::size_t>(outputs);
  const auto in = static_cast<std::size_t>(pairs[0]->inputs);
  SeparableUnit unit{{pairs[0]->inputs, outputs, std::vector<float>(in * out), {}, false},
                     {outputs, std::vector<float>(9 * out), {}, relu}};
  std::size_t at = 0;
  for (const Convolution* pair : pairs) {
    const auto count = static_cast<std::size_t>(pair->outputs);
    for (std::size_t o = 0; o < count; ++o, ++at) {
      for (std::size_t i = 0; i < in; ++i) {
        unit.point.weight[i * out + at] = pair[0].weight[o * in + i];
      }
      for (std::size_t k = 0; k < 9; ++k) {
        unit.depth.weight[k * out + at] = pair[1].weight[o * 9 + k];
      }
      unit.point.bias.push_back(pair[0].bias[o]);
      unit.depth.bias.push_back(pair[1].bias[o]);
    }
  }
  return unit;
}

// The file's convolutions at their places in YuNet. Both published sizes have the same places, but
// the smaller one has no units of its own before the heads. Nullopt for any other network.
std::optional<YuNetWeights> Arrange(const std::vector<Convolution>& all) {
  constexpr std::size_t kHeadConvolutions = 2 * 3 * 4;
  constexpr std::size_t kSmall = 1 + 2 * 14 + kHeadConvolutions;
  if (all.size() != kSmall && all.size() != kSmall + 6) return std::nullopt;
  YuNetWeights weights;
  const Convolution& first = all[0];
  if (first.side != 3 || first.inputs != 3 || first.outputs % kLanes != 0) return std::nullopt;
  const auto out = static_cast<std::size_t>(first.outputs);
  weights.first = {27, first.outputs, std::vector<float>(27 * out),
                   std::vector<float>(first.bias, first.bias + first.outputs), true};
  for (std::size_t o = 0; o < out; ++o) {
    for (std::size_t colour = 0; colour < 3; ++colour) {
      for (std::size_t k = 0; k < 9; ++k) {
        weights.first.weight[(3 * k + colour) * out + o] = first.weight[(3 * o + colour) * 9 + k];
      }
    }
  }
  std::size_t next = 1;
  int channels = first.outputs;
  const auto add = [&](std::vector<SeparableUnit>& units, std::size_t count) {
    for (; count > 0; --count, next += 2) {
      auto unit = MakeUnit({&all[next]}, true);
      if (!unit || unit->point.inputs != channels) return false;
      channels = unit->depth.channels;
      units.push_back(std::move(*unit));
    }
    return true;
  };
  if (!add(weights.half, 1) || !add(weights.quarter, 4)) return std::nullopt;
  for (auto& level : weights.backbone) {
    if (!add(level, 2)) return std::nullopt;
  }
  // From here on all levels must be equally wide, since they are added.
  for (const std::size_t level : {2U, 1U, 0U}) {
    if (!add(weights.neck[level], 1)) return std::nullopt;
  }
  if (all.size() > kSmall) {
    for (auto& level : weights.head) {
      if (!add(level, 1)) return std::nullopt;
    }
  }
  const int width = weights.backbone[0].back().depth.channels;
  for (const auto& level : weights.backbone) {
    if (level.back().depth.channels != width) return std::nullopt;
  }
  if (channels != width) return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i) {
    const Convolution* heads = &all[next + 2 * i];
    // In the file: class, box, object, landmarks, each for the three levels.
    auto unit = MakeUnit({heads, heads + 12, heads + 6, heads + 18}, false);
    if (!unit || unit->point.inputs != width || heads->outputs != 1 || heads[6].outputs != 4 ||
        heads[12].outputs != 1 || heads[18].outputs != 10) {
      return std::nullopt;
    }
    weights.head[i].push_back(std::move(*unit));
  }
  return weights;
}

// OpenCV's answer about a picture of all kinds of values must be ours: a network that only looks
// like YuNet is refused.
bool AgreesWithOpenCv(cv::dnn::Net& net, const YuNetWeights& weights) {
  constexpr int kWidth = 160, kHeight = 96;
  Pixels picture{kWidth, kHeight, {}};
  std::uint32_t noise = 1;
  for (int i = 0; i < 3 * kWidth * kHeight; ++i) {
    noise = noise * 1664525U + 1013904223U;
    picture.bgr.push_back(
        static_cast<std::uint8_t>((noise >> 26) + static_cast<unsigned>(i) % 190));
  }
  const std::array<int, 4> shape = {1, 3, kHeight, kWidth};
  cv::Mat blob(4, shape.data(), CV_32F);
  for (int colour = 0; colour < 3; ++colour) {
    auto* to = blob.ptr<float>(0, colour);
    for (int i = 0; i < kWidth * kHeight; ++i) {
      to[i] = picture.bgr[static_cast<std::size_t>(3 * i + colour)];
    }
  }
  std::vector<cv::String> names;
  for (const char* head : {"cls_", "obj_", "bbox_", "kps_"}) {
    for (const int stride : kStrides) names.emplace_back(head + std::to_string(stride));
  }
  std::vector<cv::Mat> outputs;
  net.setInput(blob);
  net.forward(outputs, names);
  if (outputs.size() != names.size()) return false;
  const auto ours = RunYuNet(weights, picture.view());
  constexpr std::array<std::size_t, 4> kValues = {1, 1, 4, 10};
  std::size_t from = 0;
  for (std::size_t head = 0; head < kValues.size(); from += kValues[head], ++head) {
    for (std::size_t s = 0; s < kStrides.size(); ++s) {
      const cv::Mat& m = outputs[head * kStrides.size() + s];
      const auto cells = static_cast<std::size_t>(ours[s].columns * ours[s].rows);
      if (m.type() != CV_32F || !m.isContinuous() || m.total() != cells * kValues[head]) {
        return false;
      }
      for (std::size_t i = 0; i < m.total(); ++i) {
        const std::size_t cell = i / kValues[head];
        float value = ours[s].values[cell * kLanes + from + i % kValues[head]];
        if (head < 2) value = Sigmoid(value);
        const float theirs = m.ptr<float>()[i];
        if (!(std::abs(value - theirs) <= 1e-3F * (1 + std::abs(theirs)))) return false;
      }
    }
  }
  return true;
}

}  // namespace

struct YuNet::Net {
  YuNetWeights weights;
};

YuNet::YuNet(std::unique_ptr<Net> net) : net_(std::move(net)) {}
YuNet::~YuNet() = default;

Result<std::unique_ptr<YuNet>> YuNet::Load(const std::filesystem::path& file) {
  try {
    cv::dnn::Net read = cv::dnn::readNetFromONNX(file.string());
    read.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    read.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    const auto convolutions = ReadConvolutions(read);
    if (!convolutions) return Broken("a convolution of an unknown kind");
    auto weights = Arrange(*convolutions);
    if (!weights) return Broken("not YuNet's layers");
    if (!AgreesWithOpenCv(read, *weights)) return Broken("not YuNet's outputs");
    return std::unique_ptr<YuNet>(new YuNet(std::make_unique<Net>(Net{std::move(*weights)})));
  } catch (const cv::Exception&) {
    return Broken("not an ONNX network that can be run");
  }
}

Result<std::vector<Detection>> YuNet::Detect(const PixelView& view, float min_score) {
  std::vector<Detection> found;
  if (view.width < 1 || view.height < 1) return found;
  const auto cells = RunYuNet(net_->weights, view);
  for (std::size_t s = 0; s < kStrides.size(); ++s) {
    DecodeStride(cells[s], kStrides[s], min_score, found);
  }
  // A face that the padding alone shows is none; one cut by the picture's edge stays.
  std::erase_if(found, [&](const Detection& d) {
    return d.box.x >= static_cast<float>(view.width) || d.box.y >= static_cast<float>(view.height);
  });
  return found;
}

}  // namespace photogate
