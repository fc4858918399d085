#include "consent/repeat_erasures.h"

#include <algorithm>

#include "consent/erasure.h"
#include "consent/people.h"

namespace photogate {

Result<int> RepeatErasures(Register& restored, Register& replaced, const Actor& by) {
  const auto receipts = Erasure(replaced).Receipts();
  if (!receipts.ok()) return receipts.error();
  // Who is on both registers was erased before the backup, and kept for their protection.
  const auto kept = People(replaced).List();
  if (!kept.ok()) return kept.error();
  int repeated = 0;
  for (const ErasureReceipt& receipt : receipts.value()) {
    const auto people = People(restored).List();
    if (!people.ok()) return people.error();
    const auto person = std::find_if(
        people.value().begin(), people.value().end(),
        [&](const PersonEntry& each) { return each.case_number == receipt.case_number; });
    if (person == people.value().end()) continue;
    const bool erased_already =
        std::any_of(kept.value().begin(), kept.value().end(), [&](const PersonEntry& each) {
          return each.id == person->id && each.case_number == receipt.case_number;
        });
    if (erased_already) continue;
    const auto erased = Erasure(restored).Erase(person->id, "erased before a backup was restored",
                                                receipt.protection_kept, by);
    if (!erased.ok()) return erased.error();
    ++repeated;
  }
  return repeated;
}

}  // namespace photogate
