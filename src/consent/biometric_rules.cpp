#include "consent/biometric_rules.h"

#include <map>
#include <string_view>
#include <tuple>

namespace photogate {
namespace {

// The two records by which a voice is heard; they may be the same.
struct Voice {
  const BiometricRecord* latest = nullptr;   // by date, then by entry
  const BiometricRecord* entered = nullptr;  // the last entered
};

bool IsObjection(BiometricStatement statement) {
  switch (statement) {
    case BiometricStatement::kWithdrawal:
    case BiometricStatement::kObjection:
    case BiometricStatement::kChildRefusal: return true;
    case BiometricStatement::kNotified:
    case BiometricStatement::kConsent:
    case BiometricStatement::kLapsed: return false;
  }
  return true;
}

std::map<std::string_view, Voice> Heard(std::span<const BiometricRecord> records, const Date& day) {
  std::map<std::string_view, Voice> voices;
  for (const BiometricRecord& record : records) {
    if (day < record.from || record.statement == BiometricStatement::kNotified) continue;
    Voice& voice = voices[record.statement == BiometricStatement::kChildRefusal
                              ? std::string_view(kPupilVoice)
                              : std::string_view(record.given_by)];
    if (voice.latest == nullptr ||
        std::tie(voice.latest->from, voice.latest->number) < std::tie(record.from, record.number)) {
      voice.latest = &record;
    }
    if (voice.entered == nullptr || voice.entered->number < record.number) voice.entered = &record;
  }
  return voices;
}

bool Consents(const Voice& voice) {
  return voice.latest->statement == BiometricStatement::kConsent &&
         voice.entered->statement == BiometricStatement::kConsent;
}

}  // namespace

BiometricState BiometricOn(std::span<const BiometricRecord> records, const Date& day) {
  BiometricState state;
  for (const auto& [name, voice] : Heard(records, day)) {
    if (Consents(voice)) state.consent = true;
    if (IsObjection(voice.latest->statement) || IsObjection(voice.entered->statement)) {
      state.objection = true;
    }
  }
  return state;
}

bool ObjectedByHandOn(std::span<const BiometricRecord> records, const Date& day) {
  for (const auto& [name, voice] : Heard(records, day)) {
    for (const BiometricRecord* record : {voice.latest, voice.entered}) {
      if (IsObjection(record->statement) && record->source == RecordSource::kHand) return true;
    }
  }
  return false;
}

}  // namespace photogate
