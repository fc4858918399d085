#include "consent/audit.h"
#include "consent/backup.h"
#include "consent/ledger.h"
#include "consent/migrations.h"
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "consent/stops.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

const Actor kReviewer{"Bo"};
const ChannelName kNewsletter{"newsletter"};
const Sha256Hex kOriginal{std::string(64, 'a')};
const Sha256Hex kCopy{std::string(64, 'b')};

class EndsTest {
 public:
  LedgerRow Row(const ChannelName& channel = kNewsletter, const Sha256Hex& copy = kCopy) {
    return {kOriginal,
            copy,
            channel,
            std::nullopt,
            reg->Version().value(),
            DecisionKind::kClear,
            "[]",
            kModel,
            0.4,
            0.5,
            {},
            "fair.jpg",
            false,
            reg.clock().Now()};
  }

  PhotoId Spooled(const ChannelName& channel = kNewsletter) {
    const PhotoId id = journal.Claim({channel, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
    REQUIRE(journal.Spooled(id, kOriginal, 10, "v", kOffice).ok());
    return id;
  }

  void Clear(const PhotoId& id, const LedgerRow& row) {
    REQUIRE(journal.BeginInspection(id).ok());
    const PhotoFacts facts{
        kOriginal, "jpeg", 8, 8, DecisionKind::kClear, {}, {}, reg->Version().value(), "s"};
    REQUIRE(journal.Clearing(id, facts, row, kOffice).ok());
    REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kOffice).ok());
  }

  PhotoId Cleared(const ChannelName& channel = kNewsletter, const Sha256Hex& copy = kCopy) {
    const PhotoId id = Spooled(channel);
    Clear(id, Row(channel, copy));
    return id;
  }

  void Withdraw(const PhotoId& id) {
    REQUIRE(journal.MoveFrom(id, PhotoState::kCleared, PhotoState::kWithdrawn, "", kReviewer).ok());
  }

  bool TakenBack(std::int64_t number) { return Ledger(*reg).Row(number).value().taken_back; }

  TestRegister reg;
  PhotoJournal journal{*reg};
};

}  // namespace

TEST_CASE_METHOD(EndsTest, "a copy whose photo was withdrawn is cleared again by a new row alone",
                 "[consent][ledger]") {
  const PhotoId id = Cleared();
  CHECK_FALSE(TakenBack(1));
  Withdraw(id);
  CHECK(TakenBack(1));
  // For good: the photo waits, and is cleared with the same bytes after somebody looked.
  REQUIRE(journal.MoveFrom(id, PhotoState::kWithdrawn, PhotoState::kHeld, "", kReviewer).ok());
  REQUIRE(journal.MoveFrom(id, PhotoState::kHeld, PhotoState::kPassed, "", kReviewer).ok());
  CHECK(TakenBack(1));
  Clear(id, Row());
  CHECK(TakenBack(1));
  CHECK_FALSE(TakenBack(2));
  CHECK(Ledger(*reg).WithOutput(kCopy).value().front().number == 2);
}

TEST_CASE_METHOD(EndsTest, "a copy whose photo was deleted stays taken back", "[consent][ledger]") {
  const PhotoId id = Cleared();
  SECTION("the original alone is destroyed when its time is over") {
    REQUIRE(journal.OriginalGone(id, "receipt", false, kOffice).ok());
    CHECK_FALSE(TakenBack(1));
  }
  SECTION("the photo is deleted") {
    REQUIRE(journal.OriginalGone(id, "receipt", true, kReviewer, step_note::kDeleted).ok());
    CHECK(TakenBack(1));
  }
}

TEST_CASE_METHOD(EndsTest, "two photos with the same copy are taken back together, by channel",
                 "[consent][ledger]") {
  const PhotoId first = Cleared();
  Cleared();                             // 2: the same bytes once more
  Cleared(ChannelName{"website"});       // 3: another channel decides for itself
  Cleared(kNewsletter, Sha256Hex{"c"});  // 4: another copy of the same original
  Withdraw(first);
  CHECK(TakenBack(1));
  CHECK(TakenBack(2));
  CHECK_FALSE(TakenBack(3));
  CHECK(TakenBack(4));
}

