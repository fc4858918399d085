#include <rapidcheck.h>

#include "consent/audit.h"
#include "consent/bars.h"
#include "consent/export_csv.h"
#include "consent/gone.h"
#include "consent/import_dates.h"
#include "consent/import_sources.h"
#include "consent/import_undo.h"
#include "consent/templates.h"
#include "consent/text_encoding.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

// ASCII and one accented letter as UTF-16.
std::string Utf16(const std::string& ascii, bool little) {
  std::string bytes = little ? "\xff\xfe" : "\xfe\xff";
  for (const char c : ascii) {
    const char code = c == '~' ? '\xe9' : c;  // stands for U+00E9
    if (little) {
      bytes += code;
      bytes += '\0';
    } else {
      bytes += '\0';
      bytes += code;
    }
  }
  return bytes;
}

PermissionState Website(TestRegister& reg, const std::string& id) {
  return Permissions(*reg).State(PersonId{id}, UseName{"website"}, reg.today()).value();
}

ImportReport ImportWith(TestRegister& reg, const std::string& csv, const ImportMapping& mapping) {
  const auto report = Importer(*reg).Apply(csv, kOffice, mapping);
  REQUIRE(report.ok());
  return report.value();
}

}  // namespace

TEST_CASE("a file is read in the encodings that schools' programs save in", "[consent]") {
  TestRegister reg;
  const std::string text = "id;name\r\np1;Zo~ Example\r\n";
  const std::string name = "Zo\xc3\xa9 Example";
  std::string utf8 = text, windows = text;
  utf8.replace(utf8.find('~'), 1, "\xc3\xa9");
  windows.replace(windows.find('~'), 1, "\xe9");
  const std::vector<std::pair<std::string, std::string>> files = {
      {utf8, "UTF-8"},
      {"\xef\xbb\xbf" + utf8, "UTF-8"},
      {Utf16(text, true), "UTF-16LE"},
      {Utf16(text, false), "UTF-16BE"},
      {Utf16(text, true).substr(2), "UTF-16LE"},
      {Utf16(text, false).substr(2), "UTF-16BE"},
      {windows, "Windows-1252"}};
  for (const auto& [file, encoding] : files) {
    INFO(encoding);
    const auto report = Importer(*reg).Apply(file, kOffice);
    REQUIRE(report.ok());
    CHECK(report.value().encoding == encoding);
    CHECK(report.value().delimiter == ';');
    CHECK(report.value().issues.size() == (encoding == "Windows-1252" ? 1 : 0));
    CHECK(People(*reg).Show(PersonId{"p1"}, reg.today()).value().entry.name == name);
  }
  CHECK(DecodeText("\x80 9").value().utf8 == "\xe2\x82\xac 9");
}

TEST_CASE("bytes that are no text are refused with a message", "[consent]") {
  CHECK_FALSE(DecodeText(std::string_view("\xff\xfe"
                                          "a",
                                          3))
                  .ok());                                                 // half a unit
  CHECK_FALSE(DecodeText(std::string_view("\xff\xfe\x00\xdc", 4)).ok());  // low surrogate first
  CHECK_FALSE(DecodeText(std::string_view("\xff\xfe\x00\xd8"
                                          "a\0",
                                          6))
                  .ok());                   // never completed
  CHECK_FALSE(DecodeText("caf\x81").ok());  // means nothing in Windows-1252
  CHECK_FALSE(DecodeText(std::string_view("i\0d\0\xe9", 5)).ok());
  CHECK(DecodeText(std::string_view("\xff\xfe\x3d\xd8\x00\xde", 6)).value().utf8 ==
        "\xf0\x9f\x98\x80");
}

TEST_CASE("dates are read as British schools write them", "[consent]") {
  for (const char* text :
       {"2026-08-31", "31/08/2026", "31/8/2026", "31.08.2026", "31-08-2026", "31 Aug 2026",
        "31-august-2026", "2026-08-31 00:00:00", "2026-08-31T00:00:00", "31/08/2026 00:00"}) {
    INFO(text);
    CHECK(ReadImportDate(text) == Day("2026-08-31"));
  }
  for (const char* text : {"", "31/09/2026", "2026-02-30", "08/31/2026", "31/08/26", "31/08-2026",
                           "31 Aug", "-1/08/2026", "31/08/20a6", "2026-08-31 12:30:00", "x/y/z"}) {
    INFO(text);
    CHECK_FALSE(ReadImportDate(text).has_value());
  }
}

