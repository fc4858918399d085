#include "policy/make_findings.h"

#include "policy/finding_maker.h"

namespace photogate {
namespace {

void AddStopFinding(const PolicyFacts& facts, FindingMaker& maker) {
  if (facts.stopped == nullptr) return;
  if (!facts.stopped->ok()) {
    maker.Add(FindingCode::kRegisterUnavailable, Effect::kReview,
              "Whether a person stopped this photo before could not be read. Check it again.");
  } else if (const auto& stop = facts.stopped->value()) {
    const bool objected = stop->kind == StopKind::kObjected;
    maker.Add(objected ? FindingCode::kObjection : FindingCode::kStoppedBefore,
              objected ? Effect::kBlock : Effect::kReview, EarlierStopText(*stop));
  }
}

}  // namespace

std::vector<Finding> MakeFindings(const PolicyFacts& facts) {
  FindingMaker maker(facts);
  AddFileFindings(facts, maker);
  AddFaceFindings(facts, maker);
  AddTextFindings(facts, maker);
  AddStopFinding(facts, maker);
  if (maker.empty()) {
    maker.Add(FindingCode::kWorkerFailed, Effect::kReview,
              "The photo was not examined. Check it again.");
  }
  return maker.Take();
}

Finding OutcomeFailed(const Error& error, ConsentVersion version) {
  const std::string text = "The photo was not released. " + error.message;
  return Finding{FindingCode::kOutcomeFailed,
                 Effect::kReview,
                 text,
                 text,
                 std::nullopt,
                 std::nullopt,
                 std::nullopt,
                 {},
                 std::nullopt,
                 std::nullopt,
                 std::nullopt,
                 version};
}

Finding ConsentChanged(ConsentVersion version) {
  const std::string text =
      "The register was changed again and again while this photo was being decided. Check the "
      "photo again once the changes are done.";
  return Finding{FindingCode::kConsentChanged,
                 Effect::kReview,
                 text,
                 text,
                 std::nullopt,
                 std::nullopt,
                 std::nullopt,
                 {},
                 std::nullopt,
                 std::nullopt,
                 std::nullopt,
                 version};
}

}  // namespace photogate
