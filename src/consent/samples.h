// A few photos a week are looked at once more, so that the school learns how many the gate misses.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "consent/photo_entry.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

enum class SampleOutcome { kFine = 1, kMustNotBeSeen, kSomethingElse, kNotSure };

// How many of a week's photos: cleared without a person, and mixed in among them.
struct SampleSizes {
  int blind = 10;
  int mixed = 5;
};

struct NextSample {
  std::optional<std::int64_t> number;  // nullopt: nothing is left for this person
  PhotoId photo;
  int left = 0;  // for this person, this one included
};

// The photos of the week before, drawn by chance (SQLite's random(), seeded by the system) among
// those whose original is still there. Rows are append-only and name no child; answers stand in the
// audit chain as looks. None of it changes the consent version. Thread-safe.
class Samples {
 public:
  explicit Samples(Register& reg) : register_(reg) {}

  // Draws once for the week that `day` is in, and nothing the second time. How many were drawn.
  Result<int> DrawWeek(const Date& day, const SampleSizes& sizes, const Actor& by);
  // Oldest first; never one that `user` decided, nor one that is not in cleared any more.
  Result<NextSample> Next(const std::string& user);
  // Gives the photo. kNotFound: no such sample. kConflict: it was answered. kRefused: the user
  // decided on this photo.
  Result<PhotoId> Answer(std::int64_t sample, SampleOutcome outcome, const Actor& by);

 private:
  Register& register_;
};

std::string_view SampleOutcomeName(SampleOutcome outcome);  // "fine", "must-not-be-seen" ...
std::optional<SampleOutcome> ParseSampleOutcome(std::string_view text);

}  // namespace photogate
