// cleared/ holds only what passed: everything else is moved to quarantine and reported.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "consent/photo_journal.h"
#include "core/result.h"
#include "outcome/file_system.h"
#include "watch/settling.h"
#include "watch/share.h"

namespace photogate {

struct GuardReport {
  int foreign = 0;  // put there by somebody
  int altered = 0;  // a cleared copy that was changed
  int unmoved = 0;  // could not be moved (open in another program): tried again
  std::vector<std::pair<PhotoId, ChannelName>> standing;  // copies seen, proven unchanged
  bool complete = true;                                   // nothing is left for the next look
};

// One thread uses it.
class ShelfGuard {
 public:
  ShelfGuard(const Share& share, FileSystem& disk, PhotoJournal& journal)
      : share_(share), disk_(disk), journal_(journal) {}

  // Looks through cleared/, where each of `channels` (all that there are, approved or not) may have
  // a folder. Files that look as they did when they were proven are not read again;
  // of the others, about `most_bytes` in one call, one at least, and the rest in the next ones.
  Result<GuardReport> Look(const std::vector<ChannelName>& channels, std::uint64_t most_bytes);

  // Moves one copy that may not stand any more. Fine when it is not there.
  Result<Done> TakeOut(const ChannelName& channel, const std::string& name);

 private:
  Result<Done> MoveAway(const std::filesystem::path& path, const std::string& folder,
                        const std::string& name);
  // A copy that was proven does not stay so when its photo is not cleared any more.
  Result<Done> ForgetLeft();
  Result<Done> LookInto(const ChannelName& channel, std::uint64_t& budget, GuardReport& report);

  const Share& share_;
  FileSystem& disk_;
  PhotoJournal& journal_;
  struct Proven {
    FileLook look;
    std::int64_t changed_ns;  // a time that nobody can put back, as they can that of the content
    PhotoId id;
  };
  std::map<std::string, Proven> proven_;  // channel/name
  std::int64_t seen_step_ = 0;            // of the journal
};

}  // namespace photogate
