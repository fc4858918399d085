#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "worker/unpack.h"

namespace photogate {
namespace {

struct FreeArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

constexpr std::size_t kBlockBytes = 64u << 10;

Error Damaged() {
  return {ErrorKind::kCorrupt, "The archive is damaged; not everything in it could be looked at."};
}

Error TooMuch() {
  return {ErrorKind::kLimitExceeded,
          "The archive holds more than is looked at. Unpack it and check the folder."};
}

std::string NameOf(archive_entry* entry) {
  if (const char* name = archive_entry_pathname(entry); name != nullptr) return name;
  if (const char* name = archive_entry_pathname_utf8(entry); name != nullptr) return name;
  return "a file without a name";
}

// What can be read of the current entry, up to one byte more than `most`.
Result<Bytes> ReadEntry(archive* reader, std::uint64_t most) {
  Bytes bytes;
  Bytes block(kBlockBytes);
  while (bytes.size() <= most) {
    const auto got = archive_read_data(reader, block.data(), block.size());
    if (got == 0) return bytes;
    if (got < 0) return Damaged();
    bytes.insert(bytes.end(), block.begin(), block.begin() + got);
  }
  return bytes;
}

}  // namespace

Result<Done> UnpackZip(int fd, const Limits& limits, const UnpackLimits& bounds,
                       const PartSink& sink) {
  const std::unique_ptr<archive, FreeArchive> reader(archive_read_new());
  // ZIP and nothing else: libarchive knows many formats, each of them code that could be attacked.
  if (reader == nullptr || archive_read_support_format_zip(reader.get()) != ARCHIVE_OK ||
      ::lseek(fd, 0, SEEK_SET) != 0 ||
      archive_read_open_fd(reader.get(), fd, kBlockBytes) != ARCHIVE_OK) {
    return Damaged();
  }
  std::uint64_t total = 0;
  for (std::uint32_t count = 0;; ++count) {
    archive_entry* entry = nullptr;
    const int next = archive_read_next_header(reader.get(), &entry);
    if (next == ARCHIVE_EOF) return Done{};
    if (next != ARCHIVE_OK && next != ARCHIVE_WARN) return Damaged();
    if (count >= bounds.entries) return TooMuch();
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) continue;
    std::string name = NameOf(entry);
    const auto cannot = [&](const char* why) {
      return sink(Part{PartKind::kCannotCheck, name, why, {}});
    };
    if (type != AE_IFREG || archive_entry_is_encrypted(entry) != 0) {
      const auto told = cannot("It is encrypted, or not an ordinary file.");
      if (!told.ok()) return told;
      continue;
    }
    auto bytes = ReadEntry(reader.get(), limits.file_bytes);
    if (!bytes.ok()) {
      const auto told = cannot("It is damaged.");
      return told.ok() ? Result<Done>(bytes.error()) : told;
    }
    total += bytes.value().size();
    if (total > bounds.total_bytes) return TooMuch();
    const auto told = bytes.value().size() > limits.file_bytes
                          ? cannot("It is too large to be looked at.")
                          : sink(Classified(std::move(name), std::move(bytes).value()));
    if (!told.ok()) return told;
  }
}

}  // namespace photogate
