#include "photo/read_photo.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "tests/support/paths.h"

namespace photogate {
namespace {

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_NONBLOCK)) {}
  ~Descriptor() { close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

TEST_CASE("reads a whole file wherever its descriptor stands", "[photo]") {
  const test::TempFolder folder;
  const std::string path = folder.path() / "a";
  std::ofstream(path) << "0123456789";
  const Descriptor file(path);
  REQUIRE(lseek(file.fd(), 5, SEEK_SET) == 5);
  const auto bytes = ReadBounded(file.fd(), Limits{});
  REQUIRE(bytes.ok());
  CHECK(std::string(bytes.value().begin(), bytes.value().end()) == "0123456789");
  CHECK(lseek(file.fd(), 0, SEEK_CUR) == 5);
}

TEST_CASE("reads an empty file as no bytes", "[photo]") {
  const test::TempFolder folder;
  const std::string path = folder.path() / "a";
  std::ofstream(path).flush();
  const auto bytes = ReadBounded(Descriptor(path).fd(), Limits{});
  REQUIRE(bytes.ok());
  CHECK(bytes.value().empty());
}

TEST_CASE("refuses a file above the limit before it takes memory", "[photo]") {
  const test::TempFolder folder;
  const std::string path = folder.path() / "a";
  std::ofstream(path).flush();
  // Sparse: more than this machine's memory, and no block on disk.
  REQUIRE(truncate(path.c_str(), off_t{1} << 40) == 0);
  const auto huge = ReadBounded(Descriptor(path).fd(), Limits{});
  REQUIRE_FALSE(huge.ok());
  CHECK(huge.error().kind == ErrorKind::kLimitExceeded);

  Limits limits;
  limits.file_bytes = 10;
  REQUIRE(truncate(path.c_str(), 10) == 0);
  CHECK(ReadBounded(Descriptor(path).fd(), limits).ok());
  REQUIRE(truncate(path.c_str(), 11) == 0);
  CHECK_FALSE(ReadBounded(Descriptor(path).fd(), limits).ok());
}

TEST_CASE("refuses folders, pipes and devices", "[photo]") {
  const test::TempFolder folder;
  const std::string pipe = folder.path() / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  for (const std::string& path : {folder.path().string(), pipe, std::string("/dev/zero")}) {
    const auto bytes = ReadBounded(Descriptor(path).fd(), Limits{});
    REQUIRE_FALSE(bytes.ok());
    CHECK(bytes.error().kind == ErrorKind::kUnsupported);
  }
  const auto closed = ReadBounded(-1, Limits{});
  REQUIRE_FALSE(closed.ok());
  CHECK(closed.error().kind == ErrorKind::kUnavailable);
}

TEST_CASE("says that a file which changes while it is read is still being written", "[photo]") {
  const test::TempFolder folder;
  const std::string path = folder.path() / "a";
  const std::string content(std::size_t{48} << 20, 'x');
  std::ofstream(path) << content;
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    std::ofstream out(path, std::ios::app);
    while (!stop) out << 'y' << std::flush;
  });
  const Descriptor file(path);
  int changed = 0;
  for (int i = 0; i < 50 && changed == 0; ++i) {
    const auto bytes = ReadBounded(file.fd(), Limits{});
    if (bytes.ok()) continue;
    CHECK(bytes.error().kind == ErrorKind::kUnavailable);
    CHECK(bytes.error().message.find("still being written") != std::string::npos);
    ++changed;
  }
  stop = true;
  writer.join();
  CHECK(changed == 1);
}

}  // namespace
}  // namespace photogate
