// What stood on a day that is over.
#include <fmt/format.h>

#include <map>
#include <random>

#include "consent/erasure.h"
#include "consent/migrations.h"
#include "consent/past.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

const std::vector<std::string> kPeople{"P0", "P1", "P2"};

std::string Text(const ChannelDetails& channel) {
  const ChannelCase& given = channel.business_case;
  const ChannelRules& rules = channel.rules;
  return fmt::format(
      "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", channel.name.value,
      channel.use.value, ChannelStateName(channel.state), given.address, given.aim, given.audience,
      given.promotion, static_cast<int>(given.access), static_cast<int>(rules.mode),
      rules.unrecorded_barred, rules.ignore_below_px, rules.ignore_reason, rules.longest_edge_px,
      CopyFormatName(rules.format), rules.quality, rules.to_srgb, rules.keep_credit,
      channel.proposed_by, channel.approved_by.value_or("-"), channel.approved_at.value_or("-"),
      fmt::join(given.owners, ","));
}

std::string Text(const std::optional<Date>& date) { return date ? FormatDate(*date) : "-"; }

std::string Text(const User& user) {
  std::string roles;
  for (const UserRole role : user.roles) roles.append(UserRoleName(role)).append(",");
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}", user.name, user.account.value_or("-"),
                     Text(user.policy_read), Text(user.trained), Text(user.delegated),
                     user.delegation_evidence, Text(user.leaving_date),
                     user.password_at.value_or("-"), roles);
}

void AddReferences(std::string& text, const std::string& id,
                   const std::vector<TemplateEntry>& references) {
  for (const TemplateEntry& one : references) {
    text.append("\n").append(id).append(one.model.value).append(FormatDate(one.reference_date));
    text.append(one.enrolled_at).append(one.enrolled_by).append(std::to_string(one.quality));
  }
}

template <typename Entry>
void AddLines(std::string& text, const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) text.append(Text(entry)).append("\n");
}

void AddDpia(std::string& text, const std::optional<Dpia>& dpia) {
  if (dpia) text.append(dpia->reference).append(dpia->officer).append(FormatDate(dpia->date));
}

// Everything that has a past, as one text, from the classes that know today alone.
std::string Now(TestRegister& reg) {
  std::string text;
  const auto channels = Channels(*reg).List();
  const auto users = Users(*reg).List();
  const auto dpia = reg->FindDpia();
  REQUIRE((channels.ok() && users.ok() && dpia.ok()));
  AddLines(text, channels.value());
  AddLines(text, users.value());
  AddDpia(text, dpia.value());
  for (const std::string& id : kPeople) {
    const auto references = Templates(*reg).List(PersonId{id});
    REQUIRE(references.ok());
    AddReferences(text, id, references.value());
  }
  return text;
}

std::string Then(TestRegister& reg, const Date& day) {
  Past past(*reg, day);
  std::string text;
  const auto channels = past.ListChannels();
  const auto users = past.ListUsers();
  const auto dpia = past.FindDpia();
  REQUIRE((channels.ok() && users.ok() && dpia.ok()));
  AddLines(text, channels.value());
  AddLines(text, users.value());
  AddDpia(text, dpia.value());
  for (const std::string& id : kPeople) {
    const auto references = past.References(PersonId{id});
    REQUIRE(references.ok());
    AddReferences(text, id, references.value());
  }
  return text;
}

