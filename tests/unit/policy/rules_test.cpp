// Every row of DESIGN.md section 2, in both channel modes.
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "tests/unit/policy/facts.h"

namespace photogate::test {
namespace {

constexpr auto kClear = DecisionKind::kClear;
constexpr auto kReview = DecisionKind::kReview;
constexpr auto kBlock = DecisionKind::kBlock;

struct Rule {
  std::string name;
  std::function<void(Case&)> change;
  std::optional<FindingCode> code;  // that must be among the findings
  DecisionKind list;
  DecisionKind account;
};

void Barred(Case& c, double distance, MatchState state) { c.AddFace(state, {{"2", distance}}); }

void NoTemplate(Case& c) {
  c.person("2").has_template = false;
  c.RefreshGallery();
}

void Event(Case& c, const std::string& group) {
  c.consent.event = EventContext{EventName{"Assembly"}, true, {GroupName{group}}};
}

void Kin(Case& c) {
  c.person("1").kin = {PersonId{"2"}};
  c.person("2").kin = {PersonId{"1"}};
}

Error Wrong(ErrorKind kind) { return Error{kind, "Something went wrong. Try again.", "/secret"}; }

std::vector<Rule> Rules() {
  return {
      {"a clean photo without a face", [](Case&) {}, std::nullopt, kClear, kReview},
      {"a permitted person, recognised",
       [](Case& c) {
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kKnownPerson, kClear, kClear},
      {"a barred person at most match", [](Case& c) { Barred(c, 0.4, MatchState::kKnown); },
       FindingCode::kListedPerson, kBlock, kBlock},
      {"a person with a safeguarding bar, whatever else the register says",
       [](Case& c) {
         c.person("1").safeguarding_bar = true;
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kListedPerson, kBlock, kBlock},
      {"a barred person just above match", [](Case& c) { Barred(c, 0.401, MatchState::kPossible); },
       FindingCode::kPossibleListedPerson, kReview, kReview},
      {"a barred person at possible", [](Case& c) { Barred(c, 0.6, MatchState::kPossible); },
       FindingCode::kPossibleListedPerson, kReview, kReview},
      {"a barred person behind a nearer permitted one",
       [](Case& c) {
         c.AddFace(MatchState::kKnown, {{"1", 0.1}, {"2", 0.5}});
       },
       FindingCode::kPossibleListedPerson, kReview, kReview},
      {"a barred person within match behind a nearer permitted one",
       [](Case& c) {
         c.AddFace(MatchState::kAmbiguous, {{"1", 0.30}, {"2", 0.32}});
       },
       FindingCode::kListedPerson, kBlock, kBlock},
      {"ambiguous between two people of whom one is barred",
       [](Case& c) {
         c.AddFace(MatchState::kAmbiguous, {{"1", 0.5}, {"2", 0.51}});
       },
       FindingCode::kAmbiguousListedPerson, kReview, kReview},
      {"a barred person whose distance is no number",
       [](Case& c) { Barred(c, std::nan(""), MatchState::kUnusable); },
       FindingCode::kPossibleListedPerson, kReview, kReview},
      {"a barred person near a face that another face was assigned",
       [](Case& c) {
         c.AddFace(MatchState::kPossible, {{"2", 0.3}});
         c.matches.faces[0].assigned = std::nullopt;
       },
       FindingCode::kListedPerson, kBlock, kBlock},
      {"a match of somebody who has no record",
       [](Case& c) {
         c.AddFace(MatchState::kKnown, {{"99", 0.2}});
       },
       FindingCode::kPossibleListedPerson, kReview, kReview},

      {"a barred person without a template, event unknown, a face",
       [](Case& c) {
         NoTemplate(c);
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kProtectedWithoutTemplate, kReview, kReview},
      {"the same with an event of their group",
       [](Case& c) {
         NoTemplate(c);
         Event(c, "4b");
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kProtectedWithoutTemplate, kReview, kReview},
      {"the same with an event of another group",
       [](Case& c) {
         NoTemplate(c);
         Event(c, "6A");
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kKnownPerson, kClear, kClear},
      {"the same with another event that does not narrow",
       [](Case& c) {
         NoTemplate(c);
         Event(c, "6A");
         c.consent.event.narrows = false;
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kProtectedWithoutTemplate, kReview, kReview},
      {"the same with an event without groups",
       [](Case& c) {
         NoTemplate(c);
         c.consent.event = EventContext{EventName{"Assembly"}, true, {}};
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kProtectedWithoutTemplate, kReview, kReview},
      {"a barred person without a template who is in no group",
       [](Case& c) {
         NoTemplate(c);
         c.person("2").groups.clear();
         Event(c, "6A");
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kProtectedWithoutTemplate, kReview, kReview},
      {"a barred person without a template, no face", [](Case& c) { NoTemplate(c); }, std::nullopt,
       kClear, kReview},
      {"a barred person whose template is missing from the gallery",
       [](Case& c) {
         c.consent.gallery.clear();
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kProtectedWithoutTemplate, kReview, kReview},

      {"a biometric objection, event unknown, a face",
       [](Case& c) {
         c.person("1").biometric_objection = true;
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kMatchingOff);
       },
       FindingCode::kBiometricObjection, kReview, kReview},
      {"a biometric objection of somebody at the event",
       [](Case& c) {
         c.person("1").biometric_objection = true;
         Event(c, "4B");
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kMatchingOff);
       },
       FindingCode::kBiometricObjection, kReview, kReview},
      {"a biometric objection of somebody elsewhere",
       [](Case& c) {
         c.person("1").biometric_objection = true;
         c.person("2").groups = {GroupName{"6A"}};
         Event(c, "6A");
         c.consent.people.push_back(Pupil("3", "Priya Patel"));
         c.RefreshGallery();
         c.AddFace(MatchState::kKnown, {{"3", 0.2}});
       },
       FindingCode::kKnownPerson, kClear, kClear},
      {"a biometric objection where the assessment allows comparing",
       [](Case& c) {
         c.person("1").biometric_objection = true;
         c.consent.objection_stops_comparison = false;
         c.AddFace(MatchState::kKnown, {{"1", 0.2}});
       },
       FindingCode::kKnownPerson, kClear, kClear},
      {"a biometric objection, no face", [](Case& c) { c.person("1").biometric_objection = true; },
       std::nullopt, kClear, kReview},

      {"a face too small to compare",
       [](Case& c) { c.AddFace(MatchState::kUnusable, {}, NotComparable::kTooSmall); },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a blurred face",
       [](Case& c) { c.AddFace(MatchState::kUnusable, {}, NotComparable::kBlurred); },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a face turned away",
       [](Case& c) { c.AddFace(MatchState::kUnusable, {}, NotComparable::kTurnedAway); },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a face too dark",
       [](Case& c) { c.AddFace(MatchState::kUnusable, {}, NotComparable::kTooDark); },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a covered face",
       [](Case& c) { c.AddFace(MatchState::kUnusable, {}, NotComparable::kCovered); },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a face without landmarks",
       [](Case& c) { c.AddFace(MatchState::kUnusable, {}, NotComparable::kNoLandmarks); },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a face the recogniser failed on",
       [](Case& c) { c.AddFace(MatchState::kUnusable, {}, NotComparable::kRecogniserError); },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a face that cannot be compared, below the channel's limit",
       [](Case& c) {
         c.consent.channel.ignore_below_px = 110;  // of 100 px
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kTooSmall);
       },
       FindingCode::kFaceNotComparable, kClear, kClear},
      {"the same above the limit",
       [](Case& c) {
         c.consent.channel.ignore_below_px = 30;
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kTooSmall);
       },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"the same in a copy that is made small enough",
       [](Case& c) {
         c.consent.channel.ignore_below_px = 30;
         c.info.width_px = 3000;
         c.info.height_px = 4000;
         c.consent.channel.publish.longest_edge_px = 1000;  // 25 px of 100
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kTooSmall);
       },
       FindingCode::kFaceNotComparable, kClear, kClear},
      {"the same in a photo that is smaller than the copies",
       [](Case& c) {
         c.consent.channel.ignore_below_px = 30;
         c.info.width_px = 300;
         c.info.height_px = 400;
         c.consent.channel.publish.longest_edge_px = 1000;
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kTooSmall);
       },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a face below the limit that the recogniser failed on",
       [](Case& c) {
         c.consent.channel.ignore_below_px = 1000;
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kRecogniserError);
       },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a face below the limit with a box that is no number",
       [](Case& c) {
         c.consent.channel.ignore_below_px = 1000;
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kTooSmall);
         c.faces.faces[0].box.h = std::nanf("");
         c.faces.faces[0].box.w = std::nanf("");
       },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a barred person below the limit",
       [](Case& c) {
         c.consent.channel.ignore_below_px = 1000;
         Barred(c, 0.2, MatchState::kKnown);
       },
       FindingCode::kListedPerson, kBlock, kBlock},

      {"an unknown face", [](Case& c) { c.AddFace(MatchState::kUnknown); }, std::nullopt, kClear,
       kReview},
      {"a face that may be a permitted person",
       [](Case& c) {
         c.AddFace(MatchState::kPossible, {{"1", 0.5}});
       },
       std::nullopt, kClear, kReview},
      {"a permitted person seen a second time",
       [](Case& c) {
         c.AddFace(MatchState::kKnown, {{"1", 0.1}});
         c.AddFace(MatchState::kPossible, {{"1", 0.3}});
         c.matches.faces[1].assigned = std::nullopt;
       },
       FindingCode::kKnownPerson, kClear, kReview},

      {"a permitted person whose twin is barred",
       [](Case& c) {
         Kin(c);
         c.AddFace(MatchState::kKnown, {{"1", 0.1}});
       },
       FindingCode::kKinOfListed, kReview, kReview},
      {"a barred person whose twin is not",
       [](Case& c) {
         Kin(c);
         Barred(c, 0.1, MatchState::kKnown);
       },
       FindingCode::kKinOfListed, kReview, kReview},
      {"a barred person whose twin is barred as well",
       [](Case& c) {
         Kin(c);
         c.person("1").barred = true;
         Barred(c, 0.1, MatchState::kKnown);
       },
       FindingCode::kListedPerson, kBlock, kBlock},
      {"a barred person with a twin who has no record",
       [](Case& c) {
         c.person("2").kin = {PersonId{"99"}};
         Barred(c, 0.1, MatchState::kKnown);
       },
       FindingCode::kKinOfListed, kReview, kReview},
      {"a face that may be somebody whose sibling is barred",
       [](Case& c) {
         Kin(c);
         c.AddFace(MatchState::kPossible, {{"1", 0.55}});
       },
       FindingCode::kKinOfListed, kReview, kReview},

      {"no face, and only the fallback detector looked",
       [](Case& c) { c.faces.detector_complete = false; }, FindingCode::kNoFace, kReview, kReview},
      {"a face, and only the fallback detector looked",
       [](Case& c) {
         c.faces.detector_complete = false;
         c.AddFace(MatchState::kKnown, {{"1", 0.1}});
       },
       FindingCode::kNoFace, kReview, kReview},

      {"metadata not proven clean",
       [](Case& c) { c.sanitised_error = Wrong(ErrorKind::kUnsupported); },
       FindingCode::kMetadataNotProven, kReview, kReview},
      {"an empty copy", [](Case& c) { c.sanitised.bytes.clear(); }, FindingCode::kMetadataNotProven,
       kReview, kReview},
      {"metadata unreadable", [](Case& c) { c.metadata_error = Wrong(ErrorKind::kCorrupt); },
       FindingCode::kMetadataNotProven, kReview, kReview},
      {"metadata not walked in full", [](Case& c) { c.metadata.complete = false; },
       FindingCode::kMetadataNotProven, kReview, kReview},
      {"an unsupported picture", [](Case& c) { c.info_error = Wrong(ErrorKind::kUnsupported); },
       FindingCode::kUnsupportedFile, kReview, kReview},
      {"an unknown format", [](Case& c) { c.format = FileFormat::kUnknown; },
       FindingCode::kUnsupportedFile, kReview, kReview},
      {"a format outside the enumeration", [](Case& c) { c.format = static_cast<FileFormat>(77); },
       FindingCode::kUnsupportedFile, kReview, kReview},
      {"a document", [](Case& c) { c.format = FileFormat::kDocument; },
       FindingCode::kUnsupportedFile, kReview, kReview},
      {"an empty file", [](Case& c) { c.format = FileFormat::kEmpty; }, FindingCode::kCorruptFile,
       kReview, kReview},
      {"a video", [](Case& c) { c.format = FileFormat::kVideo; }, FindingCode::kVideo, kReview,
       kReview},
      {"an animation", [](Case& c) { c.info.animated = true; }, FindingCode::kAnimatedFile, kReview,
       kReview},
      {"a file of several pictures", [](Case& c) { c.info.pictures = 3; },
       FindingCode::kAnimatedFile, kReview, kReview},
      {"a file without a picture", [](Case& c) { c.info.pictures = 0; }, FindingCode::kCorruptFile,
       kReview, kReview},
      {"a corrupt file", [](Case& c) { c.info_error = Wrong(ErrorKind::kCorrupt); },
       FindingCode::kCorruptFile, kReview, kReview},
      {"a file over a limit", [](Case& c) { c.info_error = Wrong(ErrorKind::kLimitExceeded); },
       FindingCode::kOverLimit, kReview, kReview},
      {"a worker's error of a kind outside the enumeration",
       [](Case& c) { c.inspection_error = Wrong(static_cast<ErrorKind>(0)); },
       FindingCode::kWorkerFailed, kReview, kReview},
      {"a worker that crashed",
       [](Case& c) { c.inspection_error = Wrong(ErrorKind::kUnavailable); },
       FindingCode::kWorkerFailed, kReview, kReview},
      {"a file the worker could not open because it was too large",
       [](Case& c) { c.inspection_error = Wrong(ErrorKind::kLimitExceeded); },
       FindingCode::kOverLimit, kReview, kReview},
      {"no inspection at all", [](Case& c) { c.inspected = false; }, FindingCode::kWorkerFailed,
       kReview, kReview},
      {"faces that could not be looked for",
       [](Case& c) { c.faces_error = Wrong(ErrorKind::kUnavailable); },
       FindingCode::kRecogniserUnavailable, kReview, kReview},
      {"pixels that could not be decoded",
       [](Case& c) { c.faces_error = Wrong(ErrorKind::kCorrupt); }, FindingCode::kCorruptFile,
       kReview, kReview},

      {"somebody else's copyright", [](Case& c) { c.metadata.copyright = "(c) 2026 A Studio"; },
       FindingCode::kForeignCopyright, kReview, kReview},
      {"somebody else's byline", [](Case& c) { c.metadata.author = "A. Photographer"; },
       FindingCode::kForeignCopyright, kReview, kReview},
      {"a blank author, as cameras write it", [](Case& c) { c.metadata.author = "   \0 "; },
       std::nullopt, kClear, kReview},
      {"the school's own notice",
       [](Case& c) {
         c.own_credits = {"Hilltop School"};
         c.metadata.copyright = "\u00A9 2026 Hilltop School. All rights reserved.";
       },
       std::nullopt, kClear, kReview},
      {"the school's own notice as the register has it",
       [](Case& c) {
         c.consent.own_credits = {"Hilltop School"};
         c.metadata.copyright = "(c) 2026 HILLTOP SCHOOL";
       },
       std::nullopt, kClear, kReview},
      {"somebody else's notice behind the school's own",
       [](Case& c) {
         c.consent.own_credits = {"Hilltop School"};
         c.metadata.copyright = "Hilltop School";
         c.metadata.claims = {"Hilltop School", "A Studio"};
       },
       FindingCode::kForeignCopyright, kReview, kReview},
      {"a notice whose holder gave permission",
       [](Case& c) {
         c.consent.credit_permissions = {{"A Studio", std::nullopt, "Photo: A Studio"}};
         c.metadata.copyright = "\u00A9 2026 A Studio";
       },
       FindingCode::kForeignCopyright, kClear, kReview},
      {"a notice whose holder gave permission for another photo",
       [](Case& c) {
         c.consent.credit_permissions = {
             {"A Studio", Sha256Hex{std::string(64, 'b')}, "Photo: A Studio"}};
         c.metadata.copyright = "\u00A9 2026 A Studio";
       },
       FindingCode::kForeignCopyright, kReview, kReview},
      {"two holders of whom one gave permission",
       [](Case& c) {
         c.consent.credit_permissions = {{"A Studio", std::nullopt, "Photo: A Studio"}};
         c.metadata.claims = {"A Studio", "B. Photographer"};
       },
       FindingCode::kForeignCopyright, kReview, kReview},
      {"a notice of years and signs alone, and a permission of the like",
       [](Case& c) {
         c.consent.credit_permissions = {{"(c) 2025", std::nullopt, "nobody"}};
         c.metadata.copyright = "(c) 2026";
       },
       FindingCode::kForeignCopyright, kReview, kReview},

      {"a name in the file name", [](Case& c) { c.path = "AmeliaJones.jpg"; },
       FindingCode::kNameInText, kReview, kReview},

      {"no recogniser, a face",
       [](Case& c) {
         c.faces.recogniser_available = false;
         c.compared = false;
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kNoRecogniser);
       },
       FindingCode::kRecogniserUnavailable, kReview, kReview},
      {"no recogniser, no face",
       [](Case& c) {
         c.faces.recogniser_available = false;
         c.compared = false;
       },
       std::nullopt, kClear, kReview},
      {"a usable face that was not compared",
       [](Case& c) {
         c.AddFace(MatchState::kKnown, {{"1", 0.1}});
         c.compared = false;
       },
       FindingCode::kRecogniserUnavailable, kReview, kReview},
      {"faces of another model than the matches",
       [](Case& c) {
         c.AddFace(MatchState::kKnown, {{"1", 0.1}});
         c.faces.recogniser = ModelId{"other"};
       },
       FindingCode::kRecogniserUnavailable, kReview, kReview},
      {"a face left out of the matches",
       [](Case& c) {
         c.AddFace(MatchState::kKnown, {{"1", 0.1}});
         c.AddFace(MatchState::kUnknown);
         c.matches.faces.pop_back();
       },
       FindingCode::kFaceNotComparable, kReview, kReview},
      {"a usable face called unusable by the matcher",
       [](Case& c) { c.AddFace(MatchState::kUnusable); }, FindingCode::kFaceNotComparable, kReview,
       kReview},
      {"no impact assessment on record, a face",
       [](Case& c) {
         c.consent.dpia_recorded = false;
         c.compared = false;
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kMatchingOff);
       },
       FindingCode::kMatchingOff, kReview, kReview},
      {"the self-test failed, a face",
       [](Case& c) {
         c.matching_allowed = false;
         c.compared = false;
         c.AddFace(MatchState::kUnusable, {}, NotComparable::kMatchingOff);
       },
       FindingCode::kMatchingOff, kReview, kReview},
      {"a barred person found while matching should be off",
       [](Case& c) {
         c.matching_allowed = false;
         Barred(c, 0.1, MatchState::kKnown);
       },
       FindingCode::kListedPerson, kBlock, kBlock},
      {"the register cannot be read", [](Case& c) { c.register_there = false; },
       FindingCode::kRegisterUnavailable, kReview, kReview},
      {"the channel is not approved", [](Case& c) { c.consent.channel.approved = false; },
       FindingCode::kRegisterUnavailable, kReview, kReview},
      {"metadata removed",
       [](Case& c) {
         c.sanitised.removed = {{MetadataClass::kLocation, 4}};
       },
       FindingCode::kMetadataRemoved, kClear, kReview},
  };
}

}  // namespace

