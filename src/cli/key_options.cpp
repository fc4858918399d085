#include "cli/key_options.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <memory>

namespace photogate {
namespace {

// A key file's most bytes; a passphrase is far shorter.
constexpr std::size_t kMostBytes = 4096;

// Shows nothing of what is typed while it lives.
class QuietTerminal {
 public:
  explicit QuietTerminal(int fd) : fd_(fd), changed_(tcgetattr(fd, &before_) == 0) {
    if (!changed_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    changed_ = tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
  }
  ~QuietTerminal() {
    if (changed_) tcsetattr(fd_, TCSAFLUSH, &before_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

 private:
  int fd_;
  termios before_{};
  bool changed_;
};

// Byte by byte, so that nothing after the line is taken away from whoever reads next.
Result<Secret> ReadLine(int fd, bool whole = false) {
  Secret line(kMostBytes);
  std::size_t size = 0;
  while (size < kMostBytes) {
    std::uint8_t byte = 0;
    const ssize_t got = read(fd, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || (byte == '\n' && !whole)) break;
    line.mutable_view()[size++] = byte;
  }
  while (!whole && size > 0 && line.view()[size - 1] == '\r') --size;
  if (size == 0) {
    return Error{ErrorKind::kUnavailable,
                 "No key was given where one was announced. Nothing was changed."};
  }
  return Secret::Of(line.view().first(size));
}

KeyAccess Given(KeyAccess::From from, Secret secret) {
  return {from, {}, std::make_shared<const Secret>(std::move(secret))};
}

}  // namespace

Result<Secret> AskSecret(const std::string& prompt) {
  const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0) return ReadLine(STDIN_FILENO);
  auto line = [&] {
    const QuietTerminal quiet(terminal);
    [[maybe_unused]] const ssize_t shown = write(terminal, prompt.data(), prompt.size());
    return ReadLine(terminal);
  }();
  close(terminal);
  return line;
}

Result<Secret> SecretFromDescriptor(int fd, bool whole) {
  auto line = ReadLine(fd, whole);
  // No process that is started later gets it.
  if (fd > STDERR_FILENO) close(fd);
  return line;
}

void KeyOptions::AddTo(CLI::App& app) {
  const char* group = "KEY OF THE REGISTER (one of them; none: the key file that init made)";
  app.add_option("--key-file", key_file_, "The file that holds the key")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--key-fd", key_fd_, "An open descriptor that gives the key")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber)
      ->group(group);
  app.add_flag("--passphrase", passphrase_, "Ask for the passphrase")->group(group);
  app.add_option("--passphrase-fd", passphrase_fd_, "An open descriptor that gives the passphrase")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber)
      ->group(group);
  app.add_flag("--recovery-key", recovery_key_, "Ask for the recovery key that init printed")
      ->group(group);
}

Result<KeyAccess> KeyOptions::Access() const {
  if (!access_) {
    auto access = Read();
    if (!access.ok()) return access.error();
    access_ = std::move(access).value();
  }
  return *access_;
}

Result<KeyAccess> KeyOptions::Read() const {
  const int named = (key_file_.empty() ? 0 : 1) + (key_fd_ >= 0 ? 1 : 0) + (passphrase_ ? 1 : 0) +
                    (passphrase_fd_ >= 0 ? 1 : 0) + (recovery_key_ ? 1 : 0);
  if (named > 1) {
    return Error{ErrorKind::kUnavailable,
                 "Name one thing that opens the register: --key-file, --key-fd, --passphrase, "
                 "--passphrase-fd or --recovery-key."};
  }
  if (named == 0) return KeyAccess{};
  if (!key_file_.empty()) return KeyAccess{KeyAccess::From::kKeyFile, key_file_, nullptr};
  const auto from = key_fd_ >= 0    ? KeyAccess::From::kKey
                    : recovery_key_ ? KeyAccess::From::kRecoveryKey
                                    : KeyAccess::From::kPassphrase;
  auto secret = key_fd_ >= 0          ? SecretFromDescriptor(key_fd_, true)
                : passphrase_fd_ >= 0 ? SecretFromDescriptor(passphrase_fd_, false)
                : recovery_key_       ? AskSecret("Recovery key: ")
                                      : AskSecret("Passphrase: ");
  if (!secret.ok()) return secret.error();
  return Given(from, std::move(secret).value());
}

}  // namespace photogate
