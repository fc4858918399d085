// The options that say what opens the register.
#pragma once

#include <optional>
#include <string>

#include "consent/key_access.h"
#include "core/result.h"

namespace CLI {
class App;
}

namespace photogate {

// Read once and kept while the program runs, since a prompt or a descriptor gives its answer once.
// One thread.
class KeyOptions {
 public:
  void AddTo(CLI::App& app);

  // kUnavailable when more than one was named, or a prompt or descriptor gives nothing.
  Result<KeyAccess> Access() const;

 private:
  Result<KeyAccess> Read() const;

  std::string key_file_;
  int key_fd_ = -1;
  int passphrase_fd_ = -1;
  bool passphrase_ = false;
  bool recovery_key_ = false;
  mutable std::optional<KeyAccess> access_;
};

// Reads a secret from the terminal without showing it; from standard input when that is none.
// kUnavailable when there is nothing to read.
Result<Secret> AskSecret(const std::string& prompt);

// The first line of an open descriptor, or all it has, at most 4,096 bytes; closes it.
Result<Secret> SecretFromDescriptor(int fd, bool whole);

}  // namespace photogate
