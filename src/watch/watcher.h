// The watched folder at work.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "consent/home_settings.h"
#include "consent/photo_files.h"
#include "consent/photo_journal.h"
#include "watch/fair_queue.h"
#include "watch/folder_events.h"
#include "watch/intake.h"
#include "watch/notes.h"
#include "watch/photo_flow.h"
#include "watch/put_off.h"
#include "watch/settling.h"
#include "watch/share.h"
#include "watch/shelf_guard.h"
#include "watch/shown_names.h"
#include "watch/watch_status.h"

namespace photogate {

struct WatchParts {
  Register& reg;
  std::filesystem::path home;
  WatchSettings settings;
  FlowParts flow;
  int threads = 1;  // photos in hand at once: one more than there are workers
  const Clock& clock;
  FileSystem& disk;            // of the share
  std::string models_missing;  // empty: they are there
  Actor by;
  // A line for the log: ids and counts, no name and no path. Called from any thread.
  std::function<void(const std::string& line, bool bad)> log;
  IntakeOptions intake = {};
  // Take over a share that another home looked after until now.
  bool adopt = false;
  // How long the register must be quiet before everything is checked again.
  std::chrono::milliseconds quiet{30'000};
};

// What staff are told when a copy that may not be published any more cannot be moved.
inline constexpr const char* kCannotTakeOut =
    "A copy that may not be published any more could not be moved out of cleared. Close the "
    "programs that have it open, and do not use it.";

// How many photos came to which end since the start.
struct WatchCounts {
  std::atomic<int> cleared{0}, held{0}, blocked{0}, repeated{0}, failed{0};
};

// One at a time for a home: see WatchLock. Driven by Run or RunOnce, or step by step by tests.
class Watcher {
 public:
  explicit Watcher(WatchParts parts);
  ~Watcher();

  // Checks that the share is there (a first start marks it), and brings every photo of an earlier
  // run to where its state says. An error of the register or the home; a share that is not there is
  // an alarm, and what needs it waits until it is back.
  Result<Done> Start();
  // Likewise, and again and again until `stop` is set while the register or the home cannot be used
  // for now: another process may have the register to itself for a minute.
  Result<Done> StartWhenPossible(const std::atomic<bool>& stop);

  // One look around: takes what is ready, as far as there is room; guards cleared/; has photos
  // checked again; writes the status. Gives how many photos it took.
  Result<int> Sweep();

  // The next photo of the queue to its end. False: there is none.
  bool ProcessOne();

  // Until `stop` is set: then the photos in hand are finished. `reload`: likewise, so that it can
  // be started anew with other settings. An error of the register that does not pass.
  Result<Done> Run(const std::atomic<bool>& stop, const std::atomic<bool>& reload);
  // Everything that is ready now, then the end.
  Result<Done> RunOnce(const std::atomic<bool>& stop);
  // From a signal handler, after setting `stop` or `reload`.
  void Wake() noexcept { events_.Wake(); }

  const WatchCounts& counts() const { return counts_; }
  const std::vector<Alarm>& alarms() const { return beat_.alarms; }

