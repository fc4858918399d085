#include <nlohmann/json.hpp>
#include <string>

#include "evaluate/report.h"

namespace photogate {
namespace {

using nlohmann::json;

json ToJson(const Proportion& share) {
  json object{{"hits", share.hits}, {"trials", share.trials}, {"people", share.people}};
  // Without trials there is no share, and 0 would look like a good one.
  object["value"] = share.trials == 0 ? json() : json(share.value);
  object["ci95"] = share.trials == 0 ? json() : json::array({share.low, share.high});
  return object;
}

json ToJson(const Verification& verification) {
  json points = json::array();
  for (const OperatingPoint& point : verification.points) {
    points.push_back({{"fmr_target", point.fmr_target > 0 ? json(point.fmr_target) : json()},
                      {"threshold", point.threshold.value},
                      {"fmr", point.fmr},
                      {"fnmr", ToJson(point.fnmr)}});
  }
  json object{{"people", verification.people},
              {"templates", verification.templates},
              {"mated_pairs", verification.mated_pairs},
              {"non_mated_pairs", verification.non_mated_pairs},
              {"non_mated_similarity_mean", verification.non_mated_mean},
              {"non_mated_similarity_sd", verification.non_mated_sd},
              {"points", points}};
  if (!verification.subgroup.empty()) object["subgroup"] = verification.subgroup;
  return object;
}

json ToJson(const GalleryFigure& figure) {
  json subgroups = json::array();
  for (const SubgroupFigure& each : figure.subgroups) {
    subgroups.push_back({{"subgroup", each.subgroup},
                         {"false_clear", ToJson(each.false_clear)},
                         {"needless_hold_single", ToJson(each.single_hold)}});
  }
  json missed = json::array();
  for (const MissedName& each : figure.missed) {
    missed.push_back({{"person", each.person},
                      {"photo", each.photo},
                      {"faces", each.missed.faces},
                      {"distance", each.missed.distance ? json(*each.missed.distance) : json()}});
  }
  return {{"gallery_size", figure.gallery_size},
          {"references", figure.references},
          {"galleries", figure.galleries},
          {"enrolled_people", figure.enrolled_people},
          {"false_clear", ToJson(figure.false_clear)},
          {"blocked", ToJson(figure.blocked)},
          {"needless_hold", ToJson(figure.needless_hold)},
          {"needless_hold_single", ToJson(figure.single_hold)},
          {"needless_match_single", ToJson(figure.single_matched)},
          {"needless_block_single", ToJson(figure.single_blocked)},
          {"subgroups", subgroups},
          {"false_clear_photos", missed}};
}

}  // namespace

std::string ReportJson(const EvaluationReport& report) {
  json by_subgroup = json::array();
  for (const Verification& each : report.verification_by_subgroup) {
    by_subgroup.push_back(ToJson(each));
  }
  json galleries = json::array();
  for (const GalleryFigure& each : report.galleries) galleries.push_back(ToJson(each));
  const DetectionCounts& counts = report.detection;
  const json whole{{"message_type", "evaluation"},
                   {"recogniser", report.recogniser.value},
                   {"match", report.match.value},
                   {"possible", report.possible.value},
                   {"seed", report.seed},
                   {"people", report.people},
                   {"detection",
                    {{"photos", counts.photos},
                     {"unread", counts.unread},
                     {"no_face", counts.no_face},
                     {"one_face", counts.one_face},
                     {"several_faces", counts.several_faces},
                     {"main_not_comparable", counts.main_not_comparable}}},
                   {"verification", ToJson(report.verification)},
                   {"verification_by_subgroup", by_subgroup},
                   {"galleries", galleries},
                   {"left_out", report.left_out}};
  // Folder names need not be UTF-8.
  return whole.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace photogate
