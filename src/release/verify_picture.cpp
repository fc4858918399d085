#include "release/verify_picture.h"

#include <algorithm>
#include <set>

#include "consent/stops.h"
#include "likeness/likeness.h"
#include "pipeline/permission_state.h"
#include "pipeline/register_consent.h"
#include "release/memory_file.h"

namespace photogate {
namespace {

Verified Say(Verified about, Standing standing, std::string text) {
  about.standing = standing;
  about.text = std::move(text);
  return about;
}

Verified CannotSay(Verified about, const Error& error) {
  return Say(std::move(about), Standing::kCannotCheck, error.message);
}

constexpr const char* kSomebodyBarred =
    "Somebody in it must not be shown on this channel any more. Take it out.";
constexpr const char* kTakenBackSince =
    "The clearance was taken back since: somebody looked at the photo again or deleted it, or "
    "permissions changed. Take it out; to use the photo after all, have it checked again.";

void AddRow(Verified& about, const LedgerRow& row) {
  about.cleared_as = row.output_name;
  if (row.taken_back) return;
  if (std::find(about.channels.begin(), about.channels.end(), row.channel) == about.channels.end())
    about.channels.push_back(row.channel);
}

// What happened to a cleared picture on its way here, as far as its size tells.
std::string HowAltered(const LedgerRow& row, const PhotoInfo& info) {
  if (row.width_px == 0 || row.height_px == 0) return "changed";
  if (row.width_px == info.width_px && row.height_px == info.height_px) {
    return "edited or encoded again";
  }
  const double was = static_cast<double>(row.width_px) / row.height_px;
  const double is = static_cast<double>(info.width_px) / info.height_px;
  // Rounding to whole pixels changes the shape of a small picture by less.
  return std::abs(was / is - 1) < 0.01 ? "resized" : "cropped";
}

}  // namespace

Result<SharedConsent> PictureVerifier::ConsentFor(const LedgerRow& row) {
  std::vector<GroupName> groups = row.groups;
  std::sort(groups.begin(), groups.end());
  const ConsentKey key{row.event ? row.event->value : std::string(), groups};
  ConsentCache* cache = nullptr;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = consents_[key];
    if (slot == nullptr) {
      slot = ConsentOfRegister(*parts_.reg, {parts_.channel, row.event, groups,
                                             parts_.clock->Today(), parts_.recogniser});
    }
    cache = slot.get();
  }
  return cache->Current();
}

Verified PictureVerifier::DecideAgain(int fd, const LedgerRow& row, Verified about) {
  about.decided_again = true;
  const auto faces = parts_.faces();
  if (!faces.ok()) return CannotSay(std::move(about), faces.error());
  PipelineContext pipeline = *faces.value();
  pipeline.consent = [&] { return ConsentFor(row); };
  pipeline.release = nullptr;
  pipeline.open = [&](const PhotoJob&) -> Result<PhotoFile> {
    auto same = SameFile(fd);
    if (!same.ok()) return same.error();
    return OpenedPhotoFile(std::move(same).value(), about.path);
  };
  const PhotoResult result = ProcessPhoto({about.path, row.output_name, 1, {}}, pipeline);
  if (result.record.decision.kind() == DecisionKind::kClear) {
    return Say(std::move(about), Standing::kCleared,
               "Cleared for this channel, unchanged. Permissions changed since, so it was checked "
               "again now: still clear.");
  }
  std::string why;
  for (const Finding& finding : result.record.findings) {
    if (finding.effect != Effect::kNone && why.empty()) why = " " + finding.text;
  }
  const bool blocked = result.record.decision.kind() == DecisionKind::kBlock;
  return Say(std::move(about), blocked ? Standing::kNoLonger : Standing::kAskAgain,
             (blocked ? "It was cleared, but must not be published here any more. Take it out."
                      : "It was cleared, but permissions changed since and a person must look "
                        "again. Check the original once more.") +
                 why);
}

