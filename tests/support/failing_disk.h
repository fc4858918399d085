// A disk that reports errors of its own, below SQLite.
#pragma once

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace photogate::test {

// While it lives, the VFS of the name "unix" that SQLite finds is this one over the real one: the
// n-th read, write, sync or truncation fails with EIO, as SQLITE_IOERR_READ and the like, once or
// from then on. Connections must be opened and closed within its life. One at a time; one thread.
class FailingDisk {
 public:
  enum class What { kRead, kWrite, kSync, kTruncate };

  FailingDisk() {
    below_ = sqlite3_vfs_find("unix");
    self_ = this;
    vfs_ = *below_;
    vfs_.pNext = nullptr;
    vfs_.szOsFile = kBelowAt + below_->szOsFile;
    vfs_.xOpen = Open;
    vfs_.xGetLastError = [](sqlite3_vfs*, int size, char* out) {
      return self_->failed_ ? EIO : self_->below_->xGetLastError(self_->below_, size, out);
    };
    // The first of a name is found; ours stands before the real one.
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~FailingDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(below_, 1);
    self_ = nullptr;
  }
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  // The n-th of these from now on, from 1.
  void FailAt(What what, int nth, bool from_then_on) {
    what_ = what;
    left_ = nth;
    from_then_on_ = from_then_on;
    failed_ = false;
  }
  void Mend() { left_ = 0; }
  bool failed() const { return failed_; }

 private:
  struct File {
    sqlite3_file base;
  };
  static constexpr int kBelowAt = 16;
  static_assert(sizeof(File) <= kBelowAt);

  static sqlite3_file* Below(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kBelowAt);
  }
  static const sqlite3_io_methods& Real(sqlite3_file* file) { return *Below(file)->pMethods; }

  bool Fails(What what) {
    if (left_ == 0 || what != what_) return false;
    if (left_ > 1) {
      --left_;
      return false;
    }
    if (!from_then_on_) left_ = 0;
    failed_ = true;
    errno = EIO;
    return true;
  }

  static int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    static const sqlite3_io_methods kMethods = {
        2,
        [](sqlite3_file* f) {
          const int closed = Real(f).xClose(Below(f));
          f->pMethods = nullptr;
          return closed;
        },
        [](sqlite3_file* f, void* into, int amount, sqlite3_int64 at) {
          return self_->Fails(What::kRead) ? SQLITE_IOERR_READ
                                           : Real(f).xRead(Below(f), into, amount, at);
        },
        [](sqlite3_file* f, const void* from, int amount, sqlite3_int64 at) {
          return self_->Fails(What::kWrite) ? SQLITE_IOERR_WRITE
                                            : Real(f).xWrite(Below(f), from, amount, at);
        },
        [](sqlite3_file* f, sqlite3_int64 size) {
          return self_->Fails(What::kTruncate) ? SQLITE_IOERR_TRUNCATE
                                               : Real(f).xTruncate(Below(f), size);
        },
        [](sqlite3_file* f, int how) {
          return self_->Fails(What::kSync) ? SQLITE_IOERR_FSYNC : Real(f).xSync(Below(f), how);
        },
        [](sqlite3_file* f, sqlite3_int64* size) { return Real(f).xFileSize(Below(f), size); },
        [](sqlite3_file* f, int level) { return Real(f).xLock(Below(f), level); },
        [](sqlite3_file* f, int level) { return Real(f).xUnlock(Below(f), level); },
        [](sqlite3_file* f, int* held) { return Real(f).xCheckReservedLock(Below(f), held); },
        [](sqlite3_file* f, int what, void* argument) {
          return Real(f).xFileControl(Below(f), what, argument);
        },
        [](sqlite3_file* f) { return Real(f).xSectorSize(Below(f)); },
        [](sqlite3_file* f) { return Real(f).xDeviceCharacteristics(Below(f)); },
        [](sqlite3_file* f, int page, int size, int extend, void volatile** memory) {
          return Real(f).xShmMap(Below(f), page, size, extend, memory);
        },
        [](sqlite3_file* f, int offset, int count, int how) {
          return Real(f).xShmLock(Below(f), offset, count, how);
        },
        [](sqlite3_file* f) { Real(f).xShmBarrier(Below(f)); },
        [](sqlite3_file* f, int remove) { return Real(f).xShmUnmap(Below(f), remove); },
        nullptr,
        nullptr,
    };
    file->pMethods = nullptr;
    sqlite3_file* below = Below(file);
    below->pMethods = nullptr;
    const int opened = self_->below_->xOpen(self_->below_, name, below, flags, out);
    if (opened != SQLITE_OK) {
      if (below->pMethods != nullptr) below->pMethods->xClose(below);
      return opened;
    }
    file->pMethods = &kMethods;
    return SQLITE_OK;
  }

  static inline FailingDisk* self_ = nullptr;
  sqlite3_vfs vfs_{};
  sqlite3_vfs* below_ = nullptr;
  What what_ = What::kRead;
  int left_ = 0;
  bool from_then_on_ = false, failed_ = false;
};

}  // namespace photogate::test
