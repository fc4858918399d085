#include "policy/decide.h"

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/policy/facts.h"

namespace photogate::test {
namespace {

constexpr std::array<const char*, 3> kReviewers = {"", "u1", "u2"};
constexpr int kCodes = static_cast<int>(FindingCode::kObjection);

Finding Made(FindingCode code, Effect effect, std::optional<std::size_t> face = std::nullopt) {
  return Finding{code, effect, "A sentence.", "A sentence.", face, {}, {}, {}, {}, {}, {}, {1}};
}

Verdict Aside(FindingCode code, std::optional<std::size_t> face, const std::string& who = "u1") {
  return Verdict{code, face, true, who};
}

rc::Gen<Finding> AnyFinding() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(1, kCodes + 1), rc::gen::inRange(1, 4),
                     rc::gen::inRange(0, 4)),
      [](const std::tuple<int, int, int>& t) {
        const int face = std::get<2>(t);
        return Made(
            static_cast<FindingCode>(std::get<0>(t)), static_cast<Effect>(std::get<1>(t)),
            face == 0 ? std::nullopt : std::optional<std::size_t>(static_cast<std::size_t>(face)));
      });
}

rc::Gen<Verdict> AnyVerdict() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(1, kCodes + 1), rc::gen::inRange(0, 4),
                     rc::gen::inRange(0, 5), rc::gen::inRange(0, 3)),
      [](const std::tuple<int, int, int, int>& t) {
        const int face = std::get<1>(t);
        const int who = std::get<3>(t);
        return Verdict{
            static_cast<FindingCode>(std::get<0>(t)),
            face == 0 ? std::nullopt : std::optional<std::size_t>(static_cast<std::size_t>(face)),
            std::get<2>(t) != 0, std::string(kReviewers.at(static_cast<std::size_t>(who)))};
      });
}

std::vector<Finding> Findings() { return *rc::gen::container<std::vector<Finding>>(AnyFinding()); }
std::vector<Verdict> Verdicts() { return *rc::gen::container<std::vector<Verdict>>(AnyVerdict()); }

// Smaller is more severe, as in the enumeration.
int Severity(const Decision& decision) { return static_cast<int>(decision.kind()); }

}  // namespace

TEST_CASE("takes the most severe effect", "[policy]") {
  const Finding none = Made(FindingCode::kKnownPerson, Effect::kNone);
  const Finding review = Made(FindingCode::kUnknownFace, Effect::kReview);
  const Finding block = Made(FindingCode::kListedPerson, Effect::kBlock);
  CHECK(Decide({none}, {}, {}).kind() == DecisionKind::kClear);
  CHECK(Decide({none, review, none}, {}, {}).kind() == DecisionKind::kReview);
  CHECK(Decide({none, review, block, none}, {}, {}).kind() == DecisionKind::kBlock);
}

TEST_CASE("holds a photo of which nothing was found out", "[policy]") {
  CHECK(Decide({}, {}, {}).kind() == DecisionKind::kReview);
}

TEST_CASE("holds a photo for an effect or a code it does not know", "[policy]") {
  CHECK(Decide({Made(FindingCode::kKnownPerson, static_cast<Effect>(0))}, {}, {}).kind() ==
        DecisionKind::kReview);
  CHECK_FALSE(CanBeSetAside(static_cast<FindingCode>(99)));
}

TEST_CASE("lets a named reviewer set a finding aside by code and face", "[policy]") {
  const std::vector<Finding> findings = {
      Made(FindingCode::kPossibleListedPerson, Effect::kReview, 1)};
  const auto decide = [&](const std::vector<Verdict>& verdicts, int reviewers = 1) {
    return Decide(findings, verdicts, PolicySettings{reviewers}).kind();
  };
  constexpr auto kCode = FindingCode::kPossibleListedPerson;
  CHECK(decide({Aside(kCode, 1)}) == DecisionKind::kClear);
  CHECK(decide({Aside(kCode, 2)}) == DecisionKind::kReview);
  CHECK(decide({Aside(kCode, std::nullopt)}) == DecisionKind::kReview);
  CHECK(decide({Aside(FindingCode::kUnknownFace, 1)}) == DecisionKind::kReview);
  CHECK(decide({Aside(kCode, 1, "")}) == DecisionKind::kReview);
  CHECK(decide({Aside(kCode, 1), Verdict{kCode, 1, false, "u2"}}) == DecisionKind::kReview);
  CHECK(decide({Aside(kCode, 1)}, 2) == DecisionKind::kReview);
  CHECK(decide({Aside(kCode, 1), Aside(kCode, 1)}, 2) == DecisionKind::kReview);
  CHECK(decide({Aside(kCode, 1), Aside(kCode, 1, "u2")}, 2) == DecisionKind::kClear);
  CHECK(decide({}, 0) == DecisionKind::kReview);
}

