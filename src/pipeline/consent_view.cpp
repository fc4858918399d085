#include "pipeline/consent_view.h"

#include <utility>

namespace photogate {

Result<SharedConsent> MakeConsentView(ConsentSnapshot snapshot) {
  auto gallery = Gallery::Build(snapshot.gallery);
  if (!gallery.ok()) return gallery.error();
  NameIndex names = NameIndex::Build(snapshot);
  return SharedConsent(std::make_shared<ConsentView>(
      ConsentView{std::move(snapshot), std::move(gallery).value(), std::move(names)}));
}

ConsentCache::ConsentCache(std::function<Result<ConsentVersion>()> version,
                           std::function<Result<ConsentSnapshot>()> snapshot)
    : version_(std::move(version)), snapshot_(std::move(snapshot)) {}

Result<SharedConsent> ConsentCache::Current() {
  const auto version = version_();
  if (!version.ok()) return version.error();
  const std::lock_guard lock(mutex_);
  if (view_ != nullptr && view_->snapshot.version == version.value()) return view_;
  auto snapshot = snapshot_();
  if (!snapshot.ok()) return snapshot.error();
  auto view = MakeConsentView(std::move(snapshot).value());
  if (view.ok()) view_ = view.value();
  return view;
}

}  // namespace photogate
