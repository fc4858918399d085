#include "outcome/safe_name.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace photogate::test {

TEST_CASE("makes harmless names", "[outcome]") {
  struct Row {
    std::string original;
    std::string safe;
  };
  for (const Row& row : std::vector<Row>{
           {"IMG_0042.JPG", "IMG_0042.jpg"},
           {"a/b\\c d.jpeg", "c-d.jpg"},
           {"trip__day_2.jpg", "trip__day_2.jpg"},
           {"../../etc/passwd", "passwd.jpg"},
           {".hidden.jpg", "hidden.jpg"},
           {"...", "photo-0007.jpg"},
           {"", "photo-0007.jpg"},
           {"\xFF\xFE.jpg", "photo-0007.jpg"},
           {"line\nbreak\x1B[31m.jpg", "line_break_31m.jpg"},
           {"con.jpg", "photo-con.jpg"},
           {"LPT1", "photo-LPT1.jpg"},
           {"archive.tar.gz", "archive_tar.jpg"},
           {"-rf.jpg", "rf.jpg"},
           {"=cmd().png", "cmd.jpg"},
           {"Ysgol Sul Ll\xC5\xB7n.jpg", "Ysgol-Sul-Ll_n.jpg"},
           {std::string(500, 'x') + ".jpg", std::string(80, 'x') + ".jpg"},
       }) {
    CAPTURE(row.original);
    CHECK(SafeName(row.original, FileFormat::kJpeg, false, 7) == row.safe);
  }
  CHECK(SafeName("Amelia Jones.jpg", FileFormat::kPng, true, 12) == "photo-0012.png");
}

TEST_CASE("numbers a name before its extension", "[outcome]") {
  CHECK(NumberedName("a.jpg", 1) == "a.jpg");
  CHECK(NumberedName("a.jpg", 2) == "a-2.jpg");
  CHECK(NumberedName("a", 3) == "a-3");
}

TEST_CASE("keeps its promise for names of any bytes", "[outcome]") {
  REQUIRE(rc::check("SafeName is safe", [] {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const bool neutral = *rc::gen::arbitrary<bool>();
    const std::string name = SafeName(bytes, FileFormat::kWebp, neutral, 3);
    RC_ASSERT(IsSafeName(name));
    RC_ASSERT(IsSafeName(NumberedName(name, 99'999)));
    RC_ASSERT(name.size() <= 86u);
  }));
}

}  // namespace photogate::test
