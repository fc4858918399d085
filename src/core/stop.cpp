#include "core/stop.h"

namespace photogate {

std::string LongDay(const Date& day) {
  static constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
  return std::to_string(day.day) + " " + kMonths[day.month - 1] + " " + std::to_string(day.year);
}

std::string EarlierStopText(const EarlierStop& stop) {
  std::string what = "stopped this photo";
  switch (stop.kind) {
    case StopKind::kStopped: break;
    case StopKind::kDeleted: what = "deleted this photo"; break;
    case StopKind::kLeftOut: what = "left this photo out of a release"; break;
  }
  return "A person " + what + " on " + LongDay(stop.day) +
         ", so it is not cleared without one. Look at it and decide.";
}

}  // namespace photogate
