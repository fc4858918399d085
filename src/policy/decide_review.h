// Findings and people's acts -> ruling: the rules of POLICY.md P5, P8 and P12 in one pure function.
#pragma once

#include <vector>

#include "core/decision.h"
#include "core/review.h"

namespace photogate {

// Whether nothing but names tells whom a finding is about: no face, and no reference picture.
bool NeedsNames(FindingCode code);

// What holds for the photo now.
//
// A finding that holds a photo is set aside when terms.reviewers_needed different people answered
// that it does not stand and nobody's latest answer is that it does. One that blocks takes two.
// Somebody's answer that it is the barred person makes any finding a block. Of a finding that needs
// names only the answers of those in terms.naming_roles set it aside.
//
// The photo may go when every finding is settled, or is a block that may be overridden, and enough
// people said so, each having seen these very findings and met the whole checklist. With any block,
// two people, each with a reason, one of them a senior leader; and so it is where one person's
// block was taken back by another. A block of somebody in terms.never is only ever settled by two
// people answering that it is somebody else. After an escalation one of the people is of that role
// and spoke after it; the second person who is not sure escalates to the senior leaders. Without
// findings no check ran, and nothing is cleared.
//
// Time is no input: nothing is cleared by waiting. Thread-safe.
ReviewRuling DecideReviewed(const std::vector<Finding>& findings,
                            const std::vector<ReviewAct>& acts, const ReviewTerms& terms);

}  // namespace photogate