TEST_CASE_METHOD(EndsTest, "a photo dropped again is not taken for a copy that was taken back",
                 "[consent][ledger]") {
  const PhotoId first = Cleared(), twin = Cleared();
  const PhotoId again = Spooled();
  const auto decided = [&] {
    return journal.FindDecided(journal.Load(again).value(), reg->Version().value(), "s").value();
  };
  REQUIRE(decided());
  Withdraw(first);
  CHECK(journal.Load(twin).value().state == PhotoState::kWithdrawn);
  CHECK_FALSE(decided());
}

TEST_CASE_METHOD(EndsTest, "what was released and taken back since is told, and not released again",
                 "[consent][ledger][release]") {
  const PhotoId id = Cleared();
  Releases releases(*reg);
  const auto make = [&](std::int64_t ledger, const std::optional<PhotoId>& photo) {
    const std::int64_t number = releases.Begin(kNewsletter, "x", kReviewer).value();
    return releases.Commit({number,
                            "2026-11-20T12:00:00Z",
                            "Bo",
                            kNewsletter,
                            std::nullopt,
                            reg->Version().value(),
                            ReleaseForm::kFolder,
                            "out/1",
                            Sha256Hex{std::string(64, 'f')},
                            "{}",
                            {{ledger, photo, 1}}},
                           kReviewer);
  };
  REQUIRE(make(1, id).ok());
  CHECK(releases.Show(1).value().taken_back == 0);
  Withdraw(id);
  CHECK(releases.Show(1).value().taken_back == 1);
  CHECK(releases.Photos(1).value().front().taken_back);
  const auto out = releases.WithCopy(kNewsletter, kCopy).value();
  REQUIRE(out.size() == 1);
  CHECK(out[0].release.number == 1);
  CHECK(releases.WithCopy(ChannelName{"website"}, kCopy).value().empty());
  // A copy that was kept elsewhere has no photo that could stop it.
  const auto again = make(1, std::nullopt);
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().kind == ErrorKind::kConflict);
  // Cleared anew, the same bytes may stay where they are.
  REQUIRE(Ledger(*reg).Record(Row()).ok());
  CHECK(releases.Show(1).value().taken_back == 0);
  CHECK(make(2, std::nullopt).ok());
}

TEST_CASE_METHOD(EndsTest, "that a copy was taken back cannot be taken away", "[consent][ledger]") {
  Withdraw(Cleared());
  const auto report = Audit(*reg).Verify(std::nullopt).value();
  CHECK(report.intact);
  AuditFilter filter;
  filter.verb = "cleared copy 1 withdrawn";
  CHECK(Audit(*reg).Show(filter).value().size() == 1);
  RawRegister raw(reg.home());
  CHECK_THROWS(raw->exec("DELETE FROM ledger_end"));
  CHECK_THROWS(raw->exec("UPDATE ledger_end SET state = 5"));
}

