// What comparing the faces of one photo with the gallery says.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/ids.h"
#include "core/template.h"

namespace photogate {

enum class MatchState {
  kUnusable = 0,  // the face has no template, or of another model than the gallery
  kUnknown,       // nobody within `possible`
  kPossible,      // the nearest person is above `match` and at most `possible`
  kAmbiguous,     // two or more people within reach, too close to tell apart
  kKnown,         // one person at most `match`, nobody else near
};

struct Candidate {
  PersonId person;
  Distance distance;
  auto operator<=>(const Candidate&) const = default;
};

struct FaceMatch {
  std::size_t face;  // index into Faces::faces
  MatchState state;
  // Everybody within `possible`, nearest first, whatever the assignment says: a barred person is
  // never dropped because somebody else is nearer.
  std::vector<Candidate> candidates;
  // The person this face was assigned to, each person at most once a photo; nullopt when the
  // nearest person was assigned to a face that fits better.
  std::optional<PersonId> assigned;
};

struct Matches {
  std::vector<FaceMatch> faces;  // one for each face, in order
  Distance match;                // the thresholds that were used
  Distance possible;
};

}  // namespace photogate
