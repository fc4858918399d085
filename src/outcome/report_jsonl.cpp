#include "outcome/report_jsonl.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "outcome/printable.h"

namespace photogate {
namespace {

using Json = nlohmann::ordered_json;

// Enough digits for what is measured, and no 0.41000000000000003.
Json Number(double value, double digits) {
  if (!std::isfinite(value)) return nullptr;
  return std::round(value * digits) / digits;
}

Json Optional(const std::optional<double>& value) {
  return value ? Number(*value, 10'000) : Json(nullptr);
}

Json PersonOf(const std::optional<PersonId>& person, const std::string& case_number,
              bool identify) {
  if (!person) return nullptr;
  if (identify) return person->value;
  return case_number.empty() ? Json(nullptr) : Json(case_number);
}

void AddPath(Json& line, const std::string& key, const std::string& path) {
  if (IsUtf8(path)) {
    line[key] = path;
  } else {
    line[key + "_b64"] = Base64(path);
  }
}

Json FindingJson(const Finding& finding, bool person_by_id, bool names) {
  Json json;
  json["code"] = FindingCodeName(finding.code);
  json["effect"] = EffectName(finding.effect);
  json["face"] = finding.face ? Json(*finding.face) : Json(nullptr);
  json["person"] = PersonOf(finding.person, finding.case_number, person_by_id);
  json["distance"] = Optional(finding.distance);
  json["threshold"] = Optional(finding.threshold);
  if (!finding.credit.empty()) json["credit"] = Printable(finding.credit);
  json["text"] = Printable(names ? finding.identified_text : finding.text);
  return json;
}

Json FaceJson(const RecordedFace& face, bool identify) {
  Json json;
  json["box"] = Json::array();
  for (const float side : {face.box.x, face.box.y, face.box.w, face.box.h}) {
    json["box"].push_back(Number(static_cast<double>(side), 10));
  }
  json["score"] = Number(face.score, 10'000);
  json["quality"] = Number(face.quality, 10'000);
  json["usable"] = face.usable;
  json["nearest"] = nullptr;
  if (face.nearest) {
    Json nearest;
    nearest["person"] = PersonOf(face.nearest->person, face.nearest->case_number, identify);
    nearest["distance"] = Number(face.nearest->distance, 10'000);
    json["nearest"] = nearest;
  }
  return json;
}

// Ids and the like may hold bytes that are not UTF-8; they must not stop a report.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string PhotoJsonLine(const PhotoRecord& record, bool identify) {
  Json line;
  line["message_type"] = "photo";
  AddPath(line, "path", record.path);
  line["sha256"] = record.sha256.empty() ? Json(nullptr) : Json(record.sha256.value);
  line["format"] = FormatName(record.format);
  line["width"] = record.width_px > 0 ? Json(record.width_px) : Json(nullptr);
  line["height"] = record.height_px > 0 ? Json(record.height_px) : Json(nullptr);
  line["decision"] = DecisionName(record.decision.kind());
  line["findings"] = Json::array();
  for (const Finding& finding : record.findings) {
    line["findings"].push_back(FindingJson(finding, identify, identify));
  }
  line["faces"] = Json::array();
  for (const RecordedFace& face : record.faces) {
    line["faces"].push_back(FaceJson(face, identify));
  }
  if (record.output) {
    AddPath(line, "output", *record.output);
  } else {
    line["output"] = nullptr;
  }
  Json ms;
  ms["decode"] = Number(record.times.decode_ms, 10);
  ms["detect"] = Number(record.times.detect_ms, 10);
  ms["embed"] = Number(record.times.embed_ms, 10);
  ms["match"] = Number(record.times.match_ms, 10);
  ms["metadata"] = Number(record.times.metadata_ms, 10);
  ms["total"] = Number(record.times.total_ms, 10);
  line["ms"] = ms;
  return Dump(line);
}

std::string SummaryJsonLine(const RunSummary& summary) {
  Json line;
  line["message_type"] = "summary";
  line["photos"] = summary.photos;
  line["clear"] = summary.clear;
  line["review"] = summary.review;
  line["block"] = summary.block;
  line["unreadable"] = summary.unreadable;
  line["seconds"] = Number(summary.seconds, 10);
  line["exit"] = summary.exit_code;
  return Dump(line);
}

std::string ReportJsonl(const std::vector<PhotoRecord>& records, const RunSummary& summary,
                        bool identify) {
  std::string text;
  for (const PhotoRecord& record : records) text += PhotoJsonLine(record, identify) + "\n";
  return text + SummaryJsonLine(summary) + "\n";
}

std::string FindingsJson(const std::vector<Finding>& findings) {
  Json array = Json::array();
  for (const Finding& finding : findings) array.push_back(FindingJson(finding, true, false));
  return Dump(array);
}

}  // namespace photogate
