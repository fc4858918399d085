#include "consent/photo_vault.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "consent/disk_cause.h"
#include "consent/sealed_photo.h"
#include "consent/shared_home.h"
#include "consent/store.h"
#include "crypto/random.h"
#include "crypto/sealed_stream.h"
#include "crypto/sha256.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnfinished = ".sealing";

Error CannotWrite(const fs::path& file) {
  return Error{ErrorKind::kUnavailable,
               "An encrypted photo cannot be written: " +
                   DiskCause(errno, "check the access rights of its folder") + ".",
               file.string()};
}

Error KeyGone() {
  return Error{ErrorKind::kNotFound, "The photo was deleted: its key is gone for good."};
}

Error Stopped() {
  return Error{ErrorKind::kUnavailable, "It was stopped in the middle; nothing of it is left."};
}

Result<Secret> FindKey(Store& store, const VaultId& id) {
  return store.Read([&](Database& database) -> Result<Secret> {
    Rows rows = database.Query("SELECT key FROM photo_key WHERE id = ?", {id.value});
    if (!rows.Next()) return KeyGone();
    Bytes key = rows.Blob(0);
    Secret secret = Secret::Of(ByteView(key));
    Wipe(key);
    if (secret.size() != kStreamKeyBytes) {
      return Error{ErrorKind::kCorrupt,
                   "A photo's key on the register is damaged. Restore the "
                   "latest backup."};
    }
    return secret;
  });
}

// Not a change of what decisions rest on, so no version is asked for.
const Actor kVault{"photogate"};

Result<Done> AddKey(Store& store, const VaultId& id, const Secret& key) {
  return store.Write(kVault, "vault", [&](Database& database, Change& change) -> Result<Done> {
    database.Run("INSERT INTO photo_key(id, key, created) VALUES(?, ?, ?)",
                 {id.value, key.view(), change.now()});
    return Done{};
  });
}

void DropKey(Store& store, const VaultId& id) {
  // When this fails too, a key without a photo is left: harmless, and ForgetAllBut finds it.
  [[maybe_unused]] const auto dropped =
      store.Write(kVault, "vault", [&](Database& database, Change&) -> Result<Done> {
        database.Run("DELETE FROM photo_key WHERE id = ?", {id.value});
        return Done{};
      });
}

Result<VaultPhoto> SealInto(Store& store, const PhotoReader& source, const fs::path& file,
                            std::uint64_t most_bytes) {
  const VaultId id{RandomHex(16)};
  const Secret key = Secret::Random(kStreamKeyBytes);
  const Result<Done> added = AddKey(store, id, key);
  if (!added.ok()) return added.error();

  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  const fs::path unfinished = folder / fmt::format(".{}{}", id.value, kUnfinished);
  const auto written = [&]() -> Result<VaultPhoto> {
    const Descriptor out(OpenNewFile(unfinished, O_WRONLY));
    if (!out.open()) return CannotWrite(file);
    auto sealed = SealPhoto(id, key, source, most_bytes, out.get());
    if (!sealed.ok()) return sealed.error();
    if (fsync(out.get()) != 0) return CannotWrite(file);
    // Unlike rename, link never replaces what is there.
    if (link(unfinished.c_str(), file.c_str()) != 0) {
      if (errno != EEXIST) return CannotWrite(file);
      return Error{ErrorKind::kConflict, "There is a file of this name already.", file.string()};
    }
    if (!SyncFolder(folder)) {
      unlink(file.c_str());
      return CannotWrite(file);
    }
    return sealed;
  }();
  unlink(unfinished.c_str());
  if (!written.ok()) DropKey(store, id);
  return written;
}

Result<Done> OpenInto(Store& store, const VaultId& id, const fs::path& file,
                      std::uint64_t most_bytes, const PhotoWriter& sink) {
  const auto key = FindKey(store, id);
  if (!key.ok()) return key.error();
  const Descriptor in(open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!in.open()) {
    return Error{errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnavailable,
                 errno == ENOENT ? "The encrypted photo is not where it was put."
                                 : "The encrypted photo cannot be opened by this account.",
                 file.string()};
  }
  return OpenPhoto(id, key.value(), in.get(), most_bytes, sink);
}

