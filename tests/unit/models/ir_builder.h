// Writes small OpenVINO IR networks, right ones and wrong ones.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.h"

namespace photogate::test {

using Shape = std::vector<std::int64_t>;

// IEEE 754 binary32 to binary16 for numbers that are exact there.
std::uint16_t ToHalf(float value);

// Layers are added in order; each call returns the id of the layer whose output is the value.
class IrBuilder {
 public:
  int Parameter(const Shape& shape);
  // FP16 in the file and a Convert behind it, as OpenVINO writes compressed weights.
  int Weights(const Shape& shape, const std::vector<float>& values);
  int WeightsFp32(const Shape& shape, const std::vector<float>& values);
  int Layer(const std::string& type, const std::string& data, const std::vector<int>& inputs,
            const Shape& output);
  void Result(int input);

  std::string Xml() const;
  const Bytes& Bin() const { return bin_; }

 private:
  struct Output {
    Shape shape;
    std::string precision;
  };
  int Add(const std::string& type, const std::string& data, const std::vector<int>& inputs,
          const Output* output);
  int Const(const Shape& shape, const std::vector<float>& values, bool half);

  std::string layers_;
  std::string edges_;
  std::vector<Output> outputs_;  // by layer id
  Bytes bin_;
};

ByteView View(const std::string& text);

}  // namespace photogate::test
