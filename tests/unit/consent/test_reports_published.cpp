#include <algorithm>

#include "consent/erasure.h"
#include "consent/incidents.h"
#include "consent/ledger.h"
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "consent/reports_published.h"
#include "consent/takedowns.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

const Actor kEditor{"editor"};
const ChannelName kWebsite{"website"};

class ReportsTest {
 public:
  LedgerRow Row(const std::string& name, const std::vector<PersonId>& people) {
    return {Sha256Hex{"of " + name},
            Sha256Hex{"copy of " + name},
            kWebsite,
            std::nullopt,
            reg->Version().value(),
            DecisionKind::kClear,
            "[]",
            kModel,
            0.4,
            0.5,
            people,
            name,
            false,
            reg.clock().Now()};
  }

  void Allow(const std::string& id, const std::optional<Date>& until = std::nullopt) {
    REQUIRE(Permissions(*reg)
                .Record({PersonId{id}, UseName{"website"}, PermissionStatement::kGranted,
                         Day("2026-11-01"), until},
                        kOffice)
                .ok());
  }

  // Rows of the ledger from 1 to `most` as one release.
  std::int64_t Release(int most) {
    Releases releases(*reg);
    NewRelease release{releases.Begin(kWebsite, "out/.x", kEditor).value(),
                       "2026-11-20T12:00:00Z",
                       "editor",
                       kWebsite,
                       std::nullopt,
                       reg->Version().value(),
                       ReleaseForm::kFolder,
                       "out/1",
                       Sha256Hex{std::string(64, 'a')},
                       "{}",
                       {}};
    for (int row = 1; row <= most; ++row) release.photos.push_back({row, std::nullopt, 1});
    REQUIRE(releases.Commit(release, kEditor).ok());
    REQUIRE(releases.Finish(release.number, kEditor).ok());
    return release.number;
  }

  // A photo of the watched folder whose check ends in `first`.
  PhotoId Check(const std::string& name, PhotoState first) {
    PhotoJournal journal(*reg);
    const PhotoId id = journal.Claim({kWebsite, std::nullopt, {}, "", name}, kOffice).value();
    REQUIRE(journal.Spooled(id, Sha256Hex{"of " + name}, 10, "v", kOffice).ok());
    REQUIRE(journal.BeginInspection(id).ok());
    Finding finding{};
    finding.code = FindingCode::kFaceNotComparable;
    finding.effect = Effect::kReview;
    finding.text = "small";
    PhotoFacts facts{Sha256Hex{"of " + name}, "jpeg", 8, 8, DecisionKind::kReview, {finding}, {},
                     reg->Version().value(),  "s"};
    if (first == PhotoState::kClearing) {
      facts.decision = DecisionKind::kClear;
      facts.findings.clear();
      REQUIRE(journal.Clearing(id, facts, Row(name, {}), kOffice).ok());
      Cleared(id);
    } else {
      REQUIRE(journal.Decided(id, facts, first, std::nullopt, "", kOffice).ok());
    }
    return id;
  }

  void Cleared(const PhotoId& id) {
    REQUIRE(PhotoJournal(*reg)
                .MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kOffice)
                .ok());
  }

  // What ReportMonth says beside `what`.
  std::string Figure(const std::string& what) {
    const auto report = ReportMonth(*reg, "2026-11");
    REQUIRE(report.ok());
    for (const auto& row : report.value().rows) {
      if (row[0] == what) return row[1];
    }
    return "none";
  }

  TestRegister reg;
};

}  // namespace

TEST_CASE_METHOD(ReportsTest, "says what is published of a person, and what was taken down",
                 "[consent][report]") {
  for (const char* id : {"p1", "p2"}) {
    reg.Add(id);
    Allow(id);
  }
  REQUIRE(Ledger(*reg).Record(Row("one.jpg", {PersonId{"p1"}})).ok());
  REQUIRE(Ledger(*reg).Record(Row("two.jpg", {PersonId{"p1"}, PersonId{"p2"}})).ok());
  const std::int64_t number = Release(1);
  REQUIRE(
      Releases(*reg)
          .RecordPlace(number, {"https://school.example/a", "14", Day("2026-11-19"), ""}, kEditor)
          .ok());
  auto rows = ReportPublished(*reg, PersonId{"p1"}).value().rows;
  REQUIRE(rows.size() == 2);
  CHECK(rows[0][0].rfind("case-", 0) == 0);
  CHECK(rows[0] == std::vector<std::string>{rows[1][0], "website", "one.jpg", "2026-11-20", "1",
                                            "https://school.example/a, 14", "2026-11-19",
                                            "standing"});
  CHECK(rows[1][4].empty());
  CHECK(ReportPublished(*reg, PersonId{"p2"}).value().rows.size() == 1);
  CHECK(ReportPublished(*reg, PersonId{"p9"}).error().kind == ErrorKind::kNotFound);

  reg.Say("p1", "website", PermissionStatement::kWithdrawn, reg.today());
  rows = ReportPublished(*reg, PersonId{"p1"}).value().rows;
  CHECK(rows[0].back() == "to be taken down");
  TakedownQuery query;
  query.open = true;
  const auto task = Takedowns(*reg).List(query).value().at(0);
  REQUIRE(Takedowns(*reg)
              .End({task.number, TakedownOutcome::kTakenDown, "off the page",
                    Sha256Hex{std::string(64, 'e')}, "Edit"},
                   kEditor)
              .ok());
  CHECK(ReportPublished(*reg, PersonId{"p1"}).value().rows[0].back() == "taken down");
  // The case number still finds it after the person was erased.
  REQUIRE(Erasure(*reg).Erase(PersonId{"p1"}, "request", false, kOffice).ok());
  CHECK(ReportPublished(*reg, PersonId{task.case_number}).value().rows.size() == 2);
}

