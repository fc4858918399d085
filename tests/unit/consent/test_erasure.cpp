#include "consent/audit.h"
#include "consent/bars.h"
#include "consent/erasure.h"
#include "consent/events.h"
#include "consent/ledger.h"
#include "consent/looks.h"
#include "consent/photo_journal.h"
#include "consent/register_settings.h"
#include "consent/retention.h"
#include "consent/templates.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

constexpr const char* kName = "Ada Byron-Lovelace";
constexpr const char* kId = "SECRETID-77";
constexpr const char* kCrop = "\xFF\xD8\xFF\xE0 the face as reviewers see it";
const Actor kLead{"lead"};

// Everything a person may have on the register, and somebody else beside it.
class ErasureTest {
 public:
  ErasureTest() {
    REQUIRE(People(*reg)
                .Add({PersonId{kId}, kName, PersonKind::kPupil, {GroupName{"4B"}}, {}}, kOffice)
                .ok());
    reg.Add("P2", {GroupName{"4B"}});
    REQUIRE(People(*reg).DeclareKin(PersonId{kId}, PersonId{"P2"}, kOffice).ok());
    reg.Say(kId, "website", PermissionStatement::kGranted, reg.today());
    reg.Say("P2", "website", PermissionStatement::kRefused, reg.today());
    reg.AllowTemplate(kId, "mother of Ada");
    reg.AllowTemplate("P2");
    REQUIRE(ChangeRegisterSetting(*reg, "keep-reference-crops", "yes", kOffice).ok());
    Enroller enroller(*reg, EnrolRules{Distance{0.3}, 0.3});
    for (int photo = 0; photo < 2; ++photo) {
      EnrolOrder order = Order(kId, "photo" + std::to_string(photo));
      const std::string crop = kCrop;
      order.crop_jpeg.assign(crop.begin(), crop.end());
      const auto enrolled = enroller.Enrol(order, OneFace(Vector(0)), kOffice);
      REQUIRE(enrolled.ok());
      REQUIRE(enrolled.value().enrolled());
    }
    REQUIRE(Bars(*reg).Set(PersonId{kId}, "reason only for the lead", reg.today(), kOffice).ok());
    REQUIRE(Bars(*reg).Reasons(PersonId{kId}, kLead).ok());
    REQUIRE(Bars(*reg).Lift(PersonId{kId}, "ended for good", reg.today(), kLead).ok());
    Clear("ada-byron-lovelace-wins.jpg", "bb");
    Clear("photo.jpg", "cc");
    case_number = People(*reg).Show(PersonId{kId}, reg.today()).value().entry.case_number;
  }

  void Clear(const std::string& name, const std::string& hash) {
    const LedgerRow row{Sha256Hex{"aa"},
                        Sha256Hex{hash},
                        ChannelName{"website"},
                        std::nullopt,
                        reg->Version().value(),
                        DecisionKind::kClear,
                        std::string(R"([{"code":"known_person","person":")") + kId + "\"}]",
                        kModel,
                        0.4,
                        0.5,
                        {PersonId{kId}, PersonId{"P2"}},
                        name,
                        false,
                        reg.clock().Now()};
    REQUIRE(Ledger(*reg, kLead).Record(row).ok());
  }

  // How many values of the whole register hold the text, in either case; blobs as bytes.
  int Grep(const std::string& text) {
    RawRegister raw(reg.home());
    SQLite::Database& database = *raw;
    std::vector<std::pair<std::string, std::string>> columns;
    SQLite::Statement list(database,
                           "SELECT m.name, c.name FROM sqlite_schema AS m, "
                           "pragma_table_info(m.name) AS c WHERE m.type = 'table'");
    while (list.executeStep()) columns.emplace_back(list.getColumn(0), list.getColumn(1));
    REQUIRE(columns.size() > 80);
    int found = 0;
    for (const auto& [table, column] : columns) {
      SQLite::Statement count(database, "SELECT count(*) FROM \"" + table +
                                            "\" WHERE instr(lower(CAST(\"" + column +
                                            "\" AS TEXT)), lower(?)) > 0");
      count.bind(1, text);
      REQUIRE(count.executeStep());
      const int here = count.getColumn(0).getInt();
      if (here > 0) UNSCOPED_INFO(table << "." << column << " holds " << text);
      found += here;
    }
    return found;
  }

