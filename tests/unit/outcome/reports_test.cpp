#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "outcome/printable.h"
#include "outcome/report_csv.h"
#include "outcome/report_html.h"
#include "outcome/report_jsonl.h"

namespace photogate::test {
namespace {

Finding Listed() {
  return Finding{FindingCode::kListedPerson,
                 Effect::kBlock,
                 "Face 1 was recognised as case-482913.",
                 "Face 1 was recognised as Tom Okafor.",
                 0,
                 Box{1, 2, 3, 4},
                 PersonId{"UPN7"},
                 "case-482913",
                 0.41,
                 0.55,
                 ModelId{"m"},
                 ConsentVersion{17}};
}

Finding PhotoWide() {
  return Finding{FindingCode::kMetadataRemoved,
                 Effect::kNone,
                 "Nothing.",
                 "Nothing.",
                 {},
                 {},
                 {},
                 {},
                 {},
                 {},
                 {},
                 ConsentVersion{17}};
}

PhotoRecord Blocked() {
  return PhotoRecord{"in/a.jpg",
                     Sha256Hex{std::string(64, 'a')},
                     FileFormat::kJpeg,
                     4000,
                     3000,
                     Decision(DecisionKind::kBlock),
                     {Listed(), PhotoWide()},
                     {RecordedFace{Box{10.04F, 20, 30, 40}, 0.93, 0.8, true,
                                   NearestPerson{PersonId{"UPN7"}, "case-482913", 0.41}},
                      RecordedFace{Box{1, 2, 3, 4}, 0.9, 0.1, false, std::nullopt}},
                     std::nullopt,
                     RecordedTimes{1, 2, 3, 4, 5, 15.04},
                     {}};
}

PhotoRecord Cleared(const std::string& path = "in/b.jpg") {
  PhotoRecord record = Blocked();
  record.path = path;
  record.decision = Decision(DecisionKind::kClear);
  record.findings = {PhotoWide()};
  record.faces.clear();
  record.output = "out/cleared/b.jpg";
  return record;
}

std::string Html(const std::vector<PhotoRecord>& records, RunInfo info = {}) {
  return ReportHtml(info, RunSummary{static_cast<int>(records.size()), 0, 0, 0, 0, 1.5, 0},
                    records);
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("writes a photo's line exactly as the contract says", "[outcome]") {
  CHECK(
      PhotoJsonLine(Blocked(), false) ==
      R"({"message_type":"photo","path":"in/a.jpg","sha256":")" + std::string(64, 'a') +
          R"(","format":"jpeg","width":4000,"height":3000,"decision":"block",)"
          R"("findings":[{"code":"listed_person","effect":"block","face":0,"person":"case-482913",)"
          R"("distance":0.41,"threshold":0.55,"text":"Face 1 was recognised as case-482913."},)"
          R"({"code":"metadata_removed","effect":"none","face":null,"person":null,)"
          R"("distance":null,"threshold":null,"text":"Nothing."}],)"
          R"("faces":[{"box":[10.0,20.0,30.0,40.0],"score":0.93,"quality":0.8,"usable":true,)"
          R"("nearest":{"person":"case-482913","distance":0.41}},)"
          R"({"box":[1.0,2.0,3.0,4.0],"score":0.9,"quality":0.1,"usable":false,"nearest":null}],)"
          R"("output":null,"ms":{"decode":1.0,"detect":2.0,"embed":3.0,"match":4.0,)"
          R"("metadata":5.0,"total":15.0}})");
  CHECK(SummaryJsonLine(RunSummary{120, 100, 17, 3, 0, 9.84, 11}) ==
        R"({"message_type":"summary","photos":120,"clear":100,"review":17,"block":3,)"
        R"("unreadable":0,"seconds":9.8,"exit":11})");
}

TEST_CASE("names people only with identify", "[outcome]") {
  const std::string plain = PhotoJsonLine(Blocked(), false);
  CHECK_FALSE(Has(plain, "UPN7"));
  CHECK_FALSE(Has(plain, "Okafor"));
  const auto identified = nlohmann::json::parse(PhotoJsonLine(Blocked(), true));
  CHECK(identified["findings"][0]["person"] == "UPN7");
  CHECK(identified["findings"][0]["text"] == "Face 1 was recognised as Tom Okafor.");
  CHECK(identified["faces"][0]["nearest"]["person"] == "UPN7");

  PhotoRecord no_case = Blocked();
  no_case.findings[0].case_number.clear();
  no_case.faces[0].nearest->case_number.clear();
  CHECK_FALSE(Has(PhotoJsonLine(no_case, false), "UPN7"));

  RunInfo info;
  CHECK_FALSE(Has(Html({Blocked()}, info), "Okafor"));
  CHECK_FALSE(Has(Html({Blocked()}, info), "UPN7"));
  CHECK(Has(Html({Blocked()}, info), "case-482913"));
  info.identify = true;
  CHECK(Has(Html({Blocked()}, info), "Okafor"));
  CHECK_FALSE(Has(ReportCsv({Blocked()}, false), "Okafor"));
  CHECK(Has(ReportCsv({Blocked()}, true), "Okafor"));
  // The ledger is part of the register: ids, but no names.
  CHECK(Has(FindingsJson({Listed()}), "UPN7"));
  CHECK_FALSE(Has(FindingsJson({Listed()}), "Okafor"));
}

TEST_CASE("writes one valid line for any path and any number", "[outcome]") {
  PhotoRecord record = Cleared("in/\xFF\n.jpg");
  record.output = "out\xFE/b.jpg";
  record.width_px = record.height_px = 0;
  record.sha256 = {};
  record.times.total_ms = std::numeric_limits<double>::quiet_NaN();
  record.findings[0].text = "bad \xC3 byte\nand line";
  const std::string line = PhotoJsonLine(record, false);
  CHECK_FALSE(Has(line, "\n"));
  const auto json = nlohmann::json::parse(line);
  CHECK(json["path_b64"] == "aW4v/wouanBn");
  CHECK(json.count("path") == 0);
  CHECK(json["output_b64"] == Base64("out\xFE/b.jpg"));
  CHECK(json["width"].is_null());
  CHECK(json["sha256"].is_null());
  CHECK(json["ms"]["total"].is_null());
  CHECK(json["findings"][0]["text"] == "bad \\xC3 byte\\nand line");

  const std::string odd = PhotoJsonLine(Cleared("in/new\nline \"q\" \xE2\x80\xAE.jpg"), false);
  CHECK_FALSE(Has(odd, "\n"));
  CHECK(nlohmann::json::parse(odd)["path"] == "in/new\nline \"q\" \xE2\x80\xAE.jpg");
}

TEST_CASE("ends a report of lines with the summary", "[outcome]") {
  const std::string text = ReportJsonl({Blocked(), Cleared()}, RunSummary{}, false);
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  CHECK(Has(text, "\n{\"message_type\":\"summary\""));
  CHECK(text.back() == '\n');
}

TEST_CASE("encodes as RFC 4648 does", "[outcome]") {
  CHECK(Base64("").empty());
  CHECK(Base64("f") == "Zg==");
  CHECK(Base64("fo") == "Zm8=");
  CHECK(Base64("foobar") == "Zm9vYmFy");
  CHECK(Base64("\xFB\xFF") == "+/8=");
}

TEST_CASE("keeps a spreadsheet from running a file's name", "[outcome]") {
  CHECK(CsvCell("plain.jpg") == "plain.jpg");
  CHECK(CsvCell("=cmd|'/c calc'!A1") == "\"'=cmd|'/c calc'!A1\"");
  CHECK(CsvCell("+1") == "'+1");
  CHECK(CsvCell("-1") == "'-1");
  CHECK(CsvCell("@SUM(A1)") == "'@SUM(A1)");
  CHECK(CsvCell("  =1") == "\"'  =1\"");
  CHECK(CsvCell("\t=1") == "\\t=1");
  CHECK(CsvCell("\r=1") == "\\r=1");
  CHECK(CsvCell("a,b") == "\"a,b\"");
  CHECK(CsvCell("a \"b\"") == "\"a \"\"b\"\"\"");
  CHECK(CsvCell("a\nb") == "a\\nb");
  CHECK(CsvCell("\xFF") == "\\xFF");
  CHECK(CsvCell("").empty());
}

TEST_CASE("lists photos with their reasons", "[outcome]") {
  const std::vector<PhotoRecord> records = {Blocked(), Cleared()};
  CHECK(ReportCsv(records, false) ==
        "path,decision,reasons,codes,faces,output,format,width,height,sha256\r\n"
        "in/a.jpg,block,\"Face 1 was recognised as case-482913.\",\"listed_person "
        "metadata_removed\",2,,jpeg,4000,3000," +
            std::string(64, 'a') +
            "\r\nin/b.jpg,clear,,metadata_removed,0,out/cleared/b.jpg,jpeg,4000,3000," +
            std::string(64, 'a') + "\r\n");
  CHECK(DecisionCsv(records, DecisionKind::kBlock, false) ==
        "path,reasons\r\nin/a.jpg,\"Face 1 was recognised as case-482913.\"\r\n");
  CHECK(DecisionCsv(records, DecisionKind::kReview, false) == "path,reasons\r\n");
}

TEST_CASE("escapes everything that comes from outside", "[outcome]") {
  const std::string attack = "<script>alert(1)</script>\"'&\n\xFF\xE2\x80\xAE";
  PhotoRecord record = Blocked();
  record.path = attack + "/" + attack;
  record.findings[0].text = attack;
  record.output = attack;
  record.thumbnail_jpeg = Bytes{0xFF, 0xD8, 0xFF};
  RunInfo info;
  info.channel = info.event = info.when = info.made_by = info.mode = attack;
  info.model = ModelId{attack};
  info.skipped = {{attack, attack}};
  const std::string html = Html({record}, info);
  CHECK_FALSE(Has(html, "<script"));
  CHECK_FALSE(Has(html, "alert(1)</script>"));
  CHECK_FALSE(Has(html, "\xFF"));
  CHECK_FALSE(Has(html, "\xE2\x80\xAE"));
  CHECK(IsUtf8(html));
  CHECK(Has(html, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\n\\xFF\\u202E"));
}

TEST_CASE("asks nothing of any network", "[outcome]") {
  PhotoRecord record = Blocked();
  record.thumbnail_jpeg = Bytes{0xFF, 0xD8, 0xFF};
  const std::string html = Html({record, Cleared()});
  CHECK(Has(html, "default-src 'none'; img-src data:; style-src 'sha256-"));
  CHECK(Has(html, "src=\"data:image/jpeg;base64,/9j/\""));
  for (const char* part : {"http:", "https:", "//", "url(", "@import", "<script", "<link",
                           "<iframe", " style=", "onload=", "unsafe-inline"}) {
    CAPTURE(part);
    // Base64 may hold two slashes, this thumbnail's does not.
    CHECK_FALSE(Has(html, part));
  }
}

TEST_CASE("draws each face with its number and state", "[outcome]") {
  PhotoRecord record = Blocked();
  record.thumbnail_jpeg = Bytes{0xFF, 0xD8, 0xFF};
  const std::string html = Html({record});
  CHECK(Has(html, "viewBox=\"0 0 4000 3000\""));
  CHECK(Has(html, "class=\"f-block\" x=\"10.0\" y=\"20.0\" width=\"30.0\" height=\"40.0\""));
  CHECK(Has(html, "class=\"f-none\""));
  CHECK(Has(html, "alt=\"Photo a.jpg, 2 faces found\""));
  CHECK(Has(html, "Distance 0.410, limit 0.550"));
  CHECK(Has(html, "<h2>Blocked (1)</h2>"));
  CHECK(Has(html, "<h2>Clear (0)</h2>"));
}

}  // namespace photogate::test
