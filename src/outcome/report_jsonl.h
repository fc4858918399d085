// One line of JSON for each photo and one for the run: `check --json`, report.jsonl, the ledger.
#pragma once

#include <string>
#include <vector>

#include "core/decision.h"
#include "outcome/photo_record.h"

namespace photogate {

// The fields and their order are a contract with scripts (DESIGN.md section 6); no line end. What
// is not known is null. With `identify`, people are given by id and sentences with names; without,
// by case number. A path that is not UTF-8 comes as "path_b64" (RFC 4648) in place of "path", an
// output likewise as "output_b64".
std::string PhotoJsonLine(const PhotoRecord& record, bool identify);
std::string SummaryJsonLine(const RunSummary& summary);

// Every photo's line and the summary's, each with its line end.
std::string ReportJsonl(const std::vector<PhotoRecord>& records, const RunSummary& summary,
                        bool identify);

// Findings for LedgerRow::findings_json: people by id, sentences without names.
std::string FindingsJson(const std::vector<Finding>& findings);

}  // namespace photogate