TEST_CASE("lets nobody set aside a bar or a check that did not run", "[policy]") {
  for (const FindingCode code :
       {FindingCode::kListedPerson, FindingCode::kMetadataNotProven, FindingCode::kWorkerFailed,
        FindingCode::kRegisterUnavailable, FindingCode::kVideo, FindingCode::kOutcomeFailed,
        FindingCode::kConsentChanged, FindingCode::kCorruptFile, FindingCode::kOverLimit}) {
    CAPTURE(FindingCodeName(code));
    CHECK(Decide({Made(code, Effect::kReview, 0)}, {Aside(code, 0)}, {}).kind() ==
          DecisionKind::kReview);
  }
  CHECK(Decide({Made(FindingCode::kPossibleListedPerson, Effect::kBlock, 0)},
               {Aside(FindingCode::kPossibleListedPerson, 0)}, {})
            .kind() == DecisionKind::kBlock);
}

TEST_CASE("keeps its promises for any findings and verdicts", "[policy]") {
  REQUIRE(rc::check("a finding more never makes a decision weaker", [] {
    std::vector<Finding> findings = Findings();
    const std::vector<Verdict> verdicts = Verdicts();
    RC_PRE(!findings.empty());
    const int before = Severity(Decide(findings, verdicts, {}));
    findings.push_back(*AnyFinding());
    RC_ASSERT(Severity(Decide(findings, verdicts, {})) <= before);
  }));
  REQUIRE(rc::check("no verdicts lift a block", [] {
    std::vector<Finding> findings = Findings();
    findings.push_back(Made(FindingCode::kListedPerson, Effect::kBlock, 1));
    RC_ASSERT(Decide(findings, Verdicts(), {}).kind() == DecisionKind::kBlock);
  }));
  REQUIRE(rc::check("a verdict against setting aside never makes a decision weaker", [] {
    const std::vector<Finding> findings = Findings();
    std::vector<Verdict> verdicts = Verdicts();
    const int before = Severity(Decide(findings, verdicts, {}));
    Verdict against = *AnyVerdict();
    against.set_aside = false;
    verdicts.push_back(against);
    RC_ASSERT(Severity(Decide(findings, verdicts, {})) <= before);
  }));
  REQUIRE(rc::check("the order of findings does not matter", [] {
    std::vector<Finding> findings = Findings();
    const std::vector<Verdict> verdicts = Verdicts();
    const int before = Severity(Decide(findings, verdicts, {}));
    std::reverse(findings.begin(), findings.end());
    RC_ASSERT(Severity(Decide(findings, verdicts, {})) == before);
  }));
}

TEST_CASE("keeps its promises for any matches", "[policy]") {
  REQUIRE(
      rc::check("a barred person within match always blocks, whatever else is in the photo", [] {
        Case c;
        c.consent.channel.mode = *rc::gen::element(ChannelMode::kList, ChannelMode::kAccount);
        c.consent.dpia_recorded = *rc::gen::arbitrary<bool>();
        c.matching_allowed = *rc::gen::arbitrary<bool>();
        c.consent.channel.ignore_below_px = *rc::gen::inRange(0, 5000);
        const int faces = *rc::gen::inRange(0, 5);
        for (int i = 0; i < faces; ++i) {
          c.AddFace(static_cast<MatchState>(*rc::gen::inRange(0, 5)),
                    {{"1", *rc::gen::inRange(0, 60) / 100.0}});
        }
        c.AddFace(
            static_cast<MatchState>(*rc::gen::inRange(0, 5)),
            {{"1", *rc::gen::inRange(0, 60) / 100.0}, {"2", *rc::gen::inRange(0, 41) / 100.0}});
        if (*rc::gen::arbitrary<bool>()) c.matches.faces.back().assigned = std::nullopt;
        RC_ASSERT(c.Decided() == DecisionKind::kBlock);
      }));
  REQUIRE(rc::check("a barred person within possible never comes out clear", [] {
    Case c;
    const double distance = *rc::gen::inRange(0, 61) / 100.0;
    c.AddFace(static_cast<MatchState>(*rc::gen::inRange(0, 5)), {{"2", distance}});
    RC_ASSERT(c.Decided() != DecisionKind::kClear);
  }));
  REQUIRE(rc::check("account mode is never weaker than list mode", [] {
    Case c;
    const int faces = *rc::gen::inRange(0, 4);
    for (int i = 0; i < faces; ++i) {
      c.AddFace(static_cast<MatchState>(*rc::gen::inRange(0, 5)),
                {{*rc::gen::element(std::string("1"), std::string("2")),
                  *rc::gen::inRange(0, 61) / 100.0}});
    }
    const int list = static_cast<int>(c.Decided());
    c.consent.channel.mode = ChannelMode::kAccount;
    RC_ASSERT(static_cast<int>(c.Decided()) <= list);
  }));
}

}  // namespace photogate::test
