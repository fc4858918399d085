#include "pipeline/consent_view.h"

#include <catch2/catch.hpp>

#include "tests/pipeline/doubles.h"

namespace photogate {

TEST_CASE("a view is kept until the register changes", "[pipeline]") {
  std::int64_t version = 5;
  int read = 0;
  ConsentCache cache([&] { return Result<ConsentVersion>(ConsentVersion{version}); },
                     [&] {
                       ++read;
                       ConsentSnapshot snapshot = test::UsualConsent();
                       snapshot.version = {version};
                       return Result<ConsentSnapshot>(std::move(snapshot));
                     });
  const auto first = cache.Current();
  REQUIRE(first.ok());
  CHECK(cache.Current().value() == first.value());
  CHECK(read == 1);
  version = 6;
  REQUIRE(cache.Current().ok());
  CHECK(cache.Current().value()->snapshot.version == ConsentVersion{6});
  CHECK(read == 2);
}

TEST_CASE("an old view is not given when the register cannot be asked", "[pipeline]") {
  bool there = true;
  ConsentCache cache(
      [&]() -> Result<ConsentVersion> {
        if (there) return ConsentVersion{5};
        return Error{ErrorKind::kUnavailable, "Gone."};
      },
      [] { return Result<ConsentSnapshot>(test::UsualConsent()); });
  REQUIRE(cache.Current().ok());
  there = false;
  CHECK_FALSE(cache.Current().ok());
}

}  // namespace photogate