TEST_CASE("decides as the table of decisions says, in both channel modes", "[policy]") {
  for (const Rule& rule : Rules()) {
    for (const bool account : {false, true}) {
      Case c;
      c.consent.channel.mode = account ? ChannelMode::kAccount : ChannelMode::kList;
      rule.change(c);
      CAPTURE(rule.name, account);
      const std::vector<Finding> findings = c.Findings();
      std::string codes;
      for (const Finding& finding : findings) {
        codes += std::string(FindingCodeName(finding.code)) + " ";
      }
      CAPTURE(codes);
      CHECK(Decide(findings, {}, {}).kind() == (account ? rule.account : rule.list));
      if (rule.code) CHECK(FindCode(findings, *rule.code) != nullptr);
    }
  }
}

TEST_CASE("takes a channel mode outside the enumeration as the strict one", "[policy]") {
  Case c;
  c.consent.channel.mode = static_cast<ChannelMode>(0);
  c.AddFace(MatchState::kUnknown);
  CHECK(c.Decided() == kReview);
}

TEST_CASE("says each thing in a sentence with a next step, without names or paths", "[policy]") {
  for (const Rule& rule : Rules()) {
    Case c;
    c.consent.channel.mode = ChannelMode::kAccount;
    rule.change(c);
    for (const Finding& finding : c.Findings()) {
      CAPTURE(rule.name, finding.text);
      CHECK(finding.text.size() > 30);
      CHECK((finding.text.back() == '.'));
      CHECK_FALSE(finding.identified_text.empty());
      for (const char* secret : {"Amelia", "Jones", "Okafor", "Priya", "/secret", "IMG_0042"}) {
        CHECK(finding.text.find(secret) == std::string::npos);
      }
      CHECK(finding.consent_version == ConsentVersion{c.register_there ? 17 : 0});
      CHECK(finding.model == kModel);
      CHECK(finding.face.has_value() == finding.box.has_value());
      // Whose name a file carries is for those who may know.
      if (finding.code == FindingCode::kNameInText) {
        CHECK(finding.case_number.empty());
        CHECK(finding.text.find("case-") == std::string::npos);
      } else if (finding.person && finding.person->value != "99") {
        CHECK(finding.case_number == "case-" + finding.person->value);
      }
    }
  }
}

