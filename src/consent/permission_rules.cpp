#include "consent/permission_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace photogate {
namespace {

// The two records by which a voice is heard; `standing` may be null, or the same as `latest`.
struct Voice {
  const PermissionRecord* latest = nullptr;
  const PermissionRecord* standing = nullptr;
};

bool HoldsOn(const PermissionRecord& record, const Date& day) {
  return record.from <= day && (!record.until || day <= *record.until);
}

std::vector<const PermissionRecord*> Heard(std::span<const PermissionRecord> records,
                                           const Date& day) {
  std::map<std::string_view, Voice> voices;
  for (const PermissionRecord& record : records) {
    if (day < record.from) continue;
    Voice& voice = voices[record.given_by];
    if (voice.latest == nullptr ||
        std::tie(voice.latest->from, voice.latest->number) < std::tie(record.from, record.number)) {
      voice.latest = &record;
    }
    if (HoldsOn(record, day) &&
        (voice.standing == nullptr || voice.standing->number < record.number)) {
      voice.standing = &record;
    }
  }
  std::vector<const PermissionRecord*> heard;
  for (const auto& [name, voice] : voices) {
    heard.push_back(voice.latest);
    if (voice.standing != nullptr && voice.standing != voice.latest) {
      heard.push_back(voice.standing);
    }
  }
  return heard;
}

PermissionState StateOfRecord(const PermissionRecord& record, const Date& day) {
  if (!HoldsOn(record, day)) return PermissionState::kExpired;
  switch (record.statement) {
    case PermissionStatement::kGranted: return PermissionState::kGranted;
    case PermissionStatement::kRefused: return PermissionState::kRefused;
    case PermissionStatement::kWithdrawn: return PermissionState::kWithdrawn;
  }
  return PermissionState::kRefused;
}

int Severity(PermissionState state) {
  switch (state) {
    case PermissionState::kUnrecorded: return 0;
    case PermissionState::kGranted: return 1;
    case PermissionState::kExpired: return 2;
    case PermissionState::kRefused: return 3;
    case PermissionState::kWithdrawn: return 4;
  }
  return 4;
}

}  // namespace

PermissionState StateOn(std::span<const PermissionRecord> records, const Date& day,
                        const std::optional<Date>& leaving) {
  PermissionState worst = PermissionState::kUnrecorded;
  for (const PermissionRecord* record : Heard(records, day)) {
    const PermissionState state = StateOfRecord(*record, day);
    if (Severity(state) > Severity(worst)) worst = state;
  }
  if (worst == PermissionState::kGranted && leaving && *leaving < day) {
    return PermissionState::kExpired;
  }
  return worst;
}

std::vector<VoiceAgainst> VoicesAgainst(std::span<const PermissionRecord> records,
                                        const Date& day) {
  std::vector<VoiceAgainst> against;
  for (const PermissionRecord* record : Heard(records, day)) {
    const PermissionState state = StateOfRecord(*record, day);
    if (state == PermissionState::kGranted) continue;
    against.push_back({record->given_by, state, record->from, record->number});
  }
  return against;
}

std::vector<std::vector<std::string>> AlikeVoices(std::span<const PermissionRecord> records) {
  std::map<std::string, std::set<std::string>> spellings;
  for (const PermissionRecord& record : records) {
    std::string plain;
    for (const char c : record.given_by) {
      if (c == ' ' || c == '\t') continue;
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    spellings[plain].insert(record.given_by);
  }
  std::vector<std::vector<std::string>> alike;
  for (const auto& [plain, names] : spellings) {
    if (names.size() > 1) alike.emplace_back(names.begin(), names.end());
  }
  return alike;
}

NameWithImage NameLevelOn(std::span<const PermissionRecord> records, const Date& day,
                          const std::optional<Date>& leaving) {
  if (StateOn(records, day, leaving) != PermissionState::kGranted) return NameWithImage::kNone;
  NameWithImage least = NameWithImage::kFull;
  for (const PermissionRecord* record : Heard(records, day)) {
    least = std::min(least, record->name_level);
  }
  return least;
}

bool RefusedByHandOn(std::span<const PermissionRecord> records, const Date& day) {
  const auto heard = Heard(records, day);
  return std::any_of(heard.begin(), heard.end(), [&](const PermissionRecord* record) {
    return record->source == RecordSource::kHand && HoldsOn(*record, day) &&
           record->statement != PermissionStatement::kGranted;
  });
}

bool IsRefusal(PermissionState state) {
  return state == PermissionState::kRefused || state == PermissionState::kWithdrawn;
}

bool IsBarred(PermissionState state, bool unrecorded_barred) {
  switch (state) {
    case PermissionState::kGranted: return false;
    case PermissionState::kUnrecorded: return unrecorded_barred;
    case PermissionState::kRefused:
    case PermissionState::kWithdrawn:
    case PermissionState::kExpired: return true;
  }
  return true;
}

}  // namespace photogate
