#include "consent/audit.h"
#include "consent/erasure.h"
#include "consent/ledger.h"
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

const Actor kEditor{"editor"};
const ChannelName kWebsite{"website"};
const std::string kHash(64, 'a');

class ReleasesTest {
 public:
  ReleasesTest() {
    reg.Add("p1");
    Clear("one.jpg", "11", {PersonId{"p1"}});
    Clear("two.jpg", "22", {});
  }

  void Clear(const std::string& name, const std::string& output,
             const std::vector<PersonId>& people, const std::string& channel = "website") {
    REQUIRE(Ledger(*reg).Record(Row(name, output, people, channel)).ok());
  }

  LedgerRow Row(const std::string& name, const std::string& output,
                const std::vector<PersonId>& people, const std::string& channel = "website") {
    return {Sha256Hex{"of " + output},
            Sha256Hex{output},
            ChannelName{channel},
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

  NewRelease Planned(std::vector<NewReleasePhoto> photos = {{1, std::nullopt, 1},
                                                            {2, std::nullopt, 1}}) {
    const auto number = releases.Begin(kWebsite, "work/.photogate-x", kEditor);
    REQUIRE(number.ok());
    return {
        number.value(),   "2026-11-20T12:00:00Z", "A. Editor",          kWebsite,
        std::nullopt,     reg->Version().value(), ReleaseForm::kFolder, "out/2026-11-20-website",
        Sha256Hex{kHash}, R"({"dress":"yes"})",   std::move(photos)};
  }

  std::int64_t Made(std::vector<NewReleasePhoto> photos = {{1, std::nullopt, 1},
                                                           {2, std::nullopt, 1}}) {
    const NewRelease planned = Planned(std::move(photos));
    REQUIRE(releases.Commit(planned, kEditor).ok());
    REQUIRE(releases.Finish(planned.number, kEditor).ok());
    return planned.number;
  }

  bool Intact() {
    const auto report = Audit(*reg).Verify(std::nullopt);
    REQUIRE(report.ok());
    INFO(report.value().problem);
    return report.value().intact;
  }

  TestRegister reg;
  Releases releases{*reg};
};

}  // namespace

TEST_CASE_METHOD(ReleasesTest, "keeps what was released, by whom, and where it went",
                 "[consent][release]") {
  const ConsentVersion before = reg->Version().value();
  const std::int64_t number = Made();
  REQUIRE(
      releases
          .RecordPlace(number, {"https://school.example/fair", "", Day("2026-11-20"), ""}, kEditor)
          .ok());
  const auto release = releases.Show(number);
  REQUIRE(release.ok());
  CHECK(release.value().looked_by == "A. Editor");
  CHECK(release.value().actor == "editor");
  CHECK(release.value().photos == 2);
  CHECK(release.value().finished);
  REQUIRE(release.value().places.size() == 1);
  CHECK(release.value().places[0].url == "https://school.example/fair");
  CHECK(release.value().places[0].actor == "editor");
  const auto photos = releases.Photos(number).value();
  REQUIRE(photos.size() == 2);
  CHECK(photos[0].file_name == "one.jpg");
  CHECK(photos[0].output_sha256.value == "11");
  CHECK(photos[1].original_sha256.value == "of 22");
  CHECK(releases.ReleasedCopies(kWebsite).value().at(Sha256Hex{"22"}) == number);
  CHECK(releases.ReleasedCopies(ChannelName{"newsletter"}).value().empty());
  CHECK(releases.Unfinished().value().empty());
  // Photos are not decided anew because others were released.
  CHECK(reg->Version().value() == before);
  CHECK(Intact());
  const auto audit = Audit(*reg).Show({std::nullopt, "", "", "release"}).value();
  REQUIRE(audit.size() == 2);
  CHECK(audit[0].subject == "channel website");
  CHECK(audit[1].verb == "release record");
}

TEST_CASE_METHOD(ReleasesTest, "a release or a place that was edited afterwards breaks the chain",
                 "[consent][release]") {
  const std::int64_t number = Made();
  REQUIRE(releases.RecordPlace(number, {"", "31", Day("2026-11-19"), ""}, kEditor).ok());
  REQUIRE(Intact());
  const char* const edit =
      GENERATE("DROP TRIGGER release_no_update; UPDATE release SET looked_by = 'Another'",
               "DROP TRIGGER release_photo_no_delete; DELETE FROM release_photo WHERE position = 2",
               "DROP TRIGGER release_note_no_update; UPDATE release_note SET issue = '32'",
               "DROP TRIGGER release_note_no_delete; DELETE FROM release_note",
               "INSERT INTO release_note(release, at, actor, kind, url, issue, published, note) "
               "VALUES(1, '2026-11-20T12:00:00Z', 'x', 2, '', '', '2026-11-20', 'never')");
  RawRegister raw(reg.home());
  raw->exec(edit);
  CHECK_FALSE(Intact());
}

TEST_CASE_METHOD(ReleasesTest, "commits nothing when the register changed since it was asked",
                 "[consent][release]") {
  const NewRelease planned = Planned();
  reg.Say("p1", "website", PermissionStatement::kRefused, reg.today());
  const auto committed = releases.Commit(planned, kEditor);
  REQUIRE_FALSE(committed.ok());
  CHECK(committed.error().kind == ErrorKind::kConflict);
  CHECK(releases.List().value().empty());
  CHECK(releases.ReleasedCopies(kWebsite).value().empty());
}

TEST_CASE_METHOD(ReleasesTest,
                 "takes no copy that the ledger has for another channel or not at all",
                 "[consent][release]") {
  Clear("three.jpg", "33", {}, "newsletter");
  const std::int64_t row = GENERATE(3, 99);
  const NewRelease planned = Planned({{row, std::nullopt, 1}});
  const auto committed = releases.Commit(planned, kEditor);
  REQUIRE_FALSE(committed.ok());
  CHECK(committed.error().kind == ErrorKind::kNotFound);
  CHECK(releases.List({.with_voided = true}).value().empty());
}

TEST_CASE_METHOD(ReleasesTest, "an unfinished release is told, and ends as finished or as void",
                 "[consent][release]") {
  const NewRelease begun = Planned();
  auto open = releases.Unfinished().value();
  REQUIRE(open.size() == 1);
  CHECK(open[0].staging == "work/.photogate-x");
  CHECK_FALSE(open[0].release);
  REQUIRE(releases.Undo(begun.number, "stopped", kEditor).ok());
  CHECK(releases.Unfinished().value().empty());

  const NewRelease committed = Planned();
  CHECK(committed.number > begun.number);
  REQUIRE(releases.Commit(committed, kEditor).ok());
  open = releases.Unfinished().value();
  REQUIRE(open.size() == 1);
  REQUIRE(open[0].release);
  CHECK_FALSE(open[0].release->finished);
  // Until that is known it may stand, so a recall must see it.
  CHECK(releases.WithPerson(PersonId{"p1"}).value().size() == 1);
  REQUIRE(releases.Undo(committed.number, "its folder never got its name", kEditor).ok());
  CHECK(releases.List().value().empty());
  CHECK(releases.List({.with_voided = true}).value().at(0).voided ==
        "its folder never got its name");
  CHECK(releases.WithPerson(PersonId{"p1"}).value().empty());
  CHECK(releases.ReleasedCopies(kWebsite).value().empty());
  const auto place =
      releases.RecordPlace(committed.number, {"", "31", Day("2026-11-19"), ""}, kEditor);
  REQUIRE_FALSE(place.ok());
  CHECK(place.error().kind == ErrorKind::kRefused);
  // What stands cannot be undone.
  const std::int64_t made = Made();
  CHECK_FALSE(releases.Undo(made, "no", kEditor).ok());
  CHECK(Intact());
}

TEST_CASE_METHOD(ReleasesTest, "the same place is recorded once", "[consent][release]") {
  const std::int64_t number = Made();
  const ReleasePlace place{"https://school.example/a", "", Day("2026-11-19"), ""};
  REQUIRE(releases.RecordPlace(number, place, kEditor).ok());
  const auto again = releases.RecordPlace(number, place, kEditor);
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().kind == ErrorKind::kConflict);
  CHECK(releases.Show(number).value().places.size() == 1);
  for (const char* const address :
       {"javascript:alert(1)", "file:///etc/passwd", "DATA:text/html,x", "//school.example/a",
        "https://web:secret@school.example/a", "web:secret@school.example"}) {
    CHECK(
        releases.RecordPlace(number, {address, "", Day("2026-11-19"), ""}, kEditor).error().kind ==
        ErrorKind::kRefused);
  }
  CHECK(releases
            .RecordPlace(number, {"www.school.example:8080/a", "", Day("2026-11-19"), ""}, kEditor)
            .ok());
  CHECK(releases
            .RecordPlace(number, {"https://video.example/@school", "", Day("2026-11-19"), ""},
                         kEditor)
            .ok());
  CHECK(releases.RecordPlace(number, {"", "", Day("2026-11-19"), ""}, kEditor).error().kind ==
        ErrorKind::kRefused);
  CHECK(releases.RecordPlace(number, {"", "31", Day("2026-11-21"), ""}, kEditor).error().kind ==
        ErrorKind::kRefused);
  CHECK(releases.RecordPlace(99, {"", "31", Day("2026-11-19"), ""}, kEditor).error().kind ==
        ErrorKind::kNotFound);
}