  bool Intact() {
    const auto report = Audit(*reg).Verify(std::nullopt);
    REQUIRE(report.ok());
    if (!report.value().intact) UNSCOPED_INFO(report.value().problem);
    return report.value().intact;
  }

  ErasureReceipt Erase(bool keep_protection = false) {
    const auto erased =
        Erasure(*reg).Erase(PersonId{kId}, "request of 3 May", keep_protection, kLead);
    if (!erased.ok()) UNSCOPED_INFO(erased.error().message << erased.error().context);
    REQUIRE(erased.ok());
    return erased.value();
  }

  void Tamper(const std::string& sql) {
    RawRegister raw(reg.home());
    SQLite::Database& database = *raw;
    for (const char* table :
         {"redaction", "erasure", "permission", "ledger", "look", "change_about"}) {
      database.exec(std::string("DROP TRIGGER ") + table + "_no_update");
      database.exec(std::string("DROP TRIGGER ") + table + "_no_delete");
    }
    database.exec(sql);
  }

  TestRegister reg;
  std::string case_number;
};

}  // namespace

TEST_CASE_METHOD(ErasureTest, "erasing leaves nothing of a person but the case number",
                 "[consent][erasure]") {
  // The test can fail: before, everything is there.
  REQUIRE(Grep(kName) > 0);
  REQUIRE(Grep(kId) > 0);
  REQUIRE(Grep("mother of Ada") > 0);
  REQUIRE(Grep("as reviewers see it") == 2);
  REQUIRE(Grep("reason only for the lead") > 0);
  REQUIRE(Grep("byron") > 1);
  REQUIRE(Intact());

  REQUIRE(DecryptedPages(reg.home()).find(kName) != std::string::npos);
  const ErasureReceipt receipt = Erase();
  // Nor on the disk, in pages that are free or in the log, for somebody with the key.
  const std::string pages = DecryptedPages(reg.home());
  CHECK(pages.find(kName) == std::string::npos);
  CHECK(pages.find(kId) == std::string::npos);
  CHECK(pages.find("reason only for the lead") == std::string::npos);
  CHECK(pages.find("as reviewers see it") == std::string::npos);
  CHECK(Grep("as reviewers see it") == 0);
  CHECK(pages.find(case_number) != std::string::npos);
  CHECK(Grep(kName) == 0);
  CHECK(Grep(kId) == 0);
  CHECK(Grep("byron") == 0);
  CHECK(Grep("mother of Ada") == 0);
  CHECK(Grep("reason only for the lead") == 0);
  CHECK(Grep("ended for good") == 0);
  CHECK(receipt.still_mentioned.empty());
  CHECK(Grep(case_number) > 0);
  CHECK(People(*reg).Show(PersonId{kId}, reg.today()).error().kind == ErrorKind::kNotFound);
  CHECK(reg->CheckIntegrity().ok());
}

TEST_CASE_METHOD(ErasureTest, "a finding about several people keeps the erased one's case number",
                 "[consent][erasure]") {
  PhotoJournal journal(*reg);
  const PhotoId id =
      journal.Claim({ChannelName{"website"}, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
  REQUIRE(journal.Spooled(id, Sha256Hex{std::string(64, 'a')}, 10, "v", kOffice).ok());
  Finding finding{FindingCode::kProtectedWithoutTemplate,
                  Effect::kReview,
                  "t",
                  "t",
                  {},
                  {},
                  {},
                  {},
                  {},
                  {},
                  {},
                  reg->Version().value()};
  finding.people = {PersonId{"P2"}, PersonId{kId}};
  const PhotoFacts facts{
      Sha256Hex{std::string(64, 'a')}, "jpeg", 8, 8, DecisionKind::kReview, {finding}, {},
      reg->Version().value(),          "s"};
  REQUIRE(journal.Decided(id, facts, PhotoState::kHeld, std::nullopt, "", kOffice).ok());
  Erase();
  CHECK(Grep(std::string("\"") + kId + "\"") == 0);
  const auto held = journal.Load(id).value();
  CHECK(held.facts->findings.at(0).people == std::vector{PersonId{"P2"}, PersonId{case_number}});
}

TEST_CASE_METHOD(ErasureTest, "the chain holds before and after an erasure and knows of it",
                 "[consent][erasure]") {
  const auto before = Audit(*reg).Head().value();
  Erase();
  CHECK(Intact());
  // A head that was exported before the erasure still fits.
  CHECK(Audit(*reg).Verify(before).value().intact);
  AuditFilter filter;
  filter.verb = "person erase";
  const auto entries = Audit(*reg).Show(filter).value();
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].subject == "person " + case_number);
  CHECK(entries[0].actor == "lead");
  reg.Say("P2", "website", PermissionStatement::kGranted, reg.today());
  CHECK(Intact());
}