TEST_CASE("a school's own titles and words are mapped", "[consent]") {
  TestRegister reg;
  ImportMapping own;
  own.source = "office list";
  own.columns = {{"Pupil No", "id"},
                 {"First", "first_name"},
                 {"Last", "last_name"},
                 {"Photo on web?", "use:website"},
                 {"Face data?", "biometric_basis"},
                 {"Class", "groups"},
                 {"NC Year", "year"},
                 {"Postcode", "ignore"}};
  own.values = {{"Agreed", "granted"}, {"Declined", "refused"}, {"-", "empty"}};
  const std::string csv =
      "Pupil No,First,Last,Photo on web?,Face data?,Class,NC Year,Postcode\n"
      "1,Ann,Example,AGREED,Agreed,7A,7,AB1\n"
      "2,Ben,Example,declined,Declined,7B,7,AB1\n"
      "3,Cy,Example,-,-,,Reception,AB1\n"
      "4,Di,Example,perhaps,,,,AB1\n";
  const ImportReport report = ImportWith(reg, csv, own);
  REQUIRE(report.applied);
  REQUIRE(report.issues.size() == 1);
  CHECK(report.issues[0].line == 5);
  const auto ann = People(*reg).Show(PersonId{"1"}, reg.today()).value();
  CHECK(ann.entry.name == "Ann Example");
  CHECK(ann.entry.groups == std::vector<GroupName>{{"7A"}, {"Year 7"}});
  CHECK(ann.biometric.basis());
  CHECK(Website(reg, "1") == PermissionState::kGranted);
  CHECK(Website(reg, "2") == PermissionState::kRefused);
  CHECK(reg.Find("2").biometric_objection);
  CHECK(Website(reg, "3") == PermissionState::kUnrecorded);
  CHECK(Website(reg, "4") == PermissionState::kRefused);
}

TEST_CASE("a rehearsal shows what the readable lines would do beside those that are refused",
          "[consent]") {
  TestRegister reg;
  reg.Import("id,name,use:website\np1,Ann,granted\np2,Ben,granted\n");
  const std::string csv = "id,name,use:website\np1,Ann,refused\nbad id,Ben,granted\np3,Cy,\n";
  const auto report = Importer(*reg).Preview(csv);
  REQUIRE(report.ok());
  CHECK(report.value().refused());
  CHECK(report.value().added == std::vector<PersonId>{PersonId{"p3"}});
  REQUIRE(report.value().changed.size() == 1);
  CHECK(report.value().changed[0].person == PersonId{"p1"});
  // p2 may be the line that could not be read.
  CHECK(report.value().gone.empty());
  const auto version = reg->Version().value();
  CHECK(reg.Import(csv).refused());
  CHECK(reg->Version().value() == version);
}

TEST_CASE("the columns of a source are remembered", "[consent]") {
  TestRegister reg;
  ImportSources sources(*reg);
  CHECK(sources.Find("nobody", true).error().kind == ErrorKind::kRefused);
  ImportMapping own;
  own.source = "arbor";
  own.columns = {{"Web photo", "use:website"}};
  own.values = {{"Yes", "withdrawn"}};
  REQUIRE(sources.Save(own, kOffice).ok());
  const ImportMapping found = sources.Find("arbor", true).value();
  const ImportReport report =
      ImportWith(reg,
                 "Student ID,UPN,Preferred First Name,Last Name,Year Group,Web photo\n"
                 "77,A1,Ann,Example,7,yes\n78,A2,Ben,Example,Year 7,no\n",
                 found);
  INFO((report.issues.empty() ? "" : report.issues[0].message));
  REQUIRE(report.applied);
  // The school's own word for a value outweighs the preset's.
  CHECK(Website(reg, "77") == PermissionState::kWithdrawn);
  CHECK(Website(reg, "78") == PermissionState::kRefused);
  CHECK(People(*reg).Show(PersonId{"78"}, reg.today()).value().entry.groups ==
        std::vector<GroupName>{{"Year 7"}});
  CHECK(sources.List().value().size() == 1);
  own.columns = {{"Web photo", "use:"}};
  CHECK_FALSE(sources.Save(own, kOffice).ok());
  own.columns = {{"Web photo", "shoe"}};
  CHECK_FALSE(sources.Save(own, kOffice).ok());
}

TEST_CASE("presets know the titles of the three systems", "[consent]") {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"sims",
       "Admission Number,UPN,Forename,Surname,Reg,Year,Leaving Date\n"
       "12,U1,Ann,Example,7A,7,31/07/2031\n"},
      {"arbor",
       "Student ID,First Name,Last Name,Registration Form,Year Group,Leaving Date\n"
       "12,Ann,Example,7A,7,31/07/2031\n"},
      {"bromcom",
       "Student ID,First Name,Last Name,Tutor Group,Year Group,Leaving Date\n"
       "12,Ann,Example,7A,7,31/07/2031\n"}};
  for (const auto& [source, csv] : files) {
    INFO(source);
    TestRegister reg;
    const ImportReport report = ImportWith(reg, csv, PresetMapping(source));
    REQUIRE(report.applied);
    CHECK(report.issues.empty());
    const auto person = People(*reg).Show(PersonId{"12"}, reg.today()).value();
    CHECK(person.entry.name == "Ann Example");
    CHECK(person.entry.groups == std::vector<GroupName>{{"7A"}, {"Year 7"}});
    CHECK(person.entry.leaving_date == Day("2031-07-31"));
  }
}

