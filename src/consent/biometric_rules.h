// Whether a person's face may be made a template, computed from the biometric ledger. Pure.
// Source: Protection of Freedoms Act 2012 s26: at least one parent consents in writing, no parent
// has withdrawn or otherwise objected, and the child does not refuse.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consent/permission_rules.h"
#include "core/clock.h"
#include "core/consent.h"

namespace photogate {

enum class BiometricStatement {
  kNotified = 1,  // a parent was told; says nothing about consent
  kConsent,
  kWithdrawal,    // of a consent: counts as an objection
  kObjection,     // of a parent, or of an adult of themselves
  kChildRefusal,  // stands until the child consents
  kLapsed,        // the source no longer shows the consent: no basis, and no objection
};

struct BiometricRecord {
  std::int64_t number;  // grows with every record entered
  BiometricStatement statement;
  Date from;
  std::string given_by;  // "" the family as one, else "parent A", "pupil" ...
  RecordSource source;
  bool written = false;  // evidence is named: where the writing is kept, or its file's hash
};

// The voice of the child, whatever `given_by` says of a kChildRefusal.
inline constexpr const char* kPupilVoice = "pupil";

struct BiometricState {
  bool consent = false;    // somebody's consent stands
  bool objection = false;  // an objection, a withdrawal or a refusal stands
  bool basis() const { return consent && !objection; }
};

// On `day`. Each voice is heard by its latest statement (by date, then by entry) and by the last
// one entered, notices aside: consent is both, an objection either. An objection of any voice wins.
BiometricState BiometricOn(std::span<const BiometricRecord> records, const Date& day);

// One thing that stands between a person and a template.
enum class BiometricObstacleKind {
  kNoConsent = 1,  // nobody consented in writing
  kConsentLapsed,  // somebody did, and the school's system no longer shows it
  kWithdrawn,      // `voice` took their consent back
  kObjection,      // `voice` objects
  kChildRefusal,   // the child refuses
  kNotInWriting,   // the consent of `voice` names no writing
  kNotNotified,    // the parent `voice` was never told (England and Wales, pupils)
  kNoNotice,       // no notice to any parent is on record (likewise)
};

struct BiometricObstacle {
  BiometricObstacleKind kind;
  std::string voice;          // as BiometricRecord::given_by
  std::optional<Date> since;  // the statement's first day; nullopt for what was never said
};

// Whose consent is asked: a pupil's parents must each be notified where the Act holds.
struct BiometricSubject {
  PersonKind kind = PersonKind::kPupil;
  Jurisdiction jurisdiction = Jurisdiction::kEnglandWales;
  // Voices of parents that are known from anywhere on the register; "" and kPupilVoice count as
  // none.
  std::vector<std::string> parents = {};
};

// Everything that is missing or in the way on `day`; empty: a template may be made.
//
// One of the consents that stand must be in writing. Under the Act every parent on the register was
// notified: by a notice to them or to the family as one, or because they themselves signed. A
// consent entered by hand also needs a notice on record; one that the school's system sent stands
// for the notice as well, to parents of whom the register knows nothing.
std::vector<BiometricObstacle> ObstaclesToTemplate(std::span<const BiometricRecord> records,
                                                   const BiometricSubject& subject,
                                                   const Date& day);

// A sentence with the next step.
std::string BiometricObstacleText(const BiometricObstacle& obstacle);
std::string_view BiometricObstacleName(BiometricObstacleKind kind);  // "no_consent" ...

// Whether an objection that stands on `day` was entered by hand, so that an import must not turn
// it.
bool ObjectedByHandOn(std::span<const BiometricRecord> records, const Date& day);

}  // namespace photogate
