// Findings and faces as the journal keeps them: JSON. Internal to consent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "consent/photo_entry.h"

namespace photogate {

std::string FindingsText(const std::vector<Finding>& findings);
std::string FacesText(const std::vector<JournalFace>& faces);

// Throw DatabaseFailure (kCorrupt) for anything that the two above do not write.
std::vector<Finding> FindingsOf(const std::string& text);
std::vector<JournalFace> FacesOf(const std::string& text);

std::optional<FindingCode> ParseFindingCode(std::string_view name);

}  // namespace photogate
