#include "cli/release_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/channels.h"
#include "consent/releases.h"
#include "release/release_place.h"

namespace photogate {
namespace {

Json PlacesJson(const Release& release) {
  Json places = Json::array();
  for (const ReleasePlace& place : release.places) {
    places.push_back({{"url", place.url},
                      {"issue", place.issue},
                      {"published", FormatDate(place.published)},
                      {"note", place.note},
                      {"at", place.at},
                      {"by", place.actor}});
  }
  return places;
}

Json ReleaseJson(const Release& release, const std::string& place) {
  return {{"number", release.number},
          {"at", release.at},
          {"by", release.actor},
          {"looked_through_by", release.looked_by},
          {"channel", release.channel.value},
          {"address", release.address},
          {"event", release.event ? Json(release.event->value) : Json(nullptr)},
          {"form", ReleaseFormName(release.form)},
          {"place", Printable(place)},
          {"photos", release.photos},
          {"finished", release.finished},
          {"taken_back", release.taken_back},
          {"to_take_down", release.to_take_down},
          {"void", release.voided.empty() ? Json(nullptr) : Json(release.voided)},
          {"missing_since", release.missing.empty() ? Json(nullptr) : Json(release.missing)},
          {"published", PlacesJson(release)}};
}

}  // namespace

ExitCode ListReleases(const AppContext& context, const std::string& channel) {
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    ReleaseQuery query;
    if (!channel.empty()) query.channel = ChannelName{channel};
    query.with_voided = true;
    const auto releases = Releases(reg).List(query);
    if (!releases.ok()) return FailRegister(releases.error());
    Json list = Json::array();
    int to_take_down = 0;
    std::vector<std::vector<std::string>> rows{
        {"RELEASE", "CHANNEL", "MADE", "BY", "PHOTOS", "PUBLISHED"}};
    for (const Release& release : releases.value()) {
      list.push_back(ReleaseJson(release, PlaceToday(reg, release).string()));
      std::string where;
      for (const ReleasePlace& place : release.places) {
        where += (where.empty() ? "" : "; ") + (place.url.empty() ? place.issue : place.url);
      }
      if (where.empty()) where = "not recorded";
      if (!release.missing.empty()) where += "; not found where it was made: ask who has it";
      if (!release.finished) where = "not finished";
      if (release.to_take_down > 0) {
        where += fmt::format(" (take down {}: not cleared any more)", release.to_take_down);
        ++to_take_down;
      }
      if (!release.voided.empty()) where = "void: " + release.voided;
      rows.push_back({std::to_string(release.number), Printable(release.channel.value),
                      release.at.substr(0, 10), Printable(release.actor),
                      std::to_string(release.photos), Printable(where)});
    }
    std::string text = rows.size() == 1 ? "Nothing was released." : TextTable(rows);
    if (to_take_down > 0) {
      text += fmt::format(
          "{} of them hold{} photos that were taken back since they were released and are to be "
          "taken down where they were published: see which with `photogate release show`, and the "
          "tasks with `photogate recall tasks`.\n",
          to_take_down, to_take_down == 1 ? "s" : "");
    }
    return Answer(context, "releases", {{"releases", list}}, text);
  });
}

ExitCode ShowRelease(const AppContext& context, std::int64_t number) {
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    Releases releases(reg);
    const auto shown = releases.Show(number);
    if (!shown.ok()) return FailRegister(shown.error());
    const auto photos = releases.Photos(number);
    if (!photos.ok()) return FailRegister(photos.error());
    const Release& release = shown.value();
    const std::string place = PlaceToday(reg, release).string();
    Json files = Json::array();
    std::vector<std::vector<std::string>> rows{{"FILE", "CLEARED BY", "SHA-256", "NOW"}};
    for (const ReleasedPhoto& photo : photos.value()) {
      files.push_back({{"file", photo.file_name},
                       {"sha256", photo.output_sha256.value},
                       {"original_sha256", photo.original_sha256.value},
                       {"cleared_by", photo.cleared_by},
                       {"photo", photo.photo ? Json(photo.photo->value) : Json(nullptr)},
                       {"taken_back", photo.taken_back},
                       {"to_take_down", photo.to_take_down}});
      rows.push_back({photo.file_name, Printable(photo.cleared_by),
                      photo.output_sha256.value.substr(0, 16),
                      photo.to_take_down ? "taken back since: take it down"
                      : photo.taken_back ? "taken back since; its takedown has its end"
                                         : ""});
    }
    std::string text =
        fmt::format("Release {} for {}, {} by {}, looked through by {}\n  {}\n", release.number,
                    Printable(release.channel.value), release.at, Printable(release.actor),
                    Printable(release.looked_by), Printable(place));
    if (!release.voided.empty()) {
      text += "  It never came about: " + Printable(release.voided) + "\n";
    }
    if (!release.missing.empty()) {
      text += "  Not found where it was made on " + release.missing.substr(0, 10) +
              ", after its making was broken off: ask who has it. It counts as released.\n";
    }
    for (const ReleasePlace& at : release.places) {
      text += fmt::format("  published {}: {}{}{}{}\n", FormatDate(at.published), Printable(at.url),
                          at.url.empty() || at.issue.empty() ? "" : ", ", Printable(at.issue),
                          at.note.empty() ? "" : " (" + Printable(at.note) + ")");
    }
    if (release.to_take_down > 0) {
      const auto active = Channels(reg).ActiveOwnersOf(release.channel, context.clock.Today());
      if (!active.ok()) return FailRegister(active.error());
      const std::vector<std::string>& owners = active.value();
      text += fmt::format(
          "  {} of its photos {} looked at again, deleted or no longer permitted since, and taken "
          "back: take what was "
          "published of it down, and say so with `photogate recall done`. The channel is owned by "
          "{}.\n",
          release.to_take_down, release.to_take_down == 1 ? "was" : "were",
          owners.empty() ? std::string("nobody: ask a senior leader")
                         : Printable(fmt::format("{}", fmt::join(owners, ", "))));
    }
    Json fields = ReleaseJson(release, place);
    fields["files"] = files;
    fields["checklist"] = Json::parse(release.checklist, nullptr, false);
    return Answer(context, "release", fields, text + "\n" + TextTable(rows));
  });
}

}  // namespace photogate