// Empty when there is no file that could be read: destroying must not fail over that.
Sha256Hex HashOfFile(const fs::path& file) {
  const Descriptor in(open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!in.open()) return {};
  Sha256Stream hash;
  Bytes piece(64 * 1024);
  while (true) {
    const auto got = ReadUpTo(in.get(), piece);
    if (!got) return {};
    hash.Update(ByteView(piece).first(*got));
    if (*got < piece.size()) return hash.Finish();
  }
}

}  // namespace

Result<VaultPhoto> PhotoVault::Seal(int source, const fs::path& file, std::uint64_t most_bytes,
                                    const std::atomic<bool>* stop) {
  const PhotoReader reader = [source, stop](std::span<std::uint8_t> into) -> Result<std::size_t> {
    if (stop != nullptr && stop->load()) return Stopped();
    const auto got = ReadUpTo(source, into);
    if (!got) return Error{ErrorKind::kUnavailable, "The photo cannot be read. Check the disk."};
    return *got;
  };
  return SealInto(register_.store(), reader, file, most_bytes);
}

Result<VaultPhoto> PhotoVault::Seal(ByteView photo, const fs::path& file) {
  ByteView rest = photo;
  const PhotoReader reader = [&rest](std::span<std::uint8_t> into) -> Result<std::size_t> {
    const std::size_t size = std::min(rest.size(), into.size());
    std::copy_n(rest.begin(), size, into.begin());
    rest = rest.subspan(size);
    return size;
  };
  return SealInto(register_.store(), reader, file, photo.size());
}

Result<Descriptor> PhotoVault::Open(const VaultId& id, const fs::path& file,
                                    std::uint64_t most_bytes) {
  const Error no_memory{ErrorKind::kUnavailable,
                        "There is not enough memory to open a photo. Close other programs."};
  Descriptor memory(memfd_create("photo", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory.open()) return no_memory;
  const auto opened =
      OpenInto(register_.store(), id, file, most_bytes, [&](ByteView piece) -> Result<Done> {
        if (!WriteAll(memory.get(), piece)) return no_memory;
        return Done{};
      });
  if (!opened.ok()) return opened.error();
  if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) !=
          0 ||
      lseek(memory.get(), 0, SEEK_SET) != 0) {
    return no_memory;
  }
  return memory;
}

Result<Sha256Hex> PhotoVault::HashOf(const VaultId& id, const fs::path& file,
                                     std::uint64_t most_bytes, const std::atomic<bool>* stop) {
  Sha256Stream hash;
  const auto opened =
      OpenInto(register_.store(), id, file, most_bytes, [&](ByteView piece) -> Result<Done> {
        if (stop != nullptr && stop->load()) return Stopped();
        hash.Update(piece);
        return Done{};
      });
  if (!opened.ok()) return opened.error();
  return hash.Finish();
}

Result<Bytes> PhotoVault::Read(const VaultId& id, const fs::path& file, std::uint64_t most_bytes) {
  Bytes photo;
  const auto opened =
      OpenInto(register_.store(), id, file, most_bytes, [&](ByteView piece) -> Result<Done> {
        photo.insert(photo.end(), piece.begin(), piece.end());
        return Done{};
      });
  if (!opened.ok()) return opened.error();
  return photo;
}

Result<VaultId> PhotoVault::IdOf(const fs::path& file) {
  const Descriptor in(open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!in.open()) {
    return Error{errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnavailable,
                 "The encrypted photo cannot be opened.", file.string()};
  }
  return ReadPhotoId(in.get(), file);
}

Result<VaultReceipt> PhotoVault::Destroy(const VaultId& id, const fs::path& file,
                                         const std::string& why, const Actor& by) {
  auto receipts = Destroy(std::vector<Doomed>{{id, file}}, why, by);
  if (!receipts.ok()) return receipts.error();
  return receipts.value().front();
}

