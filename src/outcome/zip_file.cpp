#include "outcome/zip_file.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace photogate {
namespace {

constexpr std::size_t kMostBytes = 1u << 30;

struct FreeWriter {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

la_ssize_t Append(archive*, void* to, const void* from, std::size_t bytes) {
  const auto* begin = static_cast<const std::uint8_t*>(from);
  auto& all = *static_cast<Bytes*>(to);
  all.insert(all.end(), begin, begin + bytes);
  return static_cast<la_ssize_t>(bytes);
}

Error Failed() { return {ErrorKind::kInternal, "The ZIP could not be made. Release a folder."}; }

}  // namespace

Result<Bytes> ZipOf(const std::vector<ZipMember>& members,
                    std::chrono::system_clock::time_point when) {
  std::size_t total = 0;
  for (const ZipMember& member : members) total += member.bytes.size();
  if (total > kMostBytes) {
    return Error{ErrorKind::kLimitExceeded,
                 "The photos are too large for one ZIP. Release a folder, or fewer photos."};
  }
  Bytes zip;
  zip.reserve(total + 1024 * members.size());
  const std::unique_ptr<archive, FreeWriter> writer(archive_write_new());
  if (writer == nullptr || archive_write_set_format_zip(writer.get()) != ARCHIVE_OK ||
      archive_write_zip_set_compression_store(writer.get()) != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block(writer.get(), 1) != ARCHIVE_OK ||
      archive_write_open(writer.get(), &zip, nullptr, Append, nullptr) != ARCHIVE_OK) {
    return Failed();
  }
  for (const ZipMember& member : members) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    if (entry == nullptr) return Failed();
    archive_entry_set_pathname(entry.get(), member.name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.bytes.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0640);
    archive_entry_set_mtime(entry.get(), std::chrono::system_clock::to_time_t(when), 0);
    if (archive_write_header(writer.get(), entry.get()) != ARCHIVE_OK) return Failed();
    const la_ssize_t wrote =
        archive_write_data(writer.get(), member.bytes.data(), member.bytes.size());
    if (wrote != static_cast<la_ssize_t>(member.bytes.size())) return Failed();
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK) return Failed();
  return zip;
}

}  // namespace photogate
