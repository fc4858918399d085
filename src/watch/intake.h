// From the inbox into the home: each photo exactly once, and never lost on the way.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "consent/photo_files.h"
#include "consent/photo_journal.h"
#include "core/result.h"
#include "outcome/file_system.h"
#include "watch/groups_file.h"
#include "watch/inbox_scan.h"
#include "watch/share.h"

namespace photogate {

struct IntakeOptions {
  // Larger files stay in the inbox; far above Limits::file_bytes, so that films can be held.
  std::uint64_t most_bytes = 8ull << 30;
  // For a file that does not end as its format must: its copying may only have paused.
  std::chrono::milliseconds settle_unfinished{60'000};
};

enum class Taken {
  kTaken = 1,  // in the spool
  kNotYet,     // still being written, changed meanwhile, or gone: looked at again later
};

// The steps, each idempotent, so that Resume can go on from any of them:
//   journal row (claimed) -> renamed on the share to a claimed name -> encrypted copy in the spool,
//   on the disk -> read back and compared -> journal (spooled) -> the claimed file is removed
// Until the last, the share has the whole file. One thread uses it.
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

  // Takes one file; `id` is set when it was taken. An error is one of the share, the disk or the
  // register; the file is then in the inbox, under its own or the claimed name. kRefused: a
  // groups.txt beside it names a group that nobody is in.
  Result<Taken> Take(const ReadyFile& file, PhotoId& id);

  // After a restart: a photo that is claimed is taken in or given back; of one that is spooled
  // already, the claimed file is removed. The share must be there.
  Result<Done> Resume(const PhotoEntry& photo);

  // Claimed files that are left: of a photo that was taken in, the file goes (see Resume); one that
  // the journal does not know, because an older register was restored, gets a visible name again.
  Result<Done> TidyClaims(const InboxView& view);

 private:
  std::filesystem::path FolderOf(const ChannelName& channel, const std::string& folder) const {
    return share_.Inbox(channel) / folder;
  }
  std::filesystem::path ClaimedPath(const PhotoEntry& photo) const;
  Result<Taken> CopyIn(const PhotoEntry& photo);
  Result<Done> GiveBack(const PhotoEntry& photo, const std::string& why);
  Result<std::vector<GroupName>> GroupsFor(const ReadyFile& file) const;

  const Share& share_;
  FileSystem& disk_;
  PhotoJournal& journal_;
  PhotoFiles& files_;
  const IntakeOptions options_;
  const Actor by_;
  KnownGroups known_;
};

}  // namespace photogate
