// What the running worker can still do, tried from inside it: system calls are put into the process
// itself with ptrace(2), so that nothing stands between them and its own filter and namespaces.
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "tests/support/paths.h"
#include "tests/support/run_program.h"
#include "worker/sandbox.h"
#include "worker/worker_pool.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<WorkerPool> OneWorker() {
  WorkerOptions options;
  options.program = PHOTOGATE_WORKER;
  auto pool = WorkerPool::Start(options);
  REQUIRE(pool.ok());
  return std::move(pool).value();
}

// The only child of this process.
pid_t WorkerPid() {
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    std::ifstream children(task.path() / "children");
    pid_t pid = 0;
    if (children >> pid) return pid;
  }
  return 0;
}

#if defined(__x86_64__) && !defined(PHOTOGATE_SANITIZED)

// One stopped process in which system calls are made. The worker waits in poll(2) or recvmsg(2), so
// the instruction before the one it stands at is `syscall`.
class Inside {
 public:
  explicit Inside(pid_t pid) : pid_(pid) {
    attached_ = ::ptrace(PTRACE_ATTACH, pid_, nullptr, nullptr) == 0;
    if (!attached_) return;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    ::ptrace(PTRACE_GETREGS, pid_, nullptr, &at_rest_);
  }
  ~Inside() {
    if (!attached_ || dead_) return;
    ::ptrace(PTRACE_SETREGS, pid_, nullptr, &at_rest_);
    ::ptrace(PTRACE_DETACH, pid_, nullptr, nullptr);
  }
  bool attached() const { return attached_; }

  // What the call returns there: a negative errno; nullopt when it ended the process.
  std::optional<long> Call(long number, unsigned long a = 0, unsigned long b = 0,
                           unsigned long c = 0, unsigned long d = 0) {
    user_regs_struct call = at_rest_;
    call.rip -= 2;
    call.rax = static_cast<unsigned long>(number);
    call.orig_rax = ~0ul;  // no restart of what it was waiting in
    call.rdi = a;
    call.rsi = b;
    call.rdx = c;
    call.r10 = d;
    ::ptrace(PTRACE_SETREGS, pid_, nullptr, &call);
    ::ptrace(PTRACE_SINGLESTEP, pid_, nullptr, nullptr);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    if (WIFSTOPPED(status) && WSTOPSIG(status) == SIGSYS) {
      ::ptrace(PTRACE_CONT, pid_, nullptr, SIGSYS);
      ::waitpid(pid_, &status, 0);
    }
    if (!WIFSTOPPED(status)) {
      dead_ = true;
      signal_ = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
      return std::nullopt;
    }
    user_regs_struct after{};
    ::ptrace(PTRACE_GETREGS, pid_, nullptr, &after);
    return static_cast<long>(after.rax);
  }

  // Puts a text far below the stack's end; its address there.
  unsigned long Put(const std::string& text) {
    const unsigned long address = (at_rest_.rsp - 4'096) & ~7ul;
    for (std::size_t at = 0; at <= text.size(); at += 8) {
      unsigned long word = 0;
      std::memcpy(&word, text.c_str() + at, std::min<std::size_t>(8, text.size() + 1 - at));
      ::ptrace(PTRACE_POKEDATA, pid_, address + at, word);
    }
    return address;
  }
  int signal() const { return signal_; }

 private:
  const pid_t pid_;
  bool attached_ = false, dead_ = false;
  int signal_ = 0;
  user_regs_struct at_rest_{};
};

#define INSIDE_OR_SKIP(inside) \
  if (!(inside).attached()) PHOTOGATE_SKIP("this account may not trace its own processes")

TEST_CASE("inside the running worker no file can be opened", "[worker]") {
  const auto pool = OneWorker();
  Inside inside(WorkerPid());
  INSIDE_OR_SKIP(inside);
  CHECK(inside.Call(SYS_getpid) == WorkerPid());  // the way of asking works
  const unsigned long passwd = inside.Put("/etc/passwd");
  CHECK(inside.Call(SYS_open, passwd, O_RDONLY) == -EPERM);
  CHECK(inside.Call(SYS_openat, static_cast<unsigned long>(AT_FDCWD), passwd, O_RDONLY) == -EPERM);
  CHECK(inside.Call(SYS_unlink, passwd) == -EPERM);
  CHECK(inside.Call(SYS_rename, passwd, passwd) == -EPERM);
}

TEST_CASE("inside the running worker a socket is the end of it", "[worker]") {
  const auto pool = OneWorker();
  Inside inside(WorkerPid());
  INSIDE_OR_SKIP(inside);
  CHECK_FALSE(inside.Call(SYS_socket, AF_INET, SOCK_STREAM, 0));
  CHECK(inside.signal() == SIGSYS);
}

TEST_CASE("inside the running worker another process is the end of it", "[worker]") {
  for (const long call : {SYS_fork, SYS_vfork, SYS_execve, SYS_ptrace, SYS_kill, SYS_unshare}) {
    INFO("system call " << call);
    const auto pool = OneWorker();
    Inside inside(WorkerPid());
    INSIDE_OR_SKIP(inside);
    CHECK_FALSE(inside.Call(call));
    CHECK(inside.signal() == SIGSYS);
  }
}

TEST_CASE("the running worker has no network and an empty file system of its own", "[worker]") {
  if (!NamespacesAllowed()) PHOTOGATE_SKIP("namespaces are forbidden here: seccomp holds alone");
  const auto pool = OneWorker();
  const fs::path worker = fs::path("/proc") / std::to_string(WorkerPid());
  std::error_code failed;
  const auto own = fs::read_symlink(worker / "ns/net", failed);
  if (failed) PHOTOGATE_SKIP("this account may not look at its own processes");
  for (const char* space : {"net", "user", "mnt", "ipc", "uts"}) {
    INFO(space);
    CHECK(fs::read_symlink(worker / "ns" / space) !=
          fs::read_symlink(fs::path("/proc/self/ns") / space));
  }
  CHECK(fs::is_empty(worker / "root", failed));
  CHECK_FALSE(failed);
  CHECK_FALSE(fs::exists(worker / "root/etc", failed));
  // Every other network interface than loopback is missing, and that one is down.
  const std::string devices = test::ReadText(worker / "net/dev");
  CHECK(std::count(devices.begin(), devices.end(), ':') == 1);
  Inside inside(WorkerPid());
  INSIDE_OR_SKIP(inside);
  // Even whether a file exists is not told.
  const unsigned long path = inside.Put("/etc/passwd");
  CHECK(inside.Call(SYS_newfstatat, static_cast<unsigned long>(AT_FDCWD), path, path + 512,
                    AT_EMPTY_PATH) == -ENOENT);
}

#endif

TEST_CASE("the running worker is filtered, bounded and gains nothing", "[worker]") {
#ifdef PHOTOGATE_SANITIZED
  PHOTOGATE_SKIP("a sanitizer's runtime does not run in the sandbox");
#else
  const auto pool = OneWorker();
  const std::string status =
      test::ReadText(fs::path("/proc") / std::to_string(WorkerPid()) / "status");
  CHECK(status.find("Seccomp:\t2") != std::string::npos);
  CHECK(status.find("NoNewPrivs:\t1") != std::string::npos);
#endif
}

}  // namespace
}  // namespace photogate
