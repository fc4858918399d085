#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "photo/encode.h"
#include "photo/open_photo.h"
#include "tests/cli/cleared_home.h"

using namespace photogate;
using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

DecodedImage PixelsOf(const fs::path& path) {
  const std::string text = ReadText(path);
  const Bytes bytes(text.begin(), text.end());
  const auto opened = OpenPhoto(bytes, Limits{});
  REQUIRE(opened.ok());
  auto pixels = opened.value()->Decode(100'000);
  REQUIRE(pixels.ok());
  return std::move(pixels).value();
}

std::string AsJpeg(const DecodedImage& image) {
  const auto jpeg = EncodeJpeg(image, 60);
  REQUIRE(jpeg.ok());
  return {jpeg.value().begin(), jpeg.value().end()};
}

std::string Smaller(const fs::path& path) { return AsJpeg(Downscale(PixelsOf(path), 600)); }

std::string PdfWith(const std::string& jpeg) {
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
         "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
         "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</I 4 0 R>>>>>>"
         "endobj\n4 0 obj<</Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8"
         "/ColorSpace/DeviceRGB/Filter/DCTDecode/Length " +
         std::to_string(jpeg.size()) + ">>stream\n" + jpeg +
         "\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF\n";
}

}  // namespace

TEST_CASE("only the exact cleared copy, for its own channel, may be published", "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  using Said = std::pair<std::string, int>;
  CHECK(home.Standing(home.copy) == Said{"cleared", 0});
  CHECK(home.Standing(home.copy, "website") == Said{"other_channel", 10});
  std::string commented = ReadText(home.copy);
  commented.insert(2, std::string("\xFF\xFE\x00\x0Ftaken at home", 17));
  CHECK(home.Standing(home.Write("a.jpg", commented)) == Said{"metadata_changed", 10});
  CHECK(home.Standing(home.Write("b.jpg", Smaller(home.copy))) == Said{"near_identical", 10});
  CHECK(home.Standing(ClearedHome::Sample("playground.jpg")) == Said{"unknown", 10});
  CHECK(home.Standing(ClearedHome::Sample("clip.mp4")) == Said{"video", 10});
  CHECK(home.Standing(home.gate.folder() / "nowhere") == Said{"unreadable", 3});
  CHECK(home.gate.Run({"verify", home.copy.string(), "--channel", "nonsense"}).exit_code == 1);
  home.Write("folder/note.txt", "");
  home.Write("folder/letter.pdf", "");
  CHECK(home.Standing(home.gate.folder() / "v" / "folder").first == "unreadable");
  fs::create_directories(home.gate.folder() / "empty");
  CHECK(
      home.gate.Run({"verify", (home.gate.folder() / "empty").string(), "--channel", "newsletter"})
          .exit_code == 1);
}

TEST_CASE("verifying asks the register anew", "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  SECTION("somebody in it said no since") {
    const auto people =
        nlohmann::json::parse(home.gate.Run({"person", "list", "--json"}).out).at("people");
    for (const auto& person : people) {
      REQUIRE(home.gate.Run({"consent", "object", person.at("id").get<std::string>()}).exit_code ==
              0);
    }
    const std::pair<std::string, int> no_longer{"no_longer_permitted", 11};
    CHECK(home.Standing(home.copy) == no_longer);
    // Nor does the original or a smaller copy become any better.
    const fs::path original = ClearedHome::Sample("class-photo.jpg");
    const fs::path smaller = home.Write("small.jpg", Smaller(home.copy));
    for (const auto& [file, channel] :
         {std::pair{original, "newsletter"}, {smaller, "newsletter"}}) {
      CAPTURE(file, channel);
      CHECK(home.Standing(file, channel) == no_longer);
      const std::string said = home.Verify(file, channel).at("files")[0].at("text");
      CHECK(said.find("Use the cleared copy") == std::string::npos);
    }
    // For another channel it has to be checked, which asks who may be seen there.
    CHECK(home.Standing(home.copy, "website").first == "other_channel");
  }
  SECTION("a change that is not about it has it decided again") {
    WriteText(home.gate.folder() / "new.csv",
              "id,name,kind,groups,use:newsletter\nN1,Nobody Here,pupil,9Z,refused\n");
    REQUIRE(home.gate.Run({"import", (home.gate.folder() / "new.csv").string()}).exit_code == 0);
    const auto answer = home.Verify(home.copy);
    CHECK(answer.at("exit") == 0);
    CHECK(answer.at("files")[0].at("decided_again") == true);
  }
  SECTION("somebody without a reference picture who may be in it said no since") {
    const auto events =
        nlohmann::json::parse(home.gate.Run({"event", "list", "--json"}).out).at("events");
    std::string group;
    for (const auto& event : events) {
      if (event.at("name") == "Summer open day") group = event.at("groups")[0];
    }
    WriteText(home.gate.folder() / "new.csv",
              "id,name,kind,groups,use:newsletter\nN1,Nobody Here,pupil," + group + ",refused\n");
    REQUIRE(home.gate.Run({"import", (home.gate.folder() / "new.csv").string()}).exit_code == 0);
    CHECK(home.Standing(home.copy) == std::pair<std::string, int>{"consent_changed", 10});
  }
}

