// Where a recogniser wants a face to be.
#pragma once

#include <optional>

#include "core/geometry.h"
#include "face/pixels.h"

namespace photogate {

// The similarity that brings `points` nearest to `side` times the fractions `wanted`, by least
// squares and without reflection. Nullopt when the points coincide or are not finite.
// Source: Umeyama, "Least-squares estimation of transformation parameters between two point
// patterns", PAMI 1991; in the plane it is one complex division.
std::optional<Similarity> AlignTo(const Landmarks& points, const Landmarks& wanted, double side);

// How far the aligned points stay from the wanted ones: root mean square, in fractions of the crop.
// Near 0 for a frontal face; grows as the head turns away.
double AlignmentResidual(const Landmarks& points, const Landmarks& wanted, const Similarity& m,
                         double side);

}  // namespace photogate
