#include "models/ir_to_onnx.h"

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/ir_graph.h"
#include "models/ir_weights.h"

namespace photogate {
namespace {

// All weights together as FP32; the real file has 4.4 MB. Layers may point at the same bytes again
// and again, so the file's own size does not bound it.
constexpr std::int64_t kMaxWeights = 64ll << 20;

// What a translation step returns instead of a value when it must stop.
struct Refusal {
  ErrorKind kind;
  std::string why;
};

// A tensor between two layers.
struct Value {
  std::string name;  // of the ONNX tensor; empty for a constant not yet emitted
  IrShape shape;
  bool constant = false;
  bool half = false;  // a constant still in FP16: only Convert may read it
  std::vector<float> weights = {};
};

class Translator {
 public:
  Translator(const IrGraph& graph, ByteView bin) : graph_(graph), bin_(bin) {
    model_.set_ir_version(5);
    model_.set_producer_name("photogate");
    onnx::OperatorSetIdProto* opset = model_.add_opset_import();
    opset->set_domain("");
    opset->set_version(10);
    model_.mutable_graph()->set_name("translated");
  }

  Result<Bytes> Run() {
    try {
      for (const IrLayer& layer : graph_.layers) Translate(layer);
      if (inputs_ != 1 || outputs_ != 1) Corrupt("one input and one output are needed");
    } catch (const Refusal& refusal) {
      return Error{refusal.kind,
                   "The recogniser file cannot be translated. Fetch it again with "
                   "'photogate models fetch'.",
                   refusal.why};
    }
    Bytes bytes(model_.ByteSizeLong());
    if (!model_.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return Error{ErrorKind::kInternal, "The translated recogniser could not be written.", "onnx"};
    }
    return bytes;
  }

 private:
  [[noreturn]] void Corrupt(const std::string& why) const {
    throw Refusal{ErrorKind::kCorrupt, fmt::format("layer {}: {}", layer_id_, why)};
  }
  [[noreturn]] void Unsupported(const std::string& why) const {
    throw Refusal{ErrorKind::kUnsupported, fmt::format("layer {}: {}", layer_id_, why)};
  }

  void Translate(const IrLayer& layer) {
    layer_id_ = layer.id;
    if (layer.type == "Parameter") return Parameter(layer);
    if (layer.type == "Const") return Const(layer);
    if (layer.type == "Convert") return Convert(layer);
    if (layer.type == "Add") return Elementwise(layer, "Add");
    if (layer.type == "Multiply") return Elementwise(layer, "Mul");
    if (layer.type == "Convolution") return Convolution(layer, false);
    if (layer.type == "GroupConvolution") return Convolution(layer, true);
    if (layer.type == "PReLU") return PRelu(layer);
    if (layer.type == "AvgPool") return AvgPool(layer);
    if (layer.type == "Sigmoid") return Sigmoid(layer);
    if (layer.type == "Result") return Output(layer);
    Unsupported("operation " + layer.type.substr(0, 40));
  }

  const std::string& Attribute(const IrLayer& layer, const std::string& name) const {
    const auto found = layer.data.find(name);
    if (found == layer.data.end()) Corrupt("attribute " + name + " is missing");
    return found->second;
  }

  // An attribute this translator does not know could change what the layer computes.
  void AllowAttributes(const IrLayer& layer, const std::set<std::string>& known) const {
    for (const auto& [name, value] : layer.data) {
      if (!known.contains(name)) Unsupported("attribute " + name.substr(0, 40));
    }
  }

  std::vector<std::int64_t> Numbers(const IrLayer& layer, const std::string& name,
                                    std::size_t count, std::int64_t smallest) const {
    std::vector<std::int64_t> numbers;
    if (!ParseIrNumbers(Attribute(layer, name), numbers) || numbers.size() != count) {
      Corrupt("attribute " + name + " is not valid");
    }
    for (const std::int64_t number : numbers) {
      if (number < smallest || number > 4096) Corrupt("attribute " + name + " is out of range");
    }
    return numbers;
  }

  IrShape ShapeAttribute(const IrLayer& layer) const {
    IrShape shape;
    if (!ParseIrNumbers(Attribute(layer, "shape"), shape) || !IsIrShape(shape)) {
      Corrupt("shape is not valid");
    }
    return shape;
  }

