#include "core/publish.h"

#include <algorithm>

namespace photogate {

std::string_view CopyFormatName(CopyFormat format) {
  switch (format) {
    case CopyFormat::kKeep: return "keep";
    case CopyFormat::kJpeg: return "jpeg";
    case CopyFormat::kWebp: return "webp";
  }
  return "keep";
}

std::optional<CopyFormat> ParseCopyFormat(std::string_view name) {
  for (const CopyFormat format : {CopyFormat::kKeep, CopyFormat::kJpeg, CopyFormat::kWebp}) {
    if (CopyFormatName(format) == name) return format;
  }
  return std::nullopt;
}

FileFormat EncodedFormat(FileFormat from, const PublishRules& rules) {
  switch (rules.format) {
    case CopyFormat::kJpeg: return FileFormat::kJpeg;
    case CopyFormat::kWebp: return FileFormat::kWebp;
    case CopyFormat::kKeep: break;
  }
  if (from == FileFormat::kWebp) return FileFormat::kWebp;
  return from == FileFormat::kPng || from == FileFormat::kGif ? FileFormat::kPng
                                                              : FileFormat::kJpeg;
}

double PublishedScale(int width_px, int height_px, const PublishRules& rules) {
  const int longer = std::max(width_px, height_px);
  if (rules.longest_edge_px <= 0 || longer <= rules.longest_edge_px) return 1;
  return static_cast<double>(rules.longest_edge_px) / longer;
}

}  // namespace photogate
