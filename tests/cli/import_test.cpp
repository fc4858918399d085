#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/cli/gate_home.h"

using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

class ImportHome {
 public:
  std::string Write(const std::string& text, const std::string& name = "people.csv") {
    WriteText(gate.folder() / name, text);
    return (gate.folder() / name).string();
  }
  nlohmann::json Ask(std::vector<std::string> arguments, int exit_code = 0) {
    arguments.emplace_back("--json");
    const auto run = gate.Run(arguments);
    INFO(run.err << run.out);
    REQUIRE(run.exit_code == exit_code);
    return nlohmann::json::parse(run.out);
  }
  std::size_t People() { return Ask({"person", "list"}).at("people").size(); }
  GateHome gate;
};

}  // namespace

TEST_CASE_METHOD(ImportHome, "the columns of a school's system are said once", "[cli][import]") {
  const std::string csv = Write(
      "Student ID,First Name,Last Name,Year Group,Photo Consent\n"
      "7,Ann,Example,7,Yes\n8,Ben,Example,7,No\n9,Cy,Example,7,Maybe\n");
  CHECK(gate.Run({"import", csv, "--source", "no such source"}).exit_code == 1);
  CHECK(gate.Run({"import", csv, "--map", "a=id"}).exit_code == 1);
  CHECK(gate.Run({"import", csv, "--source", "arbor", "--map", "Photo Consent=shoe"}).exit_code ==
        1);
  CHECK(People() == 0);
  const auto first =
      Ask({"import", csv, "--source", "arbor", "--map", "Photo Consent=use:website"});
  CHECK(first.at("source_saved") == true);
  CHECK(first.at("new").size() == 3);
  REQUIRE(first.at("issues").size() == 1);
  CHECK(first.at("issues").at(0).at("line") == 4);
  const auto again = Ask({"import", csv, "--source", "arbor"});
  CHECK(again.at("unchanged") == 3);
  CHECK(Ask({"import", "--sources"}).at("sources").at(0).at("columns").at("Photo Consent") ==
        "use:website");
  CHECK(Ask({"person", "show", "7"}).at("permissions").at("website") == "granted");
  CHECK(Ask({"person", "show", "9"}).at("permissions").at("website") == "refused");
}

TEST_CASE_METHOD(ImportHome, "the last import is taken back after a look at what that means",
                 "[cli][import]") {
  CHECK(gate.Run({"import", "--undo"}).exit_code == 1);
  Ask({"import", Write("id,name,use:website\nP1,Ann,granted\n")});
  const auto second = Write("id,name,use:website\nP1,Ann,refused\nP2,Wrong,granted\n");
  Ask({"import", second});
  CHECK(Ask({"import", "--undo", "--dry-run"}).at("removed").size() == 1);
  CHECK(People() == 2);
  const auto undo = Ask({"import", "--undo"});
  CHECK(undo.at("statements") == 2);
  CHECK(undo.at("refusals") == 1);
  CHECK(People() == 1);
  CHECK(Ask({"person", "show", "P1"}).at("permissions").at("website") == "granted");
  CHECK(gate.Run({"import", "--undo"}).exit_code == 1);
  const auto history = Ask({"consent", "show", "P1"}).at("history");
  CHECK(history.at(1).at("undone") == true);
}

TEST_CASE_METHOD(ImportHome, "whoever is gone is listed until somebody decides", "[cli][import]") {
  Ask({"import", Write("id,name\nP1,Ann\nP2,Ben\nP3,Cy\n")});
  const std::string fewer = Write("id,name\nP1,Ann\n");
  CHECK(Ask({"import", fewer, "--dry-run"}).at("gone").size() == 2);
  Ask({"import", fewer});
  CHECK(Ask({"import", "--gone"}).at("people").size() == 2);
  Ask({"person", "keep", "P2"});
  Ask({"person", "leave", "P3", "--on", "2026-07-20"});
  CHECK(Ask({"import", "--gone"}).at("people").empty());
  CHECK(Ask({"person", "show", "P3"}).at("leaving_date") == "2026-07-20");
  CHECK(People() == 3);
  CHECK(gate.Run({"person", "keep", "P1"}).exit_code == 1);
}

