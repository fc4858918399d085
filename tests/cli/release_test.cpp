// photogate release as an editor uses it: look through, confirm, hand over, say where.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/cli/gate_home.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A demo home with three photos cleared for the newsletter; on a share when `watched`.
class Editor : public GateHome {
 public:
  explicit Editor(bool watched = false) : watched_(watched) {
    REQUIRE(FillWithSamples().exit_code == 0);
    fs::create_directories(to());
    const std::vector<std::string> samples{"class-photo.jpg", "corridor.png", "empty-hall.jpg"};
    if (watched) {
      fs::create_directories(folder() / "share");
      REQUIRE(Run({"setting", "set", "share-root", (folder() / "share").string()}).exit_code == 0);
      REQUIRE(Run({"setting", "set", "settle-ms", "100"}).exit_code == 0);
      REQUIRE(Run({"setting", "set", "low-disk-mb", "1"}).exit_code == 0);
      fs::create_directories(folder() / "share" / "inbox" / "newsletter" / "Summer open day");
      for (const auto& name : samples) {
        fs::copy_file(Sample(name),
                      folder() / "share" / "inbox" / "newsletter" / "Summer open day" / name);
      }
      Run({"watch", "--once"});
    } else {
      std::vector<std::string> check{"check",
                                     "--channel",
                                     "newsletter",
                                     "--event",
                                     "Summer open day",
                                     "--out",
                                     (folder() / "out").string()};
      for (const auto& name : samples) check.push_back(Sample(name).string());
      Run(check);
    }
    REQUIRE(fs::exists(cleared() / "class-photo.jpg"));
    REQUIRE(fs::exists(cleared() / "empty-hall.jpg"));
  }
  static fs::path Sample(const std::string& name) {
    return SourceRoot() / "samples" / "photos" / name;
  }
  fs::path to() const { return folder() / "handed"; }
  fs::path cleared() const {
    return watched_ ? folder() / "share" / "cleared" / "newsletter" : folder() / "out" / "cleared";
  }
  // The verb's one document.
  json Release(std::vector<std::string> more) const {
    std::vector<std::string> all{"release", "--channel", "newsletter", "--json"};
    if (!watched_) {
      all.insert(all.end(), {cleared().string(), "--to", to().string()});
    }
    all.insert(all.end(), more.begin(), more.end());
    const auto run = Run(all);
    INFO(run.err);
    return run.out.empty() ? json{{"exit", run.exit_code}, {"err", run.err}} : json::parse(run.out);
  }
  json Verify(const std::string& path) const {
    return json::parse(Run({"verify", path, "--channel", "newsletter", "--json"}).out);
  }

 private:
  bool watched_;
};

}  // namespace

