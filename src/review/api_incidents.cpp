// Incidents (POLICY.md P14).
#include <chrono>
#include <cstdio>
#include <ctime>

#include "consent/incidents.h"
#include "consent/looks.h"
#include "consent/photo_journal.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

// UK GDPR article 33(1).
constexpr auto kClock = std::chrono::hours(72);
constexpr std::size_t kMostText = 8'000;

std::optional<std::chrono::system_clock::time_point> ParseUtc(const std::string& text) {
  std::tm parts{};
  char end = 0;
  int read = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%c%n", &parts.tm_year, &parts.tm_mon,
                  &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &end, &read) != 7 ||
      end != 'Z' || static_cast<std::size_t>(read) != text.size() ||
      !ParseDate(text.substr(0, 10)) || parts.tm_hour > 23 || parts.tm_min > 59 ||
      parts.tm_sec > 59) {
    return std::nullopt;
  }
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

Json ClockJson(const Incident& incident, const Clock& clock) {
  const auto started = ParseUtc(incident.noticed);
  if (!started) return nullptr;
  const auto ends = *started + kClock;
  const auto left = std::chrono::duration_cast<std::chrono::minutes>(ends - clock.Now());
  return {{"started", incident.noticed},
          {"ends", FormatUtc(ends)},
          {"hours_left", std::max(0.0, static_cast<double>(left.count() / 6) / 10)},
          {"over", left.count() < 0}};
}

Json Summary(const Incident& incident, const Clock& clock) {
  return {{"incident", incident.number},
          {"state", !incident.open()                   ? "closed"
                    : incident.assessment() == nullptr ? "open"
                                                       : "assessed"},
          {"reported", incident.reported},
          {"by", incident.user},
          {"photo", incident.photo ? Json(incident.photo->value) : Json()},
          {"what", incident.what},
          {"clock", ClockJson(incident, clock)}};
}

Json EntryJson(const IncidentEntry& entry) {
  return {{"at", entry.at},
          {"by", entry.user},
          {"kind", IncidentEntryKindName(entry.kind)},
          {"text", entry.text}};
}

Json Whole(const Incident& incident, const Clock& clock) {
  Json json = Summary(incident, clock);
  json["evidence"] = incident.evidence;
  json["entries"] = Json::array();
  for (const IncidentEntry& entry : incident.entries) json["entries"].push_back(EntryJson(entry));
  json["assessment"] = nullptr;
  if (const IncidentEntry* const assessed = incident.assessment()) {
    json["assessment"] = EntryJson(*assessed);
    json["assessment"]["risk"] = assessed->risk;
    json["assessment"]["report_to_ico"] = assessed->to_ico;
    json["assessment"]["tell_families"] = assessed->to_families;
  }
  return json;
}

std::optional<std::int64_t> NumberOf(const Call& call) {
  const std::string& text = call.ids[0];
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != text.npos) {
    return std::nullopt;
  }
  return std::stoll(text);
}

HttpResponse NoIncident() {
  return Problem(404, "not_found", "There is no incident of this number.");
}

HttpResponse Show(PhotoParts& parts, const Call& call, std::int64_t number) {
  const auto incident = Incidents(parts.desk.reg()).Show(number);
  if (!incident.ok()) return ProblemOf(incident.error());
  (void)call;
  return JsonAnswer({{"incident", Whole(incident.value(), parts.desk.clock())}});
}

// What the register knew of the photo, so that it is still known when the photo is gone.
std::string EvidenceOf(const PhotoEntry& entry) {
  std::string text = "photo " + entry.id.value + ", state " +
                     std::string(PhotoStateName(entry.state)) + " since " + entry.state_at +
                     ", channel " + entry.channel.value + ", received " + entry.claimed_at;
  if (!entry.sha256.empty()) text += ", SHA-256 " + entry.sha256.value;
  if (entry.facts) {
    text += ", machine's decision: " + std::string(DecisionName(entry.facts->decision));
    for (const Finding& finding : entry.facts->findings) text += "; " + finding.text;
  }
  return text;
}

HttpResponse Report(PhotoParts& parts, const Call& call) {
  const auto what = BodyText(call.body, "what", kMostText);
  const auto photo_id = BodyText(call.body, "photo");
  const auto noticed_text = BodyText(call.body, "noticed");
  if (!what || !photo_id || !noticed_text) {
    return Problem(400, "bad_request", "The report is too long, or not text.");
  }
  auto noticed = parts.desk.clock().Now();
  if (!noticed_text->empty()) {
    const auto parsed = ParseUtc(*noticed_text);
    if (!parsed) return Problem(400, "bad_request", "Say when it was noticed.");
    noticed = *parsed;
  }
  std::optional<PhotoId> photo;
  std::string evidence;
  if (!photo_id->empty()) {
    const auto entry = PhotoJournal(parts.desk.reg()).Load(PhotoId{*photo_id});
    if (!entry.ok()) return ProblemOf(entry.error());
    photo = entry.value().id;
    evidence = EvidenceOf(entry.value());
  }
  const auto number = Incidents(parts.desk.reg())
                          .Report(photo, *what, noticed, evidence, call.actor(),
                                  call.body.value("long_ago", nlohmann::json(false)) == true);
  if (!number.ok()) return Problem(422, "incomplete", number.error().message);
  return Show(parts, call, number.value());
}

