// Photos kept encrypted, each under a key of its own that the register holds: destroying the key
// destroys the photo, wherever copies of the file lie.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "consent/actor.h"
#include "consent/descriptor.h"
#include "consent/register.h"
#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"

namespace photogate {

using VaultId = Id<struct VaultTag>;  // 32 lower-case hexadecimal digits, drawn at random

// A photo as it was taken in.
struct VaultPhoto {
  VaultId id;
  std::uint64_t bytes;      // of the photo
  Sha256Hex sha256;         // of the photo
  Sha256Hex sealed_sha256;  // of the encrypted file
};

// What is left of a destroyed photo.
struct VaultReceipt {
  VaultId id;
  Sha256Hex sealed_sha256;  // of the encrypted file; empty when it was gone already
  std::string why;
  std::string at;  // UTC
  std::string by;
};

struct VaultSweep {
  int removed = 0;     // encrypted files whose key is gone, and unfinished ones
  int unreadable = 0;  // files that could not be looked at
};

// The format of an encrypted file stands in consent-db/SCHEMA.md. Chunks of 64 KiB pass through, so
// memory stays small whatever the photo's size. Borrows the register; thread-safe.
//
// None of this changes the consent version: a decision does not rest on it. Every operation may
// fail with kUnavailable (disk, register) beside what is said.
class PhotoVault {
 public:
  explicit PhotoVault(Register& reg) : register_(reg) {}

  // Encrypts everything that `source` gives from where it stands, at most `most_bytes`, into `file`
  // (0600), which must not be there (kConflict) and whose folder must be. The key is committed
  // before the file is begun, the file and its name are on the disk when this returns, and after an
  // error neither is left. kLimitExceeded: longer than `most_bytes`.
  // kUnavailable when `stop` was set meanwhile.
  Result<VaultPhoto> Seal(int source, const std::filesystem::path& file, std::uint64_t most_bytes,
                          const std::atomic<bool>* stop = nullptr);
  Result<VaultPhoto> Seal(ByteView photo, const std::filesystem::path& file);

  // The photo in memory that no path leads to, sealed against changes, standing at its beginning:
  // fit to be handed to a worker. kNotFound: the key was destroyed, or there is no file. kCorrupt:
  // changed, cut off, or another photo than `id`. kLimitExceeded.
  Result<Descriptor> Open(const VaultId& id, const std::filesystem::path& file,
                          std::uint64_t most_bytes);
  // The same without keeping it: the hash of what Open would give. However large, memory is small.
  Result<Sha256Hex> HashOf(const VaultId& id, const std::filesystem::path& file,
                           std::uint64_t most_bytes, const std::atomic<bool>* stop = nullptr);
  Result<Bytes> Read(const VaultId& id, const std::filesystem::path& file,
                     std::uint64_t most_bytes);

  // The id that the file says it has: from its header, nothing proven.
  static Result<VaultId> IdOf(const std::filesystem::path& file);
  // By its name: of a Seal that was interrupted, or goes on.
  static bool IsUnfinished(const std::filesystem::path& file);

  // Overwrites the key, keeps a receipt in the same transaction, empties the log, then removes the
  // file. `file` may be gone already. kNotFound: no such key. kRefused: no `why`. Interrupted
  // between the two, a file without a key is left, which Sweep removes.
  Result<VaultReceipt> Destroy(const VaultId& id, const std::filesystem::path& file,
                               const std::string& why, const Actor& by);
  // The same for many at once, in one transaction.
  struct Doomed {
    VaultId id;
    std::filesystem::path file;
  };
  Result<std::vector<VaultReceipt>> Destroy(const std::vector<Doomed>& photos,
                                            const std::string& why, const Actor& by);

  // Newest first.
  Result<std::vector<VaultReceipt>> Receipts(int most);

  // Whether the key is still there.
  Result<bool> Has(const VaultId& id);

  // Removes the encrypted files below `folder` (subfolders too, links not followed) whose key is
  // gone, and the unfinished ones of interrupted runs; other files are left alone. Only while
  // nobody is sealing into the folder.
  Result<VaultSweep> Sweep(const std::filesystem::path& folder);

  // Destroys the keys of photos that were never written or whose file is lost: all but those of
  // `known`. Only while nobody is sealing. Gives how many.
  Result<int> ForgetAllBut(const std::vector<VaultId>& known);

 private:
  Register& register_;
};

}  // namespace photogate
