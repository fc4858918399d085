#include "worker/crop_message.h"

#include <string>

#include "core/format.h"

namespace photogate {

void PutCrops(WireWriter& out, const std::vector<Bytes>& crops) {
  out.Put(crops.size());
  for (const Bytes& crop : crops) {
    out.PutText({reinterpret_cast<const char*>(crop.data()), crop.size()});
  }
}

std::vector<Bytes> TakeCrops(WireReader& in, std::size_t faces) {
  std::vector<Bytes> crops;
  const std::size_t count = in.TakeCount(faces);
  if (count != 0 && count != faces) in.Fail();
  for (std::size_t at = 0; at < count && in.ok(); ++at) {
    const std::string bytes = in.TakeText(kCropBytes);
    crops.emplace_back(bytes.begin(), bytes.end());
    if (!bytes.empty() && SniffFormat(crops.back()) != FileFormat::kJpeg) in.Fail();
  }
  return crops;
}

}  // namespace photogate
