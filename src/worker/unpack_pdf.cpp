// qpdf 11 asks which of its pointer types is meant: std::shared_ptr alone.
#define POINTERHOLDER_TRANSITION 4

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "worker/pdf_pixels.h"
#include "worker/unpack.h"

namespace photogate {
namespace {

// Nobody stacks more; each could make a bomb of the one before.
constexpr std::size_t kMostFilters = 4;

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

// The names of the filters in the order in which a reader undoes them.
std::vector<std::string> FiltersOf(QPDFObjectHandle dictionary) {
  QPDFObjectHandle filter = dictionary.getKey("/Filter");
  std::vector<std::string> names;
  if (filter.isName()) names.push_back(filter.getName());
  if (filter.isArray()) {
    for (QPDFObjectHandle one : filter.getArrayAsVector()) {
      names.push_back(one.isName() ? one.getName() : std::string());
    }
  }
  return names;
}

// Loses nothing, and is undone by the library.
bool IsPlain(const std::string& filter) {
  static const std::set<std::string> kPlain{"/FlateDecode", "/LZWDecode", "/RunLengthDecode",
                                            "/ASCII85Decode", "/ASCIIHexDecode"};
  return kPlain.count(filter) != 0;
}

Bytes ToBytes(const std::shared_ptr<Buffer>& buffer) {
  return Bytes(buffer->getBuffer(), buffer->getBuffer() + buffer->getSize());
}

Part FromPixels(QPDFObjectHandle stream, std::string name, const Limits& limits) {
  const auto samples = ReadPdfSamples(stream.getDict());
  const auto side = static_cast<std::uint64_t>(limits.side_px);
  if (!samples || samples->width > side || samples->height > side ||
      samples->width * samples->height > limits.pixels ||
      3 * samples->width * samples->height > limits.file_bytes) {
    return Cannot(std::move(name));
  }
  const Bytes pixels = ToBytes(stream.getStreamData(qpdf_dl_specialized));
  if (pixels.size() < samples->bytes()) return Cannot(std::move(name));
  return {PartKind::kFile, std::move(name), {}, BitmapOf(*samples, pixels)};
}

// What the stream holds once every filter but its last is undone.
Bytes WithinPlain(QPDF& document, QPDFObjectHandle stream) {
  const auto all_but_last = [](QPDFObjectHandle list) {
    if (!list.isArray()) return QPDFObjectHandle::newNull();
    std::vector<QPDFObjectHandle> some = list.getArrayAsVector();
    if (!some.empty()) some.pop_back();
    return QPDFObjectHandle::newArray(some);
  };
  QPDFObjectHandle outer = QPDFObjectHandle::newStream(&document);
  outer.replaceStreamData(stream.getRawStreamData(),
                          all_but_last(stream.getDict().getKey("/Filter")),
                          all_but_last(stream.getDict().getKey("/DecodeParms")));
  return ToBytes(outer.getStreamData(qpdf_dl_specialized));
}

Part PictureOf(QPDF& document, QPDFObjectHandle stream, std::string name, const Limits& limits) {
  const std::vector<std::string> filters = FiltersOf(stream.getDict());
  const bool jpeg = !filters.empty() && filters.back() == "/DCTDecode";
  const bool plain = std::all_of(filters.begin(), filters.end() - (jpeg ? 1 : 0), IsPlain);
  if (!plain || filters.size() > kMostFilters) return Cannot(std::move(name));
  if (!jpeg) return FromPixels(stream, std::move(name), limits);
  // The JPEG as it was put in, byte for byte (ISO 32000-1, 7.4.8).
  return Classified(std::move(name), filters.size() == 1 ? ToBytes(stream.getRawStreamData())
                                                         : WithinPlain(document, stream));
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
    Part part = picture ? PictureOf(document, object, Name(++pictures), limits)
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
