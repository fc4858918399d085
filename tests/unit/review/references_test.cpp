// Reference photos sent from the page: what is missing is said, and nothing is taken without it.
#include <catch2/catch.hpp>

#include "consent/biometrics.h"
#include "consent/templates.h"
#include "consent/users.h"
#include "review/uploads.h"
#include "tests/unit/review/review_home.h"

namespace photogate::test {
namespace {

using nlohmann::json;
using std::chrono_literals::operator""s;

const ModelId kModel{"test-1"};

// A face that looks along one of eight axes, wide enough to be a reference.
Face FaceAlong(int axis, double quality = 0.7) {
  std::vector<float> values(8, 0.0F);
  values[static_cast<std::size_t>(axis)] = 1;
  return Face{Box{100, 100, 90, 90},
              std::nullopt,
              0.95,
              "yunet",
              0,
              Quality{quality, 0.8, 0.7, 0.9, quality},
              NotComparable::kNone,
              Template(kModel, values)};
}

Inspection Seen(const std::string& sha, std::vector<Face> faces, const std::string& exif = "") {
  Faces found{};
  found.faces = std::move(faces);
  found.detector_complete = found.recogniser_available = true;
  found.recogniser = kModel;
  MetadataReport metadata{};
  if (!exif.empty()) {
    metadata.items.push_back({MetadataClass::kDevice, "Exif DateTimeOriginal", exif});
  }
  const Error none{ErrorKind::kUnavailable, "not asked for"};
  return Inspection{Sha256Hex{sha + std::string(64 - sha.size(), '0')},
                    9,
                    FileFormat::kJpeg,
                    PhotoInfo{FileFormat::kJpeg, 1'600, 1'200, 1, false},
                    found,
                    metadata,
                    none,
                    {},
                    {}};
}

// A home whose worker sees in each photo what the test says; the office is signed in.
class ReferenceHome {
 public:
  ReferenceHome()
      : home([this](int, const InspectionOrder&) {
          ++looked;
          return next;
        }),
        fay(home, "Fay") {}

  void AllowTemplate(const char* person) {
    for (const auto said : {BiometricStatement::kNotified, BiometricStatement::kConsent}) {
      Say(person, said);
    }
  }
  void Say(const char* person, BiometricStatement said, const char* form = "form") {
    REQUIRE(Biometrics(home.reg())
                .Record({PersonId{person}, said, ParseDate("2026-11-01").value(), "", form},
                        Actor{"office"})
                .ok());
  }

  WebAnswer SendPiece(const Reviewer& who, const std::string& query,
                      const std::string& bytes) const {
    return who.SendBytes("/api/v1/register/uploads?" + query, bytes);
  }

  WebAnswer Enrol(const Inspection& seen, json more = json::object()) {
    next = seen;
    REQUIRE(SendPiece(fay, "upload=a1&at=0&whole=9", "the photo").status == 200);
    json body{{"person", "1"}, {"upload", "a1"}};
    body.update(more);
    return fay.Post("/api/v1/register/references", body);
  }

  json Reference(const Inspection& seen, json more = json::object()) {
    const WebAnswer answer = Enrol(seen, std::move(more));
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return Parsed(answer)["reference"];
  }

  std::size_t Kept(const char* person) {
    return Templates(home.reg()).List(PersonId{person}).value().size();
  }
  json Person(const char* person) {
    return Parsed(fay.Get(std::string("/api/v1/register/person?id=") + person))["person"];
  }

