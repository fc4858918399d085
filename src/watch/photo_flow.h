// One photo from the spool to its end.
#pragma once

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "consent/photo_files.h"
#include "consent/photo_journal.h"
#include "core/clock.h"
#include "core/limits.h"
#include "outcome/channel_shelf.h"
#include "pipeline/consent_view.h"
#include "pipeline/process_photo.h"

namespace photogate {

enum class FlowEnd {
  kCleared = 1,
  kHeld,
  kBlocked,
  kRepeated,   // decided as the same bytes were before
  kUnchanged,  // checked again: it is as it was
  kNotNow,     // somebody else moved it meanwhile, or it was passed a moment ago
};

// The consent of photos of any channel and event, each kept until the register changes. The views
// of a few channels and events only: each holds a gallery. Thread-safe.
class ConsentShelf {
 public:
  ConsentShelf(Register& reg, std::optional<ModelId> recogniser, const Clock& clock)
      : register_(reg), recogniser_(std::move(recogniser)), clock_(clock) {}

  // Of the photo's channel, its event if that is on the register, and its groups, today. Fails for
  // a channel that is not approved (any more): nothing is cleared for it.
  Result<SharedConsent> For(const PhotoEntry& photo);

 private:
  Register& register_;
  const std::optional<ModelId> recogniser_;
  const Clock& clock_;
  std::mutex mutex_;
  std::list<std::pair<std::string, std::shared_ptr<ConsentCache>>> views_;  // latest first
};

// Whoever cleared a photo by a slip notices it in the next moments: until then no copy is made that
// would have to be taken out of cleared/ again.
inline constexpr std::chrono::seconds kTakeBack{10};

struct FlowParts {
  PipelineContext pipeline;   // all but open, consent and release
  std::string settings_hash;  // of everything besides the register that a decision rests on
  Limits limits;
  std::chrono::seconds take_back = kTakeBack;  // a photo that a person passed waits so long
};

// Thread-safe: any number of photos at once, each photo by one thread.
class PhotoFlow {
 public:
  // What is given must outlive it.
  PhotoFlow(Register& reg, PhotoJournal& journal, PhotoFiles& files, FlowParts parts, Actor by);

  // The shelf of a channel; set before photos of it come.
  void SetShelf(const ChannelName& channel, std::shared_ptr<ChannelShelf> shelf);

  // A photo that is spooled, passed, or held (checked again). Errors are the register's and the
  // home's; the photo is then where it was.
  Result<FlowEnd> Run(const PhotoId& id);

  // The same check on a photo that was cleared, without any effect. Nullopt: it cannot be made now.
  Result<std::optional<PhotoFacts>> CheckCleared(const PhotoEntry& photo,
                                                 const std::filesystem::path& copy);

  // Held without a check: it was being checked when the watcher was ended, twice.
  Result<Done> HoldInterrupted(const PhotoEntry& photo);

  const std::string& settings_hash() const { return parts_.settings_hash; }
  Result<SharedConsent> Consent(const PhotoEntry& photo) { return consents_.For(photo); }

 private:
  static PhotoJob JobOf(const PhotoEntry& photo);
  Result<FlowEnd> Process(const PhotoEntry& photo);
  Result<FlowEnd> Store(const PhotoEntry& photo, const PhotoResult& result);
  Result<FlowEnd> Settled(const PhotoId& id, FlowEnd end);
  Result<bool> Repeats(const PhotoEntry& photo);

  Register& register_;
  PhotoJournal& journal_;
  PhotoFiles& files_;
  const FlowParts parts_;
  const Actor by_;
  ConsentShelf consents_;
  std::mutex mutex_;  // guards shelves_
  std::map<ChannelName, std::shared_ptr<ChannelShelf>> shelves_;
};

}  // namespace photogate
