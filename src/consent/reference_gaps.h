// Whose faces are compared although something is missing for it.
#pragma once

#include <vector>

#include "consent/biometric_rules.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct ReferenceGap {
  PersonId person;
  std::vector<BiometricObstacle> missing;  // see ObstaclesToTemplate; never empty
};

// On `day`, by person: everybody with references for whom a new one would be refused. A change of
// the jurisdiction or another parent's word brings that about; an objection does not, since it
// destroys the references. Whoever was erased and is kept for protection is left out: nobody can be
// notified.
Result<std::vector<ReferenceGap>> ReferenceGaps(Register& reg, const Date& day);

}  // namespace photogate
