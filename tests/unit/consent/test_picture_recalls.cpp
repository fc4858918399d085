// What a person takes back is taken down wherever it was published, though nobody is named.
#include "consent/audit.h"
#include "consent/ledger.h"
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "consent/stops.h"
#include "consent/takedowns.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

const Actor kBo{"Bo"};
const ChannelName kNewsletter{"newsletter"}, kWebsite{"website"};

class PictureRecallTest {
 public:
  PictureRecallTest() { reg.clock().Set(Day("2026-11-21")); }

  // A photo with its own bytes and looks, cleared and released; the number of its release.
  std::int64_t Release(const ChannelName& channel, const PhotoId& id, std::int64_t ledger) {
    Releases releases(*reg);
    const std::int64_t number = releases.Begin(channel, "x", kBo).value();
    REQUIRE(releases
                .Commit({number,
                         "2026-11-21T12:00:00Z",
                         "Bo",
                         channel,
                         std::nullopt,
                         reg->Version().value(),
                         ReleaseForm::kFolder,
                         "out/" + std::to_string(number),
                         Sha256Hex{std::string(64, 'f')},
                         "{}",
                         {{ledger, id, 1}}},
                        kBo)
                .ok());
    return number;
  }
  LedgerRow Row(const ChannelName& channel, char bytes) {
    return {Sha256Hex{std::string(64, bytes)},
            Sha256Hex{std::string(63, bytes) + "0"},
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
  PhotoId Held(const ChannelName& channel, char bytes) {
    const PhotoId id = journal.Claim({channel, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
    REQUIRE(journal.Spooled(id, Sha256Hex{std::string(64, bytes)}, 10, "v", kOffice).ok());
    REQUIRE(journal
                .Decided(id, Facts(bytes, DecisionKind::kReview), PhotoState::kHeld, std::nullopt,
                         "", kBo)
                .ok());
    return id;
  }
  PhotoId Cleared(const ChannelName& channel, char bytes) {
    const PhotoId id = journal.Claim({channel, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
    REQUIRE(journal.Spooled(id, Sha256Hex{std::string(64, bytes)}, 10, "v", kOffice).ok());
    REQUIRE(
        journal.Clearing(id, Facts(bytes, DecisionKind::kClear), Row(channel, bytes), kBo).ok());
    REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kBo).ok());
    return id;
  }
  void TakeBack(const PhotoId& id, std::string_view note) {
    REQUIRE(
        journal.MoveFrom(id, PhotoState::kCleared, PhotoState::kWithdrawn, std::string(note), kBo)
            .ok());
  }
  void Place(std::int64_t release, const std::string& issue) {
    REQUIRE(Releases(*reg).RecordPlace(release, {"", issue, Day("2026-11-21")}, kBo).ok());
  }
  std::vector<Takedown> Tasks(bool open = true) {
    TakedownQuery query;
    query.open = open;
    auto list = Takedowns(*reg).List(query);
    REQUIRE(list.ok());
    return std::move(list).value();
  }
  std::vector<Recall> Recalls() { return Takedowns(*reg).Recalls().value(); }
  Result<Done> End(std::int64_t task, TakedownOutcome outcome, char proof) {
    return Takedowns(*reg).End(
        {task, outcome, "off the page", Sha256Hex{std::string(proof == 0 ? 0 : 64, proof)}, "Bo"},
        kBo);
  }
  int ToTakeDown(std::int64_t release) { return Releases(*reg).Show(release).value().to_take_down; }

  TestRegister reg;
  PhotoJournal journal{*reg};

  PhotoFacts Facts(char bytes, DecisionKind decision) {
    return {Sha256Hex{std::string(64, bytes)},
            "jpeg",
            8,
            8,
            decision,
            {},
            {},
            reg->Version().value(),
            "s"};
  }
};

}  // namespace

TEST_CASE_METHOD(PictureRecallTest, "what a person takes back is taken down at each place",
                 "[consent][recall]") {
  const PhotoId id = Cleared(kNewsletter, 'a'), elsewhere = Cleared(kWebsite, 'a');
  const PhotoId other = Cleared(kNewsletter, 'd');
  const std::int64_t release = Release(kNewsletter, id, 1),
                     second = Release(kWebsite, elsewhere, 2);
  Release(kNewsletter, other, 3);
  Place(release, "Newsletter 14");
  Place(release, "Newsletter 15");
  CHECK(Tasks().empty());
  RecallReason reason = RecallReason::kWish;
  std::string words = "Somebody did not want to be shown";
  SECTION("somebody who is not on the register does not want to be shown") {
    TakeBack(id, step_note::kObjection);
  }
  SECTION("the same of a photo that only shows what was released") {
    const PhotoId waiting = Held(kWebsite, 'a');
    PhotoVerdict wish;
    wish.kind = "objection";
    REQUIRE(
        journal.RecordVerdicts(waiting, journal.Load(waiting).value().revision, {wish}, kBo).ok());
    REQUIRE(journal
                .MoveFrom(waiting, PhotoState::kHeld, PhotoState::kBlocked,
                          std::string(step_note::kObjection), kBo)
                .ok());
  }
  SECTION("it is deleted") {
    REQUIRE(journal.OriginalGone(id, "r", true, kBo, step_note::kDeleted).ok());
    reason = RecallReason::kDeleted;
    words = "Deleted";
  }
  SECTION("a second look finds something") {
    TakeBack(id, step_note::kLookedAgain);
    reason = RecallReason::kLookedAgain;
    words = "Found unfit at a second look";
  }
  const auto recalls = Recalls();
  REQUIRE(recalls.size() == 1);
  CHECK(recalls[0].reason == reason);
  CHECK(recalls[0].case_number.empty());
  CHECK(recalls[0].person.value.empty());
  CHECK(recalls[0].places == 3);
  CHECK(SubjectText(recalls[0].person, recalls[0].reason) == words);
  const auto tasks = Tasks();
  REQUIRE(tasks.size() == 3);
  CHECK(tasks[0].release == release);
  CHECK(tasks[0].place == "Newsletter 14");
  CHECK(tasks[1].place == "Newsletter 15");
  CHECK(tasks[2].release == second);
  CHECK_FALSE(tasks[2].place_recorded);
  for (const Takedown& task : tasks) {
    CHECK(task.reason == reason);
    CHECK(task.case_number.empty());
    CHECK(task.person.value.empty());
    CHECK_FALSE(ByEye(task.found_by));
    CHECK(task.due == Day("2026-11-24"));
  }
  CHECK(ToTakeDown(release) == 1);
  // Said once more, it is not asked for once more.
  CHECK(Takedowns(*reg).OpenDue(kBo).value() == 0);
  CHECK(Tasks().size() == 3);

  // Each end needs its proof, and all of them end what the release says.
  CHECK_FALSE(End(tasks[0].number, TakedownOutcome::kTakenDown, 0).ok());
  CHECK_FALSE(End(tasks[0].number, TakedownOutcome::kBeyondReach, 0).ok());
  const auto unproven = End(tasks[0].number, TakedownOutcome::kNotShown, 0);
  REQUIRE_FALSE(unproven.ok());
  CHECK(unproven.error().message.find("person") == std::string::npos);
  CHECK(End(tasks[0].number, TakedownOutcome::kNotShown, 'e').ok());
  CHECK(ToTakeDown(release) == 1);
  CHECK(End(tasks[1].number, TakedownOutcome::kTakenDown, 'e').ok());
  CHECK(ToTakeDown(release) == 0);
  CHECK(Releases(*reg).Show(release).value().taken_back == 1);

  // A place that is recorded later is asked for too, whatever was said of another.
  Place(release, "Newsletter 16");
  CHECK(ToTakeDown(release) == 1);
  REQUIRE(Tasks().size() == 2);
  CHECK(End(Tasks().back().number, TakedownOutcome::kTakenDown, 'e').ok());
  CHECK(ToTakeDown(release) == 0);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE_METHOD(PictureRecallTest, "a block takes down what went to its own channel",
                 "[consent][recall]") {
  const PhotoId id = Cleared(kNewsletter, 'a'), elsewhere = Cleared(kWebsite, 'a');
  const std::int64_t release = Release(kNewsletter, id, 1);
  Release(kWebsite, elsewhere, 2);
  TakeBack(id, "checked anew");
  CHECK(Tasks().empty());
  REQUIRE(journal.MoveFrom(id, PhotoState::kWithdrawn, PhotoState::kHeld, "waits", kBo).ok());
  REQUIRE(journal
              .MoveFrom(id, PhotoState::kHeld, PhotoState::kBlocked,
                        std::string(step_note::kBlocked), kBo)
              .ok());
  REQUIRE(Tasks().size() == 1);
  CHECK(Tasks()[0].release == release);
  CHECK(Tasks()[0].reason == RecallReason::kBlocked);
}

TEST_CASE_METHOD(PictureRecallTest, "what was never released opens no recall",
                 "[consent][recall]") {
  TakeBack(Cleared(kNewsletter, 'a'), step_note::kObjection);
  CHECK(Recalls().empty());
}

TEST_CASE_METHOD(PictureRecallTest, "a release that turns out void is not taken down",
                 "[consent][recall]") {
  const PhotoId id = Cleared(kNewsletter, 'a');
  const std::int64_t release = Release(kNewsletter, id, 1);
  TakeBack(id, step_note::kLookedAgain);
  REQUIRE(Tasks().size() == 1);
  REQUIRE(Releases(*reg).Void(release, "stopped", kBo).ok());
  CHECK(Tasks().empty());
  CHECK(Tasks(false).size() == 1);
}

TEST_CASE_METHOD(PictureRecallTest, "a place of a copy that people cleared anew may show it",
                 "[consent][recall]") {
  const PhotoId id = Cleared(kNewsletter, 'a');
  const std::int64_t release = Release(kNewsletter, id, 1);
  TakeBack(id, step_note::kLookedAgain);
  REQUIRE(Tasks().size() == 1);
  reg.clock().Set(Day("2026-11-22"));
  // By people, who saw what had been said.
  REQUIRE(journal.MoveFrom(id, PhotoState::kWithdrawn, PhotoState::kHeld, "waits", kBo).ok());
  REQUIRE(
      journal.MoveFrom(id, PhotoState::kHeld, PhotoState::kPassed, "cleared by review", kBo).ok());
  REQUIRE(journal.BeginInspection(id).ok());
  REQUIRE(journal.Clearing(id, Facts('a', DecisionKind::kClear), Row(kNewsletter, 'a'), kBo).ok());
  CHECK(Releases(*reg).Show(release).value().taken_back == 0);
  Place(release, "Newsletter 14");
  CHECK(Tasks().size() == 1);
}

TEST_CASE_METHOD(PictureRecallTest,
                 "what was taken back before there were such recalls is recalled",
                 "[consent][recall]") {
  const PhotoId id = Cleared(kNewsletter, 'a');
  const std::int64_t release = Release(kNewsletter, id, 1);
  TakeBack(id, step_note::kObjection);
  {
    RawRegister raw(reg.home());
    for (const std::string table : {"recall_picture", "takedown", "recall"}) {
      raw->exec("DROP TRIGGER " + table + "_no_delete; DELETE FROM " + table);
    }
  }
  CHECK(ToTakeDown(release) == 1);
  CHECK(Takedowns(*reg).OpenDue(kBo).value() == 1);
  REQUIRE(Tasks().size() == 1);
  CHECK(Tasks()[0].reason == RecallReason::kWish);
  CHECK(Takedowns(*reg).OpenDue(kBo).value() == 0);
}

}  // namespace photogate::test
