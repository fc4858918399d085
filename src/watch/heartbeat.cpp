#include "watch/heartbeat.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "consent/descriptor.h"
#include "outcome/printable.h"

namespace photogate {
namespace {

using Json = nlohmann::json;

Json ToJson(const std::vector<Alarm>& alarms) {
  Json json = Json::array();
  for (const Alarm& alarm : alarms) json.push_back({{"code", alarm.code}, {"text", alarm.text}});
  return json;
}

}  // namespace

Result<Done> WriteHeartbeat(const std::filesystem::path& home, const Heartbeat& beat) {
  Json json = {{"pid", beat.pid},
               {"kind", beat.kind == WatchKind::kOnce ? "once" : "service"},
               {"ended", beat.ended},
               {"at", beat.at},
               {"alarms", ToJson(beat.alarms)},
               {"stray", beat.stray},
               {"unsettled", beat.unsettled},
               {"stuck", beat.stuck},
               {"ignored", beat.ignored},
               {"waiting", beat.waiting},
               {"foreign", beat.foreign},
               {"altered", beat.altered},
               {"in_quarantine", beat.in_quarantine},
               {"destroy_from", beat.destroy_from},
               {"clock_jumped", beat.clock_jumped}};
  // A folder's name may be any bytes, and may be somebody's: it is shown on the share only.
  json["unapproved"] = Json::array();
  for (const auto& [folder, photos] : beat.unapproved) {
    json["unapproved"].push_back({{"folder", Printable(folder)}, {"photos", photos}});
  }
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return ReplaceFile(home / "watch.json",
                     ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::optional<Heartbeat> ReadHeartbeat(const std::filesystem::path& home) {
  std::ifstream file(home / "watch.json", std::ios::binary);
  const auto json = Json::parse(file, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    Heartbeat beat;
    beat.pid = json.at("pid").get<std::int64_t>();
    beat.at = json.at("at").get<std::string>();
    for (const Json& alarm : json.at("alarms")) {
      beat.alarms.push_back(
          {alarm.at("code").get<std::string>(), alarm.at("text").get<std::string>()});
    }
    for (const Json& folder : json.at("unapproved")) {
      beat.unapproved[folder.at("folder").get<std::string>()] = folder.at("photos").get<int>();
    }
    beat.stray = json.at("stray").get<int>();
    beat.unsettled = json.at("unsettled").get<int>();
    beat.stuck = json.at("stuck").get<int>();
    beat.ignored = json.at("ignored").get<int>();
    beat.waiting = json.at("waiting").get<int>();
    beat.foreign = json.at("foreign").get<int>();
    beat.altered = json.at("altered").get<int>();
    // Not in one that an earlier version wrote.
    beat.kind = json.value("kind", "service") == "once" ? WatchKind::kOnce : WatchKind::kService;
    beat.ended = json.value("ended", false);
    beat.in_quarantine = json.value("in_quarantine", 0);
    beat.destroy_from = json.value("destroy_from", "");
    beat.clock_jumped = json.value("clock_jumped", false);
    return beat;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace photogate
