#include "core/stop.h"

namespace photogate {

std::string LongDay(const Date& day) {
  static constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
  return std::to_string(day.day) + " " + kMonths[day.month - 1] + " " + std::to_string(day.year);
}

std::string EarlierStopText(const EarlierStop& stop) {
  if (stop.kind == StopKind::kObjected) {
    return "Somebody in " +
           std::string(stop.like ? "a photo that looks like this one" : "this photo") +
           " asked on " + LongDay(stop.day) + " not to be shown. Cover the face, or block it.";
  }
  const std::string photo = stop.like ? "a photo that looks like this one" : "this photo";
  std::string what = "stopped " + photo;
  switch (stop.kind) {
    case StopKind::kStopped:
    case StopKind::kObjected: break;
    case StopKind::kDeleted: what = "deleted " + photo; break;
    case StopKind::kLeftOut: what = "left " + photo + " out of a release"; break;
  }
  return "A person " + what + " on " + LongDay(stop.day) +
         ", so it is not cleared without one. Look at it and decide.";
}

}  // namespace photogate
