// What the register's ledger keeps of a photo that is about to be released.
#pragma once

#include <string>
#include <vector>

#include "core/consent.h"
#include "core/outcome.h"
#include "pipeline/stages.h"

namespace photogate {

// All but what the outcome writer fills in. The findings are JSON with people by id and no names.
LedgerRow MakeLedgerRow(const Inspection& inspection, const Judgement& judgement,
                        const ConsentSnapshot& consent, const PipelineContext& context);

}  // namespace photogate