TEST_CASE("an editor looks a batch through, confirms it, and hands it over", "[cli][release]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const Editor editor;
  const json batch = editor.Release({});
  CHECK(batch.at("exit") == 10);
  CHECK(batch.at("photos").size() == 3);
  const std::string code = batch.at("code");
  const fs::path file = batch.at("contact_sheet").get<std::string>();
  const std::string sheet = ReadText(file);
  CHECK(sheet.find(code) != std::string::npos);
  CHECK(sheet.find("Everybody is appropriately dressed") != std::string::npos);
  CHECK(sheet.find("data:image/jpeg;base64,") != std::string::npos);
  // It shows children, so it stands in the home, for this account alone.
  CHECK(file.parent_path() == editor.home() / "sheets" / "newsletter");
  CHECK((fs::status(file).permissions() & fs::perms::mask) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK((fs::status(file.parent_path()).permissions() & fs::perms::mask) == fs::perms::owner_all);
  CHECK(fs::is_empty(editor.to()));
  // Nothing was handed over by preparing.
  CHECK(json::parse(editor.Run({"release", "list", "--json"}).out).at("releases").empty());

  CHECK(editor.Release({"--confirm", "00000000"}).at("exit") == 1);
  CHECK(editor.Release({"--confirm", code, "--leave-out", "4"}).at("exit") == 1);
  CHECK(editor.Release({"--confirm", code, "--leave-out", "x"}).at("exit") == 1);
  const json made = editor.Release({"--confirm", code, "--leave-out", "2", "--url",
                                    "https://school.example/14", "--published", "2026-11-20"});
  REQUIRE(made.at("exit") == 0);
  CHECK_FALSE(fs::exists(file));
  const fs::path place = made.at("place").get<std::string>();
  CHECK(fs::exists(place / "class-photo.jpg"));
  CHECK_FALSE(fs::exists(place / "corridor.png"));
  CHECK(ReadText(place / "class-photo.jpg") == ReadText(editor.cleared() / "class-photo.jpg"));
  const json verified = editor.Verify(place.string());
  CHECK(verified.at("exit") == 0);
  CHECK(verified.at("files").size() == 3);  // two photos and the list

  const json list = json::parse(editor.Run({"release", "list", "--json"}).out);
  CHECK(list.at("releases")[0].at("published")[0].at("url") == "https://school.example/14");
  const json shown = json::parse(editor.Run({"release", "show", "1", "--json"}).out);
  CHECK(shown.at("checklist").at("left_out") == json::array({2}));
  CHECK(shown.at("checklist").at("checks").at("dress") == true);
  CHECK(shown.at("files").size() == 2);
  CHECK(editor.Run({"release", "place", "1", "--issue", "14"}).exit_code == 0);
  CHECK(editor.Run({"release", "place", "1", "--issue", "14"}).exit_code == 1);
  CHECK(editor.Run({"release", "place", "1"}).exit_code == 1);
}

TEST_CASE("the same photos are not handed over twice by mistake", "[cli][release]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const Editor editor;
  const std::string code = editor.Release({}).at("code");
  REQUIRE(editor.Release({"--confirm", code, "--zip"}).at("exit") == 0);
  const json again = editor.Release({"--confirm", code});
  CHECK(again.at("exit") == 1);
  CHECK(again.at("err").get<std::string>().find("release 1") != std::string::npos);
  const json on_purpose = editor.Release({"--confirm", code, "--zip", "--again"});
  CHECK(on_purpose.at("number") == 2);
  CHECK(editor.Verify(on_purpose.at("place")).at("exit") == 0);
}

TEST_CASE("whoever must not appear any more is in no release, and a sheet of before is void",
          "[cli][release]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const Editor editor;
  const json batch = editor.Release({});
  const std::string code = batch.at("code");
  const auto check =
      ParseCheck(editor
                     .Run({"check", Editor::Sample("class-photo.jpg").string(), "--channel",
                           "newsletter", "--event", "Summer open day", "--identify", "--json"})
                     .out);
  std::string person;
  for (const auto& finding : check.photos.at("class-photo.jpg").at("findings")) {
    if (finding.contains("person") && finding.at("code") == "known_person") {
      person = finding.at("person");
    }
  }
  REQUIRE_FALSE(person.empty());
  REQUIRE(editor.Run({"bar", "set", person, "--reason", "order"}).exit_code == 0);
  CHECK(editor.Release({"--confirm", code}).at("exit") == 1);
  CHECK(json::parse(editor.Run({"release", "list", "--json"}).out).at("releases").empty());
  const json now = editor.Release({});
  for (const auto& photo : now.at("photos")) CHECK(photo.at("file") != "class-photo.jpg");
  CHECK(now.at("left_out")[0].at("standing") == "no_longer_permitted");
}

TEST_CASE("a contact sheet that nobody confirmed does not stay", "[cli][release]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const Editor editor;
  const fs::path first = editor.Release({}).at("contact_sheet").get<std::string>();
  REQUIRE(fs::exists(first));
  fs::remove(editor.cleared() / "corridor.png");
  const fs::path second = editor.Release({}).at("contact_sheet").get<std::string>();
  CHECK(first != second);
  CHECK_FALSE(fs::exists(first));
  REQUIRE(fs::exists(second));
  // One's own sheet is one's own.
  const fs::path own = editor.folder() / "own.html";
  CHECK(editor.Release({"--sheet", own.string()}).at("contact_sheet") == own.string());
  REQUIRE(editor.Run({"consent", "object", "P101"}).exit_code == 0);
  CHECK_FALSE(fs::exists(second));
  CHECK(fs::exists(own));
  const fs::path third = editor.Release({}).at("contact_sheet").get<std::string>();
  REQUIRE(fs::exists(third));
  // A no that comes with a list counts as much.
  WriteText(editor.folder() / "no.csv",
            "id,name,kind,groups,use:newsletter\nP102,Ben Adeyemi,pupil,5A,refused\n");
  REQUIRE(editor.Run({"import", (editor.folder() / "no.csv").string()}).exit_code == 0);
  CHECK_FALSE(fs::exists(third));
}

TEST_CASE("a no names the releases and the copies that it cannot reach", "[cli][release]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const Editor editor;
  const std::string code = editor.Release({}).at("code");
  const json made =
      editor.Release({"--confirm", code, "--zip", "--url", "https://school.example/14"});
  REQUIRE(made.at("exit") == 0);
  const json said = json::parse(editor.Run({"consent", "object", "P101", "--json"}).out);
  REQUIRE(said.at("releases").size() == 1);
  CHECK(said.at("releases")[0].at("place") == made.at("place"));
  CHECK(said.at("releases")[0].at("there") == true);
  CHECK(said.at("releases")[0].at("files") == json::array({"class-photo.jpg"}));
  CHECK(said.at("copies_by_check") == 1);
  fs::remove(fs::path(made.at("place").get<std::string>()));
  const std::string again = editor.Run({"bar", "set", "P101", "--reason", "order"}).out;
  CHECK(again.find("https://school.example/14") != std::string::npos);
  CHECK(again.find("not there any more") != std::string::npos);
  CHECK(again.find("1 copy made with `photogate check`") != std::string::npos);
  // Somebody else is in none of it.
  const json other = json::parse(editor.Run({"consent", "object", "P103", "--json"}).out);
  CHECK(other.at("releases").empty());
}

TEST_CASE("a channel that may not publish gets no release", "[cli][release]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const Editor editor;
  const std::string code = editor.Release({}).at("code");
  REQUIRE(editor.Run({"channel", "suspend", "newsletter"}).exit_code == 0);
  CHECK(editor.Release({"--confirm", code}).at("exit") != 0);
  CHECK(editor
            .Run({"release", "--channel", "nowhere", editor.cleared().string(), "--to",
                  editor.to().string()})
            .exit_code != 0);
  CHECK(editor.Run({"release"}).exit_code == 1);
  CHECK(fs::is_empty(editor.to()));
  CHECK(json::parse(editor.Run({"release", "list", "--json"}).out).at("releases").empty());
}

TEST_CASE("from a watched folder the cleared copies move into the release", "[cli][release]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const Editor editor(true);
  const std::string code = editor.Release({}).at("code");
  const std::string bytes = ReadText(editor.cleared() / "class-photo.jpg");
  const json made = editor.Release({"--confirm", code});
  REQUIRE(made.at("exit") == 0);
  const fs::path place = made.at("place").get<std::string>();
  CHECK(place.parent_path() == editor.folder() / "share" / "released" / "newsletter");
  CHECK(ReadText(place / "class-photo.jpg") == bytes);
  CHECK_FALSE(fs::exists(editor.cleared() / "class-photo.jpg"));
  // The watcher has nothing against it, and there is nothing left to release.
  CHECK(editor.Run({"watch", "--once"}).exit_code == 0);
  CHECK(fs::exists(place / "class-photo.jpg"));
  const json rest = editor.Release({});
  CHECK(rest.at("photos").empty());
  CHECK(rest.at("exit") == 0);
}

TEST_CASE("what was released is found where the watched folder was moved to", "[cli][release]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const Editor editor(true);
  const std::string code = editor.Release({}).at("code");
  REQUIRE(editor.Release({"--confirm", code}).at("exit") == 0);
  const fs::path next = editor.folder() / "share2";
  fs::rename(editor.folder() / "share", next);
  const auto set = editor.Run({"setting", "set", "share-root", next.string()});
  REQUIRE(set.exit_code == 0);
  CHECK(set.out.find("is not there") == std::string::npos);
  const fs::path released = next / "released" / "newsletter";
  const json shown = json::parse(editor.Run({"release", "show", "1", "--json"}).out);
  const fs::path place = shown.at("place").get<std::string>();
  CHECK(place.parent_path() == released);
  const json recalled = json::parse(editor.Run({"recall", "--person", "P102", "--json"}).out);
  const std::string by_case = recalled.at("tasks").at(0).at("case");
  const auto again = editor.Run({"recall", "recheck", "--person", by_case, "--all", "--json"});
  INFO(again.out << again.err);
  CHECK(json::parse(again.out).at("no_copy") == 0);
  const auto barred = editor.Run({"bar", "set", "P101", "--reason", "told by the lead", "--json"});
  INFO(barred.out << barred.err);
  const json out = json::parse(barred.out);
  REQUIRE(out.at("releases").size() == 1);
  CHECK(out.at("releases")[0].at("there") == true);
  CHECK(fs::path(out.at("releases")[0].at("place").get<std::string>()) == place);
}

}  // namespace photogate::test
