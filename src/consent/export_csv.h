// The register's people as the CSV that imports again unchanged.
#pragma once

#include <string>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// Everybody, sorted by id, with the columns of people.csv and one column for each use, as the
// register stands on `day`. A permission that ended is "expired"; one that ended by a leaving date
// comes as granted: the date is in its own column. Cells that a spreadsheet would take for formulas
// get an apostrophe, which the import takes off again. Personal data; the look is recorded under
// `by`.
Result<std::string> ExportPeople(Register& reg, const Date& day, const Actor& by);

}  // namespace photogate
