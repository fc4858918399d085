#include <thread>

#include "consent/audit.h"
#include "consent/ledger.h"
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "tests/unit/consent/fixture.h"

namespace photogate {
namespace {

using test::kOffice;
using test::TestRegister;

const Actor kTeacher{"B. Teacher"};
const ChannelName kNewsletter{"newsletter"};

// A register with one cleared photo whose copy has the hash `copy`.
struct Cleared {
  Cleared() {
    id = journal.Claim({kNewsletter, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
    REQUIRE(journal.Spooled(id, Sha256Hex{std::string(64, 'a')}, 12, "v1", kOffice).ok());
    Clear(copy);
  }
  LedgerRow Row(const Sha256Hex& of) const {
    return {Sha256Hex{std::string(64, 'a')},
            of,
            kNewsletter,
            std::nullopt,
            reg_version(),
            DecisionKind::kClear,
            "[]",
            std::nullopt,
            0,
            0,
            {},
            "fair.jpg",
            false,
            {}};
  }
  ConsentVersion reg_version() const { return const_cast<TestRegister&>(reg)->Version().value(); }
  void Clear(const Sha256Hex& of) {
    REQUIRE(journal.BeginInspection(id).ok());
    const PhotoFacts facts{Sha256Hex{std::string(64, 'a')},
                           "jpeg",
                           8,
                           8,
                           DecisionKind::kClear,
                           {},
                           {},
                           reg_version(),
                           "s"};
    REQUIRE(journal.Clearing(id, facts, Row(of), kOffice).ok());
    REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kOffice).ok());
  }
  Result<PhotoState> TakeBack() {
    PhotoVerdict said;
    said.kind = "undo";
    return journal.TakeBack(id, journal.Load(id).value().revision, said, kTeacher);
  }
  NewRelease Planned() {
    const auto number = releases.Begin(kNewsletter, "/released/.work", kOffice);
    REQUIRE(number.ok());
    return {number.value(),
            "2026-11-20T12:00:00Z",
            "A. Editor",
            kNewsletter,
            std::nullopt,
            reg_version(),
            ReleaseForm::kFolder,
            "/released/1",
            Sha256Hex{std::string(64, 'c')},
            "{}",
            {{1, id, 1}}};
  }
  std::size_t verdicts() { return journal.Verdicts(id).value().size(); }

