// Key files: where they are, and that nobody else can read them. Internal to consent.
#pragma once

#include <filesystem>

#include "consent/key_access.h"
#include "consent/keyring.h"
#include "core/result.h"
#include "crypto/secret.h"

namespace photogate {

// ${XDG_CONFIG_HOME:-~/.config}/photogate/<id>.key, the account's own home when $HOME is not set.
std::filesystem::path DefaultKeyFile(const FileId& file);

// The content, blanks at its end taken off: 32 to 4,096 bytes. kUnavailable, and the next step,
// when it is missing, readable by others than its owner, belongs to another account than this one
// or root, lies inside the home, or is too short.
Result<Secret> ReadKeyFile(const std::filesystem::path& file, const std::filesystem::path& home);

// Characters of a new passphrase, at least.
inline constexpr std::size_t kLeastPassphrase = 12;
Error PassphraseTooShort();

// What --key-fd gave, under the same rule for its length.
Result<Secret> KeyFromText(ByteView text);

// Where MakeKeyFile would be refused. kUnavailable inside the home.
Result<Done> CheckKeyPlace(const std::filesystem::path& file, const std::filesystem::path& home);

// 256 random bits as 64 hexadecimal digits and a line end, in a file (0600) that was not there;
// missing folders are made (0700). On the disk when this returns.
Result<Secret> MakeKeyFile(const std::filesystem::path& file, const std::filesystem::path& home);

// Where a new key waits beside `file` until the register is encrypted anew: a name that carries the
// register's id, so that it is nobody else's.
std::filesystem::path StagedKeyFile(const std::filesystem::path& file, const FileId& id);

// Removes what a renewal that was killed left there. Call it where `used`, the content of `file`,
// has just opened the register: the keyring lets the old key and the new one lead to the same pages
// until the new one has taken the file's name, so what waits beside it is needed by nothing. Left
// alone while another process renews or restores (it holds the HomeLock), and when it is no file
// that MakeKeyFile made, or has the key in use.
void RemoveStagedKeyFile(const std::filesystem::path& file, const FileId& id, const Secret& used,
                         const std::filesystem::path& home);

// Where the key is taken from when the user names nothing, or names a file; empty for the others.
std::filesystem::path KeyFileOf(const KeyAccess& access, const FileId& file);

// The credential that `access` means for this keyring. kUnavailable when it cannot be had, or when
// the register does not open that way.
Result<Credential> FindCredential(const KeyAccess& access, const Keyring& keyring,
                                  const std::filesystem::path& home);

}  // namespace photogate