TEST_CASE("carries the numbers that a match was made from", "[policy]") {
  Case c;
  c.AddFace(MatchState::kKnown, {{"1", 0.1}});
  c.AddFace(MatchState::kKnown, {{"2", 0.31}});
  c.AddFace(MatchState::kPossible, {{"2", 0.52}});
  const std::vector<Finding> findings = c.Findings();
  const Finding* listed = FindCode(findings, FindingCode::kListedPerson);
  REQUIRE(listed != nullptr);
  CHECK(listed == &findings.front());
  CHECK(listed->face == std::size_t{1});
  CHECK(listed->distance == 0.31);
  CHECK(listed->threshold == 0.4);
  CHECK(listed->person == PersonId{"2"});
  CHECK(listed->case_number == "case-2");
  CHECK(listed->box->w == 100);
  CHECK(listed->text.find("Face 2") != std::string::npos);
  CHECK(listed->text.find("case-2") != std::string::npos);
  CHECK(listed->identified_text.find("Tom Okafor") != std::string::npos);
  const Finding* possible = FindCode(findings, FindingCode::kPossibleListedPerson);
  REQUIRE(possible != nullptr);
  CHECK(possible->distance == 0.52);
  CHECK(possible->threshold == 0.6);
  CHECK(possible->match_limit == 0.4);
  CHECK(possible->possible_limit == 0.6);
}

