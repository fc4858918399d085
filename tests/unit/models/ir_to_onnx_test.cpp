#include "models/ir_to_onnx.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include "crypto/sha256.h"
#include "tests/support/paths.h"
#include "tests/unit/models/ir_builder.h"
#include "tests/unit/models/run_onnx.h"

namespace photogate::test {
namespace {

constexpr const char* kPlainConvolution =
    "strides=\"1, 1\" dilations=\"1, 1\" pads_begin=\"0, 0\" pads_end=\"0, 0\" "
    "auto_pad=\"explicit\"";

Result<Bytes> Translate(const IrBuilder& ir) { return TranslateIrToOnnx(View(ir.Xml()), ir.Bin()); }

// The ONNX bytes, which must be there.
Bytes Translated(const IrBuilder& ir) {
  const Result<Bytes> onnx = Translate(ir);
  if (!onnx.ok()) FAIL(onnx.error().context);
  return onnx.value();
}

void CheckClose(const std::vector<float>& got, const std::vector<float>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("element " << i);
    CHECK(got[i] == Approx(expected[i]).margin(1e-4));
  }
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// A 1x1 convolution of two channels into one: 2 a - b.
IrBuilder SmallNet() {
  IrBuilder ir;
  const int input = ir.Parameter({1, 2, 2, 2});
  const int kernel = ir.Weights({1, 2, 1, 1}, {2, -1});
  ir.Result(ir.Layer("Convolution", kPlainConvolution, {input, kernel}, {1, 1, 2, 2}));
  return ir;
}

Bytes ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

// A picture that is the same everywhere: an ellipse with two dark spots on a slanted background,
// B, G, R planes of 128 x 128, 0..255.
std::vector<float> Pattern() {
  std::vector<float> planes(3 * 128 * 128);
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 128; ++x) {
      const int dx = x - 64;
      const int dy = y - 66;
      const bool inside = dx * dx * 16 + dy * dy * 9 < 40'000;
      const int eye = std::min((x - 42) * (x - 42), (x - 86) * (x - 86)) + (y - 58) * (y - 58);
      for (int channel = 0; channel < 3; ++channel) {
        int value = inside ? 110 + 45 * channel - dx / 2 : 40 + x / 2 + y / 4;
        if (eye < 40) value = 20 + 10 * channel;
        planes[static_cast<std::size_t>((channel * 128 + y) * 128 + x)] =
            static_cast<float>(std::clamp(value, 0, 255));
      }
    }
  }
  return planes;
}

}  // namespace

TEST_CASE("translates a convolution with its strides, pads and dilations", "[models]") {
  CheckClose(RunOnnx(Translated(SmallNet()), 2, 2, 2, {1, 2, 3, 4, 10, 20, 30, 40}),
             {-8, -16, -24, -32});

  IrBuilder ir;
  const int input = ir.Parameter({1, 1, 3, 4});
  const int kernel = ir.WeightsFp32({1, 1, 2, 2}, {1, 10, 100, 1000});
  ir.Result(ir.Layer("Convolution",
                     "strides=\"2, 1\" dilations=\"1, 2\" pads_begin=\"1, 0\" pads_end=\"0, 1\" "
                     "auto_pad=\"explicit\"",
                     {input, kernel}, {1, 1, 2, 3}));
  // Rows -1 and 0, then 1 and 2; columns c and c + 2, the fifth column is padding.
  CheckClose(RunOnnx(Translated(ir), 1, 3, 4, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}),
             {3100, 4200, 300, 2975, 3186, 207});
}

TEST_CASE("translates a grouped convolution", "[models]") {
  IrBuilder ir;
  const int input = ir.Parameter({1, 2, 1, 2});
  // Two groups, two outputs each, one input each.
  const int kernel = ir.Weights({2, 2, 1, 1, 1}, {1, 2, 3, 4});
  ir.Result(ir.Layer("GroupConvolution", kPlainConvolution, {input, kernel}, {1, 4, 1, 2}));
  CheckClose(RunOnnx(Translated(ir), 2, 1, 2, {1, 2, 10, 20}), {1, 2, 2, 4, 30, 60, 40, 80});
}

