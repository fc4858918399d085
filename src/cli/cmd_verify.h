// The verbs `verify` and `audit-site`.
#pragma once

#include "cli/app.h"

namespace photogate {

void AddVerify(CLI::App& app, AppContext& context);
void AddAuditSite(CLI::App& app, AppContext& context);

}  // namespace photogate
