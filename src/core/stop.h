// What people said against a picture earlier: whoever drops the same one again is told.
#pragma once

#include <string>

#include "core/clock.h"

namespace photogate {

enum class StopKind {
  kStopped = 1,  // blocked, objected to, taken back, or found unfit at a second look
  kDeleted,
  kLeftOut,   // of a release, by whoever looked the batch through
  kObjected,  // somebody in it asked not to be shown
};

struct EarlierStop {
  StopKind kind;
  Date day;
  bool like = false;  // it was another file, which looks the same
};

// What a teacher reads, with the next step.
std::string EarlierStopText(const EarlierStop& stop);

// "29 November 2026".
std::string LongDay(const Date& day);

}  // namespace photogate