TEST_CASE_METHOD(ErasureTest, "the receipt counts what was destroyed and is kept",
                 "[consent][erasure]") {
  const auto preview = Erasure(*reg).Preview(PersonId{kId}).value();
  CHECK(preview.permissions == 1);
  CHECK(People(*reg).Show(PersonId{kId}, reg.today()).ok());
  const ErasureReceipt receipt = Erase();
  CHECK(receipt.case_number == case_number);
  CHECK(receipt.permissions == 1);
  CHECK(receipt.biometric_statements == 2);
  CHECK(receipt.bars == 1);
  CHECK(receipt.templates == 2);
  CHECK(receipt.groups == 1);
  CHECK(receipt.kin == 1);
  CHECK(receipt.ledger_rows == 2);
  const auto kept = Erasure(*reg).Receipts().value();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].templates == 2);
  CHECK(kept[0].by == "lead");
  CHECK(kept[0].reason == "request of 3 May");
}

TEST_CASE_METHOD(ErasureTest, "copies stay findable by case number, and other people by id",
                 "[consent][erasure]") {
  Erase();
  const auto rows = Ledger(*reg).WithPerson(PersonId{"P2"}).value();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].people_present.size() == 2);
  CHECK(Ledger(*reg).WithPerson(PersonId{case_number}).value().size() == 2);
  for (const auto& row : rows) CHECK(row.findings_json.find(case_number) != std::string::npos);
}

TEST_CASE_METHOD(ErasureTest, "what was erased cannot be put back, taken or made up unnoticed",
                 "[consent][erasure]") {
  Erase();
  const char* sql = GENERATE(
      "DELETE FROM redaction WHERE what = 1", "UPDATE redaction SET hash = randomblob(32)",
      "DELETE FROM erasure", "UPDATE erasure SET receipt = '{}'",
      "UPDATE erasure SET case_number = 'case-000000'", "DELETE FROM change_about",
      "INSERT INTO redaction SELECT what, number + 100, erased, version, hash FROM redaction "
      "WHERE what = 1",
      // An edit of somebody else's row, made to look like an erasure.
      "INSERT INTO redaction SELECT 1, number, (SELECT max(version) FROM change), version, "
      "randomblob(32) FROM permission; DELETE FROM permission",
      "DELETE FROM permission", "UPDATE ledger SET output_name = 'other.jpg'",
      "UPDATE permission SET statement = 1", "DELETE FROM person_key");
  Tamper(sql);
  INFO(sql);
  CHECK_FALSE(Intact());
}

TEST_CASE_METHOD(ErasureTest, "rows that nobody erased cannot be deleted", "[consent][erasure]") {
  Erase();
  RawRegister raw(reg.home());
  SQLite::Database& database = *raw;
  for (const char* table :
       {"permission", "biometric", "look", "redaction", "erasure", "change_about"}) {
    INFO(table);
    CHECK_THROWS(database.exec(std::string("DELETE FROM ") + table));
  }
  CHECK_THROWS(database.exec("UPDATE ledger SET output_name = 'x'"));
}

TEST_CASE_METHOD(ErasureTest, "protection that is kept says nothing of who it is for",
                 "[consent][erasure]") {
  const ErasureReceipt receipt = Erase(true);
  CHECK(receipt.protection_kept);
  CHECK(Grep(kName) == 0);
  CHECK(Grep(kId) == 0);
  CHECK(Grep("mother of Ada") == 0);
  CHECK(Intact());
  const ConsentSnapshot snapshot = reg.Snapshot();
  const Person* kept = FindPerson(snapshot, PersonId{"erased-" + case_number});
  REQUIRE(kept != nullptr);
  CHECK(kept->barred);
  CHECK(kept->has_template);
  CHECK(kept->groups.empty());
  CHECK(kept->kin.empty());
}

