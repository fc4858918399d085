// qpdf 11 asks which of its pointer types is meant: std::shared_ptr alone.
#define POINTERHOLDER_TRANSITION 4

#include <fmt/format.h>

#include <cstring>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <set>
#include <utility>

#include "worker/unpack.h"

namespace photogate {
namespace {

// A picture's name within the document: PDF gives it none.
std::string Name(int number) { return fmt::format("picture {}", number); }

Part Cannot(std::string name) {
  return {PartKind::kCannotCheck,
          std::move(name),
          "Its pixels are stored in a form that cannot be looked into.",
          {}};
}

bool IsNamed(const QPDFObjectHandle& value, const char* name) {
  auto handle = value;
  return handle.isName() && handle.getName() == name;
}

// The one filter, or an empty name for none or several.
std::string OnlyFilter(QPDFObjectHandle dictionary) {
  QPDFObjectHandle filter = dictionary.getKey("/Filter");
  if (filter.isArray() && filter.getArrayNItems() == 1) filter = filter.getArrayItem(0);
  return filter.isName() ? filter.getName() : std::string();
}

Bytes ToBytes(const std::shared_ptr<Buffer>& buffer) {
  return Bytes(buffer->getBuffer(), buffer->getBuffer() + buffer->getSize());
}

// 1 for grey, 3 for RGB, 0 for what is not handled.
int Channels(QPDFObjectHandle space) {
  if (IsNamed(space, "/DeviceGray") || IsNamed(space, "/CalGray")) return 1;
  if (IsNamed(space, "/DeviceRGB") || IsNamed(space, "/CalRGB")) return 3;
  if (!space.isArray() || space.getArrayNItems() < 2) return 0;
  if (IsNamed(space.getArrayItem(0), "/CalGray")) return 1;
  if (IsNamed(space.getArrayItem(0), "/CalRGB")) return 3;
  if (!IsNamed(space.getArrayItem(0), "/ICCBased") || !space.getArrayItem(1).isStream()) return 0;
  QPDFObjectHandle count = space.getArrayItem(1).getDict().getKey("/N");
  if (!count.isInteger()) return 0;
  const long long channels = count.getIntValue();
  return channels == 1 || channels == 3 ? static_cast<int>(channels) : 0;
}

void PutNumber(Bytes& out, std::uint64_t value, int bytes) {
  for (int at = 0; at < bytes; ++at) out.push_back(static_cast<std::uint8_t>(value >> (8 * at)));
}

// A bottom-up 24-bit BMP, which the picture check reads like any file.
Bytes Bitmap(const Bytes& pixels, std::uint64_t width, std::uint64_t height, std::size_t channels) {
  const std::uint64_t row = (3 * width + 3) / 4 * 4;
  constexpr std::uint64_t kHead = 54;
  Bytes out{'B', 'M'};
  PutNumber(out, kHead + row * height, 4);
  PutNumber(out, 0, 4);
  PutNumber(out, kHead, 4);
  PutNumber(out, 40, 4);
  PutNumber(out, width, 4);
  PutNumber(out, height, 4);
  PutNumber(out, 1, 2);
  PutNumber(out, 24, 2);
  PutNumber(out, 0, 24);
  for (std::uint64_t y = height; y-- > 0;) {
    const std::uint8_t* from = &pixels[static_cast<std::size_t>(y * width) * channels];
    for (std::uint64_t x = 0; x < width; ++x, from += channels) {
      out.push_back(from[channels - 1]);
      out.push_back(from[channels / 2]);
      out.push_back(from[0]);
    }
    PutNumber(out, 0, static_cast<int>(row - 3 * width));
  }
  return out;
}

Part FromPixels(QPDFObjectHandle stream, std::string name, const Limits& limits) {
  QPDFObjectHandle dictionary = stream.getDict();
  QPDFObjectHandle width = dictionary.getKey("/Width"), height = dictionary.getKey("/Height");
  QPDFObjectHandle bits = dictionary.getKey("/BitsPerComponent");
  const int channels = Channels(dictionary.getKey("/ColorSpace"));
  if (channels == 0 || !bits.isInteger() || bits.getIntValue() != 8 || !width.isInteger() ||
      !height.isInteger() || width.getIntValue() < 1 || height.getIntValue() < 1 ||
      width.getIntValue() > limits.side_px || height.getIntValue() > limits.side_px) {
    return Cannot(std::move(name));
  }
  const auto w = static_cast<std::uint64_t>(width.getIntValue());
  const auto h = static_cast<std::uint64_t>(height.getIntValue());
  if (w * h > limits.pixels || 3 * w * h > limits.file_bytes) return Cannot(std::move(name));
  const Bytes pixels = ToBytes(stream.getStreamData(qpdf_dl_generalized));
  if (pixels.size() < w * h * static_cast<std::uint64_t>(channels)) return Cannot(std::move(name));
  return {PartKind::kFile,
          std::move(name),
          {},
          Bitmap(pixels, w, h, static_cast<std::size_t>(channels))};
}

Part PictureOf(QPDFObjectHandle stream, std::string name, const Limits& limits) {
  const std::string filter = OnlyFilter(stream.getDict());
  // The JPEG as it was put in, byte for byte (ISO 32000-1, 7.4.8).
  if (filter == "/DCTDecode") {
    return Classified(std::move(name), ToBytes(stream.getRawStreamData()));
  }
  if (!stream.getDict().getKey("/Filter").isNull() && filter != "/FlateDecode" &&
      filter != "/LZWDecode" && filter != "/RunLengthDecode") {
    return Cannot(std::move(name));
  }
  return FromPixels(stream, std::move(name), limits);
}

// Masks have no colours of their own; what they cover is a picture by itself.
bool IsStencil(QPDFObjectHandle dictionary) {
  QPDFObjectHandle mask = dictionary.getKey("/ImageMask");
  return mask.isBool() && mask.getBoolValue();
}

Result<Done> HandOver(QPDF& document, const Limits& limits, const UnpackLimits& bounds,
                      const PartSink& sink) {
  // Pictures within the drawing instructions become objects like the others.
  for (QPDFPageObjectHelper page : QPDFPageDocumentHelper(document).getAllPages()) {
    page.externalizeInlineImages(0, false);
  }
  std::vector<QPDFObjectHandle> objects = document.getAllObjects();
  std::set<QPDFObjGen> masks;
  for (QPDFObjectHandle object : objects) {
    if (!object.isStream()) continue;
    for (const char* key : {"/SMask", "/Mask"}) {
      const QPDFObjectHandle mask = object.getDict().getKey(key);
      if (mask.isIndirect()) masks.insert(mask.getObjGen());
    }
  }
  int pictures = 0, attached = 0;
  std::uint64_t total = 0;
  for (QPDFObjectHandle object : objects) {
    if (!object.isStream()) continue;
    QPDFObjectHandle dictionary = object.getDict();
    const bool picture = IsNamed(dictionary.getKey("/Subtype"), "/Image") &&
                         !IsStencil(dictionary) && masks.count(object.getObjGen()) == 0;
    const bool file = IsNamed(dictionary.getKey("/Type"), "/EmbeddedFile");
    if (!picture && !file) continue;
    if (static_cast<std::uint32_t>(pictures + attached) >= bounds.entries) {
      return Error{ErrorKind::kLimitExceeded,
                   "The document holds more pictures than are looked at."};
    }
    Part part = picture ? PictureOf(object, Name(++pictures), limits)
                        : Classified(fmt::format("attachment {}", ++attached),
                                     ToBytes(object.getStreamData(qpdf_dl_generalized)));
    if (part.bytes.size() > limits.file_bytes) part = Cannot(part.name);
    total += part.bytes.size();
    if (total > bounds.total_bytes) {
      return Error{ErrorKind::kLimitExceeded, "The document holds more than is looked at."};
    }
    const auto told = sink(std::move(part));
    if (!told.ok()) return told;
  }
  return Done{};
}

}  // namespace

Result<Done> UnpackPdf(ByteView file, const Limits& limits, const UnpackLimits& bounds,
                       const PartSink& sink) {
  QPDF document;
  document.setSuppressWarnings(true);
  try {
    document.processMemoryFile("document", reinterpret_cast<const char*>(file.data()), file.size());
    return HandOver(document, limits, bounds, sink);
  } catch (const QPDFExc& problem) {
    if (problem.getErrorCode() == qpdf_e_password) {
      return Error{ErrorKind::kUnsupported,
                   "The PDF is encrypted. Save it without a password and verify it again."};
    }
    return Error{ErrorKind::kCorrupt,
                 "The PDF is damaged; not everything in it could be looked at."};
  }
}

}  // namespace photogate
