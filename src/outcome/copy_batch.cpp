#include "outcome/copy_batch.h"

#include <set>
#include <utility>

#include "crypto/random.h"
#include "crypto/sha256.h"
#include "outcome/safe_name.h"

namespace photogate {
namespace {

// Enough for the disk to take together, and little to do again after a power cut.
constexpr std::size_t kFilesTogether = 64;
constexpr std::size_t kBytesTogether = std::size_t{64} << 20;
constexpr std::size_t kMostNumbers = 10'000;

}  // namespace

Result<bool> CopyBatch::Add(std::size_t job, const std::filesystem::path& folder,
                            const std::string& safe_name, ByteView bytes) {
  PendingCopy copy{job, folder, safe_name, folder / (".photogate-" + RandomHex(16) + ".part"),
                   Sha256(bytes)};
  if (const auto written = files_.WriteNewLater(copy.temporary, bytes); !written.ok()) {
    // Its name is random: whatever stands there is ours, in part.
    (void)files_.Remove(copy.temporary).ok();
    return written.error();
  }
  const std::lock_guard guard(mutex_);
  waiting_.push_back(std::move(copy));
  waiting_bytes_ += bytes.size();
  return waiting_.size() >= kFilesTogether || waiting_bytes_ >= kBytesTogether;
}

std::vector<PlacedCopy> CopyBatch::Place() {
  std::vector<PendingCopy> copies;
  {
    const std::lock_guard guard(mutex_);
    copies.swap(waiting_);
    waiting_bytes_ = 0;
  }
  std::vector<PlacedCopy> placed;
  std::set<std::filesystem::path> folders;
  for (const PendingCopy& copy : copies) {
    auto file = Name(copy);
    if (file.ok()) {
      folders.insert(copy.folder);
    } else {
      (void)files_.Remove(copy.temporary).ok();
    }
    placed.push_back({copy.job, std::move(file)});
  }
  for (const auto& folder : folders) {
    const auto synced = files_.SyncFolder(folder);
    if (synced.ok()) continue;
    for (std::size_t i = 0; i < copies.size(); ++i) {
      if (copies[i].folder == folder && placed[i].file.ok()) placed[i].file = synced.error();
    }
  }
  return placed;
}

Result<std::filesystem::path> CopyBatch::Name(const PendingCopy& copy) {
  if (const auto synced = files_.SyncFile(copy.temporary); !synced.ok()) return synced.error();
  const auto hash = files_.Hash(copy.temporary);
  if (!hash.ok()) return hash.error();
  if (hash.value() != copy.hash) {
    return Error{ErrorKind::kUnavailable,
                 "The disk gave back something else than was written. Do not use this disk; have "
                 "it checked.",
                 copy.temporary.string()};
  }
  for (std::size_t number = 1; number <= kMostNumbers; ++number) {
    const auto file = copy.folder / NumberedName(copy.safe_name, number);
    const auto renamed = files_.RenameNew(copy.temporary, file);
    if (renamed.ok()) return file;
    if (renamed.error().kind != ErrorKind::kRefused) return renamed.error();
  }
  return Error{ErrorKind::kRefused,
               "too many files of that name are in the output folder; choose another with --out"};
}

}  // namespace photogate
