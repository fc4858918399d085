#include "consent/audit.h"
#include "consent/photo_journal.h"
#include "tests/unit/consent/fixture.h"

namespace photogate {
namespace {

using test::TestRegister;

const Actor kWatcher{"photogate watch"};
const Actor kTeacher{"B. Teacher"};

NewPhoto Dropped(const std::string& name = "sports day.jpg") {
  return NewPhoto{
      ChannelName{"newsletter"}, EventName{"Sports day"}, {GroupName{"4A"}}, "Sports day", name};
}

PhotoFacts Held(const TestRegister&, std::int64_t version) {
  Finding finding{FindingCode::kPossibleListedPerson,
                  Effect::kReview,
                  "Face 1 may be case-100001.",
                  "Face 1 may be Name of 7.",
                  0,
                  Box{1, 2, 3, 4},
                  PersonId{"7"},
                  "case-100001",
                  0.5,
                  0.4,
                  ModelId{"m 1"},
                  ConsentVersion{version}};
  return PhotoFacts{Sha256Hex{std::string(64, 'a')},
                    "jpeg",
                    400,
                    300,
                    DecisionKind::kReview,
                    {finding},
                    {JournalFace{Box{1, 2, 3, 4}, 0.9, 0.7, true, PersonId{"7"}, 0.5},
                     JournalFace{Box{9, 9, 9, 9}, 0.8, 0.1, false, std::nullopt, std::nullopt}},
                    ConsentVersion{version},
                    "settings"};
}

// A photo that was claimed, spooled and held.
PhotoId HeldPhoto(TestRegister& reg, PhotoJournal& journal) {
  const PhotoId id = journal.Claim(Dropped(), kWatcher).value();
  REQUIRE(journal.Spooled(id, Sha256Hex{std::string(64, 'a')}, 12, "v1", kWatcher).ok());
  REQUIRE(journal.BeginInspection(id).value() == 1);
  const auto facts = Held(reg, reg->Version().value().value);
  REQUIRE(journal.Decided(id, facts, PhotoState::kHeld, std::nullopt, "", kWatcher).ok());
  return id;
}

LedgerRow RowFor(TestRegister& reg) {
  return LedgerRow{Sha256Hex{std::string(64, 'a')},
                   Sha256Hex{std::string(64, 'b')},
                   ChannelName{"newsletter"},
                   std::nullopt,
                   reg->Version().value(),
                   DecisionKind::kClear,
                   "[]",
                   std::nullopt,
                   0,
                   0,
                   {},
                   "sports-day.jpg",
                   false,
                   reg.clock().Now()};
}

}  // namespace

TEST_CASE("a held photo comes back from the journal with everything a reviewer needs",
          "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const PhotoId id = HeldPhoto(reg, journal);
  const auto held = journal.List({{PhotoState::kHeld}, ChannelName{"newsletter"}});
  REQUIRE(held.ok());
  REQUIRE(held.value().size() == 1);
  const PhotoEntry& photo = held.value()[0];
  CHECK(photo.id == id);
  CHECK(photo.event == EventName{"Sports day"});
  CHECK(photo.added_groups == std::vector{GroupName{"4A"}});
  CHECK(photo.original_name == "sports day.jpg");
  CHECK(photo.in_flight == 0);
  CHECK(photo.vault_id == "v1");
  REQUIRE(photo.facts);
  CHECK(photo.facts->decision == DecisionKind::kReview);
  REQUIRE(photo.facts->findings.size() == 1);
  const Finding& finding = photo.facts->findings[0];
  CHECK(finding.code == FindingCode::kPossibleListedPerson);
  CHECK(finding.identified_text == "Face 1 may be Name of 7.");
  CHECK(finding.face == 0u);
  CHECK(finding.person == PersonId{"7"});
  CHECK(finding.distance == 0.5);
  CHECK(finding.model == ModelId{"m 1"});
  REQUIRE(finding.box);
  CHECK(finding.box->w == 3);
  REQUIRE(photo.facts->faces.size() == 2);
  CHECK(photo.facts->faces[0].nearest == PersonId{"7"});
  CHECK_FALSE(photo.facts->faces[1].usable);
  CHECK(journal.Steps(id).value().size() == 3);
  CHECK(journal.List({{PhotoState::kHeld}, ChannelName{"website"}}).value().empty());
  CHECK(journal.List({{PhotoState::kBlocked}}).value().empty());
}

TEST_CASE("the journal keeps names of any bytes", "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const std::string name = "bad\xFF\xFE\nname'.jpg";
  const PhotoId id = journal.Claim(Dropped(name), kWatcher).value();
  CHECK(journal.Load(id).value().original_name == name);
}

TEST_CASE("journalling a photo leaves the consent version alone", "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const auto before = reg->Version().value();
  const PhotoId id = HeldPhoto(reg, journal);
  PhotoVerdict verdict;
  verdict.kind = "not_sure";
  REQUIRE(journal.RecordVerdicts(id, journal.Load(id).value().revision, {verdict}, kTeacher).ok());
  CHECK(reg->Version().value() == before);
}

TEST_CASE("the second of two reviewers is told and overwrites nothing", "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const PhotoId id = HeldPhoto(reg, journal);
  const std::int64_t seen = journal.Load(id).value().revision;
  PhotoVerdict verdict;
  verdict.kind = "clear";
  verdict.answers = R"({"dressed":true})";
  const auto revision = journal.RecordVerdicts(id, seen, {verdict}, kTeacher);
  REQUIRE(revision.ok());
  CHECK(journal.RecordVerdicts(id, seen, {verdict}, kWatcher).error().kind == ErrorKind::kConflict);
  CHECK(journal.Move({id, seen, PhotoState::kBlocked, ""}, kWatcher).error().kind ==
        ErrorKind::kConflict);
  REQUIRE(journal.Move({id, revision.value(), PhotoState::kPassed, ""}, kTeacher).ok());
  const auto verdicts = journal.Verdicts(id).value();
  REQUIRE(verdicts.size() == 1);
  CHECK(verdicts[0].user == "B. Teacher");
  CHECK(verdicts[0].answers == R"({"dressed":true})");
  const auto audit = Audit(*reg).Verify(std::nullopt);
  REQUIRE(audit.ok());
  CHECK(audit.value().intact);
}

TEST_CASE("a photo moves only along the arrows", "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const PhotoId id = journal.Claim(Dropped(), kWatcher).value();
  CHECK(
      journal.MoveFrom(id, PhotoState::kClaimed, PhotoState::kCleared, "", kWatcher).error().kind ==
      ErrorKind::kRefused);
  CHECK(journal.MoveFrom(id, PhotoState::kHeld, PhotoState::kPassed, "", kWatcher).error().kind ==
        ErrorKind::kConflict);
  CHECK(journal.MoveFrom(id, PhotoState::kClaimed, PhotoState::kReturned, "", kWatcher).ok());
  CHECK(journal.Load(PhotoId{"ph-0000000000000000"}).error().kind == ErrorKind::kNotFound);
  // Nothing leads to cleared but by way of a ledger row.
  for (int from = 1; from <= static_cast<int>(PhotoState::kDeleted); ++from) {
    CHECK(MayMove(static_cast<PhotoState>(from), PhotoState::kCleared) ==
          (static_cast<PhotoState>(from) == PhotoState::kClearing));
  }
}

TEST_CASE("clearing writes the ledger and the journal together or not at all",
          "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const PhotoId id = HeldPhoto(reg, journal);
  LedgerRow row = RowFor(reg);
  PhotoFacts facts = Held(reg, row.consent_version.value);
  facts.decision = DecisionKind::kClear;
  reg.Add("9");  // the register moves on
  CHECK(journal.Clearing(id, facts, row, kWatcher).error().kind == ErrorKind::kConflict);
  CHECK(journal.Load(id).value().state == PhotoState::kHeld);
  row.consent_version = reg->Version().value();
  REQUIRE(journal.Clearing(id, facts, row, kWatcher).ok());
  const auto copies = journal.CopiesNamed(ChannelName{"newsletter"}, "sports-day.jpg").value();
  REQUIRE(copies.size() == 1);
  CHECK(copies[0].id == id);
  REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kWatcher).ok());
  CHECK(journal.Load(id).value().output_sha256 == Sha256Hex{std::string(64, 'b')});
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE("an inspection that never ended is counted", "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const PhotoId id = journal.Claim(Dropped(), kWatcher).value();
  REQUIRE(journal.Spooled(id, Sha256Hex{std::string(64, 'a')}, 12, "v1", kWatcher).ok());
  CHECK(journal.BeginInspection(id).value() == 1);
  CHECK(journal.BeginInspection(id).value() == 2);
  REQUIRE(journal.ForgetInspection(id).ok());
  CHECK(journal.Load(id).value().in_flight == 1);
}