  int looked = 0;
  Result<Inspection> next{Error{ErrorKind::kInternal, "the test did not say"}};
  ReviewHome home;
  Reviewer fay;
};

TEST_CASE("a photo of one face becomes a reference, dated by what is known", "[references]") {
  ReferenceHome it;
  it.AllowTemplate("1");
  CHECK(it.Person("1")["enrol"] == json{{"may", true}, {"why_not", nullptr}});
  json taken = it.Reference(Seen("a", {FaceAlong(0)}));
  CHECK(taken["enrolled"] == true);
  CHECK(taken["code"] == "enrolled");
  CHECK(taken["taken"] == "2026-11-20");
  CHECK(taken["taken_from"] == "today");
  CHECK(taken["stale"] == false);
  taken = it.Reference(Seen("b", {FaceAlong(0)}, "2025:06:01 10:00:00"));
  CHECK(taken["taken"] == "2025-06-01");
  CHECK(taken["taken_from"] == "camera");
  CHECK(taken["stale"] == true);
  taken = it.Reference(Seen("c", {FaceAlong(0)}, "2025:06:01 10:00:00"), {{"taken", "2026-10-02"}});
  CHECK(taken["taken"] == "2026-10-02");
  CHECK(taken["taken_from"] == "said");
  CHECK(it.Kept("1") == 3);
  CHECK(it.Person("1")["references"] == 3);
  CHECK(Templates(it.home.reg()).List(PersonId{"1"}).value()[0].enrolled_by == "Fay");
  CHECK(it.Reference(Seen("c", {FaceAlong(0)}))["code"] == "same_photo");
}

TEST_CASE("without a basis the page says what is missing, and the photo is not looked at",
          "[references]") {
  ReferenceHome it;
  json refused = it.Reference(Seen("a", {FaceAlong(0)}));
  CHECK(refused["enrolled"] == false);
  CHECK(refused["code"] == "no_consent");
  CHECK(refused["message"] ==
        "There is no basis for comparing this person's face. No written consent to comparing this "
        "person's face is on record. Until then the person is protected through their groups.");
  CHECK(it.Person("1")["enrol"]["why_not"] == refused["message"]);
  const auto message = [&](const char* words) {
    const std::string why = it.Reference(Seen("a", {FaceAlong(0)}))["message"];
    INFO(why);
    CHECK(why.find(words) != std::string::npos);
    CHECK(why.find("photogate") == std::string::npos);
  };
  it.Say("1", BiometricStatement::kConsent, "");
  message("on record on 2026-11-01, but not where it is in writing");
  it.Say("1", BiometricStatement::kConsent);
  message("No notice to the parents is on record");
  it.Say("1", BiometricStatement::kNotified);
  CHECK(it.Person("1")["enrol"]["why_not"].is_null());
  it.Say("1", BiometricStatement::kObjection);
  refused = it.Reference(Seen("a", {FaceAlong(0)}));
  CHECK(refused["code"] == "objection");
  CHECK(it.Reference(Seen("a", {FaceAlong(0)}), {{"person", "nobody"}})["code"] ==
        "unknown_person");
  CHECK(it.looked == 0);
  CHECK(it.Kept("1") == 0);
}

TEST_CASE("a photo that is no good reference is refused with the reason", "[references]") {
  ReferenceHome it;
  it.AllowTemplate("1");
  CHECK(it.Reference(Seen("a", {}))["code"] == "no_face");

  const Inspection two = Seen("b", {FaceAlong(0), FaceAlong(4)});
  const json several = it.Reference(two);
  CHECK(several["code"] == "several_faces");
  CHECK(several["faces"] == 2);
  CHECK(several["message"] ==
        "2 faces were found: 1 at the top left (90 px wide), 2 at the top left (90 px wide). Say "
        "which it is, or use a photo of this person alone.");
  CHECK(it.Reference(two, {{"face", 3}})["code"] == "no_such_face");
  CHECK(it.Kept("1") == 0);

  Face small = FaceAlong(0);
  small.face_template.reset();
  small.why_not = NotComparable::kTooSmall;
  const json too_small = it.Reference(Seen("c", {small}));
  CHECK(too_small["code"] == "not_comparable");
  CHECK(too_small["message"] == "The face is too small. Use a photo taken closer.");
  CHECK(it.Reference(Seen("d", {FaceAlong(0, 0.1)}))["code"] == "low_quality");

  it.next = Error{ErrorKind::kUnsupported, "this is no photo"};
  REQUIRE(it.SendPiece(it.fay, "upload=a1&at=0&whole=9", "the photo").status == 200);
  const WebAnswer no_photo =
      it.fay.Post("/api/v1/register/references", {{"person", "1"}, {"upload", "a1"}});
  CHECK(Parsed(no_photo)["reference"]["code"] == "unreadable");
  CHECK(it.Kept("1") == 0);

  CHECK(it.Reference(two, {{"face", 2}})["enrolled"] == true);
  it.AllowTemplate("4");
  const json other = it.Reference(Seen("e", {FaceAlong(4)}), {{"person", "4"}});
  CHECK(other["code"] == "near_somebody_else");
  CHECK(other["near"] == "1");
  CHECK(it.Kept("4") == 0);
}

TEST_CASE("a day that cannot be, and a face that is none, are refused", "[references]") {
  ReferenceHome it;
  it.AllowTemplate("1");
  const Inspection good = Seen("a", {FaceAlong(0)});
  CHECK(it.Enrol(good, {{"taken", "2026-02-31"}}).status == 422);
  CHECK(it.Reference(good, {{"taken", "2026-11-21"}})["code"] == "future_date");
  for (const json& face : {json(-1), json("1"), json(1.5), json(99'999)}) {
    CHECK(it.Enrol(good, {{"face", face}}).status == 400);
  }
  CHECK(it.Kept("1") == 0);
}

TEST_CASE("only whose role enrols may send a photo", "[references]") {
  ReferenceHome it;
  it.AllowTemplate("1");
  for (const char* name : {"Ann", "Guy", "Admin", "Hal"}) {
    INFO(name);
    const Reviewer user(it.home, name);
    CHECK(CodeOf(it.SendPiece(user, "upload=a1&at=0&whole=9", "the photo")) == "not_allowed");
    CHECK(user.Post("/api/v1/register/references", {{"person", "1"}, {"upload", "a1"}}).status ==
          403);
  }
  Reviewer forged = it.fay;
  forged.token = std::string(64, '0');
  CHECK(CodeOf(it.SendPiece(forged, "upload=a1&at=0&whole=9", "the photo")) == "wrong_token");
  CHECK(it.SendPiece(Reviewer(it.home.port()), "upload=a1&at=0&whole=9", "x").status == 401);
  CHECK(it.looked == 0);
}

TEST_CASE("pieces that do not make one photo are refused", "[references]") {
  ReferenceHome it;
  it.AllowTemplate("1");
  it.next = Seen("a", {FaceAlong(0)});
  const auto send = [&](const char* query, const std::string& bytes) {
    return it.SendPiece(it.fay, query, bytes).status;
  };
  const auto enrol = [&] {
    return it.fay.Post("/api/v1/register/references", {{"person", "1"}, {"upload", "a1"}}).status;
  };
  CHECK(send("upload=a1&at=0&whole=33554433", "x") == 413);
  CHECK(send("upload=a1&at=0&whole=300000", std::string(300'000, 'x')) == 413);
  CHECK(send("upload=a1&at=0&whole=3", "xxxx") == 409);
  CHECK(send("upload=a1&at=4&whole=9", "xxxx") == 409);
  for (const char* query :
       {"upload=a1&at=0", "upload=A/1&at=0&whole=9", "at=0&whole=9", "upload=a1&at=-1&whole=9",
        "upload=a1&at=0x&whole=9", "upload=a1&at=0&whole=99999999999999999999"}) {
    INFO(query);
    CHECK(send(query, "x") == 400);
  }
  CHECK(it.fay.SendBytes("/api/v1/register/uploads?upload=a1&at=0&whole=1", "x", "application/json")
            .status == 415);
  CHECK(enrol() == 409);
  // Not whole yet; asking takes what there is.
  CHECK(send("upload=a1&at=0&whole=9", "the ") == 200);
  CHECK(enrol() == 409);
  CHECK(send("upload=a1&at=4&whole=9", "photo") == 409);
  CHECK(it.looked == 0);
  // In pieces, and only once.
  CHECK(send("upload=a1&at=0&whole=9", "the ") == 200);
  CHECK(send("upload=a1&at=4&whole=9", "photo") == 200);
  CHECK(enrol() == 200);
  CHECK(it.Kept("1") == 1);
  CHECK(enrol() == 409);
}

TEST_CASE("without a recogniser nothing is taken", "[references]") {
  const ReviewHome home;
  const Reviewer fay(home, "Fay");
  REQUIRE(fay.SendBytes("/api/v1/register/uploads?upload=a1&at=0&whole=1", "x").status == 200);
  CHECK(fay.Post("/api/v1/register/references", {{"person", "1"}, {"upload", "a1"}}).status == 503);
}

TEST_CASE("uploads hold one photo a session, and few at once", "[references]") {
  Uploads uploads({10, 2, 30s});
  const Uploads::Time start{};
  CHECK(uploads.Add("one", "a", 0, 11, "x", start).error().kind == ErrorKind::kLimitExceeded);
  REQUIRE(uploads.Add("one", "a", 0, 4, "ab", start).ok());
  REQUIRE(uploads.Add("two", "a", 0, 2, "AB", start).ok());
  CHECK(uploads.Add("three", "a", 0, 2, "zz", start + 30s).error().kind == ErrorKind::kUnavailable);
  REQUIRE(uploads.Add("one", "a", 2, 4, "cd", start + 20s).ok());
  // The second has not gone on for too long; the first has.
  REQUIRE(uploads.Add("three", "a", 0, 2, "zz", start + 31s).ok());
  CHECK_FALSE(uploads.Take("two", "a").ok());
  CHECK(uploads.Take("one", "a").value() == Bytes{'a', 'b', 'c', 'd'});
  CHECK_FALSE(uploads.Take("one", "a").ok());
  // Two tabs of one session do not mix their photos.
  REQUIRE(uploads.Add("one", "b", 0, 4, "bb", start).ok());
  CHECK_FALSE(uploads.Add("one", "c", 2, 4, "cc", start).ok());
  CHECK_FALSE(uploads.Take("one", "b").ok());
  CHECK_FALSE(uploads.Take("three", "b").ok());
  REQUIRE(uploads.Add("one", "d", 0, 0, "", start).ok());
  CHECK_FALSE(uploads.Take("one", "d").ok());
}

}  // namespace
}  // namespace photogate::test
