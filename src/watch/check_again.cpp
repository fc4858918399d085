// What a changed register, a verdict or the passing of time does to photos that were decided.
#include <algorithm>

#include "consent/samples.h"
#include "consent/takedowns.h"
#include "release/sheet_store.h"
#include "watch/watcher.h"

namespace photogate {
namespace {

using SteadyClock = std::chrono::steady_clock;

// With the pauses between them a quarter of a minute.
constexpr int kMostRechecks = 5;

}  // namespace

// Photos that a person passed, that are due again, and all that rest on an older register.
Result<Done> Watcher::QueueAgain() {
  PhotoQuery passed;
  passed.states = {PhotoState::kPassed};
  const auto going = journal_.List(passed);
  if (!going.ok()) return going.error();
  for (const PhotoEntry& photo : going.value()) {
    if (!IsFailing(photo.id)) queue_.Push(photo.channel, photo.id);
  }

  const auto version = parts_.reg.Version();
  if (!version.ok()) return version.error();
  const auto now = SteadyClock::now();
  const bool changed = !seen_version_ || *seen_version_ != version.value();
  if (changed) {
    // Until every copy was looked at, what is done here is done again.
    if (standing_complete_) seen_version_ = version.value();
    seen_at_ = now;
    checked_again_ = false;
    if (const auto barred = WithdrawBarred(standing_); !barred.ok()) return barred.error();
    OpenRecalls();
  }
  PhotoQuery due;
  due.states = {PhotoState::kHeld};
  due.retry_before = FormatUtc(parts_.clock.Now());
  const auto retried = journal_.List(due);
  if (!retried.ok()) return retried.error();
  for (const PhotoEntry& photo : retried.value()) {
    if (!IsFailing(photo.id)) queue_.Push(photo.channel, photo.id);
  }

  if (checked_again_ || !standing_complete_ || now - seen_at_ < parts_.quiet) return Done{};
  PhotoQuery query;
  query.states = {PhotoState::kHeld};
  query.most = 100'000;
  const auto held = journal_.List(query);
  if (!held.ok()) return held.error();
  for (const PhotoEntry& photo : held.value()) {
    const bool older = photo.facts && (photo.facts->consent_version != version.value() ||
                                       photo.facts->settings_hash != flow_.settings_hash());
    const auto needs_person = [](const Finding& finding) {
      // What crashed or failed again and again is not begun once more for ever.
      return finding.code == FindingCode::kWorkerFailed;
    };
    const bool crashes = photo.facts && std::any_of(photo.facts->findings.begin(),
                                                    photo.facts->findings.end(), needs_person);
    if (older && !crashes && !photo.retry_at) queue_.Push(photo.channel, photo.id, true);
  }
  for (const auto& [id, channel] : standing_) queue_.Push(channel, id, true);
  checked_again_ = true;
  return Done{};
}

// At once, from what is stored: somebody who was recognised in it may not be shown any more.
Result<Done> Watcher::WithdrawBarred(const std::vector<std::pair<PhotoId, ChannelName>>& standing) {
  for (const auto& [id, channel] : standing) {
    const auto photo = journal_.Load(id);
    if (!photo.ok()) return photo.error();
    if (photo.value().state != PhotoState::kCleared || !photo.value().facts) continue;
    const auto consent = flow_.Consent(photo.value());
    if (!consent.ok()) return Done{};
    const ConsentSnapshot& snapshot = consent.value()->snapshot;
    bool barred = !snapshot.channel.approved;
    const auto ask = [&](const std::optional<PersonId>& person) {
      const Person* const found = person ? FindPerson(snapshot, *person) : nullptr;
      barred = barred || (found != nullptr && found->barred);
    };
    const bool reviewed = !journal_.Verdicts(id).ok() || !journal_.Verdicts(id).value().empty();
    for (const Finding& finding : photo.value().facts->findings) {
      if (finding.code == FindingCode::kKnownPerson) ask(finding.person);
    }
    if (!reviewed) {
      for (const JournalFace& face : photo.value().facts->faces) ask(face.nearest);
    }
    if (!barred) continue;
    const auto moved = journal_.MoveFrom(id, PhotoState::kCleared, PhotoState::kWithdrawn,
                                         "the register changed", parts_.by);
    if (!moved.ok()) return moved.error();
    parts_.log("photo " + id.value + " withdrawn: the register changed", true);
    DropSheets();
    const auto out = guard_.TakeOut(channel, photo.value().output_name.value_or(""));
    if (!out.ok()) Raise("cannot_take_out", kCannotTakeOut);
  }
  return Done{};
}

// A contact sheet may show what was withdrawn.
void Watcher::DropSheets() {
  if (!RemoveSheets(parts_.home)) parts_.log("a contact sheet in the home cannot be deleted", true);
}

Result<Done> Watcher::CheckClearedAgain(const PhotoEntry& photo) {
  const auto version = parts_.reg.Version();
  if (!version.ok()) return version.error();
  if (!photo.facts) return Done{};
  if (photo.facts->consent_version == version.value() &&
      photo.facts->settings_hash == flow_.settings_hash()) {
    return Done{};
  }
  const auto copy = share_.Cleared(photo.channel) / photo.output_name.value_or("");
  const auto facts = flow_.CheckCleared(photo, copy);
  const bool known = facts.ok() && facts.value();
  if (!known && !IsLastTry(photo.id)) {
    if (!facts.ok()) return facts.error();
    return Error{ErrorKind::kUnavailable, "It could not be checked again for now."};
  }
  if (known && facts.value()->decision == DecisionKind::kClear) {
    return journal_.StillStands(photo.id, facts.value()->consent_version, flow_.settings_hash());
  }
  // What nobody can check does not stand either.
  const std::string why = known ? "would not be cleared now" : "could not be checked again";
  const auto moved =
      journal_.MoveFrom(photo.id, PhotoState::kCleared, PhotoState::kWithdrawn, why, parts_.by);
  if (!moved.ok()) {
    // Whoever was quicker has written down what became of it.
    if (moved.error().kind == ErrorKind::kConflict) return Done{};
    return moved.error();
  }
  parts_.log("photo " + photo.id.value + " withdrawn: it " + why, true);
  DropSheets();
  {
    const std::lock_guard lock(withdrawn_mutex_);
    withdrawn_.emplace_back(photo.channel, photo.output_name.value_or(""));
  }
  events_.Wake();
  return Done{};
}

bool Watcher::IsLastTry(const PhotoId& id) {
  const std::lock_guard lock(failing_mutex_);
  return ++not_rechecked_[id] >= kMostRechecks;
}

// Those dated ahead come due without anybody at the keyboard; and the week's sample is drawn.
void Watcher::OpenRecalls() {
  const auto opened = Takedowns(parts_.reg).OpenDue(parts_.by);
  if (!opened.ok()) {
    parts_.log("recalls could not be opened: " + opened.error().message, true);
  } else if (opened.value() > 0) {
    parts_.log("to be taken down since now: " + std::to_string(opened.value()), true);
  }
  const auto drawn = Samples(parts_.reg).DrawWeek(parts_.clock.Today(), {}, parts_.by);
  if (!drawn.ok()) {
    parts_.log("photos to look at again could not be drawn: " + drawn.error().message, true);
  } else if (drawn.value() > 0) {
    parts_.log("photos to look at again: " + std::to_string(drawn.value()), false);
  }
}

}  // namespace photogate