TEST_CASE("whoever is gone from the file waits for a decision, once", "[consent]") {
  TestRegister reg;
  const std::string both = "id,name\np1,Ann\np2,Ben\n", one = "id,name\np1,Ann\n";
  GonePeople gone(*reg);
  reg.Import(both);
  CHECK(gone.List().value().empty());
  CHECK(reg.Import(one).gone == std::vector<PersonId>{{"p2"}});
  REQUIRE(gone.List().value().size() == 1);
  CHECK(reg.Import(one).gone.size() == 1);

  SECTION("kept until they were back and gone again") {
    REQUIRE(gone.Keep(PersonId{"p2"}, kOffice).ok());
    CHECK(gone.List().value().empty());
    CHECK(gone.List(true).value().size() == 1);
    CHECK(reg.Import(one).gone.empty());
    reg.Import(both);
    CHECK(gone.List(true).value().empty());
    CHECK(reg.Import(one).gone.size() == 1);
  }
  SECTION("left, which ends their permissions") {
    reg.Say("p2", "website", PermissionStatement::kGranted, reg.today());
    REQUIRE(gone.Leave(PersonId{"p2"}, Day("2026-11-19"), kOffice).ok());
    CHECK(reg.Find("p2").barred);
    CHECK(reg.Import(one).gone.empty());
  }
  CHECK(gone.Keep(PersonId{"p1"}, kOffice).error().kind == ErrorKind::kNotFound);
}

TEST_CASE("an import is taken back as one more change", "[consent]") {
  TestRegister reg;
  CHECK(UndoLastImport(*reg, kOffice).error().kind == ErrorKind::kNotFound);
  reg.Add("v1");
  reg.Import("id,name,groups,leaving_date,use:website\np1,Ann,7A,,granted\np2,Ben,7A,,refused\n");
  const auto people = [&] { return People(*reg).List().value().size(); };
  reg.Import(
      "id,name,groups,leaving_date,biometric_basis,use:website\n"
      "p1,Anna,8B,2026-01-01,consent,refused\np2,Ben,7A,,,granted\np3,New,7A,,,granted\n"
      "p4,Busy,7A,,,granted\n");
  CHECK(people() == 5);
  reg.Say("p4", "press", PermissionStatement::kGranted, reg.today());
  Enroller enroller(*reg, {Distance{0.3}, 0});
  REQUIRE(enroller.Enrol(Order("p1", "a"), OneFace(Vector(0)), kOffice).value().enrolled());

  const auto undo = UndoLastImport(*reg, kOffice);
  REQUIRE(undo.ok());
  CHECK(undo.value().removed == std::vector<PersonId>{{"p3"}});
  CHECK(undo.value().kept == std::vector<PersonId>{{"p4"}});
  CHECK(undo.value().restored == std::vector<PersonId>{{"p1"}});
  CHECK(undo.value().statements == 5);
  CHECK(undo.value().refusals == 1);
  CHECK(undo.value().templates_destroyed == 1);
  CHECK(people() == 4);
  const auto ann = People(*reg).Show(PersonId{"p1"}, reg.today()).value();
  CHECK(ann.entry.name == "Ann");
  CHECK(ann.entry.groups == std::vector<GroupName>{{"7A"}});
  CHECK_FALSE(ann.entry.leaving_date.has_value());
  CHECK_FALSE(ann.biometric.basis());
  CHECK(ann.templates.empty());
  CHECK(Website(reg, "p1") == PermissionState::kGranted);
  CHECK(Website(reg, "p2") == PermissionState::kRefused);
  CHECK(Website(reg, "p4") == PermissionState::kUnrecorded);
  CHECK_FALSE(People(*reg).Show(PersonId{"p3"}, reg.today()).ok());
  // What was said stays readable, marked.
  const auto history = Permissions(*reg).History(PersonId{"p1"}).value();
  REQUIRE(history.size() == 2);
  CHECK_FALSE(history[0].undone);
  CHECK(history[1].undone);
  CHECK(Audit(*reg).Verify(std::nullopt).value().intact);
  CHECK(UndoLastImport(*reg, kOffice).error().kind == ErrorKind::kRefused);

  SECTION("and somebody it brought may come back") {
    reg.Import("id,name,use:website\np1,Ann,granted\np2,Ben,refused\np3,Again,refused\np4,Busy,\n");
    CHECK(Website(reg, "p3") == PermissionState::kRefused);
    CHECK(Permissions(*reg).History(PersonId{"p3"}).value().size() == 2);
    CHECK(UndoLastImport(*reg, kOffice).ok());
  }
}

