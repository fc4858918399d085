#include "review/queue.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "consent/cover_checks.h"
#include "consent/photo_journal.h"
#include "review/photo_json.h"

namespace photogate {
namespace {

// A school with more than this many waiting has another problem than the length of a list.
constexpr int kMostPhotos = 5'000;
constexpr auto kDecidedFor = std::chrono::hours(14 * 24);

const std::vector<PhotoState>& WaitingStates() {
  static const std::vector<PhotoState> states{PhotoState::kHeld, PhotoState::kBlocked};
  return states;
}

const std::vector<PhotoState>& DecidedStates() {
  static const std::vector<PhotoState> states{PhotoState::kPassed, PhotoState::kClearing,
                                              PhotoState::kCleared, PhotoState::kDeleted};
  return states;
}

QueueItem ItemOf(const PhotoCase& photo) {
  QueueItem item;
  item.id = photo.entry.id;
  item.version = photo.version;
  item.state = photo.state;
  item.channel = photo.entry.channel.value;
  item.event = photo.entry.event ? photo.entry.event->value : "";
  item.received = photo.entry.claimed_at;
  item.headline = HeadlinesOf(photo);
  item.assigned = photo.ruling.escalated_to.empty() ? "anyone" : photo.ruling.escalated_to;
  item.blocks = photo.ruling.decision.kind() == DecisionKind::kBlock;
  for (const Finding& finding : photo.findings) {
    const std::string code(FindingCodeName(finding.code));
    if (finding.effect != Effect::kNone &&
        std::find(item.reasons.begin(), item.reasons.end(), code) == item.reasons.end()) {
      item.reasons.push_back(code);
    }
  }
  item.faces = photo.faces.size();
  item.not_sure = photo.ruling.not_sure;
  for (const std::size_t at : photo.ruling.clears) item.cleared_by.push_back(photo.acts[at].user);
  item.decided = !photo.open() && photo.state != "working";
  item.undo_by = WhoseUndo(photo);
  return item;
}

QueueItem ItemOfUnreadable(const PhotoEntry& entry, std::int64_t version) {
  QueueItem item;
  item.id = entry.id;
  item.version = version;
  item.state = kUnreadableState;
  item.channel = entry.channel.value;
  item.event = entry.event ? entry.event->value : "";
  item.received = entry.claimed_at;
  item.headline = {kUnreadable, kUnreadable};
  item.assigned = "anyone";
  item.decided = entry.state != PhotoState::kHeld && entry.state != PhotoState::kBlocked;
  return item;
}

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<Queue::Listing> Queue::Now() {
  auto revision = PhotosRevision(desk_.reg());
  if (!revision.ok()) return revision.error();
  // What holds today need not hold tomorrow, although nobody changed anything.
  const std::string now = revision.value() + "-" + FormatDate(desk_.clock().Today());
  const std::lock_guard lock(mutex_);
  if (items_ == nullptr || now != revision_) {
    auto items = Read();
    if (!items.ok()) return items.error();
    items_ = std::move(items).value();
    revision_ = now;
  }
  return Listing{revision_, items_};
}

Result<QueueItems> Queue::Read() {
  PhotoJournal journal(desk_.reg());
  auto items = std::make_shared<std::vector<QueueItem>>();
  const std::string since = FormatUtc(desk_.clock().Now() - kDecidedFor);
  for (const auto* states : {&WaitingStates(), &DecidedStates()}) {
    PhotoQuery query;
    query.states = *states;
    // Held until a disk or the register is well again: nobody can do anything about the photo.
    if (states == &WaitingStates()) query.retried = false;
    query.most = kMostPhotos;
    query.newest_first = states == &DecidedStates();
    auto entries = journal.List(query);
    if (!entries.ok()) return entries.error();
    auto verdicts = VerdictsIn(desk_.reg(), *states);
    if (!verdicts.ok()) return verdicts.error();
    for (PhotoEntry& entry : entries.value()) {
      auto said = std::move(verdicts.value()[entry.id]);
      // Of those that passed without anybody there is nothing to show or to undo.
      if (states == &DecidedStates() && (said.empty() || entry.state_at < since)) continue;
      // One photo that cannot be read must not hide the others, nor be hidden.
      if (!IsReadable(said)) {
        if (entry.state != PhotoState::kDeleted) {
          items->push_back(ItemOfUnreadable(entry, VersionOf(entry, said)));
        }
        continue;
      }
      const auto photo = desk_.Assemble(std::move(entry), std::move(said));
      if (!photo.ok()) return photo.error();
      items->push_back(ItemOf(photo.value()));
    }
  }
  std::stable_sort(items->begin(), items->end(), [](const QueueItem& a, const QueueItem& b) {
    const auto order = [](const QueueItem& item) {
      return std::make_tuple(item.decided, item.state != "second", !item.blocks);
    };
    return std::make_tuple(order(a), a.received) < std::make_tuple(order(b), b.received);
  });
  return QueueItems(std::move(items));
}

bool HasPassed(const QueueItem& item, const Call& call) {
  return Contains(item.not_sure, call.who().name);
}

bool IsFor(const QueueItem& item, const Call& call) {
  if (item.decided || item.state == "working") return false;
  if (item.state == kUnreadableState) return call.May(PageAct::kDelete);
  if (Contains(item.cleared_by, call.who().name)) return false;
  if (item.assigned == "anyone") return !HasPassed(item, call);
  return Contains(RoleNames(call.who()), item.assigned);
}

std::optional<std::string> NextFor(const std::vector<QueueItem>& items, const Call& call,
                                   const PhotoId& id) {
  std::optional<std::string> first;
  bool after = false;
  for (const QueueItem& item : items) {
    if (item.id == id) {
      after = true;
    } else if (IsFor(item, call)) {
      if (after) return item.id.value;
      if (!first) first = item.id.value;
    }
  }
  return first;
}

}  // namespace photogate