TEST_CASE("says what was removed by class and count, never by value", "[policy]") {
  Case c;
  c.sanitised.removed = {{MetadataClass::kLocation, 4}, {MetadataClass::kDevice, 2}};
  c.metadata.items = {{MetadataClass::kLocation, "Exif GPSLatitude", "51.5"}};
  const std::vector<Finding> findings = c.Findings();
  const Finding* removed = FindCode(findings, FindingCode::kMetadataRemoved);
  REQUIRE(removed != nullptr);
  CHECK(removed->text.find("location (4), device (2)") != std::string::npos);
  CHECK(removed->text.find("51.5") == std::string::npos);
}

TEST_CASE("names everybody it cannot look for", "[policy]") {
  Case c;
  for (int i = 10; i < 20; ++i) {
    c.consent.people.push_back(Pupil(std::to_string(i), "Pupil Number" + std::to_string(i), true));
    c.consent.people.back().has_template = false;
  }
  c.RefreshGallery();
  c.AddFace(MatchState::kUnknown);
  const std::vector<Finding> findings = c.Findings();
  const Finding* finding = FindCode(findings, FindingCode::kProtectedWithoutTemplate);
  REQUIRE(finding != nullptr);
  CHECK(finding->text.rfind("10 people who must not appear on this channel cannot be recognised",
                            0) == 0);
  CHECK_FALSE(finding->person.has_value());
  REQUIRE(finding->people.size() == 10);
  for (int i = 10; i < 20; ++i) {
    const std::string number = std::to_string(i);
    CHECK(finding->text.find("case-" + number) != std::string::npos);
    CHECK(finding->text.find("Number" + number) == std::string::npos);
    CHECK(finding->identified_text.find("Pupil Number" + number) != std::string::npos);
    CHECK(finding->people[static_cast<std::size_t>(i - 10)] == PersonId{number});
  }
}

