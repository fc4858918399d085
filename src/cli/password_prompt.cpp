#include "cli/password_prompt.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "crypto/secret.h"

namespace photogate {
namespace {

constexpr std::size_t kMostBytes = 1024;

Error CannotRead() {
  return Error{ErrorKind::kRefused,
               "the password cannot be read; type it on a terminal, or give it with --password-fd"};
}

// Up to the end of the line or of the input.
Result<std::string> ReadLine(int descriptor) {
  std::string line;
  line.reserve(kMostBytes);
  for (;;) {
    char c = 0;
    const ssize_t got = read(descriptor, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || line.size() >= kMostBytes) {
      Wipe(line);
      return CannotRead();
    }
    if (got == 0 || c == '\n') break;
    line += c;
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

// Echo is off while this lives.
class QuietTerminal {
 public:
  explicit QuietTerminal(int descriptor) : descriptor_(descriptor) {
    if (tcgetattr(descriptor_, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet_ = tcsetattr(descriptor_, TCSAFLUSH, &quiet) == 0;
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  ~QuietTerminal() {
    if (quiet_) tcsetattr(descriptor_, TCSAFLUSH, &before_);
  }
  bool quiet() const { return quiet_; }

 private:
  int descriptor_;
  termios before_{};
  bool quiet_ = false;
};

void Say(int descriptor, const std::string& text) {
  // A prompt that cannot be shown is no reason to stop.
  [[maybe_unused]] const ssize_t written = write(descriptor, text.data(), text.size());
}

}  // namespace

Result<std::string> ReadPassword(std::optional<int> descriptor,
                                 const std::function<std::string(std::string_view)>& why_not) {
  if (descriptor) return ReadLine(*descriptor);
  const int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return CannotRead();
  Result<std::string> first = CannotRead();
  std::string refused;
  bool same = false;
  {
    const QuietTerminal quiet(terminal);
    if (quiet.quiet()) {
      Say(terminal, "New password: ");
      first = ReadLine(terminal);
      if (first.ok()) refused = why_not(first.value());
      if (first.ok() && refused.empty()) {
        Say(terminal, "\nOnce more: ");
        auto second = ReadLine(terminal);
        same = second.ok() && first.value() == second.value();
        if (second.ok()) Wipe(second.value());
      }
      Say(terminal, "\n");
    }
  }
  close(terminal);
  if (first.ok() && !same) {
    Wipe(first.value());
    return Error{ErrorKind::kRefused,
                 refused.empty() ? "the two passwords differ; nothing was changed" : refused};
  }
  return first;
}

}  // namespace photogate