TEST_CASE("translates sums and products with constants and between layers", "[models]") {
  IrBuilder ir;
  const int input = ir.Parameter({1, 2, 1, 2});
  const int scale = ir.Weights({1, 2, 1, 1}, {2, 0.5f});
  const int shift = ir.Weights({1, 2, 1, 1}, {-1, 4});
  const int scaled = ir.Layer("Multiply", "auto_broadcast=\"numpy\"", {input, scale}, {1, 2, 1, 2});
  const int shifted = ir.Layer("Add", "auto_broadcast=\"numpy\"", {scaled, shift}, {1, 2, 1, 2});
  ir.Result(ir.Layer("Add", "auto_broadcast=\"numpy\"", {shifted, scaled}, {1, 2, 1, 2}));
  CheckClose(RunOnnx(Translated(ir), 2, 1, 2, {1, 2, 10, 20}), {3, 7, 14, 24});
}

TEST_CASE("translates PReLU with one slope and with one a channel", "[models]") {
  for (const bool by_channel : {false, true}) {
    IrBuilder ir;
    const int input = ir.Parameter({1, 2, 1, 2});
    const int slope = by_channel ? ir.Weights({2}, {0.25f, 0.5f}) : ir.Weights({1}, {0.25f});
    ir.Result(ir.Layer("PReLU", "", {input, slope}, {1, 2, 1, 2}));
    const float second = by_channel ? -4 : -2;
    CheckClose(RunOnnx(Translated(ir), 2, 1, 2, {-4, 4, -8, 8}), {-1, 4, second, 8});
  }
}

TEST_CASE("translates average pooling and the sigmoid that scales channels", "[models]") {
  IrBuilder ir;
  const int input = ir.Parameter({1, 2, 2, 2});
  const int mean =
      ir.Layer("AvgPool",
               "kernel=\"2, 2\" strides=\"2, 2\" pads_begin=\"0, 0\" pads_end=\"0, 0\" "
               "exclude-pad=\"true\" auto_pad=\"explicit\" rounding_type=\"floor\"",
               {input}, {1, 2, 1, 1});
  const int gate = ir.Layer("Sigmoid", "", {mean}, {1, 2, 1, 1});
  ir.Result(ir.Layer("Multiply", "auto_broadcast=\"numpy\"", {input, gate}, {1, 2, 2, 2}));
  const float open = 1.0f / (1.0f + std::exp(-2.5f));
  CheckClose(RunOnnx(Translated(ir), 2, 2, 2, {1, 2, 3, 4, -8, 8, 4, -4}),
             {open, 2 * open, 3 * open, 4 * open, -4, 4, 2, -2});
}

TEST_CASE("widens every finite half-precision weight exactly", "[models]") {
  // All finite numbers at once, as a sum with zero: subnormals, both signs, the largest.
  std::vector<std::uint16_t> halves;
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    if (((bits >> 10) & 0x1f) != 0x1f) halves.push_back(static_cast<std::uint16_t>(bits));
  }
  const auto count = static_cast<std::int64_t>(halves.size());
  IrBuilder ir;
  const int input = ir.Parameter({1, count, 1, 1});
  const int weights = ir.Weights({1, count, 1, 1}, std::vector<float>(halves.size(), 1));
  ir.Result(ir.Layer("Add", "auto_broadcast=\"numpy\"", {input, weights}, {1, count, 1, 1}));
  Bytes bin(2 * halves.size());
  std::memcpy(bin.data(), halves.data(), bin.size());
  const Result<Bytes> onnx = TranslateIrToOnnx(View(ir.Xml()), bin);
  REQUIRE(onnx.ok());
  const std::vector<float> got =
      RunOnnx(onnx.value(), static_cast<int>(count), 1, 1, std::vector<float>(halves.size(), 0));
  for (std::size_t i = 0; i < halves.size(); ++i) {
    const int exponent = (halves[i] >> 10) & 0x1f;
    const double fraction = halves[i] & 0x3ff;
    const double size =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    const double expected = (halves[i] & 0x8000) != 0 ? -size : size;
    if (static_cast<double>(got[i]) != expected) FAIL("half " << halves[i]);
  }
}

TEST_CASE("refuses operations and attributes that it does not know", "[models]") {
  const IrBuilder ir = SmallNet();
  const auto refused = [&ir](const std::string& from, const std::string& to) {
    const Result<Bytes> onnx = TranslateIrToOnnx(View(Replaced(ir.Xml(), from, to)), ir.Bin());
    REQUIRE_FALSE(onnx.ok());
    return onnx.error().kind;
  };
  CHECK(refused("type=\"Convolution\"", "type=\"MatMul\"") == ErrorKind::kUnsupported);
  CHECK(refused("auto_pad=\"explicit\"", "auto_pad=\"same_upper\"") == ErrorKind::kUnsupported);
  CHECK(refused("auto_pad=\"explicit\"", "mode=\"new\"") == ErrorKind::kUnsupported);
  CHECK(refused("destination_type=\"f32\"", "destination_type=\"i8\"") == ErrorKind::kUnsupported);
  CHECK(refused("element_type=\"f16\"", "element_type=\"u4\"") == ErrorKind::kUnsupported);
  CHECK(refused("version=\"11\"", "version=\"7\"") == ErrorKind::kCorrupt);
}

