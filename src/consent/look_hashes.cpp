#include "consent/look_hashes.h"

#include <cstddef>

#include "likeness/likeness.h"

namespace photogate {

LookHashes LookHashesOf(const PictureMark& mark) {
  const auto ways = AllWaysUp(mark);
  LookHashes hashes{};
  for (std::size_t way = 0; way < ways.size(); ++way) hashes[way] = ways[way].hash;
  return hashes;
}

}  // namespace photogate
