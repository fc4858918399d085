#include "release/audit_site.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "likeness/likeness.h"
#include "release/memory_file.h"
#include "release/verify_picture.h"
#include "release/walk_published.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// A picture that is everywhere (a logo) would fill the report.
constexpr std::size_t kMostPlaces = 20;

struct Seen {
  AuditedPicture picture;
  std::optional<PictureMark> mark;
};

DecisionKind Severer(DecisionKind a, DecisionKind b) {
  for (const DecisionKind kind : {DecisionKind::kBlock, DecisionKind::kReview}) {
    if (a == kind || b == kind) return kind;
  }
  return DecisionKind::kClear;
}

// What VerifyPaths said of a copy cleared for this channel.
DecisionKind AtBest(Standing standing) {
  switch (standing) {
    case Standing::kCleared: return DecisionKind::kClear;
    case Standing::kNoLonger: return DecisionKind::kBlock;
    case Standing::kAskAgain:
    case Standing::kOtherChannel:
    case Standing::kOtherMetadata:
    case Standing::kNearIdentical:
    case Standing::kUnknown:
    case Standing::kVideo:
    case Standing::kCannotCheck:
    case Standing::kMissing:
    case Standing::kUnreadable: return DecisionKind::kReview;
  }
  return DecisionKind::kReview;
}

