// keyring.json: which ways lead to the register's keys. Internal to consent; its fields stand in
// consent-db/SCHEMA.md. It holds no secret in clear, so it is copied with every backup.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consent/page_cipher.h"
#include "core/bytes.h"
#include "core/result.h"
#include "crypto/key_derivation.h"
#include "crypto/secret.h"

namespace photogate {

enum class WayKind { kKey = 1, kPassphrase, kRecovery };

// What somebody holds, as given: the content of a key file, a passphrase, or the recovery key.
struct Credential {
  WayKind kind;
  Secret secret;
};

// One way in: the page keys, each wrapped (XChaCha20-Poly1305) under a key made of the credential.
struct Way {
  WayKind kind;
  Bytes salt;           // of a passphrase
  PassphraseCost cost;  // of a passphrase
  std::map<std::uint32_t, Bytes> keys;
};

// While the key is being renewed: the new page key wrapped under an older one, so that whoever
// could open the register still can, wherever the renewal is interrupted.
struct KeyLink {
  std::uint32_t from;
  Bytes key;
};

struct Keyring {
  FileId file{};
  std::vector<Way> ways;
  std::map<std::uint32_t, KeyLink> links;

  bool Lists(std::uint32_t epoch) const;
  bool Has(WayKind kind) const;
  std::vector<std::uint32_t> Epochs() const;
};

std::filesystem::path KeyringFile(const std::filesystem::path& home);

std::string KeyringText(const Keyring& keyring);
// kCorrupt when it is none; kUnsupported when a newer program wrote it.
Result<Keyring> ParseKeyring(ByteView text);

// kCorrupt also when it is missing: without it the register cannot be opened.
Result<Keyring> ReadKeyring(const std::filesystem::path& home);
Result<Done> WriteKeyring(const std::filesystem::path& home, const Keyring& keyring);

// A way that wraps all of `keys`. kUnavailable: not enough memory for Argon2id.
Result<Way> MakeWay(const Credential& credential, const PageKeys& keys);

KeyLink MakeLink(const PageKeys& keys, std::uint32_t from, std::uint32_t to);

// Every page key that the credential, and links from there, lead to. kUnavailable: the wrong key.
Result<PageKeys> Unlock(const Keyring& keyring, const Credential& credential);
// Adds what links lead to from keys that are there.
void FollowLinks(const Keyring& keyring, PageKeys& keys);

}  // namespace photogate
