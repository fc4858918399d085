// What named people said of a held photo, and what follows from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/decision.h"

namespace photogate {

enum class ReviewAnswer {
  kDifferent = 1,  // the concern does not stand: another person, or nothing wrong
  kSame,           // it stands
  kNotSure,        // never counts for a clear
};

enum class ReviewActKind {
  kAnswer = 1,  // to one finding
  kClear,
  kBlock,
  kEscalate,
  kNotSure,  // of the photo as a whole: passed on to the next person
  kUndo,     // takes back the latest clear, block or escalation that still counts
};

// One thing that one person said. The order of acts is the order in which they were said.
struct ReviewAct {
  ReviewActKind kind;
  std::string user;                  // never shared between people
  std::set<std::string> roles = {};  // of the user at that time, as UserRoleName has them
  // kAnswer: which finding (see FindingKey), and what.
  std::string finding = {};
  ReviewAnswer answer = ReviewAnswer::kNotSure;
  // kClear: the findings that were there when it was said, and which points of the checklist were
  // answered with yes.
  std::set<std::string> seen = {};
  std::set<std::string> checks = {};
  std::string reason = {};
  std::string escalated_to = {};  // kEscalate: a role
};

// What distinguishes a finding from every other of a photo, and from a later one that says
// something else: code, effect, face, place and person.
std::string FindingKey(const Finding& finding);

// The school's rules for people's verdicts.
struct ReviewTerms {
  // Under a safeguarding bar, or asked not to be photographed: nobody overrides that here.
  std::set<PersonId> never = {};
  std::set<std::string> checks = {};  // each must be answered with yes
  int reviewers_needed = 1;           // for what holds a photo; what blocks one always takes two
  std::string senior_role = "senior-leader";
  std::size_t reason_bytes = 10;  // shorter is no reason
  // Who is shown the names of people who must not appear. Only they can say of people whom nothing
  // but a name stands for that these are not in a photo.
  std::set<std::string> naming_roles = {};
};

enum class ReviewStanding {
  kSettled = 1,   // informational, or set aside by enough people
  kOpen,          // nobody, or too few, have answered
  kStands,        // somebody says that it stands
  kUnanswerable,  // no person's look can answer it
};

struct FindingReview {
  std::string key;
  ReviewStanding standing;
  bool blocks;       // publishing in spite of it overrides a block
  bool overridable;  // it may be overridden; false under a bar
  int people;        // who must answer that it does not stand
  std::set<std::string> set_aside_by = {};
  bool needs_names = false;  // only who is shown names sets it aside: see ReviewTerms
};

enum class ReviewState { kWaiting = 1, kSecond, kEscalated, kPassed, kBlocked };

struct ReviewRuling {
  ReviewState state;
  Decision decision;                         // kClear exactly when state is kPassed
  std::vector<FindingReview> findings = {};  // one for each, in order
  bool needs_reason = false;                 // of whoever clears
  int clears_needed = 1;
  bool needs_senior = false;                 // one of them must be a senior leader
  std::vector<std::size_t> clears = {};      // indices of the acts that count, one a person
  std::vector<std::string> not_sure = {};    // who passed it on since it was last decided
  std::string escalated_to = {};             // the role that must clear it; empty: anyone
  std::optional<std::size_t> undoable = {};  // the act that an undo would take back
};

}  // namespace photogate
