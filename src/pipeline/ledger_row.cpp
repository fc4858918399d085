#include "pipeline/ledger_row.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "pipeline/permission_state.h"

namespace photogate {
namespace {

nlohmann::json ToJson(const Finding& finding) {
  nlohmann::json json = {{"code", FindingCodeName(finding.code)},
                         {"effect", EffectName(finding.effect)},
                         {"text", finding.text}};
  if (!finding.credit.empty()) json["credit"] = finding.credit;
  if (finding.face.has_value()) json["face"] = *finding.face;
  if (finding.person.has_value()) json["person"] = finding.person->value;
  if (finding.distance.has_value()) json["distance"] = *finding.distance;
  if (finding.threshold.has_value()) json["threshold"] = *finding.threshold;
  return json;
}

std::string FindingsJson(const std::vector<Finding>& findings) {
  nlohmann::json all = nlohmann::json::array();
  for (const Finding& finding : findings) all.push_back(ToJson(finding));
  // A number from a school's system may be in any encoding: no reason to fail.
  return all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<PersonId> Recognised(const std::vector<Finding>& findings) {
  std::set<PersonId> people;
  for (const Finding& finding : findings) {
    if (finding.code == FindingCode::kKnownPerson && finding.person.has_value()) {
      people.insert(*finding.person);
    }
  }
  return {people.begin(), people.end()};
}

}  // namespace

LedgerRow MakeLedgerRow(const Inspection& inspection, const Judgement& judgement,
                        const ConsentSnapshot& consent, const PipelineContext& context) {
  LedgerRow row{inspection.sha256,
                {},
                consent.channel.name,
                consent.event.name,
                consent.version,
                judgement.decision.kind(),
                FindingsJson(judgement.findings),
                std::nullopt,
                0,
                0,
                Recognised(judgement.findings),
                {},
                false,
                context.clock->Now()};
  row.mark = inspection.mark;
  row.picture_sha256 = inspection.picture_sha256;
  if (inspection.info.ok()) {
    row.width_px = inspection.info.value().width_px;
    row.height_px = inspection.info.value().height_px;
  }
  row.groups = consent.event.groups;
  row.permission_state = PermissionState(consent);
  if (judgement.matches.has_value()) {
    row.model = context.recogniser;
    row.match_threshold = judgement.matches->match.value;
    row.possible_threshold = judgement.matches->possible.value;
  }
  return row;
}

}  // namespace photogate
