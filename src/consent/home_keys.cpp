#include "consent/home_keys.h"

#include <unistd.h>

#include "consent/key_file.h"
#include "consent/recovery_key.h"
#include "crypto/aead.h"
#include "crypto/random.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kFirstEpoch = 1;

struct OwnKey {
  OwnKey(WayKind kind, Secret secret, fs::path path = {}, bool is_made = false)
      : credential{kind, std::move(secret)}, file(std::move(path)), made(is_made) {}
  Credential credential;
  fs::path file;
  bool made;
};

Result<OwnKey> KeyForNew(const KeyAccess& access, const FileId& id, const fs::path& home) {
  const fs::path file = KeyFileOf(access, id);
  if (!file.empty()) {
    std::error_code failed;
    const bool there = fs::exists(fs::symlink_status(file, failed));
    auto key = there ? ReadKeyFile(file, home) : MakeKeyFile(file, home);
    if (!key.ok()) return key.error();
    return OwnKey(WayKind::kKey, std::move(key).value(), file, !there);
  }
  if (access.from == KeyAccess::From::kPassphrase) {
    if (access.secret->size() < kLeastPassphrase) return PassphraseTooShort();
    return OwnKey(WayKind::kPassphrase, access.secret->Copy());
  }
  if (access.from == KeyAccess::From::kRecoveryKey) {
    return Error{ErrorKind::kUnavailable,
                 "A new register gets a recovery key of its own. Leave --recovery-key away."};
  }
  auto key = KeyFromText(access.secret->view());
  if (!key.ok()) return key.error();
  return OwnKey(WayKind::kKey, std::move(key).value());
}

// A keyring without a register is of no use here, but may be the only one for a copy elsewhere.
bool MoveKeyringAside(const fs::path& home) {
  const fs::path file = KeyringFile(home);
  std::error_code failed;
  if (!fs::exists(fs::symlink_status(file, failed))) return true;
  const fs::path aside = home / ("keyring-" + RandomHex(4) + ".old.json");
  return rename(file.c_str(), aside.c_str()) == 0;
}

}  // namespace

HomeKeys::HomeKeys(fs::path home, KeyAccess access, PageKeys keys)
    : home_(std::move(home)), access_(std::move(access)), keys_(std::move(keys)) {}

Result<std::unique_ptr<HomeKeys>> HomeKeys::Open(const fs::path& home, const KeyAccess& access) {
  const auto keyring = ReadKeyring(home);
  if (!keyring.ok()) return keyring.error();
  const auto credential = FindCredential(access, keyring.value(), home);
  if (!credential.ok()) return credential.error();
  auto keys = Unlock(keyring.value(), credential.value());
  if (!keys.ok()) return keys.error();
  const FileId& id = keyring.value().file;
  RemoveStagedKeyFile(KeyFileOf(access, id), id, credential.value().secret, home);
  return std::make_unique<HomeKeys>(home, access, std::move(keys).value());
}

KeyRenewal HomeKeys::Renew(std::uint32_t epoch) {
  const auto keyring = ReadKeyring(home_);
  // Whether the bytes are a page at all cannot be told without it.
  if (!keyring.ok()) return KeyRenewal::kLocked;
  if (keyring.value().file != keys_.file() || !keyring.value().Lists(epoch)) {
    return KeyRenewal::kUnknown;
  }
  FollowLinks(keyring.value(), keys_);
  if (keys_.Find(epoch) != nullptr) return KeyRenewal::kFound;
  const auto credential = FindCredential(access_, keyring.value(), home_);
  if (!credential.ok()) return KeyRenewal::kLocked;
  auto unlocked = Unlock(keyring.value(), credential.value());
  if (!unlocked.ok()) return KeyRenewal::kLocked;
  for (const auto& [number, key] : unlocked.value().all()) keys_.Add(number, key.Copy());
  return keys_.Find(epoch) != nullptr ? KeyRenewal::kFound : KeyRenewal::kLocked;
}

Result<MadeKeys> MakeHomeKeys(const fs::path& home, const KeyAccess& access) {
  FileId id{};
  FillRandom(id);
  PageKeys keys(id);
  keys.Add(kFirstEpoch, Secret::Random(kAeadKeyBytes));

  auto own = KeyForNew(access, id, home);
  if (!own.ok()) return own.error();
  const Credential recovery{WayKind::kRecovery, NewRecoveryKey()};
  MadeKeys made{nullptr, RecoveryKeyText(recovery.secret), own.value().file, own.value().made};
  const auto write = [&]() -> Result<Done> {
    Keyring keyring;
    keyring.file = id;
    const OwnKey& opened_by = own.value();
    for (const Credential* credential : {&opened_by.credential, &recovery}) {
      auto way = MakeWay(*credential, keys);
      if (!way.ok()) return way.error();
      keyring.ways.push_back(std::move(way).value());
    }
    if (!MoveKeyringAside(home)) {
      return Error{ErrorKind::kUnavailable,
                   "The home folder cannot be written by this account. Check its access rights.",
                   home.string()};
    }
    return WriteKeyring(home, keyring);
  };
  const Result<Done> written = write();
  if (!written.ok()) {
    if (made.made_key_file) unlink(made.key_file.c_str());
    return written.error();
  }
  made.keys = std::make_unique<HomeKeys>(home, access, std::move(keys));
  return made;
}

void UnmakeHomeKeys(const fs::path& home, const MadeKeys& made) {
  unlink(KeyringFile(home).c_str());
  if (made.made_key_file) unlink(made.key_file.c_str());
}

}  // namespace photogate
