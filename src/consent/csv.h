// Comma-separated values as RFC 4180 has them, read strictly: what is doubtful is an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace photogate {

struct CsvRow {
  int line;  // of the file where the row begins, from 1
  std::vector<std::string> fields;
};

// Bounds on a file of people: a large school trust has about 50,000 in 30 columns.
struct CsvLimits {
  std::size_t bytes = 64u << 20;
  std::size_t rows = 1'000'000;
  std::size_t fields = 1'000;  // in a row
};

// The rows of `text`, which is UTF-8 with or without a byte order mark; lines end with LF or CRLF,
// blank lines are left out. The delimiter is the one of comma, semicolon and tab that the first
// line has most of, or the one of Excel's line "sep=;" before it, which is taken off. kCorrupt,
// with the line in the message: a quote left open, text after a closing quote, a NUL, bytes that
// are not UTF-8 (see DecodeText). kLimitExceeded: see CsvLimits.
Result<std::vector<CsvRow>> ParseCsv(std::string_view text, const CsvLimits& limits = {});
// The delimiter by which ParseCsv reads the text.
char CsvDelimiter(std::string_view text);

// One line that ParseCsv reads back as `fields`, ending in CRLF. A field that a spreadsheet would
// take for a formula (it begins with = + - @, tab or CR) gets an apostrophe in front (OWASP, "CSV
// Injection"), and so does one that begins with apostrophes before such a character.
std::string CsvLine(const std::vector<std::string>& fields);
// Takes that apostrophe off again.
std::string WithoutFormulaGuard(const std::string& field);

}  // namespace photogate