TEST_CASE_METHOD(ErasureTest, "an erasure needs a reason that does not name the person",
                 "[consent][erasure]") {
  Erasure erasure(*reg);
  CHECK_FALSE(erasure.Erase(PersonId{kId}, "", false, kLead).ok());
  CHECK_FALSE(erasure.Erase(PersonId{kId}, "ada byron-lovelace asked", false, kLead).ok());
  CHECK_FALSE(erasure.Erase(PersonId{kId}, std::string("for ") + kId, false, kLead).ok());
  CHECK(erasure.Erase(PersonId{"nobody"}, "x", false, kLead).error().kind == ErrorKind::kNotFound);
  CHECK(Grep(kName) > 0);
}

TEST_CASE_METHOD(ErasureTest, "texts that still mention the person are counted and not shown",
                 "[consent][erasure]") {
  REQUIRE(Events(*reg)
              .Add(EventName{std::string("Farewell of ") + kName}, reg.today(), {}, kOffice)
              .ok());
  const ErasureReceipt receipt = Erase();
  REQUIRE_FALSE(receipt.still_mentioned.empty());
  bool event = false;
  for (const auto& [where, count] : receipt.still_mentioned) event |= where == "event.name";
  CHECK(event);
}

TEST_CASE_METHOD(ErasureTest, "several people are erased one after the other",
                 "[consent][erasure]") {
  Erase();
  REQUIRE(Erasure(*reg).Erase(PersonId{"P2"}, "asked", false, kLead).ok());
  CHECK(Intact());
  CHECK(reg->CheckIntegrity().ok());
  CHECK(People(*reg).List().value().empty());
}

TEST_CASE_METHOD(ErasureTest, "retention erases leavers past their time but nobody under a bar",
                 "[consent][erasure]") {
  REQUIRE(
      People(*reg)
          .Add({PersonId{"L1"}, "Old Leaver", PersonKind::kPupil, {}, Day("2025-07-20")}, kOffice)
          .ok());
  REQUIRE(People(*reg)
              .Add({PersonId{"L2"}, "Barred Leaver", PersonKind::kPupil, {}, Day("2024-07-20")},
                   kOffice)
              .ok());
  REQUIRE(
      People(*reg)
          .Add({PersonId{"L3"}, "New Leaver", PersonKind::kPupil, {}, Day("2026-07-20")}, kOffice)
          .ok());
  // Somebody typed 2017 for 2027.
  REQUIRE(
      People(*reg)
          .Add({PersonId{"L4"}, "No Leaver", PersonKind::kPupil, {}, Day("2017-07-20")}, kOffice)
          .ok());
  REQUIRE(Bars(*reg).Set(PersonId{"L2"}, "police", reg.today(), kOffice).ok());
  Retention retention(*reg);
  CHECK(retention.Run(false, kLead).value().erased.empty());
  CHECK_FALSE(retention.SetPeriods({365, 30}, kLead).ok());
  REQUIRE(retention.SetPeriods({365, 400}, kLead).ok());
  CHECK(retention.Periods().value().leavers_days == 365);
  const auto planned = retention.Run(true, kLead).value();
  CHECK(planned.erased.size() == 1);
  CHECK(Grep("Old Leaver") > 0);
  const auto run = retention.Run(false, kLead).value();
  CHECK(run.erased == planned.erased);
  CHECK(run.for_decision.size() == 1);
  CHECK(run.doubtful.size() == 1);
  CHECK(Grep("No Leaver") > 0);
  CHECK(run.looks == 0);
  CHECK(Grep("Old Leaver") == 0);
  CHECK(Grep("Barred Leaver") > 0);
  CHECK(Grep("New Leaver") > 0);
  // Two years on the looks have gone and the chain still proves how many there were.
  reg.clock().Set(Day("2028-11-20"));
  REQUIRE(Looks(*reg).Record("audit show", "", kLead).ok());
  const auto later = retention.Run(false, kLead).value();
  CHECK(later.looks == 2);  // the bar's reason, and the recall that the other bar opened
  CHECK(Looks(*reg).List(10).value().size() == 1);
  CHECK(Intact());
}

}  // namespace photogate::test
