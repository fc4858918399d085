#include <algorithm>

#include "metadata/embedded.h"
#include "metadata/exif_reader.h"
#include "metadata/numbers.h"
#include "metadata/readers.h"

namespace photogate {

void ReadTiff(ByteView file, ReportBuilder& report) {
  // Alignment and the slack of encoders; nothing shorter is a word.
  constexpr std::size_t kSlack = 4;
  const auto covered = ReadExif(file, "TIFF", ExifHome::kTiffFile, report);
  if (covered.empty()) {
    report.Incomplete("The TIFF file is damaged or cut short.");
    return;
  }
  for (const auto& [begin, end] : Uncovered(covered, file.size())) {
    const ByteView part = Slice(file, begin, end - begin);
    const bool blank = std::all_of(part.begin(), part.end(), [](auto b) { return b == 0; });
    if (!blank && part.size() >= kSlack) ReadAppended(part, "between the parts", report);
  }
}

}  // namespace photogate
