#include "watch/watch_status.h"

#include <sys/statvfs.h>

#include <ctime>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "consent/channels.h"
#include "consent/descriptor.h"
#include "outcome/printable.h"
#include "watch/share_disk.h"

namespace photogate {
namespace {

using Json = nlohmann::json;

// Clocks of two machines differ by seconds; a register restored from elsewhere by minutes.
constexpr auto kClockSlack = std::chrono::minutes(2);
constexpr auto kHeartbeatStale = std::chrono::minutes(5);

// Midnight of today in this machine's zone, as UTC text.
std::string StartOfToday(const Clock& clock) {
  std::time_t now = std::chrono::system_clock::to_time_t(clock.Now());
  std::tm local{};
  ::localtime_r(&now, &local);
  local.tm_hour = local.tm_min = local.tm_sec = 0;
  local.tm_isdst = -1;
  return FormatUtc(std::chrono::system_clock::from_time_t(std::mktime(&local)));
}

std::string LocalTime(const Clock& clock) {
  std::time_t now = std::chrono::system_clock::to_time_t(clock.Now());
  std::tm local{};
  ::localtime_r(&now, &local);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%-d %B %Y, %H:%M", &local);
  return std::string(text, size);
}

std::optional<std::uint64_t> FreeMb(const std::filesystem::path& path) {
  struct statvfs info {};
  if (::statvfs(path.c_str(), &info) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize >> 20;
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

Json ToJson(const std::vector<Alarm>& alarms) {
  Json json = Json::array();
  for (const Alarm& alarm : alarms) json.push_back({{"code", alarm.code}, {"text", alarm.text}});
  return json;
}

}  // namespace

Result<Done> WriteHeartbeat(const std::filesystem::path& home, const Heartbeat& beat) {
  Json json = {{"pid", beat.pid},
               {"at", beat.at},
               {"alarms", ToJson(beat.alarms)},
               {"stray", beat.stray},
               {"unsettled", beat.unsettled},
               {"stuck", beat.stuck},
               {"ignored", beat.ignored},
               {"waiting", beat.waiting},
               {"foreign", beat.foreign},
               {"altered", beat.altered}};
  // A folder's name may be any bytes, and may be somebody's: it is shown on the share only.
  json["unapproved"] = Json::array();
  for (const auto& [folder, photos] : beat.unapproved) {
    json["unapproved"].push_back({{"folder", Printable(folder)}, {"photos", photos}});
  }
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return ReplaceFile(home / "watch.json",
                     ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::optional<Heartbeat> ReadHeartbeat(const std::filesystem::path& home) {
  std::ifstream file(home / "watch.json", std::ios::binary);
  const auto json = Json::parse(file, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    Heartbeat beat;
    beat.pid = json.at("pid").get<std::int64_t>();
    beat.at = json.at("at").get<std::string>();
    for (const Json& alarm : json.at("alarms")) {
      beat.alarms.push_back(
          {alarm.at("code").get<std::string>(), alarm.at("text").get<std::string>()});
    }
    for (const Json& folder : json.at("unapproved")) {
      beat.unapproved[folder.at("folder").get<std::string>()] = folder.at("photos").get<int>();
    }
    beat.stray = json.at("stray").get<int>();
    beat.unsettled = json.at("unsettled").get<int>();
    beat.stuck = json.at("stuck").get<int>();
    beat.ignored = json.at("ignored").get<int>();
    beat.waiting = json.at("waiting").get<int>();
    beat.foreign = json.at("foreign").get<int>();
    beat.altered = json.at("altered").get<int>();
    return beat;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

Result<std::string> Reporter::ShownName(const PhotoEntry& photo) {
  const auto version = register_.Version();
  if (!version.ok()) return version.error();
  if (names_ == nullptr || names_->snapshot.version != version.value()) {
    auto snapshot = register_.Snapshot(
        {photo.channel, std::nullopt, {}, register_.clock().Today(), std::nullopt});
    if (!snapshot.ok()) return snapshot.error();
    auto view = MakeConsentView(std::move(snapshot).value());
    if (!view.ok()) return view.error();
    names_ = view.value();
  }
  const std::string below = photo.folder.empty() ? "" : photo.folder + "/";
  const std::string name = below + photo.original_name;
  if (!names_->names.Find(name).empty()) return "a photo (" + photo.id.value.substr(3, 6) + ")";
  return Printable(name);
}

void Reporter::AddChannels(WatchReport& report, PhotoJournal& journal,
                           const std::vector<PhotoCount>& counts) {
  for (const PhotoCount& count : counts) {
    ChannelStatus& channel = report.channels[count.channel];
    switch (count.state) {
      case PhotoState::kClaimed:
      case PhotoState::kSpooled:
      case PhotoState::kClearing:
      case PhotoState::kPassed: channel.waiting += count.photos; break;
      case PhotoState::kHeld: channel.held += count.photos; break;
      case PhotoState::kBlocked: channel.blocked += count.photos; break;
      case PhotoState::kWithdrawn: channel.withdrawn += count.photos; break;
      case PhotoState::kCleared:
      case PhotoState::kRepeated:
      case PhotoState::kReturned:
      case PhotoState::kDeleted: break;
    }
    report.held_in_all += count.state == PhotoState::kHeld ? count.photos : 0;
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
  query.most = kMostShown;
  const auto held = journal.List(query);
  if (!held.ok()) return held.error();
  for (const PhotoEntry& photo : held.value()) {
    const auto name = ShownName(photo);
    report.held.push_back({photo.id, photo.channel,
                           // Better no name than one that was not checked.
                           name.ok() ? name.value() : "a photo", photo.state_at, Reasons(photo),
                           photo.retry_at.has_value()});
  }
  return Done{};
}

void Reporter::AddAlarms(WatchReport& report, PhotoJournal& journal, const WatchSettings& settings,
                         const StatusOptions& options, const std::vector<PhotoCount>& counts) {
  const auto now = register_.clock().Now();
  const auto add = [&](std::string code, std::string text) {
    for (const Alarm& alarm : report.alarms) {
      if (alarm.code == code) return;
    }
    report.alarms.push_back({std::move(code), std::move(text)});
  };
  if (settings.share_root.empty()) {
    add("no_share", "No watched folder is set. `photogate setting set share-root FOLDER` sets it.");
  } else {
    ShareDisk disk(settings.share_root);
    const Share share(disk, settings.share_root);
    if (settings.share_id.empty()) {
      add("not_started", "The watched folder was never used yet. Start `photogate watch`.");
    } else if (share.Look(settings.share_id) != ShareState::kThere) {
      add("mount_gone",
          "The watched folder is not there, or another one is in its place. Nothing is taken or "
          "released until it is back; mount the share again.");
    }
    const auto free = FreeMb(settings.share_root);
    if (free && *free < static_cast<std::uint64_t>(settings.low_disk_mb)) {
      add("share_full", "The share is nearly full. Free some space on it.");
    }
  }
  const auto free = FreeMb(home_);
  if (free && *free < static_cast<std::uint64_t>(settings.low_disk_mb)) {
    add("disk_low",
        "This machine's disk is nearly full, so photos stay in the inbox. Free some "
        "space.");
  }
  if (!options.running) {
    add("not_running",
        "photogate watch is not running, so nothing in the inbox is checked. Start "
        "it.");
  } else if (report.heartbeat && report.heartbeat->at < FormatUtc(now - kHeartbeatStale)) {
    add("stalled",
        "photogate watch has not looked at the inbox for more than five minutes. Look "
        "at its log.");
  }
  if (!options.models_missing.empty()) add("models_missing", options.models_missing);
  const std::string late = FormatUtc(now - std::chrono::minutes(settings.queue_minutes));
  for (const PhotoCount& count : counts) {
    const bool waits = count.state == PhotoState::kClaimed || count.state == PhotoState::kSpooled ||
                       count.state == PhotoState::kClearing || count.state == PhotoState::kPassed;
    if (waits && count.oldest_at < late) {
      add("queue_old",
          "A photo has been waiting for its check for too long. Look at the log of "
          "photogate watch.");
    }
  }
  const auto latest = journal.LatestStep();
  if (latest.ok() && !latest.value().empty() && FormatUtc(now + kClockSlack) < latest.value()) {
    add("clock_behind",
        "This machine's clock is behind the last thing that was recorded. Set the "
        "clock.");
  }
}

Result<WatchReport> Reporter::Make(const WatchSettings& settings, const StatusOptions& options) {
  WatchReport report;
  report.at = LocalTime(register_.clock());
  report.running = options.running;
  report.review_address = settings.review_address;
  report.heartbeat = ReadHeartbeat(home_);
  if (report.heartbeat && options.running) report.alarms = report.heartbeat->alarms;
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
