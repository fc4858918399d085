#include <SQLiteCpp/SQLiteCpp.h>

#include "consent/bars.h"
#include "consent/events.h"
#include "consent/home.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

void Enrol(TestRegister& reg, const std::string& id, int axis) {
  reg.AllowTemplate(id);
  Enroller enroller(*reg, {Distance{0.3}, 0});
  const auto outcome = enroller.Enrol(Order(id, "photo of " + id), OneFace(Vector(axis)), kOffice);
  REQUIRE(outcome.ok());
  INFO(outcome.value().message);
  REQUIRE(outcome.value().enrolled());
}

ConsentSnapshot Ask(TestRegister& reg, const char* event, const std::vector<GroupName>& added) {
  std::optional<EventName> name;
  if (event != nullptr) name = EventName{event};
  const auto snapshot = reg->Snapshot({ChannelName{"website"}, name, added, reg.today(), kModel});
  REQUIRE(snapshot.ok());
  return snapshot.value();
}

}  // namespace

TEST_CASE("a person without a record is barred, with a grant not", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  CHECK(reg.Find("p1").barred);
  CHECK(reg.Find("p1").permission == PermissionState::kUnrecorded);
  reg.Say("p1", "website", PermissionStatement::kGranted, reg.today());
  CHECK_FALSE(reg.Find("p1").barred);
  CHECK(reg.Find("p1", "newsletter").barred);
}

TEST_CASE("a channel may let the unrecorded appear, never the refused", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Add("p2");
  reg.Say("p2", "website", PermissionStatement::kRefused, reg.today());
  ChannelRules rules;
  rules.unrecorded_barred = false;
  REQUIRE(Channels(*reg).SetRules(ChannelName{"website"}, rules, kOffice).ok());
  CHECK_FALSE(reg.Find("p1").barred);
  CHECK(reg.Find("p2").barred);
}

TEST_CASE("a safeguarding bar outranks every permission until it is lifted", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Say("p1", "website", PermissionStatement::kGranted, reg.today());
  REQUIRE(Bars(*reg).Set(PersonId{"p1"}, "reason", reg.today(), kOffice).ok());
  CHECK(reg.Find("p1").barred);
  CHECK(reg.Find("p1").safeguarding_bar);
  CHECK(reg.Find("p1").permission == PermissionState::kGranted);
  REQUIRE(Bars(*reg).Lift(PersonId{"p1"}, "ended", reg.today(), kOffice).ok());
  CHECK_FALSE(reg.Find("p1").barred);
  CHECK_FALSE(Bars(*reg).Lift(PersonId{"p1"}, "again", reg.today(), kOffice).ok());
  CHECK_FALSE(Bars(*reg).Set(PersonId{"p1"}, "", reg.today(), kOffice).ok());
}

TEST_CASE("the wish not to be photographed bars everywhere", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Say("p1", "website", PermissionStatement::kGranted, reg.today());
  REQUIRE(Permissions(*reg).Object(PersonId{"p1"}, reg.today(), "pupil", kOffice).ok());
  CHECK(reg.Find("p1").barred);
}

TEST_CASE("the register answers for any day", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Say("p1", "website", PermissionStatement::kGranted, Day("2026-01-10"));
  reg.Say("p1", "website", PermissionStatement::kWithdrawn, Day("2026-06-01"));
  const auto on = [&](const char* day) {
    return Permissions(*reg).State(PersonId{"p1"}, UseName{"website"}, Day(day)).value();
  };
  CHECK(on("2026-01-09") == PermissionState::kUnrecorded);
  CHECK(on("2026-05-31") == PermissionState::kGranted);
  CHECK(on("2026-06-01") == PermissionState::kWithdrawn);
  const auto history = Permissions(*reg).History(PersonId{"p1"});
  REQUIRE(history.ok());
  CHECK(history.value().size() == 2);
  CHECK(history.value()[0].recorded_by == "office");
}

