// Reference photos of people, sent from the page: see POLICY.md P3 and consent/enrol.h.
#include <mutex>

#include "consent/enrol.h"
#include "consent/register_settings.h"
#include "pipeline/covered.h"
#include "pipeline/reference_photo.h"
#include "review/office_routes.h"
#include "review/photo_routes.h"
#include "review/upload_route.h"

namespace photogate {
namespace {

// Past this nobody counts along in a photo; see EnrolOutcome::faces.
constexpr int kMostFace = 2'000;

// What the requests share. Thread-safe.
struct References {
  explicit References(PhotoParts& of) : parts(of) {}

  Result<EnrolOutcome> Store(const ReadReference& read, const Actor& by) {
    const std::lock_guard lock(mutex);
    if (!enroller) {
      const MatchSettings& match = *parts.desk.tools().pipeline.match;
      const EnrolRules rules{match.match, kMinReferenceQuality, match.possible};
      enroller = std::make_unique<Enroller>(parts.desk.reg(), rules);
    }
    return enroller->Enrol(read.order, read.faces, by);
  }

  PhotoParts& parts;
  Uploads uploads;
  std::mutex mutex;
  // Reads the gallery once for many photos.
  std::unique_ptr<Enroller> enroller;
};

HttpResponse BadUpload() { return Problem(400, "bad_request", "Load the page again."); }

// The words of a refusal, with what can be done at the page.
std::string WordsOf(const EnrolOutcome& outcome) {
  std::string words = PageWords(outcome.message);
  if (outcome.refusal == EnrolRefusal::kSeveralFaces) {
    words += " Say which it is, or use a photo of this person alone.";
  } else if (outcome.refusal == EnrolRefusal::kNearSomebodyElse) {
    words +=
        " Check that the photo shows the right person. Twins and siblings are declared on the "
        "register first.";
  }
  return words;
}

HttpResponse Answer(const EnrolOutcome& outcome, const std::optional<ReadReference>& read,
                    const Date& today) {
  Json json{{"enrolled", outcome.enrolled()},
            {"code", outcome.enrolled() ? "enrolled" : EnrolRefusalName(*outcome.refusal)},
            {"message", WordsOf(outcome)},
            {"faces", outcome.faces},
            {"near", outcome.near ? Json(outcome.near->value) : Json()}};
  if (read) {
    const char* const from = read->taken_from == TakenFrom::kOption ? "said"
                             : read->taken_from == TakenFrom::kExif ? "camera"
                                                                    : "today";
    json["taken"] = FormatDate(read->order.reference_date);
    json["taken_from"] = from;
    json["stale"] = IsStaleReference(read->order.reference_date, today);
  }
  return JsonAnswer({{"reference", json}});
}

HttpResponse Unreadable(const Error& error) {
  // A worker that failed may do better the next time; a photo that is none never will.
  if (error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kInternal) {
    return ProblemOf(error);
  }
  return JsonAnswer({{"reference",
                      {{"enrolled", false},
                       {"code", "unreadable"},
                       {"message", PageWords(error.message)},
                       {"faces", 0},
                       {"near", nullptr}}}});
}

HttpResponse Enrol(References& references, const Call& call) {
  const auto person = BodyText(call.body, "person", 200),
             upload = BodyText(call.body, "upload", 64);
  const auto taken = BodyDay(call.body, "taken");
  if (!person || !upload) return BadUpload();
  ReferenceWish wish{PersonId{*person}};
  if (const auto face = call.body.find("face"); face != call.body.end() && !face->is_null()) {
    if (!face->is_number_unsigned() || *face > kMostFace) return BadUpload();
    wish.face = face->get<int>();
  }
  auto bytes = references.uploads.Take(call.session->key, *upload);
  if (!bytes.ok()) return ProblemOf(bytes.error());
  if (!taken) return Problem(422, "incomplete", "Enter the day on which the photo was taken.");
  wish.taken = *taken;
  Desk& desk = references.parts.desk;
  const PipelineContext& pipeline = desk.tools().pipeline;
  if (!pipeline.recogniser || !pipeline.match || !pipeline.matching_allowed) {
    return Problem(503, "unavailable",
                   "Faces cannot be compared on this computer just now, so no reference can be "
                   "made. Tell whoever keeps photogate.");
  }
  const auto settings = ReadRegisterSettings(desk.reg());
  if (!settings.ok()) return ProblemOf(settings.error());
  wish.keep_crop = settings.value().keep_reference_crops;
  // Nothing of the photo is looked at before everything else that is needed was found.
  const auto before = Enroller(desk.reg(), EnrolRules{pipeline.match->match})
                          .Precheck({wish.person, taken->value_or(call.today), Sha256Hex{}});
  if (!before.ok()) return ProblemOf(before.error());
  if (!before.value().enrolled()) return Answer(before.value(), std::nullopt, call.today);
  const auto photo = MemoryPhoto(bytes.value());
  bytes = Bytes{};
  if (!photo.ok()) return Unreadable(photo.error());
  auto read = ReadReferencePhoto(photo.value(), wish, pipeline.inspect, call.today);
  if (!read.ok()) return Unreadable(read.error());
  const auto outcome = references.Store(read.value(), call.actor());
  if (!outcome.ok()) return ProblemOf(outcome.error());
  return Answer(outcome.value(), std::move(read).value(), call.today);
}

}  // namespace

std::vector<Route> ReferenceRoutes(PhotoParts& parts) {
  const auto references = std::make_shared<References>(parts);
  const auto upload = [references](const Call& call) {
    return TakePiece(references->uploads, call);
  };
  Route enrol{
      "POST",
      "/api/v1/register/references",
      false,
      PageAct::kLook,
      false,
      false,
      {"person", "upload", "taken", "face"},
      Only(Act::kEnrol, [references](const Call& call) { return Enrol(*references, call); })};
  return {UploadRoute("/api/v1/register/uploads", Only(Act::kEnrol, upload)), std::move(enrol)};
}

}  // namespace photogate
