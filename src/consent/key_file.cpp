#include "consent/key_file.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "consent/descriptor.h"
#include "consent/home.h"
#include "consent/recovery_key.h"
#include "crypto/hex.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLeastKeyBytes = 32;
constexpr std::size_t kMostKeyBytes = 4096;

Error CannotUse(const std::string& message, const fs::path& file) {
  return Error{ErrorKind::kUnavailable, message, file.string()};
}

bool IsInside(const fs::path& file, const fs::path& folder) {
  std::error_code failed;
  const fs::path inner = fs::weakly_canonical(fs::absolute(file, failed), failed);
  const fs::path outer = fs::weakly_canonical(fs::absolute(folder, failed), failed);
  const auto [rest, unused] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return rest == outer.end();
}

const char* Variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

fs::path ConfigFolder() {
  if (const char* config = Variable("XDG_CONFIG_HOME")) return config;
  if (const char* own = Variable("HOME")) return fs::path(own) / ".config";
  const passwd* entry = getpwuid(geteuid());
  return fs::path(entry != nullptr ? entry->pw_dir : "/") / ".config";
}

fs::path SystemdCredential() {
  const char* folder = Variable("CREDENTIALS_DIRECTORY");
  if (folder == nullptr) return {};
  const fs::path file = fs::path(folder) / "photogate.key";
  std::error_code failed;
  return fs::exists(file, failed) ? file : fs::path();
}

// systemd from 254 on lets the service's account read a credential by an access list: the file is
// root's, and its group's bits are only the list's mask. Whoever could be on that list besides is
// root's choice, as is the file.
bool IsCredentialByList(int fd, const struct stat& info, const fs::path& file) {
  return file == SystemdCredential() && info.st_uid == 0 && (info.st_mode & ~S_IFMT) == 0440 &&
         fgetxattr(fd, "system.posix_acl_access", nullptr, 0) > 0;
}

bool MakeFolders(const fs::path& folder) {
  if (folder.empty()) return true;
  std::error_code failed;
  if (fs::is_directory(folder, failed)) return true;
  if (!MakeFolders(folder.parent_path())) return false;
  if (mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) return false;
  return SyncFolder(folder.parent_path().empty() ? "." : folder.parent_path());
}

// A service has no key file of its account's: what it needs is the credential.
Error NoCredential() {
  return Error{ErrorKind::kUnavailable,
               "The credentials that systemd gave ($CREDENTIALS_DIRECTORY) have no photogate.key, "
               "and this account has no key file either. Name the credential so in the service: "
               "LoadCredential=photogate.key:FILE, and start it again; nothing was changed.",
               std::string(Variable("CREDENTIALS_DIRECTORY"))};
}

Error DoesNotOpenThisWay(const Keyring& keyring) {
  if (keyring.Has(WayKind::kKey)) {
    return Error{ErrorKind::kUnavailable,
                 "This register opens with a key file: name it with --key-file, or use "
                 "--recovery-key. Nothing was changed."};
  }
  return Error{ErrorKind::kUnavailable,
               "This register opens with a passphrase: say --passphrase (or --passphrase-fd), or "
               "use --recovery-key. Nothing was changed."};
}

}  // namespace

fs::path DefaultKeyFile(const FileId& file) {
  return ConfigFolder() / "photogate" / (HexOf(file) + ".key");
}

Error PassphraseTooShort() {
  return Error{ErrorKind::kUnavailable,
               "The passphrase is too short: it takes 12 characters or more, best several words "
               "that have nothing to do with each other. Nothing was changed."};
}

Result<Secret> KeyFromText(ByteView text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text = text.first(text.size() - 1);
  }
  if (text.size() < kLeastKeyBytes || text.size() > kMostKeyBytes) {
    return Error{ErrorKind::kUnavailable,
                 "The key is not one: it has to be 32 to 4,096 bytes, unpredictable, such as "
                 "`openssl rand -hex 32` gives. Nothing was changed."};
  }
  return Secret::Of(text);
}

Result<Secret> ReadKeyFile(const fs::path& file, const fs::path& home) {
  const Descriptor in(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!in.open()) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return CannotUse(
          "The register's key file is missing. Put it back, name it with --key-file, or open the "
          "register with --recovery-key; nothing was changed.",
          file);
    }
    return CannotUse(
        "The register's key file cannot be read by this account. Run photogate as "
        "the account that made the register; nothing was changed.",
        file);
  }
  struct stat info {};
  if (fstat(in.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return CannotUse("The key file is not an ordinary file. Nothing was changed.", file);
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0 && !IsCredentialByList(in.get(), info, file)) {
    return CannotUse(
        "The key file can be read by other accounts, so it is not used. Take their "
        "rights away (chmod 600), and run `photogate rekey` if somebody may have "
        "read it; nothing was changed.",
        file);
  }
  if (info.st_uid != geteuid() && info.st_uid != 0) {
    return CannotUse(
        "The key file belongs to another account, so it is not used. Nothing was "
        "changed.",
        file);
  }
  const Result<Done> place = CheckKeyPlace(file, home);
  if (!place.ok()) return place.error();
  Secret text(kMostKeyBytes + 2);
  const auto got = ReadUpTo(in.get(), text.mutable_view());
  if (!got) return CannotUse("The key file cannot be read. Check the disk.", file);
  auto key = KeyFromText(text.view().first(*got));
  if (!key.ok()) return CannotUse(key.error().message, file);
  return key;
}

