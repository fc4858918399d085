#include "consent/csv.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "consent/utf8.h"

namespace photogate {
namespace {

Error BadLine(int line, std::string_view what) {
  return Error{
      ErrorKind::kCorrupt,
      fmt::format("Line {}: {}. Correct the file and import it again; nothing was changed.", line,
                  what)};
}

// "sep=;" and a line end, with which Excel is told the delimiter; 0 when the text has none.
char DeclaredDelimiter(std::string_view text) {
  if (text.substr(0, 4) != "sep=" || text.size() < 6) return 0;
  const char end = text[5];
  return end == '\n' || end == '\r' ? text[4] : '\0';
}

bool LooksLikeFormula(std::string_view field) {
  const std::size_t at = field.find_first_not_of('\'');
  return at != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(field[at]) != std::string_view::npos;
}

char DelimiterOf(std::string_view text) {
  constexpr std::array<char, 3> kDelimiters = {',', ';', '\t'};
  if (const char declared = DeclaredDelimiter(text); declared != 0) return declared;
  std::array<std::size_t, 3> seen{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    for (std::size_t index = 0; index < kDelimiters.size(); ++index) {
      if (c == kDelimiters[index]) ++seen[index];
    }
  }
  const auto most = std::max_element(seen.begin(), seen.end());
  return kDelimiters[static_cast<std::size_t>(most - seen.begin())];
}

class Parser {
 public:
  Parser(std::string_view text, const CsvLimits& limits)
      : text_(text), limits_(limits), delimiter_(DelimiterOf(text)) {}

  Result<std::vector<CsvRow>> Run() {
    std::vector<CsvRow> rows;
    if (DeclaredDelimiter(text_) != 0) {
      at_ = 5;
      TakeLineEnd();
    }
    while (at_ < text_.size()) {
      if (TakeLineEnd()) continue;
      if (rows.size() >= limits_.rows) {
        return Error{ErrorKind::kLimitExceeded,
                     "The file has more lines than a register can hold. Import a part of it."};
      }
      auto row = TakeRow();
      if (!row.ok()) return row.error();
      rows.push_back(std::move(row).value());
    }
    return rows;
  }

 private:
  bool AtLineEnd() const {
    return at_ == text_.size() || text_[at_] == '\n' ||
           (text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'));
  }

  bool TakeLineEnd() {
    if (at_ == text_.size() || !AtLineEnd()) return false;
    if (text_[at_] == '\r') ++at_;
    if (at_ < text_.size()) ++at_;
    ++line_;
    return true;
  }

  Result<CsvRow> TakeRow() {
    CsvRow row{line_, {}};
    for (;;) {
      if (row.fields.size() >= limits_.fields) {
        return Error{ErrorKind::kLimitExceeded,
                     fmt::format("Line {} has too many columns. Check the file.", row.line)};
      }
      auto field = at_ < text_.size() && text_[at_] == '"' ? TakeQuoted() : TakePlain();
      if (!field.ok()) return field.error();
      row.fields.push_back(std::move(field).value());
      if (AtLineEnd()) {
        TakeLineEnd();
        return row;
      }
      // TakePlain and TakeQuoted end at a delimiter or a line end.
      ++at_;
    }
  }

  Result<std::string> TakePlain() {
    const std::size_t begin = at_;
    while (!AtLineEnd() && text_[at_] != delimiter_) {
      if (text_[at_] == '"') return BadLine(line_, "a quotation mark in the middle of a field");
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> TakeQuoted() {
    const int opened = line_;
    std::string field;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        field += c;
      } else if (at_ < text_.size() && text_[at_] == '"') {
        field += '"';
        ++at_;
      } else if (AtLineEnd() || text_[at_] == delimiter_) {
        return field;
      } else {
        return BadLine(line_, "text after a closing quotation mark");
      }
    }
    return BadLine(opened, "a quotation mark is opened and never closed");
  }

  std::string_view text_;
  const CsvLimits& limits_;
  char delimiter_;
  std::size_t at_ = 0;
  int line_ = 1;
};

int LineOf(std::string_view text, std::size_t at) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

}  // namespace

Result<std::vector<CsvRow>> ParseCsv(std::string_view text, const CsvLimits& limits) {
  if (text.size() > limits.bytes) {
    return Error{ErrorKind::kLimitExceeded,
                 "The file is larger than any list of people. Check that it is the right one."};
  }
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) return BadLine(LineOf(text, nul), "a NUL character");
  if (!IsWellFormedUtf8(text)) {
    return Error{
        ErrorKind::kCorrupt,
        "The file is not UTF-8 text. Save it as \"CSV UTF-8\" and import it again; nothing "
        "was changed."};
  }
  return Parser(text, limits).Run();
}

char CsvDelimiter(std::string_view text) { return DelimiterOf(text); }

std::string CsvLine(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += ',';
    const bool formula = LooksLikeFormula(field);
    const bool quote = field.find_first_of(",;\t\"\r\n") != std::string::npos;
    if (quote) line += '"';
    if (formula) line += '\'';
    for (const char c : field) {
      if (c == '"') line += '"';
      line += c;
    }
    if (quote) line += '"';
  }
  // A line of one empty field would be left out as blank.
  if (line.empty()) line = "\"\"";
  return line + "\r\n";
}

std::string WithoutFormulaGuard(const std::string& field) {
  return !field.empty() && field.front() == '\'' && LooksLikeFormula(field) ? field.substr(1)
                                                                            : field;
}

}  // namespace photogate
