// Lists for a spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "outcome/photo_record.h"

namespace photogate {

// One cell by RFC 4180, quoted where needed. Control characters are shown, not passed on, and a
// cell that a spreadsheet would run as a formula (first character = + - @) starts with an
// apostrophe.
std::string CsvCell(std::string_view text);

// One row a photo: path, decision, reasons, codes, faces, output, format, width, height, sha256.
// CRLF line ends. `identify` as in report_jsonl.h.
std::string ReportCsv(const std::vector<PhotoRecord>& records, bool identify);

// path and reasons of the photos with this decision, for held.csv and blocked.csv.
std::string DecisionCsv(const std::vector<PhotoRecord>& records, DecisionKind decision,
                        bool identify);

}  // namespace photogate
