#include "pipeline/reference_photo.h"

namespace photogate {
namespace {

// Big enough to recognise somebody by, small enough to be of no other use.
constexpr int kCropPx = 200;

// Older cameras without a set clock say 1970 or 1980; no reference is that old.
constexpr Date kOldestExif{1990, 1, 1};

// The day the camera recorded; nullopt when there is none that can be.
std::optional<Date> ExifDate(const Inspection& photo, const Date& today) {
  if (!photo.metadata.ok()) return std::nullopt;
  std::optional<Date> found;
  for (const MetadataItem& item : photo.metadata.value().items) {
    const bool original = item.where.find("DateTimeOriginal") != std::string::npos;
    if (!original && item.where.find("DateTimeDigitized") == std::string::npos) continue;
    if (item.value.size() < 10) continue;
    // EXIF writes 2026:11:21 (CIPA DC-008, DateTimeOriginal), XMP with hyphens.
    std::string day = item.value.substr(0, 10);
    for (char& c : day) c = c == ':' ? '-' : c;
    const auto date = ParseDate(day);
    if (!date || *date < kOldestExif || today < *date) continue;
    found = date;
    if (original) return found;
  }
  return found;
}

}  // namespace

Result<ReadReference> ReadReferencePhoto(const PhotoFile& photo, const ReferenceWish& wish,
                                         const InspectFunction& inspect, const Date& today) {
  InspectionOrder order;
  order.sanitise = false;
  order.face_crop_px = wish.keep_crop ? kCropPx : 0;
  auto inspection = inspect(photo.fd.get(), order);
  if (!inspection.ok()) return inspection.error();
  Inspection& seen = inspection.value();
  if (!seen.faces.ok()) return seen.faces.error();
  const auto exif = ExifDate(seen, today);
  ReadReference read{{wish.person, wish.taken ? *wish.taken : exif.value_or(today), seen.sha256},
                     std::move(seen.faces).value(),
                     wish.taken ? TakenFrom::kOption
                     : exif     ? TakenFrom::kExif
                                : TakenFrom::kToday};
  read.order.face = wish.face;
  if (seen.info.ok()) {
    read.order.width_px = seen.info.value().width_px;
    read.order.height_px = seen.info.value().height_px;
  }
  const std::size_t chosen = wish.face > 0 ? static_cast<std::size_t>(wish.face - 1) : 0;
  if (chosen < seen.face_crops.size()) read.order.crop_jpeg = std::move(seen.face_crops[chosen]);
  return read;
}

bool IsStaleReference(const Date& taken, const Date& today) {
  return taken < Date{today.year - 1, today.month, today.day};
}

}  // namespace photogate
