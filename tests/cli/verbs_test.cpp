#include <catch2/catch.hpp>

#include "tests/cli/gate_home.h"
#include "tests/support/metadata/samples.h"
#include "tests/unit/consent/raw_register.h"

using namespace photogate::test;
namespace fs = std::filesystem;

TEST_CASE("every verb explains itself with examples and exit status", "[cli]") {
  for (const char* verb :
       {"init",    "dpia",    "models", "person",  "consent",  "bar",       "enrol", "import",
        "event",   "channel", "user",   "audit",   "report",   "retention", "check", "verify",
        "export",  "setting", "strip",  "inspect", "evaluate", "doctor",    "rekey", "backup",
        "restore", "watch",   "status", "serve",   "credit",   "word"}) {
    INFO(verb);
    const auto help = Photogate({verb, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(help.out.find("EXAMPLES") != std::string::npos);
    CHECK(help.out.find("EXIT STATUS") != std::string::npos);
  }
  CHECK(Photogate({"nonsense"}).exit_code == 1);
  CHECK(Photogate({}).exit_code == 1);
}

TEST_CASE("the home may be named before or after the verb", "[cli]") {
  const TempFolder folder;
  const std::string home = (folder.path() / "home").string();
  REQUIRE(Photogate({"init", "--home", home}).exit_code == 0);
  CHECK(Photogate({"--home", home, "channel", "list"}).exit_code == 0);
  CHECK(Photogate({"channel", "list", "--home", home}).exit_code == 0);
  CHECK(Photogate({"channel", "list"}, {{"PHOTOGATE_HOME", home}}).exit_code == 0);
}

TEST_CASE("a register is never made over another", "[cli][init]") {
  const GateHome gate;
  CHECK(gate.Run({"init"}).exit_code == 1);
  CHECK(gate.Run({"channel", "list"}).exit_code == 0);
}

TEST_CASE("channels of a new register wait for approval, those of a demo do not",
          "[cli][channel]") {
  const TempFolder folder;
  const std::string home = (folder.path() / "home").string();
  REQUIRE(Photogate({"init", "--home", home}).exit_code == 0);
  const auto list =
      nlohmann::json::parse(Photogate({"channel", "list", "--json", "--home", home}).out);
  CHECK(list.at("channels").size() == 6);
  for (const auto& channel : list.at("channels")) CHECK(channel.at("state") == "proposed");
  CHECK(Photogate({"channel", "approve", "newsletter", "--by", "Head Teacher", "--home", home})
            .exit_code == 0);
  const GateHome demo;
  const auto approved = nlohmann::json::parse(demo.Run({"channel", "list", "--json"}).out);
  for (const auto& channel : approved.at("channels")) CHECK(channel.at("state") == "approved");
}

TEST_CASE("import shows what would change before it changes anything", "[cli][import]") {
  const GateHome gate;
  const fs::path csv = gate.folder() / "people.csv";
  WriteText(csv,
            "id,name,kind,groups,leaving_date,biometric_basis,use:newsletter\n"
            "P1,Ada Byron,pupil,4B,,consent,granted\n"
            "P2,Alan Mathison,pupil,4B;Choir,,,refused\n");
  const auto preview =
      nlohmann::json::parse(gate.Run({"import", csv.string(), "--dry-run", "--json"}).out);
  CHECK(preview.at("new").size() == 2);
  CHECK(preview.at("applied") == false);
  CHECK(nlohmann::json::parse(gate.Run({"person", "list", "--json"}).out).at("people").empty());
  CHECK(gate.Run({"import", csv.string()}).exit_code == 0);
  const auto person = nlohmann::json::parse(gate.Run({"person", "show", "P2", "--json"}).out);
  CHECK(person.at("permissions").at("newsletter") == "refused");
  CHECK(person.at("permissions").at("website") == "unrecorded");

  SECTION("a withdrawal entered by hand stands against a later import") {
    REQUIRE(gate.Run({"consent", "set", "P1", "newsletter", "withdrawn"}).exit_code == 0);
    const auto again = nlohmann::json::parse(gate.Run({"import", csv.string(), "--json"}).out);
    CHECK(again.at("conflicting").size() == 1);
    const auto after = nlohmann::json::parse(gate.Run({"person", "show", "P1", "--json"}).out);
    CHECK(after.at("permissions").at("newsletter") == "withdrawn");
  }
  SECTION("a bar needs a reason and stands above permissions") {
    CHECK(gate.Run({"bar", "set", "P1"}).exit_code == 1);
    REQUIRE(gate.Run({"bar", "set", "P1", "--reason", "file 7"}).exit_code == 0);
    CHECK(nlohmann::json::parse(gate.Run({"person", "show", "P1", "--json"}).out).at("barred") ==
          true);
    CHECK(gate.Run({"bar", "list"}).out.find("file 7") == std::string::npos);
  }
  SECTION("a broken file changes nothing") {
    WriteText(csv, "id,name\nP9,\"never closed\n");
    CHECK(gate.Run({"import", csv.string()}).exit_code != 0);
    CHECK(nlohmann::json::parse(gate.Run({"person", "list", "--json"}).out).at("people").size() ==
          2);
  }
}

TEST_CASE("enrolment says why a reference is refused", "[cli][enrol]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  const fs::path csv = gate.folder() / "people.csv";
  WriteText(csv,
            "id,name,kind,biometric_basis\nP1,Ada Byron,pupil,\nP2,Alan Mathison,pupil,consent\n");
  REQUIRE(gate.Run({"import", csv.string()}).exit_code == 0);
  WriteText(gate.folder() / "blank.jpg", PlainJpeg());
  const auto code = [&](const std::string& person, const fs::path& photo) {
    const auto run = gate.Run({"enrol", "--person", person, photo.string(), "--json"});
    CHECK(run.exit_code == 1);
    return nlohmann::json::parse(run.out).at("photos").at(0).at("code").get<std::string>();
  };
  CHECK(code("P1", gate.folder() / "blank.jpg") == "no_consent");
  CHECK(code("P2", gate.folder() / "blank.jpg") == "no_face");
  CHECK(code("P7", gate.folder() / "blank.jpg") == "unknown_person");
  CHECK(code("P2", SourceRoot() / "samples" / "selftest.png") == "several_faces");
}

TEST_CASE("a register from the future is refused and left alone", "[cli]") {
  const GateHome gate;
  RawRegister(gate.home())->exec("PRAGMA user_version = 9999");
  const auto list = gate.Run({"person", "list"});
  CHECK(list.exit_code == 20);
  CHECK(list.err.find("newer") != std::string::npos);
}

TEST_CASE("doctor names what is missing and what that means", "[cli][doctor]") {
  const GateHome gate;
  if (HaveModels()) {
    const auto whole = gate.Run({"doctor"});
    CHECK(whole.exit_code == 0);
    CHECK(whole.out.find("not validated for children") != std::string::npos);
    CHECK(whole.out.find("self-test") != std::string::npos);
  }
  const fs::path none = gate.folder() / "none";
  const auto without =
      RunProgram(PHOTOGATE_PROGRAM, {"doctor", "--home", gate.home().string()},
                 {{"PHOTOGATE_MODELS", none.string()}, {"PHOTOGATE_NO_DEFAULT_MODELS", "1"}});
  CHECK(without.exit_code == 21);
  CHECK(without.out.find("held") != std::string::npos);
}

TEST_CASE("strip holds a JPEG with rows that its header leaves out", "[cli][strip]") {
  const TempFolder folder;
  fs::create_directories(folder.path() / "in");
  const photogate::Bytes whole = MakeJpeg(JpegKind::kBaseline, {});
  std::string jpeg(whole.begin(), whole.end());
  const std::size_t frame = jpeg.find("\xFF\xC0");
  REQUIRE(frame != std::string::npos);
  WriteText(folder.path() / "in" / "whole.jpg", jpeg);
  // A quarter of the height: the other rows are still in the file, and no viewer shows them.
  jpeg[frame + 5] = 0;
  jpeg[frame + 6] = 8;
  WriteText(folder.path() / "in" / "patched.jpg", jpeg);
  const auto run = Photogate(
      {"strip", (folder.path() / "in").string(), "--out", (folder.path() / "out").string()});
  CHECK(run.exit_code == 10);
  CHECK(fs::exists(folder.path() / "out" / "whole.jpg"));
  CHECK_FALSE(fs::exists(folder.path() / "out" / "patched.jpg"));
}

TEST_CASE("strip writes clean copies without any register and overwrites nothing", "[cli][strip]") {
  const TempFolder folder;
  std::string dirty = PlainJpeg();
  const std::string comment("\xFF\xFE\x00\x0Ftaken at home", 17);
  dirty.insert(2, comment);
  fs::create_directories(folder.path() / "in" / "sub");
  WriteText(folder.path() / "in" / "sub" / "a.jpg", dirty);
  const std::string in = (folder.path() / "in").string(), out = (folder.path() / "out").string();
  const auto run = Photogate({"strip", in, "--out", out});
  CHECK(run.exit_code == 0);
  const std::string clean = ReadText(folder.path() / "out" / "sub" / "a.jpg");
  CHECK(clean.find("at home") == std::string::npos);
  CHECK(clean.size() > 100);
  CHECK(ReadText(folder.path() / "in" / "sub" / "a.jpg") == dirty);
  CHECK(Photogate({"strip", in, "--out", out}).exit_code == 0);
  CHECK(fs::exists(folder.path() / "out" / "sub" / "a-2.jpg"));
  const auto said = nlohmann::json::parse(Photogate({"inspect", in, "--json"}).out);
  CHECK(said.dump().find("taken at home") != std::string::npos);
}
TEST_CASE("output that nobody can take is a failure, and never a crash", "[cli]") {
  const GateHome gate;
  const auto status = [&](const std::string& what) {
    const int code = std::system(
        (std::string(PHOTOGATE_PROGRAM) + " --home " + gate.home().string() + " " + what).c_str());
    REQUIRE(WIFEXITED(code));
    return WEXITSTATUS(code);
  };
  CHECK(status("person show NOPE 2>/dev/full") == 1);
  CHECK(status("dpia template >/dev/full 2>/dev/null") == 1);
  CHECK(status("audit export >/dev/full 2>/dev/null") == 1);
  CHECK(status("audit export >/dev/full 2>/dev/full") == 1);
  CHECK(status("audit export >/dev/null") == 0);
}