  // The value that feeds input `index`; checked against the shape the layer declares for it.
  Value& Input(const IrLayer& layer, std::size_t index) {
    const IrPort& port = layer.inputs[index];
    const auto edge = graph_.feeds_to.find({layer.id, port.id});
    if (edge == graph_.feeds_to.end()) Corrupt("an input is not connected");
    // Layers that run forwards only exclude cycles.
    const auto value = values_.find(edge->second);
    if (value == values_.end()) Corrupt("an input is not computed before it is used");
    if (value->second.shape != port.shape) Corrupt("an input has another shape than declared");
    if (value->second.half && layer.type != "Convert") Unsupported("FP16 arithmetic");
    return value->second;
  }

  void NeedPorts(const IrLayer& layer, std::size_t inputs, std::size_t outputs) const {
    if (layer.inputs.size() != inputs || layer.outputs.size() != outputs) {
      Corrupt("wrong number of ports");
    }
  }

  void Define(const IrLayer& layer, Value value) {
    const IrPort& port = layer.outputs[0];
    if (port.shape != value.shape) Corrupt("the result has another shape than declared");
    if (port.precision != (value.half ? "FP16" : "FP32")) Unsupported("precision");
    values_.emplace(IrEnd{layer.id, port.id}, std::move(value));
  }

  // The ONNX name of a value, which for a constant makes its initializer, in `shape` if given.
  std::string Name(Value& value, const IrShape& shape) {
    if (!value.constant) return value.name;
    std::string name = value.name;
    if (shape != value.shape) name += "_as";
    for (const std::int64_t size : shape) {
      if (shape != value.shape) name += fmt::format("_{}", size);
    }
    if (!emitted_.insert(name).second) return name;
    total_weights_ += static_cast<std::int64_t>(value.weights.size());
    if (total_weights_ > kMaxWeights) Corrupt("too many weights");
    onnx::TensorProto* tensor = model_.mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t size : shape) tensor->add_dims(size);
    static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");
    tensor->set_raw_data(value.weights.data(), value.weights.size() * sizeof(float));
    return name;
  }

  onnx::NodeProto* AddNode(const IrLayer& layer, const char* type,
                           const std::vector<std::string>& inputs) {
    onnx::NodeProto* node = model_.mutable_graph()->add_node();
    node->set_op_type(type);
    node->set_name(fmt::format("n{}", layer.id));
    for (const std::string& input : inputs) node->add_input(input);
    node->add_output(TensorName(layer));
    return node;
  }

  static std::string TensorName(const IrLayer& layer) { return fmt::format("t{}", layer.id); }

  static void SetInt(onnx::NodeProto* node, const char* name, std::int64_t number) {
    onnx::AttributeProto* attribute = node->add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::INT);
    attribute->set_i(number);
  }

