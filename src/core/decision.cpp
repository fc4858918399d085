#include "core/decision.h"

namespace photogate {

std::string_view FindingCodeName(FindingCode code) {
  switch (code) {
    case FindingCode::kListedPerson: return "listed_person";
    case FindingCode::kPossibleListedPerson: return "possible_listed_person";
    case FindingCode::kAmbiguousListedPerson: return "ambiguous_listed_person";
    case FindingCode::kKinOfListed: return "kin_of_listed";
    case FindingCode::kProtectedWithoutTemplate: return "protected_without_template";
    case FindingCode::kBiometricObjection: return "biometric_objection";
    case FindingCode::kFaceNotComparable: return "face_not_comparable";
    case FindingCode::kUnknownFace: return "unknown_face";
    case FindingCode::kNoFace: return "no_face";
    case FindingCode::kKnownPerson: return "known_person";
    case FindingCode::kMetadataRemoved: return "metadata_removed";
    case FindingCode::kMetadataNotProven: return "metadata_not_proven";
    case FindingCode::kUnsupportedFile: return "unsupported_file";
    case FindingCode::kAnimatedFile: return "animated_file";
    case FindingCode::kCorruptFile: return "corrupt_file";
    case FindingCode::kOverLimit: return "over_limit";
    case FindingCode::kVideo: return "video";
    case FindingCode::kNameInText: return "name_in_text";
    case FindingCode::kForeignCopyright: return "foreign_copyright";
    case FindingCode::kRecogniserUnavailable: return "recogniser_unavailable";
    case FindingCode::kMatchingOff: return "matching_off";
    case FindingCode::kRegisterUnavailable: return "register_unavailable";
    case FindingCode::kWorkerFailed: return "worker_failed";
    case FindingCode::kOutcomeFailed: return "outcome_failed";
    case FindingCode::kConsentChanged: return "consent_changed";
    case FindingCode::kStoppedBefore: return "stopped_before";
    case FindingCode::kObjection: return "objection";
  }
  return "unknown";
}

std::string_view EffectName(Effect effect) {
  switch (effect) {
    case Effect::kBlock: return "block";
    case Effect::kReview: return "review";
    case Effect::kNone: return "none";
  }
  return "block";
}

std::string_view DecisionName(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::kBlock: return "block";
    case DecisionKind::kReview: return "review";
    case DecisionKind::kClear: return "clear";
  }
  return "block";
}

}  // namespace photogate
