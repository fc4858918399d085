// templates x gallery -> known / possible / ambiguous / unknown / unusable. Pure.
#pragma once

#include "core/face.h"
#include "core/match.h"
#include "core/result.h"
#include "match/gallery.h"

namespace photogate {

struct MatchSettings {
  Distance match;     // from the model card or the register's own settings, never from code
  Distance possible;  // `match` <= `possible`
  // Two people whose distances to a face differ by less than this cannot be told apart. Distances
  // between strangers scatter with a standard deviation of 0.09 for the default recogniser (adults,
  // DESIGN.md section 5): half of that is a difference that chance alone makes.
  double ambiguous_margin = 0.045;
};

// Compares every face of one photo with everybody in the gallery.
//
// Candidates of a face are everybody within `possible`, nearest first, whatever was assigned.
// States come from the distances: see MatchState. A face is kAmbiguous when somebody else is within
// `ambiguous_margin` of its nearest person. Assignment gives each person to at most one face, the
// nearest pairs of the whole photo first; a face whose nearest person went elsewhere may only take
// somebody within the margin instead, and stays unassigned otherwise. A face within `match` of a
// person who was assigned elsewhere is kPossible, not kKnown: nobody is in a photo twice.
//
// A face without a template, with one of another model or length than the gallery's, or with a
// distance that is not a number is kUnusable, never kUnknown. Fails with kInternal when the
// settings are not finite numbers in order. Thread-safe.
Result<Matches> MatchFaces(const Faces& faces, const Gallery& gallery,
                           const MatchSettings& settings);

}  // namespace photogate
