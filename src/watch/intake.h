// From the inbox into the home: each photo exactly once, and never lost on the way.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "consent/photo_files.h"
#include "consent/photo_journal.h"
#include "core/result.h"
#include "outcome/file_system.h"
#include "watch/completeness.h"
#include "watch/groups_file.h"
#include "watch/inbox_scan.h"
#include "watch/share.h"

namespace photogate {

struct IntakeOptions {
  // Larger files stay in the inbox; far above Limits::file_bytes, so that films can be held.
  std::uint64_t most_bytes = 8ull << 30;
  // For a file that does not end as its format must, or of which nobody can tell whether it ends
  // and whether somebody writes it: its copying may only have paused. So long, too, a file that may
  // have a writer stays on the share after it was copied, and is looked at again before it goes.
  std::chrono::milliseconds settle_unfinished{60'000};
  // For runs that end: how long ago the file was changed, by the share's clock, counts as well.
  bool by_age = false;
  std::function<Writers(int fd)> writers = LookForWriters;
  // Once set, what is being copied is given back.
  const std::atomic<bool>* stop = nullptr;
};

// One that has its claimed name.
struct ClaimedFile {
  PhotoEntry photo;
  bool may_be_written = false;
  bool stays = false;  // after an error: it could not be given back either
};

enum class Taken {
  kTaken = 1,  // in the spool
  kNotYet,     // still being written, changed meanwhile, or gone: looked at again later
};

// The steps, each idempotent, so that Resume can go on from any of them:
//   journal row (claimed) -> renamed on the share to a claimed name -> encrypted copy in the spool,
//   on the disk -> read back and compared -> journal (spooled) -> the claimed file is removed
// Until the last, the share has the whole file. One thread uses it, but Copy, which any may call
// for different photos.
class Intake {
 public:
  // What is given must outlive it.
  Intake(const Share& share, FileSystem& disk, PhotoJournal& journal, PhotoFiles& files,
         IntakeOptions options, Actor by)
      : share_(share),
        disk_(disk),
        journal_(journal),
        files_(files),
        options_(options),
        by_(std::move(by)) {}

  // The groups that a groups.txt may name; before the first Take.
  void SetKnownGroups(KnownGroups known) { known_ = std::move(known); }

  // Gives one file its claimed name: `claimed` is set when that is kTaken. An error is one of the
  // share, the disk or the register; the file then has its own name. kRefused: a groups.txt beside
  // it names a group that nobody is in.
  Result<Taken> Claim(const ReadyFile& file, ClaimedFile& claimed);
  // Takes in what was claimed. After an error, and when it changed meanwhile, it is given back
  // under its own name, or else `claimed.stays` is set.
  Result<Taken> Copy(ClaimedFile& claimed);

  // After a restart: a photo that is claimed is taken in or given back; of one that is spooled
  // already, the claimed file is removed. The share must be there.
  Result<Done> Resume(const PhotoEntry& photo);

  // Claimed files that are left: of a photo that was taken in, the file goes (see Resume); one that
  // the journal does not know, because an older register was restored, gets a visible name again.
  // One that may have been written to after it was copied is looked at first, when its time has
  // come: what was added makes it a photo of its own. `all`: whether the time has come or not.
  Result<Done> TidyClaims(const InboxView& view, Settling::Moment now, bool all = false);

 private:
  std::filesystem::path FolderOf(const ChannelName& channel, const std::string& folder) const {
    return share_.Inbox(channel) / folder;
  }
  std::filesystem::path ClaimedPath(const PhotoEntry& photo) const;
  struct Lingering {
    FileLook look;
    Settling::Moment until;
  };

  Result<Taken> CopyIn(const PhotoEntry& photo, bool may_be_written);
  Result<Done> GiveName(const std::filesystem::path& claim, const std::string& name) const;
  Result<Done> ResumeAt(const std::filesystem::path& claim, const PhotoEntry& photo);
  Result<Done> GiveBack(const PhotoEntry& photo, const std::string& why);
  Result<std::vector<GroupName>> GroupsFor(const ReadyFile& file) const;

  const Share& share_;
  FileSystem& disk_;
  PhotoJournal& journal_;
  PhotoFiles& files_;
  const IntakeOptions options_;
  const Actor by_;
  KnownGroups known_;
  std::mutex lingering_mutex_;  // guards lingering_
  std::map<PhotoId, Lingering> lingering_;
};

}  // namespace photogate
