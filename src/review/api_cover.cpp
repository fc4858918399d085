// Covering and cropping: the copy is made, checked anew, and shown before it is cleared.
#include <algorithm>
#include <set>

#include "consent/cover_checks.h"
#include "consent/photo_journal.h"
#include "pipeline/covered.h"
#include "pipeline/register_consent.h"
#include "pipeline/stages.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

constexpr std::size_t kMostBoxes = 500;
const std::string kOpaque = "opaque", kPixelate = "pixelate";

HttpResponse BadCover() {
  return Problem(400, "bad_request",
                 "Choose a face to cover, draw a box, or choose the part that stays.");
}

// Indices of faces; nullopt when the list holds anything else.
std::optional<std::set<std::size_t>> FacesOf(const nlohmann::json& list, std::size_t count) {
  std::set<std::size_t> faces;
  if (!list.is_array() || list.size() > kMostBoxes) return std::nullopt;
  for (const auto& face : list) {
    if (!face.is_number_unsigned() || face.get<std::size_t>() >= count) return std::nullopt;
    faces.insert(face.get<std::size_t>());
  }
  return faces;
}

// How heads are hidden: opaque unless asked otherwise; nullopt when it is neither.
std::optional<std::string> FillOf(const nlohmann::json& body) {
  if (!body.contains("fill")) return kOpaque;
  if (body["fill"] != kOpaque && body["fill"] != kPixelate) return std::nullopt;
  return body["fill"].get<std::string>();
}

// The page asks for as much (cover.js): a smaller picture is of no use anywhere.
constexpr int kLeastCropPx = 200;

bool TooSmall(const Box& crop, int width, int height) {
  return std::min(crop.w, crop.h) < static_cast<float>(std::min({kLeastCropPx, width, height}));
}

// Of whoever is in it, as far as is known: found in the photo or in its covered copy, or marked.
std::vector<Box> FacesToSee(const PhotoCase& photo) {
  std::vector<Box> faces;
  for (std::size_t at = 0; at < photo.faces.size(); ++at) {
    if (photo.review.not_faces.count(at) == 0) faces.push_back(photo.faces[at].box);
  }
  for (const MissedFace& mark : photo.review.missed) faces.push_back(mark.box);
  return faces;
}

// "faces" or "all_but", "fill", and "boxes" and "crop".
std::optional<CoverPlan> PlanOf(const nlohmann::json& body, const PhotoCase& photo) {
  const int width = photo.entry.facts->width_px, height = photo.entry.facts->height_px;
  CoverPlan plan;
  const auto fill = FillOf(body);
  if (!fill) return std::nullopt;
  // A drawn box is always filled: what it hides may be writing, and a few mean colours are enough
  // to tell which of a hundred names it was.
  std::vector<Box>& heads = *fill == kPixelate ? plan.cells : plan.fills;
  const auto& known = photo.entry.facts->faces;
  if (body.contains("faces") && body.contains("all_but")) return std::nullopt;
  for (const char* field : {"faces", "all_but"}) {
    if (!body.contains(field)) continue;
    const auto named = FacesOf(body[field], known.size());
    if (!named) return std::nullopt;
    for (std::size_t at = 0; at < known.size(); ++at) {
      if ((named->count(at) != 0) == (std::string(field) == "faces")) {
        heads.push_back(HeadBox(known[at].box));
      }
    }
    if (std::string(field) == "all_but") {
      // Everyone but these: whom a reviewer saw and the detector did not is one of everyone.
      for (const MissedFace& mark : photo.review.missed) heads.push_back(HeadBox(mark.box));
    }
  }
  if (body.contains("boxes")) {
    if (!body["boxes"].is_array() || body["boxes"].size() > kMostBoxes) return std::nullopt;
    for (const auto& drawn : body["boxes"]) {
      const auto box = BodyBox(drawn, width, height);
      if (!box) return std::nullopt;
      plan.fills.push_back(*box);
    }
  }
  if (body.contains("crop") && !body["crop"].is_null()) {
    plan.crop = BodyBox(body["crop"], width, height);
    if (!plan.crop || TooSmall(*plan.crop, width, height)) return std::nullopt;
  }
  if (plan.fills.empty() && plan.cells.empty() && !plan.crop) return std::nullopt;
  return WithWholeHeads(std::move(plan), FacesToSee(photo));
}

nlohmann::json BoxNumbers(const Box& box) { return {box.x, box.y, box.w, box.h}; }

nlohmann::json BoxesNumbers(const std::vector<Box>& boxes) {
  nlohmann::json numbers = nlohmann::json::array();
  for (const Box& box : boxes) numbers.push_back(BoxNumbers(box));
  return numbers;
}

std::vector<JournalFace> JournalFaces(const Inspection& inspection, const Judgement& judgement,
                                      const std::vector<JournalFace>& known) {
  std::vector<JournalFace> faces = known;
  if (!inspection.faces.ok()) return faces;
  const auto& found = inspection.faces.value().faces;
  for (std::size_t at = known.size(); at < found.size(); ++at) {
    JournalFace face{found[at].box,      found[at].score, found[at].quality.overall,
                     found[at].usable(), std::nullopt,    std::nullopt};
    if (judgement.matches && at < judgement.matches->faces.size() &&
        !judgement.matches->faces[at].candidates.empty()) {
      const Candidate& nearest = judgement.matches->faces[at].candidates.front();
      face.nearest = nearest.person;
      face.distance = nearest.distance.value;
    }
    faces.push_back(std::move(face));
  }
  return faces;
}

