#include "review/release_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <map>

#include "consent/channels.h"
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

struct StillOut {
  Release release;
  std::vector<std::string> owners;  // of its channel, those who have not left
  std::vector<std::string> files;
};

Result<std::vector<StillOut>> ByRelease(Register& reg,
                                        const std::vector<PublishedPhoto>& published) {
  std::vector<StillOut> out;
  for (const PublishedPhoto& one : published) {
    if (out.empty() || out.back().release.number != one.release.number) {
      auto owners = Channels(reg).ActiveOwnersOf(one.release.channel, reg.clock().Today());
      if (!owners.ok()) return owners.error();
      out.push_back({one.release, std::move(owners).value(), {}});
    }
    out.back().files.push_back(one.photo.file_name);
  }
  return out;
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
          {"taken_back", release.taken_back},
          {"to_take_down", release.to_take_down},
          {"void", release.voided.empty() ? Json(nullptr) : Json(release.voided)},
          {"missing_since", release.missing.empty() ? Json(nullptr) : Json(release.missing)},
          {"published", places}};
}

Result<Json> StillOutJson(Register& reg, const std::vector<PublishedPhoto>& published) {
  const auto releases = ByRelease(reg, published);
  if (!releases.ok()) return releases.error();
  Json list = Json::array();
  for (const StillOut& one : releases.value()) {
    const Json release = ReleaseJson(one.release);
    list.push_back({{"release", release.at("release")},
                    {"channel", release.at("channel")},
                    {"at", release.at("at")},
                    {"place", release.at("place")},
                    {"files", one.files},
                    {"owners", one.owners},
                    {"published", release.at("published")}});
  }
  return list;
}

Result<std::vector<std::string>> StillOutText(Register& reg,
                                              const std::vector<PublishedPhoto>& published) {
  const auto releases = ByRelease(reg, published);
  if (!releases.ok()) return releases.error();
  std::vector<std::string> sentences;
  for (const StillOut& one : releases.value()) {
    std::string text =
        fmt::format("release {} for {}, in {}: {}", one.release.number, one.release.channel.value,
                    PlaceText(one.release), fmt::join(one.files, ", "));
    for (const ReleasePlace& place : one.release.places) {
      text += fmt::format("; published {}: {}{}{}", FormatDate(place.published), place.url,
                          place.url.empty() || place.issue.empty() ? "" : ", ", place.issue);
    }
    if (one.release.places.empty()) text += "; where it was published is not recorded";
    text += fmt::format(". Take it down there; ask {}",
                        one.owners.empty() ? std::string("a senior leader")
                                           : fmt::format("{}", fmt::join(one.owners, " or ")));
    sentences.push_back(Printable(text));
  }
  return sentences;
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