Result<Done> CheckKeyPlace(const fs::path& file, const fs::path& home) {
  if (!IsInside(file, home)) return Done{};
  return CannotUse(
      "The key file lies inside the register's folder, where whoever copies the folder "
      "has both. Move it elsewhere and name it with --key-file; nothing was changed.",
      file);
}

Result<Secret> MakeKeyFile(const fs::path& file, const fs::path& home) {
  const Result<Done> place = CheckKeyPlace(file, home);
  if (!place.ok()) return place.error();
  const Error cannot = CannotUse(
      "The key file cannot be made. Check the access rights and the free "
      "space, or name another place with --key-file; nothing was "
      "changed.",
      file);
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  if (!MakeFolders(folder)) return cannot;
  const Descriptor out(
      open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!out.open()) return cannot;
  const Secret random = Secret::Random(32);
  std::string text = HexOf(random.view());
  Secret key = Secret::Of(text);
  text += '\n';
  const bool written =
      WriteAll(out.get(),
               ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())) &&
      fsync(out.get()) == 0 && SyncFolder(folder);
  Wipe(text);
  if (!written) {
    unlink(file.c_str());
    return cannot;
  }
  return key;
}

fs::path StagedKeyFile(const fs::path& file, const FileId& id) {
  std::string staged = file.string();
  if (file != DefaultKeyFile(id)) staged.append(1, '.').append(HexOf(id));
  return staged.append(".new");
}

void RemoveStagedKeyFile(const fs::path& file, const FileId& id, const Secret& used,
                         const fs::path& home) {
  const fs::path staged = StagedKeyFile(file, id);
  std::error_code failed;
  if (file.empty() || !fs::exists(fs::symlink_status(staged, failed))) return;
  const auto lock = HomeLock::Take(home);
  if (!lock.ok()) return;
  const auto left = ReadKeyFile(staged, home);
  if (left.ok()) {
    const ByteView a = left.value().view(), b = used.view();
    if (std::equal(a.begin(), a.end(), b.begin(), b.end())) return;
  }
  // A crash may have left it short; anything else that is no key was not made here.
  if (!left.ok() && fs::file_size(staged, failed) >= kLeastKeyBytes) return;
  if (fs::is_regular_file(fs::symlink_status(staged, failed))) unlink(staged.c_str());
}

fs::path KeyFileOf(const KeyAccess& access, const FileId& file) {
  switch (access.from) {
    case KeyAccess::From::kAutomatic: {
      const fs::path credential = SystemdCredential();
      return credential.empty() ? DefaultKeyFile(file) : credential;
    }
    case KeyAccess::From::kKeyFile: return access.key_file;
    case KeyAccess::From::kKey:
    case KeyAccess::From::kPassphrase:
    case KeyAccess::From::kRecoveryKey: return {};
  }
  return {};
}

Result<Credential> FindCredential(const KeyAccess& access, const Keyring& keyring,
                                  const fs::path& home) {
  switch (access.from) {
    case KeyAccess::From::kAutomatic:
    case KeyAccess::From::kKeyFile: {
      if (!keyring.Has(WayKind::kKey)) return DoesNotOpenThisWay(keyring);
      const fs::path file = KeyFileOf(access, keyring.file);
      std::error_code failed;
      if (access.from == KeyAccess::From::kAutomatic && Variable("CREDENTIALS_DIRECTORY") &&
          !fs::exists(file, failed)) {
        return NoCredential();
      }
      auto key = ReadKeyFile(file, home);
      if (!key.ok()) return key.error();
      return Credential{WayKind::kKey, std::move(key).value()};
    }
    case KeyAccess::From::kKey: {
      if (!keyring.Has(WayKind::kKey)) return DoesNotOpenThisWay(keyring);
      auto key = KeyFromText(access.secret->view());
      if (!key.ok()) return key.error();
      return Credential{WayKind::kKey, std::move(key).value()};
    }
    case KeyAccess::From::kPassphrase:
      if (!keyring.Has(WayKind::kPassphrase)) return DoesNotOpenThisWay(keyring);
      return Credential{WayKind::kPassphrase, access.secret->Copy()};
    case KeyAccess::From::kRecoveryKey: {
      const ByteView typed = access.secret->view();
      auto key = ParseRecoveryKey(
          std::string_view(reinterpret_cast<const char*>(typed.data()), typed.size()));
      if (!key.ok()) return key.error();
      return Credential{WayKind::kRecovery, std::move(key).value()};
    }
  }
  return DoesNotOpenThisWay(keyring);
}

}  // namespace photogate
