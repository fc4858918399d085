#include "consent/online_copy.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "consent/descriptor.h"
#include "consent/disk_cause.h"
#include "consent/sealed_vfs.h"
#include "consent/shared_home.h"
#include "crypto/blake2b.h"
#include "crypto/hex.h"

namespace photogate {
namespace {

constexpr int kWaitMs = 60'000;

Error CannotCopy(int cause) {
  if (IsDiskFull(cause)) {
    return Error{ErrorKind::kUnavailable,
                 "The disk is full, or its quota is used up. Free some space, or choose another "
                 "disk; no backup was made."};
  }
  return Error{ErrorKind::kUnavailable,
               "The copy cannot be written. Check the disk and the access rights of the folder; no "
               "backup was made."};
}

Error Failed(const SQLite::Exception& failure) {
  const int code = failure.getErrorCode() & 0xff;
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
    return Error{ErrorKind::kCorrupt,
                 "The register, or its copy, is damaged. Keep the backups that there are, and "
                 "restore the latest good one.",
                 failure.what()};
  }
  if (code == SQLITE_FULL) return CannotCopy(ENOSPC);
  return Error{ErrorKind::kUnavailable,
               "The register or its copy cannot be read or written. Check the disk and the access "
               "rights.",
               failure.what()};
}

void Put(Blake2bStream& hash, std::int64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(number >> (8 * i) & 0xff);
  }
  hash.Update(bytes);
}

void Put(Blake2bStream& hash, const SQLite::Column& value) {
  Put(hash, value.getType());
  if (value.isNull()) return;
  // As bytes, integers and reals too: their text is the same for the same value.
  const auto* data = static_cast<const std::uint8_t*>(value.getBlob());
  const auto size = static_cast<std::size_t>(value.getBytes());
  Put(hash, static_cast<std::int64_t>(size));
  hash.Update({data, size});
}

}  // namespace

struct FrozenRegister::State {
  explicit State(KeySupply& keys) : vfs(keys) {}
  SealedVfs vfs;
  std::unique_ptr<SQLite::Database> database;
};

FrozenRegister::FrozenRegister(std::unique_ptr<State> state) : state_(std::move(state)) {}
FrozenRegister::~FrozenRegister() = default;

Result<std::unique_ptr<FrozenRegister>> FrozenRegister::Open(const std::filesystem::path& file,
                                                             KeySupply& keys) {
  try {
    auto state = std::make_unique<State>(keys);
    state->database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE,
                                                         kWaitMs, state->vfs.name());
    state->database->exec("PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; BEGIN");
    // The first reading fixes the state that is seen.
    state->database->execAndGet("SELECT count(*) FROM sqlite_schema");
    return std::unique_ptr<FrozenRegister>(new FrozenRegister(std::move(state)));
  } catch (const SQLite::Exception& failure) {
    return Failed(failure);
  }
}

Result<Done> FrozenRegister::CopyTo(const std::filesystem::path& file, KeySupply& keys) {
  const Descriptor fresh(OpenNewFile(file, O_RDWR));
  if (!fresh.open()) return CannotCopy(errno);
  try {
    const SealedVfs vfs(keys);
    SQLite::Database to(file.string(), SQLite::OPEN_READWRITE, kWaitMs, vfs.name());
    to.exec(
        "PRAGMA page_size=4096; PRAGMA temp_store=MEMORY; PRAGMA locking_mode=EXCLUSIVE; "
        "PRAGMA journal_mode=MEMORY");
    int reserve = static_cast<int>(kReserveBytes);
    if (sqlite3_file_control(to.getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve) !=
        SQLITE_OK) {
      return CannotCopy(sqlite3_system_errno(to.getHandle()));
    }
    sqlite3_backup* backup =
        sqlite3_backup_init(to.getHandle(), "main", state_->database->getHandle(), "main");
    if (backup == nullptr) return CannotCopy(sqlite3_system_errno(to.getHandle()));
    const int stepped = sqlite3_backup_step(backup, -1);
    const int finished = sqlite3_backup_finish(backup);
    if (stepped != SQLITE_DONE || finished != SQLITE_OK) {
      if ((stepped & 0xff) == SQLITE_CORRUPT) {
        return Error{ErrorKind::kCorrupt,
                     "The register is damaged, so it is not copied. Restore the latest backup."};
      }
      if ((stepped & 0xff) == SQLITE_FULL || (finished & 0xff) == SQLITE_FULL) {
        return CannotCopy(ENOSPC);
      }
      return CannotCopy(sqlite3_system_errno(to.getHandle()));
    }
  } catch (const SQLite::Exception& failure) {
    return Failed(failure);
  }
  if (fsync(fresh.get()) != 0) return CannotCopy(errno);
  return Done{};
}

Result<std::vector<TableDigest>> FrozenRegister::Digests() {
  try {
    std::vector<TableDigest> digests;
    SQLite::Statement schema(*state_->database,
                             "SELECT type, name, coalesce(sql, '') FROM sqlite_schema "
                             "ORDER BY type, name");
    while (schema.executeStep()) {
      const std::string type = schema.getColumn(0).getString();
      const std::string name = schema.getColumn(1).getString();
      TableDigest digest{type + " " + name + " " + schema.getColumn(2).getString(), "", 0};
      if (type == "table") {
        Blake2bStream hash;
        std::string quoted = "\"";
        for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
        SQLite::Statement rows(*state_->database, "SELECT * FROM " + quoted + "\"");
        while (rows.executeStep()) {
          for (int i = 0; i < rows.getColumnCount(); ++i) Put(hash, rows.getColumn(i));
          ++digest.rows;
        }
        digest.hash = HexOf(hash.Finish());
      }
      digests.push_back(std::move(digest));
    }
    return digests;
  } catch (const SQLite::Exception& failure) {
    return Failed(failure);
  }
}

}  // namespace photogate
