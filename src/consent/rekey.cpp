#include "consent/rekey.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

#include "consent/database.h"
#include "consent/home.h"
#include "consent/home_keys.h"
#include "consent/key_file.h"
#include "consent/keyring.h"
#include "consent/plain_register.h"
#include "consent/recovery_key.h"
#include "consent/store.h"
#include "crypto/aead.h"
#include "crypto/random.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// What shall open the register, and where its file goes when that is new.
struct FreshKey {
  FreshKey(Credential what, fs::path where = {}, fs::path beside = {})
      : credential(std::move(what)), file(std::move(where)), staged(std::move(beside)) {}
  Credential credential;
  fs::path file;    // empty: no file of ours
  fs::path staged;  // beside it until everything is encrypted anew; empty: in place already
};

Result<FreshKey> Staged(const fs::path& file, const FileId& id, const fs::path& home) {
  const fs::path staged = StagedKeyFile(file, id);
  // Of a run that was interrupted: the register was opened with another key just now, which leads
  // to all that this one does.
  unlink(staged.c_str());
  auto key = MakeKeyFile(staged, home);
  if (!key.ok()) return key.error();
  return FreshKey({WayKind::kKey, std::move(key).value()}, file, staged);
}

// Where the new key is to come from, before anything is made. Without a file: given, or kept.
struct Wanted {
  fs::path file;
  bool make = false;
};

Result<Wanted> FindWanted(const RekeyOptions& options, const FileId& id) {
  if (options.fresh) {
    const KeyAccess& fresh = *options.fresh;
    if (fresh.from == KeyAccess::From::kPassphrase) {
      if (fresh.secret->size() < kLeastPassphrase) return PassphraseTooShort();
      return Wanted{};
    }
    if (fresh.from == KeyAccess::From::kKey) {
      const auto key = KeyFromText(fresh.secret->view());
      if (!key.ok()) return key.error();
      return Wanted{};
    }
    const fs::path file = KeyFileOf(fresh, id);
    std::error_code failed;
    return Wanted{file, !fs::exists(fs::symlink_status(file, failed))};
  }
  switch (options.access.from) {
    case KeyAccess::From::kAutomatic: {
      const fs::path file = KeyFileOf(options.access, id);
      // A credential of systemd is not ours to write.
      if (file != DefaultKeyFile(id)) break;
      return Wanted{file, true};
    }
    case KeyAccess::From::kKeyFile: return Wanted{options.access.key_file, true};
    case KeyAccess::From::kRecoveryKey: return Wanted{DefaultKeyFile(id), true};
    case KeyAccess::From::kKey:
    case KeyAccess::From::kPassphrase: break;
  }
  return Wanted{};
}

Result<FreshKey> FindFresh(const RekeyOptions& options, const Credential& now, const FileId& id,
                           const fs::path& home) {
  const auto wanted = FindWanted(options, id);
  if (!wanted.ok()) return wanted.error();
  const fs::path& file = wanted.value().file;
  if (wanted.value().make) return Staged(file, id, home);
  if (!file.empty()) {
    auto key = ReadKeyFile(file, home);
    if (!key.ok()) return key.error();
    return FreshKey({WayKind::kKey, std::move(key).value()}, file);
  }
  if (!options.fresh) return FreshKey({now.kind, now.secret.Copy()});
  if (options.fresh->from == KeyAccess::From::kPassphrase) {
    return FreshKey({WayKind::kPassphrase, options.fresh->secret->Copy()});
  }
  auto key = KeyFromText(options.fresh->secret->view());
  if (!key.ok()) return key.error();
  return FreshKey({WayKind::kKey, std::move(key).value()});
}

Result<std::vector<Way>> WaysTo(const PageKeys& keys, const Credential& credential,
                                const Credential& recovery) {
  std::vector<Way> ways;
  for (const Credential* entry : {&credential, &recovery}) {
    auto way = MakeWay(*entry, keys);
    if (!way.ok()) return way.error();
    ways.push_back(std::move(way).value());
  }
  return ways;
}

Error StillInUse() {
  return Error{ErrorKind::kUnavailable,
               "Others hold the register, so its old key is still needed. It opens as before; run "
               "`photogate rekey` again when they are done."};
}

