// What `check` shows and writes once the photos are done.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/gate.h"
#include "core/clock.h"
#include "core/consent.h"
#include "core/result.h"
#include "outcome/photo_record.h"
#include "outcome/write_outcome.h"

namespace photogate {

RunInfo RunInfoOf(const ConsentSnapshot& consent, const Gate& gate, const Clock& clock,
                  bool identify);

// {"message_type":"not_a_photo" | "unreadable" | "not_checked", "path", "text"}: what was come
// across and not checked.
std::string SkippedJsonLine(const std::string& message_type, const std::string& path,
                            const std::string& why);

// One row a photo with its decision and the reasons that count, then the counts.
std::string CheckTable(const std::vector<PhotoRecord>& records, const RunInfo& info,
                       const RunSummary& summary);

// The lists, the contact sheet, the table and the JSON lines into the writer's folder, and the
// contact sheet into `report_file`; either may be missing. Returns the lines that say where they
// are.
Result<std::string> WriteReports(OutcomeWriter* writer, const std::string& report_file,
                                 const RunInfo& info, const RunSummary& summary,
                                 const std::vector<PhotoRecord>& records);

}  // namespace photogate
