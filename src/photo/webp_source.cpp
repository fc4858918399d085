// WebP through libwebp and its demultiplexer.
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "photo/cached_source.h"
#include "photo/decoders.h"
#include "photo/failure.h"

namespace photogate::photo {
namespace {

using Demuxer = std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)>;

Demuxer Demux(ByteView bytes) {
  const WebPData data{bytes.data(), bytes.size()};
  return {WebPDemux(&data), WebPDemuxDelete};
}

// The first chunk of that name; it points into the file's bytes.
ByteView FindChunk(const WebPDemuxer* demuxer, const char* name) {
  WebPChunkIterator chunk{};
  ByteView found;
  if (WebPDemuxGetChunk(demuxer, name, 1, &chunk) != 0) {
    found = {chunk.chunk.bytes, chunk.chunk.size};
  }
  WebPDemuxReleaseChunkIterator(&chunk);
  return found;
}

struct FirstFrame {
  ByteView bitstream;
  int left, top, width_px, height_px;
};

Result<FirstFrame> FindFirstFrame(const WebPDemuxer* demuxer) {
  WebPIterator frame{};
  if (WebPDemuxGetFrame(demuxer, 1, &frame) == 0) {
    WebPDemuxReleaseIterator(&frame);
    return Damaged("WebP without a frame");
  }
  const FirstFrame first{{frame.fragment.bytes, frame.fragment.size},
                         frame.x_offset,
                         frame.y_offset,
                         frame.width,
                         frame.height};
  const bool complete = frame.complete != 0;
  WebPDemuxReleaseIterator(&frame);
  if (!complete) return Damaged("WebP frame is cut off");
  return first;
}

Result<Raster> DecodeWebp(ByteView bytes, const Limits& limits) {
  const Demuxer demuxer = Demux(bytes);
  if (demuxer == nullptr) return Damaged("WebP container");
  const int canvas_width = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH));
  const int canvas_height = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT));
  const auto found = FindFirstFrame(demuxer.get());
  if (!found.ok()) return found.error();
  const FirstFrame& frame = found.value();
  if (frame.left < 0 || frame.top < 0 || frame.width_px < 1 || frame.height_px < 1 ||
      frame.left > canvas_width - frame.width_px || frame.top > canvas_height - frame.height_px) {
    return Damaged("WebP frame outside its canvas");
  }
  WebPDecoderConfig config{};
  if (WebPInitDecoderConfig(&config) == 0) return NotSupported("libwebp version");
  if (WebPGetFeatures(frame.bitstream.data(), frame.bitstream.size(), &config.input) !=
          VP8_STATUS_OK ||
      config.input.width != frame.width_px || config.input.height != frame.height_px) {
    return Damaged("WebP frame header");
  }
  // With alpha even if the container says that there is none: lossless pixels always have a place
  // for it.
  constexpr PixelLayout layout = PixelLayout::kBgra;
  const auto stride =
      static_cast<std::size_t>(BytesPerPixel(layout)) * static_cast<std::size_t>(frame.width_px);
  std::vector<std::uint8_t> pixels(stride * static_cast<std::size_t>(frame.height_px));
  config.output.colorspace = MODE_BGRA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels.data();
  config.output.u.RGBA.stride = static_cast<int>(stride);
  config.output.u.RGBA.size = pixels.size();
  const VP8StatusCode status = WebPDecode(frame.bitstream.data(), frame.bitstream.size(), &config);
  WebPFreeDecBuffer(&config.output);
  if (status == VP8_STATUS_OUT_OF_MEMORY) return TooLarge("memory needed to decode");
  if (status == VP8_STATUS_UNSUPPORTED_FEATURE) return NotSupported("WebP feature");
  if (status != VP8_STATUS_OK) return Damaged("WebP pixels");

  const auto transform = ColorTransform::Make(FindChunk(demuxer.get(), "ICCP"), layout, limits);
  const ColorTransform* const colours = transform.has_value() ? &*transform : nullptr;
  Raster out = WhiteRaster(canvas_width, canvas_height);
  out.recoloured = colours != nullptr;
  for (int y = 0; y < frame.height_px; ++y) {
    out.see_through |=
        WritePixels(pixels.data() + stride * static_cast<std::size_t>(y), frame.width_px, layout,
                    colours, out.bgr.data() + out.Offset(frame.left, frame.top + y));
  }
  return out;
}

}  // namespace

OpenedSource OpenWebp(ByteView bytes, const Limits& limits) {
  const Demuxer demuxer = Demux(bytes);
  if (demuxer == nullptr) return Damaged("WebP container");
  const std::uint32_t width = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH);
  const std::uint32_t height = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT);
  // Lossless pictures are unpacked to four bytes a pixel, twice, beside the result.
  if (auto size = CheckSize(width, height, 11, limits); !size.ok()) return size.error();
  const std::uint32_t frames =
      std::clamp(WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT), 1u, limits.pictures);
  const bool animated = (WebPDemuxGetI(demuxer.get(), WEBP_FF_FORMAT_FLAGS) & ANIMATION_FLAG) != 0;
  const Orientation orientation = ExifOrientation(FindChunk(demuxer.get(), "EXIF"));
  const PhotoInfo photo =
      UprightInfo(FileFormat::kWebp, static_cast<int>(width), static_cast<int>(height), orientation,
                  static_cast<int>(frames), animated);
  return OpenedSource(std::make_unique<CachedSource>(
      photo, orientation, [bytes, limits] { return DecodeWebp(bytes, limits); }));
}

}  // namespace photogate::photo
