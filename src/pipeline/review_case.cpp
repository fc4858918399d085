#include "pipeline/review_case.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "consent/user_acts.h"
#include "consent/user_rules.h"
#include "policy/decide_review.h"

namespace photogate {
namespace {

using Json = nlohmann::json;

// Sides beyond this are no photo's (core/limits.h).
constexpr double kMostPx = 1e6;

// How nlohmann's exceptions and our own refusals end in one place.
class NotUnderstood final : public std::exception {};

Box BoxOf(const Json& json) {
  if (!json.is_array() || json.size() != 4) throw NotUnderstood();
  std::array<float, 4> part{};
  for (std::size_t at = 0; at < 4; ++at) {
    const double value = json[at].get<double>();
    if (!std::isfinite(value) || std::abs(value) > kMostPx) throw NotUnderstood();
    part[at] = static_cast<float>(value);
  }
  return Box{part[0], part[1], part[2], part[3]};
}

ReviewAnswer AnswerOf(const std::string& text) {
  if (text == "different") return ReviewAnswer::kDifferent;
  if (text == "same") return ReviewAnswer::kSame;
  if (text == "not_sure") return ReviewAnswer::kNotSure;
  throw NotUnderstood();
}

std::set<std::string> TextsOf(const Json& json) { return json.get<std::set<std::string>>(); }

ReviewAct ActOf(ReviewActKind kind, const PhotoVerdict& from, const Json& answers) {
  ReviewAct act{kind, from.user, TextsOf(answers.at("roles"))};
  act.reason = from.reason;
  return act;
}

void AddAnswer(const PhotoVerdict& from, const Json& answers, ReviewCase& review) {
  ReviewAct act = ActOf(ReviewActKind::kAnswer, from, answers);
  act.finding = answers.at("finding").get<std::string>();
  act.answer = AnswerOf(answers.at("answer").get<std::string>());
  review.acts.push_back(std::move(act));
}

void AddClear(const PhotoVerdict& from, const Json& answers, ReviewCase& review) {
  ReviewAct act = ActOf(ReviewActKind::kClear, from, answers);
  act.seen = TextsOf(answers.at("seen"));
  for (const auto& [id, met] : answers.at("checks").items()) {
    if (met.get<bool>()) act.checks.insert(id);
  }
  review.acts.push_back(std::move(act));
}

void AddCover(const PhotoVerdict& from, const Json& answers, ReviewCase& review) {
  CoverPlan plan;
  for (const Json& box : answers.at("fills")) plan.fills.push_back(BoxOf(box));
  if (const Json& crop = answers.at("crop"); !crop.is_null()) plan.crop = BoxOf(crop);
  // Not in verdicts from before pixelation.
  if (const auto cells = answers.find("cells"); cells != answers.end()) {
    for (const Json& box : *cells) plan.cells.push_back(BoxOf(box));
  }
  review.cover = std::move(plan);
  review.cover_number = from.number;
}

// Answers to what no face stands for are about the picture as it was: covered, or not.
void ForgetAnswersOnTheWhole(ReviewCase& review) {
  std::erase_if(review.acts, [](const ReviewAct& act) {
    const auto starts = [&](std::string_view with) { return act.finding.rfind(with, 0) == 0; };
    return act.kind == ReviewActKind::kAnswer &&
           (starts("listed_person/block") || starts("objection/block")) &&
           act.finding.find("/face ") == std::string::npos;
  });
}

void RemoveMark(std::int64_t number, ReviewCase& review) {
  std::erase_if(review.missed, [number](const MissedFace& mark) { return mark.number == number; });
  std::erase_if(review.not_faces,
                [number](const auto& mark) { return mark.second.number == number; });
}

void Add(const PhotoVerdict& from, ReviewCase& review) {
  const Json answers = Json::parse(from.answers);
  const std::string& kind = from.kind;
  if (kind == verdict::kAnswer) {
    AddAnswer(from, answers, review);
  } else if (kind == verdict::kClear) {
    AddClear(from, answers, review);
  } else if (kind == verdict::kBlock) {
    review.acts.push_back(ActOf(ReviewActKind::kBlock, from, answers));
  } else if (kind == verdict::kEscalate) {
    ReviewAct act = ActOf(ReviewActKind::kEscalate, from, answers);
    act.escalated_to = answers.at("to").get<std::string>();
    review.acts.push_back(std::move(act));
  } else if (kind == verdict::kNotSure) {
    review.acts.push_back(ActOf(ReviewActKind::kNotSure, from, answers));
  } else if (kind == verdict::kUndo) {
    review.acts.push_back(ActOf(ReviewActKind::kUndo, from, answers));
  } else if (kind == verdict::kMissedFace) {
    review.missed.push_back({from.number, BoxOf(answers.at("box")), from.user});
  } else if (kind == verdict::kFalseFace) {
    if (!from.face.has_value()) throw NotUnderstood();
    review.not_faces[*from.face] = {from.number, from.user, TextsOf(answers.at("roles"))};
  } else if (kind == verdict::kUnmark) {
    RemoveMark(answers.at("number").get<std::int64_t>(), review);
  } else if (kind == verdict::kPresent) {
    review.present.emplace();
    for (const Json& id : answers.at("people")) {
      review.present->push_back(PersonId{id.get<std::string>()});
      review.named.insert(review.present->back());
    }
  } else if (kind == verdict::kCover) {
    AddCover(from, answers, review);
    ForgetAnswersOnTheWhole(review);
  } else if (kind == verdict::kUncover) {
    review.cover.reset();
    ForgetAnswersOnTheWhole(review);
  } else if (kind == verdict::kObjection) {
    review.objections.push_back({from.number, from.face});
  } else {
    throw NotUnderstood();
  }
}

bool IsUncompared(FindingCode code) {
  return code == FindingCode::kFaceNotComparable || code == FindingCode::kUnknownFace ||
         code == FindingCode::kRecogniserUnavailable || code == FindingCode::kMatchingOff;
}

}  // namespace

Result<ReviewCase> ReadReviewCase(const std::vector<PhotoVerdict>& verdicts) {
  ReviewCase review;
  try {
    for (const PhotoVerdict& from : verdicts) Add(from, review);
  } catch (const std::exception&) {
    return Error{ErrorKind::kCorrupt,
                 "What was said of this photo cannot be read, so it stays held. Restore the latest "
                 "backup, or use the newest photogate."};
  }
  return review;
}

std::vector<Finding> WithMissedFaces(std::vector<Finding> findings, const ReviewCase& review) {
  for (const MissedFace& mark : review.missed) {
    Finding finding{};
    finding.code = FindingCode::kFaceNotComparable;
    finding.effect = Effect::kReview;
    finding.text = finding.identified_text =
        "A reviewer marked a face here that was not found, so it was not compared with the "
        "register. Somebody who knows the pupils must look who it is.";
    finding.box = mark.box;
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> WithObjections(std::vector<Finding> findings, const ReviewCase& review,
                                    std::int64_t since) {
  for (const UnknownObjection& objection : review.objections) {
    if (objection.number <= since) continue;
    Finding finding{};
    finding.code = FindingCode::kObjection;
    finding.effect = Effect::kBlock;
    finding.face = objection.face;
    finding.text = finding.identified_text =
        objection.face
            ? "Face " + std::to_string(*objection.face + 1) +
                  ": this person asked not to be shown. Cover the face, or block it."
            : "Somebody in this photo asked not to be shown. Cover the face, or block it.";
    const auto same = [&](const Finding& other) {
      return other.code == finding.code && other.face == finding.face && other.text == finding.text;
    };
    if (std::none_of(findings.begin(), findings.end(), same)) {
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

std::vector<Finding> WithPeopleSeen(std::vector<Finding> findings, const ReviewCase& review,
                                    const ConsentSnapshot& consent) {
  for (const PersonId& id : review.named) {
    const Person* const person = FindPerson(consent, id);
    if (person == nullptr || !person->barred) continue;
    const auto same = [&](const Finding& other) {
      return other.code == FindingCode::kListedPerson && !other.face && other.person == id;
    };
    if (std::any_of(findings.begin(), findings.end(), same)) continue;
    Finding finding{};
    finding.code = FindingCode::kListedPerson;
    finding.effect = Effect::kBlock;
    // Without the case number: who entered the name could put the two together.
    finding.text =
        "A reviewer named somebody in this photo who must not appear on this channel. Cover them, "
        "or block it.";
    finding.identified_text =
        "A reviewer saw " + person->name +
        " in this photo, who must not appear on this channel. Cover them, or block it.";
    finding.person = id;
    finding.case_number = person->case_number;
    finding.consent_version = consent.version;
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<ReviewAct> ActsOn(const std::vector<Finding>& findings, const ReviewCase& review) {
  std::vector<ReviewAct> acts = review.acts;
  for (const Finding& finding : findings) {
    if (!finding.face || !IsUncompared(finding.code)) continue;
    const auto mark = review.not_faces.find(*finding.face);
    if (mark == review.not_faces.end()) continue;
    ReviewAct act{ReviewActKind::kAnswer, mark->second.user, mark->second.roles,
                  FindingKey(finding), ReviewAnswer::kDifferent};
    // First, so that what the same person answers counts as said later.
    acts.insert(acts.begin(), std::move(act));
  }
  return acts;
}

const std::vector<CheckPoint>& CheckPoints() {
  static const std::vector<CheckPoint> points{
      {"dress", "Everybody is appropriately dressed"},
      {"dignity", "Nobody is made fun of or shown in a bad light"},
      {"listed", "I looked at every face: nobody on the no-publish list is in it"},
      {"copyright",
       "The school may use this photo, and its author is named where they asked for it"},
      {"place", "No name, address, badge, screen or sign shows who or where somebody is"},
  };
  return points;
}

ReviewTerms TermsOf(const ConsentSnapshot& consent) {
  ReviewTerms terms;
  for (const Person& person : consent.people) {
    if (person.safeguarding_bar || person.objects_to_photos) terms.never.insert(person.id);
  }
  for (const CheckPoint& point : CheckPoints()) terms.checks.insert(point.id);
  for (const UserRole role : RuleOf(Act::kSeeNames).roles) {
    terms.naming_roles.emplace(UserRoleName(role));
  }
  return terms;
}

}  // namespace photogate
