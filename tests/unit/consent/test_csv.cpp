#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "consent/csv.h"
#include "consent/utf8.h"
#include "consent/vector_codec.h"

namespace photogate {
namespace {

using Fields = std::vector<std::string>;

std::vector<Fields> Parsed(std::string_view text) {
  const auto rows = ParseCsv(text);
  INFO((rows.ok() ? "" : rows.error().message));
  REQUIRE(rows.ok());
  std::vector<Fields> fields;
  for (const CsvRow& row : rows.value()) fields.push_back(row.fields);
  return fields;
}

Error Refused(std::string_view text, const CsvLimits& limits = {}) {
  const auto rows = ParseCsv(text, limits);
  REQUIRE_FALSE(rows.ok());
  return rows.error();
}

}  // namespace

TEST_CASE("reads quotes, both line ends, a byte order mark and blank lines", "[consent]") {
  CHECK(Parsed("\xef\xbb\xbfid,name\r\n1,\"A \"\"b\"\", c\"\n\n2,\r\n") ==
        std::vector<Fields>{{"id", "name"}, {"1", "A \"b\", c"}, {"2", ""}});
  CHECK(Parsed("a,b\n1,2") == std::vector<Fields>{{"a", "b"}, {"1", "2"}});
  CHECK(Parsed("a,\"x\r\ny\"\nb,c") == std::vector<Fields>{{"a", "x\r\ny"}, {"b", "c"}});
  CHECK(Parsed("").empty());
  CHECK(Parsed("\n\r\n").empty());
}

TEST_CASE("detects semicolons and tabs by the first line", "[consent]") {
  CHECK(Parsed("id;name\n1;a,b") == std::vector<Fields>{{"id", "name"}, {"1", "a,b"}});
  CHECK(Parsed("id\tname\n1\ta") == std::vector<Fields>{{"id", "name"}, {"1", "a"}});
}

TEST_CASE("numbers rows by the line they begin on", "[consent]") {
  const auto rows = ParseCsv("a\n\n\"x\ny\"\nb\n");
  REQUIRE(rows.ok());
  REQUIRE(rows.value().size() == 3);
  CHECK(rows.value()[1].line == 3);
  CHECK(rows.value()[2].line == 5);
}

TEST_CASE("refuses what is doubtful and names the line", "[consent]") {
  CHECK(Refused("a,b\n1,\"open\n2,x\n").message.find("Line 2") != std::string::npos);
  CHECK(Refused("a,b\n1,\"x\"y\n").message.find("Line 2") != std::string::npos);
  CHECK(Refused("a,b\n1,x\"y\n").message.find("Line 2") != std::string::npos);
  CHECK(Refused(std::string_view("a,b\n1,\0\n", 8)).message.find("Line 2") != std::string::npos);
  CHECK(Refused("id\n\xe9\n").kind == ErrorKind::kCorrupt);
}

TEST_CASE("stops at its limits", "[consent]") {
  CHECK(Refused("a,b\n1,2\n", {4, 10, 10}).kind == ErrorKind::kLimitExceeded);
  CHECK(Refused("a\nb\nc\n", {100, 2, 10}).kind == ErrorKind::kLimitExceeded);
  CHECK(Refused("a,b,c\n", {100, 10, 2}).kind == ErrorKind::kLimitExceeded);
}

TEST_CASE("what is written reads back the same", "[consent][property]") {
  const bool held = rc::check("CsvLine then ParseCsv", [] {
    const auto text = rc::gen::container<std::string>(
        rc::gen::element('a', '=', '\'', '-', ' ', '"', ',', ';', '\n', '\r', '1'));
    const auto rows = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<Fields>>(rc::gen::container<Fields>(3, text)));
    std::string csv = "h1,h2,h3\r\n";
    for (const Fields& row : rows) csv += CsvLine(row);
    const auto read = ParseCsv(csv);
    RC_ASSERT(read.ok());
    RC_ASSERT(read.value().size() == rows.size() + 1);
    for (std::size_t index = 0; index < rows.size(); ++index) {
      RC_ASSERT(read.value()[index + 1].fields.size() == 3u);
      for (std::size_t column = 0; column < 3; ++column) {
        const std::string& field = rows[index][column];
        RC_ASSERT(WithoutFormulaGuard(read.value()[index + 1].fields[column]) == field);
      }
    }
  });
  CHECK(held);
}

TEST_CASE("a formula is neutralised", "[consent]") {
  CHECK(CsvLine({"=1+1", "@x", "plain"}) == "'=1+1,'@x,plain\r\n");
}

TEST_CASE("any bytes at all give rows or an error", "[consent][property]") {
  const bool held = rc::check("ParseCsv survives", [](const std::vector<std::uint8_t>& bytes) {
    std::string text(bytes.begin(), bytes.end());
    for (char& c : text) {
      if (*rc::gen::inRange(0, 3) == 0) c = *rc::gen::element('"', ',', '\n', '\r', 'a');
    }
    const auto rows = ParseCsv(text);
    if (!rows.ok()) RC_ASSERT(!rows.error().message.empty());
  });
  CHECK(held);
}

TEST_CASE("tells UTF-8 from what only looks like it", "[consent]") {
  CHECK(IsWellFormedUtf8("plain"));
  CHECK(IsWellFormedUtf8("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"));
  CHECK_FALSE(IsWellFormedUtf8("\xc0\xaf"));          // overlong
  CHECK_FALSE(IsWellFormedUtf8("\xed\xa0\x80"));      // surrogate
  CHECK_FALSE(IsWellFormedUtf8("\xf4\x90\x80\x80"));  // above U+10FFFF
  CHECK_FALSE(IsWellFormedUtf8("\xe2\x82"));          // cut
  CHECK_FALSE(IsWellFormedUtf8("\x80"));
}

TEST_CASE("vectors keep every bit, and a changed byte is found", "[consent]") {
  const std::vector<float> values = {0.25f, -1.0f, 1e-20f, 0.5f};
  const Bytes bytes = EncodeVector(values);
  CHECK(bytes.size() == 20);
  // 0.25 is 0x3e800000, little-endian.
  CHECK(Bytes(bytes.begin(), bytes.begin() + 4) == Bytes{0x00, 0x00, 0x80, 0x3e});
  REQUIRE(DecodeVector(bytes).ok());
  CHECK(DecodeVector(bytes).value() == values);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    Bytes changed = bytes;
    changed[at] ^= 0x40;
    CHECK_FALSE(DecodeVector(changed).ok());
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(DecodeVector(ByteView(bytes).first(size)).ok());
  }
  CHECK_FALSE(DecodeVector(EncodeVector({0.0f, 0.0f})).ok());
  CHECK_FALSE(DecodeVector(EncodeVector({std::numeric_limits<float>::infinity()})).ok());
}

}  // namespace photogate
