// Taking the last import back.
#pragma once

#include <string>
#include <vector>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct ImportUndo {
  std::string imported_at;  // UTC
  std::string imported_by;
  int statements = 0;              // permissions and biometric statements that no longer count
  int refusals = 0;                // of them, those that said no: what stood before counts again
  std::vector<PersonId> removed;   // brought by the import, with nothing recorded since
  std::vector<PersonId> kept;      // brought by it too, but something was recorded since
  std::vector<PersonId> restored;  // name, kind, groups and leaving date as before
  std::vector<PersonId> left_as_they_are;  // changed by it and again since
  int templates_destroyed = 0;  // by this undoing, of people who have no basis without it
  int templates_lost = 0;       // that the import had destroyed; they must be enrolled again
};

// Undoes the latest import as one more change: its rows stay in the history and count no longer,
// for no day. Of people it brought nothing but their id is left. kNotFound when nothing was ever
// imported; kRefused when the last import was undone already.
Result<ImportUndo> UndoLastImport(Register& reg, const Actor& by);

}  // namespace photogate
