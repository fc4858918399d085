#include "watch/intake.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "crypto/sha256.h"
#include "outcome/safe_name.h"
#include "watch/groups_file.h"
#include "watch/inbox_names.h"
#include "worker/channel.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNames = 10'000;
constexpr const char* kFolderNotWritable =
    "photogate may not take files out of a folder of the inbox. Move the photos into the channel's "
    "folder itself, or ask whoever looks after the share to let photogate read, enter and write "
    "in that folder, as in the channel's own.";

OwnedFd OpenToRead(const fs::path& path) {
  return OwnedFd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

std::optional<FileLook> LookAt(int fd) {
  struct stat about {};
  if (fd < 0 || ::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  return FileLook{about.st_dev, about.st_ino, static_cast<std::uint64_t>(about.st_size),
                  about.st_mtim.tv_sec * 1'000'000'000LL + about.st_mtim.tv_nsec};
}

std::optional<Sha256Hex> HashOf(int fd) {
  Sha256Stream stream;
  std::array<std::uint8_t, 1 << 16> buffer;
  off_t at = 0;
  for (;;) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return stream.Finish();
    stream.Update(ByteView(buffer.data(), static_cast<std::size_t>(got)));
    at += got;
  }
}

bool Exists(const fs::path& path) {
  struct stat about {};
  return ::lstat(path.c_str(), &about) == 0;
}

// By the share's clock and this machine's. Unlike the time of writing, nobody can set it.
std::chrono::milliseconds AgeOf(int fd) {
  struct stat about {};
  if (::fstat(fd, &about) != 0) return std::chrono::milliseconds::zero();
  const auto age = std::chrono::system_clock::now() -
                   std::chrono::system_clock::from_time_t(about.st_ctim.tv_sec);
  return std::chrono::duration_cast<std::chrono::milliseconds>(age);
}

Error Unreadable(const fs::path& path) {
  return Error{ErrorKind::kUnavailable,
               "A file in the inbox cannot be read. Check the share and the file's access rights.",
               path.string() + ": " + std::strerror(errno)};
}

}  // namespace

fs::path Intake::ClaimedPath(const PhotoEntry& photo) const {
  return FolderOf(photo.channel, photo.folder) / (std::string(kClaimPrefix) + photo.id.value);
}

// A file that is there and cannot be understood takes no photo along: whom it names may be in it.
Result<std::vector<GroupName>> Intake::GroupsFor(const ReadyFile& file) const {
  std::vector<GroupName> groups;
  fs::path folder = share_.Inbox(file.channel);
  const auto add = [&]() -> Result<Done> {
    const auto lines = ReadGroups(folder);
    if (!lines.ok()) return lines.error();
    if (const auto unknown = known_.UnknownIn(lines.value()); !unknown.empty()) {
      return Error{ErrorKind::kRefused, kUnknownGroups, folder.string()};
    }
    for (const GroupLine& line : lines.value()) groups.push_back(line.group);
    return Done{};
  };
  if (const auto added = add(); !added.ok()) return added.error();
  for (const fs::path& part : fs::path(file.folder)) {
    folder /= part;
    if (part.empty()) continue;
    if (const auto added = add(); !added.ok()) return added.error();
  }
  return groups;
}

Result<Taken> Intake::Claim(const ReadyFile& file, ClaimedFile& claimed) {
  const fs::path folder = FolderOf(file.channel, file.folder);
  const fs::path path = folder / file.name;
  bool may_be_written = false;
  {
    const OwnedFd fd = OpenToRead(path);
    if (fd.get() < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) {
      return Taken::kNotYet;
    }
    if (fd.get() < 0) return Unreadable(path);
    const auto look = LookAt(fd.get());
    if (!look || !(*look == file.look)) return Taken::kNotYet;
    const Writers writers = options_.writers(fd.get());
    if (writers == Writers::kSomebody) return Taken::kNotYet;
    may_be_written = writers == Writers::kUnknown;
    const Completeness end = HowComplete(fd.get(), look->bytes);
    const bool doubtful =
        end == Completeness::kUnfinished || (may_be_written && end == Completeness::kUnknown);
    const auto unchanged =
        options_.by_age ? std::max(file.unchanged, AgeOf(fd.get())) : file.unchanged;
    if (doubtful && unchanged < options_.settle_unfinished) return Taken::kNotYet;
  }
  if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    return Error{ErrorKind::kUnavailable, kFolderNotWritable, folder.string()};
  }
  auto groups = GroupsFor(file);
  if (!groups.ok()) return groups.error();
  NewPhoto photo{file.channel, std::nullopt, std::move(groups).value(),
                 file.folder,  file.name,    PhotoSource::kInbox};
  const std::string event = file.folder.substr(0, file.folder.find('/'));
  if (!event.empty()) photo.event = EventName{event};
  const auto id = journal_.Claim(photo, by_);
  if (!id.ok()) return id.error();
  auto entry = journal_.Load(id.value());
  if (!entry.ok()) return entry.error();
  if (const auto renamed = disk_.RenameNew(path, ClaimedPath(entry.value())); !renamed.ok()) {
    // Some disks do as asked and then say that they failed.
    if (!Exists(ClaimedPath(entry.value()))) {
      const auto returned = journal_.MoveFrom(id.value(), PhotoState::kClaimed,
                                              PhotoState::kReturned, "not taken", by_);
      if (!returned.ok()) return returned.error();
      if (renamed.error().kind == ErrorKind::kNotFound) return Taken::kNotYet;
      return renamed.error();
    }
  }
  claimed = {std::move(entry).value(), may_be_written, false};
  return Taken::kTaken;
}

