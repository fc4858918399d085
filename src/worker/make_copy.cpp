#include "worker/make_copy.h"

#include <algorithm>
#include <string>
#include <utility>

#include "metadata/jpeg_codes.h"
#include "metadata/other_colours.h"
#include "metadata/sanitise.h"
#include "photo/encode_copy.h"
#include "photo/shrink.h"

namespace photogate {
namespace {

// A decoder's own reduction by halves is not as good as the filter, so the filter gets at least
// this many pixels for each it makes (docs/MEASUREMENTS.md, "Copies that are encoded anew").
constexpr int kSourcePixels = 2;

int LongerSide(const PhotoInfo& info) { return std::max(info.width_px, info.height_px); }

bool IsSmaller(const PhotoInfo& info, const PublishRules& rules) {
  return rules.longest_edge_px > 0 && LongerSide(info) > rules.longest_edge_px;
}

// Where nobody looks for faces, nothing has decoded the picture yet. What EveryCodeShows does not
// vouch for is decoded, to tell whether a JPEG has rows which its header leaves out: libjpeg counts
// the bytes that belong to no row, and says so in these words. Pixels that are missing hide
// nothing, so a copy may miss them as well.
bool HidesRows(const Error& error) {
  return error.kind != ErrorKind::kCorrupt || error.context.find("extraneous") != std::string::npos;
}

Result<SanitisedPhoto> Encode(ByteView file, std::unique_ptr<PixelSource> source,
                              const MetadataReport& report, const InspectionOrder& order,
                              const Limits& limits) {
  const PublishRules& rules = order.publish;
  const PhotoInfo info = source->info();
  if (HasOtherColours(file, info.format, limits)) {
    return Error{ErrorKind::kUnsupported,
                 "The photo's colours are described in a way that would be lost in a copy of this "
                 "channel's size or format. Save it as a JPEG in sRGB and use that."};
  }
  const bool smaller = IsSmaller(info, rules);
  auto image =
      source->DecodeForCopy(smaller ? kSourcePixels * rules.longest_edge_px : LongerSide(info));
  if (!image.ok()) return image.error();
  source.reset();
  if (smaller) image = Shrink(image.value(), rules.longest_edge_px);
  const FileFormat format = EncodedFormat(info.format, rules);
  const auto encoded = EncodeCopy(image.value(), format, rules.quality);
  if (!encoded.ok()) return encoded.error();
  MetadataReport upright = report;
  upright.orientation = 1;
  auto copy = Sanitise(encoded.value(), format, upright, order.sanitise_options, limits);
  if (copy.ok()) copy.value().re_encoded = true;
  return copy;
}

}  // namespace

bool NeedsEncoding(const PhotoInfo& info, const PublishRules& rules) {
  const bool other_format =
      rules.format != CopyFormat::kKeep && EncodedFormat(info.format, rules) != info.format;
  return other_format || IsSmaller(info, rules) || (rules.to_srgb && info.recoloured);
}

Result<SanitisedPhoto> MakeCopy(ByteView file, std::unique_ptr<PixelSource> source,
                                const MetadataReport& report, const InspectionOrder& order,
                                const Limits& limits) {
  if (order.publish.to_srgb) {
    // Only decoding tells whether the colours are others.
    const auto decoded = source->Decode(1);
    if (!decoded.ok()) return decoded.error();
  }
  if (!order.detect && source->info().format == FileFormat::kJpeg &&
      !EveryCodeShows(file, limits)) {
    const auto decoded = source->Decode(1);
    if (!decoded.ok() && HidesRows(decoded.error())) return decoded.error();
  }
  const PhotoInfo info = source->info();
  // What moves or holds several pictures is held or kept whole, never reduced to one of them.
  const bool single = !info.animated && info.pictures == 1;
  if (single && NeedsEncoding(info, order.publish)) {
    return Encode(file, std::move(source), report, order, limits);
  }
  source.reset();
  return Sanitise(file, info.format, report, order.sanitise_options, limits);
}

}  // namespace photogate
