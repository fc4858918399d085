#include "consent/descriptor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "consent/disk_cause.h"
#include "consent/shared_home.h"
#include "crypto/random.h"

namespace photogate {
namespace {

Error CannotWrite(const std::filesystem::path& file) {
  return Error{ErrorKind::kUnavailable,
               "A file of the register cannot be written: " +
                   DiskCause(errno, "check the access rights of its folder") +
                   ". Nothing was changed.",
               file.string()};
}

std::filesystem::path FolderOf(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  return folder.empty() ? "." : folder;
}

}  // namespace

void Descriptor::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

std::optional<std::size_t> ReadUpTo(int fd, std::span<std::uint8_t> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t got = read(fd, into.data() + done, into.size() - done);
    if (got == 0) break;
    if (got < 0) {
      if (errno == EINTR) continue;
      return std::nullopt;
    }
    done += static_cast<std::size_t>(got);
  }
  return done;
}

bool WriteAll(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

Result<Bytes> ReadWhole(const std::filesystem::path& file, std::size_t most) {
  const Descriptor in(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!in.open()) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return Error{missing ? ErrorKind::kNotFound : ErrorKind::kUnavailable,
                 missing ? "The file is not there." : "The file cannot be read by this account.",
                 file.string()};
  }
  Bytes bytes(most + 1);
  const auto got = ReadUpTo(in.get(), bytes);
  if (!got) {
    return Error{ErrorKind::kUnavailable, "The file cannot be read. Check the disk.",
                 file.string()};
  }
  if (*got > most) {
    return Error{ErrorKind::kLimitExceeded, "The file is far too large for what it should be.",
                 file.string()};
  }
  bytes.resize(*got);
  return bytes;
}

Result<Done> ReplaceFile(const std::filesystem::path& file, ByteView bytes) {
  const std::filesystem::path fresh =
      FolderOf(file) / fmt::format(".{}-{}.new", file.filename().string(), RandomHex(8));
  {
    const Descriptor out(OpenNewFile(fresh, O_WRONLY));
    if (!out.open()) return CannotWrite(file);
    if (!WriteAll(out.get(), bytes) || fsync(out.get()) != 0 ||
        rename(fresh.c_str(), file.c_str()) != 0) {
      unlink(fresh.c_str());
      return CannotWrite(file);
    }
  }
  if (!SyncFolder(FolderOf(file))) return CannotWrite(file);
  return Done{};
}

bool SyncFolder(const std::filesystem::path& folder) {
  const Descriptor in(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return in.open() && fsync(in.get()) == 0;
}

}  // namespace photogate
