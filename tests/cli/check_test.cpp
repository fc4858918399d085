#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "consent/photo_journal.h"
#include "consent/stops.h"
#include "crypto/sha256.h"
#include "tests/cli/gate_home.h"

using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

int CountFiles(const fs::path& folder) {
  int count = 0;
  if (!fs::exists(folder)) return 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    count += entry.is_regular_file() ? 1 : 0;
  return count;
}

// As a reviewer would who sees the photo on its way to the website.
void BlockByHand(const GateHome& gate, const fs::path& photo) {
  using namespace photogate;
  const SystemClock clock;
  auto reg = Register::Open(gate.home(), clock);
  REQUIRE(reg.ok());
  const Actor watcher{"photogate watch"};
  PhotoJournal journal(*reg.value());
  const auto id = journal.Claim({ChannelName{"website"}, {}, {}, "", "a.jpg"}, watcher);
  REQUIRE(id.ok());
  const std::string text = ReadText(photo);
  const Bytes bytes(text.begin(), text.end());
  REQUIRE(journal.Spooled(id.value(), Sha256(bytes), bytes.size(), "v", watcher).ok());
  const PhotoFacts facts{Sha256(bytes),
                         "jpeg",
                         8,
                         8,
                         DecisionKind::kReview,
                         {},
                         {},
                         reg.value()->Version().value(),
                         ""};
  REQUIRE(journal.Decided(id.value(), facts, PhotoState::kHeld, {}, "", watcher).ok());
  REQUIRE(journal
              .MoveFrom(id.value(), PhotoState::kHeld, PhotoState::kBlocked,
                        std::string(step_note::kBlocked), Actor{"Bo"})
              .ok());
}

}  // namespace

TEST_CASE("every sample photo gets the decision its manifest expects", "[cli][check]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  const fs::path samples = SourceRoot() / "samples";
  std::map<std::string, CheckLines> by_event;
  const std::string manifest = ReadText(samples / "manifest.csv");
  int rows = 0;
  for (std::size_t at = manifest.find('\n') + 1; at < manifest.size();) {
    const std::size_t end = std::min(manifest.find('\n', at), manifest.size());
    std::vector<std::string> cells;
    for (std::size_t from = at; cells.size() < 5 && from <= end;) {
      const std::size_t comma = std::min(manifest.find(',', from), end);
      cells.push_back(manifest.substr(from, comma - from));
      from = comma + 1;
    }
    at = end + 1;
    if (cells.size() < 5) continue;
    const std::string &file = cells[0], &channel = cells[1], &event = cells[2],
                      &decision = cells[3], &codes = cells[4];
    if (by_event.count(channel + event) == 0) {
      const auto result = gate.Run({"check", (samples / "photos").string(), "--channel", channel,
                                    "--event", event, "--json"});
      by_event[channel + event] = ParseCheck(result.out);
    }
    INFO(file << " at " << event);
    const auto& photos = by_event[channel + event].photos;
    const auto found = photos.find(fs::path(file).filename().string());
    REQUIRE(found != photos.end());
    CHECK(found->second.at("decision") == decision);
    for (std::size_t from = 0; from < codes.size();) {
      const std::size_t stop = std::min(codes.find(';', from), codes.size());
      const std::string code = codes.substr(from, stop - from);
      bool there = code.empty();
      for (const auto& finding : found->second.at("findings"))
        there = there || finding.at("code") == code;
      INFO("expected finding " << code);
      CHECK(there);
      from = stop + 1;
    }
    ++rows;
  }
  CHECK(rows >= 10);
}

