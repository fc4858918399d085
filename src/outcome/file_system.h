// The disk behind a small interface, so that a test can fail or stop at each step.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"

namespace photogate {

// Held while it lives; the system lets go of it when the process ends, however it ends.
class FolderLock {
 public:
  virtual ~FolderLock() = default;
};

// Every error has the path in its context. kUnavailable: the disk cannot serve (full, read-only,
// not allowed). Thread-safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Makes the folder unless it is there. kRefused when something else has its name, a symbolic link
  // included.
  virtual Result<Done> MakeFolder(const std::filesystem::path& folder) = 0;

  // Names of everything in the folder.
  virtual Result<std::vector<std::string>> List(const std::filesystem::path& folder) = 0;

  // Creates a file that was not there, readable by its owner only, writes all of `bytes` and waits
  // until the disk has them. kRefused when the name is taken. After an error the file may be there
  // in part.
  virtual Result<Done> WriteNew(const std::filesystem::path& file, ByteView bytes) = 0;

  // The same without waiting for the disk: SyncFile must follow. A disk that knows no such
  // difference waits here.
  virtual Result<Done> WriteNewLater(const std::filesystem::path& file, ByteView bytes) {
    return WriteNew(file, bytes);
  }
  // Waits until the disk has the file.
  virtual Result<Done> SyncFile(const std::filesystem::path&) { return Done{}; }

  // Hash of the file as it reads back.
  virtual Result<Sha256Hex> Hash(const std::filesystem::path& file) = 0;

  // Gives the file another name on the same disk, in one step. kRefused when that name is taken:
  // nothing is ever overwritten.
  virtual Result<Done> RenameNew(const std::filesystem::path& from,
                                 const std::filesystem::path& to) = 0;

  // Waits until the disk has the folder's names.
  virtual Result<Done> SyncFolder(const std::filesystem::path& folder) = 0;

  virtual Result<Done> Remove(const std::filesystem::path& file) = 0;

  // One holder at a time, other processes included. kConflict when somebody else has it.
  virtual Result<std::unique_ptr<FolderLock>> Lock(const std::filesystem::path& folder) = 0;
};

// The real one, on POSIX and Linux's renameat2.
class PosixFileSystem : public FileSystem {
 public:
  Result<Done> MakeFolder(const std::filesystem::path& folder) override;
  Result<std::vector<std::string>> List(const std::filesystem::path& folder) override;
  Result<Done> WriteNew(const std::filesystem::path& file, ByteView bytes) override;
  Result<Done> WriteNewLater(const std::filesystem::path& file, ByteView bytes) override;
  Result<Done> SyncFile(const std::filesystem::path& file) override;
  Result<Sha256Hex> Hash(const std::filesystem::path& file) override;
  Result<Done> RenameNew(const std::filesystem::path& from,
                         const std::filesystem::path& to) override;
  Result<Done> SyncFolder(const std::filesystem::path& folder) override;
  Result<Done> Remove(const std::filesystem::path& file) override;
  Result<std::unique_ptr<FolderLock>> Lock(const std::filesystem::path& folder) override;
};

}  // namespace photogate
