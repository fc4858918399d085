#include "release/hand_over.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "consent/photo_journal.h"
#include "crypto/random.h"
#include "crypto/sha256.h"
#include "outcome/release_copy.h"
#include "outcome/zip_file.h"
#include "pipeline/collect_files.h"
#include "release/manifest.h"
#include "release/release_place.h"
#include "release/sheet_store.h"
#include "worker/channel.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStagingPrefix = ".photogate-release-";
constexpr const char* kStopped = "stopped before it was made";
constexpr const char* kFailed = "it could not be made";

ByteView View(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Bytes BytesOf(const std::string& text) { return {text.begin(), text.end()}; }

bool Stands(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

// Only what bears the name that HandOver gives to its unfinished work.
void RemoveStaging(const fs::path& staging) {
  std::error_code ignored;
  if (staging.filename().string().rfind(kStagingPrefix, 0) == 0) fs::remove_all(staging, ignored);
}

Error Changed() {
  return {ErrorKind::kConflict,
          "A photo was changed or taken away while the release was being made. Nothing was "
          "released; verify and look again."};
}

// The bytes that were verified, or an error: what is read here is what is written.
Result<Bytes> ReadAgain(const BatchPhoto& photo) {
  const OwnedFd file(::open(photo.source.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat about {};
  if (file.get() < 0 || ::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return Changed();
  }
  Bytes bytes(static_cast<std::size_t>(about.st_size));
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t got =
        ::pread(file.get(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (got <= 0) return Changed();
    at += static_cast<std::size_t>(got);
  }
  if (Sha256(bytes) != photo.sha256) return Changed();
  return bytes;
}

// What a release consists of, written under its staging name, proven and on the disk.
class Staging {
 public:
  Staging(const HandOverParts& parts, const HandOverOrder& order, fs::path path)
      : parts_(parts), order_(order), path_(std::move(path)) {}

  Result<Done> Write(const Batch& batch, const std::string& manifest, const std::string& note) {
    if (order_.form == ReleaseForm::kFolder) {
      if (const auto made = parts_.disk->MakeFolder(path_); !made.ok()) return made;
    }
    for (const BatchPhoto& photo : batch.photos) {
      auto bytes = ReadAgain(photo);
      if (!bytes.ok()) return bytes.error();
      const auto added = Add(photo.file_name, std::move(bytes).value(), photo.sha256);
      if (!added.ok()) return added;
    }
    for (const auto& [name, text] :
         {std::pair{kManifestName, &manifest}, std::pair{kReleaseNoteName, &note}}) {
      const auto added = Add(name, BytesOf(*text), Sha256(View(*text)));
      if (!added.ok()) return added;
    }
    if (order_.form == ReleaseForm::kFolder) {
      if (const auto synced = parts_.disk->SyncFolder(path_); !synced.ok()) return synced;
    } else {
      const auto zip = ZipOf(members_, parts_.clock->Now());
      if (!zip.ok()) return zip.error();
      const auto written = WriteProven(*parts_.disk, path_, zip.value(), Sha256(zip.value()));
      if (!written.ok()) return written;
    }
    return parts_.disk->SyncFolder(order_.to);
  }

 private:
  Result<Done> Add(const std::string& name, Bytes bytes, const Sha256Hex& sha256) {
    if (order_.form == ReleaseForm::kFolder) {
      return WriteProven(*parts_.disk, path_ / name, bytes, sha256);
    }
    members_.push_back({name, std::move(bytes)});
    return Done{};
  }

  const HandOverParts& parts_;
  const HandOverOrder& order_;
  const fs::path path_;
  std::vector<ZipMember> members_;
};

// The watched folder's copies leave cleared/: they stand in the release. How many did not.
Result<int> TakeFromCleared(const HandOverParts& parts, std::int64_t number) {
  if (parts.cleared_root.empty()) return 0;
  const auto photos = Releases(*parts.reg).Photos(number);
  if (!photos.ok()) return photos.error();
  const auto release = Releases(*parts.reg).Show(number);
  if (!release.ok()) return release.error();
  const fs::path folder = parts.cleared_root / release.value().channel.value;
  PhotoJournal journal(*parts.reg);
  int left = 0;
  for (const ReleasedPhoto& photo : photos.value()) {
    if (!photo.photo) continue;
    const auto entry = journal.Load(*photo.photo);
    if (!entry.ok()) return entry.error();
    if (!entry.value().output_name) continue;
    const fs::path copy = folder / *entry.value().output_name;
    if (!Stands(copy)) continue;
    const auto hash = parts.disk->Hash(copy);
    if (!hash.ok() || (hash.value() == photo.output_sha256 && !parts.disk->Remove(copy).ok())) {
      ++left;
    }
  }
  return left;
}

bool IsWhole(const HandOverParts& parts, const Release& release, const fs::path& place) {
  if (!Stands(place)) return false;
  // A ZIP got its name in one step, proven and on the disk.
  if (release.form == ReleaseForm::kZip) return true;
  const auto hash = parts.disk->Hash(place / kManifestName);
  return hash.ok() && hash.value() == release.manifest_sha256;
}

// The folder that the release was being made in, and whether it is there. It may have been moved
// with the watched folder meanwhile: then what was written of it stands in the one of today.
std::pair<fs::path, bool> FolderOf(const HandOverParts& parts, const UnfinishedRelease& work) {
  const fs::path staging = work.staging;
  if (Stands(staging.parent_path())) return {staging.parent_path(), true};
  const auto moved = WithinShelves(*parts.reg, staging);
  if (!moved) return {staging.parent_path(), false};
  const fs::path folder = moved->parent_path();
  const bool stands = Stands(*moved) ||
                      (work.release && IsWhole(parts, *work.release,
                                               folder / fs::path(work.release->place).filename()));
  return {folder, stands};
}

Result<Done> Conclude(const HandOverParts& parts, const UnfinishedRelease& work, const Actor& by,
                      RecoveredReleases& recovered) {
  Releases releases(*parts.reg);
  const auto [folder, there] = FolderOf(parts, work);
  if (!there) {
    ++recovered.waiting;
    return Done{};
  }
  const fs::path staging = folder / fs::path(work.staging).filename();
  // Voided: whoever undid it was stopped before what was written was gone.
  if (work.release && work.release->voided.empty()) {
    const Release& release = *work.release;
    const fs::path place = folder / fs::path(release.place).filename();
    if (!Stands(place) && IsWhole(parts, release, staging)) {
      const auto named = parts.disk->RenameNew(staging, place);
      if (!named.ok()) return named;
      const auto synced = parts.disk->SyncFolder(staging.parent_path());
      if (!synced.ok()) return synced;
    }
    if (IsWhole(parts, release, place)) {
      const auto left = TakeFromCleared(parts, release.number);
      if (!left.ok()) return left.error();
      ++recovered.finished;
      return releases.Finish(work.number, by);
    }
    // What was written under the other name was on the disk before the record: it is gone because
    // it got its final name.
    if (!Stands(staging)) {
      ++recovered.missing;
      return releases.MarkMissing(work.number, by);
    }
    const auto voided = releases.Void(work.number, kStopped, by);
    if (!voided.ok()) return voided.error();
  }
  RemoveStaging(staging);
  ++recovered.undone;
  return releases.Undo(work.number, kStopped, by);
}

Result<RecoveredReleases> RecoverLocked(const HandOverParts& parts, const Actor& by) {
  const auto unfinished = Releases(*parts.reg).Unfinished();
  if (!unfinished.ok()) return unfinished.error();
  RecoveredReleases recovered;
  for (const UnfinishedRelease& work : unfinished.value()) {
    const auto ended = Conclude(parts, work, by, recovered);
    if (!ended.ok()) return ended.error();
  }
  return recovered;
}

// From Begin on: whatever fails before the end is undone. The error is that of the failure.
Error Undone(const HandOverParts& parts, std::int64_t number, const fs::path& staging, Error why,
             const Actor& by) {
  // What cannot be undone now is by RecoverReleases.
  (void)Releases(*parts.reg).Void(number, kFailed, by).ok();
  RemoveStaging(staging);
  (void)Releases(*parts.reg).Undo(number, kFailed, by).ok();
  return why;
}

// Gives a release that failed at the last step the name of unfinished work again. False: it stands
// where it was made, or somebody has it already.
bool TakeBack(const fs::path& place, const fs::path& staging) {
  std::error_code ignored;
  if (!Stands(staging)) fs::rename(place, staging, ignored);
  return Stands(staging);
}

Result<std::unique_ptr<FolderLock>> LockReleases(const HandOverParts& parts) {
  auto lock = parts.disk->Lock(parts.home);
  if (lock.ok() || lock.error().kind != ErrorKind::kConflict) return lock;
  return Error{ErrorKind::kConflict,
               "A colleague is releasing photos just now, so nothing was done. Try again in a "
               "minute."};
}

}  // namespace

Result<RecoveredReleases> RecoverReleases(const HandOverParts& parts, const Actor& by) {
  const auto lock = LockReleases(parts);
  if (!lock.ok()) return lock.error();
  return RecoverLocked(parts, by);
}

Result<HandedOver> HandOver(const Batch& batch, const HandOverOrder& order,
                            const HandOverParts& parts, const Actor& by) {
  const auto lock = LockReleases(parts);
  if (!lock.ok()) return lock.error();
  const auto recovered = RecoverLocked(parts, by);
  if (!recovered.ok()) return recovered.error();
  if (batch.photos.empty()) {
    return Error{ErrorKind::kRefused, "There is no photo to release; nothing was done."};
  }
  Releases releases(*parts.reg);
  const fs::path staging = order.to / (std::string(kStagingPrefix) + RandomHex(8));
  const auto begun = releases.Begin(batch.channel, staging.string(), by);
  if (!begun.ok()) return begun.error();
  const std::int64_t number = begun.value();
  const auto undone = [&](const Error& why) { return Undone(parts, number, staging, why, by); };

  const std::string at = FormatUtc(parts.clock->Now());
  const ManifestHead head{number, at, by.account, order.looked_by};
  const std::string manifest = ManifestText(head, batch);
  Staging staged(parts, order, staging);
  const auto written = staged.Write(batch, manifest, ReleaseNoteText(head, batch));
  if (!written.ok()) return undone(written.error());

  const fs::path place =
      order.to / fmt::format("{}-release-{}{}", FormatDate(parts.clock->Today()), number,
                             order.form == ReleaseForm::kZip ? ".zip" : "");
  NewRelease release{number,
                     at,
                     order.looked_by,
                     batch.channel,
                     batch.event,
                     batch.consent_version,
                     order.form,
                     place.string(),
                     Sha256(View(manifest)),
                     order.checklist,
                     {}};
  for (const BatchPhoto& photo : batch.photos) {
    release.photos.push_back({photo.ledger, photo.photo, photo.name_number});
  }
  if (const auto kept = releases.Commit(release, by); !kept.ok()) return undone(kept.error());
  if (const auto named = parts.disk->RenameNew(staging, place); !named.ok()) {
    // A network disk can do as asked and then say that it failed.
    return TakeBack(place, staging) ? undone(named.error()) : named.error();
  }
  if (const auto synced = parts.disk->SyncFolder(order.to); !synced.ok()) {
    return TakeBack(place, staging) ? undone(synced.error()) : synced.error();
  }
  const auto left = TakeFromCleared(parts, number);
  // It stands and is on record; what is left to do is RecoverReleases'.
  if (!left.ok()) return left.error();
  if (const auto finished = releases.Finish(number, by); !finished.ok()) return finished.error();
  HandedOver done{number, place, static_cast<int>(batch.photos.size()), left.value()};
  const auto sheets = ClearOldSheets(*parts.reg, *parts.disk, order.to, batch.channel, by);
  done.old_sheets = sheets.ok() ? sheets.value() : 0;
  done.old_sheets_stay = !sheets.ok();
  return done;
}

}  // namespace photogate
