#include "review/question_json.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "consent/register_settings.h"
#include "consent/templates.h"
#include "policy/decide_review.h"

namespace photogate {
namespace {

constexpr std::size_t kMostReferences = 5;

std::string PhotoPath(const PhotoCase& photo) { return "/api/v1/photos/" + photo.entry.id.value; }

bool Identifies(const Call& call) { return call.May(PageAct::kIdentify); }

const Person* PersonOf(const PhotoCase& photo, const PersonId& id) {
  return FindPerson(photo.consent->snapshot, id);
}

// Covered so that no face that was found can be seen.
bool NoFaceLeft(const PhotoCase& photo) {
  return photo.review.cover &&
         std::all_of(photo.faces.begin(), photo.faces.end(), [&](const JournalFace& face) {
           return IsCovered(face.box, *photo.review.cover);
         });
}

std::string Ask(const PhotoCase& photo, const Finding& finding) {
  if (!NeedsNames(finding.code) || !NoFaceLeft(photo)) return AskOf(finding);
  return "Every face is covered. " + AskOf(finding) +
         " Hair, clothes and whom they stand with may still tell.";
}

std::string_view StandingName(ReviewStanding standing) {
  switch (standing) {
    case ReviewStanding::kSettled: return "set_aside";
    case ReviewStanding::kStands: return "stands";
    case ReviewStanding::kOpen:
    case ReviewStanding::kUnanswerable: break;
  }
  return "open";
}

// The references of the person in question that the school keeps pictures of, the youngest first.
Json References(const PhotoCase& photo, const Question& question, Register& reg) {
  Json references = Json::array();
  const Finding& finding = photo.findings[question.finding];
  if (!finding.person || !AsksWho(finding.code)) return references;
  const auto settings = ReadRegisterSettings(reg);
  if (!settings.ok() || !settings.value().keep_reference_crops) return references;
  const auto kept = Templates(reg).List(*finding.person);
  if (!kept.ok()) return references;
  std::set<Sha256Hex> seen;
  for (auto at = kept.value().rbegin(); at != kept.value().rend(); ++at) {
    if (!seen.insert(at->photo_sha256).second || seen.size() > kMostReferences) continue;
    const std::string number = std::to_string(references.size());
    const std::string path = PhotoPath(photo) + "/references/" + question.id;
    references.push_back({{"id", question.id + "-" + number},
                          {"picture", path + "/" + number},
                          {"date", FormatDate(at->reference_date)}});
  }
  return references;
}

Json Thousandths(const std::optional<double>& number) {
  return number ? Json(std::round(*number * 1000) / 1000) : Json();
}

// Everybody whom it may be about, by name; null when it says so itself.
Json Whom(const PhotoCase& photo, const Finding& finding) {
  if (finding.people.size() < 2) return nullptr;
  Json names = Json::array();
  for (const PersonId& id : finding.people) {
    const Person* const person = PersonOf(photo, id);
    names.push_back(person == nullptr ? std::string("Somebody who is no longer on the register")
                    : person->name.empty() ? person->case_number
                                           : person->name);
  }
  return names;
}

}  // namespace

std::string TextFor(const PhotoCase& photo, const Finding& finding, const Call& call) {
  bool named = Identifies(call);
  if (finding.code == FindingCode::kKnownPerson && finding.person) {
    const Person* const person = FindPerson(photo.consent->snapshot, *finding.person);
    named = person != nullptr && MaySeeName(call, *person);
  }
  return named && !finding.identified_text.empty() ? finding.identified_text : finding.text;
}

Json QuestionJson(const PhotoCase& photo, const Question& question, const Call& call,
                  Register& reg) {
  const Finding& finding = photo.findings[question.finding];
  const FindingReview& review = photo.ruling.findings[question.finding];
  Json given = Json::array();
  for (const PhotoVerdict& verdict : photo.verdicts) {
    if (verdict.kind != verdict::kAnswer) continue;
    const auto answers = Json::parse(verdict.answers, nullptr, false);
    if (answers.is_discarded() || answers.value("finding", "") != review.key) continue;
    const std::string answer = answers.value("answer", "");
    given.push_back({{"by", verdict.user},
                     {"answer", AsksWho(finding.code) || answer == "not_sure" ? answer
                                : answer == "different"                       ? "fine"
                                                                              : "problem"},
                     {"at", verdict.at}});
  }
  const auto mine = AnswerOf(photo, review.key, call.who().name);
  Json score;
  // Only once this user has said what they see: the number would say it for them.
  if (mine && finding.distance && finding.threshold) {
    score = {{"distance", std::round(*finding.distance * 1000) / 1000},
             {"threshold", Thousandths(finding.threshold)},
             {"match", Thousandths(finding.match_limit)},
             {"possible", Thousandths(finding.possible_limit)}};
  }
  const bool names = Identifies(call);
  return {{"id", question.id},
          {"code", FindingCodeName(finding.code)},
          {"effect", EffectName(finding.effect)},
          {"face", finding.face ? Json(*finding.face) : Json()},
          {"box", finding.box ? BoxJson(*finding.box) : Json()},
          {"text", TextFor(photo, finding, call)},
          {"ask", Ask(photo, finding)},
          {"choices", ChoicesOf(finding, names)},
          {"who", names ? Whom(photo, finding) : Json()},
          {"needs_names", review.needs_names && !names ? Json(kNeedsNames) : Json()},
          {"references", References(photo, question, reg)},
          {"people", review.people},
          {"senior", review.blocks},
          {"overridable", review.overridable},
          {"answerable", review.standing != ReviewStanding::kUnanswerable},
          {"mine", mine ? Json(AnswerName(*mine, finding.code)) : Json()},
          {"given", given},
          {"standing", StandingName(review.standing)},
          {"score", score}};
}

}  // namespace photogate