TEST_CASE_METHOD(ReportsTest, "finds released photos whose permission ends soon",
                 "[consent][report]") {
  for (const char* id : {"p1", "p2", "p3"}) reg.Add(id);
  Allow("p1", Day("2026-12-05"));
  Allow("p2");
  Allow("p3", Day("2027-12-05"));
  REQUIRE(
      Ledger(*reg).Record(Row("one.jpg", {PersonId{"p1"}, PersonId{"p2"}, PersonId{"p3"}})).ok());
  CHECK(ReportRestsOn(*reg, reg.today(), 30).value().rows.empty());  // not released
  Release(1);
  const auto rows = ReportRestsOn(*reg, reg.today(), 30).value().rows;
  REQUIRE(rows.size() == 1);
  CHECK(rows[0][0] == "2026-12-05");
  CHECK(rows[0][1] == "p1");
  CHECK(ReportRestsOn(*reg, reg.today(), 10).value().rows.empty());
  Allow("p1", Day("2027-06-01"));  // renewed
  CHECK(ReportRestsOn(*reg, reg.today(), 30).value().rows.empty());
}

TEST_CASE_METHOD(ReportsTest, "counts what the gate did in a month", "[consent][report]") {
  const PhotoId clear = Check("a.jpg", PhotoState::kClearing);
  const PhotoId held = Check("b.jpg", PhotoState::kHeld);
  Check("c.jpg", PhotoState::kHeld);
  Check("d.jpg", PhotoState::kBlocked);
  CHECK(Figure("photos checked (watched folder and page alone; `check` keeps no count)") == "4");
  CHECK(Figure("cleared without a person") == "1");
  CHECK(Figure("held for a person") == "2");
  CHECK(Figure("blocked") == "1");
  CHECK(Figure("  because of face_not_comparable") == "3");
  CHECK(Figure("held, then cleared by a person (needless holds)") == "0");
  // A person lets one go.
  PhotoJournal journal(*reg);
  PhotoVerdict verdict;
  verdict.kind = "clear";
  const auto revision =
      journal.RecordVerdicts(held, journal.Load(held).value().revision, {verdict}, Actor{"Ann"});
  REQUIRE(revision.ok());
  REQUIRE(journal.Move({held, revision.value(), PhotoState::kPassed, ""}, Actor{"Ann"}).ok());
  PhotoFacts facts = *journal.Load(held).value().facts;
  REQUIRE(journal.Clearing(held, facts, Row("b.jpg", {}), kOffice).ok());
  Cleared(held);
  CHECK(Figure("held for a person") == "2");
  CHECK(Figure("held, then cleared by a person (needless holds)") == "1");
  CHECK(Figure("blocked, then cleared by two persons (overridden)") == "0");
  CHECK(Figure("cleared copies, `check` included") == "2");
  // One that was cleared turns out to be a miss.
  REQUIRE(Incidents(*reg).Report(clear, "somebody in it", reg.clock().Now(), "{}", kEditor).ok());
  REQUIRE(Incidents(*reg)
              .Report(std::nullopt, "something else happened", reg.clock().Now(), "{}", kEditor)
              .ok());
  CHECK(Figure("incidents reported") == "2");
  CHECK(Figure("incidents about a photo that had been cleared (misses found later)") == "1");
  const auto december = ReportMonth(*reg, "2026-12").value().rows;
  int estimates = 0;
  for (const auto& row : december) {
    // A share of nothing is not 0.
    const bool estimate = row[0] == "  estimated share missed, and its 95 % interval";
    estimates += estimate ? 1 : 0;
    INFO(row[0]);
    CHECK(row[1] == (estimate ? "nothing was looked at again" : "0"));
  }
  CHECK(estimates == 1);
  for (const char* wrong : {"2026-13", "2026", "", "2026-1%"}) {
    CHECK(ReportMonth(*reg, wrong).error().kind == ErrorKind::kRefused);
  }
}

TEST_CASE_METHOD(ReportsTest, "sums incidents up for the governors without their texts",
                 "[consent][report]") {
  Incidents incidents(*reg);
  const auto noticed = reg.clock().Now() - std::chrono::hours(100);
  const auto late = incidents.Report(std::nullopt, "Tom in the news", noticed, "{}", kEditor);
  const auto soon =
      incidents.Report(std::nullopt, "a badge was seen", reg.clock().Now(), "{}", kEditor);
  REQUIRE(late.ok());
  REQUIRE(soon.ok());
  for (const std::int64_t number : {late.value(), soon.value()}) {
    IncidentEntry entry;
    entry.kind = IncidentEntryKind::kAssessment;
    entry.text = "seen";
    entry.risk = "low";
    REQUIRE(incidents.Add(number, entry, kEditor).ok());
  }
  const auto rows = ReportIncidents(*reg, Day("2026-11-01"), reg.today()).value().rows;
  REQUIRE(rows.size() == 2);
  CHECK(rows[0][4] == "no");
  CHECK(rows[1][4] == "yes");
  CHECK(rows[0][5] == "low");
  CHECK(rows[0].back() == "open");
  for (const auto& row : rows) {
    for (const auto& field : row) CHECK(field.find("Tom") == std::string::npos);
  }
  CHECK(ReportIncidents(*reg, Day("2026-01-01"), Day("2026-10-31")).value().rows.empty());
}

}  // namespace photogate::test
