#include "review/release_json.h"

#include <filesystem>

#include "outcome/printable.h"

namespace photogate {
namespace {

// As people see it on the share: "released/website/2026-11-20-release-3". A folder that was named
// at the command line stands as it is.
std::string PlaceText(const Release& release) {
  const std::filesystem::path place = release.place;
  const auto channel = place.parent_path(), root = channel.parent_path();
  if (channel.filename() == release.channel.value && root.filename() == "released") {
    return Printable((root.filename() / channel.filename() / place.filename()).string());
  }
  return Printable(release.place);
}

}  // namespace

Json ReleaseJson(const Release& release) {
  Json places = Json::array();
  for (const ReleasePlace& place : release.places) {
    places.push_back({{"url", place.url},
                      {"issue", place.issue},
                      {"published", FormatDate(place.published)},
                      {"note", place.note},
                      {"at", place.at},
                      {"by", place.actor}});
  }
  return {{"release", release.number},
          {"at", release.at},
          {"by", release.actor},
          {"looked_by", release.looked_by},
          {"channel", release.channel.value},
          {"event", release.event ? Json(release.event->value) : Json(nullptr)},
          {"form", ReleaseFormName(release.form)},
          {"place", PlaceText(release)},
          {"photos", release.photos},
          {"finished", release.finished},
          {"void", release.voided.empty() ? Json(nullptr) : Json(release.voided)},
          {"missing_since", release.missing.empty() ? Json(nullptr) : Json(release.missing)},
          {"published", places}};
}

Json VerifiedJson(const Verified& one) {
  Json channels = Json::array();
  for (const ChannelName& channel : one.channels) channels.push_back(channel.value);
  return {{"file", Printable(one.path.filename().string())},
          {"inside", one.inside.empty() ? Json(nullptr) : Json(Printable(one.inside))},
          {"standing", StandingName(one.standing)},
          {"publishable", one.standing == Standing::kCleared && !one.manifest},
          {"text", PageWords(one.text)},
          {"cleared_as", one.cleared_as.empty() ? Json(nullptr) : Json(one.cleared_as)},
          {"channels", channels}};
}

std::optional<std::int64_t> ReleaseNumber(const std::string& text) {
  if (text.empty() || text.size() > 9 ||
      text.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return std::stoll(text);
}

}  // namespace photogate
