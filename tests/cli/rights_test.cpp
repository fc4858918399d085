#include <catch2/catch.hpp>
#include <chrono>

#include "core/clock.h"
#include "tests/cli/gate_home.h"
#include "tests/unit/consent/raw_register.h"

using namespace photogate::test;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

json Parsed(const ProgramResult& run) {
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == 0);
  return json::parse(run.out);
}

// A demo home with a child about whom something is recorded.
class RightsHome {
 public:
  RightsHome() {
    for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{
             {"person", "add", "P77", "--name", "Ada Byron", "--groups", "4B"},
             {"consent", "set", "P77", "newsletter", "granted", "--by", "mother of Ada"},
             {"consent", "biometric", "P77", "objection", "--by", "father of Ada"},
             {"bar", "set", "P77", "--reason", "court order 12"},
             {"event", "add", "Fair", "--date", "2026-07-04", "--groups", "4B"}}) {
      const auto run = gate.Run(verb);
      INFO(run.err);
      REQUIRE(run.exit_code == 0);
    }
  }
  // As somebody who edits the file behind the program's back.
  void Tamper(const char* sql) const { RawRegister(gate.home())->exec(sql); }
  GateHome gate;
};

}  // namespace

TEST_CASE_METHOD(RightsHome, "the audit is shown, filtered and exported", "[cli][audit]") {
  const auto all = Parsed(gate.Run({"audit", "show", "--json"})).at("entries");
  CHECK(all.size() >= 6);
  const auto bars = Parsed(gate.Run({"audit", "show", "--verb", "bar", "--json"})).at("entries");
  REQUIRE(bars.size() == 1);
  CHECK(bars[0].at("verb") == "bar set");
  CHECK(bars[0].at("subject").get<std::string>().rfind("person case-", 0) == 0);
  CHECK(bars[0].dump().find("court order") == std::string::npos);
  const auto about =
      Parsed(gate.Run({"audit", "show", "--subject", "P77", "--json"})).at("entries");
  // Four changes, and this look.
  CHECK(about.size() == 5);
  CHECK(about[4].at("kind") == "look");
  CHECK(
      Parsed(gate.Run({"audit", "show", "--since", "2999-01-01", "--json"})).at("entries").empty());
  CHECK(Parsed(gate.Run({"audit", "show", "--actor", "nobody", "--json"})).at("entries").empty());
  const auto channel = Parsed(gate.Run({"channel", "suspend", "social", "--json"}));
  const auto history =
      Parsed(gate.Run({"audit", "show", "--subject", "social", "--json"})).at("entries");
  REQUIRE(history.size() == 2);
  CHECK(history[0].at("verb") == "channel suspend");

  const auto lines = gate.Run({"audit", "export"});
  CHECK(lines.exit_code == 0);
  const auto first = json::parse(lines.out.substr(0, lines.out.find('\n')));
  CHECK(first.at("verb") == "init");
  const fs::path csv = gate.folder() / "audit.csv";
  CHECK(gate.Run({"audit", "export", "--format", "csv", "--out", csv.string()}).exit_code == 0);
  CHECK(ReadText(csv).rfind("number,kind,at,actor", 0) == 0);
  // The file's name says it as well, and the option says it first.
  const fs::path named = gate.folder() / "named.csv", lined = gate.folder() / "lined.csv";
  CHECK(gate.Run({"audit", "export", "--out", named.string()}).exit_code == 0);
  CHECK(ReadText(named).rfind("number,kind,at,actor", 0) == 0);
  CHECK(gate.Run({"audit", "export", "--format", "jsonl", "--out", lined.string()}).exit_code == 0);
  CHECK(ReadText(lined).rfind("{\"number\"", 0) == 0);
  // Nothing is overwritten, and reading the audit is on record itself.
  CHECK(gate.Run({"audit", "export", "--out", csv.string()}).exit_code == 1);
  CHECK(Parsed(gate.Run({"audit", "show", "--verb", "audit", "--json"})).at("entries").size() > 2);
  CHECK(gate.Run({"audit", "clear"}).exit_code == 1);
}

