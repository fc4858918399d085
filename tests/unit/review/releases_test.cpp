// Releasing and verifying over the real page: the same refusals and the same record as at the
// command line.
#include "consent/releases.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "consent/audit.h"
#include "consent/bars.h"
#include "consent/channels.h"
#include "consent/home_settings.h"
#include "consent/ledger.h"
#include "consent/looks.h"
#include "crypto/sha256.h"
#include "outcome/zip_file.h"
#include "pipeline/permission_state.h"
#include "pipeline/review_case.h"
#include "tests/unit/review/review_home.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Bytes ReadBytes(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string Text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

Bytes Sample(const char* name) { return ReadBytes(SourceRoot() / "samples" / "photos" / name); }

// Two cleared copies stand for the newsletter, of which the first shows Amelia.
class School : public ReviewHome {
 public:
  School() {
    SetOwners({"Ann", "Fay"});
    Clear("class.jpg", Sample("class-photo.jpg"), {PersonId{"1"}});
    Clear("hall.jpg", Sample("empty-hall.jpg"), {});
  }
  void SetOwners(const std::vector<std::string>& owners) {
    REQUIRE(Channels(reg()).Transfer(ChannelName{"newsletter"}, owners, Actor{"Admin"}).ok());
  }
  void Clear(const std::string& name, const Bytes& copy, const std::vector<PersonId>& people,
             const char* channel = "newsletter") {
    const auto now =
        reg().Snapshot({ChannelName{channel}, std::nullopt, {}, clock().Today(), std::nullopt});
    REQUIRE(now.ok());
    LedgerRow row{Sha256Hex{std::string(64, 'a')},
                  Sha256(copy),
                  ChannelName{channel},
                  std::nullopt,
                  reg().Version().value(),
                  DecisionKind::kClear,
                  "[]",
                  std::nullopt,
                  0.4,
                  0.5,
                  people,
                  name,
                  false,
                  clock().Now()};
    row.permission_state = PermissionState(now.value());
    REQUIRE(Ledger(reg()).Record(row).ok());
    std::ofstream(cleared() / name, std::ios::binary) << Text(copy);
  }
  std::size_t Released() {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(released()), fs::directory_iterator()));
  }
};

json AllChecks() {
  json checks;
  for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
  return checks;
}

json Batch(const Reviewer& who) {
  const WebAnswer answer = who.Post("/api/v1/releases/batch", {{"channel", "newsletter"}});
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return Parsed(answer)["batch"];
}

WebAnswer Release(const Reviewer& who, const json& batch, json more = json::object()) {
  json body{{"channel", "newsletter"}, {"code", batch["code"]}, {"checks", AllChecks()}};
  body.update(more);
  return who.Post("/api/v1/releases", body);
}

std::string Message(const WebAnswer& answer) { return Parsed(answer)["error"]["message"]; }

json VerifyFile(const Reviewer& who, const Bytes& bytes, const std::string& name,
                const std::string& channel = "newsletter") {
  constexpr std::size_t kPiece = 200'000;
  for (std::size_t at = 0; at == 0 || at < bytes.size(); at += kPiece) {
    const std::size_t end = std::min(at + kPiece, bytes.size());
    const std::string query = "/api/v1/verify/uploads?upload=v1&at=" + std::to_string(at) +
                              "&whole=" + std::to_string(bytes.size());
    REQUIRE(who.SendBytes(query, Text(bytes).substr(at, end - at)).status == 200);
  }
  const WebAnswer answer =
      who.Post("/api/v1/verify", {{"channel", channel}, {"upload", "v1"}, {"name", name}});
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return Parsed(answer)["verified"];
}

