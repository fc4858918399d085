// How a process gets at the register's key.
#pragma once

#include <filesystem>
#include <memory>

#include "core/result.h"
#include "crypto/secret.h"

namespace photogate {

// What the user named. Automatic: the file photogate.key of systemd's credentials
// ($CREDENTIALS_DIRECTORY, systemd.exec(5)) if it is there, else the key file that `init` made:
// ${XDG_CONFIG_HOME:-~/.config}/photogate/<id of the register>.key.
struct KeyAccess {
  enum class From { kAutomatic = 1, kKeyFile, kKey, kPassphrase, kRecoveryKey };
  From from = From::kAutomatic;
  std::filesystem::path key_file;  // of kKeyFile
  std::shared_ptr<const Secret>
      secret;  // of the last three: key, passphrase, recovery key as typed
};

}  // namespace photogate
