// Which column of a file means what: the contract's own titles, and how a school's information
// system calls them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/csv.h"
#include "core/ids.h"
#include "core/result.h"

namespace photogate {

// Something in the file that a person should look at.
struct ImportIssue {
  int line;             // of the file, from 1
  std::string column;   // as its header says; empty for the whole line
  std::string message;  // what is wrong and how it was read; no personal data
  bool fatal;           // the file was not imported
};

// A column titled `title` (in any case) is read as `field`: id, name, first_name, last_name, kind,
// groups, year (a bare number becomes "Year 7"), leaving_date, biometric_basis, use:<name>, or
// ignore.
struct ColumnRule {
  std::string title;
  std::string field;
};

// A cell that says `value` (in any case) means `meaning`: granted, refused, withdrawn, none, first,
// full, consent, objection, or empty.
struct ValueRule {
  std::string value;
  std::string meaning;
};

// How the files of one source are read.
struct ImportMapping {
  std::string source;  // its name; empty: the contract's file
  std::vector<ColumnRule> columns;
  std::vector<ValueRule> values;
};

// The rules that come with photogate for "sims", "arbor" and "bromcom": the titles that these
// systems' own fields have. Schools name the columns of their reports as they like, and consents
// are fields that each school defines, so rules of the school come on top. No rules for other
// names.
ImportMapping PresetMapping(std::string_view source);

// `own` before `others`: a title or value that both name is read as `own` says.
ImportMapping MergedMapping(const ImportMapping& own, const ImportMapping& others);

// "Pupil ID=id", split at the last "="; nullopt when a side is empty.
std::optional<ColumnRule> ParseColumnRule(const std::string& text);
std::optional<ValueRule> ParseValueRule(const std::string& text);

// kRefused when a field or meaning is none of the above.
Result<Done> CheckMapping(const ImportMapping& mapping);

// Where each field is in a row of the file.
struct ImportColumns {
  std::optional<std::size_t> id, name, first_name, last_name, kind, leaving_date, biometric_basis;
  std::vector<std::size_t> groups, years;
  std::vector<UseName> uses;
  std::vector<std::size_t> use_columns;  // parallel to uses
  bool has_name() const { return name || (first_name && last_name); }
};

// Reads the titles. The school's rules count first, then the contract's titles, then what the
// preset knows, of which the first title that is there takes a field. Unknown titles and what is
// missing or doubled go into `issues`.
ImportColumns ResolveColumns(const CsvRow& header, const ImportMapping& mapping,
                             std::vector<ImportIssue>& issues);

// Without blanks at the ends; in ASCII lower case.
std::string Trimmed(std::string_view text);
std::string LowerAscii(std::string text);

}  // namespace photogate
