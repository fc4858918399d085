#include "outcome/release_copy.h"

#include <utility>

#include "crypto/random.h"
#include "crypto/sha256.h"
#include "outcome/safe_name.h"

namespace photogate {
namespace {

constexpr const char* kTemporaryPrefix = ".photogate-";
constexpr const char* kTemporarySuffix = ".part";

// A folder with this many copies of one name is a mistake, not a collection.
constexpr std::size_t kMostNumbers = 100'000;

}  // namespace

std::string TakenNames::Reserve(const std::string& safe_name) {
  const std::lock_guard<std::mutex> guard(mutex_);
  for (std::size_t number = 1; number < kMostNumbers; ++number) {
    std::string name = NumberedName(safe_name, number);
    const std::string key = LowerAscii(name);
    if (!in_folder_.contains(key) && reserved_.insert(key).second) return name;
  }
  return {};
}

void TakenNames::GiveBack(const std::string& name) {
  const std::lock_guard<std::mutex> guard(mutex_);
  reserved_.erase(LowerAscii(name));
}

void TakenNames::InFolder(const std::vector<std::string>& names) {
  std::set<std::string> keys;
  for (const std::string& name : names) keys.insert(LowerAscii(name));
  const std::lock_guard<std::mutex> guard(mutex_);
  in_folder_ = std::move(keys);
}

void TakenNames::Settle(const std::string& name) {
  const std::lock_guard<std::mutex> guard(mutex_);
  const std::string key = LowerAscii(name);
  reserved_.erase(key);
  in_folder_.insert(key);
}

std::string TemporaryName() { return kTemporaryPrefix + RandomHex(16) + kTemporarySuffix; }

bool IsTemporaryName(const std::string& name) {
  const std::string prefix = kTemporaryPrefix;
  const std::string suffix = kTemporarySuffix;
  return name.size() > prefix.size() + suffix.size() &&
         name.compare(0, prefix.size(), prefix) == 0 &&
         name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
}

Result<Done> WriteProven(FileSystem& files, const std::filesystem::path& file, ByteView bytes,
                         const Sha256Hex& expected) {
  const Result<Done> written = files.WriteNew(file, bytes);
  if (!written.ok()) {
    // Its name is random: whatever stands there is ours, in part.
    (void)files.Remove(file).ok();
    return written.error();
  }
  const Result<Sha256Hex> hash = files.Hash(file);
  if (hash.ok() && hash.value() == expected) return Done{};
  (void)files.Remove(file).ok();
  if (!hash.ok()) return hash.error();
  return Error{ErrorKind::kUnavailable,
               "The disk gave back something else than was written. Do not use this disk; have it "
               "checked.",
               file.string()};
}

Result<Outcome> ReleaseCopy(FileSystem& files, const std::filesystem::path& work,
                            const std::filesystem::path& folder, TakenNames& names,
                            const SanitisedPhoto& photo, const std::string& safe_name,
                            LedgerRow row, LedgerSink& ledger) {
  if (row.decision != DecisionKind::kClear || photo.bytes.empty() || !IsSafeName(safe_name)) {
    return Error{ErrorKind::kInternal,
                 "A photo that was not cleared was about to be released. Nothing was written; "
                 "please report this defect."};
  }
  const Sha256Hex hash = Sha256(photo.bytes);
  const std::filesystem::path temporary = work / TemporaryName();
  if (const Result<Done> written = WriteProven(files, temporary, photo.bytes, hash);
      !written.ok()) {
    return written.error();
  }
  const std::string name = names.Reserve(safe_name);
  if (name.empty()) {
    (void)files.Remove(temporary).ok();
    return Error{ErrorKind::kRefused,
                 "The folder holds too many photos of one name. Name an empty folder.", safe_name};
  }
  row.output_sha256 = hash;
  row.output_name = name;
  row.re_encoded = photo.re_encoded;
  if (const Result<Done> recorded = ledger.Record(row); !recorded.ok()) {
    (void)files.Remove(temporary).ok();
    names.GiveBack(name);
    return recorded.error();
  }
  const std::filesystem::path final_path = folder / name;
  if (const Result<Done> renamed = files.RenameNew(temporary, final_path); !renamed.ok()) {
    // A network disk can do as asked and then say that it failed. Without the temporary file the
    // copy has its name after all, and must not keep it.
    const bool moved = !files.Remove(temporary).ok();
    if (moved && renamed.error().kind != ErrorKind::kRefused) {
      (void)files.Remove(final_path).ok();
    }
    // Somebody's own file may stand there: the name stays taken.
    names.Settle(name);
    return renamed.error();
  }
  if (const Result<Done> synced = files.SyncFolder(folder); !synced.ok()) {
    // Whether the name would outlast a power cut is not known, so the copy goes again.
    (void)files.Remove(final_path).ok();
    names.GiveBack(name);
    return synced.error();
  }
  names.Settle(name);
  return Outcome{OutcomeKind::kCleared, final_path.string(), hash};
}

}  // namespace photogate