Result<std::vector<VaultReceipt>> PhotoVault::Destroy(const std::vector<Doomed>& photos,
                                                      const std::string& why, const Actor& by) {
  if (why.empty()) {
    return Error{ErrorKind::kRefused, "A photo is destroyed with the reason. Say why."};
  }
  std::vector<VaultReceipt> receipts;
  for (const Doomed& photo : photos) {
    receipts.push_back({photo.id, HashOfFile(photo.file), why, "", by.account});
  }
  const auto done = register_.store().Write(
      by, "destroy photo", [&](Database& database, Change& change) -> Result<Done> {
        for (VaultReceipt& receipt : receipts) {
          receipt.at = change.now();
          if (database.Run("DELETE FROM photo_key WHERE id = ?", {receipt.id.value}) == 0) {
            return KeyGone();
          }
          database.Run(
              "INSERT INTO photo_receipt(at, actor, photo, sealed_sha256, why) "
              "VALUES(?, ?, ?, ?, ?)",
              {receipt.at, by.account, receipt.id.value, receipt.sealed_sha256.value, why});
        }
        return Done{};
      });
  if (!done.ok()) return done.error();
  // secure_delete has overwritten the key in the new page; the old one goes with the log.
  register_.store().TruncateLog();
  for (const Doomed& photo : photos) {
    if (!photo.file.empty()) unlink(photo.file.c_str());
  }
  return receipts;
}

Result<std::vector<VaultReceipt>> PhotoVault::Receipts(int most) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<VaultReceipt>> {
    std::vector<VaultReceipt> receipts;
    Rows rows = database.Query(
        "SELECT photo, sealed_sha256, why, at, actor FROM photo_receipt ORDER BY number DESC "
        "LIMIT ?",
        {most});
    while (rows.Next()) {
      receipts.push_back({VaultId{rows.Text(0)}, Sha256Hex{rows.Text(1)}, rows.Text(2),
                          rows.Text(3), rows.Text(4)});
    }
    return receipts;
  });
}

Result<bool> PhotoVault::Has(const VaultId& id) {
  return register_.store().Read([&](Database& database) -> Result<bool> {
    return database.Int("SELECT count(*) FROM photo_key WHERE id = ?", {id.value}) != 0;
  });
}

bool PhotoVault::IsUnfinished(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.starts_with(".") && name.ends_with(kUnfinished);
}

Result<VaultSweep> PhotoVault::Sweep(const fs::path& folder) {
  VaultSweep sweep;
  std::error_code failed;
  for (auto entry = fs::recursive_directory_iterator(folder, failed);
       !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    const fs::path& file = entry->path();
    std::error_code ignored;
    if (!fs::is_regular_file(entry->symlink_status(ignored))) continue;
    bool remove = IsUnfinished(file);
    if (!remove) {
      const auto id = IdOf(file);
      if (!id.ok()) {
        if (id.error().kind != ErrorKind::kUnsupported) ++sweep.unreadable;
        continue;
      }
      const auto there = Has(id.value());
      if (!there.ok()) return there.error();
      remove = !there.value();
    }
    if (remove && unlink(file.c_str()) == 0) ++sweep.removed;
  }
  if (failed) {
    return Error{ErrorKind::kUnavailable, "A folder of encrypted photos cannot be read.",
                 folder.string()};
  }
  return sweep;
}

Result<int> PhotoVault::ForgetAllBut(const std::vector<VaultId>& known) {
  const std::set<VaultId> keep(known.begin(), known.end());
  auto forgotten =
      register_.store().Write(kVault, "vault", [&](Database& database, Change&) -> Result<int> {
        std::vector<std::string> doomed;
        {
          Rows rows = database.Query("SELECT id FROM photo_key");
          while (rows.Next()) {
            if (!keep.contains(VaultId{rows.Text(0)})) doomed.push_back(rows.Text(0));
          }
        }
        for (const std::string& id : doomed) {
          database.Run("DELETE FROM photo_key WHERE id = ?", {id});
        }
        return static_cast<int>(doomed.size());
      });
  if (forgotten.ok() && forgotten.value() > 0) register_.store().TruncateLog();
  return forgotten;
}

}  // namespace photogate
