// The journal of photos. See consent-db/SCHEMA.md for the tables, photo_entry.h for the states.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "consent/photo_entry.h"
#include "consent/register.h"
#include "core/outcome.h"
#include "core/result.h"

namespace photogate {

// A photo about to be taken from an inbox or an upload.
struct NewPhoto {
  ChannelName channel;
  std::optional<EventName> event;
  std::vector<GroupName> added_groups;
  std::string folder;
  std::string original_name;
  PhotoSource source = PhotoSource::kInbox;
};

struct PhotoQuery {
  std::vector<PhotoState> states = {};  // empty: any
  std::optional<ChannelName> channel = {};
  std::optional<EventName> event = {};
  std::optional<std::string> claimed_before = {};  // UTC
  std::optional<std::string> state_before = {};    // in this state since before, UTC
  std::optional<std::string> retry_before = {};    // due to be tried again by then, UTC
  std::optional<bool> retried = {};                // whether it is tried again by itself
  bool with_original = false;                      // only those whose original is not destroyed
  bool newest_first = false;
  int most = 1'000;
};

struct PhotoMove {
  PhotoId id;
  std::int64_t revision;  // as last read: kConflict when the photo changed since
  PhotoState to;
  std::string note;  // no name, no path
};

// A copy that the journal knows to be in cleared/, or on its way there.
struct StandingCopy {
  PhotoId id;
  Sha256Hex sha256;
  PhotoState state;  // cleared or clearing
};

struct StepsSince {
  std::int64_t latest = 0;  // step of the journal
  std::set<PhotoId> photos;
};

// Counts for one state of one channel.
struct PhotoCount {
  ChannelName channel;
  PhotoState state;
  int photos;
  std::string oldest_at;  // the longest in this state, UTC
  int retried = 0;        // of `photos`: tried again by itself
};

// The one record of where photos are, shared by the watcher, the review page and the retention run.
//
// Every method is one transaction that is on the disk when it returns. The rule of the watcher: the
// journal says what is about to happen, then it happens; at a restart every photo whose files are
// not where its state says is brought there (PhotoRecovery in watch/). The rule of the page: read
// an entry, let a person decide, RecordVerdict and Move with the revision that was read; kConflict
// says that somebody else was quicker, and nothing was overwritten.
//
//   A reviewer clears:   RecordVerdict(...), Move(held -> passed). The watcher or the page checks
//                        it again with the verdicts as input to Decide, makes the copy and moves
//                        it on, or back to held.
//   ... takes it back:   Move(passed -> held) while there is no copy, else TakeBack, and then the
//                        copy is taken out of cleared/.
//   ... blocks:          RecordVerdict, Move(held -> blocked), then PhotoFiles::Settle.
//   ... deletes:         destroys the original in the vault, then Deleted with the receipt.
//
// None of it changes the consent version. Verdicts enter the audit chain (as looks with the hash of
// the verdict). Thread-safe; several processes may use it. Errors are the register's; besides,
// kNotFound for an id that is not there, kConflict for a stale revision, kRefused for an arrow that
// photo_entry.h does not have.
class PhotoJournal {
 public:
  explicit PhotoJournal(Register& reg) : register_(reg) {}

  // Before a file is touched: a photo in state claimed.
  Result<PhotoId> Claim(const NewPhoto& photo, const Actor& by);

  // The original is in the vault, whole and compared.
  Result<Done> Spooled(const PhotoId& id, const Sha256Hex& sha256, std::uint64_t bytes,
                       const std::string& vault_id, const Actor& by);

  // Before a worker gets it. Returns how often one was begun without an end, this one included: 1
  // ordinarily.
  Result<int> BeginInspection(const PhotoId& id);
  // The inspection came to nothing that is the photo's own fault (the watcher stops): as if it had
  // not begun.
  Result<Done> ForgetInspection(const PhotoId& id);

  // The end of an inspection: stores `facts` and moves to held or blocked. `retry_at` (UTC): it is
  // tried again then.
  Result<Done> Decided(const PhotoId& id, const PhotoFacts& facts, PhotoState to,
                       const std::optional<std::string>& retry_at, const std::string& note,
                       const Actor& by);

  // The end of an inspection that clears: the ledger's row and state clearing in one transaction,
  // under the ledger's conditions (see Ledger::Record). `facts` is what was decided on; `revision`
  // that of the photo as it was read for it, since people may have said something meanwhile.
  Result<Done> Clearing(const PhotoId& id, const PhotoFacts& facts, const LedgerRow& row,
                        const Actor& by, const std::optional<std::int64_t>& revision = {});