TEST_CASE("the earlier decision is found only for the same place and state of the register",
          "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const PhotoId first = HeldPhoto(reg, journal);
  const auto version = reg->Version().value();
  const auto again = [&](NewPhoto photo) {
    const PhotoId id = journal.Claim(photo, kWatcher).value();
    REQUIRE(journal.Spooled(id, Sha256Hex{std::string(64, 'a')}, 12, "v1", kWatcher).ok());
    return journal.Load(id).value();
  };
  const PhotoEntry same = again(Dropped("copy.jpg"));
  const auto found = journal.FindDecided(same, version, "settings").value();
  REQUIRE(found);
  CHECK(found->id == first);
  CHECK_FALSE(journal.FindDecided(same, version, "other models").value());
  CHECK_FALSE(journal.FindDecided(same, ConsentVersion{version.value + 1}, "settings").value());
  NewPhoto elsewhere = Dropped();
  elsewhere.channel = ChannelName{"website"};
  CHECK_FALSE(journal.FindDecided(again(elsewhere), version, "settings").value());
  NewPhoto no_event = Dropped();
  no_event.event.reset();
  CHECK_FALSE(journal.FindDecided(again(no_event), version, "settings").value());
  NewPhoto other_groups = Dropped();
  other_groups.added_groups.clear();
  CHECK_FALSE(journal.FindDecided(again(other_groups), version, "settings").value());
}

TEST_CASE("a deleted photo leaves no finding, face or name in the journal", "[consent][photos]") {
  TestRegister reg;
  PhotoJournal journal(*reg);
  const PhotoId id = HeldPhoto(reg, journal);
  REQUIRE(journal.OriginalGone(id, "receipt 1", true, kTeacher).ok());
  const PhotoEntry gone = journal.Load(id).value();
  CHECK(gone.state == PhotoState::kDeleted);
  CHECK(gone.receipt == "receipt 1");
  CHECK(gone.original_gone_at);
  CHECK(gone.original_name.empty());
  REQUIRE(gone.facts);
  CHECK(gone.facts->findings.empty());
  CHECK(gone.facts->faces.empty());
}

}  // namespace photogate
