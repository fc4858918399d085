// qpdf 11 asks which of its pointer types is meant: std::shared_ptr alone.
#define POINTERHOLDER_TRANSITION 4

#include "worker/pdf_pixels.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>
#include <utility>

namespace photogate {
namespace {

using Rgb = std::array<std::uint8_t, 3>;

std::string NameOf(QPDFObjectHandle value) {
  return value.isName() ? value.getName() : std::string();
}

// 1, 3 or 4; 0 for what is not handled. `ink`: one component, and more of it is darker.
int ComponentsOf(QPDFObjectHandle space, bool& ink) {
  ink = false;
  std::string name = NameOf(space);
  if (space.isArray() && space.getArrayNItems() >= 1) name = NameOf(space.getArrayItem(0));
  if (name == "/DeviceGray" || name == "/CalGray") return 1;
  if (name == "/DeviceRGB" || name == "/CalRGB") return 3;
  if (name == "/DeviceCMYK") return 4;
  if (!space.isArray() || space.getArrayNItems() < 2) return 0;
  if (name == "/Separation") {
    ink = true;
    return 1;
  }
  if (name != "/ICCBased" || !space.getArrayItem(1).isStream()) return 0;
  QPDFObjectHandle count = space.getArrayItem(1).getDict().getKey("/N");
  const long long components = count.isInteger() ? count.getIntValue() : 0;
  return components == 1 || components == 3 || components == 4 ? static_cast<int>(components) : 0;
}

Rgb FromCmyk(const std::uint8_t* ink) {
  Rgb rgb{};
  for (std::size_t at = 0; at < 3; ++at) {
    rgb[at] = static_cast<std::uint8_t>((255 - ink[at]) * (255 - ink[3]) / 255);
  }
  return rgb;
}

Rgb ColourOf(const std::uint8_t* value, int components) {
  if (components == 4) return FromCmyk(value);
  if (components == 3) return {value[0], value[1], value[2]};
  return {value[0], value[0], value[0]};
}

// The palette's entries as RGB; empty when it is none that can be read.
Bytes PaletteOf(QPDFObjectHandle space) {
  bool ink = false;
  const int base = ComponentsOf(space.getArrayItem(1), ink);
  QPDFObjectHandle table = space.getArrayItem(3);
  std::string bytes;
  if (table.isString()) bytes = table.getStringValue();
  if (table.isStream()) {
    const auto data = table.getStreamData(qpdf_dl_generalized);
    bytes.assign(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
  }
  Bytes palette;
  if (base == 0) return palette;
  const std::size_t step = static_cast<std::size_t>(base);
  for (std::size_t at = 0; at + step <= bytes.size() && palette.size() < 3 * 256; at += step) {
    std::array<std::uint8_t, 4> value{};
    for (std::size_t part = 0; part < step; ++part) {
      value[part] = static_cast<std::uint8_t>(bytes[at + part]);
    }
    if (ink) value[0] = static_cast<std::uint8_t>(255 - value[0]);
    const Rgb rgb = ColourOf(value.data(), base);
    for (const std::uint8_t part : rgb) palette.push_back(part);
  }
  return palette;
}

bool DecodeInverts(QPDFObjectHandle dictionary) {
  QPDFObjectHandle decode = dictionary.getKey("/Decode");
  if (!decode.isArray() || decode.getArrayNItems() < 2) return false;
  QPDFObjectHandle low = decode.getArrayItem(0), high = decode.getArrayItem(1);
  return low.isNumber() && high.isNumber() && low.getNumericValue() > high.getNumericValue();
}

void PutNumber(Bytes& out, std::uint64_t value, int bytes) {
  for (int at = 0; at < bytes; ++at) out.push_back(static_cast<std::uint8_t>(value >> (8 * at)));
}

// The sample as it stands: of 16 bits the upper eight.
std::uint8_t SampleAt(const std::uint8_t* row, std::uint64_t index, int bits) {
  if (bits == 8) return row[index];
  if (bits == 16) return row[2 * index];
  const std::uint64_t bit = index * static_cast<std::uint64_t>(bits);
  const unsigned shift = 8u - static_cast<unsigned>(bits) - static_cast<unsigned>(bit % 8);
  return static_cast<std::uint8_t>((row[bit / 8] >> shift) & ((1u << bits) - 1));
}

Rgb PixelAt(const PdfSamples& samples, const std::uint8_t* row, std::uint64_t x) {
  std::array<std::uint8_t, 4> value{};
  const auto components = static_cast<std::uint64_t>(samples.components);
  const unsigned most = samples.bits >= 8 ? 255 : (1u << samples.bits) - 1;
  for (std::uint64_t at = 0; at < components; ++at) {
    unsigned sample = SampleAt(row, x * components + at, samples.bits);
    if (samples.inverted) sample = most - sample;
    if (samples.palette.empty()) sample = sample * 255 / most;
    value[at] = static_cast<std::uint8_t>(sample);
  }
  if (samples.palette.empty()) return ColourOf(value.data(), samples.components);
  const std::size_t entry = std::min<std::size_t>(value[0], samples.palette.size() / 3 - 1) * 3;
  return {samples.palette[entry], samples.palette[entry + 1], samples.palette[entry + 2]};
}

}  // namespace

std::uint64_t PdfSamples::row_bytes() const {
  return (width * static_cast<std::uint64_t>(components) * static_cast<std::uint64_t>(bits) + 7) /
         8;
}

std::optional<PdfSamples> ReadPdfSamples(QPDFObjectHandle dictionary) {
  QPDFObjectHandle width = dictionary.getKey("/Width"), height = dictionary.getKey("/Height");
  QPDFObjectHandle bits = dictionary.getKey("/BitsPerComponent");
  QPDFObjectHandle space = dictionary.getKey("/ColorSpace");
  if (!width.isInteger() || !height.isInteger() || !bits.isInteger() || width.getIntValue() < 1 ||
      height.getIntValue() < 1) {
    return std::nullopt;
  }
  PdfSamples samples{static_cast<std::uint64_t>(width.getIntValue()),
                     static_cast<std::uint64_t>(height.getIntValue()),
                     0,
                     0,
                     DecodeInverts(dictionary),
                     {}};
  static constexpr std::array kBits = {1, 2, 4, 8, 16};
  for (const int each : kBits) {
    if (bits.getIntValue() == each) samples.bits = each;
  }
  if (samples.bits == 0) return std::nullopt;
  if (space.isArray() && space.getArrayNItems() == 4 &&
      NameOf(space.getArrayItem(0)) == "/Indexed") {
    samples.palette = PaletteOf(space);
    samples.components = 1;
    if (samples.palette.empty() || samples.bits > 8) return std::nullopt;
    return samples;
  }
  bool ink = false;
  samples.components = ComponentsOf(space, ink);
  if (samples.components == 0) return std::nullopt;
  samples.inverted = samples.inverted != ink;
  return samples;
}

Bytes BitmapOf(const PdfSamples& samples, const Bytes& data) {
  const std::uint64_t row = (3 * samples.width + 3) / 4 * 4;
  const bool converted =
      samples.components == 4 || samples.bits != 8 || samples.inverted || !samples.palette.empty();
  constexpr std::uint64_t kHead = 54;
  Bytes out{'B', 'M'};
  out.reserve(static_cast<std::size_t>(kHead + row * samples.height));
  PutNumber(out, kHead + row * samples.height, 4);
  PutNumber(out, 0, 4);
  PutNumber(out, kHead, 4);
  PutNumber(out, 40, 4);
  PutNumber(out, samples.width, 4);
  PutNumber(out, samples.height, 4);
  PutNumber(out, 1, 2);
  PutNumber(out, 24, 2);
  PutNumber(out, 0, 8);
  PutNumber(out, converted ? 1 : 0, 4);  // pixels per metre, which no one asks for
  PutNumber(out, 0, 12);
  for (std::uint64_t y = samples.height; y-- > 0;) {
    const std::uint8_t* const from = data.data() + y * samples.row_bytes();
    for (std::uint64_t x = 0; x < samples.width; ++x) {
      const Rgb rgb = PixelAt(samples, from, x);
      for (std::size_t part = 3; part-- > 0;) out.push_back(rgb[part]);
    }
    PutNumber(out, 0, static_cast<int>(row - 3 * samples.width));
  }
  return out;
}

}  // namespace photogate
