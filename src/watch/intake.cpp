#include "watch/intake.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "crypto/sha256.h"
#include "outcome/safe_name.h"
#include "watch/completeness.h"
#include "watch/groups_file.h"
#include "watch/inbox_names.h"
#include "worker/channel.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNames = 10'000;

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

Result<Taken> Intake::Take(const ReadyFile& file, PhotoId& id) {
  const fs::path folder = FolderOf(file.channel, file.folder);
  const fs::path path = folder / file.name;
  {
    const OwnedFd fd = OpenToRead(path);
    if (fd.get() < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) {
      return Taken::kNotYet;
    }
    if (fd.get() < 0) return Unreadable(path);
    const auto look = LookAt(fd.get());
    if (!look || !(*look == file.look)) return Taken::kNotYet;
    if (IsBeingWritten(fd.get())) return Taken::kNotYet;
    if (file.unchanged < options_.settle_unfinished &&
        HowComplete(fd.get(), look->bytes) == Completeness::kUnfinished) {
      return Taken::kNotYet;
    }
  }
  auto groups = GroupsFor(file);
  if (!groups.ok()) return groups.error();
  NewPhoto photo{file.channel, std::nullopt, std::move(groups).value(),
                 file.folder,  file.name,    PhotoSource::kInbox};
  const std::string event = file.folder.substr(0, file.folder.find('/'));
  if (!event.empty()) photo.event = EventName{event};
  const auto claimed = journal_.Claim(photo, by_);
  if (!claimed.ok()) return claimed.error();
  const auto entry = journal_.Load(claimed.value());
  if (!entry.ok()) return entry.error();
  if (const auto renamed = disk_.RenameNew(path, ClaimedPath(entry.value())); !renamed.ok()) {
    // Some disks do as asked and then say that they failed.
    if (!Exists(ClaimedPath(entry.value()))) {
      const auto returned = journal_.MoveFrom(claimed.value(), PhotoState::kClaimed,
                                              PhotoState::kReturned, "not taken", by_);
      if (!returned.ok()) return returned.error();
      if (renamed.error().kind == ErrorKind::kNotFound) return Taken::kNotYet;
      return renamed.error();
    }
  }
  id = claimed.value();
  return CopyIn(entry.value());
}

Result<Taken> Intake::CopyIn(const PhotoEntry& photo) {
  const fs::path path = ClaimedPath(photo);
  const OwnedFd fd = OpenToRead(path);
  if (fd.get() < 0) return Unreadable(path);
  const auto before = LookAt(fd.get());
  if (!before) return Unreadable(path);
  auto kept = files_.Keep(photo.id, fd.get(), options_.most_bytes);
  if (!kept.ok()) return kept.error();
  const auto after = LookAt(fd.get());
  if (!after || !(*after == *before) || kept.value().bytes != before->bytes) {
    const auto given = GiveBack(photo, "changed while it was copied");
    if (!given.ok()) return given.error();
    return Taken::kNotYet;
  }
  PhotoEntry stored = photo;
  stored.vault_id = kept.value().vault_id;
  {
    // Read back from the disk: what cannot be decrypted now could not be later either.
    const auto copy = files_.Open(stored, options_.most_bytes);
    if (!copy.ok()) return copy.error();
    const auto hash = HashOf(copy.value().get());
    if (!hash || *hash != kept.value().sha256) {
      return Error{ErrorKind::kUnavailable,
                   "The disk gave back something else than was written. Do not use this disk; have "
                   "it checked."};
    }
  }
  const auto spooled = journal_.Spooled(photo.id, kept.value().sha256, kept.value().bytes,
                                        kept.value().vault_id, by_);
  if (!spooled.ok()) return spooled.error();
  // Were this to fail, the next start removes it.
  (void)disk_.Remove(path).ok();
  return Taken::kTaken;
}

Result<Done> Intake::GiveBack(const PhotoEntry& photo, const std::string& why) {
  const fs::path claimed = ClaimedPath(photo);
  if (Exists(claimed)) {
    bool given = false;
    for (std::size_t number = 1; number < kMostNames && !given; ++number) {
      const fs::path name =
          FolderOf(photo.channel, photo.folder) / NumberedName(photo.original_name, number);
      const auto renamed = disk_.RenameNew(claimed, name);
      if (!renamed.ok() && renamed.error().kind != ErrorKind::kRefused) return renamed.error();
      given = renamed.ok();
    }
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
    const auto taken = CopyIn(photo);
    if (!taken.ok()) return taken.error();
    return Done{};
  }
  const OwnedFd fd = OpenToRead(claimed);
  if (fd.get() < 0) return Done{};
  const auto hash = HashOf(fd.get());
  if (!hash) return Unreadable(claimed);
  if (*hash == photo.sha256) return disk_.Remove(claimed);
  // Written to after it was copied: a photo of its own.
  for (std::size_t number = 1; number < kMostNames; ++number) {
    const fs::path name =
        FolderOf(photo.channel, photo.folder) / NumberedName(photo.original_name, number);
    const auto renamed = disk_.RenameNew(claimed, name);
    if (renamed.ok() || renamed.error().kind != ErrorKind::kRefused) return renamed;
  }
  return Done{};
}

Result<Done> Intake::TidyClaims(const InboxView& view) {
  for (const fs::path& claim : view.claims) {
    const PhotoId id{claim.filename().string().substr(kClaimPrefix.size())};
    const auto photo = journal_.Load(id);
    if (!photo.ok() && photo.error().kind != ErrorKind::kNotFound) return photo.error();
    if (!photo.ok() || photo.value().state == PhotoState::kReturned) {
      // What the share refuses now is tried at the next look.
      (void)disk_.RenameNew(claim, claim.parent_path() / ("photo-" + id.value)).ok();
    } else if (photo.value().state != PhotoState::kClaimed) {
      (void)Resume(photo.value()).ok();
    }
  }
  return Done{};
}

}  // namespace photogate
