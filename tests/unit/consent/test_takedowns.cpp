#include "consent/audit.h"
#include "consent/bars.h"
#include "consent/channels.h"
#include "consent/erasure.h"
#include "consent/events.h"
#include "consent/ledger.h"
#include "consent/people.h"
#include "consent/permission_rows.h"
#include "consent/rechecks.h"
#include "consent/releases.h"
#include "consent/store.h"
#include "consent/takedowns.h"
#include "consent/users.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

const Actor kEditor{"Edit"};

class RecallTest {
 public:
  RecallTest() {
    for (const char* id : {"P1", "P2"}) {
      reg.Add(id, {GroupName{"4B"}});
      for (const char* use : {"website", "newsletter"}) {
        reg.Say(id, use, PermissionStatement::kGranted, reg.today());
      }
    }
    reg.Add("P3", {GroupName{"5C"}});
  }

  void Clear(const std::string& channel, const std::vector<PersonId>& people,
             const std::vector<GroupName>& groups = {}, const std::optional<EventName>& event = {},
             const std::optional<ModelId>& model = kModel) {
    ++copies;
    LedgerRow row{Sha256Hex{"aa"},
                  Sha256Hex{"copy" + std::to_string(copies)},
                  ChannelName{channel},
                  event,
                  reg->Version().value(),
                  DecisionKind::kClear,
                  "[]",
                  model,
                  0.4,
                  0.5,
                  people,
                  "photo" + std::to_string(copies) + ".jpg",
                  false,
                  reg.clock().Now()};
    row.groups = groups;
    REQUIRE(Ledger(*reg).Record(row).ok());
  }

  std::vector<Takedown> Open(const std::string& person = "") {
    TakedownQuery query;
    query.open = true;
    const auto list = Takedowns(*reg).List(query);
    REQUIRE(list.ok());
    std::vector<Takedown> open;
    for (const Takedown& task : list.value()) {
      if (person.empty() || task.person == PersonId{person}) open.push_back(task);
    }
    return open;
  }

  void AddEvent(const std::string& name, const std::string& group) {
    REQUIRE(Events(*reg).Add(EventName{name}, reg.today(), {GroupName{group}}, kOffice).ok());
  }

  Result<Done> End(std::int64_t task, TakedownOutcome outcome = TakedownOutcome::kTakenDown,
                   const std::string& proof = std::string(64, 'e')) {
    return Takedowns(*reg).End({task, outcome, "off the page", Sha256Hex{proof}, "Edit"}, kEditor);
  }

  int Due() {
    const auto due = Takedowns(*reg).OpenDue(kOffice);
    REQUIRE(due.ok());
    return due.value();
  }

  TestRegister reg;
  int copies = 0;
};

}  // namespace

TEST_CASE("a withdrawal opens a takedown for each place of that use and no other", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  test.Clear("website", {PersonId{"P2"}}, {GroupName{"5C"}}, EventName{"walk"});
  test.Clear("newsletter", {PersonId{"P1"}});
  test.AddEvent("walk", "5C");
  test.reg.Say("P1", "website", PermissionStatement::kWithdrawn, test.reg.today());
  const auto open = test.Open();
  REQUIRE(open.size() == 1);
  CHECK(open[0].channel == ChannelName{"website"});
  CHECK(open[0].name == "photo1.jpg");
  CHECK(open[0].found_by == FoundBy::kRecord);
  CHECK(open[0].due == Day("2026-11-23"));
  CHECK(test.Due() == 0);
  CHECK(Audit(*test.reg).Verify(std::nullopt).value().intact);
}

TEST_CASE("a bar recalls from every channel, and is due the next day", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  test.Clear("newsletter", {PersonId{"P1"}});
  REQUIRE(Bars(*test.reg).Set(PersonId{"P1"}, "told", test.reg.today(), kOffice).ok());
  REQUIRE(test.Open().size() == 2);
  CHECK(test.Open()[0].due == Day("2026-11-21"));
  CHECK(Takedowns(*test.reg).Recalls().value().at(0).reason == RecallReason::kBar);
}

