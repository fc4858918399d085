// The findings of a photo as a person can answer them. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/decision.h"
#include "review/answer.h"
#include "review/desk.h"

namespace photogate {

// "possible_listed_person-2-0": code, face (or x), and which of several. The same in every answer
// of one version of a photo.
struct Question {
  std::string id;
  std::size_t finding;  // index into PhotoCase::findings and its ruling
};

// All but what is only information.
std::vector<Question> QuestionsOf(const PhotoCase& photo);
std::optional<Question> FindQuestion(const PhotoCase& photo, const std::string& id);

// Whether it asks who somebody is.
bool AsksWho(FindingCode code);

// In a few words, for lists: "Possible match with the no-publish list".
std::string ReasonText(FindingCode code);

// What this user answered last; nullopt before.
std::optional<ReviewAnswer> AnswerOf(const PhotoCase& photo, const std::string& key,
                                     const std::string& user);
std::string AnswerName(ReviewAnswer answer, FindingCode code);  // "different", "fine" ...
// What is asked, and the answers with their labels: [{"answer","label"}, ...]. Without `names` (see
// NeedsNames) there is none that sets aside what needs them.
std::string AskOf(const Finding& finding);
Json ChoicesOf(const Finding& finding, bool names);
// Why there is none.
inline constexpr const char* kNeedsNames =
    "Who it may be is shown to senior leaders, the safeguarding lead and the data protection lead "
    "only, so only they can say that nobody of them is in this photo. Pass it on to one of them.";
std::optional<ReviewAnswer> ParseAnswer(const std::string& text, FindingCode code);

}  // namespace photogate
