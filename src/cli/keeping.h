// The verbs that keep the register: its key and its backups.
#pragma once

#include "cli/app.h"

namespace photogate {

void AddRekey(CLI::App& app, AppContext& context);
void AddBackup(CLI::App& app, AppContext& context);
void AddRestore(CLI::App& app, AppContext& context);

}  // namespace photogate