Result<Taken> Intake::Copy(ClaimedFile& claimed) {
  auto copied = CopyIn(claimed.photo, claimed.may_be_written);
  // People must see it again: what is in the way may be in the way for long.
  if (!copied.ok()) claimed.stays = !GiveBack(claimed.photo, "could not be copied").ok();
  return copied;
}

Result<Taken> Intake::CopyIn(const PhotoEntry& photo, bool may_be_written) {
  const fs::path path = ClaimedPath(photo);
  const OwnedFd fd = OpenToRead(path);
  if (fd.get() < 0) return Unreadable(path);
  const auto before = LookAt(fd.get());
  if (!before) return Unreadable(path);
  auto kept = files_.Keep(photo.id, fd.get(), options_.most_bytes, options_.stop);
  if (!kept.ok()) return kept.error();
  const auto after = LookAt(fd.get());
  if (!after || !(*after == *before) || kept.value().bytes != before->bytes) {
    const auto given = GiveBack(photo, "changed while it was copied");
    if (!given.ok()) return given.error();
    return Taken::kNotYet;
  }
  PhotoEntry stored = photo;
  stored.vault_id = kept.value().vault_id;
  // Read back from the disk: what cannot be decrypted now could not be later either.
  const auto hash = files_.HashOf(stored, options_.most_bytes, options_.stop);
  if (!hash.ok()) return hash.error();
  if (hash.value() != kept.value().sha256) {
    return Error{ErrorKind::kUnavailable,
                 "The disk gave back something else than was written. Do not use this disk; have "
                 "it checked."};
  }
  if (may_be_written) {
    const std::lock_guard lock(lingering_mutex_);
    lingering_[photo.id] = {*before, std::chrono::steady_clock::now() + options_.settle_unfinished};
  }
  const auto spooled = journal_.Spooled(photo.id, kept.value().sha256, kept.value().bytes,
                                        kept.value().vault_id, by_);
  if (!spooled.ok()) {
    const std::lock_guard lock(lingering_mutex_);
    lingering_.erase(photo.id);
    return spooled.error();
  }
  // Were this to fail, the next start removes it.
  if (!may_be_written) (void)disk_.Remove(path).ok();
  return Taken::kTaken;
}

// Its own name again where it lies, or one beside it. kRefused: all are taken.
Result<Done> Intake::GiveName(const fs::path& claim, const std::string& name) const {
  Result<Done> renamed = Error{ErrorKind::kRefused, "Every name beside it is taken."};
  for (std::size_t number = 1; number < kMostNames; ++number) {
    renamed = disk_.RenameNew(claim, claim.parent_path() / NumberedName(name, number));
    if (renamed.ok() || renamed.error().kind != ErrorKind::kRefused) break;
  }
  return renamed;
}

Result<Done> Intake::GiveBack(const PhotoEntry& photo, const std::string& why) {
  if (const fs::path claim = ClaimedPath(photo); Exists(claim)) {
    const auto named = GiveName(claim, photo.original_name);
    if (!named.ok()) return named.error();
  }
  const auto moved =
      journal_.MoveFrom(photo.id, PhotoState::kClaimed, PhotoState::kReturned, why, by_);
  if (!moved.ok()) return moved.error();
  PhotoEntry returned = photo;
  returned.state = PhotoState::kReturned;
  return files_.Settle(returned);
}

Result<Done> Intake::Resume(const PhotoEntry& photo) {
  const fs::path claimed = ClaimedPath(photo);
  if (photo.state == PhotoState::kClaimed) {
    if (!Exists(claimed)) return GiveBack(photo, "never renamed");
    ClaimedFile again{photo, options_.writers(OpenToRead(claimed).get()) == Writers::kUnknown,
                      false};
    const auto taken = Copy(again);
    if (!taken.ok() && again.stays) return taken.error();
    return Done{};
  }
  return ResumeAt(claimed, photo);
}

// The copy stands; what is left on the share goes, unless it became more.
Result<Done> Intake::ResumeAt(const fs::path& claim, const PhotoEntry& photo) {
  const OwnedFd fd = OpenToRead(claim);
  if (fd.get() < 0) return Done{};
  const auto hash = HashOf(fd.get());
  if (!hash) return Unreadable(claim);
  if (*hash == photo.sha256) return disk_.Remove(claim);
  // Written to after it was copied: a photo of its own.
  return GiveName(claim, photo.original_name);
}

Result<Done> Intake::TidyClaims(const InboxView& view, Settling::Moment now, bool all) {
  for (const fs::path& claim : view.claims) {
    const PhotoId id{claim.filename().string().substr(kClaimPrefix.size())};
    {
      const std::lock_guard lock(lingering_mutex_);
      const auto lingering = lingering_.find(id);
      if (lingering != lingering_.end()) {
        if (!all && now < lingering->second.until) continue;
        const auto look = LookAt(OpenToRead(claim).get());
        const bool same = look && *look == lingering->second.look;
        lingering_.erase(lingering);
        if (same) {
          (void)disk_.Remove(claim).ok();
          continue;
        }
      }
    }
    const auto photo = journal_.Load(id);
    if (!photo.ok() && photo.error().kind != ErrorKind::kNotFound) return photo.error();
    if (!photo.ok() || photo.value().state == PhotoState::kReturned) {
      // What the share refuses now is tried at the next look.
      const bool known = photo.ok() && !photo.value().original_name.empty();
      (void)GiveName(claim, known ? photo.value().original_name : "photo-" + id.value).ok();
    } else if (photo.value().state != PhotoState::kClaimed) {
      // Its folder may have another name by now.
      (void)ResumeAt(claim, photo.value()).ok();
    }
  }
  return Done{};
}

}  // namespace photogate