TEST_CASE("tells before comparing whether an objection forbids it", "[policy]") {
  Case c;
  CHECK_FALSE(ObjectionForbidsComparing(c.consent));
  c.person("1").biometric_objection = true;
  CHECK(ObjectionForbidsComparing(c.consent));
  c.consent.event = EventContext{EventName{"Fair"}, true, {GroupName{"6A"}}};
  CHECK_FALSE(ObjectionForbidsComparing(c.consent));
  c.consent.event.groups.push_back(GroupName{"4 b"});
  CHECK(ObjectionForbidsComparing(c.consent));
}

TEST_CASE("holds what went wrong after the decision", "[policy]") {
  const Finding failed = OutcomeFailed(Wrong(ErrorKind::kUnavailable), ConsentVersion{3});
  CHECK(Decide({failed}, {}, {}).kind() == kReview);
  CHECK(failed.text.find("/secret") == std::string::npos);
  CHECK(Decide({ConsentChanged(ConsentVersion{3})}, {}, {}).kind() == kReview);
}

TEST_CASE("holds a picture that a person stopped before, until a person looks", "[policy]") {
  Case c;
  const Result<std::optional<EarlierStop>> none{std::optional<EarlierStop>()};
  c.stopped = &none;
  CHECK(c.Decided() == DecisionKind::kClear);
  const Result<std::optional<EarlierStop>> stop{
      std::optional(EarlierStop{StopKind::kDeleted, Date{2026, 2, 3}})};
  c.stopped = &stop;
  const auto findings = c.Findings();
  const Finding* const finding = FindCode(findings, FindingCode::kStoppedBefore);
  REQUIRE(finding != nullptr);
  CHECK(finding->effect == Effect::kReview);
  CHECK(finding->text.find("A person deleted this photo on 3 February 2026") == 0);
  CHECK(c.Decided() == kReview);
  CHECK(Decide(findings, {{FindingCode::kStoppedBefore, std::nullopt, true, "u1"}}, {}).kind() ==
        DecisionKind::kClear);
  const Result<std::optional<EarlierStop>> unknown{Wrong(ErrorKind::kUnavailable)};
  c.stopped = &unknown;
  CHECK(FindCode(c.Findings(), FindingCode::kRegisterUnavailable) != nullptr);
  CHECK(c.Decided() == kReview);
}

TEST_CASE("says whom to name beside a photo that its author allowed", "[policy]") {
  Case c;
  c.consent.credit_permissions = {
      {"whoever", Sha256Hex{std::string(64, 'a')}, "Photo: A. Photographer"}};
  c.metadata.author = "A. Photographer";
  c.metadata.claims = {"A. Photographer", "(c) A. Photographer 2026"};
  CHECK(c.Decided() == DecisionKind::kClear);
  const std::vector<Finding> findings = c.Findings();
  const Finding* finding = FindCode(findings, FindingCode::kForeignCopyright);
  REQUIRE(finding != nullptr);
  CHECK(finding->effect == Effect::kNone);
  CHECK(finding->credit == "Photo: A. Photographer");
  CHECK(finding->text.find("Photo: A. Photographer") != std::string::npos);
}

}  // namespace photogate::test