// Makes the covered copy and checks it as a photo of its own would be.
Result<CoverCheck> Check(Desk& desk, const PhotoCase& photo, const CoverPlan& plan) {
  const Result<SharedConsent> consent = desk.Consent(photo.entry, true);
  if (!consent.ok()) return consent.error();
  const Result<PhotoFile> original = desk.tools().open(photo.entry);
  if (!original.ok()) return original.error();
  PipelineContext context = desk.tools().pipeline;
  context.stopped = StopsOfRegister(desk.reg(), photo.entry.channel, photo.entry.id);
  PhotoJob job;
  job.path = photo.entry.original_name;
  job.relative_path = photo.entry.folder.empty()
                          ? photo.entry.original_name
                          : photo.entry.folder + "/" + photo.entry.original_name;
  job.review = photo.review;
  job.review->cover = plan;
  const Result<Inspection> inspection =
      InspectReviewed(job, original, OrderFor(consent, context), context);
  if (!inspection.ok()) return inspection.error();
  const Judgement judgement = Judge(job, inspection, consent, context);
  CoverCheck check;
  check.findings = judgement.findings;
  check.faces = JournalFaces(inspection.value(), judgement, photo.entry.facts->faces);
  if (!inspection.value().sanitised.ok()) {
    check.problem = inspection.value().sanitised.error().message;
  }
  check.width_px = photo.entry.facts->width_px;
  check.height_px = photo.entry.facts->height_px;
  if (plan.crop) {
    check.width_px = static_cast<int>(plan.crop->w);
    check.height_px = static_cast<int>(plan.crop->h);
  }
  check.consent_version = consent.value()->snapshot.version;
  return check;
}

// The verdict of the cover that counts now.
Result<std::int64_t> CoverVerdict(Desk& desk, const PhotoId& id) {
  const auto verdicts = PhotoJournal(desk.reg()).Verdicts(id);
  if (!verdicts.ok()) return verdicts.error();
  const auto review = ReadReviewCase(verdicts.value());
  if (!review.ok()) return review.error();
  return review.value().cover_number;
}

HttpResponse NotNow(const PhotoCase& photo, const Call& call) {
  const PhotoRights rights = RightsOn(photo, call, {});
  const auto why = rights.why_not.find("decide");
  return Problem(403, "not_allowed",
                 why != rights.why_not.end()
                     ? why->get<std::string>()
                     : std::string("The photo cannot be covered as it is now."));
}

Result<std::optional<HttpResponse>> Cover(PhotoParts& parts, const Call& call,
                                          const PhotoCase& photo) {
  if (!RightsOn(photo, call, {}).can("cover") || !photo.entry.facts ||
      photo.entry.facts->width_px <= 0) {
    return std::optional(NotNow(photo, call));
  }
  const auto plan = PlanOf(call.body, photo);
  if (!plan) return std::optional(BadCover());
  const auto check = Check(parts.desk, photo, *plan);
  if (!check.ok()) return check.error();
  const nlohmann::json crop = plan->crop ? BoxNumbers(*plan->crop) : nlohmann::json();
  PhotoVerdict verdict;
  verdict.kind = verdict::kCover;
  auto said = Say(
      parts, call, photo, verdict,
      {{"fills", BoxesNumbers(plan->fills)}, {"crop", crop}, {"cells", BoxesNumbers(plan->cells)}});
  if (!said.ok()) return said.error();
  const auto number = CoverVerdict(parts.desk, photo.entry.id);
  if (!number.ok()) return number.error();
  // Without it the photo has a cover that nobody checked, and is not cleared.
  auto stored = CoverChecks(parts.desk.reg())
                    .Store(photo.entry.id, number.value(), check.value(), call.actor());
  if (!stored.ok()) return stored.error();
  return std::optional<HttpResponse>();
}

Result<std::optional<HttpResponse>> Uncover(PhotoParts& parts, const Call& call,
                                            const PhotoCase& photo) {
  if (!RightsOn(photo, call, {}).can("cover")) return std::optional(NotNow(photo, call));
  PhotoVerdict verdict;
  verdict.kind = verdict::kUncover;
  if (auto said = Say(parts, call, photo, verdict, nlohmann::json::object()); !said.ok()) {
    return said.error();
  }
  return std::optional<HttpResponse>();
}

}  // namespace

std::vector<Route> CoverRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  routes.push_back({"POST",
                    "/api/v1/photos/{}/cover",
                    false,
                    PageAct::kDecide,
                    false,
                    false,
                    {"version", "faces", "all_but", "fill", "boxes", "crop"},
                    [&parts](const Call& call) {
                      return ChangePhoto(parts, call, [&](const PhotoCase& photo) {
                        return Cover(parts, call, photo);
                      });
                    }});
  routes.push_back({"POST",
                    "/api/v1/photos/{}/cover/remove",
                    false,
                    PageAct::kDecide,
                    false,
                    false,
                    {"version"},
                    [&parts](const Call& call) {
                      return ChangePhoto(parts, call, [&](const PhotoCase& photo) {
                        return Uncover(parts, call, photo);
                      });
                    }});
  return routes;
}

}  // namespace photogate
