// What was released, where it was published, and a release as one file to take along.
#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "consent/channels.h"
#include "consent/looks.h"
#include "crypto/sha256.h"
#include "outcome/zip_file.h"
#include "release/manifest.h"
#include "release/memory_file.h"
#include "release/release_place.h"
#include "review/office_routes.h"
#include "review/photo_routes.h"
#include "review/release_json.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// A page of them is read by eye; older ones by channel.
constexpr int kMostShown = 200;
// An answer lies in memory a few times over while it is packed and sent.
constexpr std::size_t kMostZip = 256u << 20;

// The copies that wait in cleared/. Nullopt: the folder cannot be seen now.
std::optional<int> Waiting(const ReleaseTools& tools, const ChannelName& channel) {
  if (!tools.folders) return std::nullopt;
  const auto folders = tools.folders(channel);
  if (!folders.ok()) return std::nullopt;
  std::error_code error;
  int waiting = 0;
  for (fs::directory_iterator at(folders.value().from, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename() != kReleaseNoteName && at->is_regular_file(error)) ++waiting;
  }
  return error ? std::nullopt : std::optional(waiting);
}

Result<Json> ChannelsJson(PhotoParts& parts) {
  const auto channels = Channels(parts.desk.reg()).List();
  if (!channels.ok()) return channels.error();
  Releases releases(parts.desk.reg());
  Json list = Json::array();
  for (const ChannelDetails& channel : channels.value()) {
    if (channel.state == ChannelState::kClosed) continue;
    const auto may = releases.MayRelease(channel.name);
    if (!may.ok() && may.error().kind != ErrorKind::kRefused) return may.error();
    std::optional<int> waiting;
    if (may.ok()) waiting = Waiting(parts.desk.tools().publish, channel.name);
    list.push_back({{"name", channel.name.value},
                    {"why_not", may.ok() ? Json(nullptr) : Json(PageWords(may.error().message))},
                    {"waiting", waiting ? Json(*waiting) : Json(nullptr)}});
  }
  return list;
}

HttpResponse List(PhotoParts& parts, const Call& call) {
  ReleaseQuery query;
  const std::string channel = call.request.Query("channel").value_or("");
  if (!channel.empty()) query.channel = ChannelName{channel};
  query.with_voided = true;
  query.most = kMostShown;
  const auto releases = Releases(parts.desk.reg()).List(query);
  if (!releases.ok()) return ProblemOf(releases.error());
  Json list = Json::array();
  for (const Release& release : releases.value()) list.push_back(ReleaseJson(release));
  const auto channels = ChannelsJson(parts);
  if (!channels.ok()) return ProblemOf(channels.error());
  const auto may = MayDo(call.who(), Act::kDecidePhotos, call.today);
  return JsonAnswer({{"releases", list},
                     {"channels", channels.value()},
                     {"may", {{"release", may.ok()}}},
                     {"why_not", may.ok() ? Json(nullptr) : Json(PageWords(may.error().message))}});
}

HttpResponse NoRelease() { return Problem(404, "not_found", "There is no such release."); }

HttpResponse Show(PhotoParts& parts, const Call& call) {
  const auto number = ReleaseNumber(call.ids[0]);
  if (!number) return NoRelease();
  Releases releases(parts.desk.reg());
  const auto release = releases.Show(*number);
  if (!release.ok()) return ProblemOf(release.error());
  const auto photos = releases.Photos(*number);
  if (!photos.ok()) return ProblemOf(photos.error());
  Json files = Json::array();
  for (const ReleasedPhoto& photo : photos.value()) {
    files.push_back({{"file", photo.file_name},
                     {"cleared_by", photo.cleared_by},
                     {"taken_back", photo.taken_back},
                     {"to_take_down", photo.to_take_down}});
  }
  Json json = ReleaseJson(release.value());
  json["files"] = files;
  return JsonAnswer({{"release", json}});
}

HttpResponse Place(PhotoParts& parts, const Call& call) {
  const auto number = ReleaseNumber(call.ids[0]);
  if (!number) return NoRelease();
  const auto url = BodyText(call.body, "url"), issue = BodyText(call.body, "issue", 500),
             note = BodyText(call.body, "note");
  if (!url || !issue || !note) {
    return Problem(400, "bad_request", "What you wrote is too long.");
  }
  const auto day = BodyDay(call.body, "published");
  if (!day) return Problem(422, "incomplete", "Enter the day on which it appeared.");
  const ReleasePlace place{*url, *issue, day->value_or(call.today), *note};
  return DoneAnswer(Releases(parts.desk.reg()).RecordPlace(*number, place, call.actor()),
                    [&] { return Show(parts, call); });
}