TEST_CASE("an event recorded with groups narrows, one without does not", "[consent]") {
  TestRegister reg;
  reg.Add("p1", {GroupName{"7A"}});
  reg.Add("p2", {GroupName{"7B"}});
  Events events(*reg);
  REQUIRE(events.Add(EventName{"sports"}, reg.today(), {GroupName{"7a"}}, kOffice).ok());
  REQUIRE(events.Add(EventName{"fair"}, reg.today(), {}, kOffice).ok());

  const auto sports = Ask(reg, "sports", {});
  CHECK(sports.event.narrows);
  CHECK(sports.event.groups == std::vector{GroupName{"7A"}});
  CHECK_FALSE(Ask(reg, "fair", {}).event.narrows);
  CHECK_FALSE(Ask(reg, nullptr, {GroupName{"7A"}}).event.narrows);

  const auto added = Ask(reg, "sports", {GroupName{"7b"}});
  CHECK(added.event.narrows);
  CHECK(added.event.groups == std::vector{GroupName{"7A"}, GroupName{"7B"}});
}

TEST_CASE("a group that nobody is in keeps an event from narrowing", "[consent]") {
  TestRegister reg;
  reg.Add("p1", {GroupName{"7A"}});
  const auto event =
      Events(*reg).Add(EventName{"trip"}, reg.today(), {GroupName{"7A"}, GroupName{"7X"}}, kOffice);
  REQUIRE(event.ok());
  CHECK(event.value().unknown_groups == std::vector{GroupName{"7X"}});
  CHECK_FALSE(Ask(reg, "trip", {}).event.narrows);
  REQUIRE(Events(*reg).Add(EventName{"walk"}, reg.today(), {GroupName{"7A"}}, kOffice).ok());
  CHECK(Ask(reg, "walk", {}).event.narrows);
  CHECK_FALSE(Ask(reg, "walk", {GroupName{"7Z"}}).event.narrows);
}

TEST_CASE("people of one group in two spellings share one", "[consent]") {
  TestRegister reg;
  reg.Add("p1", {GroupName{"7A"}});
  reg.Add("p2", {GroupName{"7a"}});
  const auto snapshot = reg.Snapshot();
  CHECK(snapshot.people[0].groups == snapshot.people[1].groups);
}

TEST_CASE("an unknown event or channel is an error with the next step", "[consent]") {
  TestRegister reg;
  const auto event =
      reg->Snapshot({ChannelName{"website"}, EventName{"never"}, {}, reg.today(), std::nullopt});
  REQUIRE_FALSE(event.ok());
  CHECK(event.error().kind == ErrorKind::kNotFound);
  CHECK(event.error().message.find("photogate event") != std::string::npos);
  const auto channel =
      reg->Snapshot({ChannelName{"never"}, std::nullopt, {}, reg.today(), std::nullopt});
  REQUIRE_FALSE(channel.ok());
  CHECK(channel.error().kind == ErrorKind::kNotFound);
}

TEST_CASE("an unapproved channel comes back as such", "[consent]") {
  TestRegister reg(false);
  CHECK_FALSE(reg.Snapshot().channel.approved);
  REQUIRE(Channels(*reg).Approve(ChannelName{"website"}, "head", kOffice).ok());
  CHECK(reg.Snapshot().channel.approved);
  REQUIRE(Channels(*reg).Suspend(ChannelName{"website"}, kOffice).ok());
  CHECK_FALSE(reg.Snapshot().channel.approved);
  REQUIRE(Channels(*reg).Close(ChannelName{"website"}, kOffice).ok());
  const auto reopened = Channels(*reg).Approve(ChannelName{"website"}, "head", kOffice);
  REQUIRE_FALSE(reopened.ok());
  CHECK(reopened.error().kind == ErrorKind::kRefused);
}

TEST_CASE("whoever proposed a channel cannot approve it", "[consent]") {
  TestRegister reg;
  REQUIRE(Channels(*reg).Propose(ChannelName{"blog"}, UseName{"website"}, {}, kOffice).ok());
  CHECK_FALSE(Channels(*reg).Approve(ChannelName{"blog"}, "office", kOffice).ok());
  CHECK(Channels(*reg).Approve(ChannelName{"blog"}, "head", kOffice).ok());
}

TEST_CASE("small faces are let pass only with a reason on record", "[consent]") {
  TestRegister reg;
  ChannelRules rules;
  rules.ignore_below_px = 12;
  CHECK_FALSE(Channels(*reg).SetRules(ChannelName{"website"}, rules, kOffice).ok());
  rules.ignore_reason = "measured in June";
  CHECK(Channels(*reg).SetRules(ChannelName{"website"}, rules, kOffice).ok());
  CHECK(reg.Snapshot().channel.ignore_below_px == 12);
  rules.ignore_below_px = -1;
  CHECK_FALSE(Channels(*reg).SetRules(ChannelName{"website"}, rules, kOffice).ok());
}

