#include "tests/soak/run_and_kill.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

namespace photogate::test {

int Points() { return std::getenv("PHOTOGATE_SOAK") != nullptr ? 200 : 20; }

std::chrono::microseconds RunAndKill(const std::vector<std::string>& arguments,
                                     std::optional<std::chrono::microseconds> wait, int exit_code) {
  std::vector<char*> argv{const_cast<char*>(PHOTOGATE_PROGRAM)};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const int null_fd = open("/dev/null", O_RDWR);
    for (const int fd : {0, 1, 2}) dup2(null_fd, fd);
    execv(PHOTOGATE_PROGRAM, argv.data());
    _exit(127);
  }
  if (wait) {
    std::this_thread::sleep_for(*wait);
    kill(child, SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!wait) REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == exit_code));
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               start);
}

}  // namespace photogate::test
