#include "watch/watch_status.h"

#include <ctime>
#include <set>
#include <utility>

#include "consent/channels.h"

namespace photogate {
namespace {

// Midnight of today in this machine's zone, as UTC text.
std::string StartOfToday(const Clock& clock) {
  std::time_t now = std::chrono::system_clock::to_time_t(clock.Now());
  std::tm local{};
  ::localtime_r(&now, &local);
  local.tm_hour = local.tm_min = local.tm_sec = 0;
  local.tm_isdst = -1;
  return FormatUtc(std::chrono::system_clock::from_time_t(std::mktime(&local)));
}

std::string LocalTime(std::time_t when) {
  std::tm local{};
  ::localtime_r(&when, &local);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%-d %B %Y, %H:%M", &local);
  return std::string(text, size);
}

// Of UTC text, as people here read it; empty for anything else.
std::string LocalTime(const std::string& utc) {
  std::tm parts{};
  const char* const end = ::strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return end != nullptr && *end == '\0' ? LocalTime(::timegm(&parts)) : "";
}

// Nobody is named, and nobody learns that a listed child is in the picture.
std::string PlainReason(const Finding& finding) {
  switch (finding.code) {
    case FindingCode::kListedPerson:
    case FindingCode::kPossibleListedPerson:
    case FindingCode::kAmbiguousListedPerson:
    case FindingCode::kKinOfListed:
    case FindingCode::kProtectedWithoutTemplate:
    case FindingCode::kBiometricObjection:
    case FindingCode::kUnknownFace:
    case FindingCode::kKnownPerson: return "Somebody must look at who is in it";
    case FindingCode::kFaceNotComparable: return "A face is too small, blurred or turned away";
    case FindingCode::kNoFace: return "No face was found where there should be one";
    case FindingCode::kMetadataRemoved:
    case FindingCode::kMetadataNotProven:
      return "What the file says besides its picture could not be removed for certain";
    case FindingCode::kUnsupportedFile: return "This kind of file cannot be checked";
    case FindingCode::kAnimatedFile: return "It moves, or holds several pictures";
    case FindingCode::kCorruptFile: return "The file is damaged or incomplete";
    case FindingCode::kOverLimit: return "The file is too large";
    case FindingCode::kVideo: return "Films are not checked here";
    case FindingCode::kNameInText: return "A name stands in the file's name or caption";
    case FindingCode::kForeignCopyright: return "Somebody else has the copyright";
    case FindingCode::kRecogniserUnavailable:
    case FindingCode::kMatchingOff: return "Faces cannot be compared at the moment";
    case FindingCode::kRegisterUnavailable: return "The register could not be read";
    case FindingCode::kWorkerFailed: return "The check of this photo did not finish";
    case FindingCode::kOutcomeFailed: return "The copy could not be written";
    case FindingCode::kConsentChanged: return "The register changed during the check";
    case FindingCode::kObjection: return "Somebody in it asked not to be shown";
    case FindingCode::kStoppedBefore: return "A person stopped the same photo before";
  }
  return "Somebody must look at it";
}

std::string Reasons(const PhotoEntry& photo) {
  std::string text;
  std::set<std::string> said;
  if (!photo.facts) return "Somebody must look at it";
  for (const Finding& finding : photo.facts->findings) {
    if (finding.effect == Effect::kNone) continue;
    const std::string reason = PlainReason(finding);
    if (!said.insert(reason).second) continue;
    text += (text.empty() ? "" : ". ") + reason;
  }
  return text.empty() ? "Somebody must look at it" : text;
}

}  // namespace

void Reporter::AddChannels(WatchReport& report, PhotoJournal& journal,
                           const std::vector<PhotoCount>& counts) {
  for (const PhotoCount& count : counts) {
    ChannelStatus& channel = report.channels[count.channel];
    switch (count.state) {
      case PhotoState::kClaimed:
      case PhotoState::kSpooled:
      case PhotoState::kClearing:
      case PhotoState::kPassed: channel.waiting += count.photos; break;
      case PhotoState::kHeld:
        channel.held += count.photos - count.retried;
        channel.retried += count.retried;
        report.held_in_all += count.photos - count.retried;
        report.retried_in_all += count.retried;
        break;
      case PhotoState::kBlocked: channel.blocked += count.photos; break;
      case PhotoState::kWithdrawn: channel.withdrawn += count.photos; break;
      case PhotoState::kCleared:
      case PhotoState::kRepeated:
      case PhotoState::kReturned:
      case PhotoState::kDeleted: break;
    }
  }
  const std::string today = StartOfToday(register_.clock());
  const auto add = [&](PhotoState state, int ChannelStatus::*field) {
    const auto reached = journal.ReachedSince(state, today);
    if (!reached.ok()) return;
    for (const auto& [channel, photos] : reached.value()) report.channels[channel].*field = photos;
  };
  add(PhotoState::kCleared, &ChannelStatus::cleared_today);
  add(PhotoState::kHeld, &ChannelStatus::held_today);
  add(PhotoState::kBlocked, &ChannelStatus::blocked_today);
}

Result<Done> Reporter::AddHeld(WatchReport& report, PhotoJournal& journal) {
  PhotoQuery query;
  query.states = {PhotoState::kHeld};
  query.retried = false;
  query.most = kMostShown;
  const auto held = journal.List(query);
  if (!held.ok()) return held.error();
  for (const PhotoEntry& photo : held.value()) {
    const std::string below = photo.folder.empty() ? "" : photo.folder + "/";
    const auto name = names_.Show(photo.channel, below + photo.original_name);
    report.held.push_back({photo.id, photo.channel,
                           name.value_or("a photo (" + photo.id.value.substr(3, 6) + ")"),
                           photo.state_at, Reasons(photo)});
  }
  return Done{};
}

Result<WatchReport> Reporter::Make(const WatchSettings& settings, const StatusOptions& options) {
  WatchReport report;
  report.at = LocalTime(std::chrono::system_clock::to_time_t(register_.clock().Now()));
  report.running = options.running;
  report.review_address = settings.review_address;
  report.heartbeat = ReadHeartbeat(home_);
  if (report.heartbeat) {
    const Heartbeat& beat = *report.heartbeat;
    report.last_look = LocalTime(beat.at);
    // What the last run saw holds until the next one has looked.
    const bool once = beat.kind == WatchKind::kOnce;
    if (options.running || once) report.alarms = beat.alarms;
    const auto overdue = std::chrono::minutes(settings.overdue_minutes);
    report.by_runs = once && beat.at >= FormatUtc(register_.clock().Now() - overdue);
  }
  PhotoJournal journal(register_);
  const auto channels = Channels(register_).List();
  if (!channels.ok()) return channels.error();
  for (const ChannelDetails& channel : channels.value()) {
    if (channel.state == ChannelState::kApproved) report.channels[channel.name];
    report.known.insert(channel.name);
  }
  const auto counts = journal.Counts();
  if (!counts.ok()) return counts.error();
  AddChannels(report, journal, counts.value());
  if (options.with_photos) {
    if (const auto held = AddHeld(report, journal); !held.ok()) return held.error();
  }
  AddAlarms(report, journal, settings, options, counts.value());
  return report;
}

}  // namespace photogate
