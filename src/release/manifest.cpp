#include "release/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
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

// Where a list stands.
struct ListPlace {
  fs::path path;       // the list's own, or that of the archive
  std::string inside;  // within the archive; empty: it is a file of its own
};

Verified Say(const ListPlace& place, Standing standing, std::string text) {
  Verified one{place.path, place.inside, standing, std::move(text), {}, {}, {}, false};
  one.manifest = true;
  return one;
}

ListPlace Beside(const ListPlace& place, const std::string& name) {
  if (place.inside.empty()) return {place.path.parent_path() / name, {}};
  const std::size_t folder = place.inside.size() - std::string_view(kManifestName).size();
  return {place.path, place.inside.substr(0, folder) + name};
}

// What stands beside a list under a name.
enum class Found { kSame, kOther, kNotThere };
using FindBeside = std::function<Found(const std::string& name, const Sha256Hex& expected)>;

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

// `hash` is the list's.
Result<Done> VerifyList(const ListPlace& place, const Sha256Hex& hash, const FindBeside& beside,
                        Releases& releases, const ChannelName& channel,
                        std::vector<Verified>& found) {
  ReleaseQuery query;
  query.manifest = hash;
  const auto known = releases.List(query);
  if (!known.ok()) return known.error();
  if (known.value().empty()) {
    found.push_back(Say(place, Standing::kUnknown,
                        "This list is of no release, or was edited since: do not rely on it. The "
                        "photos beside it are verified each for itself."));
    return Done{};
  }
  const Release& release = known.value().front();
  if (release.channel != channel) {
    Verified other =
        Say(place, Standing::kOtherChannel, "This release was made for another channel.");
    other.channels = {release.channel};
    found.push_back(std::move(other));
    return Done{};
  }
  const auto photos = releases.Photos(release.number);
  if (!photos.ok()) return photos.error();
  bool whole = true;
  for (const ReleasedPhoto& photo : photos.value()) {
    switch (beside(photo.file_name, photo.output_sha256)) {
      case Found::kSame: continue;
      case Found::kOther:
        found.push_back(Say(Beside(place, photo.file_name), Standing::kUnknown,
                            "The release's list names another file here: it was replaced."));
        break;
      case Found::kNotThere:
        found.push_back(Say(Beside(place, photo.file_name), Standing::kMissing,
                            "The release's list names this file and it is not there."));
        break;
    }
    whole = false;
  }
  if (whole) {
    found.push_back(Say(place, Standing::kCleared,
                        fmt::format("The list of release {}, as it was made: all {} photos are "
                                    "there, unchanged.",
                                    release.number, photos.value().size())));
  }
  return Done{};
}

Result<Done> VerifyOne(const fs::path& path, Releases& releases, const ChannelName& channel,
                       std::vector<Verified>& found) {
  const ListPlace place{path, {}};
  PosixFileSystem disk;
  std::error_code error;
  const std::uintmax_t bytes = fs::file_size(path, error);
  if (error || bytes > kMostBytes) {
    found.push_back(Say(place, Standing::kUnreadable, "The list of the release cannot be read."));
    return Done{};
  }
  const auto hash = disk.Hash(path);
  if (!hash.ok()) {
    found.push_back(Say(place, Standing::kUnreadable, hash.error().message));
    return Done{};
  }
  const auto beside = [&](const std::string& name, const Sha256Hex& expected) {
    const fs::path file = path.parent_path() / name;
    const auto is = disk.Hash(file);
    if (is.ok() && is.value() == expected) return Found::kSame;
    std::error_code unknown;
    return fs::exists(file, unknown) ? Found::kOther : Found::kNotThere;
  };
  return VerifyList(place, hash.value(), beside, releases, channel, found);
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

std::vector<Verified> VerifyManifestWithin(const FoundList& list, Register& reg,
                                           const ChannelName& channel) {
  const ListPlace place{list.path, list.inside};
  const auto beside = [&](const std::string& name, const Sha256Hex& expected) {
    const auto is = list.beside.find(name);
    if (is == list.beside.end()) return Found::kNotThere;
    return is->second == expected ? Found::kSame : Found::kOther;
  };
  std::vector<Verified> found;
  Releases releases(reg);
  const auto said = VerifyList(place, list.sha256, beside, releases, channel, found);
  if (!said.ok()) found.push_back(Say(place, Standing::kCannotCheck, said.error().message));
  return found;
}

}  // namespace photogate
