#include "review/photo_json.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "outcome/printable.h"
#include "review/question_json.h"
#include "review/questions.h"

namespace photogate {
namespace {

std::string PhotoPath(const PhotoCase& photo) { return "/api/v1/photos/" + photo.entry.id.value; }

bool Identifies(const Call& call) { return call.May(PageAct::kIdentify); }

bool Covered(const PhotoCase& photo, const Box& box) {
  return photo.review.cover && IsCovered(box, *photo.review.cover);
}

// The state of a face is that of its most severe finding.
std::string FaceState(const PhotoCase& photo, std::size_t face) {
  if (Covered(photo, photo.faces[face].box)) return "covered";
  if (photo.review.not_faces.count(face) != 0) return "not_a_face";
  std::string state = photo.faces[face].usable ? "unknown" : "unclear";
  for (const Finding& finding : photo.findings) {
    if (finding.face != face) continue;
    if (finding.code == FindingCode::kListedPerson || finding.code == FindingCode::kObjection) {
      return "listed";
    }
    if (AsksWho(finding.code)) state = "possible";
    if (finding.code == FindingCode::kKnownPerson && state != "possible") state = "permitted";
  }
  return state;
}

std::string FaceLabel(const std::string& state) {
  if (state == "listed") return "On the no-publish list";
  if (state == "possible") return "Possible match";
  if (state == "unclear") return "Could not be compared";
  if (state == "permitted") return "Recognised, allowed";
  if (state == "covered") return "Covered";
  if (state == "not_a_face") return "Not a face";
  if (state == "missed") return "Marked by a reviewer";
  return "Not known";
}

const Person* PersonOf(const PhotoCase& photo, const PersonId& id) {
  return FindPerson(photo.consent->snapshot, id);
}

Json PersonJson(const Person& person, const Call& call) {
  return {{"id", person.id.value},
          {"name", person.name},
          {"case_number", Identifies(call) ? Json(person.case_number) : Json()}};
}

Json FacesJson(const PhotoCase& photo, const Call& call, const std::vector<Question>& questions) {
  Json faces = Json::array();
  for (std::size_t at = 0; at < photo.faces.size(); ++at) {
    const JournalFace& face = photo.faces[at];
    const std::string state = FaceState(photo, at);
    Json ids = Json::array();
    Json person;
    for (const Question& question : questions) {
      if (photo.findings[question.finding].face == at) ids.push_back(question.id);
    }
    for (const Finding& finding : photo.findings) {
      if (finding.face != at || !finding.person || state == "covered") continue;
      const Person* const known = PersonOf(photo, *finding.person);
      if (known != nullptr && MaySeeName(call, *known)) person = PersonJson(*known, call);
    }
    faces.push_back({{"face", at},
                     {"box", BoxJson(face.box)},
                     {"state", state},
                     {"label", FaceLabel(state)},
                     {"picture", PhotoPath(photo) + "/faces/" + std::to_string(at)},
                     {"quality", std::round(face.quality * 100) / 100},
                     {"questions", ids},
                     {"person", person}});
  }
  return faces;
}

// In the list of who is in it, for whoever may not know the name.
const std::string kHiddenPerson = "Somebody who must not appear";

Json PresentJson(const PhotoCase& photo, const Call& call) {
  Json present = Json::array();
  const auto add = [&](const PersonId& id, const char* from) {
    const Person* const person = PersonOf(photo, id);
    if (person == nullptr) return;
    const bool named = MaySeeName(call, *person);
    present.push_back({{"person", named ? Json(id.value) : Json()},
                       {"name", named ? person->name : kHiddenPerson},
                       {"from", from}});
  };
  for (const PersonId& id : PresentIn(photo)) add(id, photo.review.present ? "reviewer" : "match");
  return present;
}

Json MarksJson(const PhotoCase& photo) {
  Json marks = Json::array();
  for (const MissedFace& mark : photo.review.missed) {
    marks.push_back({{"mark", "m-" + std::to_string(mark.number)},
                     {"kind", "missed_face"},
                     {"box", BoxJson(mark.box)},
                     {"by", mark.user},
                     {"picture", PhotoPath(photo) + "/marks/m-" + std::to_string(mark.number)}});
  }
  for (const auto& [face, mark] : photo.review.not_faces) {
    marks.push_back({{"mark", "m-" + std::to_string(mark.number)},
                     {"kind", "false_face"},
                     {"face", face},
                     {"by", mark.user}});
  }
  return marks;
}

Json CoverJson(const PhotoCase& photo) {
  if (!photo.review.cover) return nullptr;
  const CoverPlan& plan = *photo.review.cover;
  Json fills = Json::array(), drawn = Json::array(), faces = Json::array(), partly = Json::array();
  int left = 0;
  const auto is_head = [&](const Box& box) {
    return std::any_of(photo.faces.begin(), photo.faces.end(), [&](const JournalFace& face) {
      return BoxJson(HeadBox(face.box)) == BoxJson(box);
    });
  };
  for (const Box& box : plan.cells) fills.push_back(BoxJson(box));
  for (const Box& box : plan.fills) {
    fills.push_back(BoxJson(box));
    if (!is_head(box)) drawn.push_back(BoxJson(box));
  }
  for (std::size_t at = 0; at < photo.faces.size(); ++at) {
    if (IsCovered(photo.faces[at].box, plan)) {
      faces.push_back(at);
    } else {
      ++left;
      if (IsPartlyCovered(photo.faces[at].box, plan)) partly.push_back(at);
    }
  }
  const bool safe = photo.cover && photo.cover->problem.empty();
  const std::string problem =
      photo.cover ? photo.cover->problem : "The covered copy was not checked. Cover it again.";
  return {{"faces", faces},
          {"boxes", fills},
          {"drawn", drawn},
          {"partly", partly},
          {"fill", plan.cells.empty() ? "opaque" : "pixelate"},
          {"crop", plan.crop ? BoxJson(*plan.crop) : Json()},
          {"picture", PhotoPath(photo) + "/pictures/cover"},
          {"width", photo.cover ? photo.cover->width_px : 0},
          {"height", photo.cover ? photo.cover->height_px : 0},
          {"safe", safe},
          {"problem", safe ? Json() : Json(problem)},
          {"faces_left", left}};
}

std::string HistoryText(const PhotoVerdict& verdict) {
  static const std::map<std::string, std::string> texts{
      {verdict::kClear, "cleared it"},
      {verdict::kBlock, "blocked it"},
      {verdict::kEscalate, "asked for a second opinion"},
      {verdict::kNotSure, "was not sure"},
      {verdict::kUndo, "took the last decision back"},
      {verdict::kMissedFace, "marked a face that was missed"},
      {verdict::kFalseFace, "marked something as no face"},
      {verdict::kUnmark, "removed a mark"},
      {verdict::kPresent, "said who is in it"},
      {verdict::kCover, "covered or cropped it"},
      {verdict::kUncover, "took the cover off"},
      {verdict::kObjection, "entered that somebody in it asked not to be shown"},
      {verdict::kAnswer, "answered a question"}};
  const auto found = texts.find(verdict.kind);
  const std::string text = found == texts.end() ? "changed it" : found->second;
  return verdict.reason.empty() ? text : text + ": " + verdict.reason;
}

Json FirstPerson(const PhotoCase& photo) {
  if (photo.state != "second" || photo.ruling.clears.empty()) return nullptr;
  const ReviewAct& act = photo.acts[photo.ruling.clears.front()];
  Json at;
  for (const PhotoVerdict& verdict : photo.verdicts) {
    if (verdict.kind == verdict::kClear && verdict.user == act.user) at = verdict.at;
  }
  return {{"name", act.user}, {"reason", act.reason}, {"at", at}};
}

Json UndoJson(const PhotoCase& photo, const Call& call) {
  const std::string whose = WhoseUndo(photo);
  if (!MayTakeBack(whose, call)) return nullptr;
  return {{"by", whose}, {"until", nullptr}};
}

}  // namespace

Json HistoryJson(const std::vector<PhotoVerdict>& verdicts) {
  Json history = Json::array();
  for (const PhotoVerdict& verdict : verdicts) {
    history.push_back({{"at", verdict.at},
                       {"by", verdict.user},
                       {"kind", verdict.kind},
                       {"text", HistoryText(verdict)}});
  }
  return history;
}

Json ReceiptJson(const std::string& text) {
  Json receipt = Json::parse(text, nullptr, false);
  return receipt.is_object() ? receipt : Json(text);
}

Json BoxJson(const Box& box) {
  const auto whole = [](float part) { return std::lround(part); };
  return {whole(box.x), whole(box.y), whole(box.w), whole(box.h)};
}

bool MaySeeName(const Call& call, const Person& person) {
  return person.barred ? Identifies(call) : call.May(PageAct::kLook);
}

std::vector<PersonId> PresentIn(const PhotoCase& photo) {
  if (photo.review.present) return *photo.review.present;
  std::vector<PersonId> present;
  for (const Finding& finding : photo.findings) {
    if (finding.code == FindingCode::kKnownPerson && finding.person) {
      present.push_back(*finding.person);
    }
  }
  return present;
}

Headlines HeadlinesOf(const PhotoCase& photo) {
  const auto of = [](const Finding& finding) {
    const bool known = finding.code == FindingCode::kKnownPerson;
    return Headlines{known ? ReasonText(finding.code) + "." : finding.text,
                     finding.identified_text.empty() ? finding.text : finding.identified_text};
  };
  for (const Finding& finding : photo.findings) {
    if (finding.effect != Effect::kNone) return of(finding);
  }
  if (!photo.findings.empty()) return of(photo.findings.front());
  return {"This photo has not been checked.", "This photo has not been checked."};
}

Json PhotoJson(const PhotoCase& photo, const Call& call, const PhotoContext& context,
               Register& reg) {
  const PhotoEntry& entry = photo.entry;
  const ConsentSnapshot& snapshot = photo.consent->snapshot;
  const std::vector<Question> questions = QuestionsOf(photo);
  Json asked = Json::array(), notes = Json::array(), checks = Json::array();
  for (const Question& question : questions) {
    asked.push_back(QuestionJson(photo, question, call, reg));
  }
  for (const Finding& finding : photo.findings) {
    if (finding.effect == Effect::kNone) notes.push_back(TextFor(photo, finding, call));
  }
  for (const CheckPoint& point : CheckPoints()) {
    checks.push_back({{"id", point.id}, {"text", point.text}});
  }
  const Headlines headlines = HeadlinesOf(photo);
  const PhotoRights rights = RightsOn(photo, call, context);
  const bool gone = photo.state == "deleted";
  return {{"id", entry.id.value},
          {"version", photo.version},
          {"state", photo.state},
          {"assigned", photo.ruling.escalated_to.empty() ? "anyone" : photo.ruling.escalated_to},
          {"channel",
           {{"name", entry.channel.value},
            {"mode", snapshot.channel.mode == ChannelMode::kList ? "list" : "account"}}},
          {"event", entry.event ? Json(entry.event->value) : Json()},
          {"file_name", Printable(entry.original_name)},
          {"received", entry.claimed_at},
          {"width", entry.facts ? entry.facts->width_px : 0},
          {"height", entry.facts ? entry.facts->height_px : 0},
          {"picture", gone ? Json() : Json(PhotoPath(photo) + "/pictures/screen")},
          {"effect", photo.ruling.decision.kind() == DecisionKind::kBlock ? "block" : "review"},
          {"headline", Identifies(call) ? headlines.identified : headlines.text},
          {"faces", FacesJson(photo, call, questions)},
          {"questions", asked},
          {"notes", notes},
          {"checks", checks},
          {"present", PresentJson(photo, call)},
          {"marks", MarksJson(photo)},
          {"cover", CoverJson(photo)},
          {"may", rights.may},
          {"why_not", rights.why_not},
          {"needs",
           {{"reason", photo.ruling.needs_reason},
            {"second_person", photo.ruling.clears_needed > 1},
            {"senior_leader", photo.ruling.needs_senior}}},
          {"first_person", FirstPerson(photo)},
          {"undo", UndoJson(photo, call)},
          {"released", photo.released ? Json(*photo.released) : Json()},
          {"incident", context.incident ? Json(*context.incident) : Json()},
          {"receipt", gone ? ReceiptJson(entry.receipt) : Json()},
          {"history", HistoryJson(photo.verdicts)},
          {"next", context.next ? Json(*context.next) : Json()}};
}

}  // namespace photogate
