#include "core/consent.h"

#include <algorithm>

namespace photogate {

const Person* FindPerson(const ConsentSnapshot& snapshot, const PersonId& id) {
  const auto at = std::lower_bound(snapshot.people.begin(), snapshot.people.end(), id,
                                   [](const Person& p, const PersonId& key) { return p.id < key; });
  return at != snapshot.people.end() && at->id == id ? &*at : nullptr;
}

}  // namespace photogate