TEST_CASE_METHOD(ImportHome, "a leaving date that has passed is asked about", "[cli][import]") {
  const std::vector<std::string> add{"person", "add",      "P1",        "--name",
                                     "Ann",    "--leaves", "2016-07-20"};
  const auto refused = gate.Run(add);
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("--insist") != std::string::npos);
  CHECK(People() == 0);
  auto insisted = add;
  insisted.emplace_back("--insist");
  CHECK(gate.Run(insisted).exit_code == 0);
  CHECK(People() == 1);
  CHECK(gate.Run({"person", "add", "P2", "--name", "Ben", "--leaving-date", "2099-07-20"})
            .exit_code == 0);

  const std::string csv =
      Write("id,name,leaving_date\nP3,Cy,2016-07-20\nP4,Di,2099-07-20\nP5,Ed,20/07/2016\n");
  const auto rows = Ask({"import", csv, "--dry-run"}).at("leaves_in_past");
  REQUIRE(rows.size() == 2);
  CHECK(rows.at(0).at("line") == 2);
  CHECK(rows.at(1).at("line") == 4);
  CHECK(rows.at(1).at("leaving_date") == "2016-07-20");
  const auto text = gate.Run({"import", csv, "--dry-run"}).out;
  CHECK(text.find("Leaving date in the past: 2 rows (lines 2, 4)") != std::string::npos);
}

TEST_CASE_METHOD(ImportHome, "people of another source are counted, not called gone",
                 "[cli][import]") {
  Ask({"import", Write("id,name\nP1,Ann\nP2,Ben\n")});
  const std::string staff = Write("Student ID,Forename,Surname\nS1,Cleo,Example\n", "staff.csv");
  const std::vector<std::string> import{"import",   staff,
                                        "--source", "staff",
                                        "--map",    "Student ID=id",
                                        "--map",    "Forename=first_name",
                                        "--map",    "Surname=last_name"};
  const auto report = Ask(import);
  CHECK(report.at("gone").empty());
  CHECK(report.at("not_compared") == 2);
  CHECK(gate.Run(import).out.find("2 people come from elsewhere") != std::string::npos);
  Ask({"import", Write("id,name\nP1,Ann\n")});
  const auto gone = Ask({"import", "--gone"}).at("people");
  REQUIRE(gone.size() == 1);
  CHECK(gone.at(0).at("id") == "P2");
  CHECK(gone.at(0).at("source") == "");
}