Finding Sentence(Effect effect, std::string text) {
  Finding finding{
      FindingCode::kConsentChanged, effect, text, text, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  return finding;
}

class Audit {
 public:
  Audit(const std::vector<fs::path>& roots, const AuditParts& parts)
      : roots_(roots), parts_(parts), verifier_(parts.verify), ledger_(*parts.verify.reg) {}

  Verified Look(int fd, const Sha256Hex& sha256, FileFormat format, Verified about) {
    about.sha256 = sha256.value;
    if (format == FileFormat::kVideo) {
      about.standing = Standing::kVideo;
      about.text = "It is a video, which photogate does not check. A person must watch it.";
      return about;
    }
    const auto rows = ledger_.WithOutput(sha256);
    if (!rows.ok()) {
      about.standing = Standing::kCannotCheck;
      about.text = rows.error().message;
      return about;
    }
    Seen seen = Decide(fd, rows.value(), format, about);
    for (const LedgerRow& row : rows.value()) {
      if (row.taken_back) continue;
      auto& channels = seen.picture.cleared_for;
      if (std::find(channels.begin(), channels.end(), row.channel) == channels.end())
        channels.push_back(row.channel);
    }
    about.standing = Standing::kUnknown;
    {
      const std::lock_guard lock(mutex_);
      about.audited = seen_.size();
      seen_.push_back(std::move(seen));
    }
    if (parts_.advance) parts_.advance();
    return about;
  }

  Result<SiteAudit> Finish(std::vector<Verified> walked) {
    const auto cleared = ledger_.Marks();
    if (!cleared.ok()) return cleared.error();
    SiteAudit audit;
    std::vector<Seen> ordered;
    for (Verified& one : walked) {
      if (!one.audited) {
        audit.others.push_back(std::move(one));
      } else {
        ordered.push_back(std::move(seen_[*one.audited]));
      }
    }
    std::vector<PictureMark> marks;
    std::vector<std::size_t> marked;  // which of `ordered` the mark belongs to
    for (std::size_t at = 0; at < ordered.size(); ++at) {
      if (!ordered[at].mark) continue;
      marks.push_back(*ordered[at].mark);
      marked.push_back(at);
    }
    for (std::size_t at = 0; at < ordered.size(); ++at) {
      AuditedPicture& picture = ordered[at].picture;
      // Of what may stay nobody asks where else it is.
      if (picture.record.decision.kind() == DecisionKind::kClear || !ordered[at].mark) continue;
      for (const LikenessHit& hit : FindLikenesses(marks, *ordered[at].mark)) {
        const std::size_t other = marked[hit.index];
        if (other == at || picture.near.size() == kMostPlaces) continue;
        picture.near.push_back(Where(ordered[other].picture));
      }
      for (const LikenessHit& hit : FindLikenesses(cleared.value().marks, *ordered[at].mark)) {
        const auto row = ledger_.Row(cleared.value().numbers[hit.index]);
        if (!row.ok()) return row.error();
        std::string copy = row.value().output_name + " for " + row.value().channel.value;
        auto& copies = picture.near_cleared;
        if (copies.size() < kMostPlaces &&
            std::find(copies.begin(), copies.end(), copy) == copies.end())
          copies.push_back(std::move(copy));
      }
    }
    for (Seen& one : ordered) audit.pictures.push_back(std::move(one.picture));
    return audit;
  }

 private:
  static std::string Where(const AuditedPicture& picture) {
    return picture.record.path + (picture.inside.empty() ? "" : " > " + picture.inside);
  }

  // What the address of the picture says, for the names check.
  std::string Name(const Verified& about) const {
    if (!about.inside.empty()) return about.inside;
    for (const fs::path& root : roots_) {
      const fs::path below = about.path.lexically_relative(root);
      if (!below.empty() && *below.begin() != "..") {
        return below == "." ? about.path.filename().string() : below.string();
      }
    }
    return about.path.filename().string();
  }

  Seen Decide(int fd, const std::vector<LedgerRow>& rows, FileFormat format,
              const Verified& about) {
    for (const LedgerRow& row : rows) {
      if (row.channel != parts_.verify.channel) continue;
      // The newest row counts.
      const Verified said = verifier_.Verify(fd, Sha256Hex{about.sha256}, format, Verified(about));
      const DecisionKind at_best = AtBest(said.standing);
      if (at_best == DecisionKind::kClear) {
        PhotoRecord record{about.path.string(),
                           Sha256Hex{about.sha256},
                           format,
                           row.width_px,
                           row.height_px,
                           Decision(DecisionKind::kClear),
                           {},
                           {},
                           std::nullopt,
                           {},
                           {}};
        return {{about.inside, std::move(record), true, {}, {}, {}}, row.mark};
      }
      Seen seen = DecideToday(fd, about);
      PhotoRecord& record = seen.picture.record;
      record.decision = Decision(Severer(record.decision.kind(), at_best));
      record.findings.insert(
          record.findings.begin(),
          Sentence(at_best == DecisionKind::kBlock ? Effect::kBlock : Effect::kReview, said.text));
      return seen;
    }
    return WhatIsKnown(DecideToday(fd, about));
  }

  // What a person said of the copy that it is like outlasts what the machine sees in it today.
  Seen WhatIsKnown(Seen seen) {
    PhotoRecord& record = seen.picture.record;
    if (!seen.mark || record.decision.kind() != DecisionKind::kClear) return seen;
    const auto against = verifier_.Against(*seen.mark);
    const std::string why = against.ok() ? against.value() : against.error().message;
    if (why.empty()) return seen;
    record.decision = Decision(DecisionKind::kReview);
    record.findings.insert(
        record.findings.begin(),
        Sentence(Effect::kReview,
                 against.ok() ? "It is like a picture that was cleared once. " + why : why));
    return seen;
  }

  Seen DecideToday(int fd, const Verified& about) {
    std::optional<PictureMark> mark;
    const auto decide = parts_.decide();
    if (!decide.ok()) {
      PhotoRecord record{about.path.string(),
                         Sha256Hex{about.sha256},
                         FileFormat::kUnknown,
                         0,
                         0,
                         Decision(DecisionKind::kReview),
                         {Sentence(Effect::kReview, decide.error().message)},
                         {},
                         std::nullopt,
                         {},
                         {}};
      return {{about.inside, std::move(record), false, {}, {}, {}}, mark};
    }
    PipelineContext pipeline = *decide.value();
    pipeline.release = nullptr;
    pipeline.open = [&](const PhotoJob&) -> Result<PhotoFile> {
      auto same = SameFile(fd);
      if (!same.ok()) return same.error();
      return OpenedPhotoFile(std::move(same).value(), about.path);
    };
    const InspectFunction inspect = pipeline.inspect;
    pipeline.inspect = [&](int photo, const InspectionOrder& order) {
      auto inspected = inspect(photo, order);
      if (inspected.ok()) mark = inspected.value().mark;
      return inspected;
    };
    PhotoResult result = ProcessPhoto({about.path, Name(about), 1, {}}, pipeline);
    return {{about.inside, std::move(result.record), false, {}, {}, {}}, mark};
  }

  const std::vector<fs::path>& roots_;
  const AuditParts& parts_;
  PictureVerifier verifier_;
  Ledger ledger_;
  std::mutex mutex_;  // guards what follows
  std::vector<Seen> seen_;
};

}  // namespace

Result<SiteAudit> AuditSite(const std::vector<fs::path>& paths, const AuditParts& parts) {
  const auto state = parts.verify.reg->Snapshot(
      {parts.verify.channel, std::nullopt, {}, parts.verify.clock->Today(), std::nullopt});
  if (!state.ok()) return state.error();
  if (!state.value().channel.approved) {
    return Error{ErrorKind::kRefused,
                 "this channel is not approved, so nothing should be published there at all. A "
                 "senior leader approves it with `photogate channel approve`"};
  }
  Audit audit(paths, parts);
  auto walked =
      WalkPublished(paths, {parts.verify.files, parts.verify.cancelled, parts.verify.threads},
                    [&](int fd, const Sha256Hex& sha256, FileFormat format, Verified about) {
                      return audit.Look(fd, sha256, format, std::move(about));
                    });
  return audit.Finish(std::move(walked));
}

}  // namespace photogate
