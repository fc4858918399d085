#include "review/desk.h"

#include <algorithm>

#include "consent/photo_journal.h"
#include "pipeline/register_consent.h"
#include "policy/decide_review.h"

namespace photogate {
namespace {

// A day's channels and events; more than that are made anew.
constexpr std::size_t kMostConsents = 64;

std::string StateOf(const PhotoCase& photo) {
  switch (photo.entry.state) {
    case PhotoState::kClaimed:
    case PhotoState::kSpooled: return "working";
    case PhotoState::kClearing:
    case PhotoState::kCleared:
    case PhotoState::kPassed: return "cleared";
    case PhotoState::kHeld:
    case PhotoState::kBlocked: break;
    case PhotoState::kRepeated: return "repeated";
    case PhotoState::kReturned: return "returned";
    case PhotoState::kWithdrawn: return "withdrawn";
    case PhotoState::kDeleted: return "deleted";
  }
  switch (photo.ruling.state) {
    case ReviewState::kWaiting: return "waiting";
    case ReviewState::kSecond: return "second";
    case ReviewState::kEscalated: return "escalated";
    case ReviewState::kBlocked: return "blocked";
    // It was said and is about to be moved.
    case ReviewState::kPassed: return "waiting";
  }
  return "working";
}

}  // namespace

std::int64_t VersionOf(const PhotoEntry& entry, const std::vector<PhotoVerdict>& verdicts) {
  const auto answers =
      std::count_if(verdicts.begin(), verdicts.end(),
                    [](const PhotoVerdict& verdict) { return verdict.kind == verdict::kAnswer; });
  return entry.revision - answers;
}

bool IsReadable(const std::vector<PhotoVerdict>& verdicts) { return ReadReviewCase(verdicts).ok(); }

Desk::Desk(Register& reg, const Clock& clock, DeskTools tools)
    : reg_(reg), clock_(clock), tools_(std::move(tools)) {}

Result<SharedConsent> Desk::Consent(const PhotoEntry& entry, bool with_gallery) {
  SnapshotQuery query;
  query.channel = entry.channel;
  query.event = entry.event;
  query.added_groups = entry.added_groups;
  query.day = clock_.Today();
  if (with_gallery) query.recogniser = tools_.pipeline.recogniser;
  std::string key = FormatDate(query.day) + '\n' + entry.channel.value + '\n' +
                    (entry.event ? entry.event->value : "") + (with_gallery ? "\n+" : "\n");
  for (const GroupName& group : entry.added_groups) key += '\n' + group.value;
  std::shared_ptr<ConsentCache> cache;
  {
    const std::lock_guard lock(mutex_);
    if (consents_.size() >= kMostConsents && consents_.count(key) == 0) consents_.clear();
    auto& place = consents_[key];
    if (place == nullptr) place = ConsentOfRegister(reg_, query);
    cache = place;
  }
  return cache->Current();
}

Result<PhotoCase> Desk::Load(const PhotoId& id) {
  PhotoJournal journal(reg_);
  auto entry = journal.Load(id);
  if (!entry.ok()) return entry.error();
  auto verdicts = journal.Verdicts(id);
  if (!verdicts.ok()) return verdicts.error();
  return Assemble(std::move(entry).value(), std::move(verdicts).value());
}

Result<std::optional<UnreadablePhoto>> Desk::Unreadable(const PhotoId& id) {
  PhotoJournal journal(reg_);
  auto entry = journal.Load(id);
  if (!entry.ok()) return entry.error();
  auto verdicts = journal.Verdicts(id);
  if (!verdicts.ok()) return verdicts.error();
  if (IsReadable(verdicts.value())) return std::optional<UnreadablePhoto>();
  const std::int64_t version = VersionOf(entry.value(), verdicts.value());
  return std::optional(
      UnreadablePhoto{std::move(entry).value(), std::move(verdicts).value(), version});
}

Result<PhotoCase> Desk::Assemble(PhotoEntry entry, std::vector<PhotoVerdict> verdicts) {
  auto review = ReadReviewCase(verdicts);
  if (!review.ok()) return review.error();
  auto consent = Consent(entry, false);
  if (!consent.ok()) return consent.error();
  const ConsentSnapshot& snapshot = consent.value()->snapshot;
  PhotoCase photo{std::move(entry),
                  std::move(verdicts),
                  std::move(review).value(),
                  consent.value(),
                  {},
                  {},
                  {ReviewState::kWaiting, Decision(DecisionKind::kReview)},
                  {},
                  {},
                  0,
                  {}};
  if (photo.entry.facts) {
    photo.findings = photo.entry.facts->findings;
    photo.faces = photo.entry.facts->faces;
  }
  if (photo.review.cover) {
    auto cover = CoverChecks(reg_).Load(photo.review.cover_number);
    if (!cover.ok()) return cover.error();
    photo.cover = std::move(cover).value();
    if (photo.cover) {
      photo.findings = photo.cover->findings;
      photo.faces = photo.cover->faces;
    }
  } else {
    photo.findings = WithMissedFaces(std::move(photo.findings), photo.review);
  }
  // What was checked with a cover knows what was said before it.
  photo.findings = WithObjections(std::move(photo.findings), photo.review,
                                  photo.cover ? photo.review.cover_number : 0);
  photo.findings = WithLaterRefusals(std::move(photo.findings), snapshot);
  photo.findings = WithPeopleSeen(std::move(photo.findings), photo.review, snapshot);
  photo.acts = ActsOn(photo.findings, photo.review);
  photo.ruling = DecideReviewed(photo.findings, photo.acts, TermsOf(snapshot));
  photo.version = VersionOf(photo.entry, photo.verdicts);
  photo.state = StateOf(photo);
  if (photo.entry.state == PhotoState::kCleared) {
    const auto released = PhotoJournal(reg_).ReleasedIn(photo.entry);
    if (!released.ok()) return released.error();
    photo.released = released.value();
  }
  return photo;
}

std::vector<Finding> WithLaterRefusals(std::vector<Finding> findings,
                                       const ConsentSnapshot& consent) {
  for (Finding& finding : findings) {
    if (finding.code != FindingCode::kKnownPerson || !finding.person) continue;
    const Person* const person = FindPerson(consent, *finding.person);
    if (person != nullptr && !person->barred) continue;
    finding.code = FindingCode::kListedPerson;
    finding.effect = Effect::kBlock;
    const std::string who =
        finding.face ? "The person recognised as face " + std::to_string(*finding.face + 1)
                     : "Somebody recognised in this photo";
    finding.text = who + " must no longer appear on this channel. Cover the face, or block it.";
    finding.identified_text = person == nullptr
                                  ? finding.text
                                  : person->name +
                                        " must no longer appear on this channel. Cover the face, "
                                        "or block it.";
  }
  return findings;
}

}  // namespace photogate
