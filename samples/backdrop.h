// The places of the drawn school, painted behind the people.
#pragma once

#include "samples/canvas.h"

namespace photogate::samples {

enum class Place { kStudio = 1, kClassroom, kHall, kField, kPlayground, kCorridor, kGarden };

// Covers the whole canvas.
void PaintBackdrop(Canvas& canvas, Place place);

}  // namespace photogate::samples