// One change of any kind; refusals are as good.
void ChangeSomething(TestRegister& reg, std::mt19937& random) {
  const auto pick = [&](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  const std::string nth = std::to_string(pick(3));
  const ChannelName channel{pick(2) == 0 ? "website" : "blog" + nth};
  Channels channels(*reg);
  Users users(*reg);
  const Actor by{"actor " + nth};
  switch (pick(14)) {
    case 0:
      (void)channels.Propose(channel, UseName{"website"},
                             {.aim = "aim " + nth, .owners = {"A", nth}}, by);
      break;
    case 1: (void)channels.Approve(channel, "Head " + nth, by); break;
    case 2:
      (void)channels.SetCase(channel, {.address = "at " + nth, .owners = {"C", nth}}, by);
      break;
    case 3: (void)channels.Transfer(channel, {"A", nth + "D"}, by); break;
    case 4:
      (void)channels.SetRules(channel, {.longest_edge_px = pick(9), .quality = 50 + pick(9)}, by);
      break;
    case 5: (void)channels.Suspend(channel, by); break;
    case 6:
      if (pick(6) == 0) (void)channels.Close(channel, by);
      break;
    case 7: {
      User user = ReadyUser("User " + nth, "account" + nth, {UserRole::kTeacher});
      if (nth == "0") user.roles.insert(UserRole::kAdministrator);
      (void)users.Add(user, by);
      break;
    }
    case 8: {
      auto user = users.Show("User " + nth);
      if (!user.ok()) break;
      user.value().roles.insert(pick(2) == 0 ? UserRole::kAuditor : UserRole::kOffice);
      if (pick(2) == 0) user.value().roles.erase(UserRole::kTeacher);
      if (nth != "0" && pick(3) == 0) user.value().leaving_date = reg.today();
      (void)users.Set(user.value(), by);
      break;
    }
    case 9: (void)users.SetPassword("User " + nth, "a long and plain pass phrase", by); break;
    case 10:
      (void)reg->RecordDpia({nth + std::to_string(pick(99)), "Officer", Day("2026-09-02")}, by);
      break;
    case 11:
    case 12: {
      const int who = pick(3);
      const std::string& id = kPeople[static_cast<std::size_t>(who)];
      reg.AllowTemplate(id);
      (void)Enroller(*reg, EnrolRules{Distance{0.3}, 0.3})
          .Enrol(Order(id, std::to_string(random())), OneFace(Vector(2 * who)), by);
      break;
    }
    case 13:
      reg.SayBiometric(kPeople[static_cast<std::size_t>(pick(3))], BiometricStatement::kWithdrawal);
      break;
  }
}

}  // namespace

TEST_CASE("settings are answered as they stood that evening", "[consent][past]") {
  TestRegister reg;
  const auto set = [&](const char* name, const char* value) {
    REQUIRE(ChangeRegisterSetting(*reg, name, value, kOffice).ok());
  };
  set("jurisdiction", "other");
  REQUIRE(HomeSettings(*reg).Set("keep-days", "60", kOffice).ok());
  reg.clock().Set(Day("2026-11-21"));
  set("jurisdiction", "england-wales");
  set("objection-stops-comparison", "no");
  REQUIRE(HomeSettings(*reg).Clear("keep-days", kOffice).ok());
  reg.clock().Set(Day("2026-11-22"));
  const auto days = [&](const char* day) {
    const auto settings = Past(*reg, Day(day)).SettingsOfHome();
    REQUIRE(settings.ok());
    for (const HomeSetting& one : settings.value()) {
      if (one.name == "keep-days") return one.value;
    }
    return std::string();
  };
  const auto before = Past(*reg, Day("2026-11-20")).Settings();
  const auto after = Past(*reg, Day("2026-11-21")).Settings();
  REQUIRE((before.ok() && after.ok()));
  CHECK(before.value().jurisdiction == Jurisdiction::kOther);
  CHECK_FALSE(before.value().objection_stops_comparison.has_value());
  CHECK(after.value().jurisdiction == Jurisdiction::kEnglandWales);
  CHECK(after.value().objection_stops_comparison == false);
  CHECK(days("2026-11-20") == "60");
  CHECK(days("2026-11-21") == "30");
  CHECK(Past(*reg, Day("2026-11-19")).Settings().error().kind == ErrorKind::kRefused);
}

