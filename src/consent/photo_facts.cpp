#include "consent/photo_facts.h"

#include <nlohmann/json.hpp>

#include "consent/database.h"

namespace photogate {
namespace {

using Json = nlohmann::json;

[[noreturn]] void Damaged() {
  throw DatabaseFailure({ErrorKind::kCorrupt,
                         "The journal of photos holds findings that cannot be read. Restore the "
                         "latest backup."});
}

// A number from a school's system may be in any encoding: no reason to fail.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json ToJson(const Box& box) { return {box.x, box.y, box.w, box.h}; }

Box BoxOf(const Json& json) {
  return Box{json.at(0).get<float>(), json.at(1).get<float>(), json.at(2).get<float>(),
             json.at(3).get<float>()};
}

template <typename T>
std::optional<T> OptionalOf(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return std::nullopt;
  return found->get<T>();
}

Json ToJson(const Finding& finding) {
  Json json = {{"code", FindingCodeName(finding.code)},
               {"effect", EffectName(finding.effect)},
               {"text", finding.text},
               {"identified", finding.identified_text},
               {"case", finding.case_number},
               {"version", finding.consent_version.value}};
  if (finding.face) json["face"] = *finding.face;
  if (finding.box) json["box"] = ToJson(*finding.box);
  if (finding.person) json["person"] = finding.person->value;
  if (finding.distance) json["distance"] = *finding.distance;
  if (finding.threshold) json["threshold"] = *finding.threshold;
  if (finding.model) json["model"] = finding.model->value;
  if (!finding.credit.empty()) json["credit"] = finding.credit;
  if (finding.match_limit) json["match"] = *finding.match_limit;
  if (finding.possible_limit) json["possible"] = *finding.possible_limit;
  for (const PersonId& id : finding.people) json["people"].push_back(id.value);
  return json;
}

Effect EffectOf(const std::string& name) {
  for (const Effect effect : {Effect::kBlock, Effect::kReview, Effect::kNone}) {
    if (name == EffectName(effect)) return effect;
  }
  Damaged();
}

Finding FindingOf(const Json& json) {
  const auto code = ParseFindingCode(json.at("code").get<std::string>());
  if (!code) Damaged();
  Finding finding{*code,
                  EffectOf(json.at("effect").get<std::string>()),
                  json.at("text").get<std::string>(),
                  json.at("identified").get<std::string>(),
                  OptionalOf<std::size_t>(json, "face"),
                  std::nullopt,
                  std::nullopt,
                  json.at("case").get<std::string>(),
                  OptionalOf<double>(json, "distance"),
                  OptionalOf<double>(json, "threshold"),
                  std::nullopt,
                  ConsentVersion{json.at("version").get<std::int64_t>()}};
  if (json.contains("box")) finding.box = BoxOf(json.at("box"));
  if (const auto person = OptionalOf<std::string>(json, "person")) {
    finding.person = PersonId{*person};
  }
  if (const auto model = OptionalOf<std::string>(json, "model")) finding.model = ModelId{*model};
  finding.credit = OptionalOf<std::string>(json, "credit").value_or("");
  finding.match_limit = OptionalOf<double>(json, "match");
  finding.possible_limit = OptionalOf<double>(json, "possible");
  const auto people = OptionalOf<std::vector<std::string>>(json, "people");
  for (const std::string& id : people.value_or(std::vector<std::string>())) {
    finding.people.push_back(PersonId{id});
  }
  return finding;
}

JournalFace FaceOf(const Json& json) {
  JournalFace face{BoxOf(json.at("box")),
                   json.at("score").get<double>(),
                   json.at("quality").get<double>(),
                   json.at("usable").get<bool>(),
                   std::nullopt,
                   OptionalOf<double>(json, "distance")};
  if (const auto nearest = OptionalOf<std::string>(json, "nearest")) {
    face.nearest = PersonId{*nearest};
  }
  return face;
}

template <typename T, typename F>
std::vector<T> ListOf(const std::string& text, F&& one) {
  try {
    std::vector<T> list;
    for (const Json& json : Json::parse(text)) list.push_back(one(json));
    return list;
  } catch (const Json::exception&) {
    Damaged();
  }
}

}  // namespace

std::string FindingsText(const std::vector<Finding>& findings) {
  Json all = Json::array();
  for (const Finding& finding : findings) all.push_back(ToJson(finding));
  return Dump(all);
}

std::string FacesText(const std::vector<JournalFace>& faces) {
  Json all = Json::array();
  for (const JournalFace& face : faces) {
    Json json = {{"box", ToJson(face.box)},
                 {"score", face.score},
                 {"quality", face.quality},
                 {"usable", face.usable}};
    if (face.nearest) json["nearest"] = face.nearest->value;
    if (face.distance) json["distance"] = *face.distance;
    all.push_back(json);
  }
  return Dump(all);
}

std::vector<Finding> FindingsOf(const std::string& text) {
  return ListOf<Finding>(text, FindingOf);
}

std::vector<JournalFace> FacesOf(const std::string& text) {
  return ListOf<JournalFace>(text, FaceOf);
}

std::optional<FindingCode> ParseFindingCode(std::string_view name) {
  for (int code = 1; code <= static_cast<int>(FindingCode::kObjection); ++code) {
    if (name == FindingCodeName(static_cast<FindingCode>(code))) {
      return static_cast<FindingCode>(code);
    }
  }
  return std::nullopt;
}

}  // namespace photogate
