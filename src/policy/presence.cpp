#include "policy/presence.h"

#include <algorithm>
#include <string>

#include "core/text_tokens.h"

namespace photogate {

bool MayBePresent(const Person& person, const EventContext& event) {
  if (!event.narrows || event.groups.empty() || person.groups.empty()) return true;
  return std::any_of(event.groups.begin(), event.groups.end(), [&](const GroupName& there) {
    const std::string key = FoldedKey(there.value);
    return std::any_of(person.groups.begin(), person.groups.end(), [&](const GroupName& own) {
      return own == there || FoldedKey(own.value) == key;
    });
  });
}

bool IsBarred(const Person& person) {
  // The register has answered already in `barred`; a snapshot that contradicts itself is read in
  // favour of the person.
  return person.barred || person.safeguarding_bar ||
         person.permission == PermissionState::kRefused ||
         person.permission == PermissionState::kWithdrawn;
}

bool ObjectionForbidsComparing(const ConsentSnapshot& snapshot) {
  if (!snapshot.objection_stops_comparison) return false;
  return std::any_of(snapshot.people.begin(), snapshot.people.end(),
                     [&snapshot](const Person& person) {
                       return person.biometric_objection && MayBePresent(person, snapshot.event);
                     });
}

}  // namespace photogate