TEST_CASE_METHOD(ReleasesTest, "finds a person's releases, also when the person was erased",
                 "[consent][release]") {
  Clear("another.jpg", "44", {PersonId{"p1"}});
  const std::int64_t first = Made();
  const std::int64_t second = Made({{3, std::nullopt, 2}});
  REQUIRE(
      releases.RecordPlace(first, {"https://school.example/a", "", Day("2026-11-19"), ""}, kEditor)
          .ok());
  auto published = releases.WithPerson(PersonId{"p1"}).value();
  REQUIRE(published.size() == 2);
  CHECK(published[0].release.number == second);
  CHECK(published[0].photo.file_name == "another-2.jpg");
  CHECK(published[1].release.places.size() == 1);
  const std::string case_number = reg.Find("p1").case_number;
  REQUIRE(Erasure(*reg).Erase(PersonId{"p1"}, "request of 3 May", false, kOffice).ok());
  CHECK(releases.WithPerson(PersonId{"p1"}).value().empty());
  published = releases.WithPerson(PersonId{case_number}).value();
  REQUIRE(published.size() == 2);
  CHECK(published[1].release.places.at(0).url == "https://school.example/a");
  CHECK(releases.Photos(first).value().size() == 2);
  CHECK(Intact());
}

TEST_CASE("releases nothing to a channel that is not approved or lacks owners",
          "[consent][release]") {
  TestRegister reg(false);
  Releases releases(*reg);
  const auto refused = [&](const char* why) {
    const auto may = releases.MayRelease(kWebsite);
    REQUIRE_FALSE(may.ok());
    CHECK(may.error().kind == ErrorKind::kRefused);
    CHECK(may.error().message.find(why) != std::string::npos);
    CHECK_FALSE(releases.Begin(kWebsite, "x", kEditor).ok());
  };
  Channels channels(*reg);
  refused("not approved");
  REQUIRE(channels.Approve(kWebsite, "Head", Actor{"Head"}).ok());
  refused("fewer than two owners");
  REQUIRE(channels.Transfer(kWebsite, {"Ann", "Bob"}, kOffice).ok());
  CHECK(releases.MayRelease(kWebsite).ok());
  CHECK(releases.MayRelease(ChannelName{"nowhere"}).error().kind == ErrorKind::kNotFound);

  // With users, owners are users; one who leaves stops it until the channel is transferred.
  AddAdministrator(*reg);
  // What was approved in set-up is asked anew.
  refused("not approved");
  const Actor admin{"Admin"};
  Users users(*reg);
  REQUIRE(users.Add(ReadyUser("Head", "head", {UserRole::kSeniorLeader}), admin).ok());
  for (const char* name : {"Ann", "Bob", "Cyd"}) {
    REQUIRE(users.Add(ReadyUser(name, name, {UserRole::kTeacher}), admin).ok());
  }
  const ChannelCase given{
      "https://school.example", "news", "families", "in letters", ChannelAccess::kOpen,
      {"Ann", "Bob", "Cyd"}};
  REQUIRE(channels.SetCase(kWebsite, given, admin).ok());
  REQUIRE(channels.Approve(kWebsite, "Head", Actor{"Head"}).ok());
  CHECK(releases.MayRelease(kWebsite).ok());
  User leaver = users.Show("Cyd").value();
  leaver.leaving_date = Day("2026-11-19");
  REQUIRE(users.Set(leaver, admin).ok());
  refused("has left");
  REQUIRE(channels.Transfer(kWebsite, {"Ann", "Bob"}, admin).ok());
  CHECK(releases.MayRelease(kWebsite).ok());
  REQUIRE(channels.Suspend(kWebsite, admin).ok());
  refused("not approved");
}

