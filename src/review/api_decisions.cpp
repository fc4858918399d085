// Answers, decisions, undo, marks and who is present.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "consent/photo_journal.h"
#include "consent/stops.h"
#include "consent/user_rules.h"
#include "policy/decide_review.h"
#include "review/photo_routes.h"
#include "review/questions.h"

namespace photogate {
namespace {

HttpResponse BadRequest() {
  return Problem(400, "bad_request", "The request is not one that the page makes. Load it again.");
}

HttpResponse NotNow(const PhotoRights& rights, const std::string& what) {
  const auto why = rights.why_not.find(what);
  if (why != rights.why_not.end()) {
    return Problem(403, "not_allowed", why->get<std::string>());
  }
  const auto decide = rights.why_not.find("decide");
  return Problem(403, "not_allowed",
                 decide != rights.why_not.end()
                     ? decide->get<std::string>()
                     : std::string("This cannot be done with the photo as it is."));
}

std::optional<HttpResponse> Refuse(const PhotoCase& photo, const Call& call, const char* what) {
  const PhotoRights rights = RightsOn(photo, call, {});
  if (rights.can(what)) return std::nullopt;
  return NotNow(rights, what);
}

PhotoVerdict MakeVerdict(const char* kind, std::string reason = {}) {
  PhotoVerdict verdict;
  verdict.kind = kind;
  verdict.reason = std::move(reason);
  return verdict;
}

Result<Done> Move(PhotoParts& parts, const Call& call, const PhotoId& id, PhotoState to,
                  std::string_view note) {
  PhotoJournal journal(parts.desk.reg());
  const auto now = journal.Load(id);
  if (!now.ok()) return now.error();
  if (now.value().state == to) return Done{};
  auto moved = journal.Move({id, now.value().revision, to, std::string(note)}, call.actor());
  if (!moved.ok()) return moved;
  const auto after = journal.Load(id);
  // Where the file lies is put right again at the next start if it cannot be now.
  if (after.ok() && parts.desk.tools().settle) (void)parts.desk.tools().settle(after.value());
  return moved;
}

// After anything was said: the journal follows the ruling.
Result<Done> Follow(PhotoParts& parts, const Call& call, const PhotoId& id) {
  const auto photo = parts.desk.Load(id);
  if (!photo.ok()) return photo.error();
  const PhotoState state = photo.value().entry.state;
  const bool undecided =
      state == PhotoState::kHeld || state == PhotoState::kBlocked || state == PhotoState::kPassed;
  if (!undecided) return Done{};
  switch (photo.value().ruling.state) {
    case ReviewState::kPassed: {
      auto moved = Move(parts, call, id, PhotoState::kPassed, "cleared by review");
      if (moved.ok() && parts.desk.tools().passed) parts.desk.tools().passed();
      return moved;
    }
    case ReviewState::kBlocked:
      return Move(parts, call, id, PhotoState::kBlocked, step_note::kBlocked);
    case ReviewState::kWaiting:
    case ReviewState::kSecond:
    case ReviewState::kEscalated: break;
  }
  const bool blocks = photo.value().ruling.decision.kind() == DecisionKind::kBlock;
  if (state == PhotoState::kPassed || (state == PhotoState::kBlocked && !blocks)) {
    return Move(parts, call, id, PhotoState::kHeld, "waits for a person again");
  }
  return Done{};
}

ChangeResult SayAndFollow(PhotoParts& parts, const Call& call, const PhotoCase& photo,
                          PhotoVerdict verdict, nlohmann::json answers) {
  if (auto said = Say(parts, call, photo, std::move(verdict), std::move(answers)); !said.ok()) {
    return said.error();
  }
  Result<Done> followed = Follow(parts, call, photo.entry.id);
  // What was said stands; only the move is tried again when something else moved first.
  for (int tries = 0; !followed.ok() && followed.error().kind == ErrorKind::kConflict && tries < 5;
       ++tries) {
    followed = Follow(parts, call, photo.entry.id);
  }
  if (!followed.ok() && followed.error().kind != ErrorKind::kConflict) return followed.error();
  return std::optional<HttpResponse>();
}

ChangeResult Answer(PhotoParts& parts, const Call& call, const PhotoCase& photo) {
  if (auto refused = Refuse(photo, call, "answer")) return refused;
  const auto id = BodyText(call.body, "question");
  const auto text = BodyText(call.body, "answer");
  const auto question = id ? FindQuestion(photo, *id) : std::nullopt;
  if (!question || !text) return std::optional(BadRequest());
  const Finding& finding = photo.findings[question->finding];
  const FindingReview& review = photo.ruling.findings[question->finding];
  const auto answer = ParseAnswer(*text, finding.code);
  if (!answer || review.standing == ReviewStanding::kUnanswerable) {
    return std::optional(BadRequest());
  }
  if (*answer == ReviewAnswer::kDifferent && review.needs_names && !call.May(PageAct::kIdentify)) {
    return std::optional(Problem(403, "not_allowed", kNeedsNames));
  }
  PhotoVerdict verdict = MakeVerdict(verdict::kAnswer);
  verdict.finding = finding.code;
  verdict.face = finding.face;
  const char* const word = *answer == ReviewAnswer::kDifferent ? "different"
                           : *answer == ReviewAnswer::kSame    ? "same"
                                                               : "not_sure";
  if (auto said = Say(parts, call, photo, verdict, {{"finding", review.key}, {"answer", word}});
      !said.ok()) {
    return said.error();
  }
  return std::optional<HttpResponse>();
}

// The checklist as it came: every point, each true or false.
std::optional<std::map<std::string, bool>> ChecksOf(const nlohmann::json& body) {
  std::map<std::string, bool> checks;
  const auto found = body.find("checks");
  if (found == body.end()) return checks;
  if (!found->is_object()) return std::nullopt;
  for (const auto& check : found->items()) {
    const auto& points = CheckPoints();
    const bool known = std::any_of(points.begin(), points.end(), [&](const CheckPoint& point) {
      return point.id == check.key();
    });
    if (!known || !check.value().is_boolean()) return std::nullopt;
    checks[check.key()] = check.value().get<bool>();
  }
  return checks;
}

Json MissingChecks(const std::map<std::string, bool>& checks) {
  Json missing = Json::array();
  for (const CheckPoint& point : CheckPoints()) {
    const auto met = checks.find(point.id);
    if (met != checks.end() && met->second) continue;
    missing.push_back(
        {{"field", "checks." + point.id},
         {"text", (met == checks.end() ? "Not answered: " : "Answered no: ") + point.text}});
  }
  return missing;
}

// What this person has yet to answer before they clear.
void AddOpenQuestions(const PhotoCase& photo, const Call& call, Json& missing) {
  for (const Question& question : QuestionsOf(photo)) {
    const FindingReview& review = photo.ruling.findings[question.finding];
    const auto mine = AnswerOf(photo, review.key, call.who().name);
    // What blocks is everybody's own answer; what holds is settled once enough have said so.
    const bool done = review.blocks ? mine && *mine != ReviewAnswer::kNotSure
                                    : review.standing == ReviewStanding::kSettled;
    if (done) continue;
    missing.push_back(
        {{"field", "answers." + question.id},
         {"text", "Not answered: " + ReasonText(photo.findings[question.finding].code)}});
  }
}

ChangeResult Clear(PhotoParts& parts, const Call& call, const PhotoCase& photo,
                   const std::string& reason) {
  if (auto refused = Refuse(photo, call, "clear")) return refused;
  const auto checks = ChecksOf(call.body);
  if (!checks) return std::optional(BadRequest());
  Json missing = MissingChecks(*checks);
  AddOpenQuestions(photo, call, missing);
  if (photo.ruling.needs_reason && reason.size() < ReviewTerms{}.reason_bytes) {
    missing.push_back(
        {{"field", "reason"}, {"text", "Write why it may be published in spite of the block"}});
  }
  nlohmann::json answers{{"checks", *checks}, {"seen", nlohmann::json::array()}};
  for (const FindingReview& finding : photo.ruling.findings) answers["seen"].push_back(finding.key);
  if (!missing.empty()) return std::optional(Incomplete(missing));
  return SayAndFollow(parts, call, photo, MakeVerdict(verdict::kClear, reason), answers);
}

ChangeResult Escalate(PhotoParts& parts, const Call& call, const PhotoCase& photo,
                      const std::string& reason) {
  if (auto refused = Refuse(photo, call, "escalate")) return refused;
  const auto to = BodyText(call.body, "to");
  static const std::set<std::string> kRoles{"senior-leader", "safeguarding-lead",
                                            "data-protection-lead"};
  if (!to || kRoles.count(*to) == 0) return std::optional(BadRequest());
  return SayAndFollow(parts, call, photo, MakeVerdict(verdict::kEscalate, reason), {{"to", *to}});
}

ChangeResult DecideOn(PhotoParts& parts, const Call& call, const PhotoCase& photo) {
  const auto act = BodyText(call.body, "act");
  const auto reason = BodyText(call.body, "reason");
  if (!act || !reason) return std::optional(BadRequest());
  if (*act == "clear") return Clear(parts, call, photo, *reason);
  if (*act == "escalate") return Escalate(parts, call, photo, *reason);
  if (*act != "block" && *act != "not_sure") return std::optional(BadRequest());
  if (auto refused = Refuse(photo, call, act->c_str())) return refused;
  return SayAndFollow(parts, call, photo,
                      MakeVerdict(*act == "block" ? verdict::kBlock : verdict::kNotSure, *reason),
                      {});
}

ChangeResult Undo(PhotoParts& parts, const Call& call, const PhotoCase& photo) {
  if (!MayTakeBack(WhoseUndo(photo), call)) {
    const std::string why = photo.released
                                ? "The copy is in release " + std::to_string(*photo.released) +
                                      ", so it can no longer be taken back here. If it must not be "
                                      "published, report an incident."
                                : "Only who decided, or a senior leader, can take this back.";
    return std::optional(Problem(403, "not_allowed", why));
  }
  if (photo.entry.state == PhotoState::kClearing) {
    return std::optional(Problem(503, "working",
                                 "The copy is being made at this moment. Try again in a few "
                                 "seconds."));
  }
  if (photo.entry.state == PhotoState::kCleared) {
    return TakeBackCleared(parts, call, photo,
                           Signed(call, MakeVerdict(verdict::kUndo), nlohmann::json::object()));
  }
  return SayAndFollow(parts, call, photo, MakeVerdict(verdict::kUndo), {});
}

ChangeResult Mark(PhotoParts& parts, const Call& call, const PhotoCase& photo) {
  if (auto refused = Refuse(photo, call, "mark")) return refused;
  const auto kind = BodyText(call.body, "kind");
  if (kind == "missed_face" && call.body.contains("box") && photo.entry.facts) {
    const auto box =
        BodyBox(call.body["box"], photo.entry.facts->width_px, photo.entry.facts->height_px);
    if (!box) return std::optional(BadRequest());
    return SayAndFollow(parts, call, photo, MakeVerdict(verdict::kMissedFace),
                        {{"box", {box->x, box->y, box->w, box->h}}});
  }
  if (kind == "false_face" && call.body.contains("face") &&
      call.body["face"].is_number_unsigned()) {
    const auto face = call.body["face"].get<std::size_t>();
    if (face >= photo.faces.size()) return std::optional(BadRequest());
    PhotoVerdict verdict = MakeVerdict(verdict::kFalseFace);
    verdict.face = face;
    return SayAndFollow(parts, call, photo, verdict, {});
  }
  return std::optional(BadRequest());
}

ChangeResult Unmark(PhotoParts& parts, const Call& call, const PhotoCase& photo) {
  if (auto refused = Refuse(photo, call, "mark")) return refused;
  const std::string mark = BodyText(call.body, "mark").value_or("");
  std::int64_t number = 0;
  if (mark.size() < 3 || mark.substr(0, 2) != "m-" ||
      std::from_chars(mark.data() + 2, mark.data() + mark.size(), number).ec != std::errc()) {
    return std::optional(BadRequest());
  }
  return SayAndFollow(parts, call, photo, MakeVerdict(verdict::kUnmark), {{"number", number}});
}

ChangeResult Present(PhotoParts& parts, const Call& call, const PhotoCase& photo) {
  if (auto refused = Refuse(photo, call, "present")) return refused;
  const auto people = call.body.find("people");
  if (people == call.body.end() || !people->is_array() || people->size() > 500) {
    return std::optional(BadRequest());
  }
  for (const auto& id : *people) {
    if (!id.is_string()) return std::optional(BadRequest());
    if (FindPerson(photo.consent->snapshot, PersonId{id.get<std::string>()}) == nullptr) {
      return std::optional(Problem(404, "not_found", "The register has nobody of this number."));
    }
  }
  Json present = *people;
  // Whom this reviewer is not shown by name they cannot list, so they stay.
  for (const PersonId& id : PresentIn(photo)) {
    const Person* const person = FindPerson(photo.consent->snapshot, id);
    const bool listed = std::find(present.begin(), present.end(), id.value) != present.end();
    if (person != nullptr && !listed && !MaySeeName(call, *person)) present.push_back(id.value);
  }
  return SayAndFollow(parts, call, photo, MakeVerdict(verdict::kPresent), {{"people", present}});
}

}  // namespace

std::vector<Route> DecisionRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  using Change = ChangeResult (*)(PhotoParts&, const Call&, const PhotoCase&);
  const auto add = [&](const std::string& what, std::vector<std::string> fields, Change change) {
    fields.emplace_back("version");
    routes.push_back({"POST", "/api/v1/photos/{}/" + what, false, PageAct::kDecide, false, false,
                      std::move(fields), [&parts, change](const Call& call) {
                        return ChangePhoto(parts, call, [&](const PhotoCase& photo) {
                          return change(parts, call, photo);
                        });
                      }});
  };
  add("answers", {"question", "answer"}, Answer);
  add("decision", {"act", "checks", "reason", "to"}, DecideOn);
  add("undo", {}, Undo);
  add("marks", {"kind", "box", "face"}, Mark);
  add("marks/remove", {"mark"}, Unmark);
  add("present", {"people"}, Present);
  return routes;
}

}  // namespace photogate
