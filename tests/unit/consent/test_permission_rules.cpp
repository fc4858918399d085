#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <vector>

#include "consent/permission_rules.h"

namespace photogate {
namespace {

Date Day(int day) { return Date{2026, 1, day}; }

PermissionRecord Record(std::int64_t number, PermissionStatement statement, int from,
                        std::optional<int> until = std::nullopt, const char* given_by = "") {
  std::optional<Date> end;
  if (until) end = Day(*until);
  return {number, statement, Day(from), end, given_by, RecordSource::kHand, NameWithImage::kNone};
}

constexpr auto kYes = PermissionStatement::kGranted;
constexpr auto kNo = PermissionStatement::kRefused;
constexpr auto kBack = PermissionStatement::kWithdrawn;

PermissionState On(const std::vector<PermissionRecord>& records, int day) {
  return StateOn(records, Day(day), std::nullopt);
}

// The rule written the slow way: for each voice, every pair of records is compared.
PermissionState Naive(const std::vector<PermissionRecord>& records, const Date& day,
                      const std::optional<Date>& leaving) {
  bool withdrawn = false, refused = false, expired = false, granted = false;
  for (const PermissionRecord& record : records) {
    if (record.from > day) continue;
    bool latest = true;
    bool last_entered = true;
    const bool holds = !record.until || *record.until >= day;
    for (const PermissionRecord& other : records) {
      if (other.given_by != record.given_by || other.from > day) continue;
      if (other.from > record.from) latest = false;
      if (other.from == record.from && other.number > record.number) latest = false;
      const bool other_holds = !other.until || *other.until >= day;
      if (other_holds && other.number > record.number) last_entered = false;
    }
    if (!latest && !(holds && last_entered)) continue;
    if (!holds) {
      expired = true;
    } else if (record.statement == kYes) {
      granted = true;
    } else if (record.statement == kNo) {
      refused = true;
    } else {
      withdrawn = true;
    }
  }
  if (withdrawn) return PermissionState::kWithdrawn;
  if (refused) return PermissionState::kRefused;
  if (expired) return PermissionState::kExpired;
  if (!granted) return PermissionState::kUnrecorded;
  return leaving && *leaving < day ? PermissionState::kExpired : PermissionState::kGranted;
}

}  // namespace

TEST_CASE("whoever is heard and gives no permission is named, and nobody else", "[rules]") {
  const std::vector<PermissionRecord> records{Record(1, kNo, 3, std::nullopt, "parent A"),
                                              Record(2, kYes, 5, std::nullopt, "parent B"),
                                              Record(3, kYes, 2, 8, "pupil"),
                                              Record(4, kBack, 4, std::nullopt, ""),
                                              Record(5, kYes, 20, std::nullopt, "parent A"),
                                              Record(6, kNo, 21, std::nullopt, "parent C")};
  const auto on = [&](int day) {
    std::vector<std::pair<std::string, PermissionState>> list;
    for (const VoiceAgainst& voice : VoicesAgainst(records, Day(day))) {
      list.emplace_back(voice.given_by, voice.state);
    }
    return list;
  };
  using List = std::vector<std::pair<std::string, PermissionState>>;
  CHECK(on(1).empty());
  CHECK(on(6) == List{{"", PermissionState::kWithdrawn}, {"parent A", PermissionState::kRefused}});
  CHECK(on(9) == List{{"", PermissionState::kWithdrawn},
                      {"parent A", PermissionState::kRefused},
                      {"pupil", PermissionState::kExpired}});
  CHECK(on(20) == List{{"", PermissionState::kWithdrawn}, {"pupil", PermissionState::kExpired}});
}

TEST_CASE("names that differ in capitals and blanks alone are told", "[rules]") {
  CHECK(AlikeVoices(std::vector{Record(1, kNo, 1, {}, "parent A"), Record(2, kYes, 1, {}, "")})
            .empty());
  const auto alike = AlikeVoices(
      std::vector{Record(1, kNo, 1, {}, "parent A"), Record(2, kYes, 1, {}, "Parent  a"),
                  Record(3, kYes, 1, {}, "parent B"), Record(4, kYes, 1, {}, "parent A")});
  REQUIRE(alike.size() == 1);
  CHECK(alike.front() == std::vector<std::string>{"Parent  a", "parent A"});
}

TEST_CASE("nobody heard is unrecorded", "[consent]") {
  CHECK(On({}, 5) == PermissionState::kUnrecorded);
  CHECK(On({Record(1, kYes, 6)}, 5) == PermissionState::kUnrecorded);
}

TEST_CASE("a grant holds from its first to its last day", "[consent]") {
  const std::vector<PermissionRecord> records = {Record(1, kYes, 3, 7)};
  CHECK(On(records, 2) == PermissionState::kUnrecorded);
  CHECK(On(records, 3) == PermissionState::kGranted);
  CHECK(On(records, 7) == PermissionState::kGranted);
  CHECK(On(records, 8) == PermissionState::kExpired);
}

TEST_CASE("a grant ends with the leaving day", "[consent]") {
  const std::vector<PermissionRecord> records = {Record(1, kYes, 3)};
  CHECK(StateOn(records, Day(10), Day(10)) == PermissionState::kGranted);
  CHECK(StateOn(records, Day(11), Day(10)) == PermissionState::kExpired);
}

TEST_CASE("the last word of one voice on a day counts", "[consent]") {
  CHECK(On({Record(1, kYes, 3), Record(2, kNo, 3)}, 3) == PermissionState::kRefused);
  CHECK(On({Record(1, kNo, 3), Record(2, kYes, 3)}, 3) == PermissionState::kGranted);
}

TEST_CASE("parents who disagree mean no, whoever spoke last", "[consent]") {
  CHECK(On({Record(1, kNo, 3, {}, "parent A"), Record(2, kYes, 5, {}, "parent B")}, 9) ==
        PermissionState::kRefused);
  CHECK(On({Record(1, kYes, 3, {}, "parent A"), Record(2, kBack, 3, {}, "parent B")}, 9) ==
        PermissionState::kWithdrawn);
}

TEST_CASE("a withdrawal entered late outlives a grant dated after it", "[consent]") {
  CHECK(On({Record(1, kYes, 8), Record(2, kBack, 5)}, 9) == PermissionState::kWithdrawn);
}

TEST_CASE("a withdrawal entered ahead outlives a grant entered after it", "[consent]") {
  const std::vector<PermissionRecord> records = {Record(1, kBack, 20), Record(2, kYes, 5)};
  CHECK(On(records, 10) == PermissionState::kGranted);
  CHECK(On(records, 20) == PermissionState::kWithdrawn);
}

TEST_CASE("a name may be used as far as the least of the grants says", "[consent]") {
  PermissionRecord full = Record(1, kYes, 3, {}, "parent A");
  full.name_level = NameWithImage::kFull;
  PermissionRecord first = Record(2, kYes, 3, {}, "parent B");
  first.name_level = NameWithImage::kFirst;
  CHECK(NameLevelOn(std::vector{full, first}, Day(4), std::nullopt) == NameWithImage::kFirst);
  CHECK(NameLevelOn(std::vector{full}, Day(4), std::nullopt) == NameWithImage::kFull);
  CHECK(NameLevelOn(std::vector{full, Record(3, kNo, 3, {}, "pupil")}, Day(4), std::nullopt) ==
        NameWithImage::kNone);
  CHECK(NameLevelOn({}, Day(4), std::nullopt) == NameWithImage::kNone);
}

TEST_CASE("only a grant lets a person appear", "[consent]") {
  CHECK_FALSE(IsBarred(PermissionState::kGranted, true));
  CHECK(IsBarred(PermissionState::kUnrecorded, true));
  CHECK_FALSE(IsBarred(PermissionState::kUnrecorded, false));
  for (const auto state :
       {PermissionState::kRefused, PermissionState::kWithdrawn, PermissionState::kExpired}) {
    CHECK(IsBarred(state, false));
  }
}

TEST_CASE("any history gives on every day what the naive model gives", "[consent][property]") {
  const bool held = rc::check("StateOn equals the model", [] {
    const int count = *rc::gen::inRange(0, 12);
    std::vector<PermissionRecord> records;
    for (int index = 0; index < count; ++index) {
      const int from = *rc::gen::inRange(1, 15);
      std::optional<int> until;
      if (*rc::gen::inRange(0, 3) == 0) until = from + *rc::gen::inRange(0, 6);
      const char* voice = *rc::gen::element("", "parent A", "parent B");
      records.push_back(
          Record(index + 1, *rc::gen::element(kYes, kYes, kYes, kNo, kBack), from, until, voice));
    }
    std::optional<Date> leaving;
    if (*rc::gen::inRange(0, 2) == 0) leaving = Day(*rc::gen::inRange(1, 25));
    const auto expected_order = records;
    // The order in which rows are read must not matter.
    if (!records.empty()) {
      std::rotate(records.begin(), records.begin() + *rc::gen::inRange(0, count), records.end());
    }
    for (int day = 1; day <= 24; ++day) {
      RC_ASSERT(StateOn(records, Day(day), leaving) == Naive(expected_order, Day(day), leaving));
    }
  });
  CHECK(held);
}

}  // namespace photogate
