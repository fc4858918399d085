// The documents of consent-db/texts, embedded at build. {{name}} stands for what the register says.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace photogate {

std::string_view DpiaText();
std::string_view NoticeForParentsText();
std::string_view NoticeForPupilsText();
std::string_view ConsentFormText();

// Every {{name}} of `text` replaced; one that `values` does not have is marked for the school to
// fill in. Values are put in as they are.
std::string FilledIn(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace photogate
