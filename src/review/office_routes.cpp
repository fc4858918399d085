#include "review/office_routes.h"

namespace photogate {

std::function<HttpResponse(const Call&)> Only(Act act,
                                              std::function<HttpResponse(const Call&)> answer) {
  return [act, answer = std::move(answer)](const Call& call) {
    if (const auto may = MayDo(call.who(), act, call.today); !may.ok()) {
      return Problem(403, "not_allowed", PageWords(may.error().message));
    }
    return answer(call);
  };
}

std::optional<std::optional<Date>> BodyDay(const nlohmann::json& body, const char* field) {
  const auto found = body.find(field);
  if (found == body.end() || found->is_null()) return std::optional<Date>();
  if (!found->is_string()) return std::nullopt;
  const auto& text = found->get_ref<const std::string&>();
  if (text.empty()) return std::optional<Date>();
  const auto day = ParseDate(text);
  if (!day) return std::nullopt;
  return day;
}

std::optional<std::vector<std::string>> BodyTexts(const nlohmann::json& body, const char* field) {
  std::vector<std::string> texts;
  const auto found = body.find(field);
  if (found == body.end()) return texts;
  if (!found->is_array() || found->size() > 50) return std::nullopt;
  for (const auto& item : *found) {
    if (!item.is_string() || item.get_ref<const std::string&>().size() > 200) return std::nullopt;
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

Json DayJson(const std::optional<Date>& day) { return day ? Json(FormatDate(*day)) : Json(); }

HttpResponse DoneAnswer(const Result<Done>& done, const std::function<HttpResponse()>& json) {
  if (done.ok()) return json();
  const ErrorKind kind = done.error().kind;
  if (kind == ErrorKind::kRefused || kind == ErrorKind::kConflict) {
    return Problem(422, "incomplete", PageWords(done.error().message));
  }
  return ProblemOf(done.error());
}

}  // namespace photogate
