#include "tests/unit/models/ir_builder.h"

#include <fmt/core.h>

#include <bit>
#include <cstring>

namespace photogate::test {
namespace {

std::string List(const Shape& shape) {
  std::string text;
  for (const std::int64_t size : shape) text += fmt::format("{}{}", text.empty() ? "" : ", ", size);
  return text;
}

std::string Port(std::size_t id, const std::string& precision, const Shape& shape) {
  std::string text = fmt::format("<port id=\"{}\" precision=\"{}\">", id, precision);
  for (const std::int64_t size : shape) text += fmt::format("<dim>{}</dim>", size);
  return text + "</port>";
}

}  // namespace

std::uint16_t ToHalf(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  if ((bits & 0x7fffffffu) == 0) return static_cast<std::uint16_t>(sign);
  const std::uint32_t exponent = ((bits >> 23) & 0xffu) - 127 + 15;
  return static_cast<std::uint16_t>(sign | (exponent << 10) | ((bits >> 13) & 0x3ffu));
}

ByteView View(const std::string& text) {
  return ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

int IrBuilder::Add(const std::string& type, const std::string& data, const std::vector<int>& inputs,
                   const Output* output) {
  const std::size_t id = outputs_.size();
  layers_ +=
      fmt::format("<layer id=\"{0}\" name=\"l{0}\" type=\"{1}\" version=\"opset1\">", id, type);
  if (!data.empty()) layers_ += fmt::format("<data {}/>", data);
  if (!inputs.empty()) layers_ += "<input>";
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Output& from = outputs_.at(static_cast<std::size_t>(inputs[i]));
    layers_ += Port(i, from.precision, from.shape);
    edges_ +=
        fmt::format("<edge from-layer=\"{}\" from-port=\"9\" to-layer=\"{}\" to-port=\"{}\"/>",
                    inputs[i], id, i);
  }
  if (!inputs.empty()) layers_ += "</input>";
  if (output != nullptr) {
    layers_ += "<output>" + Port(9, output->precision, output->shape) + "</output>";
  }
  layers_ += "</layer>\n";
  outputs_.push_back(output != nullptr ? *output : Output{});
  return static_cast<int>(id);
}

int IrBuilder::Parameter(const Shape& shape) {
  const Output output{shape, "FP32"};
  return Add("Parameter", fmt::format("shape=\"{}\" element_type=\"f32\"", List(shape)), {},
             &output);
}

int IrBuilder::Const(const Shape& shape, const std::vector<float>& values, bool half) {
  const std::size_t offset = bin_.size();
  const std::size_t width = half ? 2 : 4;
  bin_.resize(offset + values.size() * width);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint16_t narrow = ToHalf(values[i]);
    if (half) std::memcpy(&bin_[offset + 2 * i], &narrow, 2);
    if (!half) std::memcpy(&bin_[offset + 4 * i], &values[i], 4);
  }
  const Output output{shape, half ? "FP16" : "FP32"};
  return Add("Const",
             fmt::format("element_type=\"{}\" shape=\"{}\" offset=\"{}\" size=\"{}\"",
                         half ? "f16" : "f32", List(shape), offset, values.size() * width),
             {}, &output);
}

int IrBuilder::Weights(const Shape& shape, const std::vector<float>& values) {
  return Layer("Convert", "destination_type=\"f32\"", {Const(shape, values, true)}, shape);
}

int IrBuilder::WeightsFp32(const Shape& shape, const std::vector<float>& values) {
  return Const(shape, values, false);
}

int IrBuilder::Layer(const std::string& type, const std::string& data,
                     const std::vector<int>& inputs, const Shape& output) {
  const Output port{output, "FP32"};
  return Add(type, data, inputs, &port);
}

void IrBuilder::Result(int input) { Add("Result", "", {input}, nullptr); }

std::string IrBuilder::Xml() const {
  return "<?xml version=\"1.0\"?>\n<net name=\"test\" version=\"11\"><layers>\n" + layers_ +
         "</layers><edges>" + edges_ + "</edges></net>\n";
}

}  // namespace photogate::test