TEST_CASE("a batch is looked through and handed over from the page, on record", "[release]") {
  School home;
  const Reviewer ann(home, "Ann");
  const json batch = Batch(ann);
  REQUIRE(batch["photos"].size() == 2);
  CHECK(batch["points"].size() == 5);
  CHECK(batch["left_out"].empty());
  const std::string picture = batch["photos"][0]["picture"];
  const WebAnswer shown = ann.Get(picture);
  CHECK(shown.status == 200);
  CHECK(shown.headers.at("content-type") == "image/jpeg");
  CHECK(Looks(home.reg()).List(5).value().front().actor == "Ann");
  // The sheet is that of the session.
  CHECK(Reviewer(home, "Bo").Get(picture).status == 404);

  const WebAnswer made = Release(ann, batch);
  INFO(made.body);
  REQUIRE(made.status == 200);
  const json release = Parsed(made)["release"];
  CHECK(release["photos"] == 2);
  CHECK(release["by"] == "Ann");
  CHECK(release["looked_by"] == "Ann");
  CHECK(release["place"] == "released/newsletter/2026-11-20-release-1");
  const fs::path folder = home.released() / "2026-11-20-release-1";
  CHECK(ReadBytes(folder / "class.jpg") == Sample("class-photo.jpg"));
  CHECK(fs::exists(folder / "photogate-release.json"));
  const auto kept = Releases(home.reg()).Show(1);
  REQUIRE(kept.ok());
  const json said = json::parse(kept.value().checklist);
  CHECK(said["code"] == batch["code"]);
  CHECK(said["checks"] == AllChecks());
  CHECK(Audit(home.reg()).Verify(std::nullopt).value().intact);

  // Where it went, also later, and once.
  const auto place = [&](const json& body) {
    return ann.Post("/api/v1/releases/1/places", body).status;
  };
  CHECK(place({{"url", ""}, {"issue", ""}}) == 422);
  CHECK(place({{"url", "https://example.org/fair"}, {"published", "2026-11-31"}}) == 422);
  CHECK(place({{"url", "https://example.org/fair"}, {"published", "2026-12-01"}}) == 422);
  CHECK(place({{"url", "https://example.org/fair"}, {"published", "2026-11-19"}}) == 200);
  CHECK(place({{"url", "https://example.org/fair"}, {"published", "2026-11-19"}}) == 422);
  CHECK(place({{"issue", "Newsletter 14"}}) == 200);
  const json list = Parsed(ann.Get("/api/v1/releases"));
  REQUIRE(list["releases"].size() == 1);
  CHECK(list["releases"][0]["published"].size() == 2);
  CHECK(list["releases"][0]["published"][0]["published"] == "2026-11-19");

  // The same photos once more only when that is said.
  const json again = Batch(ann);
  CHECK(again["all_released_before"] == 1);
  CHECK(Release(ann, again).status == 422);
  CHECK(Release(ann, again, {{"again", true}}).status == 200);
}

TEST_CASE("every point must be agreed to, and photos in doubt are left out", "[release]") {
  School home;
  const Reviewer ann(home, "Ann");
  const json batch = Batch(ann);
  json checks = AllChecks();
  checks["dress"] = false;
  const WebAnswer no = Release(ann, batch, {{"checks", checks}});
  CHECK(no.status == 422);
  CHECK(Parsed(no)["missing"][0]["field"] == "checks.dress");
  CHECK(Release(ann, batch, {{"checks", json::object()}}).status == 422);
  CHECK(Release(ann, batch, {{"left_out", {3}}}).status == 400);
  CHECK(Release(ann, batch, {{"left_out", {0}}}).status == 400);
  CHECK(Release(ann, batch, {{"left_out", {1, 2}}}).status == 422);
  CHECK(home.Released() == 0);
  const WebAnswer made = Release(ann, batch, {{"left_out", {1}}});
  REQUIRE(made.status == 200);
  const json release = Parsed(ann.Get("/api/v1/releases/1"))["release"];
  REQUIRE(release["files"].size() == 1);
  CHECK(release["files"][0]["file"] == batch["photos"][1]["file"]);
}