TEST_CASE_METHOD(RightsHome, "verify shows an edit, and a cut-off end against an exported head",
                 "[cli][audit]") {
  CHECK(Parsed(gate.Run({"audit", "verify", "--json"})).at("intact") == true);
  const std::string head = (gate.folder() / "head.json").string();
  REQUIRE(gate.Run({"audit", "head", "--out", head}).exit_code == 0);
  CHECK(gate.Run({"audit", "verify", "--head", head}).exit_code == 0);
  WriteText(gate.folder() / "no.json", "{}");
  CHECK(gate.Run({"audit", "verify", "--head", (gate.folder() / "no.json").string()}).exit_code ==
        1);
  SECTION("an edit") {
    Tamper("DROP TRIGGER change_no_update; UPDATE change SET actor = 'other' WHERE version = 2");
    const auto run = gate.Run({"audit", "verify"});
    CHECK(run.exit_code == 20);
    CHECK(run.out.find("DOES NOT HOLD") != std::string::npos);
  }
  SECTION("a cut end") {
    Tamper(
        "DROP TRIGGER audit_no_delete; DROP TRIGGER change_no_delete; DROP TRIGGER "
        "change_about_no_delete; PRAGMA foreign_keys=OFF; DELETE FROM event_group; "
        "DELETE FROM event; DELETE FROM change_about WHERE version = (SELECT max(version) FROM "
        "change); DELETE FROM audit WHERE number = (SELECT max(number) FROM audit); "
        "DELETE FROM change WHERE version = (SELECT max(version) FROM change)");
    CHECK(gate.Run({"audit", "verify"}).exit_code == 0);
    const auto run = gate.Run({"audit", "verify", "--head", head});
    CHECK(run.exit_code == 20);
    CHECK(run.out.find("cut off") != std::string::npos);
  }
}

TEST_CASE_METHOD(RightsHome, "a person is given everything that is held about them",
                 "[cli][rights]") {
  const fs::path out = gate.folder() / "request";
  REQUIRE(gate.Run({"person", "export", "P77", "--out", out.string()}).exit_code == 0);
  const auto held = json::parse(ReadText(out / "held.json"));
  CHECK(held.at("name") == "Ada Byron");
  CHECK(held.at("permission_history").at(0).at("given_by") == "mother of Ada");
  CHECK(held.at("biometric_ledger").at(0).at("statement") == "objection");
  CHECK(held.at("events_of_their_groups").at(0).at("name") == "Fair");
  CHECK(held.at("bars").size() == 1);
  CHECK(held.at("audit").size() >= 4);
  CHECK(held.at("published_copies").empty());
  CHECK(held.at("takedowns").empty());
  CHECK(held.at("photos_that_may_show_them").empty());
  // In set-up nobody may read the reason of a bar.
  CHECK(held.dump().find("court order") == std::string::npos);
  const std::string text = ReadText(out / "held.md");
  CHECK(text.find("What is held about Ada Byron") != std::string::npos);
  CHECK(text.find("not the numbers") != std::string::npos);
  CHECK((fs::status(out / "held.md").permissions() & fs::perms::group_read) == fs::perms::none);
  CHECK(gate.Run({"person", "export", "nobody"}).exit_code == 1);
  const auto looks = Parsed(gate.Run({"audit", "show", "--verb", "person export", "--json"}));
  CHECK(looks.at("entries").size() == 1);
}

TEST_CASE_METHOD(RightsHome, "an export says of each statement on what it rests and if it counts",
                 "[cli][rights]") {
  const fs::path csv = gate.folder() / "more.csv";
  WriteText(csv, "id,name,groups,biometric_basis,use:press\nP77,Ada Byron,4B,,granted\n");
  REQUIRE(gate.Run({"import", csv.string()}).exit_code == 0);
  REQUIRE(gate.Run({"import", "--undo"}).exit_code == 0);
  REQUIRE(gate.Run({"consent", "set", "P77", "name-with-image", "granted", "--name", "first",
                    "--evidence", csv.string()})
              .exit_code == 0);
  const auto held = Parsed(gate.Run({"person", "export", "P77", "--json"}));
  const auto& history = held.at("permission_history");
  REQUIRE(history.size() == 3);
  CHECK(history[0].at("import_undone") == false);
  CHECK(history[0].at("basis") == "consent");
  CHECK(history[1].at("use") == "press");
  CHECK(history[1].at("source") == "import");
  CHECK(history[1].at("import_undone") == true);
  CHECK(history[2].at("name") == "first");
  CHECK(history[2].at("evidence_sha256").get<std::string>().size() == 64);
  CHECK(held.at("biometric_ledger")[0].at("import_undone") == false);
  CHECK(held.at("permissions_today").at("name-with-image") == "granted: first");
  const std::string text = gate.Run({"person", "export", "P77"}).out;
  CHECK(text.find("Import undone") != std::string::npos);
}

