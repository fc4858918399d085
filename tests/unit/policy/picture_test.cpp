#include <catch2/catch.hpp>

#include "tests/unit/policy/facts.h"

namespace photogate::test {

TEST_CASE("holds a see-through picture and says what to do about it", "[policy]") {
  Case c;
  REQUIRE(FindCode(c.Findings(), FindingCode::kUnsupportedFile) == nullptr);
  c.info.see_through = true;
  const auto findings = c.Findings();
  const Finding* finding = FindCode(findings, FindingCode::kUnsupportedFile);
  REQUIRE(finding != nullptr);
  CHECK(finding->effect == Effect::kReview);
  CHECK(finding->text.find("see-through") != std::string::npos);
  CHECK(finding->text.find("Save it as a JPEG") != std::string::npos);
  CHECK(c.Decided() != DecisionKind::kClear);
}

}  // namespace photogate::test
