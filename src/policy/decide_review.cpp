#include "policy/decide_review.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "policy/decide.h"

namespace photogate {
namespace {

// Two people, whatever else is set: POLICY.md P8.
constexpr int kPeopleForABlock = 2;

struct Answer {
  ReviewAnswer answer;
  std::set<std::string> roles;
};
using Answers = std::map<std::string, Answer>;  // the latest of each user

std::map<std::string, Answers> AnswersByFinding(const std::vector<ReviewAct>& acts) {
  std::map<std::string, Answers> answers;
  for (const ReviewAct& act : acts) {
    if (act.kind != ReviewActKind::kAnswer || act.user.empty()) continue;
    answers[act.finding][act.user] = {act.answer, act.roles};
  }
  return answers;
}

bool Has(const Answers& answers, ReviewAnswer wanted) {
  return std::any_of(answers.begin(), answers.end(),
                     [wanted](const auto& given) { return given.second.answer == wanted; });
}

// Whether an answer that it does not stand comes from somebody who could know.
bool CouldKnow(const FindingReview& review, const Answer& given, const ReviewTerms& terms) {
  return !review.needs_names ||
         std::any_of(given.roles.begin(), given.roles.end(),
                     [&](const std::string& role) { return terms.naming_roles.count(role) != 0; });
}

FindingReview ReviewOf(const Finding& finding, const Answers& answers, const ReviewTerms& terms) {
  FindingReview review{FindingKey(finding), ReviewStanding::kOpen, false, false, 1, {}};
  if (finding.effect == Effect::kNone) {
    review.standing = ReviewStanding::kSettled;
    return review;
  }
  // Who it is, is the one block that a person's look can answer.
  const bool listed =
      finding.code == FindingCode::kListedPerson || finding.code == FindingCode::kObjection;
  const bool hard = finding.effect != Effect::kReview;
  if (!listed && (hard || !CanBeSetAside(finding.code))) {
    review.standing = ReviewStanding::kUnanswerable;
    review.blocks = hard;
    return review;
  }
  const bool named = finding.person.has_value();
  const bool stands = Has(answers, ReviewAnswer::kSame);
  review.blocks = hard || listed || (named && stands);
  review.overridable = review.blocks && named && terms.never.count(*finding.person) == 0;
  review.people = std::max(terms.reviewers_needed, review.blocks ? kPeopleForABlock : 1);
  review.needs_names = NeedsNames(finding.code);
  for (const auto& [user, given] : answers) {
    if (given.answer == ReviewAnswer::kDifferent && CouldKnow(review, given, terms)) {
      review.set_aside_by.insert(user);
    }
  }
  if (stands) {
    review.standing = ReviewStanding::kStands;
  } else if (review.set_aside_by.size() >= static_cast<std::size_t>(review.people)) {
    review.standing = ReviewStanding::kSettled;
  }
  return review;
}

// The acts on the photo as a whole that still count, oldest first.
struct Standing {
  std::vector<std::size_t> acts;
  bool overruled = false;  // somebody's block was taken back by somebody else
  std::vector<std::string> not_sure;
};

Standing StandingActs(const std::vector<ReviewAct>& acts) {
  Standing standing;
  for (std::size_t at = 0; at < acts.size(); ++at) {
    const ReviewAct& act = acts[at];
    if (act.user.empty()) continue;
    switch (act.kind) {
      case ReviewActKind::kClear:
      case ReviewActKind::kBlock:
      case ReviewActKind::kEscalate: standing.acts.push_back(at); break;
      case ReviewActKind::kUndo:
        if (standing.acts.empty()) break;
        if (const ReviewAct& back = acts[standing.acts.back()];
            back.kind == ReviewActKind::kBlock && back.user != act.user) {
          standing.overruled = true;
        }
        standing.acts.pop_back();
        break;
      case ReviewActKind::kNotSure:
        if (std::find(standing.not_sure.begin(), standing.not_sure.end(), act.user) ==
            standing.not_sure.end()) {
          standing.not_sure.push_back(act.user);
        }
        break;
      case ReviewActKind::kAnswer: break;
    }
  }
  return standing;
}

bool Counts(const ReviewAct& clear, const std::set<std::string>& seen, const ReviewTerms& terms,
            bool needs_reason) {
  const bool checked = std::includes(clear.checks.begin(), clear.checks.end(), terms.checks.begin(),
                                     terms.checks.end());
  return checked && clear.seen == seen &&
         (!needs_reason || clear.reason.size() >= terms.reason_bytes);
}

// Whether everything is settled but for the people who must say so.
bool MayGo(const std::vector<FindingReview>& findings) {
  return !findings.empty() &&
         std::all_of(findings.begin(), findings.end(), [](const FindingReview& finding) {
           return finding.standing == ReviewStanding::kSettled ||
                  (finding.blocks && finding.overridable);
         });
}

// Whoever of the role they ask for has cleared it since.
bool RoleSpoke(const std::vector<ReviewAct>& acts, const std::vector<std::size_t>& clears,
               const std::string& role, std::size_t since) {
  return std::any_of(clears.begin(), clears.end(),
                     [&](std::size_t at) { return at > since && acts[at].roles.count(role) != 0; });
}

}  // namespace

bool NeedsNames(FindingCode code) { return code == FindingCode::kProtectedWithoutTemplate; }

std::string FindingKey(const Finding& finding) {
  std::string key(FindingCodeName(finding.code));
  key += '/';
  key += EffectName(finding.effect);
  if (finding.face.has_value()) key += "/face " + std::to_string(*finding.face);
  if (finding.box.has_value()) {
    for (const float part : {finding.box->x, finding.box->y, finding.box->w, finding.box->h}) {
      key += ' ' + std::to_string(std::isfinite(part) ? std::lround(part) : -1);
    }
  }
  if (finding.person.has_value()) key += '/' + finding.person->value;
  // Of findings without a face or a person (a name in a caption) the words are what they are about.
  if (!finding.face.has_value() && !finding.person.has_value()) key += '/' + finding.text;
  return key;
}

ReviewRuling DecideReviewed(const std::vector<Finding>& findings,
                            const std::vector<ReviewAct>& acts, const ReviewTerms& terms) {
  ReviewRuling ruling{ReviewState::kWaiting, Decision(DecisionKind::kReview)};
  const auto answers = AnswersByFinding(acts);
  std::set<std::string> seen;
  bool any_block = false, held_by_block = false;
  for (const Finding& finding : findings) {
    const auto given = answers.find(FindingKey(finding));
    FindingReview review =
        ReviewOf(finding, given == answers.end() ? Answers() : given->second, terms);
    seen.insert(review.key);
    any_block = any_block || review.blocks;
    held_by_block = held_by_block || (review.blocks && review.standing != ReviewStanding::kSettled);
    ruling.findings.push_back(std::move(review));
  }
  const Standing standing = StandingActs(acts);
  const bool overriding = any_block || standing.overruled;
  ruling.needs_reason = ruling.needs_senior = overriding;
  ruling.clears_needed = std::max(terms.reviewers_needed, overriding ? kPeopleForABlock : 1);

  ruling.not_sure = standing.not_sure;
  std::size_t since = 0;
  bool blocked = false;
  std::map<std::string, std::size_t> clears;  // the latest of each user
  for (const std::size_t at : standing.acts) {
    const ReviewAct& act = acts[at];
    if (act.kind == ReviewActKind::kBlock) {
      blocked = true;
      clears.clear();
    } else if (act.kind == ReviewActKind::kEscalate) {
      ruling.escalated_to = act.escalated_to.empty() ? terms.senior_role : act.escalated_to;
      since = at;
    } else if (Counts(act, seen, terms, ruling.needs_reason)) {
      clears[act.user] = at;
    }
  }
  if (!standing.acts.empty()) ruling.undoable = standing.acts.back();
  for (const auto& [user, at] : clears) ruling.clears.push_back(at);
  std::sort(ruling.clears.begin(), ruling.clears.end());
  // Two who could not tell are a question for somebody who may answer for it.
  if (ruling.escalated_to.empty() && ruling.not_sure.size() >= 2) {
    ruling.escalated_to = terms.senior_role;
  }

  const bool senior = std::any_of(ruling.clears.begin(), ruling.clears.end(), [&](std::size_t at) {
    return acts[at].roles.count(terms.senior_role) != 0;
  });
  const bool enough = ruling.clears.size() >= static_cast<std::size_t>(ruling.clears_needed) &&
                      (!ruling.needs_senior || senior);
  const bool asked =
      ruling.escalated_to.empty() || RoleSpoke(acts, ruling.clears, ruling.escalated_to, since);
  if (blocked) {
    ruling.state = ReviewState::kBlocked;
  } else if (MayGo(ruling.findings) && enough && asked) {
    ruling.state = ReviewState::kPassed;
  } else if (!ruling.clears.empty()) {
    ruling.state = ReviewState::kSecond;
  } else if (!ruling.escalated_to.empty()) {
    ruling.state = ReviewState::kEscalated;
  }
  if (ruling.state == ReviewState::kPassed) {
    ruling.decision = Decision(DecisionKind::kClear);
  } else if (blocked || held_by_block) {
    ruling.decision = Decision(DecisionKind::kBlock);
  }
  return ruling;
}

}  // namespace photogate
