// Findings and the decision made of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/geometry.h"
#include "core/ids.h"

namespace photogate {

enum class Effect { kBlock = 1, kReview, kNone };

enum class FindingCode {
  kListedPerson = 1,       // a barred person's face, at most `match`
  kPossibleListedPerson,   // above match, at most possible
  kAmbiguousListedPerson,  // near two people, one of them barred
  kKinOfListed,            // a twin or sibling of a barred person, or the barred person
  kProtectedWithoutTemplate,
  kBiometricObjection,
  kFaceNotComparable,
  kUnknownFace,      // account mode
  kNoFace,           // account mode, or no complete detector
  kKnownPerson,      // informational: a permitted person was recognised
  kMetadataRemoved,  // informational
  kMetadataNotProven,
  kUnsupportedFile,
  kAnimatedFile,
  kCorruptFile,
  kOverLimit,
  kVideo,
  kNameInText,
  kForeignCopyright,
  kRecogniserUnavailable,
  kMatchingOff,  // no DPIA on record, or the self-test failed
  kRegisterUnavailable,
  kWorkerFailed,
  kOutcomeFailed,   // the copy could not be written
  kConsentChanged,  // the register changed while the photo was being decided, again and again
  kStoppedBefore,   // a person said of the same picture before that it must not go
  kObjection,       // somebody in it, whom nobody found on the register, asked not to be shown
};

// One reason, with the numbers it was made from.
struct Finding {
  FindingCode code;
  Effect effect;
  std::string text;             // what a teacher reads, with the next step; people by case number
  std::string identified_text;  // the same with names, for those who may know
  std::optional<std::size_t> face;  // index into Faces::faces
  std::optional<Box> box;
  std::optional<PersonId> person;
  std::string case_number;  // of `person`; empty without one
  std::optional<double> distance;
  std::optional<double> threshold;
  std::optional<ModelId> model;
  ConsentVersion consent_version;
  std::string credit = {};  // whom to name beside the published photo; empty: nobody
  // Everybody it may be about, where no comparison can say which of them.
  std::vector<PersonId> people = {};
  // The limits that `distance` was compared with: the same person, and possibly the same.
  std::optional<double> match_limit = {}, possible_limit = {};
};

enum class DecisionKind { kBlock = 1, kReview, kClear };

// There is no default decision: somebody must have made it.
class Decision {
 public:
  Decision() = delete;
  explicit Decision(DecisionKind kind) : kind_(kind) {}
  DecisionKind kind() const { return kind_; }
  bool operator==(const Decision&) const = default;

 private:
  DecisionKind kind_;
};

// What a reviewer said of a finding (the review page makes them; the batch check has none).
struct Verdict {
  FindingCode code;
  std::optional<std::size_t> face;
  bool set_aside;        // the reviewer says that this finding does not stand
  std::string reviewer;  // user id
};

std::string_view FindingCodeName(FindingCode code);  // "listed_person"
std::string_view EffectName(Effect effect);          // "block", "review", "none"
std::string_view DecisionName(DecisionKind kind);    // "clear", "review", "block"

}  // namespace photogate
