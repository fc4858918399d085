#include "watch/photo_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "consent/events.h"
#include "pipeline/journal_release.h"
#include "pipeline/register_consent.h"
#include "pipeline/review_case.h"

namespace photogate {
namespace {

// Each view holds a gallery: 3,000 people with 5 references take about 30 MB.
constexpr std::size_t kMostViews = 6;

// A worker that fails three times on one photo fails because of it.
constexpr int kMostWorkerTries = 3;

bool PassesByItself(FindingCode code) {
  static constexpr std::array kPassing = {FindingCode::kRegisterUnavailable,
                                          FindingCode::kOutcomeFailed, FindingCode::kConsentChanged,
                                          FindingCode::kWorkerFailed};
  return std::find(kPassing.begin(), kPassing.end(), code) != kPassing.end();
}

// When a photo that was held for want of something is tried again; nullopt: a person must look.
std::optional<std::string> RetryAt(const PhotoEntry& photo, const std::vector<Finding>& findings,
                                   const Clock& clock) {
  for (const Finding& finding : findings) {
    if (finding.effect == Effect::kNone || !PassesByItself(finding.code)) continue;
    if (finding.code == FindingCode::kWorkerFailed && photo.tries + 1 >= kMostWorkerTries) {
      return std::nullopt;
    }
    const auto wait = std::chrono::minutes(1) * (1 << std::min(photo.tries, 6));
    return FormatUtc(clock.Now() + wait);
  }
  return std::nullopt;
}

Finding OfTheFile(FindingCode code, std::string text, ConsentVersion version) {
  return Finding{code,         Effect::kReview, text,         text,
                 std::nullopt, std::nullopt,    std::nullopt, "",
                 std::nullopt, std::nullopt,    std::nullopt, version};
}

bool SameFinding(const Finding& a, const Finding& b) {
  return a.code == b.code && a.effect == b.effect && a.face == b.face && a.person == b.person &&
         a.text == b.text && a.identified_text == b.identified_text;
}

bool SameFacts(const PhotoFacts& a, const PhotoFacts& b) {
  return a.decision == b.decision && a.faces.size() == b.faces.size() &&
         std::equal(a.findings.begin(), a.findings.end(), b.findings.begin(), b.findings.end(),
                    SameFinding);
}

// Held for that reason, and tried again until the folder is there.
Result<Outcome> NoShelf(const SanitisedPhoto&, const std::string&, const LedgerRow&,
                        const PhotoRecord&) {
  return Error{ErrorKind::kUnavailable,
               "The folder for the channel's cleared copies is not there."};
}

std::string KeyOf(const PhotoEntry& photo, const std::optional<EventName>& event, const Date& day) {
  std::string key =
      photo.channel.value + '\0' + (event ? event->value : "") + '\0' + FormatDate(day);
  for (const GroupName& group : photo.added_groups) key += '\0' + group.value;
  return key;
}

// Part of a name that may not be the photo's own.
std::size_t NumberOf(const PhotoId& id) {
  std::size_t number = 0;
  for (const char c : id.value.substr(std::min<std::size_t>(3, id.value.size()), 5)) {
    number = number * 16 + static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return number;
}

}  // namespace

Result<SharedConsent> ConsentShelf::For(const PhotoEntry& photo) {
  SnapshotQuery query{photo.channel, std::nullopt, photo.added_groups, clock_.Today(), recogniser_};
  if (photo.event) {
    const auto event = Events(register_).Show(*photo.event);
    if (event.ok()) query.event = *photo.event;
    if (!event.ok() && event.error().kind != ErrorKind::kNotFound) return event.error();
  }
  const std::string key = KeyOf(photo, query.event, query.day);
  std::shared_ptr<ConsentCache> view;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(views_.begin(), views_.end(),
                                    [&](const auto& entry) { return entry.first == key; });
    if (found != views_.end()) {
      views_.splice(views_.begin(), views_, found);
    } else {
      views_.emplace_front(key, ConsentOfRegister(register_, query));
      if (views_.size() > kMostViews) views_.pop_back();
    }
    view = views_.front().second;
  }
  return view->Current();
}

PhotoFlow::PhotoFlow(Register& reg, PhotoJournal& journal, PhotoFiles& files, FlowParts parts,
                     Actor by)
    : register_(reg),
      journal_(journal),
      files_(files),
      parts_(std::move(parts)),
      by_(std::move(by)),
      consents_(reg, parts_.pipeline.recogniser, *parts_.pipeline.clock) {}

void PhotoFlow::SetShelf(const ChannelName& channel, std::shared_ptr<ChannelShelf> shelf) {
  const std::lock_guard lock(mutex_);
  shelves_[channel] = std::move(shelf);
}

PhotoJob PhotoFlow::JobOf(const PhotoEntry& photo) {
  const std::string below = photo.folder.empty() ? "" : photo.folder + "/";
  return PhotoJob{std::filesystem::path(photo.original_name),
                  below + photo.original_name,
                  NumberOf(photo.id),
                  {}};
}

namespace {

bool HeldForItsName(const PhotoEntry& photo) {
  if (photo.state == PhotoState::kCleared || !photo.facts) return false;
  return std::any_of(
      photo.facts->findings.begin(), photo.facts->findings.end(),
      [](const Finding& finding) { return finding.code == FindingCode::kNameInText; });
}

}  // namespace

Result<bool> PhotoFlow::Repeats(const PhotoEntry& photo) {
  const auto consent = consents_.For(photo);
  if (!consent.ok()) return false;
  const auto first =
      journal_.FindDecided(photo, consent.value()->snapshot.version, parts_.settings_hash);
  if (!first.ok()) return first.error();
  if (!first.value()) return false;
  const PhotoEntry& earlier = *first.value();
  // Held for what its name says: under another name it is another question.
  if ((earlier.original_name != photo.original_name || earlier.folder != photo.folder) &&
      HeldForItsName(earlier)) {
    return false;
  }
  if (earlier.state == PhotoState::kCleared) {
    // Staff who took the first copy away get another.
    const std::lock_guard lock(mutex_);
    const auto shelf = shelves_.find(photo.channel);
    std::error_code failed;
    if (shelf == shelves_.end() || !earlier.output_name ||
        !std::filesystem::exists(shelf->second->folder() / *earlier.output_name, failed)) {
      return false;
    }
  }
  const auto marked = journal_.Repeated(photo.id, earlier.id, by_);
  if (!marked.ok()) return marked.error();
  return true;
}

Result<FlowEnd> PhotoFlow::Settled(const PhotoId& id, FlowEnd end) {
  const auto photo = journal_.Load(id);
  if (!photo.ok()) return photo.error();
  const auto moved = files_.Settle(photo.value());
  if (!moved.ok()) return moved.error();
  return end;
}

Result<FlowEnd> PhotoFlow::Run(const PhotoId& id) {
  auto loaded = journal_.Load(id);
  if (!loaded.ok()) return loaded.error();
  const PhotoEntry& photo = loaded.value();
  if (photo.state != PhotoState::kSpooled && photo.state != PhotoState::kPassed &&
      photo.state != PhotoState::kHeld) {
    return FlowEnd::kNotNow;
  }
  if (photo.state == PhotoState::kPassed &&
      photo.state_at > FormatUtc(parts_.pipeline.clock->Now() - parts_.take_back)) {
    return FlowEnd::kNotNow;
  }
  const auto begun = journal_.BeginInspection(id);
  if (!begun.ok()) return begun.error();
  auto end = Process(photo);
  // As it was before: it is not the photo's fault.
  if (!end.ok()) (void)journal_.ForgetInspection(id).ok();
  return end;
}

Result<FlowEnd> PhotoFlow::Process(const PhotoEntry& photo) {
  if (photo.state == PhotoState::kSpooled) {
    const auto repeats = Repeats(photo);
    if (!repeats.ok()) return repeats.error();
    if (repeats.value()) return Settled(photo.id, FlowEnd::kRepeated);
  }
  const auto verdicts = journal_.Verdicts(photo.id);
  if (!verdicts.ok()) return verdicts.error();

  PhotoJob job = JobOf(photo);
  PipelineContext context = parts_.pipeline;
  context.consent = [this, &photo] { return consents_.For(photo); };
  context.stopped = StopsOfRegister(register_, photo.channel, photo.id);
  context.open = [this, &photo](const PhotoJob& of) -> Result<PhotoFile> {
    auto original = files_.Open(photo, parts_.limits.file_bytes);
    if (!original.ok()) return original.error();
    return OpenedPhotoFile(OwnedFd(original.value().Release()), of.path);
  };
  bool may_clear = true;
  if (!verdicts.value().empty()) {
    auto review = ReadReviewCase(verdicts.value());
    // What a person said counts, and only when all of it was understood. After a pass that a disk
    // or the register got in the way of, the photo is held until it is tried again; their word
    // stands.
    may_clear = review.ok() && (photo.state == PhotoState::kPassed ||
                                (photo.state == PhotoState::kHeld && photo.retry_at));
    if (may_clear) job.review = std::move(review).value();
  }
  std::shared_ptr<ChannelShelf> shelf;
  {
    const std::lock_guard lock(mutex_);
    const auto found = shelves_.find(photo.channel);
    if (found != shelves_.end()) shelf = found->second;
  }
  if (may_clear && shelf != nullptr) {
    context.release = ReleaseFromJournal(journal_, photo, *shelf, parts_.settings_hash, by_);
  } else if (may_clear) {
    context.release = NoShelf;
  }
  if (photo.bytes > parts_.limits.file_bytes) {
    // Never opened: it would be in memory as a whole.
    const auto version = context.consent();
    PhotoFacts facts{photo.sha256, "unknown",           0, 0, DecisionKind::kReview, {}, {},
                     std::nullopt, parts_.settings_hash};
    if (version.ok()) facts.consent_version = version.value()->snapshot.version;
    facts.findings.push_back(OfTheFile(
        FindingCode::kOverLimit,
        "The file is larger than any photo that is checked here. Export a smaller copy and drop "
        "that in.",
        facts.consent_version.value_or(ConsentVersion{0})));
    const auto held =
        journal_.Decided(photo.id, facts, PhotoState::kHeld, std::nullopt, "too large", by_);
    if (!held.ok()) return held.error();
    return Settled(photo.id, FlowEnd::kHeld);
  }
  return Store(photo, ProcessPhoto(job, context));
}

Result<FlowEnd> PhotoFlow::Store(const PhotoEntry& photo, const PhotoResult& result) {
  if (result.outcome && result.outcome->kind == OutcomeKind::kCleared) {
    return Settled(photo.id, FlowEnd::kCleared);
  }
  if (photo.state == PhotoState::kPassed) {
    const auto now = journal_.Load(photo.id);
    if (!now.ok()) return now.error();
    if (now.value().revision != photo.revision) {
      // Taken back while it was being checked: what was found with their word is not what stands.
      const auto forgotten = journal_.ForgetInspection(photo.id);
      if (!forgotten.ok()) return forgotten.error();
      return FlowEnd::kNotNow;
    }
  }
  PhotoFacts facts = FactsOf(result, parts_.settings_hash);
  facts.sha256 = photo.sha256;
  // Clear was decided, but it may not be released by itself: a person said something.
  if (facts.decision == DecisionKind::kClear) facts.decision = DecisionKind::kReview;
  const bool blocked = facts.decision == DecisionKind::kBlock;
  if (photo.state == PhotoState::kHeld && !blocked && photo.facts && !photo.retry_at &&
      SameFacts(*photo.facts, facts)) {
    const auto stands = journal_.StillStands(photo.id, facts.consent_version, facts.settings_hash);
    if (!stands.ok()) return stands.error();
    return FlowEnd::kUnchanged;
  }
  const auto retry =
      blocked ? std::nullopt : RetryAt(photo, facts.findings, *parts_.pipeline.clock);
  const auto decided =
      journal_.Decided(photo.id, facts, blocked ? PhotoState::kBlocked : PhotoState::kHeld, retry,
                       retry ? "tried again later" : "", by_);
  if (!decided.ok()) return decided.error();
  return Settled(photo.id, blocked ? FlowEnd::kBlocked : FlowEnd::kHeld);
}

Result<std::optional<PhotoFacts>> PhotoFlow::CheckCleared(const PhotoEntry& photo,
                                                          const std::filesystem::path& copy) {
  const auto verdicts = journal_.Verdicts(photo.id);
  if (!verdicts.ok()) return verdicts.error();
  PhotoJob job = JobOf(photo);
  auto review = ReadReviewCase(verdicts.value());
  if (!review.ok() && photo.facts) {
    // Nobody knows what was said of it, and it may have been a no.
    PhotoFacts facts = *photo.facts;
    facts.decision = DecisionKind::kReview;
    return std::optional<PhotoFacts>(std::move(facts));
  }
  if (!review.ok()) return review.error();
  if (!verdicts.value().empty()) job.review = std::move(review).value();
  PipelineContext context = parts_.pipeline;
  context.order.sanitise = true;
  context.consent = [this, &photo] { return consents_.For(photo); };
  context.open = [&](const PhotoJob& of) -> Result<PhotoFile> {
    // The copy that stands may be smaller; the original shows more, as long as it is kept.
    if (!photo.original_gone_at) {
      auto original = files_.Open(photo, parts_.limits.file_bytes);
      if (original.ok()) return OpenedPhotoFile(OwnedFd(original.value().Release()), of.path);
    }
    return OpenPhotoFile(copy);
  };
  const PhotoResult result = ProcessPhoto(job, context);
  if (!result.consent_version || result.unreadable) return std::optional<PhotoFacts>{};
  for (const Finding& finding : result.record.findings) {
    if (finding.effect != Effect::kNone && PassesByItself(finding.code)) {
      return std::optional<PhotoFacts>{};
    }
  }
  return std::optional<PhotoFacts>(FactsOf(result, parts_.settings_hash));
}

Result<Done> PhotoFlow::HoldInterrupted(const PhotoEntry& photo) {
  const auto consent = consents_.For(photo);
  PhotoFacts facts{photo.sha256, "unknown",           0, 0, DecisionKind::kReview, {}, {},
                   std::nullopt, parts_.settings_hash};
  if (consent.ok()) facts.consent_version = consent.value()->snapshot.version;
  facts.findings.push_back(OfTheFile(
      FindingCode::kWorkerFailed,
      "photogate stopped unexpectedly while it checked this photo, twice. A person must look at "
      "it.",
      facts.consent_version.value_or(ConsentVersion{0})));
  const auto held =
      journal_.Decided(photo.id, facts, PhotoState::kHeld, std::nullopt, "in flight twice", by_);
  if (!held.ok()) return held.error();
  const auto settled = Settled(photo.id, FlowEnd::kHeld);
  if (!settled.ok()) return settled.error();
  return Done{};
}

}  // namespace photogate