TEST_CASE("a cleared picture that was changed is told, with what was done to it", "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  const DecodedImage whole = PixelsOf(home.copy);
  DecodedImage cut = whole;
  cut.height_px -= whole.height_px / 25;  // 4 % at the foot
  cut.bgr.resize(whole.bgr.size() / static_cast<std::size_t>(whole.height_px) *
                 static_cast<std::size_t>(cut.height_px));
  for (const auto& [name, bytes, what] :
       {std::tuple{"again.jpg", AsJpeg(whole), "edited or encoded again"},
        {"small.jpg", Smaller(home.copy), "resized"},
        {"cut.jpg", AsJpeg(cut), "cropped"}}) {
    CAPTURE(name);
    const auto answer = home.Verify(home.Write(name, bytes));
    CHECK(answer.at("exit") == 10);
    const auto& file = answer.at("files")[0];
    CHECK(file.at("standing") == "near_identical");
    CHECK(file.at("publishable") == false);
    CHECK(file.at("cleared_as") == "class-photo.jpg");
    CHECK(file.at("text").get<std::string>().find(what) != std::string::npos);
  }
}

TEST_CASE("what cannot be looked into is never taken for nothing", "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  // The security handler of a password that nobody gave.
  const fs::path pdf =
      home.Write("locked.pdf",
                 "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                 "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                 "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
                 "5 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" +
                     std::string(64, '1') + ">/U<" + std::string(64, '2') +
                     ">>>endobj\n"
                     "trailer<</Root 1 0 R/Size 6/Encrypt 5 0 R/ID[<00><00>]>>\n%%EOF\n");
  using Said = std::pair<std::string, int>;
  CHECK(home.Standing(pdf) == Said{"cannot_check", 10});
  const auto zip = [&](const std::string& name, const std::string& script) {
    const fs::path file = home.Write(name, "");
    const auto made = RunProgram("/usr/bin/python3",
                                 {"-c",
                                  "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w', "
                                  "zipfile.ZIP_DEFLATED)\n" +
                                      script + "\nz.close()",
                                  file.string(), home.copy.string()});
    REQUIRE(made.exit_code == 0);
    return file;
  };
  const fs::path drawing = home.Write("logo.svg", "<svg><image href='child.jpg'/></svg>");
  CHECK(home.Standing(drawing) == Said{"cannot_check", 10});
  const std::string said = home.Verify(drawing).at("files")[0].at("text");
  CHECK(said.find("Look at it yourself") != std::string::npos);
  // A picture that unpacks to more than any photo may have, and more files than any export has.
  CHECK(home.Standing(zip("bomb.zip", "z.writestr('a.jpg', bytes(300 << 20))")) ==
        Said{"cannot_check", 10});
  const auto many = home.Verify(zip("many.zip",
                                    "z.write(sys.argv[2], 'a.jpg')\nfor n in range(20001):\n"
                                    "    z.writestr('%d.txt' % n, '')"));
  CHECK(many.at("exit") == 10);
  CHECK(many.at("counts").at("cleared") == 1);
  CHECK(many.at("counts").at("cannot_check") == 1);
}

TEST_CASE("beside the copies a check leaves a report, which is not to be published",
          "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  const auto answer = home.Verify(home.gate.folder() / "out");
  CHECK(answer.at("exit") == 10);
  for (const auto& file : answer.at("files")) {
    const std::string path = file.at("path");
    CHECK((file.at("standing") == "cleared" || path.find("report.html") != std::string::npos));
  }
  CHECK(home.Verify(home.gate.folder() / "out" / "cleared").at("exit") == 0);
}