Result<bool> PictureVerifier::ShowsBarred(const LedgerRow& row) {
  if (row.people_present.empty()) return false;
  const auto consent = ConsentFor(row);
  if (!consent.ok()) return consent.error();
  return std::any_of(row.people_present.begin(), row.people_present.end(), [&](const auto& person) {
    // Nobody knows what somebody who was erased would permit.
    const Person* const found = FindPerson(consent.value()->snapshot, person);
    return found == nullptr || found->barred;
  });
}

Result<std::string> PictureVerifier::Against(const std::vector<LedgerRow>& rows) {
  for (const LedgerRow& row : rows) {
    const auto barred = ShowsBarred(row);
    if (!barred.ok()) return barred.error();
    if (barred.value()) return std::string(kSomebodyBarred);
  }
  return std::string(TakenBack(rows) ? kTakenBackSince : "");
}

// The newest of this channel counts; what other channels took back matters when nobody kept it.
bool PictureVerifier::TakenBack(const std::vector<LedgerRow>& rows) const {
  const auto here = std::find_if(rows.begin(), rows.end(), [&](const LedgerRow& row) {
    return row.channel == parts_.channel;
  });
  if (here != rows.end()) return here->taken_back;
  return !rows.empty() &&
         std::all_of(rows.begin(), rows.end(), [](const LedgerRow& row) { return row.taken_back; });
}

Result<std::vector<LedgerRow>> PictureVerifier::SamePicture(const LedgerRow& row) {
  if (row.picture_sha256.empty()) return std::vector<LedgerRow>{row};
  return ledger_.WithPicture(row.picture_sha256);
}

Result<std::string> PictureVerifier::Against(const PictureMark& mark) {
  const auto like = Likeness(mark);
  if (!like.ok()) return like.error();
  if (!like.value()) return std::string();
  const auto rows = SamePicture(*like.value());
  if (!rows.ok()) return rows.error();
  return Against(rows.value());
}

Verified PictureVerifier::OfCleared(int fd, const LedgerRow& row, Verified about) {
  const auto barred = ShowsBarred(row);
  if (!barred.ok()) return CannotSay(std::move(about), barred.error());
  if (barred.value()) {
    return Say(std::move(about), Standing::kNoLonger,
               "It was cleared, but somebody in it must not be shown on this channel any more. "
               "Take it out.");
  }
  if (row.taken_back) {
    return Say(std::move(about), Standing::kNoLonger,
               std::string("It was cleared once. ") + kTakenBackSince);
  }
  // Whoever deleted it on one channel did not say that it may stay on another.
  const auto deleted = StoppedBefore(
      *parts_.reg, {row.original_sha256, row.picture_sha256, parts_.channel, {}, true});
  if (!deleted.ok()) return CannotSay(std::move(about), deleted.error());
  if (deleted.value()) {
    return Say(std::move(about), Standing::kNoLonger,
               "It was cleared for this channel, but a person deleted the same photo on " +
                   LongDay(deleted.value()->day) +
                   ". Take it out; to use it after all, drop the original in again and decide.");
  }
  const auto consent = ConsentFor(row);
  if (!consent.ok()) return CannotSay(std::move(about), consent.error());
  const ConsentSnapshot& now = consent.value()->snapshot;
  if (!row.permission_state.empty() && row.permission_state == PermissionState(now)) {
    return Say(std::move(about), Standing::kCleared, "Cleared for this channel, unchanged.");
  }
  return DecideAgain(fd, row, std::move(about));
}

Result<std::optional<LedgerRow>> PictureVerifier::Likeness(const PictureMark& mark) {
  const LedgerMarks* marks = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!marks_) {
      auto read = ledger_.Marks();
      if (!read.ok()) return read.error();
      marks_ = std::move(read).value();
    }
    marks = &*marks_;
  }
  const auto hits = FindLikenesses(marks->marks, mark);
  if (hits.empty()) return std::optional<LedgerRow>{};
  auto row = ledger_.Row(marks->numbers[hits.front().index]);
  if (!row.ok()) return row.error();
  return std::optional<LedgerRow>(std::move(row).value());
}

