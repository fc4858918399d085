// What could not be taken and is tried again, ever more seldom.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "watch/heartbeat.h"
#include "watch/settling.h"

namespace photogate {

// Why, for whoever looks after it, and for the note beside the file. Without a code nobody is told:
// it only needs time.
struct WhyPutOff {
  Alarm alarm;
  std::filesystem::path folder;  // where the file lies; empty: no note
};

// One thread uses it. Pure: the time is an input.
class PutOff {
 public:
  using Moment = Settling::Moment;
  static constexpr std::chrono::milliseconds kFirst{1'000};

  // True when nothing is known against it: it was never put off, looks different now, or its time
  // has come.
  bool IsDue(const std::string& key, const FileLook& look, Moment now);

  // Twice as long as the last time, at most `longest`. True when it is news: it was not put off as
  // it looks now for the same reason.
  bool Add(const std::string& key, const FileLook& look, WhyPutOff why, Moment now,
           std::chrono::milliseconds longest);
  void Remove(const std::string& key) { entries_.erase(key); }
  bool Contains(const std::string& key) const { return entries_.contains(key); }

  // Forgets what was not asked about since the last call: files that went away.
  void EndOfSweep();

  std::vector<WhyPutOff> Reasons() const;
  std::vector<std::string> Due(Moment now) const;
  // When the next one's time comes. Nullopt: none is put off.
  std::optional<Moment> Next() const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    FileLook look;
    WhyPutOff why;
    std::chrono::milliseconds wait;
    Moment until;
    bool fresh;
  };
  std::map<std::string, Entry> entries_;
};

}  // namespace photogate