Result<Bytes> ReadFile(const fs::path& path, std::size_t most) {
  const auto file = OpenPhotoFile(path);
  if (!file.ok()) return file.error();
  if (file.value().bytes > most) {
    return Error{ErrorKind::kLimitExceeded,
                 fmt::format("The release is larger than {} MB, too much for a browser. Take it "
                             "from its folder.",
                             kMostZip >> 20)};
  }
  Bytes bytes(static_cast<std::size_t>(file.value().bytes));
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t got = ::pread(file.value().fd.get(), bytes.data() + at, bytes.size() - at,
                                static_cast<off_t>(at));
    if (got <= 0) return Error{ErrorKind::kUnavailable, "The release cannot be read now."};
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

Error Replaced() {
  return {ErrorKind::kConflict,
          "A file of this release was changed, added or taken away since, so it is not handed out "
          "again. Verify the folder, or release the photos anew."};
}

// The bytes of the release as they were put on record, as one ZIP.
Result<Bytes> Pack(PhotoParts& parts, const Release& release,
                   const std::vector<ReleasedPhoto>& photos) {
  const fs::path place = PlaceToday(parts.desk.reg(), release);
  if (release.form == ReleaseForm::kZip) return ReadFile(place, kMostZip);
  std::vector<ZipMember> members;
  std::size_t left = kMostZip;
  const auto add = [&](const std::string& name, const Sha256Hex* hash) -> Result<Done> {
    auto bytes = ReadFile(place / name, left);
    if (!bytes.ok()) return bytes.error();
    if (hash != nullptr && Sha256(bytes.value()) != *hash) return Replaced();
    left -= bytes.value().size();
    members.push_back({name, std::move(bytes).value()});
    return Done{};
  };
  for (const ReleasedPhoto& photo : photos) {
    if (const auto done = add(photo.file_name, &photo.output_sha256); !done.ok()) {
      return done.error();
    }
  }
  if (const auto done = add(kManifestName, &release.manifest_sha256); !done.ok()) {
    return done.error();
  }
  // What the editor is told; no part of the proof.
  std::error_code none;
  if (fs::exists(place / kReleaseNoteName, none)) {
    if (const auto done = add(kReleaseNoteName, nullptr); !done.ok()) return done.error();
  }
  return ZipOf(members, parts.desk.clock().Now());
}

// Every photo of the record is in it, byte for byte, and may still be published now.
Result<Done> CheckPacked(PhotoParts& parts, const Release& release, const Bytes& zip,
                         const std::vector<ReleasedPhoto>& photos) {
  const auto file = MemoryFile(zip);
  if (!file.ok()) return file.error();
  const auto verified = VerifyOpened(file.value().get(), "release.zip",
                                     parts.desk.tools().publish.verify(release.channel));
  if (!verified.ok()) return verified.error();
  std::set<std::string> expected, found;
  for (const ReleasedPhoto& photo : photos) expected.insert(photo.output_sha256.value);
  for (const Verified& one : verified.value()) {
    if (one.standing != Standing::kCleared) {
      return Error{ErrorKind::kConflict, one.inside +
                                             " may not be published now: " + PageWords(one.text) +
                                             " So the release is not handed out again."};
    }
    if (!one.manifest) found.insert(one.sha256);
  }
  if (found != expected) return Replaced();
  return Done{};
}

HttpResponse Download(PhotoParts& parts, const Call& call) {
  const auto number = ReleaseNumber(call.ids[0]);
  if (!number) return NoRelease();
  Releases releases(parts.desk.reg());
  const auto release = releases.Show(*number);
  if (!release.ok()) return ProblemOf(release.error());
  if (!release.value().voided.empty() || !release.value().finished) return NoRelease();
  const auto photos = releases.Photos(*number);
  if (!photos.ok()) return ProblemOf(photos.error());
  if (!parts.desk.tools().publish.verify) {
    return Problem(503, "unavailable", "Nothing can be verified here.");
  }
  const auto zip = Pack(parts, release.value(), photos.value());
  if (!zip.ok()) return ProblemOf(zip.error());
  const auto good = CheckPacked(parts, release.value(), zip.value(), photos.value());
  if (!good.ok()) {
    return good.error().kind == ErrorKind::kRefused
               ? Problem(422, "incomplete", PageWords(good.error().message))
               : ProblemOf(good.error());
  }
  const auto recorded =
      Looks(parts.desk.reg()).Record("release download", call.ids[0], call.actor());
  if (!recorded.ok()) return ProblemOf(recorded.error());
  HttpResponse response;
  response.status = 200;
  response.content_type = "application/zip";
  response.body.assign(zip.value().begin(), zip.value().end());
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"{}-release-{}.zip\"",
                                            release.value().at.substr(0, 10), *number));
  return response;
}

}  // namespace

std::vector<Route> ReleaseRoutes(PhotoParts& parts) {
  const auto route = [&parts](const char* method, const char* path, Act act,
                              std::vector<std::string> fields,
                              HttpResponse (*answer)(PhotoParts&, const Call&)) {
    return Route{method,
                 path,
                 false,
                 PageAct::kLook,
                 false,
                 false,
                 std::move(fields),
                 Only(act, [&parts, answer](const Call& call) { return answer(parts, call); })};
  };
  std::vector<Route> routes{route("GET", "/api/v1/releases", Act::kLookAtPhotos, {}, List),
                            route("GET", "/api/v1/releases/{}", Act::kLookAtPhotos, {}, Show),
                            route("POST", "/api/v1/releases/{}/places", Act::kDecidePhotos,
                                  {"url", "issue", "published", "note"}, Place)};
  routes.push_back({"GET",
                    "/api/v1/releases/{}/zip",
                    false,
                    PageAct::kLook,
                    false,
                    false,
                    {},
                    Only(Act::kDecidePhotos, [&parts](const Call& call) {
                      return LongWork(parts, [&] { return Download(parts, call); });
                    })});
  return routes;
}

}  // namespace photogate
