#include "release/still_out.h"

#include <algorithm>
#include <set>

#include "consent/ledger.h"
#include "consent/takedowns.h"

namespace photogate {

Result<StillOut> FindStillOut(Register& reg, const PersonId& person) {
  TakedownQuery query;
  query.open = true;
  const auto tasks = Takedowns(reg).List(query);
  if (!tasks.ok()) return tasks.error();
  std::set<std::int64_t> open;
  for (const Takedown& task : tasks.value()) {
    if (task.person == person && !ByEye(task.found_by)) open.insert(task.ledger);
  }
  StillOut out;
  auto published = Releases(reg).WithPerson(person);
  if (!published.ok()) return published.error();
  for (PublishedPhoto& one : published.value()) {
    if (open.contains(one.photo.ledger)) out.released.push_back(std::move(one));
  }
  const auto by_check = Ledger(reg).MadeByCheck(person);
  if (!by_check.ok()) return by_check.error();
  out.by_check =
      static_cast<int>(std::count_if(by_check.value().begin(), by_check.value().end(),
                                     [&](const std::int64_t row) { return open.contains(row); }));
  return out;
}

}  // namespace photogate