TEST_CASE("pictures inside documents, archives and websites are verified", "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  const std::string good = ReadText(home.copy);
  CHECK(home.Standing(home.Write("n.pdf", PdfWith(good))).first == "cleared");
  CHECK(home.Standing(home.Write("m.pdf", PdfWith(Smaller(home.copy)))).first == "near_identical");
  const fs::path zip = home.gate.folder() / "v" / "letter.docx";
  const auto made = RunProgram(
      "/usr/bin/python3",
      {"-c",
       "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w')\n"
       "z.writestr('word/document.xml', '<x/>')\nz.write(sys.argv[2], 'word/media/image1.jpg')\n"
       "z.write(sys.argv[3], 'word/media/image2.jpg')\nz.close()",
       zip.string(), home.copy.string(), ClearedHome::Sample("playground.jpg").string()});
  REQUIRE(made.exit_code == 0);
  const auto inside = home.Verify(zip);
  REQUIRE(inside.at("files").size() == 2);
  CHECK(inside.at("files")[0].at("standing") == "cleared");
  CHECK(inside.at("files")[0].at("inside") == "word/media/image1.jpg");
  CHECK(inside.at("files")[1].at("standing") == "unknown");
  CHECK(inside.at("exit") == 10);

  home.Write("site/img/a.jpg", good);
  const fs::path site =
      home.Write("site/index.html", "<img src='img/a.jpg'><img src=img/gone.jpg>").parent_path();
  const auto page = home.Verify(site);
  CHECK(page.at("counts").at("cleared") == 1);
  CHECK(page.at("counts").at("missing") == 1);
  CHECK(page.at("exit") == 10);
  home.Write("site/index.html", "<img src='/img/a.jpg'>");
  CHECK(home.Verify(site).at("exit") == 0);
}

TEST_CASE("what is published is decided by the register of today", "[cli][audit-site]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  home.Write("site/img/cleared.jpg", ReadText(home.copy));
  home.Write("site/img/small.jpg", Smaller(home.copy));
  home.Write("site/old.pdf", PdfWith(Smaller(home.copy)));
  const fs::path site =
      home.Write("site/index.html", "<img src='img/small.jpg'><img src=gone.jpg>").parent_path();
  const fs::path sheet = home.gate.folder() / "audit.html";
  const auto audit = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"audit-site", site.string(), "--channel", "newsletter",
                                       "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto run = home.gate.Run(arguments);
    INFO(run.err);
    std::map<std::string, nlohmann::json> lines;
    std::istringstream text(run.out);
    for (std::string line; std::getline(text, line);) {
      const auto json = nlohmann::json::parse(line);
      std::string name = json.value("path", json.at("message_type").get<std::string>());
      lines[name.substr(name.rfind('/') + 1)] = json;
    }
    CHECK(lines.at("summary").at("exit") == run.exit_code);
    return lines;
  };
  const auto before = audit({"--event", "Summer open day"});
  CHECK(before.at("cleared.jpg").at("standing") == true);
  CHECK(before.at("cleared.jpg").at("decision") == "clear");
  CHECK(before.at("index.html > gone.jpg").at("message_type") == "missing");
  CHECK(before.at("summary").at("exit") == 10);
  CHECK(before.at("summary").at("photos") == 3);

  const auto people =
      nlohmann::json::parse(home.gate.Run({"person", "list", "--json"}).out).at("people");
  for (const auto& person : people) {
    REQUIRE(home.gate.Run({"consent", "object", person.at("id").get<std::string>()}).exit_code ==
            0);
  }
  const auto after = audit({"--report", sheet.string()});
  CHECK(after.at("cleared.jpg").at("decision") == "block");
  CHECK(after.at("cleared.jpg").at("standing") == false);
  CHECK(after.at("small.jpg").at("decision") != "clear");
  CHECK(after.at("old.pdf").at("inside").is_string());
  // The copy, its smaller sister and the one in the PDF point at each other and at the ledger.
  CHECK(after.at("small.jpg").at("near").size() == 2);
  CHECK(after.at("small.jpg").at("near_cleared")[0] == "class-photo.jpg for newsletter");
  CHECK(after.at("summary").at("exit") == 11);
  const std::string html = ReadText(sheet);
  CHECK(html.find("What is published on newsletter") != std::string::npos);
  CHECK(html.find("old.pdf") != std::string::npos);
  CHECK(
      home.gate
          .Run({"audit-site", site.string(), "--channel", "newsletter", "--report", sheet.string()})
          .exit_code == 1);
  CHECK(ReadText(sheet) == html);
  fs::create_directories(home.gate.folder() / "empty");
  CHECK(home.gate
            .Run({"audit-site", (home.gate.folder() / "empty").string(), "--channel", "newsletter"})
            .exit_code == 1);
}
