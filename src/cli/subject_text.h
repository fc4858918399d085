// The answer to somebody who asks what is held about them, as Markdown.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace photogate {

// What the answer leaves out and why, as sentences. `reasons`: the reasons of bars are in it.
nlohmann::ordered_json SubjectNotes(bool reasons);

// `held` is what `person export` gathers. Every value is escaped for Markdown.
std::string SubjectText(const nlohmann::ordered_json& held);

}  // namespace photogate
