// What a person said of a picture counts when the same one comes again.
#include "consent/audit.h"
#include "consent/ledger.h"
#include "consent/look_hashes.h"
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "consent/stop_rows.h"
#include "consent/stops.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

const Actor kReviewer{"Bo"};
const Actor kWatcher{"photogate watch (pi)"};
const ChannelName kNewsletter{"newsletter"}, kWebsite{"website"};
const Sha256Hex kOriginal{std::string(64, 'a')};
const Sha256Hex kCopy{std::string(64, 'b')};
const Sha256Hex kPicture{std::string(64, 'c')};

class StopsTest {
 public:
  StopsTest() { reg.clock().Set(Day("2026-11-21")); }

  LedgerRow Row(const ChannelName& channel, const Sha256Hex& original) {
    LedgerRow row{original,
                  kCopy,
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
    row.picture_sha256 = kPicture;
    return row;
  }
  PhotoFacts Facts(DecisionKind decision = DecisionKind::kClear) {
    return {kOriginal, "jpeg", 8, 8, decision, {}, {}, reg->Version().value(), "s"};
  }
  PhotoId Spooled(const ChannelName& channel = kNewsletter, const Sha256Hex& bytes = kOriginal) {
    const PhotoId id = journal.Claim({channel, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
    REQUIRE(journal.Spooled(id, bytes, 10, "v", kOffice).ok());
    return id;
  }
  PhotoId Cleared(const ChannelName& channel = kNewsletter) {
    const PhotoId id = Spooled(channel);
    REQUIRE(journal.Clearing(id, Facts(), Row(channel, kOriginal), kWatcher).ok());
    Move(id, PhotoState::kClearing, PhotoState::kCleared, "", kWatcher);
    return id;
  }
  PhotoId Decided(PhotoState to, const ChannelName& channel = kNewsletter) {
    const PhotoId id = Spooled(channel);
    REQUIRE(journal.Decided(id, Facts(DecisionKind::kReview), to, std::nullopt, "", kWatcher).ok());
    return id;
  }
  void Move(const PhotoId& id, PhotoState from, PhotoState to, std::string_view note,
            const Actor& by = kReviewer) {
    REQUIRE(journal.MoveFrom(id, from, to, std::string(note), by).ok());
  }
  std::int64_t Say(const PhotoId& id, const std::string& kind) {
    PhotoVerdict said;
    said.kind = kind;
    const auto now = journal.Load(id).value().revision;
    return journal.RecordVerdicts(id, now, {said}, kReviewer).value();
  }
  std::optional<EarlierStop> Stop(const ChannelName& channel = kNewsletter,
                                  const Sha256Hex& original = kOriginal,
                                  const Sha256Hex& picture = {}) {
    const auto found = StoppedBefore(*reg, {original, picture, channel});
    REQUIRE(found.ok());
    return found.value();
  }
  // Of pictures that differ as much as strangers do, one for each number.
  static PictureMark Mark(std::uint8_t picture) {
    PictureMark mark{picture * 0x9E37'79B9'7F4A'7C15ULL, 1, {}};
    for (std::size_t at = 0; at < mark.grey.size(); ++at) {
      mark.grey[at] = static_cast<std::uint8_t>((at * at * picture + at / 32 * picture) >> 2);
    }
    return mark;
  }
  PhotoState StateOf(const PhotoId& id) { return journal.Load(id).value().state; }

  TestRegister reg;
  PhotoJournal journal{*reg};
};

}  // namespace

TEST_CASE_METHOD(StopsTest, "whoever stopped a photo is heard when the same bytes come again",
                 "[consent][stops]") {
  CHECK_FALSE(Stop());
  StopKind kind = StopKind::kStopped;
  SECTION("blocked by a reviewer") {
    Move(Decided(PhotoState::kHeld), PhotoState::kHeld, PhotoState::kBlocked, step_note::kBlocked);
  }
  SECTION("blocked by the check, and a person agreed") {
    Say(Decided(PhotoState::kBlocked), "block");
  }
  SECTION("objected to after it was cleared") {
    Move(Cleared(), PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kObjection);
    kind = StopKind::kObjected;
  }
  SECTION("found unfit at a second look") {
    Move(Cleared(), PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kLookedAgain);
  }
  SECTION("cleared by a person who took it back, and waiting since") {
    const PhotoId id = Cleared();
    PhotoVerdict undo;
    undo.kind = "undo";
    REQUIRE(journal.TakeBack(id, journal.Load(id).value().revision, undo, kReviewer).ok());
    REQUIRE(StateOf(id) == PhotoState::kHeld);
  }
  SECTION("deleted by a person") {
    REQUIRE(journal.OriginalGone(Cleared(), "r", true, kReviewer, step_note::kDeleted).ok());
    kind = StopKind::kDeleted;
  }
  SECTION("deleted by a person before that was noted") {
    REQUIRE(journal.OriginalGone(Decided(PhotoState::kHeld), "r", true, kReviewer).ok());
    kind = StopKind::kDeleted;
  }
  SECTION("left out of a release") {
    Cleared();
    Releases releases(*reg);
    const auto release = [&](const std::string& checklist) {
      const std::int64_t number = releases.Begin(kNewsletter, "x", kReviewer).value();
      return releases.Commit({number,
                              FormatUtc(reg.clock().Now()),
                              "Bo",
                              kNewsletter,
                              std::nullopt,
                              reg->Version().value(),
                              ReleaseForm::kFolder,
                              "out/1",
                              Sha256Hex{std::string(64, 'f')},
                              checklist,
                              {{1, std::nullopt, 1}}},
                             kReviewer);
    };
    REQUIRE(release(R"({"left_out_copies":[")" + kCopy.value + R"("]})").ok());
    kind = StopKind::kLeftOut;
    REQUIRE(Stop());
    // Whoever releases it after all has looked at it: on that channel.
    REQUIRE(release(R"({"left_out_copies":[]})").ok());
    CHECK_FALSE(Stop());
    CHECK(Stop(kWebsite));
    return;
  }
  for (const ChannelName& channel : {kNewsletter, kWebsite}) {
    const auto stop = Stop(channel);
    REQUIRE(stop);
    CHECK(stop->kind == kind);
    CHECK(stop->day == Day("2026-11-21"));
  }
  CHECK_FALSE(Stop(kNewsletter, Sha256Hex{std::string(64, 'd')}));
}

TEST_CASE_METHOD(StopsTest, "what the register or the calendar did to a photo is no person's word",
                 "[consent][stops]") {
  SECTION("withdrawn since somebody may not be shown any more") {
    Move(Cleared(), PhotoState::kCleared, PhotoState::kWithdrawn, "the register changed", kWatcher);
  }
  SECTION("taken out for a recall, by whoever recorded it") {
    Move(Cleared(), PhotoState::kCleared, PhotoState::kWithdrawn, "recalled");
  }
  SECTION("blocked by the check, and deleted when its time was over") {
    REQUIRE(journal.OriginalGone(Decided(PhotoState::kBlocked), "r", true, kOffice).ok());
  }
  SECTION("blocked by a reviewer who took that back") {
    const PhotoId id = Decided(PhotoState::kHeld);
    Say(id, "block");
    Move(id, PhotoState::kHeld, PhotoState::kBlocked, step_note::kBlocked);
    Say(id, "undo");
    Move(id, PhotoState::kBlocked, PhotoState::kHeld, "waits for a person again");
  }
  CHECK_FALSE(Stop());
}

TEST_CASE_METHOD(StopsTest, "people who clear the same bytes later lift a stop, for their channel",
                 "[consent][stops]") {
  Move(Decided(PhotoState::kHeld), PhotoState::kHeld, PhotoState::kBlocked, step_note::kBlocked);
  reg.clock().Set(Day("2026-11-23"));
  const PhotoId again = Decided(PhotoState::kHeld);
  CHECK(Stop());
  Move(again, PhotoState::kHeld, PhotoState::kPassed, "cleared by review");
  CHECK_FALSE(Stop());
  CHECK(Stop(kWebsite));
  // And the next stop counts anew.
  reg.clock().Set(Day("2026-11-24"));
  Move(again, PhotoState::kPassed, PhotoState::kBlocked, step_note::kObjection);
  REQUIRE(Stop());
  CHECK(Stop()->day == Day("2026-11-24"));
}

TEST_CASE_METHOD(StopsTest, "somebody's wish is not hidden by what was said later",
                 "[consent][stops]") {
  Move(Cleared(), PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kObjection);
  reg.clock().Set(Day("2026-11-23"));
  Move(Decided(PhotoState::kHeld), PhotoState::kHeld, PhotoState::kBlocked, step_note::kBlocked);
  REQUIRE(Stop());
  CHECK(Stop()->kind == StopKind::kObjected);
  CHECK(
      EarlierStopText(*Stop()) ==
      "Somebody in this photo asked on 21 November 2026 not to be shown. Cover the face, or block "
      "it.");
}

TEST_CASE_METHOD(StopsTest, "a stopped picture is known with other metadata too",
                 "[consent][stops]") {
  Move(Cleared(), PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kLookedAgain);
  const Sha256Hex other{std::string(64, 'e')};
  CHECK(Stop(kNewsletter, other, kPicture));
  CHECK_FALSE(Stop(kNewsletter, other, Sha256Hex{std::string(64, '9')}));
}

TEST_CASE_METHOD(StopsTest, "a photo that was stopped while it was being decided is not cleared",
                 "[consent][stops][ledger]") {
  const PhotoId second = Spooled();
  Move(Decided(PhotoState::kHeld), PhotoState::kHeld, PhotoState::kBlocked, step_note::kBlocked);
  const auto refused = journal.Clearing(second, Facts(), Row(kNewsletter, kOriginal), kWatcher);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kConflict);
  CHECK(StateOf(second) == PhotoState::kSpooled);
  const auto by_check = Ledger(*reg).Record(Row(kWebsite, kOriginal));
  REQUIRE_FALSE(by_check.ok());
  CHECK(by_check.error().kind == ErrorKind::kConflict);
  // With the stop among its findings it is people who clear it.
  LedgerRow told = Row(kNewsletter, kOriginal);
  told.findings_json = R"([{"code":"stopped_before","effect":"review"}])";
  CHECK(journal.Clearing(second, Facts(), told, kWatcher).ok());
}

TEST_CASE_METHOD(StopsTest,
                 "a photo with the same bytes never stands as cleared when its copy does not",
                 "[consent][stops][ledger]") {
  const PhotoId first = Cleared(), twin = Cleared(), elsewhere = Cleared(kWebsite);
  SECTION("a person found the first unfit: the other waits for a person, with the reason") {
    Move(first, PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kLookedAgain);
    const PhotoEntry held = journal.Load(twin).value();
    CHECK(held.state == PhotoState::kHeld);
    REQUIRE(held.facts);
    CHECK(held.facts->decision == DecisionKind::kReview);
    REQUIRE_FALSE(held.facts->findings.empty());
    CHECK(held.facts->findings.front().code == FindingCode::kStoppedBefore);
    CHECK(held.facts->findings.front().text ==
          "A person stopped this photo on 21 November 2026, so it is not cleared without one. Look "
          "at it and decide.");
  }
  SECTION("the register's change: each is decided on its own when it comes again") {
    Move(first, PhotoState::kCleared, PhotoState::kWithdrawn, "the register changed", kWatcher);
    CHECK(StateOf(twin) == PhotoState::kWithdrawn);
  }
  SECTION("the other's original is gone: there is nothing to look at") {
    REQUIRE(journal.OriginalGone(twin, "r", false, kOffice).ok());
    Move(first, PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kLookedAgain);
    CHECK(StateOf(twin) == PhotoState::kWithdrawn);
  }
  CHECK(StateOf(elsewhere) == PhotoState::kCleared);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE_METHOD(StopsTest, "what a person deletes waits for a person on every channel",
                 "[consent][stops][ledger]") {
  const PhotoId first = Cleared(), twin = Cleared(), elsewhere = Cleared(kWebsite);
  const PhotoId waiting = Decided(PhotoState::kHeld, kWebsite);
  const auto looks_like = [&](std::uint8_t from, const Sha256Hex& original, const char* picture) {
    LedgerRow row = Row(kWebsite, original);
    row.output_sha256 = Sha256Hex{std::string(64, picture[0])};
    row.picture_sha256 = row.output_sha256;
    row.mark = Mark(from);
    const PhotoId id = Spooled(kWebsite, original);
    PhotoFacts facts = Facts();
    facts.sha256 = original;
    REQUIRE(journal.Clearing(id, facts, row, kWatcher).ok());
    Move(id, PhotoState::kClearing, PhotoState::kCleared, "", kWatcher);
    return id;
  };
  const PhotoId marked = looks_like(1, Sha256Hex{std::string(64, '1')}, "2");
  const PhotoId resized = looks_like(1, Sha256Hex{std::string(64, '3')}, "4");
  const PhotoId other = looks_like(77, Sha256Hex{std::string(64, '5')}, "6");
  const auto shown_with = [&](const PhotoId& id) {
    std::vector<PhotoId> ids;
    const auto same = journal.KeptThatShow(journal.Load(id).value());
    for (const PhotoEntry& one : same.value()) ids.push_back(one.id);
    return ids;
  };
  CHECK(shown_with(first) == std::vector{twin, elsewhere, waiting});
  CHECK(shown_with(marked) == std::vector{resized});
  CHECK(shown_with(other).empty());
  SECTION("the same bytes") {
    REQUIRE(journal.OriginalGone(first, "r", true, kReviewer, step_note::kDeleted).ok());
    for (const PhotoId& id : {twin, elsewhere, waiting}) {
      const PhotoEntry held = journal.Load(id).value();
      CHECK(held.state == PhotoState::kHeld);
      REQUIRE(held.facts);
      REQUIRE(held.facts->findings.size() == 1);
      CHECK(held.facts->findings[0].code == FindingCode::kStoppedBefore);
      CHECK(held.facts->findings[0].text.find("deleted this photo on 21 November") !=
            std::string::npos);
    }
    CHECK(Ledger(*reg).Row(3).value().taken_back);
    CHECK(StateOf(marked) == PhotoState::kCleared);
  }
  SECTION("a near-identical picture") {
    REQUIRE(journal.OriginalGone(marked, "r", true, kReviewer, step_note::kDeleted).ok());
    const PhotoEntry held = journal.Load(resized).value();
    CHECK(held.state == PhotoState::kHeld);
    CHECK(held.facts->findings.at(0).text.find("deleted a photo that looks like this one") !=
          std::string::npos);
    CHECK(StateOf(elsewhere) == PhotoState::kCleared);
  }
  CHECK(StateOf(other) == PhotoState::kCleared);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE_METHOD(StopsTest, "releases of a picture are found by every photo that shows it",
                 "[consent][stops][ledger]") {
  const Sha256Hex anew{std::string(64, '8')}, stranger{std::string(64, '9')};
  const auto cleared = [&](const Sha256Hex& original, std::uint8_t looks) {
    const PhotoId id = Spooled(kNewsletter, original);
    LedgerRow row = Row(kNewsletter, original);
    row.output_sha256 = row.picture_sha256 = original;
    row.mark = Mark(looks);
    PhotoFacts facts = Facts();
    facts.sha256 = original;
    REQUIRE(journal.Clearing(id, facts, row, kWatcher).ok());
    Move(id, PhotoState::kClearing, PhotoState::kCleared, "", kWatcher);
    return id;
  };
  const PhotoId first = cleared(kOriginal, 1), resized = cleared(anew, 1);
  const PhotoId other = cleared(stranger, 77);
  const PhotoId again = Decided(PhotoState::kHeld, kWebsite);  // the first one's bytes
  Releases releases(*reg);
  const std::int64_t number = releases.Begin(kNewsletter, "x", kReviewer).value();
  REQUIRE(releases
              .Commit({number,
                       "2026-11-21T12:00:00Z",
                       "Bo",
                       kNewsletter,
                       std::nullopt,
                       reg->Version().value(),
                       ReleaseForm::kFolder,
                       "out/1",
                       Sha256Hex{std::string(64, 'f')},
                       "{}",
                       {{1, first, 1}}},
                      kReviewer)
              .ok());
  for (const PhotoId& id : {first, resized, again}) {
    const auto out = releases.ThatShow(id).value();
    REQUIRE(out.size() == 1);
    CHECK(out[0].photo.ledger == 1);
    CHECK(Ledger(*reg).ThatShow(id).value().size() == 2);
  }
  CHECK(releases.ThatShow(other).value().empty());
  CHECK(Ledger(*reg).ThatShow(other).value().size() == 1);
}

TEST_CASE_METHOD(StopsTest, "a stopped picture is known when its file was made anew",
                 "[consent][stops][ledger]") {
  const PhotoId id = Spooled();
  LedgerRow row = Row(kNewsletter, kOriginal);
  row.mark = Mark(1);
  REQUIRE(journal.Clearing(id, Facts(), row, kWatcher).ok());
  Move(id, PhotoState::kClearing, PhotoState::kCleared, "", kWatcher);
  const Sha256Hex anew{std::string(64, '8')};
  const auto stop_of = [&](std::uint8_t picture) {
    return StoppedBefore(*reg, {anew, anew, kNewsletter, {}, false, Mark(picture)}).value();
  };
  CHECK_FALSE(stop_of(1));
  SECTION("found unfit: by its pixels") {
    Move(id, PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kLookedAgain);
  }
  SECTION("deleted: by the hash, and nothing that shows it is kept") {
    REQUIRE(Ledger(*reg).Row(1).value().mark);
    REQUIRE(journal.OriginalGone(id, "r", true, kReviewer, step_note::kDeleted).ok());
    CHECK_FALSE(Ledger(*reg).Row(1).value().mark);
    CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
  }
  const auto stop = stop_of(1);
  REQUIRE(stop);
  CHECK(stop->like);
  CHECK(EarlierStopText(*stop).find("a photo that looks like this one") != std::string::npos);
  CHECK_FALSE(stop_of(77));
  LedgerRow again = Row(kNewsletter, anew);
  again.picture_sha256 = anew;
  again.mark = Mark(1);
  CHECK_FALSE(Ledger(*reg).Record(again).ok());
  // The bytes themselves are no other photo.
  CHECK_FALSE(StoppedBefore(*reg, {kOriginal, {}, kNewsletter, {}, false, Mark(1)}).value()->like);
}

TEST_CASE_METHOD(StopsTest, "what never had a copy is known by its looks", "[consent][stops]") {
  const auto decided = [&](PhotoState to, const Sha256Hex& bytes, std::uint8_t picture,
                           const ChannelName& channel = kNewsletter) {
    const PhotoId id = Spooled(channel, bytes);
    PhotoFacts facts = Facts(DecisionKind::kReview);
    facts.sha256 = bytes;
    facts.look = LookHashesOf(Mark(picture));
    REQUIRE(journal.Decided(id, facts, to, std::nullopt, "", kWatcher).ok());
    return id;
  };
  const PhotoId id = decided(PhotoState::kHeld, kOriginal, 1);
  const PhotoId waiting = decided(PhotoState::kHeld, Sha256Hex{std::string(64, '3')}, 1, kWebsite);
  const PhotoId other = decided(PhotoState::kHeld, Sha256Hex{std::string(64, '4')}, 77, kWebsite);
  const Sha256Hex anew{std::string(64, '8')};
  const auto stop_of = [&](const PictureMark& mark) {
    return StoppedBefore(*reg, {anew, anew, kNewsletter, {}, false, mark}).value();
  };
  const auto codes = [&](const PhotoId& photo) {
    std::vector<FindingCode> all;
    const auto facts = journal.Load(photo).value().facts;
    for (const Finding& finding : facts->findings) all.push_back(finding.code);
    return all;
  };
  FindingCode code = FindingCode::kStoppedBefore;
  StopKind kind = StopKind::kStopped;
  SECTION("blocked") { Move(id, PhotoState::kHeld, PhotoState::kBlocked, step_note::kBlocked); }
  SECTION("deleted") {
    REQUIRE(journal.OriginalGone(id, "r", true, kReviewer, step_note::kDeleted).ok());
    kind = StopKind::kDeleted;
  }
  SECTION("a wish, whatever else was said of the photo and in whatever state it is") {
    Say(id, std::string(kObjectionVerdict));
    code = FindingCode::kObjection;
    kind = StopKind::kObjected;
  }
  CHECK(codes(waiting) == std::vector{code});
  CHECK(codes(other).empty());
  const auto stop = stop_of(Mark(1));
  REQUIRE(stop);
  CHECK(stop->kind == kind);
  CHECK(stop->like);
  CHECK_FALSE(stop_of(Mark(77)));
}

TEST_CASE_METHOD(StopsTest, "somebody's wish takes the same picture out on every channel",
                 "[consent][stops][ledger]") {
  const PhotoId first = Cleared(), elsewhere = Cleared(kWebsite);
  const PhotoId waiting = Decided(PhotoState::kHeld, kWebsite);
  Move(first, PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kObjection);
  for (const PhotoId& id : {elsewhere, waiting}) {
    const PhotoEntry held = journal.Load(id).value();
    CHECK(held.state == PhotoState::kHeld);
    REQUIRE(held.facts->findings.size() == 1);
    CHECK(held.facts->findings[0].code == FindingCode::kObjection);
    CHECK(held.facts->findings[0].effect == Effect::kBlock);
    CHECK(held.facts->decision == DecisionKind::kBlock);
  }
  CHECK(Ledger(*reg).Row(2).value().taken_back);
}

TEST_CASE_METHOD(StopsTest, "somebody's wish reaches a copy that is being written",
                 "[consent][stops]") {
  const PhotoId first = Cleared(), writing = Spooled(kWebsite);
  REQUIRE(journal.Clearing(writing, Facts(), Row(kWebsite, kOriginal), kWatcher).ok());
  Move(first, PhotoState::kCleared, PhotoState::kWithdrawn, step_note::kObjection);
  const PhotoEntry held = journal.Load(writing).value();
  CHECK(held.state == PhotoState::kHeld);
  CHECK(held.facts->findings.at(0).code == FindingCode::kObjection);
  CHECK(Ledger(*reg).Row(2).value().taken_back);
  CHECK_FALSE(
      journal.MoveFrom(writing, PhotoState::kClearing, PhotoState::kCleared, "", kWatcher).ok());
  CHECK(journal.IsFallen(kWebsite, "fair.jpg", kCopy).value());
}

TEST_CASE_METHOD(StopsTest, "who was told of a block was not told of a wish",
                 "[consent][stops][ledger]") {
  const PhotoId second = Spooled();
  Move(Decided(PhotoState::kHeld), PhotoState::kHeld, PhotoState::kBlocked, step_note::kBlocked);
  Say(Decided(PhotoState::kHeld, kWebsite), std::string(kObjectionVerdict));
  LedgerRow told = Row(kNewsletter, kOriginal);
  told.findings_json = R"([{"code":"stopped_before","effect":"review"}])";
  CHECK_FALSE(journal.Clearing(second, Facts(), told, kWatcher).ok());
  told.findings_json = R"([{"code":"objection","effect":"block"}])";
  CHECK(journal.Clearing(second, Facts(), told, kWatcher).ok());
}

TEST_CASE_METHOD(StopsTest, "people who clear a photo with a cover lift nothing for it as it is",
                 "[consent][stops]") {
  Say(Decided(PhotoState::kHeld), std::string(kObjectionVerdict));
  reg.clock().Set(Day("2026-11-23"));
  const PhotoId again = Decided(PhotoState::kHeld);
  Say(again, "cover");
  SECTION("covered") {
    Move(again, PhotoState::kHeld, PhotoState::kPassed, "cleared by review");
    CHECK(Stop());
  }
  SECTION("the cover was taken off before") {
    Say(again, "uncover");
    Move(again, PhotoState::kHeld, PhotoState::kPassed, "cleared by review");
    CHECK_FALSE(Stop());
  }
}

TEST_CASE_METHOD(StopsTest, "cells of a mark go only with a record of it",
                 "[consent][stops][ledger]") {
  LedgerRow row = Row(kNewsletter, kOriginal);
  row.mark = Mark(1);
  REQUIRE(Ledger(*reg).Record(row).ok());
  RawRegister raw(reg.home());
  CHECK_THROWS(raw->exec("UPDATE cleared_mark SET grey = NULL"));
  CHECK_THROWS(raw->exec("UPDATE cleared_mark SET hash = 1"));
}

TEST_CASE_METHOD(StopsTest, "a person who blocks one photo stops what is cleared with its bytes",
                 "[consent][stops][ledger]") {
  const PhotoId standing = Cleared(), again = Decided(PhotoState::kHeld);
  Move(again, PhotoState::kHeld, PhotoState::kBlocked, step_note::kBlocked);
  CHECK(Ledger(*reg).Row(1).value().taken_back);
  CHECK(StateOf(standing) == PhotoState::kHeld);
}

TEST_CASE_METHOD(StopsTest, "a photo that goes because its time is over takes nothing with it",
                 "[consent][stops][ledger]") {
  const PhotoId standing = Cleared();
  REQUIRE(journal.OriginalGone(Decided(PhotoState::kBlocked), "r", true, kOffice).ok());
  CHECK(StateOf(standing) == PhotoState::kCleared);
  CHECK_FALSE(Ledger(*reg).Row(1).value().taken_back);
}

}  // namespace photogate::test
