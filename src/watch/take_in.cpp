// What lies in the inbox, in the watcher's turn: what it takes, what it puts off, and what it says.
#include <sys/statvfs.h>

#include <algorithm>
#include <utility>

#include "watch/watcher.h"

namespace photogate {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Taken and not yet checked, a worker: enough to keep them busy, few enough that what is in the
// home stays small.
constexpr std::size_t kWaitingPerThread = 8;

// Taking goes on no longer than this before the next look: as long as the workers keep up there is
// always room, and what is dropped meanwhile for another channel would wait for all of a large one.
constexpr auto kTakingPerSweep = std::chrono::seconds(1);

// Films and the like are copied beside the others, one at a time.
constexpr std::uint64_t kLargeBytes = 64ull << 20;

// What cannot be taken is tried again after so long at most; what only needs time, sooner.
constexpr std::chrono::milliseconds kLongest = std::chrono::minutes(10);
constexpr std::chrono::milliseconds kLongestNotYet = std::chrono::seconds(2);

constexpr const char* kDiskLow =
    "This machine's disk is nearly full, so photos stay in the inbox. Free some space.";

std::string KeyOf(const ReadyFile& file) {
  return file.channel.value + "/" + file.folder + "/" + file.name;
}

}  // namespace

std::uint64_t Watcher::FreeBytes() const {
  struct statvfs info {};
  if (::statvfs(parts_.home.c_str(), &info) != 0) return 0;
  const auto free = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
  const auto kept = static_cast<std::uint64_t>(parts_.settings.low_disk_mb) << 20;
  return free > kept ? free - kept : 0;
}

Result<Done> Watcher::TakeIn(const InboxView& view, const std::vector<BadGroups>& bad_groups,
                             int& taken) {
  beat_.unapproved = view.unapproved;
  beat_.stray = view.stray;
  beat_.unsettled = view.unsettled;
  beat_.stuck = view.stuck;
  beat_.ignored = static_cast<int>(view.ignored.size());
  beat_.waiting = 0;
  for (const auto& [channel, files] : view.ready) beat_.waiting += static_cast<int>(files.size());
  if (view.stuck > 0) {
    Raise(
        "copy_unfinished",
        "A file in the inbox has been growing or changing for more than ten minutes, so it is not "
        "taken. Look whether its copying hangs.");
  }
  const auto late = parts_.clock.Now() - std::chrono::minutes(parts_.settings.queue_minutes);
  if (view.left_since && *view.left_since < late) {
    Raise("left_in_inbox",
          "Photos that nobody takes have been in the inbox for too long: they lie directly in it, "
          "or in a folder that is no approved channel's. The note beside them says what to do.");
  }
  if (view.waiting_since && *view.waiting_since < late) {
    Raise("queue_old",
          "A photo has been waiting in the inbox for too long. Look at the other alarms, the note "
          "beside it and the log of photogate watch.");
  }
  if (!view.unreadable.empty()) {
    Raise("folder_unreadable",
          "A folder in the inbox cannot be looked into, so nothing in it is checked. Give it the "
          "rights of the channel's folder; the note beside it says the same.");
  }
  const auto now = SteadyClock::now();
  if (const auto tidy = intake_.TidyClaims(view, now); !tidy.ok()) return tidy.error();
  FinishCopying(taken);

  kept_back_ = 0;
  std::map<ChannelName, std::vector<ReadyFile>> due;
  for (const auto& [channel, files] : view.ready) {
    for (const ReadyFile& file : files) {
      // Behind a groups.txt that has to be put right: no look at the file tells more.
      const bool behind = LiesBehind(bad_groups, share_.Inbox(file.channel) / file.folder);
      if (behind) Raise("groups_unknown", kUnknownGroups);
      if (!behind && put_off_.IsDue(KeyOf(file), file.look, now)) {
        due[channel].push_back(file);
      } else {
        ++kept_back_;
      }
    }
  }
  put_off_.EndOfSweep();
  const auto took = TakeFrom(std::move(due), taken);
  for (const WhyPutOff& why : put_off_.Reasons()) Raise(why.alarm.code, why.alarm.text);
  return took;
}