  static void SetInts(onnx::NodeProto* node, const char* name,
                      const std::vector<std::int64_t>& numbers) {
    onnx::AttributeProto* attribute = node->add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t number : numbers) attribute->add_ints(number);
  }

  static void Describe(onnx::ValueInfoProto* info, const char* name, const IrShape& shape) {
    info->set_name(name);
    onnx::TypeProto::Tensor* type = info->mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t size : shape) type->mutable_shape()->add_dim()->set_dim_value(size);
  }

  void Parameter(const IrLayer& layer) {
    NeedPorts(layer, 0, 1);
    AllowAttributes(layer, {"shape", "element_type"});
    if (Attribute(layer, "element_type") != "f32") Unsupported("input that is not f32");
    const IrShape shape = ShapeAttribute(layer);
    if (++inputs_ > 1) Unsupported("a second input");
    Describe(model_.mutable_graph()->add_input(), "data", shape);
    Define(layer, Value{"data", shape});
  }

  void Const(const IrLayer& layer) {
    NeedPorts(layer, 0, 1);
    AllowAttributes(layer, {"shape", "element_type", "offset", "size"});
    const std::string& type = Attribute(layer, "element_type");
    if (type != "f16" && type != "f32") Unsupported("constant that is neither f16 nor f32");
    Value value{fmt::format("w{}", layer.id), ShapeAttribute(layer), true, type == "f16"};
    read_weights_ += IrElements(value.shape);
    if (read_weights_ > kMaxWeights) Corrupt("too many weights");
    std::optional<std::vector<float>> weights =
        ReadIrWeights(bin_, Attribute(layer, "offset"), Attribute(layer, "size"),
                      static_cast<std::size_t>(IrElements(value.shape)), value.half);
    if (!weights) Corrupt("a constant's place, size or numbers are not valid");
    value.weights = std::move(*weights);
    Define(layer, std::move(value));
  }

  void Convert(const IrLayer& layer) {
    NeedPorts(layer, 1, 1);
    AllowAttributes(layer, {"destination_type"});
    if (Attribute(layer, "destination_type") != "f32") Unsupported("conversion to another type");
    const Value& input = Input(layer, 0);
    if (!input.constant) Unsupported("conversion of a computed value");
    Value value = input;
    value.half = false;
    value.name = fmt::format("w{}", layer.id);
    Define(layer, std::move(value));
  }

  // Both operands aligned at the last dimension; sizes are equal or 1 (NumPy's rule, in IR and ONNX
  // alike).
  IrShape Broadcast(const IrShape& a, const IrShape& b) const {
    IrShape shape(std::max(a.size(), b.size()), 1);
    for (std::size_t i = 1; i <= shape.size(); ++i) {
      const std::int64_t from_a = i <= a.size() ? a[a.size() - i] : 1;
      const std::int64_t from_b = i <= b.size() ? b[b.size() - i] : 1;
      if (from_a != from_b && from_a != 1 && from_b != 1) Corrupt("shapes do not fit each other");
      shape[shape.size() - i] = std::max(from_a, from_b);
    }
    return shape;
  }

  void Elementwise(const IrLayer& layer, const char* type) {
    NeedPorts(layer, 2, 1);
    AllowAttributes(layer, {"auto_broadcast"});
    const auto rule = layer.data.find("auto_broadcast");
    if (rule != layer.data.end() && rule->second != "numpy") Unsupported("broadcasting rule");
    Value& a = Input(layer, 0);
    Value& b = Input(layer, 1);
    if (a.constant && b.constant) Unsupported("arithmetic on constants");
    AddNode(layer, type, {Name(a, a.shape), Name(b, b.shape)});
    Define(layer, Value{TensorName(layer), Broadcast(a.shape, b.shape)});
  }

  // Output side of a window of `kernel` moved over `input` samples.
  std::int64_t Slide(std::int64_t input, std::int64_t kernel, std::int64_t dilation,
                     std::int64_t stride, std::int64_t pad) const {
    const std::int64_t room = input + pad - (dilation * (kernel - 1) + 1);
    if (room < 0) Corrupt("the kernel is larger than its input");
    return room / stride + 1;
  }

  // The four pads in ONNX's order; only explicit padding is known.
  std::vector<std::int64_t> Pads(const IrLayer& layer) const {
    const auto mode = layer.data.find("auto_pad");
    if (mode != layer.data.end() && mode->second != "explicit") Unsupported("automatic padding");
    std::vector<std::int64_t> pads = Numbers(layer, "pads_begin", 2, 0);
    const std::vector<std::int64_t> end = Numbers(layer, "pads_end", 2, 0);
    pads.insert(pads.end(), end.begin(), end.end());
    return pads;
  }

  void Convolution(const IrLayer& layer, bool grouped) {
    NeedPorts(layer, 2, 1);
    AllowAttributes(layer, {"strides", "dilations", "pads_begin", "pads_end", "auto_pad"});
    Value& input = Input(layer, 0);
    Value& kernel = Input(layer, 1);
    if (input.constant || !kernel.constant) Unsupported("convolution with a computed kernel");
    if (input.shape.size() != 4 || kernel.shape.size() != (grouped ? 5u : 4u)) {
      Unsupported("convolution that is not two-dimensional");
    }
    // IR: [group, out / group, in / group, y, x]; ONNX: [out, in / group, y, x].
    const std::int64_t groups = grouped ? kernel.shape[0] : 1;
    IrShape shape = kernel.shape;
    if (grouped) {
      shape.erase(shape.begin());
      shape[0] *= groups;
    }
    if (input.shape[1] != shape[1] * groups)
      Corrupt("the kernel does not fit its input's channels");
    const auto strides = Numbers(layer, "strides", 2, 1);
    const auto dilations = Numbers(layer, "dilations", 2, 1);
    const auto pads = Pads(layer);
    onnx::NodeProto* node = AddNode(layer, "Conv", {Name(input, input.shape), Name(kernel, shape)});
    SetInts(node, "dilations", dilations);
    SetInt(node, "group", groups);
    SetInts(node, "kernel_shape", {shape[2], shape[3]});
    SetInts(node, "pads", pads);
    SetInts(node, "strides", strides);
    Define(layer,
           Value{TensorName(layer),
                 {input.shape[0], shape[0],
                  Slide(input.shape[2], shape[2], dilations[0], strides[0], pads[0] + pads[2]),
                  Slide(input.shape[3], shape[3], dilations[1], strides[1], pads[1] + pads[3])}});
  }

  void PRelu(const IrLayer& layer) {
    NeedPorts(layer, 2, 1);
    AllowAttributes(layer, {});
    Value& input = Input(layer, 0);
    Value& slope = Input(layer, 1);
    if (input.constant || !slope.constant) Unsupported("PReLU with a computed slope");
    // IR puts a slope of one dimension on the channels, ONNX aligns it at the last dimension.
    IrShape shape = slope.shape;
    if (shape.size() > 1) Unsupported("PReLU slope of more than one dimension");
    if (IrElements(shape) != 1) {
      if (input.shape.size() != 4 || shape[0] != input.shape[1]) {
        Corrupt("the slope does not fit its input's channels");
      }
      shape = {shape[0], 1, 1};
    }
    AddNode(layer, "PRelu", {Name(input, input.shape), Name(slope, shape)});
    Define(layer, Value{TensorName(layer), input.shape});
  }

  void AvgPool(const IrLayer& layer) {
    NeedPorts(layer, 1, 1);
    AllowAttributes(layer, {"kernel", "strides", "pads_begin", "pads_end", "exclude-pad",
                            "auto_pad", "rounding_type"});
    Value& input = Input(layer, 0);
    if (input.constant || input.shape.size() != 4) Unsupported("pooling that is not 2-dimensional");
    const auto rounding = layer.data.find("rounding_type");
    if (rounding != layer.data.end() && rounding->second != "floor") Unsupported("rounding");
    const std::string& exclude = Attribute(layer, "exclude-pad");
    if (exclude != "true" && exclude != "false") Corrupt("exclude-pad is not valid");
    const auto kernel = Numbers(layer, "kernel", 2, 1);
    const auto strides = Numbers(layer, "strides", 2, 1);
    const auto pads = Pads(layer);
    onnx::NodeProto* node = AddNode(layer, "AveragePool", {Name(input, input.shape)});
    SetInt(node, "count_include_pad", exclude == "true" ? 0 : 1);
    SetInts(node, "kernel_shape", kernel);
    SetInts(node, "pads", pads);
    SetInts(node, "strides", strides);
    Define(layer, Value{TensorName(layer),
                        {input.shape[0], input.shape[1],
                         Slide(input.shape[2], kernel[0], 1, strides[0], pads[0] + pads[2]),
                         Slide(input.shape[3], kernel[1], 1, strides[1], pads[1] + pads[3])}});
  }

  void Sigmoid(const IrLayer& layer) {
    NeedPorts(layer, 1, 1);
    AllowAttributes(layer, {});
    Value& input = Input(layer, 0);
    if (input.constant) Unsupported("arithmetic on constants");
    AddNode(layer, "Sigmoid", {Name(input, input.shape)});
    Define(layer, Value{TensorName(layer), input.shape});
  }

  void Output(const IrLayer& layer) {
    NeedPorts(layer, 1, 0);
    Value& input = Input(layer, 0);
    if (input.constant || input.name == "data") Unsupported("a network that computes nothing");
    if (++outputs_ > 1) Unsupported("a second output");
    // Rename the tensor in place: an extra node would be one more thing that can differ.
    onnx::GraphProto* graph = model_.mutable_graph();
    for (onnx::NodeProto& node : *graph->mutable_node()) {
      for (std::string& name : *node.mutable_input()) {
        if (name == input.name) name = "embedding";
      }
      if (node.output(0) == input.name) node.set_output(0, "embedding");
    }
    input.name = "embedding";
    Describe(graph->add_output(), "embedding", input.shape);
  }

  const IrGraph& graph_;
  ByteView bin_;
  onnx::ModelProto model_;
  std::map<IrEnd, Value> values_;
  std::set<std::string> emitted_;
  std::int64_t read_weights_ = 0;
  std::int64_t total_weights_ = 0;
  int inputs_ = 0;
  int outputs_ = 0;
  int layer_id_ = 0;
};

}  // namespace

Result<Bytes> TranslateIrToOnnx(ByteView xml, ByteView bin) {
  Result<IrGraph> graph = ParseIrGraph(xml);
  if (!graph.ok()) return graph.error();
  return Translator(graph.value(), bin).Run();
}

}  // namespace photogate
