#include "consent/enrol.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "consent/biometric_rows.h"
#include "consent/history.h"
#include "consent/settings.h"
#include "consent/store.h"
#include "consent/template_rows.h"
#include "consent/vector_codec.h"

namespace photogate {

struct Enroller::Gallery {
  ModelId model;
  std::int64_t version = 0;
  std::vector<StoredTemplate> templates;
};

namespace {

EnrolOutcome Refuse(EnrolRefusal refusal, std::string message) {
  EnrolOutcome outcome;
  outcome.refusal = refusal;
  outcome.message = std::move(message);
  return outcome;
}

std::string WhyNotSentence(NotComparable why) {
  switch (why) {
    case NotComparable::kTooSmall: return "The face is too small. Use a photo taken closer.";
    case NotComparable::kBlurred: return "The face is blurred. Use a sharper photo.";
    case NotComparable::kTurnedAway:
      return "The face is turned away. Use a photo that looks towards the camera.";
    case NotComparable::kTooDark:
      return "The face is too dark or too bright. Use a photo in even light.";
    case NotComparable::kCovered: return "The face is covered. Use a photo that shows it whole.";
    case NotComparable::kNoLandmarks:
      return "Eyes, nose and mouth were not found. Use a clearer photo from the front.";
    case NotComparable::kNoRecogniser:
      return "No recogniser model is present. Fetch it with `photogate models fetch`.";
    case NotComparable::kMatchingOff:
      return "Comparing is switched off. See `photogate doctor` for the reason.";
    case NotComparable::kRecogniserError:
    case NotComparable::kNone:
      return "The recogniser could not use this face. Try another photo, and see `photogate "
             "doctor`.";
  }
  return "The face cannot be compared. Try another photo.";
}

std::string_view WeakestPart(const Quality& quality) {
  std::string_view part = "size";
  double least = quality.size;
  for (const auto& [name, value] :
       {std::pair<std::string_view, double>{"sharpness", quality.sharpness},
        {"pose", quality.pose},
        {"light", quality.light}}) {
    if (value < least) {
      least = value;
      part = name;
    }
  }
  return part;
}

bool IsObjection(const BiometricObstacle& obstacle) {
  switch (obstacle.kind) {
    case BiometricObstacleKind::kWithdrawn:
    case BiometricObstacleKind::kObjection:
    case BiometricObstacleKind::kChildRefusal: return true;
    case BiometricObstacleKind::kNoConsent:
    case BiometricObstacleKind::kConsentLapsed:
    case BiometricObstacleKind::kNotInWriting:
    case BiometricObstacleKind::kNoNotice:
    case BiometricObstacleKind::kNotNotified: return false;
  }
  return true;
}

// The refusal that needs no look at the photo; nullopt when there is none.
std::optional<EnrolOutcome> RefusePerson(Database& database, const EnrolOrder& order,
                                         const Date& today) {
  const auto row = PersonRow(database, order.person);
  if (!row.ok()) return Refuse(EnrolRefusal::kUnknownPerson, row.error().message);
  if (!ReadDpia(database)) {
    return Refuse(EnrolRefusal::kMatchingOff,
                  "Matching is off until a data protection impact assessment is recorded. Record "
                  "it with `photogate dpia record`.");
  }
  if (auto missing = ReadObstacles(database, row.value(), today); !missing.empty()) {
    const bool objects = std::any_of(missing.begin(), missing.end(), IsObjection);
    std::string message = objects ? "Somebody objects to comparing this person's face."
                                  : "There is no basis for comparing this person's face.";
    for (const BiometricObstacle& one : missing)
      message.append(1, ' ').append(BiometricObstacleText(one));
    EnrolOutcome outcome =
        Refuse(objects ? EnrolRefusal::kObjection : EnrolRefusal::kNoConsent,
               fmt::format("{} Until then the person is protected through their groups.", message));
    outcome.missing = std::move(missing);
    return outcome;
  }
  if (today < order.reference_date) {
    return Refuse(EnrolRefusal::kFutureDate,
                  "The photo's date is still to come. Correct the date.");
  }
  Rows rows = database.Query(
      "SELECT id FROM template JOIN person ON person.row = template.person "
      "WHERE photo_sha256 = ? ORDER BY template.person = ? DESC LIMIT 1",
      {order.photo_sha256.value, row.value()});
  if (!rows.Next()) return std::nullopt;
  const PersonId whose{rows.Text(0)};
  if (whose == order.person) {
    return Refuse(EnrolRefusal::kSamePhoto,
                  "This photo is enrolled for this person already. Add a different photo.");
  }
  EnrolOutcome outcome = Refuse(
      EnrolRefusal::kOthersPhoto,
      "This very photo is enrolled for somebody else. Find out whose it is before going on.");
  outcome.near = whose;
  return outcome;
}

const Face& TheFace(const Faces& faces, const EnrolOrder& order) {
  return faces.faces[order.face > 0 ? static_cast<std::size_t>(order.face - 1) : 0];
}

// The third of `whole` in which `at` lies.
std::string Third(float at, int whole, const char* first, const char* second, const char* third) {
  const float part = 3 * at / static_cast<float>(whole);
  return part < 1 ? first : part < 2 ? second : third;
}

// "1 at the top left (120 px wide), 2 in the middle (90 px wide)". Past nine nobody counts along.
std::string WhereFacesAre(const Faces& faces, const EnrolOrder& order) {
  std::string text;
  for (std::size_t index = 0; index < faces.faces.size() && index < 9; ++index) {
    const Box& box = faces.faces[index].box;
    std::string place = "somewhere";
    if (order.width_px > 0 && order.height_px > 0) {
      const std::string row = Third(box.y + box.h / 2, order.height_px, "top", "middle", "bottom");
      const std::string column =
          Third(box.x + box.w / 2, order.width_px, "left", "middle", "right");
      place = row == column ? "in the middle" : fmt::format("at the {} {}", row, column);
    }
    text += fmt::format("{}{} {} ({:.0f} px wide)", index == 0 ? "" : ", ", index + 1, place,
                        static_cast<double>(box.w));
  }
  return faces.faces.size() > 9 ? text + " and more" : text;
}

// The refusal for what the photo shows; nullopt when it has one good face.
std::optional<EnrolOutcome> RefuseFaces(const Faces& faces, const EnrolOrder& order,
                                        const EnrolRules& rules) {
  if (faces.faces.empty()) {
    return Refuse(EnrolRefusal::kNoFace,
                  "No face was found. Use a photo that shows the person's face.");
  }
  if (order.face < 0 || static_cast<std::size_t>(order.face) > faces.faces.size()) {
    return Refuse(EnrolRefusal::kNoSuchFace, fmt::format("There is no face {} in this photo: {}.",
                                                         order.face, WhereFacesAre(faces, order)));
  }
  if (faces.faces.size() > 1 && order.face == 0) {
    return Refuse(EnrolRefusal::kSeveralFaces,
                  fmt::format("{} faces were found: {}. Say which with --face, use a photo of this "
                              "person alone, or cut the others off.",
                              faces.faces.size(), WhereFacesAre(faces, order)));
  }
  const Face& face = TheFace(faces, order);
  if (!face.usable()) {
    EnrolOutcome outcome = Refuse(EnrolRefusal::kNotComparable, WhyNotSentence(face.why_not));
    outcome.why_not = face.why_not;
    outcome.weakest_part = WeakestPart(face.quality);
    return outcome;
  }
  // Written so that a quality that is no number is refused.
  if (!(face.quality.overall >= rules.min_quality)) {
    const std::string_view part = WeakestPart(face.quality);
    EnrolOutcome outcome = Refuse(
        EnrolRefusal::kLowQuality,
        fmt::format("The face is not good enough as a reference: its {} is the weakest part. Use a "
                    "better photo.",
                    part));
    outcome.weakest_part = part;
    return outcome;
  }
  return std::nullopt;
}

double DistanceBetween(const Template& one, const Template& other) {
  const auto& a = one.values();
  const auto& b = other.values();
  return 1.0 - std::inner_product(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                                  [](float x, float y) { return double{x} * y; });
}

std::unordered_set<std::int64_t> SelfAndKin(Database& database, std::int64_t row) {
  std::unordered_set<std::int64_t> allowed{row};
  Rows rows =
      database.Query("SELECT person, other FROM kin WHERE person = ? OR other = ?", {row, row});
  while (rows.Next()) allowed.insert({rows.Int(0), rows.Int(1)});
  return allowed;
}

}  // namespace

Enroller::Enroller(Register& reg, const EnrolRules& rules) : register_(reg), rules_(rules) {}
Enroller::~Enroller() = default;

Result<EnrolOutcome> Enroller::Precheck(const EnrolOrder& order) {
  return register_.store().Read([&](Database& database) -> Result<EnrolOutcome> {
    return RefusePerson(database, order, register_.clock().Today()).value_or(EnrolOutcome{});
  });
}

Result<EnrolOutcome> Enroller::Enrol(const EnrolOrder& order, const Faces& faces, const Actor& by) {
  auto result = register_.store().Write(
      by, "enrol", [&](Database& database, Change& change) -> Result<EnrolOutcome> {
        if (auto refused = RefusePerson(database, order, change.today())) return *refused;
        if (auto refused = RefuseFaces(faces, order, rules_)) return *refused;
        const std::int64_t row = PersonRow(database, order.person).value();
        const Face& face = TheFace(faces, order);
        const Template& fresh = *face.face_template;

        const std::int64_t version = LatestVersion(database);
        if (gallery_ == nullptr || gallery_->model != fresh.model() ||
            gallery_->version != version) {
          auto templates = AllTemplates(database, fresh.model());
          if (!templates.ok()) return templates.error();
          gallery_ = std::make_unique<Gallery>(
              Gallery{fresh.model(), version, std::move(templates).value()});
        }
        const auto allowed = SelfAndKin(database, row);
        const StoredTemplate* nearest = nullptr;
        double least = rules_.match.value;
        std::optional<double> own;
        for (const StoredTemplate& other : gallery_->templates) {
          if (other.face_template.values().size() != fresh.values().size()) {
            return Error{ErrorKind::kCorrupt,
                         "The register's templates are of another length than this recogniser's. "
                         "Check the models with `photogate models verify`."};
          }
          const double distance = DistanceBetween(other.face_template, fresh);
          if (other.person == row) own = std::min(own.value_or(distance), distance);
          if (allowed.count(other.person) != 0) continue;
          if (distance <= least) {
            least = distance;
            nearest = &other;
          }
        }
        if (nearest != nullptr) {
          Rows rows = database.Query("SELECT id FROM person WHERE row = ?", {nearest->person});
          const std::string near = rows.Next() ? rows.Text(0) : std::string();
          EnrolOutcome outcome = Refuse(
              EnrolRefusal::kNearSomebodyElse,
              fmt::format("This face is too close to somebody else on the register. Check that the "
                          "photo shows the right person. If the two are twins or siblings: "
                          "`photogate person twins {} {}`, then enrol again.",
                          order.person.value, near));
          outcome.distance = Distance{least};
          outcome.near = PersonId{near};
          return outcome;
        }
        // Written so that a distance that is no number is refused.
        const bool far = own && rules_.own && !(*own <= rules_.own->value);
        if (far && !order.insist) {
          EnrolOutcome outcome = Refuse(
              EnrolRefusal::kFarFromOwn,
              "This face is unlike the person's other references, so it may be another child's. "
              "Look at both; if it is the same person, enrol it at the command line with "
              "--insist.");
          outcome.distance = Distance{*own};
          return outcome;
        }
        database.Run(
            "INSERT INTO template(person, model, vector, quality, reference_date, photo_sha256, "
            "version) VALUES(?, ?, ?, ?, ?, ?, ?)",
            {row, fresh.model().value, ByteView(EncodeVector(fresh.values())), face.quality.overall,
             FormatDate(order.reference_date), order.photo_sha256.value, change.version()});
        const std::int64_t number = database.LastInsert();
        const bool keep_crop =
            !order.crop_jpeg.empty() && Setting(database, "keep_reference_crops") == "yes";
        if (keep_crop) {
          database.Run("INSERT INTO reference_crop(template, jpeg, version) VALUES(?, ?, ?)",
                       {number, ByteView(order.crop_jpeg), change.version()});
        }
        if (far) change.About("setting", "enrol", "insisted on a reference unlike the others");
        gallery_->templates.push_back({row, fresh});
        gallery_->version = change.version();
        EnrolOutcome outcome;
        outcome.message = "Enrolled.";
        outcome.crop_kept = keep_crop;
        outcome.templates = static_cast<int>(
            database.Int("SELECT count(*) FROM template WHERE person = ? AND model = ?",
                         {row, fresh.model().value}));
        return outcome;
      });
  // After a failed commit the kept gallery may hold what the register does not.
  if (!result.ok()) {
    gallery_.reset();
    return result;
  }
  result.value().faces = static_cast<int>(faces.faces.size());
  return result;
}

std::string_view EnrolRefusalName(EnrolRefusal refusal) {
  switch (refusal) {
    case EnrolRefusal::kUnknownPerson: return "unknown_person";
    case EnrolRefusal::kMatchingOff: return "matching_off";
    case EnrolRefusal::kNoConsent: return "no_consent";
    case EnrolRefusal::kObjection: return "objection";
    case EnrolRefusal::kNoFace: return "no_face";
    case EnrolRefusal::kSeveralFaces: return "several_faces";
    case EnrolRefusal::kNotComparable: return "not_comparable";
    case EnrolRefusal::kLowQuality: return "low_quality";
    case EnrolRefusal::kSamePhoto: return "same_photo";
    case EnrolRefusal::kOthersPhoto: return "others_photo";
    case EnrolRefusal::kNearSomebodyElse: return "near_somebody_else";
    case EnrolRefusal::kFutureDate: return "future_date";
    case EnrolRefusal::kNoSuchFace: return "no_such_face";
    case EnrolRefusal::kFarFromOwn: return "far_from_own";
  }
  return "not_comparable";
}

}  // namespace photogate