TEST_CASE_METHOD(ReleasesTest,
                 "a photo of the journal must still be cleared, and its history says so",
                 "[consent][release]") {
  PhotoJournal journal(*reg);
  NewPhoto dropped;
  dropped.channel = kWebsite;
  dropped.original_name = "fair.jpg";
  const PhotoId id = journal.Claim(dropped, kOffice).value();
  REQUIRE(journal.Spooled(id, Sha256Hex{"of 55"}, 10, "v", kOffice).ok());
  PhotoFacts facts{Sha256Hex{"of 55"},     "jpeg", 10, 10, DecisionKind::kClear, {}, {},
                   reg->Version().value(), "s"};
  REQUIRE(journal.Clearing(id, facts, Row("fair.jpg", "55", {}), kOffice).ok());
  // On its way is not there yet.
  CHECK(releases.Commit(Planned({{3, id, 1}}), kEditor).error().kind == ErrorKind::kConflict);
  REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kOffice).ok());
  const std::int64_t number = Made({{3, id, 1}});
  CHECK(releases.Photos(number).value().at(0).photo == id);
  CHECK(journal.Steps(id).value().back().note == "released, number " + std::to_string(number));
  REQUIRE(journal.MoveFrom(id, PhotoState::kCleared, PhotoState::kWithdrawn, "", kOffice).ok());
  CHECK(releases.Commit(Planned({{3, id, 1}}), kEditor).error().kind == ErrorKind::kConflict);
}

}  // namespace photogate::test