TEST_CASE("a batch that is not the one that was looked through is not released", "[release]") {
  School home;
  const Reviewer ann(home, "Ann");
  const json batch = Batch(ann);
  CHECK(Release(ann, {{"code", "00000000"}}).status == 409);
  // Somebody swaps a file for another.
  std::ofstream(home.cleared() / "hall.jpg", std::ios::binary) << Text(Sample("class-photo.jpg"));
  const WebAnswer swapped = Release(ann, batch);
  CHECK(swapped.status == 409);
  CHECK(CodeOf(swapped) == "changed");
  std::ofstream(home.cleared() / "hall.jpg", std::ios::binary) << Text(Sample("empty-hall.jpg"));
  CHECK(Batch(ann)["code"] == batch["code"]);
  // A parent says no between looking and releasing.
  REQUIRE(Bars(home.reg()).Set(PersonId{"1"}, "court", home.clock().Today(), Actor{"Di"}).ok());
  CHECK(Release(ann, batch).status == 409);
  CHECK(home.Released() == 0);
  const json left = Batch(ann)["left_out"];
  CHECK(std::any_of(left.begin(), left.end(), [](const json& one) {
    return one["file"] == "class.jpg" && one["standing"] == "no_longer_permitted";
  }));
  CHECK(left.dump().find("Amelia") == std::string::npos);
}

TEST_CASE("nothing is released to a channel that is not in order", "[release]") {
  School home;
  const Reviewer ann(home, "Ann"), admin(home, "Admin");
  const json batch = Batch(ann);
  const auto refused = [&](const char* words) {
    const WebAnswer answer = Release(ann, batch);
    INFO(answer.body);
    CHECK(answer.status == 422);
    CHECK(Message(answer).find(words) != std::string::npos);
    CHECK(Message(answer).find("photogate ") == std::string::npos);
    const json channels = Parsed(ann.Get("/api/v1/releases"))["channels"];
    for (const json& channel : channels) {
      if (channel["name"] == "newsletter") CHECK(channel["why_not"] == Message(answer));
    }
    CHECK(ann.Post("/api/v1/releases/batch", {{"channel", "newsletter"}}).status == 422);
  };
  json leaving{{"name", "Fay"}, {"roles", {"office"}}, {"leaving_date", "2026-11-19"}};
  REQUIRE(admin.Post("/api/v1/users/set", leaving).status == 200);
  refused("An owner of this channel has left");
  home.SetOwners({"Ann", "Bo"});
  CHECK(Batch(ann)["photos"].size() == 2);
  REQUIRE(Channels(home.reg()).Suspend(ChannelName{"newsletter"}, Actor{"Cy"}).ok());
  refused("not approved");
  CHECK(home.Released() == 0);
}

TEST_CASE("a release is given as one ZIP as long as it is whole and permitted", "[release]") {
  School home;
  const Reviewer ann(home, "Ann");
  REQUIRE(Release(ann, Batch(ann)).status == 200);
  const auto zip = [&] { return ann.Get("/api/v1/releases/1/zip"); };
  const WebAnswer whole = zip();
  REQUIRE(whole.status == 200);
  CHECK(whole.headers.at("content-type") == "application/zip");
  CHECK(whole.headers.at("content-disposition") ==
        "attachment; filename=\"2026-11-20-release-1.zip\"");
  CHECK(Looks(home.reg()).List(1).value().front().what == "release download");
  // What came down is what verify accepts.
  const json verified = VerifyFile(ann, Bytes(whole.body.begin(), whole.body.end()), "release.zip");
  CHECK(verified["publishable"] == 2);
  CHECK(verified["files"].size() == 2);

  // Also from where the watched folder was moved to.
  const fs::path next = home.home().parent_path() / "next";
  fs::create_directories(next);
  REQUIRE(HomeSettings(home.reg()).Set("share-root", next.string(), Actor{"Di"}).ok());
  fs::rename(home.released().parent_path(), next / "released");
  CHECK(zip().status == 200);
  fs::rename(next / "released", home.released().parent_path());

  const fs::path hall = home.released() / "2026-11-20-release-1" / "hall.jpg";
  std::ofstream(hall, std::ios::binary) << "another file";
  CHECK(zip().status == 409);
  fs::remove(hall);
  CHECK(zip().status == 404);
  std::ofstream(hall, std::ios::binary) << Text(Sample("empty-hall.jpg"));
  CHECK(zip().status == 200);
  REQUIRE(Bars(home.reg()).Set(PersonId{"1"}, "court", home.clock().Today(), Actor{"Di"}).ok());
  const WebAnswer withdrawn = zip();
  CHECK(withdrawn.status == 409);
  CHECK(Message(withdrawn).find("class.jpg may not be published now") == 0);
}

