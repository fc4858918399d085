#include <map>
#include <set>

#include "consent/audit.h"
#include "consent/miss_rate.h"
#include "consent/photo_journal.h"
#include "consent/reports_published.h"
#include "consent/samples.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

// Photos that were cleared last week, by the program or by "Ann" after it had held them.
class SampleTest {
 public:
  PhotoId Clear(bool by_person) {
    ++photos;
    const std::string name = "photo" + std::to_string(photos) + ".jpg";
    PhotoJournal journal(*reg);
    const PhotoId id =
        journal.Claim({ChannelName{"newsletter"}, std::nullopt, {}, "", name}, kOffice).value();
    const Sha256Hex sha{std::string(60, 'a') + std::to_string(1000 + photos)};
    REQUIRE(journal.Spooled(id, sha, 10, "v", kOffice).ok());
    REQUIRE(journal.BeginInspection(id).ok());
    const PhotoFacts facts{sha, "jpeg", 8, 8, DecisionKind::kClear, {}, {}, reg->Version().value(),
                           "s"};
    if (by_person) {
      PhotoFacts held = facts;
      held.decision = DecisionKind::kReview;
      REQUIRE(journal.Decided(id, held, PhotoState::kHeld, {}, "", kOffice).ok());
      const auto revision = journal.Load(id).value().revision;
      PhotoVerdict clear;
      clear.kind = "clear";
      REQUIRE(journal.RecordVerdicts(id, revision, {clear}, Actor{"Ann"}).ok());
      REQUIRE(journal.MoveFrom(id, PhotoState::kHeld, PhotoState::kPassed, "", kOffice).ok());
      REQUIRE(journal.BeginInspection(id).ok());
    }
    LedgerRow row{sha,
                  Sha256Hex{std::string(60, 'b') + std::to_string(1000 + photos)},
                  ChannelName{"newsletter"},
                  std::nullopt,
                  reg->Version().value(),
                  DecisionKind::kClear,
                  "[]",
                  kModel,
                  0.4,
                  0.5,
                  {},
                  name,
                  false,
                  reg.clock().Now()};
    REQUIRE(journal.Clearing(id, facts, row, kOffice).ok());
    REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kOffice).ok());
    return id;
  }

  TestRegister reg;  // Friday 20 November
  int photos = 0;
};

}  // namespace

TEST_CASE("a week's sample is drawn once, of the week before, and mixed", "[samples]") {
  SampleTest test;
  for (int at = 0; at < 12; ++at) test.Clear(false);
  std::set<PhotoId> by_ann;
  for (int at = 0; at < 3; ++at) by_ann.insert(test.Clear(true));
  Samples samples(*test.reg);
  // They are of this week.
  CHECK(samples.DrawWeek(test.reg.today(), {}, kOffice).value() == 0);
  test.reg.clock().Set(Day("2026-11-25"));
  CHECK(samples.DrawWeek(test.reg.today(), {10, 2}, kOffice).value() == 12);
  CHECK(samples.DrawWeek(test.reg.today(), {10, 2}, kOffice).value() == 0);
  test.reg.clock().Set(Day("2026-11-29"));
  CHECK(samples.DrawWeek(test.reg.today(), {10, 2}, kOffice).value() == 0);

  // Ann never gets what she decided; somebody else gets all of it.
  CHECK(samples.Next("Ann").value().left == 10);
  CHECK(samples.Next("Bo").value().left == 12);
  int answered = 0;
  while (const auto number = samples.Next("Ann").value().number) {
    const PhotoId photo = samples.Next("Ann").value().photo;
    CHECK_FALSE(by_ann.contains(photo));
    const auto outcome = answered == 0 ? SampleOutcome::kMustNotBeSeen : SampleOutcome::kFine;
    CHECK(samples.Answer(*number, outcome, Actor{"Ann"}).value() == photo);
    CHECK(samples.Answer(*number, outcome, Actor{"Bo"}).error().kind == ErrorKind::kConflict);
    ++answered;
  }
  CHECK(answered == 10);
  const auto left = samples.Next("Bo").value();
  REQUIRE(left.number);
  CHECK(samples.Answer(*left.number, SampleOutcome::kFine, Actor{"Ann"}).error().kind ==
        ErrorKind::kRefused);
  CHECK(samples.Answer(999, SampleOutcome::kFine, Actor{"Ann"}).error().kind ==
        ErrorKind::kNotFound);
  REQUIRE(samples.Answer(*left.number, SampleOutcome::kNotSure, Actor{"Bo"}).ok());

  const auto report = ReportMonth(*test.reg, "2026-11").value();
  std::map<std::string, std::string> said;
  for (const auto& row : report.rows) said[row[0]] = row[1];
  CHECK(said.at("cleared without a person, looked at again (a sample)") == "10");
  CHECK(said.at("  of them with somebody who must not be seen (missed)") == "1");
  CHECK(said.at("  estimated share missed, and its 95 % interval") == "10.0 % (0.3 to 44.5 %)");
  CHECK(said.at("cleared by a person, mixed in and looked at again") == "0");
  CHECK(Audit(*test.reg).Verify(std::nullopt).value().intact);
}

TEST_CASE("what is not in cleared any more, or destroyed, is not looked at again", "[samples]") {
  SampleTest test;
  const PhotoId out = test.Clear(false);
  const PhotoId gone = test.Clear(false);
  const PhotoId there = test.Clear(false);
  PhotoJournal journal(*test.reg);
  REQUIRE(journal.OriginalGone(gone, "receipt", false, kOffice).ok());
  test.reg.clock().Set(Day("2026-11-25"));
  Samples samples(*test.reg);
  CHECK(samples.DrawWeek(test.reg.today(), {}, kOffice).value() == 2);
  REQUIRE(journal.MoveFrom(out, PhotoState::kCleared, PhotoState::kWithdrawn, "", kOffice).ok());
  const auto next = samples.Next("Bo").value();
  CHECK(next.left == 1);
  CHECK(next.photo == there);
}

TEST_CASE("the exact interval of a share is that of the tables", "[samples]") {
  // Clopper and Pearson's, as statistics packages print them.
  const auto none = ExactInterval(0, 30);
  CHECK(none.low == 0);
  CHECK(none.high == Approx(0.1157).margin(0.0001));
  const auto some = ExactInterval(1, 10);
  CHECK(some.low == Approx(0.0025).margin(0.0001));
  CHECK(some.high == Approx(0.4450).margin(0.0001));
  const auto all = ExactInterval(5, 5);
  CHECK(all.low == Approx(0.4782).margin(0.0001));
  CHECK(all.high == 1);
  CHECK(ExactInterval(0, 0).high == 1);
}

}  // namespace photogate::test
