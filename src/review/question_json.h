// What a photo waits for, as the page is told of it. See docs/API.md, "One photo".
#pragma once

#include <string>

#include "review/photo_json.h"
#include "review/questions.h"

namespace photogate {

// Of somebody by name or by case number, never by both: who holds the two together could tell later
// whom a bar is about.
std::string TextFor(const PhotoCase& photo, const Finding& finding, const Call& call);

Json QuestionJson(const PhotoCase& photo, const Question& question, const Call& call,
                  Register& reg);

}  // namespace photogate