TEST_CASE("a copy that was taken back stays so when a backup of before is restored",
          "[consent][ledger][backup]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const auto home = folder.path() / "home", backup = folder.path() / "school.backup";
  InitOptions options;
  options.demo = true;
  PhotoId id;
  {
    auto reg = Register::Create(home, options, kOffice, clock);
    REQUIRE(reg.ok());
    PhotoJournal journal(*reg.value());
    id = journal.Claim({kNewsletter, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
    REQUIRE(journal.Spooled(id, kOriginal, 10, "v", kOffice).ok());
    REQUIRE(journal.BeginInspection(id).ok());
    const ConsentVersion version = reg.value()->Version().value();
    const PhotoFacts facts{kOriginal, "jpeg", 8, 8, DecisionKind::kClear, {}, {}, version, "s"};
    const LedgerRow row{
        kOriginal, kCopy, kNewsletter, std::nullopt, version, DecisionKind::kClear, "[]", kModel,
        0.4,       0.5,   {},          "fair.jpg",   false,   clock.Now()};
    REQUIRE(journal.Clearing(id, facts, row, kOffice).ok());
    REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kOffice).ok());
  }
  REQUIRE(WriteBackup(home, {}, backup, kOffice, clock).ok());
  {
    auto reg = Register::Open(home, clock);
    REQUIRE(PhotoJournal(*reg.value())
                .MoveFrom(id, PhotoState::kCleared, PhotoState::kWithdrawn, "", kReviewer)
                .ok());
  }
  const auto restored = RestoreBackup(backup, home, {}, true, kOffice, clock);
  REQUIRE(restored.ok());
  CHECK(restored.value().carried.copies == 1);
  auto reg = Register::Open(home, clock);
  CHECK(Ledger(*reg.value()).Row(1).value().taken_back);
  CHECK(Audit(*reg.value()).Verify(std::nullopt).value().intact);
}

TEST_CASE("what was withdrawn before the ledger knew of it is taken back in an older register",
          "[consent][ledger]") {
  TempFolder folder;
  RawRegister raw(folder.path() / "home", RawRegister::Fresh{});
  SQLite::Database& old = *raw;
  std::size_t next = 0;
  const auto makes_it = [](const char* migration) {
    return std::string_view(migration).find("CREATE TABLE ledger_end") != std::string_view::npos;
  };
  for (; next < Migrations().size() && !makes_it(Migrations()[next]); ++next) {
    old.exec(Migrations()[next]);
  }
  REQUIRE(next < Migrations().size());
  old.exec(R"(
    PRAGMA foreign_keys=OFF;
    INSERT INTO ledger(number, at, original_sha256, output_sha256, output_name, channel,
      consent_version, decision, findings, match_threshold, possible_threshold, re_encoded, actor)
      VALUES(1, '2026-01-01T00:00:00Z', 'aa', 'bb', 'a.jpg', 'website', 1, 'clear', '[]', 0, 0, 0,
      'x'), (2, '2026-01-03T00:00:00Z', 'aa', 'bb', 'a.jpg', 'website', 1, 'clear', '[]', 0, 0, 0,
      'x'), (3, '2026-01-01T00:00:00Z', 'cc', 'dd', 'c.jpg', 'website', 1, 'clear', '[]', 0, 0, 0,
      'x');
    INSERT INTO photo(row, id, channel, added_groups, folder, original_name, source, state,
      revision, claimed_at, state_at, sha256) VALUES(1, 'ph-0000000000000001', 'website', '[]', '',
      '', 1, 4, 1, '', '', 'aa'), (2, 'ph-0000000000000002', 'website', '[]', '', '', 1, 4, 1, '',
      '', 'cc');
    INSERT INTO photo_step(photo, at, actor, state, note) VALUES
      (1, '2026-01-01T00:00:00Z', 'x', 4, ''), (1, '2026-01-02T00:00:00Z', 'Bo', 10, ''),
      (1, '2026-01-02T00:00:01Z', 'x', 5, ''), (1, '2026-01-03T00:00:00Z', 'x', 4, ''),
      (2, '2026-01-01T00:00:00Z', 'x', 4, ''))");
  old.exec(Migrations()[next]);
  SQLite::Statement ends(old, "SELECT ledger, actor, state FROM ledger_end ORDER BY ledger");
  REQUIRE(ends.executeStep());
  CHECK(ends.getColumn(0).getInt() == 1);
  CHECK(ends.getColumn(1).getString() == "Bo");
  CHECK(ends.getColumn(2).getInt() == 10);
  CHECK_FALSE(ends.executeStep());
}

}  // namespace photogate::test
