// Copies in cleared/ that the page takes out, by itself or because somebody said so.
#include <system_error>

#include "cli/serve_page.h"
#include "consent/channels.h"
#include "consent/takedowns.h"
#include "release/sheet_store.h"
#include "watch/share.h"
#include "watch/take_out.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

}  // namespace

void ServePage::LookForFallen() {
  tidy_ = false;
  {
    const std::lock_guard lock(mutex_);
    asked_ = true;
  }
  wake_.notify_one();
}

Result<int> ServePage::RemoveCopy(const PhotoEntry& photo) {
  LookForFallen();
  if (!photo.output_name) return 0;
  if (const auto same = CheckShare(); !same.ok()) return same.error();
  const fs::path copy = ClearedFolder(photo.channel) / *photo.output_name;
  std::error_code failed;
  // A share that is away may bring it back.
  if (!fs::is_directory(copy.parent_path(), failed)) tidy_ = false;
  if (!fs::exists(copy, failed)) return 0;
  // Only what the journal put there: a name may have been given again.
  const auto hash = disk_.Hash(copy);
  if (hash.ok() && photo.output_sha256 && hash.value() != *photo.output_sha256) return 0;
  const auto removed = hash.ok() ? disk_.Remove(copy) : Result<Done>(hash.error());
  if (removed.ok()) return 1;
  // Whoever tidied up was quicker.
  if (!fs::exists(copy, failed) && !failed) return 0;
  tidy_ = false;
  return removed.error();
}

bool ServePage::RemoveFallen() {
  if (!CheckShare().ok()) return false;
  const auto channels = Channels(reg_).List();
  if (!channels.ok()) return false;
  std::error_code failed;
  if (shared_ && !fs::exists(work_, failed)) return false;
  bool none = true;
  for (const ChannelDetails& channel : channels.value()) {
    const fs::path folder = ClearedFolder(channel.name);
    if (!IsFolderName(channel.name.value) || !fs::exists(folder, failed)) continue;
    const auto names = disk_.List(folder);
    if (!names.ok()) {
      none = false;
      continue;
    }
    for (const std::string& name : names.value()) {
      const auto standing = journal_.CopiesNamed(channel.name, name);
      if (!standing.ok()) return false;
      const auto status = fs::symlink_status(folder / name, failed);
      if (!standing.value().empty() || !fs::is_regular_file(status)) continue;
      const auto hash = disk_.Hash(folder / name);
      const auto fallen = hash.ok() ? journal_.IsFallen(channel.name, name, hash.value())
                                    : Result<bool>(hash.error());
      if (!fallen.ok() || (fallen.value() && !disk_.Remove(folder / name).ok())) none = false;
    }
  }
  return none;
}

Result<CopiesOut> ServePage::TakeOut(const Actor& by) {
  if (const auto same = CheckShare(); !same.ok()) return same.error();
  if (shared_) {
    const auto taken = TakeOutRecalled(reg_, by);
    if (!taken.ok()) return taken.error();
    return CopiesOut{taken.value().copies,
                     taken.value().left + (taken.value().sheets_stay ? 1 : 0)};
  }
  CopiesOut out;
  if (!RemoveSheets(home_)) ++out.left;
  TakedownQuery query;
  query.open = true;
  const auto tasks = Takedowns(reg_).List(query);
  if (!tasks.ok()) return tasks.error();
  for (const Takedown& task : tasks.value()) {
    if (ByEye(task.found_by)) continue;
    const auto copies = journal_.CopiesNamed(task.channel, task.name);
    if (!copies.ok()) return copies.error();
    for (const StandingCopy& copy : copies.value()) {
      if (copy.sha256 != task.copy || copy.state != PhotoState::kCleared) continue;
      const auto entry = journal_.Load(copy.id);
      if (!entry.ok()) return entry.error();
      const auto moved =
          journal_.MoveFrom(copy.id, PhotoState::kCleared, PhotoState::kWithdrawn, "recalled", by);
      if (!moved.ok() && moved.error().kind != ErrorKind::kConflict) return moved.error();
      const auto removed = RemoveCopy(entry.value());
      if (removed.ok()) {
        out.copies += removed.value();
      } else {
        ++out.left;
      }
    }
  }
  return out;
}

}  // namespace photogate
