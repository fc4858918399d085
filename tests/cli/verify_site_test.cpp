#include <catch2/catch.hpp>
#include <set>

#include "tests/cli/cleared_home.h"

using namespace photogate;
using namespace photogate::test;
namespace fs = std::filesystem;

namespace {

// "standing inside" of everything that is told, without the names of folders and archives.
std::multiset<std::string> Told(const nlohmann::json& answer) {
  std::multiset<std::string> told;
  for (const auto& file : answer.at("files")) {
    const std::string path = file.at("path");
    const std::string inside = file.at("inside").is_null() ? "" : file.at("inside");
    const bool archive = path.size() > 4 && path.substr(path.size() - 4) == ".zip";
    const std::string name = fs::path(path).filename().string();
    std::string where = archive ? inside : name + (inside.empty() ? "" : " > " + inside);
    const auto page = where.find(" > ");
    const auto slash = where.rfind('/', page);
    if (slash != std::string::npos) where.erase(0, slash + 1);
    told.insert(file.at("standing").get<std::string>() + " " + where);
  }
  return told;
}

// The same files as an archive, below one folder.
fs::path Zipped(const fs::path& folder) {
  const fs::path zip = folder.string() + ".zip";
  const auto made =
      RunProgram("/usr/bin/python3", {"-c",
                                      "import sys, shutil, os\n"
                                      "shutil.make_archive(sys.argv[1], 'zip', os.path.dirname("
                                      "sys.argv[1]), os.path.basename(sys.argv[1]))",
                                      folder.string()});
  REQUIRE(made.exit_code == 0);
  return zip;
}

std::string Base64Photo() { return "/9j/4AAQ" + std::string(1'500, 'A'); }

}  // namespace

TEST_CASE("a website's archive is answered as its folder is", "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  home.Write("site/img/d.jpg", ReadText(home.copy));
  home.Write("site/robots.txt", "User-agent: *\n");
  home.Write("site/sitemap.xml", "<urlset><loc>https://school.example/a.jpg</loc></urlset>");
  home.Write("site/app.js", "document.title = 'School';");
  home.Write("site/f.woff2", "wOF2");
  home.Write("site/about", "<!doctype html><img src='img/d.jpg'>");
  home.Write("site/css/a.css", "a { background: url('../img/d.jpg') }");
  const fs::path site =
      home.Write("site/index.html", "<img src='img/d.jpg'><img src='/img/d.jpg?w=3'>")
          .parent_path();
  SECTION("all is there") {
    const auto folder = home.Verify(site), archive = home.Verify(Zipped(site));
    CHECK(folder.at("exit") == 0);
    CHECK(archive.at("exit") == 0);
    CHECK(Told(folder) == std::multiset<std::string>{"cleared d.jpg"});
    CHECK(Told(archive) == Told(folder));
  }
  SECTION("something is not") {
    home.Write("site/news/n.html",
               "<img src='gone.jpg'><img src='../img/d.jpg'>"
               "<img src='data:image/jpeg;base64," +
                   Base64Photo() +
                   "'><img src='https://cdn.example/abc=w120'>"
                   "<img src='photo.ashx?id=4'><img src=../app.js>");
    home.Write("site/css/a.css", "a { background: url(lost.png) }");
    home.Write("site/letter.eml", "Content-Type: image/jpeg\n\n" + Base64Photo());
    home.Write("site/flat.xml", "<pkg:binaryData>" + Base64Photo() + "</pkg:binaryData>");
    home.Write("site/face.svg", "<svg><image href='x'/></svg>");
    home.Write("site/logo.svg", "<svg><path d='M0 0'/></svg>");
    const std::multiset<std::string> expected{"cleared d.jpg",
                                              "missing n.html > gone.jpg",
                                              "missing n.html > photo.ashx?id=4",
                                              "cannot_check n.html > ../app.js",
                                              "cannot_check n.html > a picture within the page",
                                              "cannot_check n.html > a picture of another website",
                                              "missing a.css > lost.png",
                                              "cannot_check letter.eml",
                                              "cannot_check flat.xml",
                                              "cannot_check face.svg"};
    const auto folder = home.Verify(site), archive = home.Verify(Zipped(site));
    CHECK(folder.at("exit") == 10);
    CHECK(archive.at("exit") == 10);
    CHECK(Told(folder) == expected);
    CHECK(Told(archive) == expected);
  }
}

TEST_CASE("a picture beside a page that is not verified with it is missing", "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  home.Write("photos/a.jpg", ReadText(home.copy));
  const fs::path page = home.Write("site/index.html", "<img src='../photos/a.jpg'>");
  CHECK(home.Standing(page.parent_path()).first == "missing");
  CHECK(home.Verify(page.parent_path().parent_path()).at("exit") == 0);
  // A picture is one whatever its file is called.
  home.Write("site/index.html", ReadText(home.copy));
  CHECK(home.Standing(page.parent_path()).first == "cleared");
}

TEST_CASE("a picture that a document only links to is told", "[cli][verify]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const ClearedHome home;
  const fs::path letter = home.Write("letter.docx", "");
  const auto made = RunProgram(
      "/usr/bin/python3",
      {"-c",
       "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w')\n"
       "z.writestr('word/document.xml', '<w:document/>')\n"
       "z.writestr('word/_rels/document.xml.rels', '<Relationships><Relationship Id=\"r1\" "
       "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" "
       "Target=\"https://school.example/a.jpg\" TargetMode=\"External\"/></Relationships>')\n"
       "z.close()",
       letter.string()});
  REQUIRE(made.exit_code == 0);
  CHECK(home.Standing(letter) == std::pair<std::string, int>{"cannot_check", 10});
  CHECK(home.Verify(letter).at("files")[0].at("inside") == "a linked picture");
}