TEST_CASE("somebody without a template is looked for by groups, and where nobody knows",
          "[recall]") {
  RecallTest test;
  test.AddEvent("walk", "4B");
  test.AddEvent("swim", "5C");
  test.Clear("website", {}, {}, EventName{"walk"});
  test.Clear("website", {}, {}, EventName{"swim"});
  test.Clear("website", {}, {});
  test.Clear("website", {}, {GroupName{"4b"}}, EventName{"swim"});
  REQUIRE(Permissions(*test.reg).Object(PersonId{"P1"}, test.reg.today(), "", kOffice).ok());
  std::map<std::string, FoundBy> found;
  for (const Takedown& task : test.Open()) found[task.name] = task.found_by;
  CHECK(found == std::map<std::string, FoundBy>{{"photo1.jpg", FoundBy::kGroup},
                                                {"photo3.jpg", FoundBy::kUnknownEvent},
                                                {"photo4.jpg", FoundBy::kGroup}});
}

TEST_CASE("a refusal that somebody new came with recalls nothing", "[recall]") {
  RecallTest test;
  test.Clear("website", {});
  test.reg.clock().Set(Day("2026-11-21"));
  test.reg.Import("id,name,kind,groups,use:website\nP9,Nine,pupil,4B,refused\n");
  CHECK(test.Open().empty());
  CHECK(test.Due() == 0);
  CHECK(Takedowns(*test.reg).Recalls().value().empty());
}

TEST_CASE("an import that withdraws opens the recall as well", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  test.reg.Import("id,name,kind,groups,use:website\nP1,Name of P1,pupil,4B,withdrawn\n");
  CHECK(test.Open("P1").size() == 1);
}

TEST_CASE("a withdrawal that an older version took dated ahead is opened on its day", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  const NewPermission ahead{PersonId{"P1"}, UseName{"website"}, PermissionStatement::kWithdrawn,
                            Day("2026-11-25")};
  REQUIRE(test.reg->store()
              .Write(kOffice, "consent set",
                     [&](Database& database, Change& change) -> Result<Done> {
                       InsertPermission(database, change, PersonRow(database, ahead.person).value(),
                                        ahead, RecordSource::kHand);
                       return Done{};
                     })
              .ok());
  CHECK(test.Open().empty());
  CHECK(test.Due() == 0);
  test.reg.clock().Set(Day("2026-11-25"));
  CHECK(test.Due() == 1);
  CHECK(test.Due() == 0);
  CHECK(test.Open().size() == 1);
}