// One transaction that writes every page, then the log moved into the file and emptied.
Result<Done> WriteAllPages(const fs::path& home, HomeKeys& keys) {
  try {
    const auto database = Database::Open(RegisterFile(home), keys);
    database->RunScript(
        "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY");
    database->RunScript("VACUUM");
    Rows log = database->Query("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!log.Next() || log.Int(0) != 0) return StillInUse();
    return Done{};
  } catch (const DatabaseFailure& failure) {
    return failure.error();
  }
}

// Whether every page of the file is under `epoch`, and the log empty.
bool AllUnder(std::uint32_t epoch, const fs::path& home) {
  std::error_code failed;
  const fs::path log = RegisterFile(home).string() + "-wal";
  if (fs::exists(log, failed) && fs::file_size(log, failed) != 0) return false;
  const Descriptor in(open(RegisterFile(home).c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.open() || failed) return false;
  // The page that SQLite locks by and never writes
  // (sqlite.org/fileformat2.html#the_lock_byte_page).
  constexpr std::size_t kLockPage = (std::size_t{1} << 30) / kPageBytes;
  std::array<std::uint8_t, kPageBytes> page;
  for (std::size_t number = 0;; ++number) {
    const auto got = ReadUpTo(in.get(), page);
    if (!got || (*got != 0 && *got != kPageBytes)) return false;
    if (*got == 0) return number > 0;
    if (number != kLockPage && EpochOf(page) != epoch) return false;
  }
}

// The keyring of before holds the link to the new key: its bytes are overwritten once it is out of
// use.
Result<Done> ReplaceKeyring(const fs::path& home, const Keyring& keyring) {
  const fs::path old = KeyringFile(home).string() + ".old";
  unlink(old.c_str());
  const bool kept = link(KeyringFile(home).c_str(), old.c_str()) == 0;
  const Result<Done> written = WriteKeyring(home, keyring);
  if (kept && written.ok()) Overwrite(old);
  unlink(old.c_str());
  return written;
}

// The new key file takes the place of the old one, which keeps another name for old backups.
Result<fs::path> PutKeyFile(const FreshKey& fresh, std::uint32_t old_epoch) {
  if (fresh.staged.empty()) return fs::path();
  fs::path aside = fresh.file.string() + ".old-" + std::to_string(old_epoch);
  if (link(fresh.file.c_str(), aside.c_str()) != 0) aside.clear();
  const fs::path folder = fresh.file.parent_path().empty() ? "." : fresh.file.parent_path();
  if (rename(fresh.staged.c_str(), fresh.file.c_str()) != 0 || !SyncFolder(folder)) {
    return Error{ErrorKind::kUnavailable,
                 "The new key file cannot be put in its place. The register opens with the old "
                 "key; run `photogate rekey` again.",
                 fresh.file.string()};
  }
  return aside;
}

Result<Rekeyed> RekeyPlain(const fs::path& home, const RekeyOptions& options) {
  const fs::path plain = RegisterFile(home);
  const fs::path sealed = home / (".register-" + RandomHex(8) + ".new");
  auto made = MakeHomeKeys(home, options.fresh ? *options.fresh : options.access);
  if (!made.ok()) return made.error();
  const fs::path aside = home / (".register-" + RandomHex(8) + ".plain");
  const Result<Done> copied = CopySealed(plain, sealed, *made.value().keys);
  if (!copied.ok() || link(plain.c_str(), aside.c_str()) != 0 ||
      rename(sealed.c_str(), plain.c_str()) != 0 || !SyncFolder(home)) {
    unlink(sealed.c_str());
    unlink(aside.c_str());
    UnmakeHomeKeys(home, made.value());
    if (!copied.ok()) return copied.error();
    return Error{ErrorKind::kUnavailable,
                 "The encrypted register cannot be put in its place. Check the free space; nothing "
                 "was changed."};
  }
  Overwrite(aside);
  unlink(aside.c_str());
  return Rekeyed{{made.value().recovery_key, made.value().key_file}, {}, true};
}

Result<Rekeyed> RekeySealed(const fs::path& home, const RekeyOptions& options) {
  const auto before = ReadKeyring(home);
  if (!before.ok()) return before.error();
  const auto now = FindCredential(options.access, before.value(), home);
  if (!now.ok()) return now.error();
  auto unlocked = Unlock(before.value(), now.value());
  if (!unlocked.ok()) return unlocked.error();
  PageKeys keys = std::move(unlocked).value();
  const std::uint32_t old_epoch = keys.newest();
  const std::uint32_t epoch = before.value().Epochs().back() + 1;
  keys.Add(epoch, Secret::Random(kAeadKeyBytes));

  auto fresh = FindFresh(options, now.value(), keys.file(), home);
  if (!fresh.ok()) return fresh.error();
  const Credential recovery{WayKind::kRecovery, NewRecoveryKey()};

  // Both old and new lead to both page keys from here on.
  auto ways = WaysTo(keys, fresh.value().credential, recovery);
  if (!ways.ok()) return ways.error();
  Keyring both = before.value();
  both.links[epoch] = MakeLink(keys, old_epoch, epoch);
  both.ways.insert(both.ways.end(), ways.value().begin(), ways.value().end());
  const Result<Done> announced = ReplaceKeyring(home, both);
  if (!announced.ok()) {
    if (!fresh.value().staged.empty()) unlink(fresh.value().staged.c_str());
    return announced.error();
  }

  HomeKeys supply(home, options.access, keys.Copy());
  const Result<Done> written = WriteAllPages(home, supply);
  if (!written.ok()) return written.error();
  if (!AllUnder(epoch, home)) return StillInUse();

  const auto aside = PutKeyFile(fresh.value(), old_epoch);
  if (!aside.ok()) return aside.error();
  PageKeys only(keys.file());
  only.Add(epoch, keys.Find(epoch)->Copy());
  auto last_ways = WaysTo(only, fresh.value().credential, recovery);
  if (!last_ways.ok()) return last_ways.error();
  Keyring after;
  after.file = keys.file();
  after.ways = std::move(last_ways).value();
  const Result<Done> done = ReplaceKeyring(home, after);
  if (!done.ok()) return done.error();
  return Rekeyed{{RecoveryKeyText(recovery.secret), fresh.value().file}, aside.value(), false};
}

// Whether a key file could be made there.
Result<Done> CheckCanMake(const fs::path& file, const fs::path& home) {
  const Result<Done> place = CheckKeyPlace(file, home);
  if (!place.ok()) return place.error();
  std::error_code failed;
  fs::path folder = fs::absolute(file, failed).parent_path();
  while (!folder.empty() && folder != folder.parent_path() && !fs::exists(folder, failed)) {
    folder = folder.parent_path();
  }
  if (fs::is_directory(folder, failed) && access(folder.c_str(), W_OK | X_OK) == 0) return Done{};
  return Error{ErrorKind::kUnavailable,
               "The new key file could not be made there. Check the access rights, or name another "
               "place with --new-key-file; nothing was changed.",
               file.string()};
}

// How the register opens now.
KeyAccess AccessAfter(const RekeyOptions& options, const Rekeyed& rekeyed) {
  if (!rekeyed.keys.key_file.empty()) {
    return {KeyAccess::From::kKeyFile, rekeyed.keys.key_file, nullptr};
  }
  return options.fresh ? *options.fresh : options.access;
}

}  // namespace

Result<RekeyPlan> PlanRekey(const fs::path& home, const RekeyOptions& options) {
  const Result<Done> folder = CheckHome(home);
  if (!folder.ok()) return folder.error();
  const auto lock = HomeLock::Take(home);
  if (!lock.ok()) return lock.error();
  RekeyPlan plan;
  FileId id{};
  if (CheckEncrypted(home).ok()) {
    const auto keyring = ReadKeyring(home);
    if (!keyring.ok()) return keyring.error();
    const auto now = FindCredential(options.access, keyring.value(), home);
    if (!now.ok()) return now.error();
    const auto unlocked = Unlock(keyring.value(), now.value());
    if (!unlocked.ok()) return unlocked.error();
    id = keyring.value().file;
  } else {
    // The register gets its id, and the key file its name, when it is encrypted.
    plan.is_plain = true;
    const KeyAccess& fresh = options.fresh ? *options.fresh : options.access;
    if (fresh.from == KeyAccess::From::kAutomatic) {
      plan.makes_key_file = true;
      return plan;
    }
  }
  const auto wanted = FindWanted(options, id);
  if (!wanted.ok()) return wanted.error();
  plan.key_file = wanted.value().file;
  plan.makes_key_file = wanted.value().make;
  if (plan.makes_key_file) {
    const Result<Done> can = CheckCanMake(plan.key_file, home);
    if (!can.ok()) return can.error();
  } else if (!plan.key_file.empty()) {
    const auto key = ReadKeyFile(plan.key_file, home);
    if (!key.ok()) return key.error();
  }
  return plan;
}

Result<Rekeyed> Rekey(const fs::path& home, const RekeyOptions& options, const Actor& by,
                      const Clock& clock) {
  const Result<Done> folder = CheckHome(home);
  if (!folder.ok()) return folder.error();
  auto rekeyed = [&]() -> Result<Rekeyed> {
    const auto lock = HomeLock::Take(home);
    if (!lock.ok()) return lock.error();
    return CheckEncrypted(home).ok() ? RekeySealed(home, options) : RekeyPlain(home, options);
  }();
  if (!rekeyed.ok()) return rekeyed;
  auto reg = Register::Open(home, clock, AccessAfter(options, rekeyed.value()));
  if (!reg.ok()) return reg.error();
  const auto recorded =
      reg.value()->store().Write(by, "rekey", [](Database&, Change& change) -> Result<Done> {
        change.version();
        return Done{};
      });
  if (!recorded.ok()) return recorded.error();
  return rekeyed;
}

}  // namespace photogate
