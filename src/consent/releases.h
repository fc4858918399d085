// What was handed over for publication, and where it went (POLICY.md P4, P9, P13, P17).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consent/photo_entry.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

enum class ReleaseForm { kFolder = 1, kZip };

struct NewReleasePhoto {
  std::int64_t ledger;           // row of the ledger that cleared it
  std::optional<PhotoId> photo;  // of the journal, when it came through the watched folder
  int name_number = 1;           // of NumberedName, where two have one name
};

struct NewRelease {
  std::int64_t number;  // from Begin
  std::string at;       // UTC, as the manifest says
  std::string looked_by;
  ChannelName channel;
  std::optional<EventName> event;
  ConsentVersion consent_version;  // permission was asked at; the register must still be there
  ReleaseForm form;
  std::string place;  // where the folder or file will stand
  Sha256Hex manifest_sha256;
  std::string checklist;  // JSON, as it was answered
  std::vector<NewReleasePhoto> photos;
};

// Where a release, or a part of it, was published. At least one of url and issue.
struct ReleasePlace {
  std::string url;
  std::string issue;
  Date published;
  std::string note = {};
  std::string at = {};     // UTC; given by the register: when it was recorded
  std::string actor = {};  // given by the register
};

struct Release {
  std::int64_t number;
  std::string at;  // UTC
  std::string actor;
  std::string looked_by;
  ChannelName channel;
  std::string address;  // of the channel then
  std::optional<EventName> event;
  ConsentVersion consent_version;
  ReleaseForm form;
  std::string place;
  Sha256Hex manifest_sha256;
  std::string checklist;
  int photos = 0;
  std::vector<ReleasePlace> places;  // as they were recorded
  bool finished = true;              // false: the last step is open (see Unfinished)
  std::string voided = {};           // why it never came about; empty: it did
  // UTC: since when it is known that it is not where it was made (MarkMissing); empty: it is not.
  std::string missing = {};
  int taken_back = 0;    // of `photos`: see ReleasedPhoto
  int to_take_down = 0;  // of these
};

struct ReleasedPhoto {
  std::int64_t release;
  int position;  // from 1
  std::int64_t ledger;
  std::optional<PhotoId> photo;
  std::string file_name;  // in the folder or ZIP
  Sha256Hex original_sha256;
  Sha256Hex output_sha256;
  std::string cleared_by;  // of the ledger's row
  // It was cleared then, and its photo was withdrawn, held, blocked or deleted since: what was
  // published of it must come down.
  bool taken_back = false;
  // Taken back, and not every takedown of it in this release has its end, or there is none.
  bool to_take_down = false;
};

// A photo that is asked for, and one release that it was in.
struct PublishedPhoto {
  Release release;
  ReleasedPhoto photo;
};

// A release whose maker stopped before the end.
struct UnfinishedRelease {
  std::int64_t number;
  ChannelName channel;
  std::string staging;             // what was being written
  std::optional<Release> release;  // nullopt: it was not committed, so nothing may stand
};

struct ReleaseQuery {
  std::optional<ChannelName> channel = {};
  std::optional<Sha256Hex> manifest = {};
  bool with_voided = false;
  int most = 1'000;
};

// The steps of a release, each on the disk before the next is taken:
//
//   Begin       a number, and the name under which files are written
//   (files are written under that name, proven and waited for)
//   Commit      the register still says what it said when permission was asked: it is released
//   (the name becomes the final one)
//   Finish
//
// After a crash each of Unfinished() ends as one of three: Finish when what stands at its place is
// what was committed; Undo when it never got its name, and then nothing stands; MarkMissing when it
// did and somebody took it away or changed it since, for they may have published it. Releases and
// what is said of them are in the audit chain; none of it changes the consent version. Thread-safe,
// like the Register it borrows; several processes may use it.
class Releases {
 public:
  explicit Releases(Register& reg) : register_(reg) {}

  // Whether anything may be handed over to the channel: kRefused when it is not approved, has fewer
  // than two owners, or an owner has left (POLICY.md P11). kNotFound: no such channel.
  Result<Done> MayRelease(const ChannelName& channel);

  Result<std::int64_t> Begin(const ChannelName& channel, const std::string& staging,
                             const Actor& by);
  // kConflict: the register changed since `consent_version`, or a photo is not cleared any more
  // (its row of the ledger has ended):
  // ask permission again. kRefused: MayRelease says no, or it has no photos. kNotFound: a row of
  // the ledger is not there, or is another channel's.
  Result<Done> Commit(const NewRelease& release, const Actor& by);
  Result<Done> Finish(std::int64_t number, const Actor& by);
  // Before what was written of it is removed: one that was committed is void from now on, so that
  // its absence is not taken for somebody's having it, and what was to be taken down because of it
  // alone is ended. Nothing when it was not committed; MarkMissing when somebody recorded a place
  // of it meanwhile, since it was published by their word.
  Result<Done> Void(std::int64_t number, const std::string& why, const Actor& by);
  // Nothing of it stands. One that was committed is void from now on, as by Void.
  Result<Done> Undo(std::int64_t number, const std::string& why, const Actor& by);
  // It was made and is not there as it was: it stays on record as released, finished.
  Result<Done> MarkMissing(std::int64_t number, const Actor& by);
  Result<std::vector<UnfinishedRelease>> Unfinished();

  // kConflict: this place is recorded already. kRefused: neither url nor issue, a day to come, or a
  // release that never came about. kNotFound: no such release.
  Result<Done> RecordPlace(std::int64_t number, const ReleasePlace& place, const Actor& by);

  // Newest first.
  Result<std::vector<Release>> List(const ReleaseQuery& query = {});
  // kNotFound with the next step.
  Result<Release> Show(std::int64_t number);
  // In order.
  Result<std::vector<ReleasedPhoto>> Photos(std::int64_t number);
  // The copies that were released to the channel, each with its latest release.
  Result<std::map<Sha256Hex, std::int64_t>> ReleasedCopies(const ChannelName& channel);
  // Every release of this copy to the channel, newest first, void ones left out.
  Result<std::vector<PublishedPhoto>> WithCopy(const ChannelName& channel, const Sha256Hex& copy);
  // Every release, to whatever channel, of a picture that shows what this photo shows: of its own
  // copies, of the same picture's, and of those that look the same. Newest first, void ones left
  // out. kNotFound: no such photo.
  Result<std::vector<PublishedPhoto>> ThatShow(const PhotoId& photo);
  // Every release of every photo in which the person was recognised, newest first; `person` may
  // also be a case number, which is what is left of somebody who was erased. Void ones are left
  // out; one whose last step is open is in.
  Result<std::vector<PublishedPhoto>> WithPerson(const PersonId& person);

 private:
  Register& register_;
};

std::string_view ReleaseFormName(ReleaseForm form);  // "folder", "zip"

}  // namespace photogate