// Every channel in turn, one file each, going on after the channel that had the last turn: where
// there is room for one at a time, the first would otherwise have it each time.
Result<Done> Watcher::TakeFrom(std::map<ChannelName, std::vector<ReadyFile>> ready, int& taken) {
  const std::size_t room = kWaitingPerThread * static_cast<std::size_t>(parts_.threads);
  const auto until = SteadyClock::now() + kTakingPerSweep;
  std::map<ChannelName, std::size_t> next;
  std::vector<ChannelName> order;
  for (const auto& [channel, files] : ready) order.push_back(channel);
  std::rotate(order.begin(), std::upper_bound(order.begin(), order.end(), last_turn_), order.end());
  for (bool any = true; any;) {
    any = false;
    for (const ChannelName& channel : order) {
      const std::vector<ReadyFile>& files = ready.at(channel);
      std::size_t& at = next[channel];
      if (at >= files.size()) continue;
      if (queue_.waiting() >= room) return Done{};
      if (SteadyClock::now() >= until) {
        more_ready_ = true;
        return Done{};
      }
      if (LowDisk()) {
        Raise("disk_low", kDiskLow);
        return Done{};
      }
      any = true;
      last_turn_ = channel;
      TakeOne(files[at++], taken);
    }
  }
  return Done{};
}

void Watcher::TakeOne(const ReadyFile& file, int& taken) {
  const auto put_off = [&](const char* code, const char* text) {
    PutOffFile(file, {{code, text}, share_.Inbox(file.channel) / file.folder}, kLongest);
  };
  if (file.look.bytes > parts_.intake.most_bytes) {
    return put_off("too_large",
                   "A file in the inbox is too large to be taken. Take it out of there; the note "
                   "beside it says the same.");
  }
  if (file.look.bytes > FreeBytes()) {
    return put_off("disk_low",
                   "A file in the inbox is larger than the space that is left on this machine's "
                   "disk, so it stays there. Free some space, or take the file out.");
  }
  const bool large = file.look.bytes > kLargeBytes;
  if (large && copying_ != nullptr) {
    PutOffFile(file, {}, kLongestNotYet);
    return;
  }
  ClaimedFile claimed;
  const auto got = intake_.Claim(file, claimed);
  if (!got.ok() || got.value() != Taken::kTaken) return Took(file, claimed, got, taken);
  if (!large) return Took(file, claimed, intake_.Copy(claimed), taken);
  copying_ = std::make_unique<Copying>();
  copying_->file = file;
  copying_->claimed = std::move(claimed);
  copying_->thread = std::jthread([this, copying = copying_.get()] {
    copying->result = intake_.Copy(copying->claimed);
    copying->ended = true;
    events_.Wake();
  });
}

void Watcher::FinishCopying(int& taken) {
  if (copying_ == nullptr || !copying_->ended) return;
  copying_->thread.join();
  const auto done = std::move(copying_);
  Took(done->file, done->claimed, done->result, taken);
}

void Watcher::Took(const ReadyFile& file, const ClaimedFile& claimed, const Result<Taken>& took,
                   int& taken) {
  const PhotoId& id = claimed.photo.id;
  if (took.ok() && took.value() == Taken::kTaken) {
    ++taken;
    --beat_.waiting;
    put_off_.Remove(KeyOf(file));
    parts_.log("photo " + id.value + " taken", false);
    queue_.Push(file.channel, id);
    return;
  }
  if (took.ok()) return PutOffFile(file, {}, kLongestNotYet);
  // At a later look it is taken up again.
  if (claimed.stays) {
    PutOffPhoto(id, took.error());
    return;
  }
  Alarm alarm{"intake_failed", took.error().message};
  if (took.error().kind == ErrorKind::kRefused) alarm = {"groups_unknown", kUnknownGroups};
  PutOffFile(file, {alarm, share_.Inbox(file.channel) / file.folder}, kLongest);
}

void Watcher::PutOffFile(const ReadyFile& file, WhyPutOff why, std::chrono::milliseconds longest) {
  const std::string text = why.alarm.text;
  ++kept_back_;
  const bool news =
      put_off_.Add(KeyOf(file), file.look, std::move(why), SteadyClock::now(), longest);
  if (news && !text.empty()) parts_.log("a file could not be taken: " + text, true);
}

void Watcher::PutOffPhoto(const PhotoId& id, const Error& error) {
  const bool news =
      left_.Add(id.value, {}, {{"share_failed", error.message}, {}}, SteadyClock::now(), kLongest);
  if (news) parts_.log("photo " + id.value + " could not be recovered yet", true);
}

}  // namespace photogate