  // Checked again with the same findings: names the register's version and the settings that they
  // rest on now. No change that a reader would notice.
  Result<Done> StillStands(const PhotoId& id, const std::optional<ConsentVersion>& version,
                           const std::string& settings_hash);

  // The vault's ids of all originals that were ever kept.
  Result<std::vector<std::string>> VaultIds();

  // It has the same bytes, place and state of the register as `first`, which was decided.
  Result<Done> Repeated(const PhotoId& id, const PhotoId& first, const Actor& by);
  // A decided photo with these bytes for the same channel, event, groups, consent version and
  // settings, that still stands. Nullopt: none.
  Result<std::optional<PhotoEntry>> FindDecided(const PhotoEntry& photo, ConsentVersion version,
                                                const std::string& settings_hash);

  Result<Done> Move(const PhotoMove& move, const Actor& by);
  // The same whatever the revision, if it still is in state `from`.
  Result<Done> MoveFrom(const PhotoId& id, PhotoState from, PhotoState to, const std::string& note,
                        const Actor& by);

  // A person takes back that a photo was cleared: what they say and the moves in one transaction
  // with the question whether the copy was released, so that of this and of a release that is being
  // committed exactly one happens. The photo waits for a person again, or stays withdrawn when its
  // original is destroyed; which of the two is returned. The copy must be taken out of cleared/
  // then. kRefused, with the reason: it is not cleared, or a release that stands has the copy.
  Result<PhotoState> TakeBack(const PhotoId& id, std::int64_t revision, const PhotoVerdict& said,
                              const Actor& by);
  // The latest release that stands with this photo's copy; nullopt: none.
  Result<std::optional<std::int64_t>> ReleasedIn(const PhotoEntry& photo);

  // The original is destroyed. A cleared or withdrawn photo keeps its state and loses only the
  // original; with `photo_too`, and from every other state, it becomes deleted: findings, faces
  // and names go from the journal with it. `note` is of that step: step_note::kDeleted when a
  // person deleted it.
  Result<Done> OriginalGone(const PhotoId& id, const std::string& receipt, bool photo_too,
                            const Actor& by, std::string_view note = {});

  Result<PhotoEntry> Load(const PhotoId& id);
  // Oldest first unless asked otherwise; findings and faces included.
  Result<std::vector<PhotoEntry>> List(const PhotoQuery& query);
  Result<std::vector<PhotoCount>> Counts();
  // Photos that reached the state since then (UTC), by channel.
  Result<std::map<ChannelName, int>> ReachedSince(PhotoState state, const std::string& since);
  // The photo of which this copy was made, if its original is kept and shows what the copy shows:
  // no one ever covered or cropped it.
  Result<std::optional<PhotoEntry>> OriginalOfCopy(const ChannelName& channel,
                                                   const Sha256Hex& copy);
  // Other photos of which the original or a copy is kept and that show the same, on any channel:
  // the same bytes, the same picture with other metadata, or one that looks the same; oldest first.
  Result<std::vector<PhotoEntry>> KeptThatShow(const PhotoEntry& photo);
  Result<std::vector<PhotoStep>> Steps(const PhotoId& id);
  // When the latest step of any photo was, UTC; empty without one. A clock that says less is wrong.
  Result<std::string> LatestStep();
  // Whose copy in cleared/<channel> has, or had, this name; newest first. A copy that was taken
  // away for publishing leaves its name to others.
  Result<std::vector<StandingCopy>> CopiesNamed(const ChannelName& channel,
                                                const std::string& name);
  // Whether a file of this name and these bytes in cleared/<channel> is a copy that was made of a
  // photo of the journal and that no photo stands for any more.
  Result<bool> IsFallen(const ChannelName& channel, const std::string& name,
                        const Sha256Hex& sha256);
  // Photos that are neither cleared nor on their way there and took a step after `step`.
  Result<StepsSince> LeftSince(std::int64_t step);

  // Appends what `by` says; the photo's revision grows. Several verdicts of one decision go in
  // together. Returns the new revision.
  Result<std::int64_t> RecordVerdicts(const PhotoId& id, std::int64_t revision,
                                      const std::vector<PhotoVerdict>& verdicts, const Actor& by);
  // In order.
  Result<std::vector<PhotoVerdict>> Verdicts(const PhotoId& id);

 private:
  Register& register_;
};

}  // namespace photogate
