#include "worker/spawner.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

namespace photogate {
namespace {

Error CannotRun(int number, const std::filesystem::path& program) {
  return {ErrorKind::kUnavailable,
          "The program photogate-worker could not be started. Install photogate again, or free "
          "memory.",
          program.string() + ": " + std::strerror(number)};
}

std::vector<std::string> CleanEnvironment() {
  std::vector<std::string> environment = {"LC_ALL=C.UTF-8", "OMP_NUM_THREADS=1",
                                          "OPENBLAS_NUM_THREADS=1"};
#ifdef PHOTOGATE_SANITIZED
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr) environment.push_back(std::string(name) + "=" + value);
  }
#endif
  return environment;
}

// posix_spawn's two bundles of settings, freed at the end of the scope.
struct SpawnSettings {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  SpawnSettings() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
};

Result<SpawnedWorker> SpawnNow(const std::filesystem::path& program) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return CannotRun(errno, program);
  }
  OwnedFd ours(ends[0]);
  OwnedFd theirs(ends[1]);

  SpawnSettings settings;
#ifdef PHOTOGATE_SANITIZED
  constexpr int kSilenced = 1;  // a sanitizer's report goes to standard error
#else
  constexpr int kSilenced = 2;
#endif
  for (int fd = 0; fd <= kSilenced; ++fd) {
    posix_spawn_file_actions_addopen(&settings.files, fd, "/dev/null",
                                     fd == 0 ? O_RDONLY : O_WRONLY, 0);
  }
  // Were the number already right, dup2 would leave close-on-exec set: glibc clears it then (POSIX
  // asks for that in file actions).
  posix_spawn_file_actions_adddup2(&settings.files, theirs.get(), kWorkerSocket);
  posix_spawn_file_actions_addclosefrom_np(&settings.files, kWorkerSocket + 1);

  sigset_t none;
  sigemptyset(&none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(&settings.attributes, &none);
  posix_spawnattr_setsigdefault(&settings.attributes, &all);
  posix_spawnattr_setpgroup(&settings.attributes, 0);
  posix_spawnattr_setflags(&settings.attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::string path = program.string();
  std::array<char*, 2> arguments = {path.data(), nullptr};
  std::vector<std::string> environment = CleanEnvironment();
  std::vector<char*> variables;
  for (std::string& variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);

  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, path.c_str(), &settings.files, &settings.attributes,
                                   arguments.data(), variables.data());
  if (failed != 0) return CannotRun(failed, program);
  return SpawnedWorker{pid, std::move(ours)};
}

}  // namespace

Spawner::Spawner(std::filesystem::path program)
    : program_(std::move(program)), thread_([this] { Run(); }) {}

Spawner::~Spawner() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

Result<SpawnedWorker> Spawner::Spawn() {
  std::promise<Result<SpawnedWorker>> promise;
  std::future<Result<SpawnedWorker>> answer = promise.get_future();
  {
    const std::lock_guard lock(mutex_);
    asked_.push(std::move(promise));
  }
  wake_.notify_one();
  return answer.get();
}

void Spawner::Run() {
  for (;;) {
    std::promise<Result<SpawnedWorker>> promise;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !asked_.empty(); });
      if (asked_.empty()) return;
      promise = std::move(asked_.front());
      asked_.pop();
    }
    promise.set_value(SpawnNow(program_));
  }
}

}  // namespace photogate
