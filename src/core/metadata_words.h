// The classes of what a file says, in the words that people read.
#pragma once

#include <string_view>

#include "core/metadata.h"

namespace photogate {

// "hidden pictures", "not recognised" ...; lower case. Programs read MetadataClassName.
std::string_view ClassWords(MetadataClass kind);

}  // namespace photogate