 private:
  Result<Done> LookAtShare();
  Result<Done> RecoverHome();
  Result<Done> RecoverShare();
  Result<Done> RecoverPhoto(const PhotoEntry& photo);
  Result<Done> RecoverBrokenReleases();
  void RecoverLeft();
  void PutOffFailed(const PhotoId& id, const Error& error, Alarm alarm);
  bool IsFailing(const PhotoId& id);
  bool IsLastTry(const PhotoId& id);  // of a standing copy; counts it
  void RetryFailed();
  Result<Done> TakeIn(const InboxView& view, const std::vector<BadGroups>& bad_groups, int& taken);
  Result<Done> TakeFrom(std::map<ChannelName, std::vector<ReadyFile>> ready, int& taken);
  void TakeOne(const ReadyFile& file, int& taken);
  void FinishCopying(int& taken);
  void Took(const ReadyFile& file, const ClaimedFile& claimed, const Result<Taken>& took,
            int& taken);
  void PutOffFile(const ReadyFile& file, WhyPutOff why, std::chrono::milliseconds longest);
  static WatchParts WithStop(WatchParts parts, const std::atomic<bool>& stop);
  void PutOffPhoto(const PhotoId& id, const Error& error);
  void TidyAll();
  std::chrono::milliseconds UntilNextLook();
  Result<Done> Guard();
  bool OutboxFails();
  void LookAtShelves(std::chrono::steady_clock::time_point now);
  Result<Done> QueueAgain();
  Result<Done> WithdrawBarred(const std::vector<std::pair<PhotoId, ChannelName>>& standing);
  void DropSheets();
  void ClearOldSheets();
  Result<Done> CheckClearedAgain(const PhotoEntry& photo);
  void OpenRecalls();
  void LookAtClock();
  void Retain();
  void Report(bool told_all, bool running = true);
  void Raise(const std::string& code, const std::string& text);
  std::uint64_t FreeBytes() const;  // besides what must be kept free
  bool LowDisk() const { return FreeBytes() == 0; }
  template <typename F>
  void WithThreads(F&& body);

  std::atomic<bool> stop_copying_{false};
  WatchParts parts_;
  Share share_;
  PhotoJournal journal_;
  PhotoFiles files_;
  PhotoFlow flow_;
  Intake intake_;
  ShelfGuard guard_;
  Settling settling_;
  FairQueue queue_;
  FolderEvents events_;
  ShownNames names_;
  Reporter reporter_;
  WatchCounts counts_;
  Heartbeat beat_;
  std::vector<ChannelName> approved_, channels_;
  std::map<ChannelName, std::shared_ptr<ChannelShelf>> shelves_;
  std::vector<std::pair<PhotoId, ChannelName>> standing_;
  bool standing_complete_ = false;  // it holds every copy there is
  bool shelves_unread_ = false;     // the last look into cleared/ failed
  int unmoved_ = 0;                 // at the last look into cleared/
  bool outbox_failed_ = false;      // likewise: copies cannot be written there
  bool more_ready_ = false;         // the last sweep ended with files and room left
  ChannelName last_turn_;           // the channel that a file was taken from last
  std::optional<ConsentVersion> seen_version_;
  std::chrono::steady_clock::time_point seen_at_{};
  bool checked_again_ = false;  // for seen_version_
  std::chrono::steady_clock::time_point retained_at_{}, guarded_at_{}, reported_at_{};
  std::string reported_, reported_news_;  // when (UTC), and of what besides photos
  std::mutex withdrawn_mutex_;            // guards withdrawn_
  std::vector<std::pair<ChannelName, std::string>> withdrawn_;  // copies to be taken out
  std::mutex failing_mutex_;                                    // guards failing_, not_rechecked_
  PutOff failing_;                        // photos that the home or the register got in the way of
  std::map<PhotoId, int> not_rechecked_;  // of these, standing copies, and how often
  bool share_there_ = false;
  bool share_recovered_ = false;
  std::string told_;        // what the status files said last
  std::string not_looked_;  // why the last sweep failed
  bool heartbeat_failed_ = false;
  PutOff put_off_;     // files of the inbox
  PutOff left_;        // photos that could not be brought to where their state says
  int kept_back_ = 0;  // of those in the inbox that are ready: no look before long helps them
  bool destroy_later_ = false;

  // A large file on its way in, beside everything else. The last member: it ends first.
  struct Copying {
    ReadyFile file;
    ClaimedFile claimed;
    Result<Taken> result = Taken::kNotYet;
    std::atomic<bool> ended{false};
    std::jthread thread;
  };
  std::unique_ptr<Copying> copying_;
};

// Held while it lives: one watcher a home.
class WatchLock {
 public:
  // kConflict: another watcher has it.
  static Result<std::unique_ptr<WatchLock>> Take(const std::filesystem::path& home);
  // Whether somebody has it.
  static bool IsTaken(const std::filesystem::path& home);

 private:
  explicit WatchLock(OwnedFd fd) : fd_(std::move(fd)) {}
  OwnedFd fd_;
};

}  // namespace photogate
