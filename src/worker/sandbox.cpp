#include "worker/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>

namespace photogate {
namespace {

// Three standard streams, the socket, the photo, and a model file while it is read.
constexpr rlim_t kDescriptors = 32;

Error CannotBound(const char* what) {
  return {ErrorKind::kUnavailable,
          "The checking process could not restrict itself, so it does not run. The system is too "
          "old or forbids it; ask the administrator.",
          std::string(what) + ": " + std::strerror(errno)};
}

bool Bound(__rlimit_resource resource, rlim_t value) {
  rlimit current{};
  if (::getrlimit(resource, &current) != 0) return false;
  const rlim_t hard = std::min(current.rlim_max, value);
  const rlimit bounded{hard, hard};
  return ::setrlimit(resource, &bounded) == 0;
}

// What decoding, the networks and the C library need once every file is open. open, openat, execve,
// chdir, ioctl and all that is not here fail with EPERM, so that a library that looks for an
// optional file goes on without it.
constexpr std::array kAllowed = {
    SCMP_SYS(read),          SCMP_SYS(readv),           SCMP_SYS(pread64),
    SCMP_SYS(write),         SCMP_SYS(writev),          SCMP_SYS(lseek),
    SCMP_SYS(fstat),         SCMP_SYS(close),           SCMP_SYS(poll),
    SCMP_SYS(ppoll),         SCMP_SYS(recvmsg),         SCMP_SYS(sendmsg),
    SCMP_SYS(mmap),          SCMP_SYS(munmap),          SCMP_SYS(mremap),
    SCMP_SYS(mprotect),      SCMP_SYS(madvise),         SCMP_SYS(brk),
    SCMP_SYS(futex),         SCMP_SYS(sched_yield),     SCMP_SYS(sched_getaffinity),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),     SCMP_SYS(gettimeofday),    SCMP_SYS(time),
    SCMP_SYS(getrandom),     SCMP_SYS(getpid),          SCMP_SYS(gettid),
    SCMP_SYS(getrusage),     SCMP_SYS(sysinfo),         SCMP_SYS(uname),
    SCMP_SYS(rt_sigaction),  SCMP_SYS(rt_sigprocmask),  SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),   SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(membarrier),    SCMP_SYS(restart_syscall), SCMP_SYS(exit),
    SCMP_SYS(exit_group)};

// Nothing photogate links ever does these, so whoever tries has taken the worker over.
constexpr std::array kFatal = {SCMP_SYS(socket),
                               SCMP_SYS(connect),
                               SCMP_SYS(bind),
                               SCMP_SYS(listen),
                               SCMP_SYS(accept),
                               SCMP_SYS(accept4),
                               SCMP_SYS(ptrace),
                               SCMP_SYS(process_vm_readv),
                               SCMP_SYS(process_vm_writev),
                               SCMP_SYS(kill),
                               SCMP_SYS(tkill),
                               SCMP_SYS(pidfd_open),
                               SCMP_SYS(execve),
                               SCMP_SYS(execveat),
                               SCMP_SYS(fork),
                               SCMP_SYS(vfork),
                               SCMP_SYS(mount),
                               SCMP_SYS(unshare),
                               SCMP_SYS(setns),
                               SCMP_SYS(bpf),
                               SCMP_SYS(io_uring_setup),
                               SCMP_SYS(userfaultfd),
                               SCMP_SYS(keyctl),
                               SCMP_SYS(perf_event_open)};

struct FreeFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};

// Sanitizers need calls that the filter forbids, so their builds have it and do not use it.
[[maybe_unused]] bool AddRules(void* filter) {
  for (const int call : kAllowed) {
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0) return false;
  }
  for (const int call : kFatal) {
    if (seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0) != 0) return false;
  }
  // Decoders start threads, never processes. clone3 keeps its flags in memory where a filter cannot
  // see them; told that it does not exist, the C library falls back to clone.
  constexpr scmp_datum_t kThread = CLONE_THREAD;
  const scmp_arg_cmp is_thread{0, SCMP_CMP_MASKED_EQ, kThread, kThread};
  const scmp_arg_cmp is_process{0, SCMP_CMP_MASKED_EQ, kThread, 0};
  // abort() raises its signal through tgkill: in the own process it is no harm.
  const scmp_arg_cmp is_own{0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()), 0};
  // The C library's fstat is newfstatat with an empty path. A filter cannot read the path, so a
  // worker may still ask whether a file exists and how large it is, never what is in it.
  const scmp_arg_cmp of_descriptor{3, SCMP_CMP_EQ, AT_EMPTY_PATH, 0};
  const scmp_arg_cmp names_thread{0, SCMP_CMP_EQ, PR_SET_NAME, 0};
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, is_thread) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1, is_process) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, is_own) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, of_descriptor) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, names_thread) == 0;
}

}  // namespace

bool EnterNamespaces() {
#ifdef PHOTOGATE_SANITIZED
  return false;
#else
  // Not a process namespace: the kernel starts no threads in a process that asked for one.
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS) == 0;
#endif
}

bool Enclose() {
  // Some folder to mount the empty one over; whichever is there.
  for (const char* place : {"/tmp", "/run", "/var", "/usr"}) {
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
    if (::mount("none", place, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY,
                "size=4k,mode=0555") != 0) {
      continue;
    }
    return ::chdir(place) == 0 && ::chroot(".") == 0 && ::chdir("/") == 0;
  }
  return false;
}

bool NamespacesAllowed() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(EnterNamespaces() && Enclose() ? 0 : 1);
  int status = 0;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Result<Done> ApplyProcessLimits(const Limits& limits, std::uint64_t cpu_seconds) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return CannotBound("PR_SET_PDEATHSIG");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return CannotBound("PR_SET_NO_NEW_PRIVS");
  // A photo in memory must not be read by another program of the same account, nor dumped.
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return CannotBound("PR_SET_DUMPABLE");
  if (!Bound(RLIMIT_CORE, 0)) return CannotBound("RLIMIT_CORE");
  if (!Bound(RLIMIT_FSIZE, 0)) return CannotBound("RLIMIT_FSIZE");
  if (!Bound(RLIMIT_NOFILE, kDescriptors)) return CannotBound("RLIMIT_NOFILE");
  if (!Bound(RLIMIT_CPU, cpu_seconds)) return CannotBound("RLIMIT_CPU");
#ifndef PHOTOGATE_SANITIZED
  // A sanitizer reserves terabytes of addresses that it never uses.
  if (!Bound(RLIMIT_AS, limits.worker_bytes)) return CannotBound("RLIMIT_AS");
#else
  (void)limits;
#endif
  return Done{};
}

Result<Done> EnterSandbox() {
#ifdef PHOTOGATE_SANITIZED
  return Done{};
#else
  const std::unique_ptr<void, FreeFilter> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)));
  if (filter == nullptr || !AddRules(filter.get())) return CannotBound("seccomp rules");
  // Every thread: a library may have started some while models were loaded.
  if (seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0 ||
      seccomp_load(filter.get()) != 0) {
    return CannotBound("seccomp");
  }
  return Done{};
#endif
}

}  // namespace photogate