TEST_CASE("a run leaves cleared copies, lists and reports, and never a copy of a blocked photo",
          "[cli][check]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  const fs::path out = gate.folder() / "out";
  const auto run =
      gate.Run({"check", (SourceRoot() / "samples" / "photos").string(), "--channel", "newsletter",
                "--event", "Summer open day", "--out", out.string(), "--json"});
  CHECK(run.exit_code == 11);
  const auto lines = ParseCheck(run.out);
  CHECK(lines.summary.at("exit") == 11);
  CHECK(lines.summary.at("clear").get<int>() > 0);
  CHECK(lines.summary.at("review").get<int>() > 0);
  CHECK(lines.summary.at("block").get<int>() > 0);
  CHECK(CountFiles(out / "cleared") == lines.summary.at("clear").get<int>());
  for (const auto& [name, photo] : lines.photos) {
    INFO(name);
    CHECK(photo.at("output").is_null() == (photo.at("decision") != "clear"));
  }
  for (const char* file :
       {"report.html", "report.csv", "report.jsonl", "held/held.csv", "blocked/blocked.csv"}) {
    INFO(file);
    CHECK(fs::exists(out / file));
  }
  CHECK(CountFiles(out / "held") == 1);
  CHECK(CountFiles(out / "blocked") == 1);

  SECTION("a second run into the same folder overwrites nothing") {
    const std::string before = ReadText(out / "report.html");
    const auto again =
        gate.Run({"check", (SourceRoot() / "samples" / "photos").string(), "--channel",
                  "newsletter", "--event", "Summer open day", "--out", out.string(), "--json"});
    CHECK(again.exit_code == 11);
    CHECK(ReadText(out / "report.html") == before);
    CHECK(CountFiles(out / "cleared") == lines.summary.at("clear").get<int>());
    CHECK(CountFiles(out / "superseded") == lines.summary.at("clear").get<int>());
    CHECK(again.err.find("superseded") != std::string::npos);
  }
}

TEST_CASE("names appear only with --identify", "[cli][check]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  const auto people =
      nlohmann::json::parse(gate.Run({"person", "list", "--json"}).out).at("people");
  const std::vector<std::string> check = {
      "check",     (SourceRoot() / "samples" / "photos").string(),
      "--channel", "newsletter",
      "--event",   "Summer open day",
      "--json"};
  const auto closed = gate.Run(check);
  auto with_names = check;
  with_names.push_back("--identify");
  const auto open = gate.Run(with_names);
  int named = 0;
  for (const auto& [name, photo] : ParseCheck(closed.out).photos) {
    // The user's own path is the user's own; everything else must be without names.
    auto rest = photo;
    rest.erase("path");
    const std::string text = rest.dump();
    for (const auto& person : people) {
      INFO(name);
      CHECK(text.find(person.at("name").get<std::string>()) == std::string::npos);
      CHECK(text.find(person.at("id").dump()) == std::string::npos);
    }
  }
  for (const auto& person : people) {
    named += open.out.find(person.at("id").dump()) != std::string::npos ? 1 : 0;
  }
  CHECK(named > 0);
}

TEST_CASE("without models every photo is held and the exit status says so", "[cli][check]") {
  const GateHome gate;
  const fs::path photo = gate.folder() / "plain.jpg";
  WriteText(photo, PlainJpeg());
  const fs::path none = gate.folder() / "no-models";
  fs::create_directories(none);
  const auto run =
      RunProgram(PHOTOGATE_PROGRAM,
                 {"check", photo.string(), "--channel", "newsletter", "--json", "--home",
                  gate.home().string(), "--models", none.string()},
                 {{"PHOTOGATE_MODELS", none.string()}, {"PHOTOGATE_NO_DEFAULT_MODELS", "1"}});
  CHECK(run.exit_code == 21);
  CHECK(ParseCheck(run.out).photos.at("plain.jpg").at("decision") == "review");
}

TEST_CASE("a model file with another hash is refused", "[cli][models]") {
  const TempFolder folder;
  WriteText(folder.path() / "yunet_n_640_640.onnx", "not the model");
  const auto verify = Photogate({"models", "verify", "--models", folder.path().string()});
  CHECK(verify.exit_code == 21);
  const GateHome gate;
  WriteText(gate.folder() / "plain.jpg", PlainJpeg());
  const auto run = gate.Run({"check", (gate.folder() / "plain.jpg").string(), "--channel",
                             "newsletter", "--models", folder.path().string()});
  CHECK(run.exit_code == 21);
  CHECK(run.out.find("clear ") == std::string::npos);
}