TEST_CASE("kin are listed in both directions", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Add("p2");
  REQUIRE(People(*reg).DeclareKin(PersonId{"p2"}, PersonId{"p1"}, kOffice).ok());
  REQUIRE(People(*reg).DeclareKin(PersonId{"p1"}, PersonId{"p2"}, kOffice).ok());
  CHECK(reg.Find("p1").kin == std::vector{PersonId{"p2"}});
  CHECK(reg.Find("p2").kin == std::vector{PersonId{"p1"}});
  CHECK_FALSE(People(*reg).DeclareKin(PersonId{"p1"}, PersonId{"p1"}, kOffice).ok());
}

TEST_CASE("the gallery holds the templates of the asked recogniser only", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  reg.Add("p2");
  Enrol(reg, "p1", 0);
  const auto snapshot = reg.Snapshot();
  REQUIRE(snapshot.gallery.size() == 1);
  CHECK(snapshot.gallery[0].id == PersonId{"p1"});
  CHECK(snapshot.gallery[0].templates[0].values() == Vector(0).values());
  CHECK(FindPerson(snapshot, PersonId{"p1"})->has_template);
  CHECK_FALSE(FindPerson(snapshot, PersonId{"p2"})->has_template);

  const auto other =
      reg->Snapshot({ChannelName{"website"}, std::nullopt, {}, reg.today(), ModelId{"another"}});
  REQUIRE(other.ok());
  CHECK(other.value().gallery.empty());
  CHECK_FALSE(FindPerson(other.value(), PersonId{"p1"})->has_template);
}

TEST_CASE("a damaged template is an error, never a gap in the gallery", "[consent]") {
  TestRegister reg;
  reg.Add("p1");
  Enrol(reg, "p1", 0);
  {
    RawRegister raw(reg.home());
    SQLite::Database& database = *raw;
    SQLite::Statement read(database, "SELECT vector FROM template");
    REQUIRE(read.executeStep());
    std::string bytes = read.getColumn(0).getString();
    read.reset();
    bytes[2] = static_cast<char>(bytes[2] ^ 1);
    SQLite::Statement write(database, "UPDATE template SET vector = ?");
    write.bind(1, bytes.data(), static_cast<int>(bytes.size()));
    write.exec();
  }
  const auto snapshot =
      reg->Snapshot({ChannelName{"website"}, std::nullopt, {}, reg.today(), kModel});
  REQUIRE_FALSE(snapshot.ok());
  CHECK(snapshot.error().kind == ErrorKind::kCorrupt);
}

TEST_CASE("objections stop comparison in England and Wales unless recorded otherwise",
          "[consent]") {
  TestRegister reg;
  CHECK(reg.Snapshot().objection_stops_comparison);
  REQUIRE(reg->SetObjectionStopsComparison(false, kOffice).ok());
  CHECK_FALSE(reg.Snapshot().objection_stops_comparison);
  REQUIRE(reg->SetObjectionStopsComparison(std::nullopt, kOffice).ok());
  CHECK(reg.Snapshot().objection_stops_comparison);
}

TEST_CASE("case numbers are each person's own and say nothing about the person", "[consent]") {
  TestRegister reg;
  std::vector<std::string> numbers;
  for (char letter = 'a'; letter <= 'z'; ++letter) reg.Add(std::string(3, letter));
  for (const Person& person : reg.Snapshot().people) {
    CHECK(person.case_number.size() == 11);
    CHECK(person.case_number.rfind("case-", 0) == 0);
    numbers.push_back(person.case_number);
  }
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
}

TEST_CASE("the words of the names check come with the snapshot", "[consent]") {
  TestRegister reg;
  REQUIRE(reg->AddWords({"Elm House", "Oak House"}, kOffice).ok());
  REQUIRE(reg->RemoveWords({"Oak House"}, kOffice).ok());
  CHECK(reg.Snapshot().words == std::vector<std::string>{"Elm House"});
}

}  // namespace photogate::test
