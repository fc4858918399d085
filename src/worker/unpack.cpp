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
#include "worker/other_file.h"

namespace photogate {
namespace {

bool StartsWith(ByteView bytes, std::string_view start) {
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
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
  const OtherFile other = OtherFileOf(name, bytes, bytes.size());
  switch (other.kind) {
    case OtherKind::kRead: return Part{PartKind::kText, std::move(name), {}, std::move(bytes)};
    case OtherKind::kHarmless: return Part{PartKind::kPassed, std::move(name), {}, {}};
    case OtherKind::kClosed: break;
  }
  return Part{PartKind::kCannotCheck, std::move(name), kClosedText, {}};
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
