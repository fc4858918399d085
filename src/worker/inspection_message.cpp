#include "worker/inspection_message.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/format.h"
#include "worker/crop_message.h"
#include "worker/mark_message.h"
#include "worker/wire.h"
#include "worker/wire_error.h"

namespace photogate {
namespace {

// 2,000 faces with 512 numbers each are 8 MB, metadata text is at most limits.text_bytes, and
// 100,000 items of ordinary length fit into the rest.
constexpr std::uint64_t kRecordBytes = 64ull << 20;
// A 2,000 px thumbnail at the best JPEG quality is near 2 MB.
constexpr std::uint64_t kThumbnailBytes = 8ull << 20;
constexpr std::size_t kItemBytes = 2'000;   // core/metadata.h cuts at 500 before escaping
constexpr std::size_t kNameBytes = 200;     // model and detector names
constexpr std::size_t kDimensions = 4'096;  // recognisers in use have 128 to 1,024
constexpr double kMaxMs = 1e9;
// Boxes may reach beyond the photo by a few times its side, not without bound.
constexpr double kMaxCoordinate = 1e6;

template <typename T, typename PutValue>
void PutResult(WireWriter& out, const Result<T>& result, PutValue put) {
  out.PutBool(result.ok());
  if (result.ok()) {
    put(out, result.value());
  } else {
    PutError(out, result.error());
  }
}

template <typename T, typename TakeValue>
Result<T> TakeResult(WireReader& in, TakeValue take) {
  if (in.TakeBool()) return take(in);
  return TakeError(in);
}

void PutInfo(WireWriter& out, const PhotoInfo& info) {
  out.PutSigned(static_cast<int>(info.format));
  out.PutSigned(info.width_px);
  out.PutSigned(info.height_px);
  out.PutSigned(info.pictures);
  out.PutBool(info.animated);
  out.PutBool(info.see_through);
  out.PutBool(info.recoloured);
}

FileFormat TakeFormat(WireReader& in) {
  return in.TakeEnum(FileFormat::kUnknown, FileFormat::kEmpty);
}

PhotoInfo TakeInfo(WireReader& in, const Limits& limits) {
  PhotoInfo info{};
  info.format = TakeFormat(in);
  info.width_px = static_cast<int>(in.TakeSigned(1, limits.side_px));
  info.height_px = static_cast<int>(in.TakeSigned(1, limits.side_px));
  info.pictures = static_cast<int>(in.TakeSigned(1, INT32_MAX));
  info.animated = in.TakeBool();
  info.see_through = in.TakeBool();
  info.recoloured = in.TakeBool();
  const auto pixels =
      static_cast<std::uint64_t>(info.width_px) * static_cast<std::uint64_t>(info.height_px);
  if (pixels > limits.pixels || !IsPicture(info.format)) in.Fail();
  return info;
}

void PutPoint(WireWriter& out, const Point& point) {
  out.PutReal(static_cast<double>(point.x));
  out.PutReal(static_cast<double>(point.y));
}

float TakeCoordinate(WireReader& in, double min) {
  return static_cast<float>(in.TakeReal(min, kMaxCoordinate));
}

Point TakePoint(WireReader& in) {
  const float x = TakeCoordinate(in, -kMaxCoordinate);
  return Point{x, TakeCoordinate(in, -kMaxCoordinate)};
}

void PutFace(WireWriter& out, const Face& face) {
  PutPoint(out, {face.box.x, face.box.y});
  PutPoint(out, {face.box.w, face.box.h});
  out.PutBool(face.landmarks.has_value());
  if (face.landmarks.has_value()) {
    for (const Point& point : face.landmarks->points) PutPoint(out, point);
  }
  out.PutReal(face.score);
  out.PutText(face.detector);
  out.PutSigned(face.rotation_deg);
  for (const double part : {face.quality.size, face.quality.sharpness, face.quality.pose,
                            face.quality.light, face.quality.overall}) {
    out.PutReal(part);
  }
  out.PutSigned(static_cast<int>(face.why_not));
  out.PutBool(face.face_template.has_value());
  if (face.face_template.has_value()) {
    out.PutText(face.face_template->model().value);
    out.PutFloats(face.face_template->values());
  }
}

std::optional<Template> TakeTemplate(WireReader& in) {
  ModelId model{in.TakeText(kNameBytes)};
  std::vector<float> values = in.TakeFloats(kDimensions);
  // Template ends the process when given an unusable vector: a worker must not be able to do that.
  if (!in.ok() || !IsUsableVector(values)) {
    in.Fail();
    return std::nullopt;
  }
  return Template(std::move(model), std::move(values));
}

Face TakeFace(WireReader& in) {
  Face face{};
  const Point corner = TakePoint(in);
  const float width = TakeCoordinate(in, 0);
  face.box = Box{corner.x, corner.y, width, TakeCoordinate(in, 0)};
  if (in.TakeBool()) {
    Landmarks landmarks{};
    for (Point& point : landmarks.points) point = TakePoint(in);
    face.landmarks = landmarks;
  }
  face.score = in.TakeReal(0, 1);
  face.detector = in.TakeText(kNameBytes);
  if (std::any_of(face.detector.begin(), face.detector.end(), IsControl)) in.Fail();
  face.rotation_deg = static_cast<int>(in.TakeSigned(0, 270));
  if (face.rotation_deg % 90 != 0) in.Fail();
  for (double* const part : {&face.quality.size, &face.quality.sharpness, &face.quality.pose,
                             &face.quality.light, &face.quality.overall}) {
    *part = in.TakeReal(0, 1);
  }
  face.why_not = in.TakeEnum(NotComparable::kNone, NotComparable::kRecogniserError);
  if (in.TakeBool()) face.face_template = TakeTemplate(in);
  if ((face.why_not == NotComparable::kNone) != face.face_template.has_value()) in.Fail();
  return face;
}

void PutFaces(WireWriter& out, const Faces& faces) {
  out.Put(faces.faces.size());
  for (const Face& face : faces.faces) PutFace(out, face);
  out.PutBool(faces.detector_complete);
  out.PutBool(faces.recogniser_available);
  out.PutBool(faces.recogniser.has_value());
  if (faces.recogniser.has_value()) out.PutText(faces.recogniser->value);
  out.PutReal(faces.detect_ms);
  out.PutReal(faces.embed_ms);
}

// What would let a photo through if it were believed: more was looked at, or by other means, than
// the worker was given.
bool Plausible(const Faces& faces, const InspectionTerms& terms) {
  const auto& recogniser = terms.models->recogniser;
  if (faces.detector_complete && !terms.models->detector.has_value()) return false;
  if (faces.recogniser_available && !recogniser.has_value()) return false;
  if (faces.recogniser.has_value() &&
      (!recogniser.has_value() || *faces.recogniser != recogniser->id)) {
    return false;
  }
  return std::all_of(faces.faces.begin(), faces.faces.end(), [&](const Face& face) {
    return !face.usable() || (terms.order.compare && recogniser.has_value() &&
                              face.face_template->model() == recogniser->id);
  });
}

Faces TakeFaces(WireReader& in, const InspectionTerms& terms) {
  Faces faces{};
  const std::size_t count = in.TakeCount(terms.limits->faces);
  for (std::size_t at = 0; at < count && in.ok(); ++at) faces.faces.push_back(TakeFace(in));
  faces.detector_complete = in.TakeBool();
  faces.recogniser_available = in.TakeBool();
  if (in.TakeBool()) faces.recogniser = ModelId{in.TakeText(kNameBytes)};
  faces.detect_ms = in.TakeReal(0, kMaxMs);
  faces.embed_ms = in.TakeReal(0, kMaxMs);
  if (!terms.order.detect || !Plausible(faces, terms)) in.Fail();
  return faces;
}

void PutReport(WireWriter& out, const MetadataReport& report) {
  out.Put(report.items.size());
  for (const MetadataItem& item : report.items) {
    out.PutSigned(static_cast<int>(item.kind));
    out.PutText(item.where.substr(0, kItemBytes));
    out.PutText(item.value.substr(0, kItemBytes));
  }
  out.PutBool(report.complete);
  PutSentence(out, report.why_incomplete);
  out.PutSigned(report.orientation);
  for (const auto& degrees : {report.latitude_deg, report.longitude_deg}) {
    out.PutBool(degrees.has_value());
    if (degrees.has_value()) out.PutReal(*degrees);
  }
  out.PutText(report.copyright);
  out.PutText(report.author);
  out.Put(report.claims.size());
  for (const std::string& claim : report.claims) out.PutText(claim);
  out.Put(report.texts.size());
  for (const std::string& text : report.texts) out.PutText(text);
}

MetadataReport TakeReport(WireReader& in, const Limits& limits) {
  MetadataReport report{};
  const std::size_t items = in.TakeCount(limits.entries);
  for (std::size_t at = 0; at < items && in.ok(); ++at) {
    const auto kind = in.TakeEnum(MetadataClass::kLocation, MetadataClass::kUnknown);
    std::string where = in.TakeText(kItemBytes);
    report.items.push_back({kind, std::move(where), in.TakeText(kItemBytes)});
  }
  report.complete = in.TakeBool();
  report.why_incomplete = TakeSentence(in);
  report.orientation = static_cast<int>(in.TakeSigned(1, 8));
  if (in.TakeBool()) report.latitude_deg = in.TakeReal(-1e6, 1e6);
  if (in.TakeBool()) report.longitude_deg = in.TakeReal(-1e6, 1e6);
  report.copyright = in.TakeText(limits.text_bytes);
  report.author = in.TakeText(limits.text_bytes);
  const std::size_t claims = in.TakeCount(limits.entries);
  for (std::size_t at = 0; at < claims && in.ok(); ++at) {
    report.claims.push_back(in.TakeText(limits.text_bytes));
  }
  const std::size_t texts = in.TakeCount(limits.entries);
  for (std::size_t at = 0; at < texts && in.ok(); ++at) {
    report.texts.push_back(in.TakeText(limits.text_bytes));
  }
  return report;
}

void PutSanitised(WireWriter& out, const SanitisedPhoto& photo) {
  out.PutSigned(static_cast<int>(photo.format));
  out.PutBool(photo.re_encoded);
  out.PutSigned(static_cast<int>(photo.credit));
  out.Put(photo.removed.size());
  for (const RemovedClass& removed : photo.removed) {
    out.PutSigned(static_cast<int>(removed.kind));
    out.PutSigned(removed.count);
  }
}

SanitisedPhoto TakeSanitised(WireReader& in, Bytes bytes, bool ordered) {
  SanitisedPhoto photo{};
  photo.format = TakeFormat(in);
  photo.re_encoded = in.TakeBool();
  photo.credit = in.TakeEnum(CreditKept::kNone, CreditKept::kNoRoom);
  const std::size_t count = in.TakeCount(static_cast<std::size_t>(MetadataClass::kUnknown));
  for (std::size_t at = 0; at < count && in.ok(); ++at) {
    const auto kind = in.TakeEnum(MetadataClass::kLocation, MetadataClass::kUnknown);
    photo.removed.push_back({kind, static_cast<int>(in.TakeSigned(0, INT32_MAX))});
  }
  photo.bytes = std::move(bytes);
  if (!ordered || !IsPicture(photo.format) || SniffFormat(photo.bytes) != photo.format) in.Fail();
  return photo;
}

void PutTimes(WireWriter& out, const InspectionTimes& times) {
  for (const double ms :
       {times.decode_ms, times.detect_ms, times.embed_ms, times.metadata_ms, times.total_ms}) {
    out.PutReal(ms);
  }
}

InspectionTimes TakeTimes(WireReader& in) {
  InspectionTimes times;
  for (double* const ms :
       {&times.decode_ms, &times.detect_ms, &times.embed_ms, &times.metadata_ms, &times.total_ms}) {
    *ms = in.TakeReal(0, kMaxMs);
  }
  return times;
}

Bytes EncodeError(const Error& error) {
  WireWriter out;
  out.PutBool(false);
  PutError(out, error);
  return out.Take();
}

Bytes EncodeParts(const Inspection& inspection) {
  WireWriter out;
  out.PutBool(true);
  out.PutText(inspection.sha256.value);
  out.Put(inspection.file_bytes);
  out.PutSigned(static_cast<int>(inspection.format));
  PutResult(out, inspection.info, PutInfo);
  PutResult(out, inspection.faces, PutFaces);
  PutResult(out, inspection.metadata, PutReport);
  PutResult(out, inspection.sanitised, PutSanitised);
  PutTimes(out, inspection.times);
  PutCrops(out, inspection.face_crops);
  PutMark(out, inspection.mark, inspection.picture_sha256);
  return out.Take();
}

Error TooMuch() {
  return {ErrorKind::kLimitExceeded,
          "The photo holds more than photogate takes from one file. A person must look at it."};
}

bool TextsFit(const MetadataReport& report, const Limits& limits) {
  return report.items.size() <= limits.entries && report.texts.size() <= limits.entries &&
         report.claims.size() <= limits.entries && report.copyright.size() <= limits.text_bytes &&
         report.author.size() <= limits.text_bytes &&
         std::all_of(report.texts.begin(), report.texts.end(),
                     [&](const std::string& text) { return text.size() <= limits.text_bytes; });
}

// Replaces what is longer than DecodeInspection accepts.
void Shorten(Inspection& inspection, const Limits& limits) {
  if (inspection.sanitised.ok() && inspection.sanitised.value().bytes.size() > limits.file_bytes) {
    inspection.sanitised = TooMuch();
    inspection.picture_sha256 = {};
  }
  if (inspection.faces.ok() && inspection.faces.value().faces.size() > limits.faces) {
    inspection.faces = TooMuch();
  }
  if (inspection.metadata.ok() && !TextsFit(inspection.metadata.value(), limits)) {
    inspection.metadata = TooMuch();
  }
  if (inspection.thumbnail_jpeg.size() > kThumbnailBytes) inspection.thumbnail_jpeg.clear();
  if (!inspection.faces.ok()) inspection.face_crops.clear();
  for (Bytes& crop : inspection.face_crops) {
    if (crop.size() > kCropBytes) crop.clear();
  }
}

Error CannotBe() {
  return {ErrorKind::kCorrupt, "The checking process said something that cannot be."};
}

Result<WorkerAnswer> TakeParts(WireReader& in, Message& message, const InspectionTerms& terms) {
  const Limits& limits = *terms.limits;
  Sha256Hex sha256{in.TakeText(64)};
  const std::uint64_t file_bytes = in.Take(limits.file_bytes);
  const FileFormat format = TakeFormat(in);
  auto info = TakeResult<PhotoInfo>(in, [&](WireReader& r) { return TakeInfo(r, limits); });
  auto faces = TakeResult<Faces>(in, [&](WireReader& r) { return TakeFaces(r, terms); });
  auto metadata =
      TakeResult<MetadataReport>(in, [&](WireReader& r) { return TakeReport(r, limits); });
  const bool has_photo = !message.photo.empty();
  auto sanitised = TakeResult<SanitisedPhoto>(in, [&](WireReader& r) {
    return TakeSanitised(r, std::move(message.photo), terms.order.sanitise);
  });
  const InspectionTimes times = TakeTimes(in);
  const bool crops_wanted = terms.order.face_crop_px > 0 && faces.ok();
  std::vector<Bytes> crops = TakeCrops(in, crops_wanted ? faces.value().faces.size() : 0);
  const auto [mark, picture_sha256] = TakeMark(in);
  if (mark.has_value() && !(info.ok() && terms.order.find_again)) return CannotBe();
  if (!picture_sha256.empty() && !(sanitised.ok() && terms.order.find_again)) return CannotBe();
  if (!in.AtEnd() || !IsSha256(sha256.value) || has_photo != sanitised.ok()) return CannotBe();
  if ((faces.ok() || sanitised.ok()) && (!info.ok() || info.value().format != format)) {
    return CannotBe();
  }
  if (!message.thumbnail.empty() &&
      (terms.order.thumbnail_px <= 0 || SniffFormat(message.thumbnail) != FileFormat::kJpeg)) {
    return CannotBe();
  }
  return WorkerAnswer{Inspection{std::move(sha256), file_bytes, format, std::move(info),
                                 std::move(faces), std::move(metadata), std::move(sanitised),
                                 std::move(message.thumbnail), times, std::move(crops), mark,
                                 picture_sha256}};
}

}  // namespace

MessageBounds InspectionBounds(const Limits& limits) {
  return {kRecordBytes, limits.file_bytes, kThumbnailBytes};
}

Message EncodeInspection(Result<Inspection> inspection, const Limits& limits) {
  Message message{MessageType::kInspected, {}, {}, {}, {}};
  if (!inspection.ok()) {
    message.record = EncodeError(inspection.error());
    return message;
  }
  Inspection& parts = inspection.value();
  Shorten(parts, limits);
  message.record = EncodeParts(parts);
  if (message.record.size() > kRecordBytes) {
    parts.metadata = TooMuch();
    message.record = EncodeParts(parts);
  }
  if (parts.sanitised.ok()) message.photo = std::move(parts.sanitised.value().bytes);
  message.thumbnail = std::move(parts.thumbnail_jpeg);
  return message;
}

Result<WorkerAnswer> DecodeInspection(Message message, const InspectionTerms& terms) {
  if (message.type != MessageType::kInspected) return CannotBe();
  WireReader in(message.record);
  if (in.TakeBool()) return TakeParts(in, message, terms);
  Error error = TakeError(in);
  if (!in.AtEnd() || !message.photo.empty() || !message.thumbnail.empty()) return CannotBe();
  return WorkerAnswer{std::move(error)};
}

}  // namespace photogate
