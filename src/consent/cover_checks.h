// What checking a covered photo anew said, and how to tell that anything about photos changed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consent/photo_entry.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct CoverCheck {
  std::vector<Finding> findings;
  std::vector<JournalFace> faces;  // as PhotoFacts has them, and those that only the cover shows
  std::string problem;             // why it cannot be cleared; empty when it can
  int width_px = 0, height_px = 0;
  ConsentVersion consent_version{0};
};

// Thread-safe, like the Register it borrows.
class CoverChecks {
 public:
  explicit CoverChecks(Register& reg) : register_(reg) {}

  // Of the cover that `verdict` recorded.
  Result<Done> Store(const PhotoId& photo, std::int64_t verdict, const CoverCheck& check,
                     const Actor& by);
  Result<std::optional<CoverCheck>> Load(std::int64_t verdict);
  // With the photo.
  Result<Done> Remove(const PhotoId& photo, const Actor& by);

 private:
  Register& register_;
};

// Differs whenever a photo moved, was held anew, was spoken of, or the register changed.
Result<std::string> PhotosRevision(Register& reg);

// What was said of every photo in one of these states, in order.
Result<std::map<PhotoId, std::vector<PhotoVerdict>>> VerdictsIn(
    Register& reg, const std::vector<PhotoState>& states);

}  // namespace photogate
