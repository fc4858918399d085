#include "policy/decide_review.h"

#include <catch2/catch.hpp>

namespace photogate {
namespace {

Finding Make(FindingCode code, Effect effect, std::optional<std::string> person = std::nullopt,
             std::optional<std::size_t> face = 0) {
  Finding finding{};
  finding.code = code;
  finding.effect = effect;
  finding.text = "a sentence";
  finding.face = face;
  if (face) finding.box = Box{10, 20, 30, 40};
  if (person) finding.person = PersonId{*person};
  return finding;
}

// A photo under review: what its findings are, and what was said so far.
struct Review {
  std::vector<Finding> findings;
  std::vector<ReviewAct> acts;
  ReviewTerms terms{{}, {"dress", "dignity"}};

  ReviewAct Act(ReviewActKind kind, const std::string& user) const {
    ReviewAct act{kind, user, {}, {}};
    act.roles = user.starts_with("senior") ? std::set<std::string>{"senior-leader"}
                                           : std::set<std::string>{"teacher"};
    return act;
  }
  void Answer(const std::string& user, ReviewAnswer answer, std::size_t finding = 0) {
    ReviewAct act = Act(ReviewActKind::kAnswer, user);
    act.finding = FindingKey(findings[finding]);
    act.answer = answer;
    acts.push_back(act);
  }
  void Clear(const std::string& user, const std::string& reason = "") {
    ReviewAct act = Act(ReviewActKind::kClear, user);
    for (const Finding& finding : findings) act.seen.insert(FindingKey(finding));
    act.checks = terms.checks;
    act.reason = reason;
    acts.push_back(act);
  }
  void Say(ReviewActKind kind, const std::string& user) { acts.push_back(Act(kind, user)); }
  ReviewRuling Rule() const { return DecideReviewed(findings, acts, terms); }
  ReviewState State() const { return Rule().state; }
};

Review Possible() { return {{Make(FindingCode::kPossibleListedPerson, Effect::kReview, "7")}, {}}; }
Review Blocked() { return {{Make(FindingCode::kListedPerson, Effect::kBlock, "7")}, {}}; }
constexpr const char* kReason = "His mother allowed this one in writing";

TEST_CASE("people whom only a name stands for are set aside by those who are shown names",
          "[review]") {
  Review review{
      {Make(FindingCode::kProtectedWithoutTemplate, Effect::kReview, std::nullopt, std::nullopt)},
      {}};
  review.terms.naming_roles = {"senior-leader"};
  for (const char* teacher : {"Ann", "Bo"}) {
    review.Answer(teacher, ReviewAnswer::kDifferent);
    review.Clear(teacher);
  }
  CHECK(review.Rule().findings[0].needs_names);
  CHECK(review.Rule().findings[0].standing == ReviewStanding::kOpen);
  CHECK(review.State() == ReviewState::kSecond);
  // Who answered, not who cleared, is what counts.
  review.Answer("senior Cy", ReviewAnswer::kDifferent);
  CHECK(review.Rule().findings[0].standing == ReviewStanding::kSettled);
  CHECK(review.State() == ReviewState::kPassed);
  // That it stands is everybody's to say.
  review.Answer("Ann", ReviewAnswer::kSame);
  CHECK(review.Rule().findings[0].standing == ReviewStanding::kStands);
  CHECK(review.State() != ReviewState::kPassed);
  // Nobody, while nobody is said to be shown names.
  review.Answer("Ann", ReviewAnswer::kNotSure);
  review.terms.naming_roles.clear();
  CHECK(review.Rule().findings[0].standing == ReviewStanding::kOpen);
}

TEST_CASE("a photo whose findings are answered passes when one person clears it", "[review]") {
  Review review = Possible();
  CHECK(review.State() == ReviewState::kWaiting);
  review.Answer("Ann", ReviewAnswer::kDifferent);
  CHECK(review.State() == ReviewState::kWaiting);
  review.Clear("Ann");
  CHECK(review.State() == ReviewState::kPassed);
  CHECK(review.Rule().decision.kind() == DecisionKind::kClear);
}

TEST_CASE("nothing is cleared while a finding is open or unsure", "[review]") {
  Review review = Possible();
  review.Clear("Ann");
  CHECK(review.Rule().decision.kind() == DecisionKind::kReview);
  review.Answer("Ann", ReviewAnswer::kNotSure);
  CHECK(review.Rule().decision.kind() == DecisionKind::kReview);
}

TEST_CASE("a photo without findings is not cleared by people", "[review]") {
  Review review{{}, {}};
  review.Clear("Ann");
  review.Clear("senior Bo");
  CHECK(review.Rule().decision.kind() == DecisionKind::kReview);
}

TEST_CASE("a clear without the whole checklist does not count", "[review]") {
  Review review = Possible();
  review.Answer("Ann", ReviewAnswer::kDifferent);
  review.Clear("Ann");
  review.acts.back().checks = {"dress"};
  CHECK(review.State() == ReviewState::kWaiting);
}

TEST_CASE("a clear that saw other findings does not count", "[review]") {
  Review review = Possible();
  review.Answer("Ann", ReviewAnswer::kDifferent);
  review.Clear("Ann");
  review.findings.push_back(Make(FindingCode::kUnknownFace, Effect::kReview, std::nullopt, 1));
  review.Answer("Ann", ReviewAnswer::kDifferent, 1);
  CHECK(review.State() == ReviewState::kWaiting);
}

TEST_CASE("one person who says that it stands outweighs any who say that it does not", "[review]") {
  Review review = Possible();
  review.Answer("Ann", ReviewAnswer::kSame);
  review.Answer("Bo", ReviewAnswer::kDifferent);
  review.Answer("Cy", ReviewAnswer::kDifferent);
  review.Clear("Bo");
  CHECK(review.Rule().findings[0].standing == ReviewStanding::kStands);
  CHECK(review.Rule().decision.kind() == DecisionKind::kBlock);
  review.Answer("Ann", ReviewAnswer::kDifferent);
  CHECK(review.State() == ReviewState::kPassed);
}

TEST_CASE("a block needs two people, a reason of each and a senior leader", "[review]") {
  Review review = Blocked();
  review.Clear("Ann", kReason);
  CHECK(review.State() == ReviewState::kSecond);
  SECTION("the same person twice is one") {
    review.Clear("Ann", kReason);
    CHECK(review.State() == ReviewState::kSecond);
  }
  SECTION("two teachers are not enough") {
    review.Clear("Bo", kReason);
    CHECK(review.State() == ReviewState::kSecond);
    CHECK(review.Rule().decision.kind() == DecisionKind::kBlock);
  }
  SECTION("without a reason it does not count") {
    review.Clear("senior Bo", "ok");
    CHECK(review.State() == ReviewState::kSecond);
  }
  SECTION("a teacher and a senior leader are") {
    review.Clear("senior Bo", kReason);
    CHECK(review.State() == ReviewState::kPassed);
  }
}

TEST_CASE("a bar is not overridden, only answered with another person by two", "[review]") {
  Review review = Blocked();
  review.terms.never = {PersonId{"7"}};
  review.Clear("Ann", kReason);
  review.Clear("senior Bo", kReason);
  CHECK(review.Rule().decision.kind() == DecisionKind::kBlock);
  review.Answer("Ann", ReviewAnswer::kDifferent);
  CHECK(review.Rule().decision.kind() == DecisionKind::kBlock);
  review.Answer("senior Bo", ReviewAnswer::kSame);
  CHECK(review.Rule().decision.kind() == DecisionKind::kBlock);
  review.Answer("senior Bo", ReviewAnswer::kDifferent);
  CHECK(review.State() == ReviewState::kPassed);
}

TEST_CASE("a possible match that somebody confirms blocks, under a bar for good", "[review]") {
  Review review = Possible();
  review.Answer("Ann", ReviewAnswer::kSame);
  CHECK(review.Rule().findings[0].blocks);
  CHECK(review.Rule().findings[0].overridable);
  review.terms.never = {PersonId{"7"}};
  CHECK_FALSE(review.Rule().findings[0].overridable);
  review.Clear("Bo", kReason);
  review.Clear("senior Cy", kReason);
  CHECK(review.Rule().decision.kind() == DecisionKind::kBlock);
}

TEST_CASE("what no look can answer is never cleared", "[review]") {
  for (const FindingCode code :
       {FindingCode::kMetadataNotProven, FindingCode::kVideo, FindingCode::kWorkerFailed,
        FindingCode::kRegisterUnavailable, static_cast<FindingCode>(9999)}) {
    Review review{{Make(code, Effect::kReview)}, {}};
    review.Answer("Ann", ReviewAnswer::kDifferent);
    review.Answer("senior Bo", ReviewAnswer::kDifferent);
    review.Clear("Ann", kReason);
    review.Clear("senior Bo", kReason);
    CHECK(review.Rule().findings[0].standing == ReviewStanding::kUnanswerable);
    CHECK(review.Rule().decision.kind() == DecisionKind::kReview);
  }
  Review odd{{Make(FindingCode::kUnknownFace, static_cast<Effect>(77))}, {}};
  odd.Clear("Ann", kReason);
  odd.Clear("senior Bo", kReason);
  CHECK(odd.Rule().decision.kind() != DecisionKind::kClear);
}

TEST_CASE("an escalated photo waits for the role it was sent to", "[review]") {
  Review review = Possible();
  review.Answer("Ann", ReviewAnswer::kDifferent);
  review.Say(ReviewActKind::kEscalate, "Ann");
  review.acts.back().escalated_to = "senior-leader";
  CHECK(review.State() == ReviewState::kEscalated);
  review.Clear("Bo");
  CHECK(review.State() == ReviewState::kSecond);
  review.Clear("senior Cy");
  CHECK(review.State() == ReviewState::kPassed);
}

TEST_CASE("a leader's clear before the escalation does not answer it", "[review]") {
  Review review = Blocked();
  review.Clear("senior Cy", kReason);
  review.Say(ReviewActKind::kEscalate, "Ann");
  review.Clear("Bo", kReason);
  CHECK(review.State() == ReviewState::kSecond);
}

TEST_CASE("the second person who is not sure sends a photo to the senior leaders", "[review]") {
  Review review = Possible();
  review.Say(ReviewActKind::kNotSure, "Ann");
  review.Say(ReviewActKind::kNotSure, "Ann");
  CHECK(review.State() == ReviewState::kWaiting);
  review.Say(ReviewActKind::kNotSure, "Bo");
  CHECK(review.State() == ReviewState::kEscalated);
  CHECK(review.Rule().escalated_to == "senior-leader");
}

TEST_CASE("an undo takes back the latest decision and no more", "[review]") {
  Review review = Blocked();
  review.Clear("Ann", kReason);
  review.Clear("senior Bo", kReason);
  REQUIRE(review.State() == ReviewState::kPassed);
  review.Say(ReviewActKind::kUndo, "senior Bo");
  CHECK(review.State() == ReviewState::kSecond);
  review.Say(ReviewActKind::kUndo, "senior Bo");
  CHECK(review.State() == ReviewState::kWaiting);
  review.Say(ReviewActKind::kUndo, "senior Bo");
  CHECK(review.State() == ReviewState::kWaiting);
}

TEST_CASE("a person's block holds against clears that came before it", "[review]") {
  Review review = Possible();
  review.Answer("Ann", ReviewAnswer::kDifferent);
  review.Clear("Ann");
  review.Say(ReviewActKind::kBlock, "Bo");
  CHECK(review.State() == ReviewState::kBlocked);
  CHECK(review.Rule().decision.kind() == DecisionKind::kBlock);
}

TEST_CASE("acts without a name count for nothing", "[review]") {
  Review review = Possible();
  review.Answer("", ReviewAnswer::kDifferent);
  review.Clear("");
  CHECK(review.State() == ReviewState::kWaiting);
  CHECK(review.Rule().clears.empty());
}

TEST_CASE("the key of a finding changes with its face, place, person and words", "[review]") {
  const Finding base = Make(FindingCode::kListedPerson, Effect::kBlock, "7");
  Finding other = base;
  other.person = PersonId{"8"};
  CHECK(FindingKey(base) != FindingKey(other));
  other = base;
  other.face = 1;
  CHECK(FindingKey(base) != FindingKey(other));
  other = base;
  other.box = Box{11, 20, 30, 40};
  CHECK(FindingKey(base) != FindingKey(other));
  const Finding name = Make(FindingCode::kNameInText, Effect::kReview, std::nullopt, std::nullopt);
  other = name;
  other.text = "another sentence";
  CHECK(FindingKey(name) != FindingKey(other));
}

}  // namespace
}  // namespace photogate
