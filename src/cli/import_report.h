// What an import would do or did, and what undoing it did, as text and as JSON.
#pragma once

#include <string>

#include "cli/verbs.h"
#include "consent/import_csv.h"
#include "consent/import_undo.h"

namespace photogate {

Json ImportReportJson(const ImportReport& report);
std::string ImportReportText(const ImportReport& report);

Json UndoJson(const ImportUndo& undo);
std::string UndoText(const ImportUndo& undo, bool dry_run);

}  // namespace photogate
