#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/text_tokens.h"
#include "policy/name_index.h"
#include "tests/unit/policy/facts.h"

namespace photogate::test {
namespace {

ConsentSnapshot Register(const std::vector<std::string>& names,
                         PersonKind kind = PersonKind::kPupil) {
  Case c;
  c.consent.people.clear();
  for (std::size_t i = 0; i < names.size(); ++i) {
    c.consent.people.push_back(Pupil(std::to_string(i), names[i]));
    c.consent.people.back().kind = kind;
    c.consent.people.back().groups.clear();
  }
  return c.consent;
}

bool Names(const ConsentSnapshot& snapshot, const std::string& text) {
  return !NameIndex::Build(snapshot).Find(text).empty();
}

std::string Joined(const std::string& text) {
  std::string joined;
  for (const TextToken& token : Tokenise(text)) joined += (joined.empty() ? "" : "|") + token.text;
  return joined;
}

}  // namespace

TEST_CASE("reads words out of file names and captions", "[policy]") {
  CHECK(Joined("AmeliaJones_4B-2026.jpg") == "amelia|jones|4|b|2026|jpg");
  CHECK(Joined("4BTrip") == "4|b|trip");
  CHECK(Joined("IMG_0042") == "img|0042");
  CHECK(Joined("Llŷr ap Siân, ÉLODIE Straße Łukasz Øyvind") ==
        "llyr|ap|sian|elodie|strasse|lukasz|oyvind");
  CHECK(Joined("Sia\u0302n") == "sian");                // combining mark
  CHECK(Joined("Am\u00ADe\u200Blia") == "amelia");      // invisible characters
  CHECK(Joined("Jos\xE9 M\xFCller") == "jose|muller");  // Latin-1
  CHECK(Joined("Ştefan Țiriac Nguyễn") == "stefan|tiriac|nguyen");
  CHECK(Joined("Мария") == Joined("мария"));
  CHECK(Joined("ΜΑΡΙΑ") == Joined("μαρια"));
  CHECK(Joined("").empty());
  CHECK(Joined("\xFF\xFE\x80 ...").size() < 8);
  CHECK(FoldedKey("Ann-Marie O’Brien") == "annmarieobrien");
}

TEST_CASE("finds names however they are written", "[policy]") {
  struct Row {
    std::string name;
    std::string text;
    bool found;
  };
  const std::vector<Row> rows = {
      {"Amelia Jones", "Amelia Jones", true},
      {"Amelia Jones", "amelia_jones_01.jpg", true},
      {"Amelia Jones", "AMELIA-JONES", true},
      {"Amelia Jones", "AmeliaJones.jpg", true},
      {"Amelia Jones", "ameliajones2.jpg", true},
      {"Amelia Jones", "jonesamelia.jpg", true},
      {"Amelia Jones", "Jones, Amelia", true},
      {"Amelia Jones", "Jones Amelia", true},
      {"Amelia Jones", "Amelia Rose Jones", true},
      {"Amelia Jones", "Amelia Jones's medal", true},
      {"Amelia Jones", "Amelia Jones’s medal", true},
      {"Amelia Jones", "Amélia\nJones", true},
      {"Amelia Jones", "Amélia Jones", true},
      {"Amelia Jones", "Amelia", false},
      {"Amelia Jones", "Jones", false},
      {"Amelia Jones", "Camelia Jonestown", false},
      {"Amelia Jones", "Camelia Jones", false},
      {"Amelia Jones", "Amelia Jonestown", false},
      {"Amelia Jones", "Amelia Brown, Tom Jones", false},
      {"Amelia Jones", "Amelia and Tom Jones", true},
      {"Amelia Jones", "Amelia ran past the big Jones", false},
      {"Amelia Rose Jones", "Amelia Jones", true},
      {"Amelia Rose Jones", "Amelia Rose", false},
      {"Jones, Amelia", "Amelia Jones", true},
      {"Amelia (Millie) Jones", "Millie Jones", true},
      {"Amelia (Millie) Jones", "Amelia Jones", true},
      {"Amelia \"Millie\" Jones", "MillieJones", true},
      {"Amelia Smith-Jones", "Amelia Smith-Jones", true},
      {"Amelia Smith-Jones", "Amelia Smith Jones", true},
      {"Amelia Smith-Jones", "amelia_smithjones", true},
      {"Amelia Smith-Jones", "Amelia Smith", true},
      {"Amelia Smith-Jones", "Amelia Jones", true},
      {"Anne-Marie Jones", "AnneMarie Jones", true},
      {"Anne-Marie Jones", "Anne Jones", true},
      {"Sean O'Brien", "Sean O’Brien", true},
      {"Sean O'Brien", "sean obrien", true},
      {"Seán O’Brien", "Sean_O_Brien.png", true},
      {"Siân ap Gwilym", "Sian ap Gwilym", true},
      {"Siân ap Gwilym", "sian gwilym", true},
      {"Siân ap Gwilym", "SianApGwilym", true},
      {"Nia ferch Llŷr", "NIA FERCH LLYR", true},
      {"Gwenllïan Ŵyn", "Gwenllian Wyn", true},
      {"Sofia van der Berg", "Sofia van der Berg", true},
      {"Sofia van der Berg", "Sofia Berg", true},
      {"Tom Jones Jr.", "Tom Jones", true},
      {"Li Ng", "Li Ng", true},
      {"Madonna", "madonna.jpg", true},
      {"王芳", "王芳.jpg", true},
      {"Мария Иванова", "МАРИЯ ИВАНОВА", true},
      {"Mrs Sarah Patel", "Sarah Patel", true},
      {"   ", "anything at all", false},
      {"", "anything at all", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name, row.text);
    CHECK(Names(Register({row.name}), row.text) == row.found);
  }
}

TEST_CASE("finds staff by title and last name", "[policy]") {
  const ConsentSnapshot staff = Register({"Sarah Patel"}, PersonKind::kStaff);
  CHECK(Names(staff, "Mrs Patel with the choir"));
  CHECK(Names(staff, "Mrs. S. Patel"));
  CHECK_FALSE(Names(staff, "Patel"));
  CHECK_FALSE(Names(Register({"Sarah Patel"}), "Mrs Patel"));
  const ConsentSnapshot titled = Register({"Mr Okafor"}, PersonKind::kStaff);
  CHECK(Names(titled, "MrOkafor.jpg"));
  CHECK_FALSE(Names(titled, "Okafor"));
}

TEST_CASE("finds classes, groups and the school's words at word boundaries", "[policy]") {
  ConsentSnapshot snapshot = Register({"Amelia Jones"});
  snapshot.people[0].groups = {GroupName{"4B"}, GroupName{"7"}, GroupName{"Choir"}, GroupName{"R"},
                               GroupName{"Year 6"}};
  snapshot.words = {"Hollyhock House"};
  for (const char* text : {"4B", "4b_trip.jpg", "Class4B", "trip 4 B", "4BTrip", "Year 7 sports",
                           "class 7", "Choir concert", "CHOIR", "class R", "year6", "Year 6",
                           "hollyhock house", "HollyhockHouse.jpg"}) {
    CAPTURE(text);
    CHECK(Names(snapshot, text));
  }
  for (const char* text : {"IMG_7.jpg", "14B", "4Bees", "choirs", "f4b2c9d1.jpg", "R.jpg",
                           "Hollyhock", "7", "year 60", "3f4b-a1c2"}) {
    CAPTURE(text);
    CHECK_FALSE(Names(snapshot, text));
  }
}

TEST_CASE("holds a photo for a name in its file, folder or metadata", "[policy]") {
  Case c;
  c.person("1").groups.clear();
  c.person("2").groups.clear();
  const auto where = [&c] {
    const std::vector<Finding> findings = c.Findings();
    const Finding* finding = FindCode(findings, FindingCode::kNameInText);
    if (!finding) return std::string();
    CHECK(finding->text.find("Amelia") == std::string::npos);
    CHECK(finding->identified_text.find("Amelia Jones") != std::string::npos);
    CHECK(finding->person == PersonId{"1"});
    return finding->text.substr(0, finding->text.find(" holds"));
  };
  CHECK(where().empty());
  c.path = "autumn/amelia jones.jpg";
  CHECK(where() == "The file name");
  c.path = "autumn/Amelia Jones/IMG_1.jpg";
  CHECK(where() == "The name of its folder");
  c.path = "Amelia Jones/autumn/IMG_1.jpg";
  CHECK(where() == "The name of its folder");
  c.path = "IMG_1.jpg";
  c.metadata.texts = {"sports day", "Winner: Amelia Jones (4B)"};
  CHECK(where() == "A caption, keyword or tag in the file");
}

TEST_CASE("lets a name pass only of somebody who may be named in full", "[policy]") {
  struct Row {
    NameWithImage may;
    bool barred;
    bool held;
  };
  for (const Row& row :
       {Row{NameWithImage::kFull, false, false}, Row{NameWithImage::kFirst, false, true},
        Row{NameWithImage::kNone, false, true}, Row{NameWithImage::kFull, true, true},
        Row{static_cast<NameWithImage>(9), false, true}}) {
    Case c;
    c.path = "Amelia Jones.jpg";
    c.person("1").name_with_image = row.may;
    c.person("1").barred = row.barred;
    CAPTURE(static_cast<int>(row.may), row.barred);
    CHECK((c.Decided() == DecisionKind::kReview) == row.held);
  }
  Case c;
  c.path = "Amelia wins.jpg";
  c.person("1").name_with_image = NameWithImage::kFirst;
  CHECK(c.Decided() == DecisionKind::kClear);
}

TEST_CASE("does not drown a reader in names", "[policy]") {
  Case c;
  c.consent.people.clear();
  std::string caption;
  for (int i = 0; i < 120; ++i) {
    const std::string last(1 + static_cast<std::size_t>(i) / 20, static_cast<char>('a' + i % 20));
    c.consent.people.push_back(Pupil(std::to_string(1000 + i), "Zoe Q" + last));
    caption += "Zoe Q" + last + "; ";
  }
  c.metadata.texts = {caption};
  const std::vector<Finding> findings = c.Findings();
  CHECK(findings.size() < 50);
  bool says_more = false;
  for (const Finding& finding : findings) {
    says_more = says_more || finding.text.find("80 more names") != std::string::npos;
  }
  CHECK(says_more);
}

}  // namespace photogate::test