HttpResponse Add(PhotoParts& parts, const Call& call, IncidentEntryKind kind) {
  const auto number = NumberOf(call);
  if (!number) return NoIncident();
  const auto text = BodyText(call.body, "text", kMostText);
  const auto risk = BodyText(call.body, "risk");
  if (!text || !risk) return Problem(400, "bad_request", "The text is too long, or not text.");
  IncidentEntry entry;
  entry.kind = kind;
  entry.text = *text;
  entry.risk = *risk;
  entry.to_ico = call.body.value("report_to_ico", nlohmann::json(false)) == true;
  entry.to_families = call.body.value("tell_families", nlohmann::json(false)) == true;
  const auto added = Incidents(parts.desk.reg()).Add(*number, entry, call.actor());
  if (!added.ok() && added.error().kind == ErrorKind::kRefused) {
    return Problem(422, "incomplete", added.error().message);
  }
  if (!added.ok()) return ProblemOf(added.error());
  return Show(parts, call, *number);
}

HttpResponse Export(PhotoParts& parts, const Call& call) {
  const auto number = NumberOf(call);
  if (!number) return NoIncident();
  const auto found = Incidents(parts.desk.reg()).Show(*number);
  if (!found.ok()) return ProblemOf(found.error());
  const Incident& incident = found.value();
  auto looked = Looks(parts.desk.reg()).Record("incident export", call.ids[0], call.actor());
  if (!looked.ok()) return ProblemOf(looked.error());
  std::string text = "Incident " + call.ids[0] + "\r\n\r\nNoticed: " + incident.noticed +
                     "\r\nReported: " + incident.reported + " by " + incident.user +
                     "\r\nTo be reported to the Information Commissioner's Office, if at all, "
                     "within 72 hours of being noticed.\r\n\r\n" +
                     incident.what + "\r\n";
  if (!incident.evidence.empty()) text += "\r\nWhat was known: " + incident.evidence + "\r\n";
  for (const IncidentEntry& entry : incident.entries) {
    text += "\r\n" + entry.at + " " + entry.user + " (" +
            std::string(IncidentEntryKindName(entry.kind)) + ")\r\n";
    if (entry.kind == IncidentEntryKind::kAssessment) {
      text += "Risk: " + entry.risk + ". To the ICO: " + (entry.to_ico ? "yes" : "no") +
              ". To the families: " + (entry.to_families ? "yes" : "no") + ".\r\n";
    }
    text += entry.text + "\r\n";
  }
  HttpResponse response;
  response.status = 200;
  response.body = std::move(text);
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"incident-" + call.ids[0] + ".txt\"");
  return response;
}

}  // namespace

std::vector<Route> IncidentRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  const auto add = [&](const char* method, const char* pattern, PageAct act,
                       std::vector<std::string> fields,
                       std::function<HttpResponse(const Call&)> answer) {
    routes.push_back(
        {method, pattern, false, act, false, false, std::move(fields), std::move(answer)});
  };
  add("GET", "/api/v1/incidents", PageAct::kAssess, {}, [&parts](const Call&) {
    const auto incidents = Incidents(parts.desk.reg()).List();
    if (!incidents.ok()) return ProblemOf(incidents.error());
    Json list = Json::array();
    for (const Incident& incident : incidents.value()) {
      list.push_back(Summary(incident, parts.desk.clock()));
    }
    return JsonAnswer({{"incidents", list}});
  });
  add("POST", "/api/v1/incidents", PageAct::kReport, {"photo", "what", "noticed", "long_ago"},
      [&parts](const Call& call) { return Report(parts, call); });
  add("GET", "/api/v1/incidents/{}", PageAct::kAssess, {}, [&parts](const Call& call) {
    const auto number = NumberOf(call);
    return number ? Show(parts, call, *number) : NoIncident();
  });
  add("POST", "/api/v1/incidents/{}/entries", PageAct::kAssess, {"text"},
      [&parts](const Call& call) { return Add(parts, call, IncidentEntryKind::kAction); });
  add("POST", "/api/v1/incidents/{}/assessment", PageAct::kAssess,
      {"text", "risk", "report_to_ico", "tell_families"},
      [&parts](const Call& call) { return Add(parts, call, IncidentEntryKind::kAssessment); });
  add("POST", "/api/v1/incidents/{}/close", PageAct::kAssess, {"text"},
      [&parts](const Call& call) { return Add(parts, call, IncidentEntryKind::kClosed); });
  add("GET", "/api/v1/incidents/{}/export", PageAct::kAssess, {},
      [&parts](const Call& call) { return Export(parts, call); });
  return routes;
}

}  // namespace photogate