Verified PictureVerifier::OfUnknown(int fd, Verified about) {
  const auto pool = parts_.files();
  if (!pool.ok()) return CannotSay(std::move(about), pool.error());
  InspectionOrder order;
  order.compare = false;
  order.detect = false;
  order.sanitise_options.keep_animation = true;
  const auto looked = pool.value()->Inspect(fd, order);
  if (!looked.ok()) return CannotSay(std::move(about), looked.error());
  const Inspection& picture = looked.value();
  const auto same = ledger_.WithPicture(picture.picture_sha256);
  if (!same.ok()) return CannotSay(std::move(about), same.error());
  if (!same.value().empty()) {
    for (const LedgerRow& row : same.value()) AddRow(about, row);
    const auto against = Against(same.value());
    if (!against.ok()) return CannotSay(std::move(about), against.error());
    if (!against.value().empty()) {
      return Say(std::move(about), Standing::kNoLonger,
                 "This picture was cleared once. " + against.value());
    }
    return Say(std::move(about), Standing::kOtherMetadata,
               "This is a cleared picture, but its metadata was changed since: it may say a place "
               "or a name again. Use the cleared copy.");
  }
  if (picture.mark) {
    const auto like = Likeness(*picture.mark);
    if (!like.ok()) return CannotSay(std::move(about), like.error());
    if (like.value()) {
      const auto rows = SamePicture(*like.value());
      if (!rows.ok()) return CannotSay(std::move(about), rows.error());
      AddRow(about, *like.value());
      const auto against = Against(rows.value());
      if (!against.ok()) return CannotSay(std::move(about), against.error());
      if (!against.value().empty()) {
        return Say(std::move(about), Standing::kNoLonger,
                   "It is like a picture that was cleared once. " + against.value());
      }
      const std::string how = picture.info.ok() ? HowAltered(*like.value(), picture.info.value())
                                                : std::string("changed");
      return Say(std::move(about), Standing::kNearIdentical,
                 "It is like a cleared picture, but not the same file: " + how +
                     ", or another one of the same moment. Use the cleared copy, or check this "
                     "one.");
    }
  }
  if (!picture.info.ok()) {
    return Say(std::move(about), Standing::kCannotCheck,
               "It cannot be opened as a picture. " + picture.info.error().message);
  }
  return Say(std::move(about), Standing::kUnknown,
             "It was never cleared. Check it before it is published.");
}

Verified PictureVerifier::Verify(int fd, const Sha256Hex& sha256, FileFormat format,
                                 Verified about) {
  about.sha256 = sha256.value;
  if (format == FileFormat::kVideo) {
    return Say(std::move(about), Standing::kVideo,
               "It is a video, which photogate does not check. A person must watch it.");
  }
  const auto rows = ledger_.WithOutput(sha256);
  if (!rows.ok()) return CannotSay(std::move(about), rows.error());
  for (const LedgerRow& row : rows.value()) AddRow(about, row);
  // The newest row counts: an earlier one rested on an older state of the register.
  for (const LedgerRow& row : rows.value()) {
    if (row.channel == parts_.channel) {
      about.cleared_as = row.output_name;
      return OfCleared(fd, row, std::move(about));
    }
  }
  if (!rows.value().empty()) {
    // Who may be seen here is asked when the original is checked for this channel.
    if (TakenBack(rows.value())) {
      return Say(std::move(about), Standing::kNoLonger,
                 std::string("It was cleared once, for another channel. ") + kTakenBackSince);
    }
    return Say(std::move(about), Standing::kOtherChannel,
               "It was cleared for another channel. Check the original for this one.");
  }
  return OfUnknown(fd, std::move(about));
}

}  // namespace photogate