TEST_CASE("the list in a release's ZIP is proven as one in a folder is", "[verify][release]") {
  School home;
  const Reviewer ann(home, "Ann");
  REQUIRE(Release(ann, Batch(ann)).status == 200);
  const fs::path folder = home.released() / "2026-11-20-release-1";
  const Bytes list = ReadBytes(folder / "photogate-release.json");
  const Bytes photo = Sample("class-photo.jpg"), hall = Sample("empty-hall.jpg");
  // What is said of files that are not good, by name.
  const auto told = [&](const std::vector<ZipMember>& members, const char* channel = "newsletter") {
    const auto zip = ZipOf(members, home.clock().Now());
    REQUIRE(zip.ok());
    std::map<std::string, std::string> bad;
    const json verified = VerifyFile(ann, zip.value(), "r.zip", channel);
    for (const json& one : verified["files"]) {
      if (one["standing"] != "cleared") bad[one["inside"]] = one["standing"];
    }
    return bad;
  };
  using Told = std::map<std::string, std::string>;
  const std::string name = "photogate-release.json";
  CHECK(told({{"class.jpg", photo}, {"hall.jpg", hall}, {name, list}}).empty());
  Bytes edited = list;
  edited.push_back('\n');
  CHECK(told({{"class.jpg", photo}, {"hall.jpg", hall}, {name, edited}}) ==
        Told{{name, "unknown"}});
  CHECK(told({{name, list}, {"class.jpg", photo}}) == Told{{"hall.jpg", "missing"}});
  CHECK(told({{name, list}, {"class.jpg", photo}, {"hall.jpg", photo}}) ==
        Told{{"hall.jpg", "unknown"}});
  CHECK(told({{name, list}, {"class.jpg", photo}, {"hall.jpg", hall}}, "website").at(name) ==
        "other_channel");
}

TEST_CASE("files sent to the page get the answer of verify, anew each time", "[verify]") {
  School home;
  const Reviewer guy(home, "Guy");  // who may look and no more
  const auto standing = [&](const Bytes& bytes, const char* name,
                            const char* channel = "newsletter") -> json {
    const json files = VerifyFile(guy, bytes, name, channel)["files"];
    REQUIRE(files.size() == 1);
    return files[0]["standing"];
  };
  const Bytes photo = Sample("class-photo.jpg");
  CHECK(standing(photo, "class.jpg") == "cleared");
  CHECK(standing(photo, "class.jpg", "website") == "other_channel");
  CHECK(standing(Sample("corridor.png"), "corridor.png") == "unknown");
  CHECK(standing({'<', 'p', '>'}, "page.html") == "cannot_check");
  CHECK(standing({'n', 'o', 't'}, "note.txt") == "cannot_check");
  const auto zip =
      ZipOf({{"one.jpg", photo}, {"two.png", Sample("corridor.png")}}, home.clock().Now());
  const json inside = VerifyFile(guy, zip.value(), "letter.zip");
  REQUIRE(inside["files"].size() == 2);
  CHECK(inside["publishable"] == 1);
  CHECK(inside["files"][0]["inside"] == "one.jpg");
  CHECK(inside["files"][1]["standing"] == "unknown");
  // A moment later it is another answer.
  REQUIRE(Bars(home.reg()).Set(PersonId{"1"}, "court", home.clock().Today(), Actor{"Di"}).ok());
  CHECK(standing(photo, "class.jpg") == "no_longer_permitted");

  const auto verify = [&](const json& body) { return guy.Post("/api/v1/verify", body).status; };
  CHECK(verify({{"channel", "newsletter"}, {"upload", "v1"}, {"name", "a.jpg"}}) == 409);
  CHECK(verify({{"channel", "newsletter"}, {"upload", "v1"}}) == 400);
  CHECK(guy.SendBytes("/api/v1/verify/uploads?upload=v1&at=0&whole=134217729", "x").status == 413);
}

}  // namespace
}  // namespace photogate::test