  TestRegister reg;
  PhotoJournal journal{*reg};
  Releases releases{*reg};
  const Sha256Hex copy{std::string(64, 'b')};
  PhotoId id;
};

}  // namespace

TEST_CASE("a cleared photo that is taken back waits again, in one step with what was said",
          "[consent][undo]") {
  Cleared photo;
  const std::int64_t seen = photo.journal.Load(photo.id).value().revision;
  const auto taken = photo.TakeBack();
  REQUIRE(taken.ok());
  CHECK(taken.value() == PhotoState::kHeld);
  CHECK(photo.verdicts() == 1);
  CHECK(photo.journal.CopiesNamed(kNewsletter, "fair.jpg").value().empty());
  CHECK(photo.TakeBack().error().kind == ErrorKind::kRefused);
  PhotoVerdict late;
  late.kind = "undo";
  CHECK(photo.journal.TakeBack(photo.id, seen, late, kTeacher).error().kind ==
        ErrorKind::kConflict);
  CHECK(photo.verdicts() == 1);
  CHECK(Audit(*photo.reg).Verify(std::nullopt).value().intact);
  // It may be cleared anew.
  photo.Clear(Sha256Hex{std::string(64, 'd')});
  CHECK(photo.TakeBack().ok());
}

TEST_CASE("of an undo and a release whichever comes first stands", "[consent][undo][release]") {
  Cleared photo;
  const NewRelease planned = photo.Planned();
  SECTION("undo, then release") {
    REQUIRE(photo.TakeBack().ok());
    CHECK(photo.releases.Commit(planned, kOffice).error().kind == ErrorKind::kConflict);
    CHECK(photo.releases.ReleasedCopies(kNewsletter).value().empty());
  }
  SECTION("release, then undo") {
    REQUIRE(photo.releases.Commit(planned, kOffice).ok());
    const auto late = photo.TakeBack();
    REQUIRE_FALSE(late.ok());
    CHECK(late.error().kind == ErrorKind::kRefused);
    CHECK(late.error().message.find("release 1") != std::string::npos);
    CHECK(photo.verdicts() == 0);
    CHECK(photo.journal.Load(photo.id).value().state == PhotoState::kCleared);
    CHECK(photo.journal.ReleasedIn(photo.journal.Load(photo.id).value()).value() == 1);
    REQUIRE(photo.releases.Undo(planned.number, "could not be made", kOffice).ok());
    CHECK(photo.TakeBack().ok());
  }
}

TEST_CASE("an undo and a release at the same moment never both happen",
          "[consent][undo][release]") {
  Cleared photo;
  int undone = 0, released = 0;
  for (int round = 0; round < 60; ++round) {
    NewRelease planned = photo.Planned();
    planned.photos.front().ledger = round + 1;
    const std::int64_t revision = photo.journal.Load(photo.id).value().revision;
    PhotoVerdict said;
    said.kind = "undo";
    bool back = false, out = false;
    std::thread undo(
        [&] { back = photo.journal.TakeBack(photo.id, revision, said, kTeacher).ok(); });
    std::thread release([&] { out = photo.releases.Commit(planned, kOffice).ok(); });
    undo.join();
    release.join();
    REQUIRE(back != out);
    (back ? undone : released) += 1;
    REQUIRE(photo.releases.Undo(planned.number, "next round", kOffice).ok());
    if (!back) REQUIRE(photo.TakeBack().ok());
    photo.Clear(photo.copy);
  }
  CHECK(undone + released == 60);
}

TEST_CASE("a copy is not made of a photo of which something was said meanwhile",
          "[consent][undo]") {
  Cleared photo;
  REQUIRE(photo.TakeBack().ok());
  REQUIRE(
      photo.journal.MoveFrom(photo.id, PhotoState::kHeld, PhotoState::kPassed, "", kTeacher).ok());
  const std::int64_t read = photo.journal.Load(photo.id).value().revision;
  PhotoVerdict said;
  said.kind = "undo";
  REQUIRE(photo.journal.RecordVerdicts(photo.id, read, {said}, kTeacher).ok());
  REQUIRE(
      photo.journal.MoveFrom(photo.id, PhotoState::kPassed, PhotoState::kHeld, "", kTeacher).ok());
  const auto facts = photo.journal.Load(photo.id).value().facts;
  CHECK(
      photo.journal.Clearing(photo.id, *facts, photo.Row(photo.copy), kOffice, read).error().kind ==
      ErrorKind::kConflict);
  CHECK(photo.journal.Load(photo.id).value().state == PhotoState::kHeld);
}

TEST_CASE("a fallen copy is one that the journal made and no photo stands for", "[consent][undo]") {
  Cleared photo;
  const auto fallen = [&](const std::string& name, const Sha256Hex& hash) {
    return photo.journal.IsFallen(kNewsletter, name, hash).value();
  };
  const Sha256Hex other{std::string(64, 'd')};
  CHECK_FALSE(fallen("fair.jpg", photo.copy));
  const auto seen = photo.journal.LeftSince(0).value();
  CHECK(seen.photos.empty());
  REQUIRE(photo.TakeBack().ok());
  CHECK(photo.journal.LeftSince(seen.latest).value().photos == std::set{photo.id});
  CHECK(fallen("fair.jpg", photo.copy));
  CHECK_FALSE(fallen("fair.jpg", other));
  CHECK_FALSE(fallen("hall.jpg", photo.copy));
  // Of `photogate check`, which has no photo in the journal.
  LedgerRow checked = photo.Row(other);
  checked.original_sha256 = other;
  REQUIRE(Ledger(*photo.reg).Record(checked).ok());
  CHECK_FALSE(fallen("fair.jpg", other));
  // Cleared anew under another hash: the first copy is no copy of it any more.
  photo.Clear(Sha256Hex{std::string(64, 'e')});
  CHECK_FALSE(fallen("fair.jpg", Sha256Hex{std::string(64, 'e')}));
  CHECK(photo.journal.LeftSince(seen.latest).value().photos.empty());
}

}  // namespace photogate
