// The register's tables behind the program's back, as somebody with the key could reach them.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "consent/home.h"
#include "consent/home_keys.h"
#include "consent/sealed_vfs.h"
#include "tests/support/run_program.h"

namespace photogate::test {

class RawRegister {
 public:
  // The register of a home.
  explicit RawRegister(const std::filesystem::path& home) { Open(home, Unlocked(home)); }

  // A home made here, with an empty database in it.
  struct Fresh {};
  RawRegister(const std::filesystem::path& home, Fresh) {
    std::filesystem::create_directory(home);
    auto made = MakeHomeKeys(home, {});
    REQUIRE(made.ok());
    Open(home, std::move(made.value().keys), SQLite::OPEN_CREATE);
    database_->exec("PRAGMA page_size=4096; PRAGMA journal_mode=MEMORY");
    int reserve = static_cast<int>(kReserveBytes);
    REQUIRE(sqlite3_file_control(database_->getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES,
                                 &reserve) == SQLITE_OK);
  }

  SQLite::Database& operator*() { return *database_; }
  SQLite::Database* operator->() { return database_.get(); }

 private:
  static std::unique_ptr<HomeKeys> Unlocked(const std::filesystem::path& home) {
    auto keys = HomeKeys::Open(home, {});
    REQUIRE(keys.ok());
    return std::move(keys).value();
  }

  void Open(const std::filesystem::path& home, std::unique_ptr<HomeKeys> keys, int flags = 0) {
    keys_ = std::move(keys);
    vfs_ = std::make_unique<SealedVfs>(*keys_);
    database_ = std::make_unique<SQLite::Database>(
        RegisterFile(home).string(), SQLite::OPEN_READWRITE | flags, 5000, vfs_->name());
  }

  std::unique_ptr<HomeKeys> keys_;
  std::unique_ptr<SealedVfs> vfs_;
  std::unique_ptr<SQLite::Database> database_;
};

// Every page of the register's file and of its log that the key opens, one after the other: what
// somebody with the key finds on the disk, deleted or not.
inline std::string DecryptedPages(const std::filesystem::path& home) {
  auto keys = HomeKeys::Open(home, {});
  REQUIRE(keys.ok());
  std::string all;
  std::array<std::uint8_t, kPageBytes> page;
  const auto open = [&](const char* sealed, const PagePlace& place) {
    const PageView view(reinterpret_cast<const std::uint8_t*>(sealed), kPageBytes);
    if (OpenPage(view, place, *keys.value(), page) != PageOpening::kOpened) return;
    all.append(reinterpret_cast<const char*>(page.data()), kPageBytes);
  };
  const std::string file = ReadText(RegisterFile(home));
  for (std::size_t at = 0; at + kPageBytes <= file.size(); at += kPageBytes) {
    open(file.data() + at, {false, static_cast<std::uint32_t>(at / kPageBytes + 1), {}});
  }
  const std::string log = ReadText(RegisterFile(home).string() + "-wal");
  for (std::size_t at = 32; at + 24 + kPageBytes <= log.size(); at += 24 + kPageBytes) {
    PagePlace place{true, 0, {}};
    for (std::size_t i = 0; i < 4; ++i) {
      place.number = place.number << 8 | static_cast<std::uint8_t>(log[at + i]);
    }
    for (std::size_t i = 0; i < 8; ++i) {
      place.salts[i] = static_cast<std::uint8_t>(log[16 + i]);
    }
    open(log.data() + at + 24, place);
  }
  return all;
}

}  // namespace photogate::test
