// Mistakes and incidents: who noticed what, what was done, how it was assessed (POLICY.md P14).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/photo_entry.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

enum class IncidentEntryKind { kAction = 1, kAssessment, kClosed };

struct IncidentEntry {
  std::string at;    // UTC; given by the register
  std::string user;  // given by the register
  IncidentEntryKind kind = IncidentEntryKind::kAction;
  std::string text;
  // Of an assessment: "none", "low" or "high" to people's rights; whether the Information
  // Commissioner's Office and the families are told (UK GDPR articles 33 and 34).
  std::string risk = {};
  bool to_ico = false;
  bool to_families = false;
};

struct Incident {
  std::int64_t number;
  std::optional<PhotoId> photo;
  std::string noticed;   // UTC: the 72 hours run from here
  std::string reported;  // UTC
  std::string user;
  std::string what;
  std::string evidence;  // what the register knew of the photo at that moment, without the picture
  std::vector<IncidentEntry> entries;

  bool open() const;
  const IncidentEntry* assessment() const;  // the latest; null before
};

// Nothing is ever changed or removed. Thread-safe, like the Register it borrows.
class Incidents {
 public:
  explicit Incidents(Register& reg) : register_(reg) {}

  // kRefused: fewer than three words, noticed in the future, or more than a year ago unless
  // `long_ago` says that this is meant.
  Result<std::int64_t> Report(const std::optional<PhotoId>& photo, const std::string& what,
                              std::chrono::system_clock::time_point noticed,
                              const std::string& evidence, const Actor& by, bool long_ago = false);
  // kNotFound: no such incident. kRefused: no text, an unknown risk, closing before the
  // assessment, or anything after closing.
  Result<Done> Add(std::int64_t number, const IncidentEntry& entry, const Actor& by);

  // Newest first.
  Result<std::vector<Incident>> List();
  Result<Incident> Show(std::int64_t number);
  // The open incident on this photo.
  Result<std::optional<std::int64_t>> OpenOn(const PhotoId& photo);

 private:
  Register& register_;
};

std::string_view IncidentEntryKindName(IncidentEntryKind kind);  // "action" ...

}  // namespace photogate