TEST_CASE("refuses sizes, offsets and shapes that contradict each other", "[models]") {
  const IrBuilder ir = SmallNet();
  const auto refused = [&ir](const std::string& from, const std::string& to) {
    INFO(from << " -> " << to);
    const Result<Bytes> onnx = TranslateIrToOnnx(View(Replaced(ir.Xml(), from, to)), ir.Bin());
    CHECK_FALSE(onnx.ok());
    if (!onnx.ok()) CHECK(onnx.error().kind == ErrorKind::kCorrupt);
  };
  refused("offset=\"0\"", "offset=\"1\"");
  refused("offset=\"0\"", "offset=\"-1\"");
  refused("offset=\"0\"", "offset=\"18446744073709551615\"");
  refused("offset=\"0\"", "offset=\"99999999999999999999999\"");
  refused("size=\"4\"", "size=\"2\"");
  refused("size=\"4\"", "size=\"18446744073709551612\"");
  refused("shape=\"1, 2, 1, 1\"", "shape=\"2, 1, 1, 1\"");
  refused("shape=\"1, 2, 1, 1\"", "shape=\"1, -2, 1, 1\"");
  refused("shape=\"1, 2, 1, 1\"", "shape=\"1, 2, 1000000000, 1000000000\"");
  refused("shape=\"1, 2, 1, 1\"", "shape=\"1, 2, , 1\"");
  refused("shape=\"1, 2, 2, 2\"", "shape=\"1, 2, 2, 3\"");
  refused("strides=\"1, 1\"", "strides=\"0, 1\"");
  refused("strides=\"1, 1\"", "strides=\"2, 1\"");
  refused("pads_begin=\"0, 0\"", "pads_begin=\"-1, 0\"");
  refused("pads_begin=\"0, 0\"", "pads_begin=\"0\"");
  refused("<dim>1</dim><dim>1</dim><dim>2</dim><dim>2</dim>", "<dim>1</dim><dim>2</dim>");
  refused("from-layer=\"0\"", "from-layer=\"3\"");
  refused("from-layer=\"0\"", "from-layer=\"77\"");
  refused("<edge from-layer=\"0\"", "<edge from-layer=\"x\"");
  refused("layer id=\"1\"", "layer id=\"0\"");
}

TEST_CASE("refuses a kernel that does not fit its input's channels", "[models]") {
  IrBuilder ir;
  const int input = ir.Parameter({1, 4, 2, 2});
  const int kernel = ir.Weights({1, 2, 1, 1}, {2, -1});
  ir.Result(ir.Layer("Convolution", kPlainConvolution, {input, kernel}, {1, 1, 2, 2}));
  CHECK_FALSE(Translate(ir).ok());
}

TEST_CASE("refuses weights that are not numbers", "[models]") {
  const IrBuilder ir = SmallNet();
  Bytes bin = ir.Bin();
  bin[1] = 0x7c;  // binary16 infinity
  bin[0] = 0;
  CHECK_FALSE(TranslateIrToOnnx(View(ir.Xml()), bin).ok());
}

TEST_CASE("refuses every shorter weights file and every cut description", "[models]") {
  const IrBuilder ir = SmallNet();
  for (std::size_t size = 0; size < ir.Bin().size(); ++size) {
    CHECK_FALSE(TranslateIrToOnnx(View(ir.Xml()), ByteView(ir.Bin()).first(size)).ok());
  }
  // Nothing but the trailing line break may go.
  const std::string xml = ir.Xml();
  for (std::size_t size = 0; size + 1 < xml.size(); ++size) {
    INFO("first " << size << " bytes");
    CHECK_FALSE(TranslateIrToOnnx(View(xml).first(size), ir.Bin()).ok());
  }
}

