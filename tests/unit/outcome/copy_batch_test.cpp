#include "outcome/copy_batch.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "tests/support/paths.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

const Bytes kPicture{1, 2, 3, 4};

std::size_t Count(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// The real disk, which notes the order of what is asked and can fail or lie for one file.
class WatchedDisk final : public FileSystem {
 public:
  Result<Done> MakeFolder(const fs::path& folder) override { return disk_.MakeFolder(folder); }
  Result<std::vector<std::string>> List(const fs::path& folder) override {
    return disk_.List(folder);
  }
  Result<Done> WriteNew(const fs::path& file, ByteView bytes) override {
    return disk_.WriteNew(file, bytes);
  }
  Result<Done> WriteNewLater(const fs::path& file, ByteView bytes) override {
    return disk_.WriteNewLater(file, bytes);
  }
  Result<Done> SyncFile(const fs::path& file) override {
    if (fail_sync) return Error{ErrorKind::kUnavailable, "full", file.string()};
    synced_[file] = true;
    return disk_.SyncFile(file);
  }
  Result<Sha256Hex> Hash(const fs::path& file) override {
    if (lie) return Sha256Hex{std::string(64, '0')};
    return disk_.Hash(file);
  }
  Result<Done> RenameNew(const fs::path& from, const fs::path& to) override {
    CHECK(synced_[from]);
    return disk_.RenameNew(from, to);
  }
  Result<Done> SyncFolder(const fs::path& folder) override {
    ++folder_syncs;
    if (fail_folder) return Error{ErrorKind::kUnavailable, "full", folder.string()};
    return disk_.SyncFolder(folder);
  }
  Result<Done> Remove(const fs::path& file) override { return disk_.Remove(file); }
  Result<std::unique_ptr<FolderLock>> Lock(const fs::path& folder) override {
    return disk_.Lock(folder);
  }

  bool fail_sync = false, lie = false, fail_folder = false;
  int folder_syncs = 0;

 private:
  PosixFileSystem disk_;
  std::map<fs::path, bool> synced_;
};

}  // namespace

TEST_CASE("copies of a batch get their names only once the disk has them", "[outcome]") {
  const test::TempFolder out;
  WatchedDisk disk;
  CopyBatch batch(disk);
  for (std::size_t job = 0; job < 3; ++job) {
    REQUIRE(batch.Add(job, out.path(), "a.jpg", kPicture).ok());
    CHECK_FALSE(fs::exists(out.path() / "a.jpg"));
  }
  const auto placed = batch.Place();
  REQUIRE(placed.size() == 3);
  for (const PlacedCopy& copy : placed) CHECK(copy.file.ok());
  // Nothing is overwritten, and the folder's names are waited for once.
  for (const char* name : {"a.jpg", "a-2.jpg", "a-3.jpg"}) CHECK(fs::exists(out.path() / name));
  CHECK(disk.folder_syncs == 1);
  CHECK(Count(out.path()) == 3);
  CHECK(batch.Place().empty());
}

TEST_CASE("a copy that the disk did not take leaves no file behind", "[outcome]") {
  for (const bool lie : {false, true}) {
    const test::TempFolder out;
    WatchedDisk disk;
    disk.lie = lie;
    disk.fail_sync = !lie;
    CopyBatch batch(disk);
    REQUIRE(batch.Add(7, out.path(), "a.jpg", kPicture).ok());
    const auto placed = batch.Place();
    REQUIRE(placed.size() == 1);
    CHECK(placed[0].job == 7);
    REQUIRE_FALSE(placed[0].file.ok());
    CHECK(placed[0].file.error().kind == ErrorKind::kUnavailable);
    CHECK(Count(out.path()) == 0);
  }
}

TEST_CASE("a copy whose name may be lost in a power cut does not count as written", "[outcome]") {
  const test::TempFolder out;
  WatchedDisk disk;
  disk.fail_folder = true;
  CopyBatch batch(disk);
  REQUIRE(batch.Add(0, out.path(), "a.jpg", kPicture).ok());
  const auto placed = batch.Place();
  REQUIRE(placed.size() == 1);
  CHECK_FALSE(placed[0].file.ok());
}

TEST_CASE("a batch says when it is full", "[outcome]") {
  const test::TempFolder out;
  PosixFileSystem disk;
  CopyBatch batch(disk);
  bool full = false;
  std::size_t added = 0;
  while (!full && added < 1000) {
    const auto more = batch.Add(added++, out.path(), "a.jpg", kPicture);
    REQUIRE(more.ok());
    full = more.value();
  }
  CHECK(full);
  CHECK(batch.Place().size() == added);
}

}  // namespace photogate
