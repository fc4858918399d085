#include "worker/sandbox.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

#include "photo/read_photo.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"
#include "worker/channel.h"

namespace photogate {
namespace {

constexpr int kNoSandbox = 99;

// The status of a child that enters the sandbox and then tries: its exit status, or minus the
// signal that ended it.
int TryInSandbox(const std::function<int()>& attempt) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // Catch2's own would report a failed test
    if (!ApplyProcessLimits(Limits{}, 60).ok() || !EnterSandbox().ok()) ::_exit(kNoSandbox);
    ::_exit(attempt());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int OpenError(const char* path, int flags) { return ::open(path, flags, 0600) >= 0 ? 0 : errno; }

}  // namespace

#ifdef PHOTOGATE_SANITIZED
TEST_CASE("a sandboxed worker opens no file", "[worker]") {
  PHOTOGATE_SKIP("a sanitizer's runtime does not run in the sandbox");
}
#else
TEST_CASE("a sandboxed worker opens no file", "[worker]") {
  CHECK(TryInSandbox([] { return OpenError("/etc/passwd", O_RDONLY); }) == EPERM);
  CHECK(TryInSandbox([] { return OpenError("/tmp/photogate-sandbox", O_CREAT | O_WRONLY); }) ==
        EPERM);
  CHECK(TryInSandbox([] { return ::unlink("/tmp/photogate-nothing") == 0 ? 0 : errno; }) == EPERM);
  CHECK(TryInSandbox([] { return ::chdir("/") == 0 ? 0 : errno; }) == EPERM);
}

TEST_CASE("a sandboxed worker reads the photo it was handed", "[worker]") {
  const test::TempFolder folder;
  const auto path = folder.path() / "photo";
  test::WriteText(path, "twelve bytes");
  const OwnedFd photo(::open(path.c_str(), O_RDONLY));
  CHECK(TryInSandbox([&] {
          const auto bytes = ReadBounded(photo.get(), Limits{});
          return bytes.ok() ? static_cast<int>(bytes.value().size()) : 99;
        }) == 12);
}

TEST_CASE("a sandboxed worker has no network, no program and no other process", "[worker]") {
  CHECK(TryInSandbox([] { return ::socket(AF_INET, SOCK_STREAM, 0) < 0 ? 1 : 0; }) == -SIGSYS);
  CHECK(TryInSandbox([] { return ::socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? 1 : 0; }) == -SIGSYS);
  CHECK(TryInSandbox([] { return ::execl("/bin/true", "true", nullptr); }) == -SIGSYS);
  CHECK(TryInSandbox([] { return ::fork() < 0 ? 1 : 0; }) == -SIGSYS);
  CHECK(TryInSandbox([] { return ::kill(::getppid(), 0); }) == -SIGSYS);
}

TEST_CASE("a sandboxed worker computes, allocates and starts threads", "[worker]") {
  CHECK(TryInSandbox([] {
          std::vector<int> numbers(5'000'000, 1);
          int sum = 0;
          std::thread([&] {
            for (const int number : numbers) sum += number;
          }).join();
          return sum == 5'000'000 ? 0 : 1;
        }) == 0);
  // A defect still ends the worker in the way that tells what it was.
  CHECK(TryInSandbox([]() -> int { std::abort(); }) == -SIGABRT);
}

TEST_CASE("a worker's limits cannot be raised again", "[worker]") {
  CHECK(TryInSandbox([] {
          const rlimit more{RLIM_INFINITY, RLIM_INFINITY};
          return ::setrlimit(RLIMIT_AS, &more) == 0 ? 0 : errno;
        }) == EPERM);
}

TEST_CASE("a worker cannot allocate beyond its limit", "[worker]") {
  CHECK(TryInSandbox([] { return std::malloc(5ull << 30) == nullptr ? 7 : 0; }) == 7);
}
#endif

}  // namespace photogate
