#include "cli/still_out_text.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/terminal.h"
#include "release/release_place.h"
#include "release/still_out.h"

namespace photogate {
namespace {

std::string PublishedText(const Release& release) {
  std::string text;
  for (const ReleasePlace& place : release.places) {
    text += fmt::format("{}{}", text.empty() ? "published: " : "; ",
                        Printable(place.url.empty() ? place.issue : place.url));
  }
  return text.empty() ? "where it was published is not recorded" : text;
}

}  // namespace

StillOutReport ReportStillOut(Register& reg, const PersonId& person) {
  StillOutReport report;
  const auto out = FindStillOut(reg, person);
  if (!out.ok()) {
    report.text = "\nWhich releases still hold a copy could not be read: " + out.error().message;
    return report;
  }
  report.by_check = out.value().by_check;
  for (const PublishedPhoto& one : out.value().released) {
    const Release& release = one.release;
    if (report.releases.empty() || report.releases.back().at("release") != release.number) {
      std::error_code unknown;
      const std::filesystem::path place = PlaceToday(reg, release);
      const bool gone = !std::filesystem::exists(place, unknown) && !unknown;
      report.releases.push_back({{"release", release.number},
                                 {"channel", release.channel.value},
                                 {"place", Printable(place.string())},
                                 {"there", !gone},
                                 {"files", Json::array()}});
      report.text +=
          fmt::format("\n  release {} for {}, {}\n    {}", release.number,
                      Printable(release.channel.value), PublishedText(release),
                      gone ? "the folder or ZIP is not there any more: " : "still holds a copy: ");
      report.text += Printable(place.string());
    }
    report.releases.back().at("files").push_back(one.photo.file_name);
  }
  if (!report.text.empty()) {
    report.text =
        "\nReleased before: take the copies out there, and what was published down." + report.text;
  }
  if (report.by_check > 0) {
    report.text += fmt::format(
        "\n{} cop{} made with `photogate check` {} wherever --out named: photogate does not know "
        "the folder. `photogate verify FOLDER --channel NAME` tells which to delete.",
        report.by_check, report.by_check == 1 ? "y" : "ies",
        report.by_check == 1 ? "stands" : "stand");
  }
  return report;
}

}  // namespace photogate