TEST_CASE("what cannot be checked is told with its exit status and the next step", "[cli][check]") {
  const GateHome gate;
  const fs::path photo = gate.folder() / "plain.jpg";
  WriteText(photo, PlainJpeg());
  const auto check = [&](std::vector<std::string> paths,
                         const std::string& channel = "newsletter") {
    paths.insert(paths.begin(), "check");
    paths.insert(paths.end(), {"--channel", channel});
    return gate.Run(paths);
  };
  SECTION("a missing path") { CHECK(check({(gate.folder() / "nothing").string()}).exit_code == 3); }
  SECTION("an empty folder") {
    fs::create_directories(gate.folder() / "empty");
    const auto run = check({(gate.folder() / "empty").string()});
    CHECK(run.exit_code == 1);
    CHECK(run.err.find("no photo") != std::string::npos);
  }
  SECTION("an unknown channel") {
    const auto run = check({photo.string()}, "bulletin");
    CHECK(run.exit_code == 1);
    CHECK_FALSE(run.err.empty());
  }
  SECTION("an unknown event") {
    CHECK(gate.Run({"check", photo.string(), "--channel", "newsletter", "--event", "Nothing"})
              .exit_code == 1);
  }
  SECTION("a channel that is not approved") {
    REQUIRE(gate.Run({"channel", "suspend", "newsletter"}).exit_code == 0);
    const auto run = check({photo.string()});
    CHECK(run.exit_code == 1);
    CHECK(run.err.find("approve") != std::string::npos);
  }
  SECTION("no register in the home") {
    CHECK(Photogate({"check", photo.string(), "--channel", "newsletter", "--home",
                     gate.folder().string()})
              .exit_code == 20);
  }
  SECTION("a damaged register") {
    WriteText(gate.home() / "register.sqlite", std::string(8192, 'x'));
    CHECK(check({photo.string()}).exit_code == 20);
  }
  SECTION("a folder called x.jpg") {
    fs::create_directories(gate.folder() / "x.jpg");
    CHECK(check({(gate.folder() / "x.jpg").string()}).exit_code == 1);
  }
  SECTION("an empty file") {
    WriteText(gate.folder() / "zero.jpg", "");
    const auto run = gate.Run(
        {"check", (gate.folder() / "zero.jpg").string(), "--channel", "newsletter", "--json"});
    CHECK(ParseCheck(run.out).photos.at("zero.jpg").at("decision") == "review");
  }
  SECTION("links in a circle") {
    fs::create_directories(gate.folder() / "loop");
    fs::create_directory_symlink(gate.folder() / "loop", gate.folder() / "loop" / "again");
    fs::copy_file(photo, gate.folder() / "loop" / "a.jpg");
    const auto run =
        gate.Run({"check", (gate.folder() / "loop").string(), "--channel", "newsletter", "--json"});
    CHECK(ParseCheck(run.out).summary.at("photos") == 1);
  }
  SECTION("a report that is there already") {
    WriteText(gate.folder() / "sheet.html", "mine");
    const auto run = gate.Run({"check", photo.string(), "--channel", "newsletter", "--report",
                               (gate.folder() / "sheet.html").string()});
    CHECK(run.exit_code == 1);
    CHECK(ReadText(gate.folder() / "sheet.html") == "mine");
  }
}

TEST_CASE("file names with newlines and invalid UTF-8 neither break the output nor get lost",
          "[cli][check]") {
  const GateHome gate;
  const fs::path folder = gate.folder() / "odd";
  fs::create_directories(folder);
  WriteText(folder / "two\nlines.jpg", PlainJpeg());
  WriteText(folder / "bad\xFFname.jpg", PlainJpeg());
  const auto text = gate.Run({"check", folder.string(), "--channel", "newsletter"});
  CHECK(text.out.find("two\nlines") == std::string::npos);
  CHECK(text.out.find("\\xFF") != std::string::npos);
  const auto json = gate.Run({"check", folder.string(), "--channel", "newsletter", "--json"});
  CHECK(json.out.find("path_b64") != std::string::npos);
  CHECK(ParseCheck(json.out).summary.at("photos") == 2);
}

