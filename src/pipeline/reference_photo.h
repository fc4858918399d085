// A reference photo on its way into the register, the same at the command line and on the page.
#pragma once

#include <optional>

#include "consent/enrol.h"
#include "core/clock.h"
#include "core/result.h"
#include "pipeline/photo_file.h"
#include "pipeline/process_photo.h"

namespace photogate {

// Below this a reference costs more recognition than one more photo would bring: the quality is the
// smallest of its parts, and 0.3 is a face of about 60 px, slightly soft or half turned.
inline constexpr double kMinReferenceQuality = 0.3;

// How the age of a reference is known.
enum class TakenFrom { kOption = 1, kExif, kToday };

struct ReferenceWish {
  PersonId person;
  std::optional<Date> taken = {};  // as somebody said; nullopt: the camera's date, else today
  int face = 0;                    // see EnrolOrder
  bool keep_crop = false;
};

// What Enroller::Enrol needs. The templates of the faces live here and nowhere else.
struct ReadReference {
  EnrolOrder order;
  Faces faces;
  TakenFrom taken_from = TakenFrom::kToday;
};

// Has a worker look at the photo. An Error is a photo that could not be read, for the office to
// see. Nothing is asked of the register.
Result<ReadReference> ReadReferencePhoto(const PhotoFile& photo, const ReferenceWish& wish,
                                         const InspectFunction& inspect, const Date& today);

// More than a year before `today`: children change.
bool IsStaleReference(const Date& taken, const Date& today);

}  // namespace photogate
