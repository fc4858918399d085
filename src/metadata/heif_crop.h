// Pixels that a HEIF or AVIF file keeps and does not show.
#pragma once

#include "core/bytes.h"
#include "metadata/heif_file.h"

namespace photogate {

// Whether the item has a clean aperture that is smaller than the picture, or that cannot be
// understood: the coded pixels outside it would be in a copy.
bool IsCropped(const HeifFile& heif, const HeifItem& item);

// Whether `item`, a grid with this data (ISO/IEC 23008-12 section 6.6.2.3), has as many tiles as it
// needs, and cuts from the last ones no more than the filling that cameras put there.
bool ShowsAllTiles(const HeifFile& heif, const HeifItem& item, ByteView grid);

}  // namespace photogate
