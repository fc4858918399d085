#include "release/recheck_copies.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "consent/ledger.h"
#include "consent/photo_files.h"
#include "consent/photo_journal.h"
#include "consent/rechecks.h"
#include "core/limits.h"
#include "match/match_faces.h"
#include "pipeline/stages.h"
#include "release/walk_published.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// The register's state for a copy's channel and event, with the person's references alone.
Result<ConsentSnapshot> OnlyOf(const PersonId& person, Result<ConsentSnapshot> snapshot) {
  if (!snapshot.ok()) return snapshot;
  auto& gallery = snapshot.value().gallery;
  gallery.erase(std::remove_if(gallery.begin(), gallery.end(),
                               [&](const GalleryPerson& one) { return one.id != person; }),
                gallery.end());
  return snapshot;
}

RecheckOutcome OutcomeOf(const Result<Matches>& matches) {
  if (!matches.ok()) return RecheckOutcome::kCannotTell;
  RecheckOutcome outcome = RecheckOutcome::kNotSeen;
  for (const FaceMatch& face : matches.value().faces) {
    if (!face.candidates.empty()) {
      const bool near = face.candidates.front().distance <= matches.value().match;
      outcome = std::min(outcome, near ? RecheckOutcome::kSeen : RecheckOutcome::kPerhaps);
    } else if (face.state == MatchState::kUnusable && outcome == RecheckOutcome::kNotSeen) {
      outcome = RecheckOutcome::kCannotTell;
    }
  }
  return outcome;
}

class Recheck {
 public:
  Recheck(const RecheckOrder& order, const RecheckParts& parts, const PipelineContext& pipeline,
          const Actor& by)
      : order_(order),
        parts_(parts),
        pipeline_(pipeline),
        by_(by),
        query_{order.person, *pipeline.recogniser, order.all, order.again},
        ledger_(*parts.reg) {}

  Result<Rechecked> Run() {
    auto work = Rechecks(*parts_.reg).Begin(query_);
    if (!work.ok()) return work.error();
    recall_ = work.value().recall;
    if (parts_.begin) parts_.begin(work.value().copies.size());
    // Those that somebody waits for first.
    for (const bool asked : {true, false}) {
      wanted_.clear();
      for (const RecheckCopy& copy : work.value().copies) {
        if (copy.asked == asked) wanted_[copy.copy.value].push_back(copy.ledger);
      }
      if (!wanted_.empty()) Walk();
      if (!wanted_.empty() && !Stopped()) LookAtOriginals();
      int left = 0;
      for (const auto& [sha256, rows] : wanted_) left += static_cast<int>(rows.size());
      (Stopped() ? done_.left : done_.no_copy) += left;
    }
    if (failed_) return *failed_;
    return done_;
  }

 private:
  bool Stopped() {
    if ((parts_.cancelled != nullptr && *parts_.cancelled) ||
        (order_.until && std::chrono::steady_clock::now() >= *order_.until)) {
      stop_ = true;
    }
    return stop_;
  }

  void Walk() {
    std::vector<fs::path> there;
    for (const fs::path& path : order_.paths) {
      std::error_code error;
      if (fs::exists(path, error)) there.push_back(path);
    }
    WalkPublished(there, {parts_.files, &stop_, parts_.threads},
                  [&](int fd, const Sha256Hex& sha256, FileFormat, Verified about) {
                    Look(fd, sha256);
                    about.standing = Standing::kUnknown;
                    return about;
                  });
  }

