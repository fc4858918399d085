#include "review/questions.h"

#include <fmt/format.h>

#include <map>

#include "policy/decide_review.h"

namespace photogate {
namespace {

// About somebody whom no face stands for.
bool AboutNoFace(const Finding& finding) {
  return !finding.face &&
         (finding.code == FindingCode::kListedPerson || finding.code == FindingCode::kObjection);
}

}  // namespace

std::vector<Question> QuestionsOf(const PhotoCase& photo) {
  std::vector<Question> questions;
  std::map<std::string, int> seen;
  for (std::size_t at = 0; at < photo.findings.size(); ++at) {
    const Finding& finding = photo.findings[at];
    if (finding.effect == Effect::kNone) continue;
    const std::string start =
        fmt::format("{}-{}", FindingCodeName(finding.code),
                    finding.face ? std::to_string(*finding.face) : std::string("x"));
    // Ids are letters, digits and '-'.
    std::string id = fmt::format("{}-{}", start, seen[start]++);
    for (char& c : id) c = c == '_' ? '-' : c;
    questions.push_back({std::move(id), at});
  }
  return questions;
}

std::optional<Question> FindQuestion(const PhotoCase& photo, const std::string& id) {
  for (Question& question : QuestionsOf(photo)) {
    if (question.id == id) return std::move(question);
  }
  return std::nullopt;
}

bool AsksWho(FindingCode code) {
  return code == FindingCode::kListedPerson || code == FindingCode::kPossibleListedPerson ||
         code == FindingCode::kAmbiguousListedPerson || code == FindingCode::kKinOfListed ||
         code == FindingCode::kObjection;
}

std::string ReasonText(FindingCode code) {
  switch (code) {
    case FindingCode::kListedPerson: return "Somebody on the no-publish list";
    case FindingCode::kPossibleListedPerson: return "Possible match with the no-publish list";
    case FindingCode::kAmbiguousListedPerson: return "Could be one of two people";
    case FindingCode::kKinOfListed: return "Twin, brother or sister";
    case FindingCode::kProtectedWithoutTemplate: return "Somebody without a reference picture";
    case FindingCode::kBiometricObjection: return "Faces are not compared here";
    case FindingCode::kFaceNotComparable: return "A face that could not be compared";
    case FindingCode::kUnknownFace: return "Somebody the register does not know";
    case FindingCode::kNoFace: return "No face found";
    case FindingCode::kKnownPerson: return "Recognised and allowed";
    case FindingCode::kMetadataRemoved: return "Location and other data removed";
    case FindingCode::kMetadataNotProven: return "Cannot be made clean";
    case FindingCode::kUnsupportedFile: return "Not a picture photogate handles";
    case FindingCode::kAnimatedFile: return "More than one picture";
    case FindingCode::kCorruptFile: return "Damaged file";
    case FindingCode::kOverLimit: return "Too large";
    case FindingCode::kVideo: return "Video";
    case FindingCode::kNameInText: return "A name in the file";
    case FindingCode::kForeignCopyright: return "Somebody else's copyright";
    case FindingCode::kRecogniserUnavailable: return "Faces could not be compared";
    case FindingCode::kMatchingOff: return "Comparing is switched off";
    case FindingCode::kRegisterUnavailable: return "The register could not be read";
    case FindingCode::kWorkerFailed: return "The check failed";
    case FindingCode::kOutcomeFailed: return "The copy could not be written";
    case FindingCode::kConsentChanged: return "The register changed meanwhile";
    case FindingCode::kStoppedBefore: return "A person stopped it before";
    case FindingCode::kObjection: return "Somebody asked not to be shown";
  }
  return "Something to look at";
}

std::optional<ReviewAnswer> AnswerOf(const PhotoCase& photo, const std::string& key,
                                     const std::string& user) {
  std::optional<ReviewAnswer> answer;
  for (const ReviewAct& act : photo.acts) {
    if (act.kind == ReviewActKind::kAnswer && act.user == user && act.finding == key) {
      answer = act.answer;
    }
  }
  return answer;
}

std::string AnswerName(ReviewAnswer answer, FindingCode code) {
  switch (answer) {
    case ReviewAnswer::kDifferent: return AsksWho(code) ? "different" : "fine";
    case ReviewAnswer::kSame: return AsksWho(code) ? "same" : "problem";
    case ReviewAnswer::kNotSure: break;
  }
  return "not_sure";
}

std::optional<ReviewAnswer> ParseAnswer(const std::string& text, FindingCode code) {
  for (const ReviewAnswer answer :
       {ReviewAnswer::kDifferent, ReviewAnswer::kSame, ReviewAnswer::kNotSure}) {
    if (text == AnswerName(answer, code)) return answer;
  }
  return std::nullopt;
}

Json ChoicesOf(const Finding& finding, bool names) {
  // The first is the harmless one: whoever presses 1 all day must not say by it that it stands.
  if (NeedsNames(finding.code) && !names) {
    return {{{"answer", "not_sure"}, {"label", "Not sure"}},
            {{"answer", "problem"}, {"label", "There is a problem"}}};
  }
  if (AboutNoFace(finding)) {
    return {{{"answer", "different"}, {"label", "No: somebody else, or covered here"}},
            {{"answer", "same"}, {"label", "Yes, they can be seen"}},
            {{"answer", "not_sure"}, {"label", "Not sure"}}};
  }
  if (AsksWho(finding.code)) {
    return {{{"answer", "different"}, {"label", "Different person"}},
            {{"answer", "same"}, {"label", "Same person"}},
            {{"answer", "not_sure"}, {"label", "Not sure"}}};
  }
  const char* const fine = !NeedsNames(finding.code)   ? "I looked: nothing against it"
                           : finding.people.size() > 1 ? "None of them"
                                                       : "Not in it";
  return {{{"answer", "fine"}, {"label", fine}},
          {{"answer", "problem"}, {"label", "There is a problem"}},
          {{"answer", "not_sure"}, {"label", "Not sure"}}};
}

std::string AskOf(const Finding& finding) {
  if (AboutNoFace(finding)) return "Can that person be seen in the photo as it is now?";
  if (finding.code == FindingCode::kObjection) return "Is it the person who asked not to be shown?";
  if (AsksWho(finding.code)) return "Is it the same person?";
  switch (finding.code) {
    case FindingCode::kNameInText: return "May this name be published here?";
    case FindingCode::kForeignCopyright: return "Has the copyright holder given permission?";
    case FindingCode::kProtectedWithoutTemplate:
      return finding.people.size() > 1 ? "Is any of these people in this photo?"
                                       : "Is that person in this photo?";
    case FindingCode::kStoppedBefore: return "Is what was wrong with it settled?";
    default: return "Do you know everybody here, and may they be shown?";
  }
}

}  // namespace photogate
