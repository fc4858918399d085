#include "release/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "consent/releases.h"
#include "crypto/sha256.h"
#include "outcome/file_system.h"
#include "outcome/printable.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = 64u << 20;
constexpr const char* kAltText =
    "Write an alternative text for each photo that says what is happening and names nobody.";

Verified Say(const fs::path& path, Standing standing, std::string text) {
  Verified one{path, {}, standing, std::move(text), {}, {}, {}, false};
  one.manifest = true;
  return one;
}

std::vector<fs::path> ManifestsBelow(const std::vector<fs::path>& paths) {
  std::vector<fs::path> found;
  for (const fs::path& path : paths) {
    std::error_code error;
    if (path.filename() == kManifestName) found.push_back(path);
    if (!fs::is_directory(path, error)) continue;
    for (fs::recursive_directory_iterator entry(path, error), end; entry != end && !error;
         entry.increment(error)) {
      if (entry->path().filename() == kManifestName) found.push_back(entry->path());
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Result<Done> VerifyOne(const fs::path& path, Releases& releases, const ChannelName& channel,
                       std::vector<Verified>& found) {
  PosixFileSystem disk;
  std::error_code error;
  const std::uintmax_t bytes = fs::file_size(path, error);
  if (error || bytes > kMostBytes) {
    found.push_back(Say(path, Standing::kUnreadable, "The list of the release cannot be read."));
    return Done{};
  }
  const auto hash = disk.Hash(path);
  if (!hash.ok()) {
    found.push_back(Say(path, Standing::kUnreadable, hash.error().message));
    return Done{};
  }
  ReleaseQuery query;
  query.manifest = hash.value();
  const auto known = releases.List(query);
  if (!known.ok()) return known.error();
  if (known.value().empty()) {
    found.push_back(Say(path, Standing::kUnknown,
                        "This list is of no release, or was edited since: do not rely on it. The "
                        "photos beside it are verified each for itself."));
    return Done{};
  }
  const Release& release = known.value().front();
  if (release.channel != channel) {
    Verified other =
        Say(path, Standing::kOtherChannel, "This release was made for another channel.");
    other.channels = {release.channel};
    found.push_back(std::move(other));
    return Done{};
  }
  const auto photos = releases.Photos(release.number);
  if (!photos.ok()) return photos.error();
  bool whole = true;
  for (const ReleasedPhoto& photo : photos.value()) {
    const fs::path file = path.parent_path() / photo.file_name;
    const auto is = disk.Hash(file);
    if (is.ok() && is.value() == photo.output_sha256) continue;
    whole = false;
    found.push_back(Say(file, fs::exists(file, error) ? Standing::kUnknown : Standing::kMissing,
                        fs::exists(file, error)
                            ? "The release's list names another file here: it was replaced."
                            : "The release's list names this file and it is not there."));
  }
  if (whole) {
    found.push_back(Say(path, Standing::kCleared,
                        fmt::format("The list of release {}, as it was made: all {} photos are "
                                    "there, unchanged.",
                                    release.number, photos.value().size())));
  }
  return Done{};
}

}  // namespace

std::string ManifestText(const ManifestHead& head, const Batch& batch) {
  using Json = nlohmann::ordered_json;
  Json photos = Json::array();
  for (const BatchPhoto& photo : batch.photos) {
    photos.push_back({{"file", photo.file_name},
                      {"sha256", photo.sha256.value},
                      {"credit", photo.credit.empty() ? Json(nullptr) : Json(photo.credit)},
                      {"released_before",
                       photo.released_before ? Json(*photo.released_before) : Json(nullptr)}});
  }
  const Json manifest{{"message_type", "photogate_release"},
                      {"number", head.number},
                      {"channel", batch.channel.value},
                      {"event", batch.event ? Json(batch.event->value) : Json(nullptr)},
                      {"made_at", head.at},
                      {"made_by", head.made_by},
                      {"looked_through_by", head.looked_by},
                      {"consent_version", batch.consent_version.value},
                      {"alt_text", kAltText},
                      {"photos", photos}};
  return manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string ReleaseNoteText(const ManifestHead& head, const Batch& batch) {
  std::string text = fmt::format(
      "Release {} for {}: {} photo{}, made {} by {}.\r\n\r\n"
      "Publish the files as they are: photogate knows them by their exact bytes.\r\n{}\r\n"
      "Just before you publish, drop them on the page \"Verify\", or run\r\n"
      "  photogate verify THIS-FOLDER --channel {}\r\n"
      "Afterwards say where they appear, on the page \"Release\", or with\r\n"
      "  photogate release place {} --url ADDRESS\r\n",
      head.number, Printable(batch.channel.value), batch.photos.size(),
      batch.photos.size() == 1 ? "" : "s", head.at.substr(0, 10), Printable(head.made_by), kAltText,
      Printable(batch.channel.value), head.number);
  for (const BatchPhoto& photo : batch.photos) {
    if (photo.credit.empty()) continue;
    text += fmt::format("Name beside {}: {}\r\n", photo.file_name, Printable(photo.credit));
  }
  return text;
}

Result<std::vector<Verified>> VerifyManifests(const std::vector<fs::path>& paths, Register& reg,
                                              const ChannelName& channel) {
  std::vector<Verified> found;
  Releases releases(reg);
  for (const fs::path& path : ManifestsBelow(paths)) {
    const auto said = VerifyOne(path, releases, channel, found);
    if (!said.ok()) return said.error();
  }
  return found;
}

}  // namespace photogate
