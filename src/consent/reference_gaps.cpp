#include "consent/reference_gaps.h"

#include <cstdint>
#include <utility>

#include "consent/biometric_rows.h"

namespace photogate {

std::vector<ReferenceGap> ReadReferenceGaps(Database& database, const Date& day) {
  std::vector<std::pair<std::int64_t, PersonId>> people;
  {
    Rows rows = database.Query(
        "SELECT row, id FROM person WHERE row IN (SELECT person FROM template) AND id <> 'erased-' "
        "|| case_number ORDER BY id");
    while (rows.Next()) people.emplace_back(rows.Int(0), PersonId{rows.Text(1)});
  }
  std::vector<ReferenceGap> gaps;
  for (const auto& [row, id] : people) {
    auto missing = ReadObstacles(database, row, day);
    if (!missing.empty()) gaps.push_back({id, std::move(missing)});
  }
  return gaps;
}

Result<std::vector<ReferenceGap>> ReferenceGaps(Register& reg, const Date& day) {
  return reg.store().Read([&](Database& database) -> Result<std::vector<ReferenceGap>> {
    return ReadReferenceGaps(database, day);
  });
}

}  // namespace photogate
