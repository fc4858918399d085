// One tag of a page, as a browser reads it (WHATWG HTML standard, 13.2.5), and what it shows.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "worker/reference_sink.h"

namespace photogate {

struct PageTag {
  std::string name;  // small letters, without the prefix of a name space; empty: no tag
  std::vector<std::pair<std::string, std::string_view>> attributes;  // names in small letters
  std::size_t bytes = 0;                                             // up to its end
};

// The tag that begins with the `<` of `rest`, when it is one of those that TakeTag knows.
PageTag TagAt(std::string_view rest);

// Gives what the tag shows to `sink`. `in_script`: it stands between the quotes of a script, where
// parts of an address may still be missing; then only what is an address counts.
void TakeTag(const PageTag& tag, bool in_script, ReferenceSink& sink);

// The relationships of an Office file that bring a picture or a film from outside of it.
void TakeLinks(std::string_view text, ReferenceSink& sink);

// The value after `=` at the beginning of `rest`, quoted or up to a blank or `>`.
std::string_view AttributeValue(std::string_view rest);

// Whether an attribute that scripts look at is one that they make a picture of: data-original.
bool MeansPicture(std::string_view attribute);
// An address that says of itself that it is one: it begins with a scheme, a slash or a dot.
bool IsPlainAddress(std::string_view value);

}  // namespace photogate