TEST_CASE("Ctrl-C ends with 130 and leaves whole files only", "[cli][check]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  const fs::path photos = gate.folder() / "photos";
  fs::create_directories(photos);
  for (int i = 0; i < 4000; ++i) WriteText(photos / std::to_string(i).append(".jpg"), PlainJpeg());
  const fs::path out = gate.folder() / "out";
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const int null_fd = open("/dev/null", O_WRONLY);
    dup2(null_fd, 1);
    dup2(null_fd, 2);
    execl(PHOTOGATE_PROGRAM, "photogate", "check", photos.c_str(), "--channel", "newsletter",
          "--home", gate.home().c_str(), "--out", out.c_str(), nullptr);
    _exit(127);
  }
  using namespace std::chrono_literals;
  for (int waited = 0; waited < 600 && CountFiles(out / "cleared") < 3; ++waited)
    std::this_thread::sleep_for(50ms);
  kill(child, SIGINT);
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 130);
  int copies = 0;
  for (const auto& entry : fs::directory_iterator(out / "cleared")) {
    const std::string bytes = ReadText(entry.path());
    INFO(entry.path().filename());
    CHECK(entry.path().extension() == ".jpg");
    CHECK(bytes.size() > 4);
    CHECK(bytes.substr(bytes.size() - 2) == "\xFF\xD9");
    ++copies;
  }
  CHECK(copies >= 3);
  CHECK(copies < 4000);
}

TEST_CASE("a copy cleared before somebody said no is not left among those to publish",
          "[cli][check]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  const fs::path out = gate.folder() / "out";
  const std::vector<std::string> check = {
      "check",     (SourceRoot() / "samples/photos/class-photo.jpg").string(),
      "--channel", "newsletter",
      "--event",   "Summer open day",
      "--out",     out.string(),
      "--json"};
  const auto first = gate.Run(check);
  REQUIRE(first.exit_code == 0);
  REQUIRE(CountFiles(out / "cleared") == 1);
  const auto people =
      nlohmann::json::parse(gate.Run({"person", "list", "--json"}).out).at("people");
  for (const auto& person : people) {
    REQUIRE(gate.Run({"consent", "object", person.at("id").get<std::string>()}).exit_code == 0);
  }
  CHECK(gate.Run(check).exit_code == 11);
  CHECK(CountFiles(out / "cleared") == 0);
}

TEST_CASE("a photo that a person stopped is not cleared by a check alone when it comes again",
          "[cli][check]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  const fs::path photo = SourceRoot() / "samples/photos/empty-hall.jpg";
  const auto check = [&](const char* channel) {
    return gate.Run({"check", photo.string(), "--channel", channel, "--event", "Summer open day",
                     "--out", (gate.folder() / "out").string(), "--json"});
  };
  REQUIRE(check("newsletter").exit_code == 0);
  BlockByHand(gate, photo);
  for (const char* channel : {"newsletter", "website"}) {
    const auto again = check(channel);
    CHECK(again.exit_code == 10);
    const auto line = ParseCheck(again.out).photos.at("empty-hall.jpg");
    CHECK(line.at("decision") == "review");
    CHECK(line.at("findings")[0].at("code") == "stopped_before");
    CHECK(CountFiles(gate.folder() / "out" / "cleared") == 0);
  }
}

TEST_CASE("the report names no file whose name holds somebody's name", "[cli][check]") {
  const GateHome gate;
  WriteText(gate.folder() / "people.csv", "id,name,kind\nP1,Ada Byron,pupil\n");
  REQUIRE(gate.Run({"import", (gate.folder() / "people.csv").string()}).exit_code == 0);
  WriteText(gate.folder() / "ada-byron.jpg", PlainJpeg());
  const fs::path sheet = gate.folder() / "sheet.html";
  const auto run = gate.Run({"check", (gate.folder() / "ada-byron.jpg").string(), "--channel",
                             "newsletter", "--report", sheet.string()});
  CHECK(run.exit_code != 0);
  const std::string html = ReadText(sheet);
  CHECK(html.find("name of somebody on the register") != std::string::npos);
  CHECK(html.find("byron") == std::string::npos);
  CHECK(html.find("case-") == std::string::npos);
}
