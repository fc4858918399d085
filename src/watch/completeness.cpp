#include "watch/completeness.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/format.h"

namespace photogate {
namespace {

// Cameras and phones put previews and padding behind the picture.
constexpr std::uint64_t kTailBytes = 64 * 1024;
constexpr std::size_t kHeadBytes = 256;
constexpr int kMostBoxes = 10'000;

std::vector<std::uint8_t> ReadAt(int fd, std::uint64_t offset, std::size_t most) {
  std::vector<std::uint8_t> bytes(most);
  const ssize_t got = ::pread(fd, bytes.data(), most, static_cast<off_t>(offset));
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

// Where the first scan of a JPEG begins (ITU-T T.81, annex B); nullopt: not within the file. Up to
// there the segments say how long they are.
std::optional<std::uint64_t> ScanOf(int fd, std::uint64_t bytes) {
  std::uint64_t at = 2;
  for (int segments = 0; segments < kMostBoxes && at + 4 <= bytes; ++segments) {
    const auto head = ReadAt(fd, at, 4);
    if (head.size() < 4 || head[0] != 0xFF) return std::nullopt;
    const std::uint8_t marker = head[1];
    if (marker == 0xDA) return at;
    if (marker == 0xFF) {
      ++at;  // padding
    } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += 2;  // markers without a length
    } else {
      at += 2 + (static_cast<std::uint64_t>(head[2]) << 8 | head[3]);
    }
  }
  return std::nullopt;
}

// Within a scan the end marker's bytes cannot come by chance.
bool JpegEnds(int fd, std::uint64_t bytes, std::uint64_t tail_at,
              const std::vector<std::uint8_t>& tail) {
  const auto scan = ScanOf(fd, bytes);
  if (!scan) return false;
  const std::uint64_t from = std::max(*scan, tail_at) - tail_at;
  if (from >= tail.size()) return false;
  static constexpr std::array<std::uint8_t, 2> kEnd = {0xFF, 0xD9};
  return std::search(tail.begin() + static_cast<std::ptrdiff_t>(from), tail.end(), kEnd.begin(),
                     kEnd.end()) != tail.end();
}

bool Holds(const std::vector<std::uint8_t>& bytes, std::initializer_list<std::uint8_t> part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

std::uint64_t BigEndian(const std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[at + i];
  return value;
}

// ISO/IEC 14496-12 section 4.2: size 1 means a 64-bit size follows, 0 means to the end.
bool BoxesFill(int fd, std::uint64_t bytes) {
  std::uint64_t at = 0;
  for (int boxes = 0; boxes < kMostBoxes && at < bytes; ++boxes) {
    const auto head = ReadAt(fd, at, 16);
    if (head.size() < 8) return false;
    std::uint64_t size = BigEndian(head, 0, 4);
    if (size == 0) return true;
    if (size == 1) {
      if (head.size() < 16) return false;
      size = BigEndian(head, 8, 8);
    }
    if (size < 8 || size > bytes - at) return false;
    at += size;
  }
  return at == bytes;
}

Completeness Answer(bool whole) { return whole ? Completeness::kWhole : Completeness::kUnfinished; }

}  // namespace

Completeness HowComplete(int fd, std::uint64_t bytes) {
  const auto head = ReadAt(fd, 0, kHeadBytes);
  const std::uint64_t tail_at = bytes > kTailBytes ? bytes - kTailBytes : 0;
  const auto tail = ReadAt(fd, tail_at, static_cast<std::size_t>(bytes - tail_at));
  if (std::all_of(tail.begin(), tail.end(), [](std::uint8_t byte) { return byte == 0; })) {
    return Completeness::kUnfinished;
  }
  switch (SniffFormat(ByteView(head))) {
    case FileFormat::kEmpty: return Completeness::kUnfinished;
    case FileFormat::kJpeg: return Answer(JpegEnds(fd, bytes, tail_at, tail));
    case FileFormat::kPng: return Answer(Holds(tail, {'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82}));
    case FileFormat::kGif: return Answer(Holds(tail, {0x3B}));
    case FileFormat::kWebp: {
      if (head.size() < 12) return Completeness::kUnfinished;
      const std::uint64_t riff = head[4] | static_cast<std::uint64_t>(head[5]) << 8 |
                                 static_cast<std::uint64_t>(head[6]) << 16 |
                                 static_cast<std::uint64_t>(head[7]) << 24;
      return Answer(riff + 8 <= bytes);
    }
    case FileFormat::kHeif:
    case FileFormat::kAvif:
    case FileFormat::kVideo: return Answer(BoxesFill(fd, bytes));
    case FileFormat::kUnknown:
    case FileFormat::kTiff:
    case FileFormat::kBmp:
    case FileFormat::kDocument: return Completeness::kUnknown;
  }
  return Completeness::kUnknown;
}

Writers LookForWriters(int fd) {
  // A lease for reading is refused with EAGAIN exactly while somebody has the file open for
  // writing. Were somebody to open it meanwhile, the kernel would signal; the lease goes at once.
  if (::fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
    ::fcntl(fd, F_SETLEASE, F_UNLCK);
    return Writers::kNobody;
  }
  return errno == EAGAIN ? Writers::kSomebody : Writers::kUnknown;
}

}  // namespace photogate
