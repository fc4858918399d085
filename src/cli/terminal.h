// What the program prints: results on standard output, progress and errors on standard error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "outcome/printable.h"

namespace photogate {

bool StderrIsTerminal();
bool StdoutIsTerminal();

// "photogate: message" and, below it, the context. Escaped.
void PrintError(const Error& error);
void PrintNote(std::string_view text);  // one line on standard error

// Left-aligned columns, two spaces apart; the first row is the heading. Widths count code points.
std::string TextTable(const std::vector<std::vector<std::string>>& rows);

}  // namespace photogate
