#include "policy/decide.h"

#include <algorithm>
#include <set>
#include <string>

namespace photogate {
namespace {

bool SetAside(const Finding& finding, const std::vector<Verdict>& verdicts,
              const PolicySettings& settings) {
  if (finding.effect != Effect::kReview || !CanBeSetAside(finding.code)) return false;
  std::set<std::string> voices;
  for (const Verdict& verdict : verdicts) {
    if (verdict.code != finding.code || verdict.face != finding.face) continue;
    if (!verdict.set_aside) return false;
    if (!verdict.reviewer.empty()) voices.insert(verdict.reviewer);
  }
  return voices.size() >= static_cast<std::size_t>(std::max(1, settings.reviewers_needed));
}

}  // namespace

bool CanBeSetAside(FindingCode code) {
  switch (code) {
    case FindingCode::kPossibleListedPerson:
    case FindingCode::kAmbiguousListedPerson:
    case FindingCode::kKinOfListed:
    case FindingCode::kProtectedWithoutTemplate:
    case FindingCode::kBiometricObjection:
    case FindingCode::kFaceNotComparable:
    case FindingCode::kUnknownFace:
    case FindingCode::kNoFace:
    case FindingCode::kNameInText:
    case FindingCode::kForeignCopyright:
    case FindingCode::kRecogniserUnavailable:
    case FindingCode::kMatchingOff:
    case FindingCode::kStoppedBefore: return true;
    case FindingCode::kListedPerson:
    case FindingCode::kObjection:
    case FindingCode::kKnownPerson:
    case FindingCode::kMetadataRemoved:
    case FindingCode::kMetadataNotProven:
    case FindingCode::kUnsupportedFile:
    case FindingCode::kAnimatedFile:
    case FindingCode::kCorruptFile:
    case FindingCode::kOverLimit:
    case FindingCode::kVideo:
    case FindingCode::kRegisterUnavailable:
    case FindingCode::kWorkerFailed:
    case FindingCode::kOutcomeFailed:
    case FindingCode::kConsentChanged: return false;
  }
  return false;
}

Decision Decide(const std::vector<Finding>& findings, const std::vector<Verdict>& verdicts,
                const PolicySettings& settings) {
  if (findings.empty()) return Decision(DecisionKind::kReview);
  bool held = false;
  for (const Finding& finding : findings) {
    if (finding.effect == Effect::kBlock) return Decision(DecisionKind::kBlock);
    // Anything that is not surely harmless counts, a value outside the enumeration included.
    if (finding.effect != Effect::kNone && !SetAside(finding, verdicts, settings)) held = true;
  }
  return Decision(held ? DecisionKind::kReview : DecisionKind::kClear);
}

}  // namespace photogate
