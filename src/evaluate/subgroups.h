// Which subgroup each person of an evaluation belongs to.
#pragma once

#include <map>
#include <string>

#include "core/result.h"

namespace photogate {

// Reads "person,subgroup" lines (UTF-8; a first line of exactly these words, blank lines and
// spaces around the values are ignored). Values are plain: a comma, a quotation mark or a control
// character in one is kCorrupt with the line's number, as are an empty value and a person given
// twice. Pure.
Result<std::map<std::string, std::string>> ParseSubgroups(const std::string& text);

}  // namespace photogate