TEST_CASE("words and own credits of a day are those that stand, and it is said when some do not",
          "[consent][past]") {
  TestRegister reg;
  REQUIRE(reg->AddWords({"Beehive", "Hollyhock"}, kOffice).ok());
  REQUIRE(Credits(*reg).AddOwn("Hilltop School", kOffice).ok());
  reg.clock().Set(Day("2026-11-21"));
  REQUIRE(reg->AddWords({"Zebra"}, kOffice).ok());
  const Date first = Day("2026-11-20"), second = Day("2026-11-21");
  const auto words = [&](const Date& day) { return Past(*reg, day).Words().value(); };
  CHECK(words(first).names == std::vector<std::string>{"Beehive", "Hollyhock"});
  CHECK(words(first).complete);
  CHECK(words(second).names.size() == 3);
  CHECK(words(Day("2026-11-19")).names.empty());
  CHECK(Past(*reg, first).OwnCredits().value().names == std::vector<std::string>{"Hilltop School"});

  REQUIRE(reg->RemoveWords({"Hollyhock"}, kOffice).ok());
  REQUIRE(Credits(*reg).RemoveOwn("Hilltop School", kOffice).ok());
  CHECK(words(first).names == std::vector<std::string>{"Beehive"});
  CHECK_FALSE(words(first).complete);
  CHECK(words(second).complete);
  CHECK(Past(*reg, first).OwnCredits().value().names.empty());
  CHECK_FALSE(Past(*reg, first).OwnCredits().value().complete);
}

TEST_CASE("permissions of others are those that were on record that evening", "[consent][past]") {
  TestRegister reg;
  const auto number = Credits(*reg).Permit({"Tempest", std::nullopt, "Tempest", "file 1"}, kOffice);
  REQUIRE(number.ok());
  reg.clock().Set(Day("2026-11-22"));
  REQUIRE(Credits(*reg).End(number.value(), "over", kOffice).ok());
  const auto on = [&](const char* day) { return Past(*reg, Day(day)).Permits().value(); };
  CHECK(on("2026-11-19").empty());
  REQUIRE(on("2026-11-21").size() == 1);
  CHECK_FALSE(on("2026-11-21").front().ended.has_value());
  CHECK(on("2026-11-22").front().ended.has_value());
}

TEST_CASE("every day of a random history is answered as it stood that evening", "[consent][past]") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    TestRegister reg;
    for (const std::string& id : kPeople) reg.Add(id);
    std::map<Date, std::string> evenings;
    Date day = reg.today();
    for (int days = 0; days < 25; ++days) {
      for (int changes = 0; changes < 3; ++changes) ChangeSomething(reg, random);
      evenings[day] = Now(reg);
      day.day < 28 ? ++day.day : (day.day = 1, ++day.month);
      if (day.month > 12) day = Date{day.year + 1, 1, 1};
      reg.clock().Set(day);
    }
    for (const auto& [evening, stood] : evenings) {
      INFO(FormatDate(evening));
      CHECK(Then(reg, evening) == stood);
    }
    CHECK(Then(reg, day) == Now(reg));
    CHECK(Then(reg, Day("2030-01-01")) == Now(reg));
  }
}

TEST_CASE("a past that was not kept is not made up", "[consent][past]") {
  TestRegister reg;
  const auto refused = Past(*reg, Day("2026-11-19")).ListChannels();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kRefused);
  CHECK(refused.error().message.find("since 2026-11-20") != std::string::npos);
  CHECK_FALSE(Past(*reg, Day("2026-11-19")).ListUsers().ok());
  CHECK_FALSE(Past(*reg, Day("2026-11-19")).FindDpia().ok());
  CHECK_FALSE(Past(*reg, Day("2026-11-19")).References(std::nullopt).ok());
  reg.clock().Set(Day("2026-12-01"));
  CHECK(Past(*reg, Day("2026-11-20")).ShowChannel(ChannelName{"website"}).ok());
  const auto none = Past(*reg, Day("2026-11-20")).ShowChannel(ChannelName{"blog"});
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().kind == ErrorKind::kNotFound);
}

TEST_CASE("active owners are those of the day", "[consent][past]") {
  TestRegister reg(false);
  AddAdministrator(*reg);
  REQUIRE(Users(*reg).Add(ReadyUser("Ms Patel", "patel", {UserRole::kOffice}), kOffice).ok());
  REQUIRE(Channels(*reg).Transfer(ChannelName{"website"}, {"Admin", "Ms Patel"}, kOffice).ok());
  reg.clock().Set(Day("2026-12-01"));
  User patel = Users(*reg).Show("Ms Patel").value();
  patel.leaving_date = Day("2026-11-25");
  REQUIRE(Users(*reg).Set(patel, kOffice).ok());
  const auto active = [&](const char* day) {
    Past past(*reg, Day(day));
    return past.ActiveOwnersOf(past.ShowChannel(ChannelName{"website"}).value()).value().size();
  };
  CHECK(active("2026-11-21") == 2);
  CHECK(active("2026-12-01") == 1);
}

