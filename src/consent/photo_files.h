// The originals of photos in the journal: encrypted, in the home, in the folder of their state.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "consent/descriptor.h"
#include "consent/photo_entry.h"
#include "consent/photo_vault.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct KeptOriginal {
  std::string vault_id;
  Sha256Hex sha256;
  std::uint64_t bytes;
};

// home/{spool,held,blocked,originals}/<photo id>/original. Thread-safe for different photos.
class PhotoFiles {
 public:
  // Makes the four folders when they are first needed.
  PhotoFiles(Register& reg, std::filesystem::path home);

  // Encrypts what `source` gives from its start into spool/<id>, whole and on the disk, or leaves
  // nothing; what an interrupted attempt left there goes first. kLimitExceeded above `most_bytes`.
  // kUnavailable when `stop` was set meanwhile.
  Result<KeptOriginal> Keep(const PhotoId& id, int source, std::uint64_t most_bytes,
                            const std::atomic<bool>* stop = nullptr);

  // Decrypted, in memory that no path leads to. PhotoVault::Open's errors.
  Result<Descriptor> Open(const PhotoEntry& photo, std::uint64_t most_bytes);

  // Decrypted once more without keeping it: its hash, whatever its size. As Open.
  Result<Sha256Hex> HashOf(const PhotoEntry& photo, std::uint64_t most_bytes,
                           const std::atomic<bool>* stop = nullptr);

  // Brings the original to the folder of the photo's state, from wherever it is; destroys it for a
  // state without an original of its own (repeated, returned). Fine when it is there, or when there
  // is none.
  Result<Done> Settle(const PhotoEntry& photo);

  // Destroys it; the receipt in one line. Its key may be gone already. The journal is the caller's
  // next step (PhotoJournal::OriginalGone).
  Result<std::string> Destroy(const PhotoEntry& photo, const std::string& why, const Actor& by);

  // What a run that was killed while it kept an original has left: unfinished files, and keys of
  // files that never came to be. `known`: PhotoJournal::VaultIds. Only before anything is kept.
  // Gives how many files and keys.
  Result<int> ForgetLeftovers(const std::vector<std::string>& known);

  // Photos that have something in any of the folders.
  Result<std::vector<PhotoId>> Present();

 private:
  std::filesystem::path FolderOf(PhotoState state) const;
  std::filesystem::path Find(const PhotoId& id) const;

  PhotoVault vault_;
  const std::filesystem::path home_;
};

}  // namespace photogate