TEST_CASE_METHOD(RightsHome, "erasing prints a receipt and leaves a register that proves itself",
                 "[cli][rights]") {
  const auto planned = Parsed(gate.Run({"person", "erase", "P77", "--dry-run", "--json"}));
  CHECK(planned.at("permissions") == 1);
  CHECK(gate.Run({"person", "show", "P77"}).exit_code == 0);
  CHECK(gate.Run({"person", "erase", "P77"}).exit_code == 1);
  const auto run = gate.Run({"person", "erase", "P77", "--reason", "request of 3 May"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("RECEIPT") != std::string::npos);
  CHECK(run.out.find("Backups") != std::string::npos);
  CHECK(run.out.find("not blocked") != std::string::npos);
  CHECK(run.out.find("Ada") == std::string::npos);
  CHECK(gate.Run({"person", "show", "P77"}).exit_code == 1);
  CHECK(gate.Run({"audit", "verify"}).exit_code == 0);
  const std::string pages = DecryptedPages(gate.home());
  CHECK(pages.find("case-") != std::string::npos);
  CHECK(pages.find("Ada Byron") == std::string::npos);
  CHECK(pages.find("mother of Ada") == std::string::npos);
  CHECK(pages.find("court order 12") == std::string::npos);
}

TEST_CASE_METHOD(RightsHome, "retention is set, rehearsed and run", "[cli][rights]") {
  const std::string left =
      photogate::FormatUtc(std::chrono::system_clock::now() - std::chrono::hours(24 * 400))
          .substr(0, 10);
  REQUIRE(
      gate.Run({"person", "add", "L1", "--name", "Old Leaver", "--leaving-date", left, "--insist"})
          .exit_code == 0);
  // Years before anybody entered them: perhaps a slip.
  REQUIRE(gate.Run({"person", "add", "L2", "--name", "No Leaver", "--leaving-date", "2017-07-20",
                    "--insist"})
              .exit_code == 0);
  CHECK(gate.Run({"retention", "show"}).out.find("until somebody decides") != std::string::npos);
  CHECK(gate.Run({"retention", "set", "--looks", "10"}).exit_code == 1);
  REQUIRE(gate.Run({"retention", "set", "--leavers", "365"}).exit_code == 0);
  const auto planned = Parsed(gate.Run({"retention", "run", "--dry-run", "--json"}));
  CHECK(planned.at("erased").size() == 1);
  CHECK(gate.Run({"person", "show", "L1"}).exit_code == 0);
  CHECK(Parsed(gate.Run({"retention", "run", "--json"})).at("erased").size() == 1);
  CHECK(gate.Run({"person", "show", "L1"}).exit_code == 1);
  CHECK(gate.Run({"person", "show", "L2"}).exit_code == 0);
  CHECK(gate.Run({"retention", "run"}).out.find("nobody was erased") != std::string::npos);
  CHECK(gate.Run({"audit", "verify"}).exit_code == 0);
}

TEST_CASE_METHOD(RightsHome, "reports say what is due", "[cli][report]") {
  const auto rows = [&](const std::string& name) {
    return Parsed(gate.Run({"report", name, "--json"})).at("rows");
  };
  // The demonstration's own channels have owners.
  CHECK(rows("channels").empty());
  REQUIRE(gate.Run({"channel", "propose", "blog", "--use", "website"}).exit_code == 0);
  CHECK(rows("channels").size() == 1);
  CHECK(rows("untrained").empty());
  CHECK(rows("stale-references").empty());
  CHECK(rows("leavers").empty());
  REQUIRE(gate.Run({"person", "add", "L1", "--name", "Old Leaver", "--leaving-date", "2020-07-20",
                    "--insist"})
              .exit_code == 0);
  CHECK(rows("leavers").size() == 1);
  const auto date = [](int days) {
    const std::time_t when = std::time(nullptr) + days * 86'400;
    std::tm parts{};
    localtime_r(&when, &parts);
    char text[11];
    REQUIRE(std::strftime(text, sizeof text, "%Y-%m-%d", &parts) == 10);
    return std::string(text);
  };
  REQUIRE(
      gate.Run({"consent", "set", "P77", "website", "granted", "--until", date(20)}).exit_code ==
      0);
  CHECK(rows("expiring").size() == 1);
  CHECK(Parsed(gate.Run({"report", "expiring", "--days", "10", "--json"})).at("rows").empty());
  // A renewed one is not due.
  REQUIRE(
      gate.Run({"consent", "set", "P77", "website", "granted", "--until", date(200)}).exit_code ==
      0);
  CHECK(rows("expiring").empty());
  const std::string csv = (gate.folder() / "leavers.csv").string();
  CHECK(gate.Run({"report", "leavers", "--csv", csv}).exit_code == 0);
  CHECK(ReadText(csv).find("L1") != std::string::npos);
}

TEST_CASE_METHOD(RightsHome, "the texts are filled in from the register and mark their gaps",
                 "[cli][dpia]") {
  const std::string file = (gate.folder() / "dpia.md").string();
  REQUIRE(gate.Run({"dpia", "template", "--out", file}).exit_code == 0);
  const std::string dpia = ReadText(file);
  CHECK(dpia.find("{{") == std::string::npos);
  CHECK(dpia.find("[SCHOOL:") != std::string::npos);
  CHECK(dpia.find("England and Wales") != std::string::npos);
  CHECK(dpia.find("| people on the register | 1 (1 pupils") != std::string::npos);
  CHECK(dpia.find("newsletter") != std::string::npos);
  CHECK(dpia.find("originals of decided photos | encrypted, 30 days after") != std::string::npos);
  CHECK(dpia.find("Displays on the school's premises; ") != std::string::npos);
  CHECK(dpia.find("_date") == std::string::npos);
  CHECK(dpia.find("not validated for children") != std::string::npos);
  const auto parents = gate.Run({"dpia", "notice", "--for", "parents"});
  CHECK(parents.out.find("section 26") != std::string::npos);
  CHECK(parents.out.find("{{") == std::string::npos);
  const auto pupils = gate.Run({"dpia", "notice", "--for", "pupils"});
  CHECK(pupils.out.find("Can I say no") != std::string::npos);
  const auto form = gate.Run({"dpia", "consent-form"});
  CHECK(form.out.find("a separate question") != std::string::npos);
  CHECK(form.out.find("Newsletters to families | ☐ | ☐ |") != std::string::npos);
  CHECK(form.out.find("{{") == std::string::npos);
  // Each part is signed for itself.
  CHECK(form.out.find("Signature for part 1") < form.out.find("## Part 2"));
  CHECK(form.out.find("Signature for part 2") != std::string::npos);
}

TEST_CASE_METHOD(RightsHome, "the gaps of a text are counted, and none is within another",
                 "[cli][dpia]") {
  const std::vector<std::vector<std::string>> texts{
      {"template"}, {"notice", "--for", "parents"}, {"notice"}, {"consent-form"}};
  for (const char* law : {"england-wales", "other"}) {
    REQUIRE(gate.Run({"setting", "set", "jurisdiction", law}).exit_code == 0);
    for (const auto& text : texts) {
      std::vector<std::string> words{"dpia"};
      words.insert(words.end(), text.begin(), text.end());
      words.emplace_back("--json");
      const auto answer = Parsed(gate.Run(words));
      const std::string filled = answer.at("text");
      std::size_t gaps = 0;
      for (std::size_t at = 0; (at = filled.find("[SCHOOL", at)) != std::string::npos; ++at) {
        const std::size_t end = filled.find(']', at);
        REQUIRE(end != std::string::npos);
        INFO(filled.substr(at, end - at));
        CHECK(filled.substr(at + 1, end - at).find('[') == std::string::npos);
        CHECK(filled.substr(at, end - at).find('_') == std::string::npos);
        if (filled.compare(at, 12, "[SCHOOL: ...") != 0) ++gaps;
      }
      CHECK(answer.at("gaps") == gaps);
    }
  }
}