TEST_CASE("undoing leaves what was changed by hand since", "[consent]") {
  TestRegister reg;
  reg.Import("id,name\np1,Ann\n");
  reg.Import("id,name\np1,Anna\n");
  PersonCorrection correction{PersonId{"p1"}};
  correction.name = "Annabel";
  REQUIRE(People(*reg).Correct(correction, kOffice).ok());
  const auto undo = UndoLastImport(*reg, kOffice).value();
  CHECK(undo.left_as_they_are == std::vector<PersonId>{{"p1"}});
  CHECK(People(*reg).Show(PersonId{"p1"}, reg.today()).value().entry.name == "Annabel");
}

TEST_CASE("what ended is no yes, wherever the file goes", "[consent]") {
  TestRegister reg;
  const std::string csv = "id,name,use:website\np1,Ann,expired\n";
  reg.Import(csv);
  CHECK(Website(reg, "p1") == PermissionState::kWithdrawn);
  reg.Add("p2");
  REQUIRE(Permissions(*reg)
              .Record({PersonId{"p2"}, UseName{"website"}, PermissionStatement::kGranted,
                       Day("2026-01-01"), Day("2026-02-01")},
                      kOffice)
              .ok());
  const ImportReport again =
      reg.Import("id,name,use:website\np1,Ann,expired\np2,Name of p2,expired\n");
  CHECK(again.statements == 0);
  CHECK(again.unchanged == 2);
  CHECK(Website(reg, "p2") == PermissionState::kExpired);
}

TEST_CASE("whatever is on record, its export imports again unchanged", "[consent][property]") {
  const bool held = rc::check("export then preview", [] {
    TestRegister reg;
    const std::vector<std::string> names = {"=1+1", "'=x", "'plain", "-", "A \"B\", C", "@me"};
    reg.Import(
        "id,name,kind,groups,leaving_date,biometric_basis,use:website,use:name-with-image\n"
        "p1,Ann,pupil,7A;Choir,2026-11-25,consent,granted,full\n"
        "p2,Ben,staff,,,objection,refused,none\n");
    for (const char* id : {"p1", "p2", "p3"}) {
      if (std::string(id) == "p3") reg.Add(id, {GroupName{"=7A"}});
      PersonCorrection correction{PersonId{id}};
      correction.name = *rc::gen::elementOf(names);
      RC_ASSERT(People(*reg).Correct(correction, kOffice).ok());
    }
    const int count = *rc::gen::inRange(0, 8);
    for (int index = 0; index < count; ++index) {
      const PersonId person{*rc::gen::element<std::string>("p1", "p2", "p3")};
      if (*rc::gen::inRange(0, 4) == 0) {
        const auto statement =
            *rc::gen::element(BiometricStatement::kConsent, BiometricStatement::kWithdrawal,
                              BiometricStatement::kObjection, BiometricStatement::kChildRefusal);
        const std::string voice = *rc::gen::element<std::string>("", "parent A");
        static_cast<void>(
            Biometrics(*reg).Record({person, statement, reg.today(), voice}, kOffice));
        continue;
      }
      NewPermission said{
          person, UseName{*rc::gen::element<std::string>("website", "name-with-image")},
          *rc::gen::element(PermissionStatement::kGranted, PermissionStatement::kRefused,
                            PermissionStatement::kWithdrawn),
          Date{2026, 11, *rc::gen::inRange(1, 30)}};
      // Only a yes may be dated ahead.
      if (said.statement != PermissionStatement::kGranted) {
        said.from = std::min(said.from, reg.today());
      }
      if (*rc::gen::inRange(0, 2) == 0) said.until = Date{2026, 11, 30};
      if (*rc::gen::inRange(0, 3) == 0) said.until = said.from;
      said.given_by = *rc::gen::element<std::string>("", "parent A");
      said.name_level = *rc::gen::element(NameWithImage::kFirst, NameWithImage::kFull);
      RC_ASSERT(Permissions(*reg).Record(said, kOffice).ok());
    }
    const auto csv = ExportPeople(*reg, reg.today(), kOffice);
    RC_ASSERT(csv.ok());
    const auto again = Importer(*reg).Preview(csv.value());
    RC_ASSERT(again.ok());
    RC_ASSERT(again.value().issues.empty());
    RC_ASSERT(again.value().changed.empty());
    RC_ASSERT(again.value().conflicts.empty());
    RC_ASSERT(again.value().unchanged == 3);
  });
  CHECK(held);
}

}  // namespace photogate::test
