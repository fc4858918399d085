// Enrolment: a reference photo becomes a template, or is refused with the reason.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/biometric_rules.h"
#include "consent/register.h"
#include "core/bytes.h"
#include "core/face.h"
#include "core/result.h"

namespace photogate {

enum class EnrolRefusal {
  kUnknownPerson = 1,
  kMatchingOff,  // no data protection impact assessment is recorded
  kNoConsent,    // no consent, or a parent was not notified: see EnrolOutcome::missing
  kObjection,    // somebody objected, withdrew or refused
  kNoFace,
  kSeveralFaces,
  kNotComparable,  // see EnrolOutcome::why_not
  kLowQuality,     // see EnrolOutcome::weakest_part
  kSamePhoto,      // of the same person, enrolled before
  kOthersPhoto,    // this very photo is enrolled for somebody else
  kNearSomebodyElse,
  kFutureDate,  // the reference would be younger than today
  kNoSuchFace,  // EnrolOrder::face is none of the photo's
  kFarFromOwn,  // nowhere near the person's other references: perhaps another child
};

struct EnrolOrder {
  PersonId person;
  Date reference_date;  // when the photo was taken, as well as it is known
  Sha256Hex photo_sha256;
  // Which of several faces, from 1 in the photo's reading order; 0: there is only one.
  int face = 0;
  // Of the photo, for telling where its faces are; 0: not known.
  int width_px = 0, height_px = 0;
  // The face as JPEG, kept only where the school keeps crops (consent/register_settings.h).
  Bytes crop_jpeg = {};
  // Somebody looked and it is the person all the same: kFarFromOwn does not refuse, and the audit
  // says so.
  bool insist = false;
};

// When a reference is good enough.
struct EnrolRules {
  Distance match;          // at most this far from somebody else's template: refused
  double min_quality = 0;  // Quality::overall must reach it, 0..1
  // Farther than this from each of the person's own templates: refused. Nullopt: not asked.
  std::optional<Distance> own = std::nullopt;
};

struct EnrolOutcome {
  std::optional<EnrolRefusal> refusal;  // nullopt: enrolled
  // A sentence for the office with the next step; no names.
  std::string message;
  NotComparable why_not = NotComparable::kNone;
  std::string_view weakest_part;  // "size", "sharpness", "pose", "light"; empty unless known
  std::vector<BiometricObstacle> missing = {};  // of kNoConsent and kObjection
  std::optional<PersonId> near;                 // who else it is nearest to, or whose photo it is
  std::optional<Distance> distance;  // to `near`; of kFarFromOwn to the person's own nearest
  int faces = 0;                     // how many were found in the photo
  int templates = 0;                 // of the person and model, after this one
  bool crop_kept = false;
  bool enrolled() const { return !refusal.has_value(); }
};

// Keeps the gallery between calls, so that enrolling a folder reads it once. One thread uses it.
// A face near a declared twin or sibling is not refused for that.
class Enroller {
 public:
  Enroller(Register& reg, const EnrolRules& rules);
  ~Enroller();

  // What can be told before the photo is looked at: person, assessment, basis, photo, date.
  // `outcome.enrolled()` here means that nothing stands in the way so far.
  Result<EnrolOutcome> Precheck(const EnrolOrder& order);

  // Checks everything and stores the template in one transaction. A refusal is a value; an Error
  // is a register that could not be used.
  Result<EnrolOutcome> Enrol(const EnrolOrder& order, const Faces& faces, const Actor& by);

 private:
  struct Gallery;
  Register& register_;
  EnrolRules rules_;
  std::unique_ptr<Gallery> gallery_;
};

std::string_view EnrolRefusalName(EnrolRefusal refusal);  // "no_consent" ...

}  // namespace photogate
