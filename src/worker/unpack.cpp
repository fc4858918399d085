#include "worker/unpack.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "core/format.h"
#include "photo/read_photo.h"

namespace photogate {
namespace {

bool StartsWith(ByteView bytes, std::string_view start) {
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

std::string LowerExtension(const std::string& name) {
  const auto dot = name.rfind('.');
  if (dot == std::string::npos || name.find('/', dot) != std::string::npos) return {};
  std::string extension = name.substr(dot + 1);
  std::transform(extension.begin(), extension.end(), extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return extension;
}

// Names under which pictures go that no decoder here reads, and old Office files.
constexpr std::array<std::string_view, 14> kClosedNames = {
    "svg", "emf", "wmf", "psd", "jp2", "jxl", "eps", "doc", "ppt", "xls", "pub", "rar", "7z", "ai"};
// OLE2, the container of old Office files ([MS-CFB] 2.2), and of a macro project, which is none.
constexpr std::string_view kOle = "\xD0\xCF\x11\xE0";
constexpr std::string_view kMacros = "vbaproject.bin";

bool IsMacroProject(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name.size() >= kMacros.size() &&
         name.compare(name.size() - kMacros.size(), kMacros.size(), kMacros) == 0;
}

}  // namespace

Part Classified(std::string name, Bytes bytes) {
  const FileFormat format = SniffFormat(bytes);
  if (IsPicture(format) || format == FileFormat::kVideo || format == FileFormat::kDocument) {
    return Part{PartKind::kFile, std::move(name), {}, std::move(bytes)};
  }
  if (std::string_view(name).substr(name.rfind('/') + 1) == kReleaseListName) {
    return Part{PartKind::kList, std::move(name), {}, std::move(bytes)};
  }
  const std::string extension = LowerExtension(name);
  const bool closed =
      std::find(kClosedNames.begin(), kClosedNames.end(), extension) != kClosedNames.end();
  if ((closed || StartsWith(bytes, kOle)) && !IsMacroProject(name)) {
    return Part{PartKind::kCannotCheck,
                std::move(name),
                "It may hold pictures in a form that cannot be looked into.",
                {}};
  }
  return Part{PartKind::kPassed, std::move(name), {}, {}};
}

Result<Done> Unpack(int fd, const Limits& limits, const UnpackLimits& bounds,
                    const PartSink& sink) {
  try {
    std::array<std::uint8_t, 8> head{};
    const auto got = ::pread(fd, head.data(), head.size(), 0);
    const ByteView start(head.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    if (StartsWith(start, "PK\x03\x04")) return UnpackZip(fd, limits, bounds, sink);
    if (StartsWith(start, "%PDF")) {
      const auto file = ReadBounded(fd, limits);
      if (!file.ok()) return file.error();
      return UnpackPdf(file.value(), limits, bounds, sink);
    }
    return Error{ErrorKind::kUnsupported, "This is neither a ZIP archive nor a PDF."};
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::kLimitExceeded,
                 "Looking into it needs more memory than a check may use."};
  } catch (const std::exception&) {
    return Error{ErrorKind::kCorrupt, "It is damaged and cannot be looked into."};
  }
}

}  // namespace photogate
