#include <catch2/catch.hpp>

#include "tests/lint/rules.h"

namespace photogate::lint {
namespace {

const std::string kHeader = "// What it is.\n#pragma once\n";

TEST_CASE("finds includes however they are spaced", "[lint]") {
  const auto includes =
      IncludesIn("#include <a/b.h>\n  #  include \"c/d.h\"\n// #include <no.h>\n");
  REQUIRE(includes.size() == 2);
  CHECK(includes[0].file == "a/b.h");
  CHECK_FALSE(includes[0].quoted);
  CHECK(includes[1].file == "c/d.h");
  CHECK(includes[1].line == 2);
}

TEST_CASE("a stage that includes another stage is a fault", "[lint]") {
  CHECK(FaultsOf("match/rank.cpp", "#include \"core/match.h\"\n").empty());
  CHECK(FaultsOf("match/rank.cpp", "#include \"consent/register.h\"\n").size() == 1);
  CHECK(FaultsOf("core/face.cpp", "#include \"face/yunet.h\"\n").size() == 1);
  CHECK(FaultsOf("worker/serve.cpp", "#include \"consent/register.h\"\n").size() == 1);
  CHECK(FaultsOf("cli/cmd_check.cpp", "#include \"match/match.h\"\n").size() == 1);
  CHECK(FaultsOf("pipeline/process_photo.cpp", "#include \"match/match.h\"\n").empty());
}

TEST_CASE("a new folder without a line in the table is a fault", "[lint]") {
  CHECK(FaultsOf("upload/send.cpp", "#include \"core/result.h\"\n").size() == 1);
}

TEST_CASE("a library outside its folder, or in a header, is a fault", "[lint]") {
  CHECK(FaultsOf("face/yunet.cpp", "#include <opencv2/dnn.hpp>\n").empty());
  CHECK(FaultsOf("photo/jpeg.cpp", "#include <opencv2/core.hpp>\n").size() == 1);
  CHECK(FaultsOf("face/yunet.h", kHeader + "#include <opencv2/dnn.hpp>\n").size() == 1);
  CHECK(FaultsOf("policy/decide.cpp", "#include <SQLiteCpp/SQLiteCpp.h>\n").size() == 1);
}

TEST_CASE("an include that is not named from the source root is a fault", "[lint]") {
  CHECK(FaultsOf("face/yunet.cpp", "#include \"yunet.h\"\n").size() == 1);
}

TEST_CASE("a header without its opening comment or guard is a fault", "[lint]") {
  CHECK(FaultsOf("face/yunet.h", kHeader).empty());
  CHECK(FaultsOf("face/yunet.h", "#pragma once\n").size() == 1);
  CHECK(FaultsOf("face/yunet.h", "// What it is.\n").size() == 1);
}

TEST_CASE("a file of more than 400 lines is a fault", "[lint]") {
  CHECK(FaultsOf("face/yunet.cpp", std::string(400, '\n')).empty());
  CHECK(FaultsOf("face/yunet.cpp", std::string(401, '\n')).size() == 1);
}

TEST_CASE("weights, registers and large files are faults wherever they lie", "[lint]") {
  CHECK(FaultsOfPresence("models/manifest.json", 4000).empty());
  CHECK(FaultsOfPresence("models/detector.ONNX", 10).size() == 1);
  CHECK(FaultsOfPresence("consent-db/register.sqlite", 10).size() == 1);
  CHECK(FaultsOfPresence("samples/photos/class.jpg", 3u << 20).size() == 1);
}

}  // namespace
}  // namespace photogate::lint