TEST_CASE("does not expand entities and reads nothing from outside", "[models]") {
  const IrBuilder ir = SmallNet();
  const std::string laughs =
      "<!DOCTYPE net [<!ENTITY a \"2, 1\"><!ENTITY b \"&a;&a;&a;&a;\">"
      "<!ENTITY c SYSTEM \"file:///etc/passwd\">]><net";
  const std::string xml = Replaced(Replaced(ir.Xml(), "<net", laughs), "shape=\"1, 2, 1, 1\"",
                                   "shape=\"1, 2, 1, 1&c;\"");
  CHECK_FALSE(TranslateIrToOnnx(View(xml), ir.Bin()).ok());
}

TEST_CASE("survives flipped bytes: an error or the same shapes, never a crash", "[models]") {
  const IrBuilder ir = SmallNet();
  std::mt19937 random(20261121);
  for (int round = 0; round < 3000; ++round) {
    std::string xml = ir.Xml();
    for (int flips = 0; flips < 2; ++flips) {
      xml[random() % xml.size()] = static_cast<char>(random() % 128);
    }
    const Result<Bytes> onnx = TranslateIrToOnnx(View(xml), ir.Bin());
    if (onnx.ok()) CHECK(onnx.value().size() < 4096);
  }
}

TEST_CASE("refuses a description that would need absurd amounts of memory", "[models]") {
  // 2,000 layers that all point at the same 128 kB: 64 M numbers is the limit.
  IrBuilder ir;
  const int input = ir.Parameter({1, 65536, 1, 1});
  int last = ir.Weights({1, 65536, 1, 1}, std::vector<float>(65536, 1));
  last = ir.Layer("Add", "", {input, last}, {1, 65536, 1, 1});
  ir.Result(last);
  std::string xml = ir.Xml();
  std::string copies;
  for (int i = 0; i < 2000; ++i) {
    copies += "<layer id=\"" + std::to_string(1000 + i) +
              "\" type=\"Const\"><data element_type=\"f16\" shape=\"1, 65536\" offset=\"0\" "
              "size=\"131072\"/><output><port id=\"0\" precision=\"FP16\"><dim>1</dim>"
              "<dim>65536</dim></port></output></layer>";
  }
  xml = Replaced(xml, "</layers>", copies + "</layers>");
  CHECK_FALSE(TranslateIrToOnnx(View(xml), ir.Bin()).ok());
}

TEST_CASE("translates the default recogniser to the pinned bytes, the same each time", "[models]") {
  const auto folder = SharedFolder("models");
  if (!folder) PHOTOGATE_SKIP("no shared models");
  const Bytes xml = ReadAll(*folder / "face-reidentification-retail-0095.xml");
  const Bytes bin = ReadAll(*folder / "face-reidentification-retail-0095.bin");
  const Result<Bytes> once = TranslateIrToOnnx(xml, bin);
  const Result<Bytes> again = TranslateIrToOnnx(xml, bin);
  REQUIRE(once.ok());
  REQUIRE(again.ok());
  CHECK(once.value() == again.value());
  CHECK(Sha256(once.value()).value ==
        "8fb2eee2f4ad823f4cbc4937940126fba73c2310ca4a5856eadcd8e97234b4d5");
}

TEST_CASE("the translated recogniser gives the embedding that was measured", "[models]") {
  const auto folder = SharedFolder("models");
  if (!folder) PHOTOGATE_SKIP("no shared models");
  const Result<Bytes> onnx =
      TranslateIrToOnnx(ReadAll(*folder / "face-reidentification-retail-0095.xml"),
                        ReadAll(*folder / "face-reidentification-retail-0095.bin"));
  REQUIRE(onnx.ok());
  const std::vector<float> embedding = RunOnnx(onnx.value(), 3, 128, 128, Pattern());
  REQUIRE(embedding.size() == 256);
  // Every sixteenth number, and the length of the whole; the margin is for other processors.
  const std::vector<float> measured = {
      0.09361f, -0.31951f, -0.13969f, -1.88471f, 0.13251f,  -0.56843f, 0.62313f,  0.62725f,
      0.26770f, -0.35113f, 0.58720f,  -0.64406f, -0.22395f, 0.41645f,  -0.94124f, 1.51216f};
  double squares = 0;
  for (const float value : embedding) squares += static_cast<double>(value) * value;
  CHECK(std::sqrt(squares) == Approx(15.68802).margin(0.01));
  for (std::size_t i = 0; i < measured.size(); ++i) {
    CHECK(embedding[16 * i] == Approx(measured[i]).margin(0.005));
  }
}

}  // namespace photogate::test
