#include "watch/put_off.h"

#include <algorithm>
#include <utility>

namespace photogate {

bool PutOff::IsDue(const std::string& key, const FileLook& look, Moment now) {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return true;
  entry->second.fresh = true;
  return !(entry->second.look == look) || now >= entry->second.until;
}

bool PutOff::Add(const std::string& key, const FileLook& look, WhyPutOff why, Moment now,
                 std::chrono::milliseconds longest) {
  const auto entry = entries_.find(key);
  const bool same = entry != entries_.end() && entry->second.look == look &&
                    entry->second.why.alarm.code == why.alarm.code;
  const auto wait = std::min(same ? 2 * entry->second.wait : kFirst, longest);
  entries_[key] = Entry{look, std::move(why), wait, now + wait, true};
  return !same;
}

void PutOff::EndOfSweep() {
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (!entry->second.fresh) {
      entry = entries_.erase(entry);
    } else {
      entry->second.fresh = false;
      ++entry;
    }
  }
}

std::vector<WhyPutOff> PutOff::Reasons() const {
  std::vector<WhyPutOff> reasons;
  for (const auto& [key, entry] : entries_) {
    if (!entry.why.alarm.code.empty()) reasons.push_back(entry.why);
  }
  return reasons;
}

std::vector<std::string> PutOff::Due(Moment now) const {
  std::vector<std::string> due;
  for (const auto& [key, entry] : entries_) {
    if (now >= entry.until) due.push_back(key);
  }
  return due;
}

std::optional<PutOff::Moment> PutOff::Next() const {
  std::optional<Moment> next;
  for (const auto& [key, entry] : entries_) {
    if (!next || entry.until < *next) next = entry.until;
  }
  return next;
}

}  // namespace photogate
