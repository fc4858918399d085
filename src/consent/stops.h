// Whether a person said of the same picture before that it must not go. A picture that comes again
// is another photo of the journal: without this the machine alone might clear it.
#pragma once

#include <optional>
#include <string_view>

#include "consent/photo_entry.h"
#include "consent/register.h"
#include "core/picture_mark.h"
#include "core/stop.h"

namespace photogate {

struct StopQuery {
  Sha256Hex original;  // of the file's bytes
  Sha256Hex picture;   // see Inspection::picture_sha256; empty when not known
  ChannelName channel;
  std::optional<PhotoId> self = {};      // whose own past does not count
  bool deleted_only = false;             // of the words against it, only that it was deleted
  std::optional<PictureMark> mark = {};  // for pictures that look the same
};

// The latest word against any photo with these bytes, the same picture with other metadata, or one
// that looks the same, on whatever channel: blocked, objected to, taken back, found unfit at a
// second look, deleted by a person, or left out of a release. Nullopt: there is none, or people
// cleared the same bytes for this channel since. What the register's changes alone did is no
// person's word on the picture.
Result<std::optional<EarlierStop>> StoppedBefore(Register& reg, const StopQuery& query);

// Notes of the journal's steps that are a person's word against the photo.
namespace step_note {
inline constexpr std::string_view kBlocked = "blocked by review";
inline constexpr std::string_view kObjection = "objection";
inline constexpr std::string_view kTakenBack = "taken back";
inline constexpr std::string_view kLookedAgain = "looked at again";
inline constexpr std::string_view kDeleted = "deleted by review";
}  // namespace step_note

}  // namespace photogate
