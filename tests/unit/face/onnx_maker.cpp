#include "tests/unit/face/onnx_maker.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <onnx/onnx_pb.h>
#pragma GCC diagnostic pop

#include <fstream>
#include <initializer_list>
#include <random>
#include <string>

namespace photogate::test {
namespace {

constexpr int kStride = 8;
constexpr int kChannels = 8;

void AddWeights(onnx::GraphProto& graph, const std::string& name, std::initializer_list<int> shape,
                std::mt19937& random) {
  auto* tensor = graph.add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(onnx::TensorProto::FLOAT);
  int count = 1;
  for (const int side : shape) {
    tensor->add_dims(side);
    count *= side;
  }
  std::normal_distribution<float> weight(0, 0.1F);
  for (int i = 0; i < count; ++i) tensor->add_float_data(weight(random));
}

void AddScalar(onnx::GraphProto& graph, const std::string& name, float value) {
  auto* tensor = graph.add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(onnx::TensorProto::FLOAT);
  for (int i = 0; i < 4; ++i) tensor->add_dims(1);
  tensor->add_float_data(value);
}

onnx::NodeProto* AddNode(onnx::GraphProto& graph, const std::string& type,
                         std::initializer_list<std::string> inputs, const std::string& output) {
  auto* node = graph.add_node();
  node->set_op_type(type);
  node->set_name(output);
  for (const std::string& input : inputs) node->add_input(input);
  node->add_output(output);
  return node;
}

void SetInts(onnx::NodeProto* node, const std::string& name, std::initializer_list<int> values) {
  auto* attribute = node->add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INTS);
  for (const int value : values) attribute->add_ints(value);
}

void SetInt(onnx::NodeProto* node, const std::string& name, int value) {
  auto* attribute = node->add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INT);
  attribute->set_i(value);
}

void SetShape(onnx::ValueInfoProto* value, const std::string& name,
              std::initializer_list<int> shape) {
  value->set_name(name);
  auto* tensor = value->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(onnx::TensorProto::FLOAT);
  for (const int side : shape) tensor->mutable_shape()->add_dim()->set_dim_value(side);
}

}  // namespace

void WriteRandomEmbedder(const std::filesystem::path& file, const MadeNetwork& made) {
  std::mt19937 random(made.seed);
  onnx::ModelProto model;
  model.set_ir_version(5);
  model.add_opset_import()->set_version(10);
  auto& graph = *model.mutable_graph();
  graph.set_name("random embedder");
  SetShape(graph.add_input(), "data", {1, 3, made.input_px, made.input_px});
  SetShape(graph.add_output(), "fc1", {1, made.dimensions});
  AddScalar(graph, "mean", 127.5F);
  AddScalar(graph, "factor", 1.0F / 128);
  AddWeights(graph, "kernel", {kChannels, 3, kStride, kStride}, random);
  AddWeights(graph, "slope", {kChannels, 1, 1}, random);
  const int cells = made.input_px / kStride;
  AddWeights(graph, "matrix", {made.dimensions, kChannels * cells * cells}, random);
  AddWeights(graph, "bias", {made.dimensions}, random);
  AddNode(graph, "Sub", {"data", "mean"}, "centred");
  AddNode(graph, "Mul", {"centred", "factor"}, "scaled");
  auto* convolution = AddNode(graph, "Conv", {"scaled", "kernel"}, "cells");
  SetInts(convolution, "kernel_shape", {kStride, kStride});
  SetInts(convolution, "strides", {kStride, kStride});
  SetInts(convolution, "pads", {0, 0, 0, 0});
  AddNode(graph, "PRelu", {"cells", "slope"}, "active");
  SetInt(AddNode(graph, "Flatten", {"active"}, "flat"), "axis", 1);
  SetInt(AddNode(graph, "Gemm", {"flat", "matrix", "bias"}, "fc1"), "transB", 1);
  std::ofstream out(file, std::ios::binary);
  model.SerializeToOstream(&out);
}

}  // namespace photogate::test
