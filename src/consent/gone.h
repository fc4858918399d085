// Imported people whom the school's latest file no longer has. They are kept until somebody
// decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/people.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

enum class GoneDecision { kOpen = 0, kKeep, kLeft };

struct GonePerson {
  PersonEntry entry;
  std::string since;  // UTC, of the import that no longer had them
  GoneDecision decision;
  // Whose file they were in (ImportMapping::source); nullopt: imported before that was remembered.
  std::optional<std::string> source;
};

// Thread-safe, like the Register it borrows.
class GonePeople {
 public:
  explicit GonePeople(Register& reg) : register_(reg) {}

  // Those who are waiting for a decision; with `decided`, the others too.
  Result<std::vector<GonePerson>> List(bool decided = false);
  // They stay on the register, and are not asked about until they were in a file again. kNotFound
  // when the person is not among the gone.
  Result<Done> Keep(const PersonId& person, const Actor& by);
  // `last_day` is their leaving date, on which every permission ends; also for people who are not
  // among the gone.
  Result<Done> Leave(const PersonId& person, const Date& last_day, const Actor& by);

 private:
  Register& register_;
};

std::string_view GoneDecisionName(GoneDecision decision);  // "open", "keep", "left"

}  // namespace photogate