  // Copies that are nowhere, published and tidied away for instance.
  void LookAtOriginals() {
    std::vector<std::pair<std::string, std::int64_t>> missing;
    for (const auto& [sha256, rows] : wanted_) missing.emplace_back(sha256, rows.front());
    PhotoFiles files(*parts_.reg, parts_.reg->home());
    PhotoJournal journal(*parts_.reg);
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      for (std::size_t at = next++; at < missing.size() && !Stopped(); at = next++) {
        const Sha256Hex copy{missing[at].first};
        const auto row = ledger_.Row(missing[at].second);
        const auto photo = row.ok() ? journal.OriginalOfCopy(row.value().channel, copy)
                                    : Result<std::optional<PhotoEntry>>(row.error());
        if (!photo.ok()) {
          const std::lock_guard lock(mutex_);
          failed_ = photo.error();
          stop_ = true;
          return;
        }
        if (!photo.value()) continue;
        const auto original = files.Open(*photo.value(), Limits{}.file_bytes);
        // One that cannot be opened counts as not found.
        if (original.ok()) Look(original.value().get(), copy, true);
      }
    };
    std::vector<std::jthread> threads;
    for (int at = 1; at < parts_.threads; ++at) threads.emplace_back(work);
    work();
  }

  void Look(int fd, const Sha256Hex& sha256, bool original = false) {
    std::vector<std::int64_t> rows;
    {
      const std::lock_guard lock(mutex_);
      const auto found = wanted_.find(sha256.value);
      if (found == wanted_.end() || Stopped()) return;
      rows = std::move(found->second);
      wanted_.erase(found);
    }
    for (const std::int64_t row : rows) {
      const RecheckOutcome outcome = Compare(fd, row);
      const auto kept = Rechecks(*parts_.reg).Record(query_, recall_, row, outcome, by_);
      const std::lock_guard lock(mutex_);
      if (!kept.ok()) {
        failed_ = kept.error();
        stop_ = true;
        return;
      }
      Count(outcome);
      if (original) ++done_.originals;
      if (parts_.advance) parts_.advance();
    }
  }

  void Count(RecheckOutcome outcome) {
    switch (outcome) {
      case RecheckOutcome::kSeen: ++done_.seen; break;
      case RecheckOutcome::kPerhaps: ++done_.perhaps; break;
      case RecheckOutcome::kNotSeen: ++done_.not_seen; break;
      case RecheckOutcome::kCannotTell: ++done_.cannot_tell; break;
    }
  }

  RecheckOutcome Compare(int fd, std::int64_t number) {
    const auto consent = ConsentFor(number);
    InspectionOrder order = OrderFor(consent, pipeline_);
    if (!consent.ok() || !order.compare) return RecheckOutcome::kCannotTell;
    order.sanitise = false;
    order.find_again = false;
    order.thumbnail_px = 0;
    const auto looked = pipeline_.inspect(fd, order);
    if (!looked.ok() || !looked.value().faces.ok()) return RecheckOutcome::kCannotTell;
    return OutcomeOf(
        MatchFaces(looked.value().faces.value(), consent.value()->gallery, *pipeline_.match));
  }

  Result<SharedConsent> ConsentFor(std::int64_t number) {
    const auto row = ledger_.Row(number);
    if (!row.ok()) return row.error();
    SnapshotQuery query{row.value().channel, row.value().event, row.value().groups,
                        parts_.clock->Today(), pipeline_.recogniser};
    std::string key = query.channel.value;
    if (query.event) key += "\n" + query.event->value;
    for (const GroupName& group : query.added_groups) key += "\n\t" + group.value;
    ConsentCache* cache = nullptr;
    {
      const std::lock_guard lock(mutex_);
      auto& slot = consents_[key];
      if (slot == nullptr) {
        slot = std::make_unique<ConsentCache>(
            [this] { return parts_.reg->Version(); },
            [this, query] { return OnlyOf(order_.person, parts_.reg->Snapshot(query)); });
      }
      cache = slot.get();
    }
    return cache->Current();
  }

  const RecheckOrder& order_;
  const RecheckParts& parts_;
  const PipelineContext& pipeline_;
  const Actor& by_;
  const RecheckQuery query_;
  Ledger ledger_;
  std::int64_t recall_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;  // guards what follows
  std::map<std::string, std::vector<std::int64_t>>
      wanted_;  // rows of the ledger by the copy's hash
  std::map<std::string, std::unique_ptr<ConsentCache>> consents_;
  Rechecked done_;
  std::optional<Error> failed_;
};

}  // namespace

Result<Rechecked> RecheckCopies(const RecheckOrder& order, const RecheckParts& parts,
                                const Actor& by) {
  const auto faces = parts.faces();
  if (!faces.ok()) return faces.error();
  const PipelineContext& pipeline = *faces.value();
  if (!pipeline.recogniser || !pipeline.match || !pipeline.matching_allowed) {
    return Error{ErrorKind::kUnavailable,
                 "Faces cannot be compared here, so nothing was looked at. Run photogate doctor."};
  }
  return Recheck(order, parts, pipeline, by).Run();
}

}  // namespace photogate
