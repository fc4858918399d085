#include <catch2/catch.hpp>
#include <vector>

#include "consent/biometric_rules.h"

namespace photogate {
namespace {

using Says = BiometricStatement;

BiometricRecord Record(std::int64_t number, Says statement, int day, const char* given_by = "",
                       RecordSource source = RecordSource::kHand) {
  return {number, statement, Date{2026, 1, day}, given_by, source};
}

BiometricState On(const std::vector<BiometricRecord>& records, int day = 20) {
  return BiometricOn(records, Date{2026, 1, day});
}

}  // namespace

TEST_CASE("there is no biometric basis without somebody's consent", "[consent]") {
  CHECK_FALSE(On({}).basis());
  CHECK_FALSE(On({Record(1, Says::kNotified, 3)}).basis());
  CHECK(On({Record(1, Says::kNotified, 3), Record(2, Says::kConsent, 4)}).basis());
  CHECK_FALSE(On({Record(1, Says::kConsent, 4)}, 3).basis());
}

TEST_CASE("one parent's objection outweighs the other's consent", "[consent]") {
  const auto state =
      On({Record(1, Says::kObjection, 3, "parent A"), Record(2, Says::kConsent, 5, "parent B")});
  CHECK(state.consent);
  CHECK(state.objection);
  CHECK_FALSE(state.basis());
}

TEST_CASE("the child's own refusal stands whatever the parents say", "[consent]") {
  CHECK_FALSE(On({Record(1, Says::kChildRefusal, 3), Record(2, Says::kConsent, 5)}).basis());
  CHECK_FALSE(
      On({Record(1, Says::kChildRefusal, 3, "parent A"), Record(2, Says::kConsent, 5, "parent A")})
          .basis());
  CHECK(On({Record(1, Says::kConsent, 3), Record(2, Says::kChildRefusal, 4),
            Record(3, Says::kConsent, 5, kPupilVoice)})
            .basis());
}

TEST_CASE("a withdrawn consent counts as an objection", "[consent]") {
  const auto state = On({Record(1, Says::kConsent, 3), Record(2, Says::kWithdrawal, 4)});
  CHECK(state.objection);
  CHECK_FALSE(state.basis());
}

TEST_CASE("a withdrawal entered late outlives a consent dated after it", "[consent]") {
  CHECK(On({Record(1, Says::kConsent, 8), Record(2, Says::kWithdrawal, 5)}).objection);
}

TEST_CASE("a lapsed consent is no basis and no objection", "[consent]") {
  const auto state = On({Record(1, Says::kConsent, 3), Record(2, Says::kLapsed, 4)});
  CHECK_FALSE(state.basis());
  CHECK_FALSE(state.objection);
}

TEST_CASE("tells an objection typed in from one imported", "[consent]") {
  const Date day{2026, 1, 20};
  CHECK(ObjectedByHandOn(std::vector{Record(1, Says::kObjection, 3)}, day));
  CHECK_FALSE(ObjectedByHandOn(
      std::vector{Record(1, Says::kObjection, 3, "", RecordSource::kImport)}, day));
}

}  // namespace photogate