TEST_CASE_METHOD(ImportHome, "an export is private, never overwrites, and imports unchanged",
                 "[cli][import]") {
  Ask({"import", Write("id,name,groups,use:website\nP1,=1+1,7A,granted\n+2,'=x,@b,withdrawn\n")});
  const fs::path out = gate.folder() / "out.csv";
  CHECK(Ask({"export", out.string()}).at("people") == 2);
  struct stat status {};
  REQUIRE(stat(out.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(gate.Run({"export", out.string()}).exit_code == 1);
  const std::string text = ReadText(out);
  CHECK(text.find(",=") == std::string::npos);
  CHECK(text.find("\n+") == std::string::npos);
  const auto again = Ask({"import", out.string()});
  CHECK(again.at("unchanged") == 2);
  CHECK(again.at("issues").empty());
  CHECK(gate.Run({"export", "-"}).out == text);
  CHECK(
      Ask({"export", (gate.folder() / "then.csv").string(), "--as-of", "2020-01-01"}).at("as_of") ==
      "2020-01-01");
  CHECK(gate.Run({"export", (gate.folder() / "none" / "x.csv").string()}).exit_code == 1);
}

TEST_CASE_METHOD(ImportHome, "a file that cannot be read is told by line and changes nothing",
                 "[cli][import]") {
  Ask({"import", Write("id,name\nP1,Ann\n")});
  const auto version = Ask({"person", "list"}).dump();
  const auto fails = [&](const std::string& text, const std::string& says) {
    INFO(says);
    const auto run = gate.Run({"import", Write(text)});
    CHECK(run.exit_code == 1);
    CHECK((run.out + run.err).find(says) != std::string::npos);
    CHECK(Ask({"person", "list"}).dump() == version);
  };
  fails("id,name\nP1,\"never closed\nP2,x\n", "ine 2");
  fails("id,name\nP 1,Ann\n", "line 2");
  fails("id,name\n\xf0\x9f\x98\x80,Ann\n", "line 2");
  fails("id,name\nP1\n", "line 2");
  fails(std::string("id,name\nP1,\0\n", 13), "ine 2");
  fails("", "empty");
  fs::resize_file(Write("id,name\n", "large.csv"), 100u << 20);
  const auto large = gate.Run({"import", (gate.folder() / "large.csv").string()});
  CHECK(large.exit_code == 1);
  CHECK(large.err.find("larger than any list") != std::string::npos);
  const auto dates = Ask({"import", Write("id,name,leaving_date,use:website\n"
                                          "P1,Ann,31/06/2026,granted\nP5,E,31/08/2026,granted\n"
                                          "P5,E,,granted\n")});
  CHECK(dates.at("issues").at(0).at("line") == 2);
  CHECK(dates.at("issues").at(1).at("line") == 4);
  CHECK(Ask({"person", "show", "P1"}).at("permissions").at("website") == "refused");
  CHECK(Ask({"person", "show", "P5"}).at("permissions").at("website") == "refused");
}

TEST_CASE_METHOD(ImportHome, "settings are listed and changed", "[cli]") {
  CHECK(Ask({"setting", "list"}).at("settings").at("keep-reference-crops") == "no");
  Ask({"setting", "set", "keep-reference-crops", "yes"});
  CHECK(Ask({"setting", "list"}).at("settings").at("keep-reference-crops") == "yes");
  CHECK(gate.Run({"setting", "set", "keep-reference-crops", "perhaps"}).exit_code == 1);
}

TEST_CASE_METHOD(ImportHome, "enrolment tells per person what was taken and why not",
                 "[cli][enrol]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  Ask({"import", Write("id,name,groups,biometric_basis\nP1,Ann Lee,7A,consent\nP2,Ben Lee,7A,\n")});
  Ask({"setting", "set", "keep-reference-crops", "yes"});
  const std::string picture = (SourceRoot() / "samples" / "selftest.png").string();
  const auto refused = Ask({"enrol", "--person", "P1", picture}, 1).at("photos").at(0);
  CHECK(refused.at("code") == "several_faces");
  CHECK(refused.at("text").get<std::string>().find("1 at the") != std::string::npos);
  const fs::path report = gate.folder() / "report.html";
  const auto rehearsed = Ask({"enrol", "--person", "P1", picture, "--face", "1", "--dry-run"});
  CHECK(rehearsed.at("photos").at(0).at("enrolled") == true);
  CHECK(Ask({"person", "references"}).at("references").empty());
  const auto taken = Ask({"enrol", "--person", "P1", picture, "--face", "1", "--taken",
                          "2020-05-01", "--report", report.string()});
  CHECK(taken.at("photos").at(0).at("stale") == true);
  CHECK(taken.at("photos").at(0).at("crop_kept") == true);
  CHECK(taken.at("kin_suggestions").at(0).at("why") == "same_surname");
  CHECK(ReadText(report).find("P1") != std::string::npos);
  CHECK(Ask({"person", "references", "--stale"}).at("references").size() == 1);
  CHECK(Ask({"enrol", "--person", "P2", picture, "--face", "1"}, 1)
            .at("photos")
            .at(0)
            .at("missing")
            .at(0)
            .at("code") == "no_consent");
  const auto withdrawn = gate.Run({"consent", "biometric", "P1", "withdrawal", "--by", "parent A"});
  CHECK(withdrawn.out.find("RECEIPT") != std::string::npos);
  CHECK(withdrawn.out.find("1 reference crop") != std::string::npos);
  CHECK(Ask({"person", "references"}).at("references").empty());
}

TEST_CASE_METHOD(ImportHome,
                 "whoever was erased and is still in the file is told, and comes back when asked",
                 "[cli][import][erased]") {
  const std::string csv = Write("id,name\nP1,Ann\nP2,Ben\n");
  Ask({"import", csv});
  Ask({"person", "erase", "P2", "--reason", "asked for"});
  for (const bool dry : {true, false}) {
    std::vector<std::string> import{"import", csv};
    if (dry) import.emplace_back("--dry-run");
    const auto text = gate.Run(import).out;
    CHECK(text.find("x P2  line 3: was erased on ") != std::string::npos);
    CHECK(text.find("the file still has them. Not taken again") != std::string::npos);
    CHECK(text.find("--bring-back") != std::string::npos);
    const auto erased = Ask(import).at("erased");
    REQUIRE(erased.size() == 1);
    CHECK(erased.at(0).at("person") == "P2");
    CHECK(erased.at(0).at("line") == 3);
    CHECK(erased.at(0).at("erased_on").get<std::string>().size() == 10);
    CHECK(erased.at(0).at("brought_back") == false);
    CHECK(People() == 1);
  }
  CHECK(gate.Run({"import", csv, "--bring-back", "P1"}).exit_code == 1);
  CHECK(gate.Run({"import", "--gone", "--bring-back", "P2"}).exit_code == 1);
  CHECK(Ask({"import", csv, "--bring-back", "P2", "--dry-run"}).at("new").size() == 1);
  CHECK(People() == 1);
  CHECK(Ask({"import", csv, "--bring-back", "P2"}).at("new").size() == 1);
  CHECK(People() == 2);
}
