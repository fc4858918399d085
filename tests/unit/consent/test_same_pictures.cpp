// What a person said of a picture reaches whatever shows the same, and stays said.
#include "consent/audit.h"
#include "consent/ledger.h"
#include "consent/look_hashes.h"
#include "consent/photo_journal.h"
#include "consent/stop_rows.h"
#include "likeness/likeness.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

const Actor kReviewer{"Bo"};
const Actor kWatcher{"photogate watch (pi)"};
const ChannelName kNewsletter{"newsletter"}, kWebsite{"website"};

Sha256Hex Bytes(char of) { return Sha256Hex{std::string(64, of)}; }

// As different pictures as numbers.
PictureMark Mark(std::uint8_t picture) {
  PictureMark mark{picture * 0x9E37'79B9'7F4A'7C15ULL, 1, {}};
  for (std::size_t at = 0; at < mark.grey.size(); ++at) {
    mark.grey[at] = static_cast<std::uint8_t>((at * at * picture + at / 32 * picture) >> 2);
  }
  return mark;
}

// The same cells, and a hash as far away as that of a picture of which a little is cut off.
PictureMark Cropped(PictureMark mark) {
  mark.hash ^= 0x3F;
  return mark;
}

class SamePicturesTest {
 public:
  SamePicturesTest() { reg.clock().Set(Day("2026-11-21")); }

  LedgerRow Row(const ChannelName& channel, const Sha256Hex& original, const PictureMark& mark) {
    LedgerRow row{original,
                  original,
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
    row.picture_sha256 = original;
    row.mark = mark;
    return row;
  }
  PhotoFacts Facts(const Sha256Hex& original) {
    return {original, "jpeg", 8, 8, DecisionKind::kClear, {}, {}, reg->Version().value(), "s"};
  }
  PhotoId Spooled(const ChannelName& channel, const Sha256Hex& original) {
    const PhotoId id = journal.Claim({channel, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
    REQUIRE(journal.Spooled(id, original, 10, "v", kOffice).ok());
    return id;
  }
  PhotoId Cleared(const ChannelName& channel, char bytes, const PictureMark& mark) {
    const PhotoId id = Spooled(channel, Bytes(bytes));
    const LedgerRow row = Row(channel, Bytes(bytes), mark);
    REQUIRE(journal.Clearing(id, Facts(Bytes(bytes)), row, kWatcher).ok());
    Move(id, PhotoState::kClearing, PhotoState::kCleared, "", kWatcher);
    return id;
  }
  PhotoId Held(const ChannelName& channel, char bytes, const PictureMark& mark) {
    const PhotoId id = Spooled(channel, Bytes(bytes));
    PhotoFacts facts = Facts(Bytes(bytes));
    facts.look = LookHashesOf(mark);
    REQUIRE(journal.Decided(id, facts, PhotoState::kHeld, std::nullopt, "", kWatcher).ok());
    return id;
  }
  void Move(const PhotoId& id, PhotoState from, PhotoState to, std::string_view note,
            const Actor& by = kReviewer) {
    REQUIRE(journal.MoveFrom(id, from, to, std::string(note), by).ok());
  }
  void Delete(const PhotoId& id) {
    REQUIRE(journal.OriginalGone(id, "r", true, kReviewer, step_note::kDeleted).ok());
  }
  void Wish(const PhotoId& id) {
    PhotoVerdict said;
    said.kind = kObjectionVerdict;
    REQUIRE(journal.RecordVerdicts(id, journal.Load(id).value().revision, {said}, kReviewer).ok());
  }
  PhotoState StateOf(const PhotoId& id) { return journal.Load(id).value().state; }
  std::optional<EarlierStop> Stop(char bytes, const PictureMark& mark,
                                  const std::optional<PhotoId>& self = {}) {
    return StoppedBefore(*reg, {Bytes(bytes), Bytes(bytes), kWebsite, self, false, mark}).value();
  }

  TestRegister reg;
  PhotoJournal journal{*reg};
};

}  // namespace

TEST_CASE_METHOD(SamePicturesTest,
                 "what fell with a deleted picture stays stopped when it is checked again",
                 "[consent][stops]") {
  const PhotoId first = Cleared(kNewsletter, '1', Mark(1));
  const PhotoId crop = Cleared(kWebsite, '2', Cropped(Mark(1)));
  StopKind kind = StopKind::kDeleted;
  SECTION("deleted") {}
  SECTION("somebody had asked not to be shown before") {
    Wish(first);
    kind = StopKind::kObjected;
  }
  Delete(first);
  REQUIRE(StateOf(crop) == PhotoState::kHeld);
  REQUIRE_FALSE(Ledger(*reg).Row(1).value().mark);
  const auto again = Stop('2', Cropped(Mark(1)), crop);
  REQUIRE(again);
  CHECK(again->kind == kind);
  CHECK(again->like);
  // So is the crop when it is saved anew.
  CHECK(Stop('8', Cropped(Mark(1))));
  CHECK_FALSE(Stop('9', Mark(77)));
  LedgerRow row = Row(kWebsite, Bytes('2'), Cropped(Mark(1)));
  CHECK_FALSE(Ledger(*reg).Record(row).ok());
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE_METHOD(SamePicturesTest, "a photo that was cleared covered is known as it is, too",
                 "[consent][stops]") {
  const PhotoId first = Spooled(kNewsletter, Bytes('1'));
  PhotoFacts facts = Facts(Bytes('1'));
  facts.look = LookHashesOf(Mark(1));
  // Its copy looks like another picture.
  REQUIRE(journal.Clearing(first, facts, Row(kNewsletter, Bytes('1'), Mark(77)), kWatcher).ok());
  Move(first, PhotoState::kClearing, PhotoState::kCleared, "", kWatcher);
  const PhotoId plain = Cleared(kWebsite, '2', Mark(1));
  const PhotoId covered = Cleared(kWebsite, '3', Mark(77));
  Delete(first);
  CHECK(StateOf(plain) == PhotoState::kHeld);
  CHECK(StateOf(covered) == PhotoState::kHeld);
}

TEST_CASE_METHOD(SamePicturesTest, "people who clear what fell with a deleted picture lift it",
                 "[consent][stops]") {
  const PhotoId first = Cleared(kNewsletter, '1', Mark(1));
  const PhotoId crop = Cleared(kWebsite, '2', Cropped(Mark(1)));
  Delete(first);
  REQUIRE(Stop('2', Cropped(Mark(1))));
  reg.clock().Set(Day("2026-11-22"));
  Move(crop, PhotoState::kHeld, PhotoState::kPassed, "");
  CHECK_FALSE(Stop('2', Cropped(Mark(1))));
}

TEST_CASE_METHOD(SamePicturesTest, "a turned or mirrored copy falls with the picture",
                 "[consent][stops]") {
  const PhotoId turned = Cleared(kWebsite, '2', AllWaysUp(Mark(1))[GENERATE(1U, 4U, 6U)]);
  const PhotoId other = Cleared(kWebsite, '3', Mark(77));
  const bool had_copy = GENERATE(true, false), wish = GENERATE(true, false);
  const PhotoId first =
      had_copy ? Cleared(kNewsletter, '1', Mark(1)) : Held(kNewsletter, '1', Mark(1));
  CHECK(StateOf(turned) == PhotoState::kCleared);
  if (wish) {
    Wish(first);
  } else {
    Delete(first);
  }
  const PhotoEntry held = journal.Load(turned).value();
  CHECK(held.state == PhotoState::kHeld);
  CHECK(held.facts->findings.size() == 1);
  CHECK(StateOf(other) == PhotoState::kCleared);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE_METHOD(SamePicturesTest,
                 "copies that no photo of the journal has are not cleared any more either",
                 "[consent][stops][ledger]") {
  Ledger ledger(*reg);
  REQUIRE(ledger.Record(Row(kNewsletter, Bytes('1'), Mark(1))).ok());
  REQUIRE(ledger.Record(Row(kNewsletter, Bytes('2'), Cropped(Mark(1)))).ok());
  REQUIRE(ledger.Record(Row(kNewsletter, Bytes('3'), AllWaysUp(Mark(1))[4])).ok());
  REQUIRE(ledger.Record(Row(kNewsletter, Bytes('4'), Mark(77))).ok());
  const PhotoId photo = Cleared(kWebsite, '1', Mark(1));
  CHECK(ledger.MadeByCheck(photo).value() == std::vector<std::int64_t>{1, 2, 3});
  if (GENERATE(true, false)) {
    Wish(photo);
  } else {
    Delete(photo);
  }
  for (const std::int64_t number : {1, 2, 3}) CHECK(ledger.Row(number).value().taken_back);
  CHECK_FALSE(ledger.Row(4).value().taken_back);
}

}  // namespace photogate::test
