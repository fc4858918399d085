#include "consent/plain_register.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "consent/descriptor.h"
#include "consent/sealed_vfs.h"
#include "consent/shared_home.h"

namespace photogate {
namespace {

// Where the header keeps how many bytes of each page are reserved (sqlite.org/fileformat2.html).
constexpr std::size_t kReservedAt = 20;

// Page by page, once every page has the room.
bool SealAll(const std::filesystem::path& plain, int out, const PageKeys& keys) {
  const Descriptor in(open(plain.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<std::uint8_t, kPageBytes> page, sealed;
  for (std::uint32_t number = 1;; ++number) {
    const auto got = in.open() ? ReadUpTo(in.get(), page) : std::nullopt;
    if (!got) return false;
    if (*got == 0) return number > 1;
    if (*got != kPageBytes || (number == 1 && page[kReservedAt] != kReserveBytes)) return false;
    // What a page held before it was vacated may still stand there.
    std::fill(page.end() - kReserveBytes, page.end(), std::uint8_t{0});
    if (!SealPage(page, {false, number, {}}, keys, sealed) || !WriteAll(out, sealed)) return false;
  }
}

}  // namespace

Result<Done> CopySealed(const std::filesystem::path& plain, const std::filesystem::path& sealed,
                        KeySupply& keys) {
  const Error in_use{ErrorKind::kUnavailable,
                     "The register is in use or cannot be read. Stop every other photogate and try "
                     "again; nothing was changed."};
  const Descriptor fresh(OpenNewFile(sealed, O_RDWR));
  if (!fresh.open()) return in_use;
  const SealedVfs vfs(keys);
  try {
    constexpr int kWaitMs = 5'000;
    SQLite::Database from(plain.string(), SQLite::OPEN_READWRITE, kWaitMs);
    // Out of the log's mode: only possible while nobody else has it open.
    from.exec("PRAGMA temp_store=MEMORY");
    if (from.execAndGet("PRAGMA journal_mode=DELETE").getString() != "delete") return in_use;
    if (from.execAndGet("PRAGMA integrity_check(1)").getString() != "ok") {
      return Error{ErrorKind::kCorrupt,
                   "The register's file is damaged. Restore the latest backup; nothing was "
                   "changed."};
    }
    // First the size: naming it takes back what is asked for next.
    from.exec("PRAGMA page_size=4096");
    int reserve = static_cast<int>(kReserveBytes);
    if (sqlite3_file_control(from.getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve) !=
        SQLITE_OK) {
      return in_use;
    }
    // Makes the room in each page; the content stays.
    from.exec("VACUUM");
    if (!SealAll(plain, fresh.get(), keys.keys())) return in_use;
    SQLite::Database to(sealed.string(), SQLite::OPEN_READWRITE, kWaitMs, vfs.name());
    to.exec("PRAGMA temp_store=MEMORY; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY");
    if (to.execAndGet("PRAGMA integrity_check(1)").getString() != "ok") return in_use;
    if (to.execAndGet("PRAGMA journal_mode=WAL").getString() != "wal") return in_use;
  } catch (const SQLite::Exception& failure) {
    return Error{in_use.kind, in_use.message, failure.what()};
  }
  if (fsync(fresh.get()) != 0) return in_use;
  return Done{};
}

void Overwrite(const std::filesystem::path& file) {
  const Descriptor out(open(file.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat info {};
  if (!out.open() || fstat(out.get(), &info) != 0) return;
  const Bytes zeros(64 * 1024, 0);
  auto left = static_cast<std::size_t>(info.st_size);
  while (left > 0) {
    const std::size_t size = std::min(left, zeros.size());
    if (!WriteAll(out.get(), ByteView(zeros).first(size))) return;
    left -= size;
  }
  fsync(out.get());
}

}  // namespace photogate
