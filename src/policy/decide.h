// Findings and verdicts -> decision. The only place where a Clear is made.
#pragma once

#include <vector>

#include "core/decision.h"

namespace photogate {

struct PolicySettings {
  // Different reviewers who must each set a finding aside before it stops counting; below 1
  // counts as 1. The two-person rule of the school's policy (P8) is 2.
  int reviewers_needed = 1;
};

// The most severe effect among the findings that stand. A finding is set aside by enough named
// reviewers' verdicts for its code and face, none of them to the contrary, and only if its effect
// is Review and a person's look can answer it (see CanBeSetAside): a Block never is. No findings at
// all means that no check ran, because MakeFindings always makes one: Review. Pure, thread-safe.
Decision Decide(const std::vector<Finding>& findings, const std::vector<Verdict>& verdicts,
                const PolicySettings& settings);

// True for what a person can judge by looking: who somebody is, a name, a notice. False where a
// check has to run again first (register, worker, file, metadata), and for anything unknown.
bool CanBeSetAside(FindingCode code);

}  // namespace photogate
