// What the journal keeps of a photo's looks.
#pragma once

#include "core/picture_mark.h"

namespace photogate {

// The mark's hash in each way up, the upright one first. Pure.
LookHashes LookHashesOf(const PictureMark& mark);

}  // namespace photogate
