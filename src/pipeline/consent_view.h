// The register as the stages need it, prepared once for many photos.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "core/consent.h"
#include "core/result.h"
#include "match/gallery.h"
#include "policy/name_index.h"

namespace photogate {

// Everything in it comes from one snapshot, so a decision never mixes two states of the register.
struct ConsentView {
  ConsentSnapshot snapshot;
  Gallery gallery;
  NameIndex names;
};

using SharedConsent = std::shared_ptr<const ConsentView>;

// Gallery::Build's errors.
Result<SharedConsent> MakeConsentView(ConsentSnapshot snapshot);

// Keeps the view of the version that the register is at, and makes a new one as soon as that
// changes. Thread-safe if the two functions are.
class ConsentCache {
 public:
  ConsentCache(std::function<Result<ConsentVersion>()> version,
               std::function<Result<ConsentSnapshot>()> snapshot);

  // The register's state now. Fails when the register cannot be asked: an old view is never given
  // instead, because a wish recorded since would be passed over.
  Result<SharedConsent> Current();

 private:
  const std::function<Result<ConsentVersion>()> version_;
  const std::function<Result<ConsentSnapshot>()> snapshot_;
  std::mutex mutex_;
  SharedConsent view_;
};

}  // namespace photogate
