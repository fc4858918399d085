#include "models/model_files.h"

#include <bzlib.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "crypto/random.h"

namespace photogate {
namespace {

// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  // Some file systems report a failed write only here.
  bool Close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

Error Unreadable(const std::filesystem::path& path) {
  return Error{ErrorKind::kUnavailable,
               "A model file cannot be read. Check the permissions of the models folder.",
               path.string() + ": " + std::strerror(errno)};
}

Error Unwritable(const std::filesystem::path& path) {
  return Error{ErrorKind::kUnavailable,
               "A model file cannot be written. Check the free space and the permissions of the "
               "models folder.",
               path.string() + ": " + std::strerror(errno)};
}

bool WriteAll(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<Bytes> ReadModelFile(const std::filesystem::path& path, std::uint64_t max_bytes) {
  // Not blocking: somebody may have put a pipe there.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return Error{ErrorKind::kNotFound,
                   "A model file is missing. Run 'photogate models fetch' to get it.",
                   path.string()};
    }
    return Unreadable(path);
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return Unreadable(path);
  if (!S_ISREG(info.st_mode)) {
    errno = EINVAL;
    return Unreadable(path);
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > max_bytes) {
    return Error{ErrorKind::kLimitExceeded,
                 "A model file is larger than it should be. Delete it and run 'photogate models "
                 "fetch'.",
                 path.string()};
  }
  Bytes bytes(size);
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(path);
    if (got == 0) break;  // it shrank meanwhile: its hash will say so
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

Result<Done> WriteModelFile(const std::filesystem::path& path, ByteView bytes) {
  std::filesystem::path temporary = path;
  temporary += fmt::format(".{}.part", RandomHex(8));
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (file.get() < 0) return Unwritable(path);
  const bool written = WriteAll(file.get(), bytes) && ::fsync(file.get()) == 0 && file.Close() &&
                       ::rename(temporary.c_str(), path.c_str()) == 0;
  if (!written) {
    const Error error = Unwritable(path);
    ::unlink(temporary.c_str());
    return error;
  }
  // The rename itself must survive a power cut too.
  const Descriptor folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return Unwritable(path);
  return Done{};
}

std::string GitBlobId(ByteView bytes) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const std::string header = fmt::format("blob {}", bytes.size());
  // The terminating zero belongs to git's header.
  const bool hashed = context != nullptr &&
                      EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1 &&
                      EVP_DigestUpdate(context.get(), header.c_str(), header.size() + 1) == 1 &&
                      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                      EVP_DigestFinal_ex(context.get(), digest.data(), &length) == 1;
  std::string text;
  if (!hashed) return text;  // equals no id: the file counts as wrong
  for (unsigned int i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

Result<Done> Bunzip2(ByteView compressed, std::uint64_t max_bytes,
                     const std::function<void(ByteView)>& sink) {
  const Error corrupt{ErrorKind::kCorrupt,
                      "A compressed model file is damaged. Delete it and run 'photogate models "
                      "fetch'.",
                      "bzip2"};
  bz_stream stream{};
  if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) return corrupt;
  const std::unique_ptr<bz_stream, decltype(&BZ2_bzDecompressEnd)> cleanup(&stream,
                                                                           &BZ2_bzDecompressEnd);
  if (compressed.size() > UINT32_MAX) return corrupt;
  Bytes input(compressed.begin(), compressed.end());
  stream.next_in = reinterpret_cast<char*>(input.data());
  stream.avail_in = static_cast<unsigned int>(input.size());
  Bytes piece(1u << 16);
  std::uint64_t total = 0;
  int state = BZ_OK;
  while (state == BZ_OK) {
    stream.next_out = reinterpret_cast<char*>(piece.data());
    stream.avail_out = static_cast<unsigned int>(piece.size());
    state = BZ2_bzDecompress(&stream);
    const std::size_t made = piece.size() - stream.avail_out;
    if (state != BZ_OK && state != BZ_STREAM_END) return corrupt;
    if (state == BZ_OK && made == 0 && stream.avail_in == 0) return corrupt;  // cut short
    total += made;
    if (total > max_bytes) {
      return Error{ErrorKind::kLimitExceeded,
                   "A compressed model file is larger than it should be. Delete it and run "
                   "'photogate models fetch'.",
                   "bzip2"};
    }
    sink(ByteView(piece.data(), made));
  }
  if (stream.avail_in != 0) return corrupt;
  return Done{};
}

}  // namespace photogate