TEST_CASE("the past of references holds no vector and goes with the person", "[consent][past]") {
  TestRegister reg;
  reg.Add("P1");
  reg.Add("P2");
  for (const char* id : {"P1", "P2"}) {
    reg.AllowTemplate(id);
    REQUIRE(Enroller(*reg, EnrolRules{Distance{0.3}, 0.3})
                .Enrol(Order(id, id), OneFace(Vector(id[1] - '0')), kOffice)
                .value()
                .enrolled());
  }
  reg.clock().Set(Day("2026-11-25"));
  reg.SayBiometric("P1", BiometricStatement::kWithdrawal);
  reg.clock().Set(Day("2026-12-01"));
  CHECK(Past(*reg, Day("2026-11-24")).References(std::nullopt).value().size() == 2);
  CHECK(Past(*reg, Day("2026-11-25")).References(std::nullopt).value().size() == 1);
  REQUIRE(Erasure(*reg).Erase(PersonId{"P1"}, "asked for", false, kOffice).ok());
  REQUIRE(Erasure(*reg).Erase(PersonId{"P2"}, "asked for", false, kOffice).ok());
  CHECK(Past(*reg, Day("2026-11-24")).References(std::nullopt).value().empty());
  AddAdministrator(*reg);
  RawRegister raw(reg.home());
  CHECK(raw->execAndGet("SELECT count(*) FROM reference_history").getInt() == 0);
  for (const char* table : {"channel_history", "user_history", "setting_history"}) {
    INFO(table);
    REQUIRE(raw->execAndGet(std::string("SELECT count(*) FROM ").append(table)).getInt() > 0);
    CHECK_THROWS(raw->exec(std::string("UPDATE ").append(table).append(" SET version = 1")));
    CHECK_THROWS(raw->exec(std::string("DELETE FROM ").append(table)));
  }
  CHECK(reg->CheckIntegrity().ok());
}

TEST_CASE("a register of before answers from its last change on", "[consent][past]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const auto home = folder.path() / "home";
  {
    RawRegister raw(home, RawRegister::Fresh{});
    SQLite::Database& old = *raw;
    for (std::size_t index = 0; index < 20; ++index) old.exec(Migrations()[index]);
    old.exec(R"(
      INSERT INTO change(at, actor, verb) VALUES('2026-01-01T00:00:00Z', 'x', 'init'),
        ('2026-05-04T00:00:00Z', 'x', 'channel transfer');
      INSERT INTO use(name, description, version) VALUES('website', '', 1);
      INSERT INTO channel(name, use, address, aim, audience, promotion, access, state, mode,
        unrecorded_barred, ignore_below_px, ignore_reason, longest_edge_px, proposed_by, version)
        VALUES('website', 'website', '', '', '', '', 1, 2, 1, 1, 0, '', 0, 'x', 2);
      INSERT INTO channel_owner VALUES('website', 'A'), ('website', 'B');
      INSERT INTO setting VALUES('dpia_reference', 'D-1', 1), ('dpia_officer', 'O', 1),
        ('dpia_date', '2026-01-01', 1);
      PRAGMA application_id=1885890420; PRAGMA journal_mode=WAL)");
    old.exec("PRAGMA user_version=20");
  }
  auto opened = Register::Open(home, clock);
  INFO((opened.ok() ? "" : opened.error().message + opened.error().context));
  REQUIRE(opened.ok());
  Register& reg = *opened.value();
  const auto early = Past(reg, Day("2026-05-03")).FindDpia();
  REQUIRE_FALSE(early.ok());
  CHECK(early.error().message.find("since 2026-05-04") != std::string::npos);
  CHECK(Past(reg, Day("2026-05-04")).FindDpia().value()->reference == "D-1");
  const auto channel = Past(reg, Day("2026-05-04")).ShowChannel(ChannelName{"website"});
  REQUIRE(channel.ok());
  CHECK(channel.value().business_case.owners == std::vector<std::string>{"A", "B"});
}

}  // namespace photogate::test