TEST_CASE("a place is done once, with its proof, and the recall when every place is", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  test.Clear("website", {PersonId{"P1"}});
  test.reg.Say("P1", "website", PermissionStatement::kWithdrawn, test.reg.today());
  const auto open = test.Open();
  REQUIRE(open.size() == 2);
  CHECK(test.End(open[0].number, TakedownOutcome::kTakenDown, "").error().kind ==
        ErrorKind::kRefused);
  // An empty file shows nothing.
  CHECK(test.End(open[0].number, TakedownOutcome::kTakenDown,
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
            .error()
            .kind == ErrorKind::kRefused);
  CHECK(test.End(99).error().kind == ErrorKind::kNotFound);
  REQUIRE(test.End(open[0].number).ok());
  CHECK(test.End(open[0].number).error().kind == ErrorKind::kConflict);
  CHECK_FALSE(Takedowns(*test.reg).Recalls().value().at(0).done());
  CHECK(test.End(open[1].number, TakedownOutcome::kBeyondReach, "").error().kind ==
        ErrorKind::kRefused);
  REQUIRE(test.End(open[1].number, TakedownOutcome::kBeyondReach).ok());
  CHECK(Takedowns(*test.reg).Recalls().value().at(0).done());
  CHECK(test.Due() == 0);
  CHECK(Audit(*test.reg).Verify(std::nullopt).value().intact);
}

TEST_CASE("what was done is opened again only when it was permitted in between", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  test.reg.Say("P1", "website", PermissionStatement::kWithdrawn, test.reg.today());
  REQUIRE(test.End(test.Open().at(0).number).ok());
  REQUIRE(Permissions(*test.reg).Object(PersonId{"P1"}, test.reg.today(), "", kOffice).ok());
  CHECK(test.Open().empty());
  test.reg.clock().Set(Day("2026-11-22"));
  test.reg.Say("P1", "website", PermissionStatement::kGranted, test.reg.today());
  test.reg.clock().Set(Day("2026-11-23"));
  test.reg.Say("P1", "website", PermissionStatement::kWithdrawn, test.reg.today());
  CHECK(test.Open().size() == 1);
}

TEST_CASE("only an owner of the channel or a keeper of the register ends a takedown", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  test.reg.Say("P1", "website", PermissionStatement::kWithdrawn, test.reg.today());
  AddAdministrator(*test.reg);
  REQUIRE(Users(*test.reg).Add(ReadyUser("Edit", "edit", {UserRole::kTeacher}), kOffice).ok());
  const std::int64_t task = test.Open().at(0).number;
  CHECK(test.End(task).error().kind == ErrorKind::kRefused);
  User lead = ReadyUser("Edit", "edit", {UserRole::kSeniorLeader});
  REQUIRE(Users(*test.reg).Set(lead, kOffice).ok());
  CHECK(test.End(task).ok());
}

TEST_CASE("somebody on the register is recalled by the case number as by the school's",
          "[recall]") {
  RecallTest test;
  test.AddEvent("walk", "4B");
  test.Clear("website", {PersonId{"P1"}});
  test.Clear("website", {}, {}, EventName{"walk"});
  const std::string case_number =
      People(*test.reg).Show(PersonId{"P1"}, test.reg.today()).value().entry.case_number;
  const auto found = Takedowns(*test.reg).Recall(PersonId{case_number}, kOffice);
  REQUIRE(found.ok());
  CHECK_FALSE(found.value().erased);
  REQUIRE(found.value().places.size() == 2);
  CHECK(found.value().places[0].person == PersonId{"P1"});
  CHECK(Rechecks(*test.reg).Meant(PersonId{case_number}).value() == PersonId{"P1"});
  CHECK(Rechecks(*test.reg).Meant(PersonId{"nobody"}).error().kind == ErrorKind::kNotFound);
  // Of whom nothing was cleared as well.
  const std::string other =
      People(*test.reg).Show(PersonId{"P3"}, test.reg.today()).value().entry.case_number;
  CHECK(Takedowns(*test.reg).Recall(PersonId{other}, kOffice).ok());
}

TEST_CASE("who is recalled again once erased has one recall", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  test.Clear("newsletter", {PersonId{"P1"}});
  test.reg.Say("P1", "website", PermissionStatement::kWithdrawn, test.reg.today());
  REQUIRE(test.Open().size() == 1);
  const auto erased = Erasure(*test.reg).Erase(PersonId{"P1"}, "request", false, kOffice);
  REQUIRE(erased.ok());
  const auto found = Takedowns(*test.reg).Recall(PersonId{erased.value().case_number}, kOffice);
  REQUIRE(found.ok());
  CHECK(found.value().places.size() == 2);
  const auto recalls = Takedowns(*test.reg).Recalls();
  REQUIRE(recalls.value().size() == 1);
  CHECK(recalls.value()[0].open == 2);
  CHECK(found.value().recall == recalls.value()[0].number);
  CHECK(Audit(*test.reg).Verify(std::nullopt).value().intact);
}

TEST_CASE("a task names those of the owners who are here", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  REQUIRE(Takedowns(*test.reg).Recall(PersonId{"P1"}, kOffice).ok());
  REQUIRE(
      Users(*test.reg).Add(ReadyUser("Admin", "admin", {UserRole::kAdministrator}), kOffice).ok());
  for (const char* name : {"Ann", "Ben"}) {
    REQUIRE(Users(*test.reg).Add(ReadyUser(name, name, {UserRole::kTeacher}), kOffice).ok());
  }
  REQUIRE(Channels(*test.reg).Transfer(ChannelName{"website"}, {"Ann", "Ben"}, kOffice).ok());
  CHECK(test.Open().at(0).owners == std::vector<std::string>{"Ann", "Ben"});
  User gone = ReadyUser("Ann", "Ann", {UserRole::kTeacher});
  gone.leaving_date = Day("2026-11-19");
  REQUIRE(Users(*test.reg).Set(gone, kOffice).ok());
  CHECK(test.Open().at(0).owners == std::vector<std::string>{"Ben"});
}

TEST_CASE("an erased person is recalled by the case number", "[recall]") {
  RecallTest test;
  test.Clear("website", {PersonId{"P1"}});
  const auto erased = Erasure(*test.reg).Erase(PersonId{"P1"}, "request", false, kOffice);
  REQUIRE(erased.ok());
  const auto gone = Takedowns(*test.reg).Recall(PersonId{"P1"}, kOffice);
  REQUIRE_FALSE(gone.ok());
  CHECK(gone.error().kind == ErrorKind::kNotFound);
  CHECK(gone.error().message.find("case number") != std::string::npos);
  const auto found = Takedowns(*test.reg).Recall(PersonId{erased.value().case_number}, kOffice);
  REQUIRE(found.ok());
  CHECK(found.value().erased);
  REQUIRE(found.value().places.size() == 1);
  CHECK(found.value().places[0].person.value == erased.value().case_number);
}

namespace {

std::int64_t Enrol(TestRegister& reg, const std::string& id) {
  reg.AllowTemplate(id);
  REQUIRE(Enroller(*reg, EnrolRules{Distance{0.5}})
              .Enrol(Order(id, "photo of " + id), OneFace(Vector(0)), kOffice)
              .value()
              .enrolled());
  return reg->Version().value().value;
}

// The copies 1 to `most` released to the website as one; its number.
std::int64_t Released(Register& reg, int most) {
  Releases releases(reg);
  NewRelease release{releases.Begin(ChannelName{"website"}, "out/.x", kEditor).value(),
                     FormatUtc(reg.clock().Now()),
                     "Edit",
                     ChannelName{"website"},
                     std::nullopt,
                     reg.Version().value(),
                     ReleaseForm::kFolder,
                     "out/1",
                     Sha256Hex{std::string(64, 'a')},
                     "{}",
                     {}};
  for (int copy = 1; copy <= most; ++copy) release.photos.push_back({copy, std::nullopt, 1});
  REQUIRE(releases.Commit(release, kEditor).ok());
  REQUIRE(releases.Finish(release.number, kEditor).ok());
  return release.number;
}

}  // namespace

TEST_CASE_METHOD(RecallTest, "every place where a release was published has a task of its own",
                 "[consent][recall][release]") {
  Clear("website", {PersonId{"P1"}});
  Releases releases(*reg);
  const std::int64_t number = Released(*reg, 1);
  const auto say = [&](const char* url, const char* issue) {
    REQUIRE(releases.RecordPlace(number, {url, issue, Day("2026-11-19"), ""}, kEditor).ok());
  };
  say("https://school.example/a", "");
  say("", "Newsletter 14");
  CHECK(Open().empty());
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  auto open = Open("P1");
  REQUIRE(open.size() == 2);
  CHECK(open[0].place == "https://school.example/a");
  CHECK(open[0].release == number);
  CHECK(open[0].published == "2026-11-19");
  CHECK(open[1].place == "Newsletter 14");
  // Done only when every place is.
  REQUIRE(End(open[0].number).ok());
  CHECK_FALSE(Takedowns(*reg).Recalls().value().front().done());
  REQUIRE(End(open[1].number, TakedownOutcome::kBeyondReach).ok());
  CHECK(Takedowns(*reg).Recalls().value().front().done());
  // A place that is recorded late is looked after late.
  say("https://school.example/b", "");
  open = Open("P1");
  REQUIRE(open.size() == 1);
  CHECK(open[0].place == "https://school.example/b");
  CHECK_FALSE(Takedowns(*reg).Recalls().value().front().done());
  // That this place never had it says nothing of the next one.
  const auto unproven = End(open[0].number, TakedownOutcome::kNotShown, "");
  REQUIRE_FALSE(unproven.ok());
  CHECK(unproven.error().message.find("never had the photo") != std::string::npos);
  REQUIRE(End(open[0].number, TakedownOutcome::kNotShown).ok());
  say("https://school.example/c", "");
  REQUIRE(Open("P1").size() == 1);
  CHECK(Open("P1")[0].place == "https://school.example/c");
  CHECK(Due() == 0);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE_METHOD(RecallTest, "a late place opens nothing for whoever is permitted again",
                 "[consent][recall][release]") {
  Clear("website", {PersonId{"P1"}});
  const std::int64_t number = Released(*reg, 1);
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  REQUIRE(Open("P1").size() == 1);
  REQUIRE(End(Open("P1")[0].number).ok());
  reg.Say("P1", "website", PermissionStatement::kGranted, reg.today());
  REQUIRE(Releases(*reg).RecordPlace(number, {"", "15", Day("2026-11-19"), ""}, kEditor).ok());
  CHECK(Open("P1").empty());
}

TEST_CASE_METHOD(RecallTest, "a late place still counts for somebody who was erased",
                 "[consent][recall][release]") {
  Clear("website", {PersonId{"P1"}});
  const std::int64_t number = Released(*reg, 1);
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  const std::string case_number = Open("P1").at(0).case_number;
  REQUIRE(Erasure(*reg).Erase(PersonId{"P1"}, "request", false, kOffice).ok());
  REQUIRE(Releases(*reg).RecordPlace(number, {"", "15", Day("2026-11-19"), ""}, kEditor).ok());
  const auto open = Open(case_number);
  REQUIRE(open.size() == 2);
  CHECK(open[1].place == "15");
}

TEST_CASE_METHOD(RecallTest, "a note says something, and whoever enters an end may end it",
                 "[consent][recall]") {
  Clear("website", {PersonId{"P1"}});
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  AddAdministrator(*reg);
  for (const auto& user : {ReadyUser("Edit", "edit", {UserRole::kSeniorLeader}),
                           ReadyUser("Aud", "aud", {UserRole::kAuditor})}) {
    REQUIRE(Users(*reg).Add(user, kOffice).ok());
  }
  NewTakedownEnd end{Open("P1").at(0).number, TakedownOutcome::kTakenDown, "  short   \n",
                     Sha256Hex{std::string(64, 'e')}, "Edit"};
  CHECK(Takedowns(*reg).End(end, kEditor).error().kind == ErrorKind::kRefused);
  end.note = "off the page";
  CHECK(Takedowns(*reg).End(end, Actor{"Aud"}).error().kind == ErrorKind::kRefused);
  CHECK(Open("P1").size() == 1);
  CHECK(Takedowns(*reg).End(end, kEditor).ok());
}

TEST_CASE_METHOD(RecallTest, "a release of which nobody recorded the place is asked about",
                 "[consent][recall][release]") {
  Clear("website", {PersonId{"P1"}});
  Releases releases(*reg);
  const auto say = [&](std::int64_t number, const char* url) {
    REQUIRE(releases.RecordPlace(number, {url, "", Day("2026-11-19"), ""}, kEditor).ok());
  };
  const std::int64_t said = Released(*reg, 1), silent = Released(*reg, 1);
  const auto undone = releases.Begin(ChannelName{"website"}, "out/.y", kEditor);
  REQUIRE(releases.Undo(undone.value(), "not made", kEditor).ok());
  say(said, "https://school.example/a");
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  auto open = Open("P1");
  REQUIRE(open.size() == 2);
  CHECK(open[0].place_recorded);
  CHECK(open[0].release == said);
  CHECK_FALSE(open[1].place_recorded);
  CHECK(open[1].release == silent);
  CHECK(PlaceText(open[1]) == "not recorded for release 2: ask the owner");
  CHECK(Due() == 0);
  // Recorded afterwards: one more, and the question stays until the owner has answered it.
  say(silent, "https://school.example/b");
  open = Open("P1");
  REQUIRE(open.size() == 3);
  CHECK(open[1].number == 2);
  CHECK(open[2].place == "https://school.example/b");
  CHECK(Due() == 0);
  for (const Takedown& task : open) REQUIRE(End(task.number).ok());
  CHECK(Takedowns(*reg).Recalls().value().front().done());
  CHECK(Due() == 0);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE_METHOD(RecallTest, "what a release that never came about asked for is ended by itself",
                 "[consent][recall][release]") {
  Clear("website", {PersonId{"P1"}});  // copy 1, in the release alone
  Clear("website", {PersonId{"P1"}});  // copy 2, in another as well
  Releases releases(*reg);
  const std::int64_t stands = Released(*reg, 2);
  REQUIRE(releases.Undo(stands, "stands", kEditor).error().kind == ErrorKind::kRefused);
  NewRelease broken{releases.Begin(ChannelName{"website"}, "out/.y", kEditor).value(),
                    FormatUtc(reg.clock().Now()),
                    "Edit",
                    ChannelName{"website"},
                    std::nullopt,
                    reg->Version().value(),
                    ReleaseForm::kFolder,
                    "out/2",
                    Sha256Hex{std::string(64, 'a')},
                    "{}",
                    {{1, std::nullopt, 1}}};
  SECTION("and the copy keeps the tasks of what stands") {
    broken.photos.push_back({2, std::nullopt, 1});
    REQUIRE(releases.Commit(broken, kEditor).ok());
    reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
    REQUIRE(Open("P1").size() == 4);
    REQUIRE(releases.Void(broken.number, "it was stopped", kEditor).ok());
    const auto open = Open("P1");
    REQUIRE(open.size() == 2);
    for (const Takedown& task : open) CHECK(task.release == stands);
    const auto all = Takedowns(*reg).List({}).value();
    REQUIRE(all.size() == 4);
    int ended = 0;
    for (const Takedown& task : all) {
      if (!task.end) continue;
      ++ended;
      CHECK(task.release == broken.number);
      CHECK(task.end->outcome == TakedownOutcome::kNeverReleased);
      CHECK(task.end->note == "Release 2 never came about: it was stopped");
    }
    CHECK(ended == 2);
    CHECK(Takedowns(*reg).Recalls().value().front().open == 2);
  }
  SECTION("and what was known of the place by somebody's word stays") {
    REQUIRE(releases.Commit(broken, kEditor).ok());
    reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
    REQUIRE(releases
                .RecordPlace(broken.number, {"https://school.example/b", "", Day("2026-11-19"), ""},
                             kEditor)
                .ok());
    const std::size_t before = Open("P1").size();
    REQUIRE(releases.Undo(broken.number, "its folder was not there", kEditor).ok());
    CHECK(Open("P1").size() == before);
    CHECK(releases.Show(broken.number).value().voided.empty());
    CHECK_FALSE(releases.Show(broken.number).value().missing.empty());
    CHECK(releases.Unfinished().value().empty());
  }
  CHECK(Due() == 0);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

TEST_CASE_METHOD(RecallTest, "a copy whose only release never came about is asked for by itself",
                 "[consent][recall][release]") {
  Clear("website", {PersonId{"P1"}});
  Releases releases(*reg);
  const std::int64_t number = releases.Begin(ChannelName{"website"}, "out/.y", kEditor).value();
  REQUIRE(releases
              .Commit({number,
                       FormatUtc(reg.clock().Now()),
                       "Edit",
                       ChannelName{"website"},
                       std::nullopt,
                       reg->Version().value(),
                       ReleaseForm::kFolder,
                       "out/1",
                       Sha256Hex{std::string(64, 'a')},
                       "{}",
                       {{1, std::nullopt, 1}}},
                      kEditor)
              .ok());
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  REQUIRE(Open("P1").size() == 1);
  REQUIRE(releases.Undo(number, "it was stopped", kEditor).ok());
  const auto open = Open("P1");
  REQUIRE(open.size() == 1);
  CHECK_FALSE(open[0].release);
  CHECK(open[0].found_by == FoundBy::kRecord);
  CHECK(Due() == 0);
  // Nobody answers so.
  const auto said = End(open[0].number, TakedownOutcome::kNeverReleased);
  REQUIRE_FALSE(said.ok());
  CHECK(said.error().kind == ErrorKind::kRefused);
}

TEST_CASE_METHOD(RecallTest, "a place that was recorded while somebody was permitted is not missed",
                 "[consent][recall][release]") {
  Clear("website", {PersonId{"P1"}});
  const std::int64_t number = Released(*reg, 1);
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  reg.clock().Set(Day("2026-11-22"));
  reg.Say("P1", "website", PermissionStatement::kGranted, reg.today());
  REQUIRE(Releases(*reg).RecordPlace(number, {"", "15", Day("2026-11-19"), ""}, kEditor).ok());
  CHECK(Open("P1").size() == 1);
  reg.clock().Set(Day("2026-11-23"));
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  REQUIRE(Open("P1").size() == 2);
  CHECK(Open("P1")[1].place == "15");
}

TEST_CASE_METHOD(RecallTest, "a task of before releases were known stands for all without a place",
                 "[consent][recall][release]") {
  Clear("website", {PersonId{"P1"}});
  Released(*reg, 1);
  reg.Say("P1", "website", PermissionStatement::kWithdrawn, reg.today());
  REQUIRE(reg->store()
              .Write(kOffice, "test",
                     [](Database& database, Change&) -> Result<Done> {
                       database.Run("DROP TRIGGER takedown_no_update");
                       database.Run("UPDATE takedown SET release = NULL");
                       return Done{};
                     })
              .ok());
  CHECK(Due() == 0);
  const auto open = Open("P1");
  REQUIRE(open.size() == 1);
  CHECK_FALSE(open[0].release);
  reg.clock().Set(Day("2026-11-21"));
  const auto again = Released(*reg, 1);
  CHECK(Due() == 1);
  CHECK(Open("P1").at(1).release == again);
}

TEST_CASE_METHOD(RecallTest, "only what was compared with a template of the person is left out",
                 "[consent][recall]") {
  const std::int64_t enrolled = Enrol(reg, "P1");
  CHECK(enrolled > 0);
  Clear("website", {});
  Clear("website", {}, {}, {}, ModelId{"another recogniser"});
  Clear("website", {}, {}, {}, std::nullopt);
  REQUIRE(Permissions(*reg).Object(PersonId{"P1"}, reg.today(), "", kOffice).ok());
  const auto open = Open("P1");
  REQUIRE(open.size() == 2);
  CHECK(open[0].name == "photo2.jpg");
  CHECK(open[1].name == "photo3.jpg");
}

TEST_CASE_METHOD(RecallTest, "what was cleared while there was no basis counts as not compared",
                 "[consent][recall]") {
  Enrol(reg, "P1");
  Clear("website", {});
  // Said to hold since before, as a letter that lay about: the template is there, the basis was
  // not.
  REQUIRE(reg->store()
              .Write(kOffice, "test",
                     [](Database& database, Change& change) -> Result<Done> {
                       database.Run(
                           "INSERT INTO biometric(person, statement, from_date, given_by, "
                           "evidence, source, version, evidence_sha256) SELECT row, 4, "
                           "'2026-11-20', 'parent B', '', 1, ?, '' FROM person WHERE id = 'P1'",
                           {change.version()});
                       return Done{};
                     })
              .ok());
  REQUIRE(Permissions(*reg).Object(PersonId{"P1"}, reg.today(), "", kOffice).ok());
  CHECK(Open("P1").size() == 1);
}

TEST_CASE_METHOD(RecallTest, "copies of before somebody's entry are counted, and opened when asked",
                 "[consent][recall]") {
  Clear("website", {});
  Clear("website", {}, {GroupName{"5C"}});
  Clear("newsletter", {});
  reg.clock().Set(Day("2026-11-21"));
  reg.Add("P9", {GroupName{"4B"}});
  const auto said = Permissions(*reg).Record(
      {PersonId{"P9"}, UseName{"website"}, PermissionStatement::kRefused, reg.today()}, kOffice);
  REQUIRE(said.ok());
  CHECK(said.value().places == 0);
  CHECK(said.value().not_looked == 2);
  auto found = Takedowns(*reg).Recall(PersonId{"P9"}, kOffice).value();
  CHECK(found.places.empty());
  CHECK(found.not_looked == 3);
  const std::int64_t recall = Takedowns(*reg).Recalls().value().at(0).number;
  CHECK(Takedowns(*reg).Recalls().value().at(0).not_looked == 2);
  // Comparing one is a look at it, unless it could not tell.
  const RecheckQuery query{PersonId{"P9"}, kModel};
  Rechecks rechecks(*reg);
  REQUIRE(rechecks.Record(query, recall, 1, RecheckOutcome::kNotSeen, kOffice).ok());
  REQUIRE(rechecks.Record(query, recall, 2, RecheckOutcome::kCannotTell, kOffice).ok());
  CHECK(Takedowns(*reg).Recalls().value().at(0).not_looked == 1);
  found = Takedowns(*reg).Recall(PersonId{"P9"}, kOffice, true).value();
  CHECK(found.places.size() == 3);
  CHECK(found.not_looked == 0);
}

TEST_CASE_METHOD(RecallTest, "who was overlooked by eye is compared, seen, and asked about again",
                 "[consent][recall]") {
  Enrol(reg, "P1");
  Clear("website", {}, {GroupName{"4B"}});
  const std::int64_t number = Released(*reg, 1);
  REQUIRE(Permissions(*reg).Object(PersonId{"P1"}, reg.today(), "", kOffice).ok());
  REQUIRE(Open("P1").size() == 1);
  REQUIRE(End(Open("P1")[0].number, TakedownOutcome::kNotShown, "").ok());
  CHECK(Due() == 0);
  Rechecks rechecks(*reg);
  const RecheckQuery query{PersonId{"P1"}, kModel};
  const auto work = rechecks.Begin(query).value();
  REQUIRE(work.copies.size() == 1);
  CHECK_FALSE(work.copies[0].asked);
  // Perhaps is no reason to doubt who looked; seen is.
  const auto record = [&](RecheckOutcome outcome) {
    REQUIRE(rechecks.Record(query, work.recall, 1, outcome, kOffice).ok());
  };
  record(RecheckOutcome::kPerhaps);
  CHECK(Open("P1").empty());
  record(RecheckOutcome::kSeen);
  REQUIRE(Open("P1").size() == 1);
  CHECK(Open("P1")[0].found_by == FoundBy::kTemplate);
  CHECK(End(Open("P1")[0].number, TakedownOutcome::kNotShown, "").error().kind ==
        ErrorKind::kRefused);
  // The place was answered for, and being seen once more changes nothing.
  REQUIRE(End(Open("P1")[0].number, TakedownOutcome::kNotShown).ok());
  record(RecheckOutcome::kSeen);
  CHECK(Open("P1").empty());
  REQUIRE(Releases(*reg).RecordPlace(number, {"", "15", Day("2026-11-19"), ""}, kEditor).ok());
  CHECK(Open("P1").size() == 1);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
}

}  // namespace photogate::test
