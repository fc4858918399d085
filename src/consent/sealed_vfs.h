// The layer below SQLite that keeps the register's file and log encrypted. Internal to consent.
#pragma once

#include <memory>
#include <string>

#include "consent/page_cipher.h"

namespace photogate {

// A VFS (sqlite.org/vfs.html) over SQLite's own "unix" one, for one connection. It encrypts what
// goes to the database file and the write-ahead log page by page (page_cipher.h) and passes
// locking and the shared-memory index through. Bodies: sealed_vfs.cpp.
//
// - The file is read and written in whole pages; a part of page 1, which SQLite looks at before it
//   knows anything, is served from the decrypted page. A page that does not authenticate is
//   SQLITE_CORRUPT, one under a key that this process cannot get SQLITE_IOERR_AUTH.
// - In the log the header (32 bytes) and the frames' headers (24) stay as SQLite makes them: page
//   numbers, salts and checksums. When SQLite reads whole frames, it is recovering the log and asks
//   where that ends: a frame that does not authenticate is then given as random bytes, so that
//   SQLite's own checksum fails there and recovery ends, as it does at a torn frame. No committed
//   transaction can be lost by that: its frames were on the disk whole before the commit returned.
//   Zeros instead would not do, because whoever writes to the disk could forge the checksum of
//   zeros. When SQLite reads the page of a frame that it took for good, failure is SQLITE_CORRUPT.
// - Journals, temporary files and anything else are refused: SQLite has to keep them in memory.
//
// One thread at a time, as its connection. `supply` must outlive it.
class SealedVfs {
 public:
  explicit SealedVfs(KeySupply& supply);
  // Its connection must be closed.
  ~SealedVfs();
  SealedVfs(const SealedVfs&) = delete;
  SealedVfs& operator=(const SealedVfs&) = delete;

  // To open a connection with.
  const std::string& name() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace photogate
