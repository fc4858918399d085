// Where photos are decided: what the page's functions share about photos, and a photo as they see
// it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "consent/cover_checks.h"
#include "consent/photo_entry.h"
#include "consent/register.h"
#include "core/consent.h"
#include "core/review.h"
#include "pipeline/consent_view.h"
#include "pipeline/photo_file.h"
#include "pipeline/process_photo.h"
#include "pipeline/review_case.h"
#include "review/release_tools.h"

namespace photogate {

// What the desk needs of the rest of the program; everything must be thread-safe.
struct DeskTools {
  // The decrypted original in memory.
  std::function<Result<PhotoFile>(const PhotoEntry&)> open;
  // Brings the original where its state says.
  std::function<Result<Done>(const PhotoEntry&)> settle;
  // Destroys the original; the receipt in one line.
  std::function<Result<std::string>(const PhotoEntry&, const std::string& why, const Actor&)>
      destroy;
  // Takes the copy out of cleared/ and destroys it; how many files went.
  std::function<Result<int>(const PhotoEntry&)> remove_copy;
  // Somebody passed a photo: the copy is to be made soon. May be empty.
  std::function<void()> passed;
  // What is known of a held photo was found with what somebody has taken back since (a cover): it
  // is to be checked anew. May be empty; nothing is cleared without a check of its own.
  std::function<void(const PhotoId&)> again;
  RenderFunction render;
  // The pipeline without `consent`, `open` and `release`, for checking covered photos.
  PipelineContext pipeline;
  ReleaseTools publish = {};
};

// One photo with everything that was said of it, and what follows.
struct PhotoCase {
  PhotoEntry entry;
  std::vector<PhotoVerdict> verdicts;
  ReviewCase review;
  SharedConsent consent;
  // As the policy sees them now: of the covered photo when there is a cover.
  std::vector<Finding> findings;
  std::vector<ReviewAct> acts;
  ReviewRuling ruling;
  std::vector<JournalFace> faces;
  std::optional<CoverCheck> cover;
  // The page's version: see docs/API.md.
  std::int64_t version = 0;
  std::string state;  // "waiting" ...
  // The latest release that stands with the cleared copy.
  std::optional<std::int64_t> released = {};

  bool open() const { return state == "waiting" || state == "second" || state == "escalated"; }
};

inline constexpr const char* kUnreadableState = "unreadable";

// A photo of which something was said that cannot be read, so that nobody may decide on it.
struct UnreadablePhoto {
  PhotoEntry entry;
  std::vector<PhotoVerdict> verdicts;
  std::int64_t version = 0;
};

// Thread-safe.
class Desk {
 public:
  Desk(Register& reg, const Clock& clock, DeskTools tools);

  // kNotFound, or the register's errors; kCorrupt when what was said cannot be understood.
  Result<PhotoCase> Load(const PhotoId& id);
  // Of an entry and its verdicts that were read already.
  Result<PhotoCase> Assemble(PhotoEntry entry, std::vector<PhotoVerdict> verdicts);

  // The photo when what was said of it cannot be read, and only that; nullopt when it can be.
  // Errors are the register's.
  Result<std::optional<UnreadablePhoto>> Unreadable(const PhotoId& id);

  // The register for this photo's channel, event and groups, as of now.
  Result<SharedConsent> Consent(const PhotoEntry& entry, bool with_gallery);

  Register& reg() { return reg_; }
  const Clock& clock() const { return clock_; }
  const DeskTools& tools() const { return tools_; }

 private:
  Register& reg_;
  const Clock& clock_;
  const DeskTools tools_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<ConsentCache>> consents_;
};

// Answers leave the version as it is: two people may answer at once. Each is a change of the entry
// of its own.
std::int64_t VersionOf(const PhotoEntry& entry, const std::vector<PhotoVerdict>& verdicts);

// Whether everything that was said of a photo is understood. Pure.
bool IsReadable(const std::vector<PhotoVerdict>& verdicts);

// Somebody who was permitted when the photo was checked and no longer is: their faces count as
// listed. Pure.
std::vector<Finding> WithLaterRefusals(std::vector<Finding> findings,
                                       const ConsentSnapshot& consent);

}  // namespace photogate
