#include <fmt/core.h>

#include <string>
#include <string_view>

#include "metadata/embedded.h"
#include "metadata/exif_reader.h"
#include "metadata/readers.h"
#include "metadata/webp_chunks.h"

namespace photogate {
namespace {

using enum MetadataClass;

bool IsStructure(std::string_view type) {
  return type == "VP8 " || type == "VP8L" || type == "VP8X" || type == "ALPH" || type == "ANIM" ||
         type == "ANMF";
}

void Unknown(const WebpChunk& chunk, ReportBuilder& report) {
  report.Add(kUnknown, "WebP chunk " + ToUtf8(chunk.type),
             fmt::format("{} bytes", chunk.data.size()));
  report.AddStringsOf(chunk.data);
}

}  // namespace

void ReadWebp(ByteView file, ReportBuilder& report) {
  const WebpChunks webp = SplitWebp(file, report.limits());
  bool has_exif = false;
  for (const WebpChunk& chunk : webp.chunks) {
    if (chunk.type == "EXIF") {
      ReadExifBlock(chunk.data, "Exif", has_exif ? ExifHome::kNotShown : ExifHome::kShown, report);
      has_exif = true;
    } else if (chunk.type == "XMP ") {
      ReadXmp(chunk.data, "XMP", report);
    } else if (chunk.type == "ICCP") {
      ReadIcc(chunk.data, "ICC profile", report);
    } else if (chunk.type == "ANMF") {
      const WebpChunks frame = SplitWebpFrame(chunk.data, report.limits());
      if (frame.broken) report.Incomplete(frame.broken->message);
      for (const WebpChunk& part : frame.chunks) {
        if (!IsStructure(part.type)) Unknown(part, report);
      }
      ReadAppended(frame.rest, "after a frame", report);
    } else if (!IsStructure(chunk.type)) {
      Unknown(chunk, report);
    }
  }
  if (webp.broken) report.Incomplete(webp.broken->message);
  ReadAppended(webp.rest, "after the end of the picture", report);
}

}  // namespace photogate
