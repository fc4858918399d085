#include "consent/biometric_rules.h"

#include <fmt/core.h>

#include <map>
#include <set>
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

std::vector<BiometricObstacle> ObstaclesToTemplate(std::span<const BiometricRecord> records,
                                                   const BiometricSubject& subject,
                                                   const Date& day) {
  std::vector<BiometricObstacle> obstacles;
  bool consent = false, written = false, imported = false, lapsed = false;
  std::vector<BiometricObstacle> unwritten;
  for (const auto& [name, voice] : Heard(records, day)) {
    if (Consents(voice)) {
      consent = true;
      const bool in_writing = voice.latest->written || voice.entered->written;
      written = written || in_writing;
      imported = imported || (in_writing && voice.entered->source == RecordSource::kImport);
      if (!in_writing) {
        unwritten.push_back(
            {BiometricObstacleKind::kNotInWriting, std::string(name), voice.latest->from});
      }
    }
    for (const BiometricRecord* record : {voice.latest, voice.entered}) {
      if (record->statement == BiometricStatement::kLapsed) lapsed = true;
    }
    // Either of the two may be the objection; the one entered last is what people remember.
    const BiometricRecord* no = IsObjection(voice.entered->statement)  ? voice.entered
                                : IsObjection(voice.latest->statement) ? voice.latest
                                                                       : nullptr;
    if (no == nullptr) continue;
    const auto kind =
        no->statement == BiometricStatement::kChildRefusal ? BiometricObstacleKind::kChildRefusal
        : no->statement == BiometricStatement::kWithdrawal ? BiometricObstacleKind::kWithdrawn
                                                           : BiometricObstacleKind::kObjection;
    obstacles.push_back({kind, std::string(name), no->from});
  }
  if (!consent) {
    obstacles.push_back(
        {lapsed ? BiometricObstacleKind::kConsentLapsed : BiometricObstacleKind::kNoConsent, "",
         std::nullopt});
  } else if (!written) {
    obstacles.insert(obstacles.end(), unwritten.begin(), unwritten.end());
  }
  if (subject.jurisdiction != Jurisdiction::kEnglandWales || subject.kind != PersonKind::kPupil) {
    return obstacles;
  }
  bool notice = false;
  std::set<std::string_view> told;
  for (const BiometricRecord& record : records) {
    if (day < record.from) continue;
    const bool is_notice = record.statement == BiometricStatement::kNotified;
    notice = notice || is_notice;
    if (is_notice && record.given_by.empty()) return obstacles;
    told.insert(record.given_by);
  }
  if (consent && !notice && !imported) {
    obstacles.push_back({BiometricObstacleKind::kNoNotice, "", std::nullopt});
  }
  std::set<std::string> asked;
  for (const std::string& parent : subject.parents) {
    if (parent.empty() || parent == kPupilVoice || told.count(parent) != 0) continue;
    if (asked.insert(parent).second) {
      obstacles.push_back({BiometricObstacleKind::kNotNotified, parent, std::nullopt});
    }
  }
  return obstacles;
}

std::string BiometricObstacleText(const BiometricObstacle& obstacle) {
  const std::string who = obstacle.voice.empty() ? "the family" : obstacle.voice;
  const std::string since =
      obstacle.since ? fmt::format(" on {}", FormatDate(*obstacle.since)) : std::string();
  switch (obstacle.kind) {
    case BiometricObstacleKind::kNoConsent:
      return "No written consent to comparing this person's face is on record. Record it with "
             "`photogate consent biometric ID consent`.";
    case BiometricObstacleKind::kConsentLapsed:
      return "The consent that was imported is no longer in the school's file. Ask for a new one, "
             "and record it with `photogate consent biometric ID consent`.";
    case BiometricObstacleKind::kWithdrawn:
      return fmt::format(
          "The consent of {} was withdrawn{}. Only their own new consent changes "
          "that.",
          who, since);
    case BiometricObstacleKind::kObjection:
      return fmt::format(
          "An objection of {} was recorded{}, and it wins over any consent. Only "
          "their own consent changes that.",
          who, since);
    case BiometricObstacleKind::kChildRefusal:
      return fmt::format(
          "The child refused{}, which wins over every parent. Only the child can "
          "change that.",
          since);
    case BiometricObstacleKind::kNotInWriting:
      return fmt::format(
          "The consent of {} is on record{}, but not where it is in writing. Record it with its "
          "signed form: `photogate consent biometric ID consent{} --evidence FORM.pdf` or "
          "`--evidence-place \"the safe, folder 2\"`.",
          who, since, obstacle.voice.empty() ? "" : fmt::format(" --by \"{}\"", obstacle.voice));
    case BiometricObstacleKind::kNoNotice:
      return "No notice to the parents is on record (Protection of Freedoms Act 2012, section 26: "
             "each parent is notified before a face is compared). Notify them, and record it: "
             "`photogate consent biometric ID notified` for all of them, with `--by` for each.";
    case BiometricObstacleKind::kNotNotified:
      return fmt::format(
          "There is no record that {} was notified (Protection of Freedoms Act "
          "2012, section 26). Notify them, and record it with `photogate consent "
          "biometric ID notified --by \"{}\"`.",
          who, who);
  }
  return "Something is missing. See `photogate consent basis ID`.";
}

std::string_view BiometricObstacleName(BiometricObstacleKind kind) {
  switch (kind) {
    case BiometricObstacleKind::kNoConsent: return "no_consent";
    case BiometricObstacleKind::kConsentLapsed: return "consent_lapsed";
    case BiometricObstacleKind::kWithdrawn: return "withdrawn";
    case BiometricObstacleKind::kObjection: return "objection";
    case BiometricObstacleKind::kChildRefusal: return "child_refusal";
    case BiometricObstacleKind::kNotInWriting: return "not_in_writing";
    case BiometricObstacleKind::kNotNotified: return "not_notified";
    case BiometricObstacleKind::kNoNotice: return "no_notice";
  }
  return "no_consent";
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
