// GIF through giflib: the first frame on its canvas; the others are only counted.
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "photo/cached_source.h"
#include "photo/decoders.h"
#include "photo/failure.h"

namespace photogate::photo {
namespace {

struct Input {
  ByteView bytes;
  std::size_t at = 0;
};

int OnRead(GifFileType* gif, GifByteType* to, int wanted) {
  auto& input = *static_cast<Input*>(gif->UserData);
  const std::size_t count =
      std::min(static_cast<std::size_t>(std::max(wanted, 0)), input.bytes.size() - input.at);
  if (count != 0) std::memcpy(to, input.bytes.data() + input.at, count);
  input.at += count;
  return static_cast<int>(count);
}

struct CloseGif {
  void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, CloseGif>;

struct Frame {
  int left, top, width_px, height_px;
};

struct GifOverview {
  Frame first;
  int canvas_width_px, canvas_height_px;
  int pictures;
};

// GIF89a section 23: the graphic control extension says which index is transparent.
std::optional<int> TransparentIndex(int function, const GifByteType* block) {
  if (function != GRAPHICS_EXT_FUNC_CODE || block == nullptr || block[0] < 4) return std::nullopt;
  if ((block[1] & 1) == 0) return std::nullopt;
  return block[4];
}

// Stops at the next image descriptor (true) or the trailer (false).
Result<bool> NextImage(GifFileType* gif, std::optional<int>& transparent, std::uint32_t& blocks,
                       const Limits& limits) {
  while (true) {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(gif, &type) == GIF_ERROR) return Damaged("GIF ends too early");
    if (type == TERMINATE_RECORD_TYPE) return false;
    if (type == IMAGE_DESC_RECORD_TYPE) {
      if (DGifGetImageDesc(gif) == GIF_ERROR) return Damaged("GIF image descriptor");
      return true;
    }
    int function = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(gif, &function, &block) == GIF_ERROR) return Damaged("GIF extension");
    while (block != nullptr) {
      if (++blocks > limits.entries) return TooLarge("number of GIF blocks");
      if (const auto index = TransparentIndex(function, block)) transparent = index;
      if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return Damaged("GIF extension");
      function = 0;
    }
  }
}

Result<bool> SkipPixels(GifFileType* gif, std::uint64_t limit) {
  int size = 0;
  GifByteType* block = nullptr;
  if (DGifGetCode(gif, &size, &block) == GIF_ERROR) return Damaged("GIF pixels");
  std::uint64_t skipped = 0;
  while (block != nullptr) {
    if (++skipped > limit) return TooLarge("GIF pixels");
    if (DGifGetCodeNext(gif, &block) == GIF_ERROR) return Damaged("GIF pixels");
  }
  return true;
}

Frame FrameOf(const GifFileType* gif) {
  return {gif->Image.Left, gif->Image.Top, gif->Image.Width, gif->Image.Height};
}

Result<GifOverview> Survey(ByteView bytes, const Limits& limits) {
  Input input{bytes};
  const Gif gif(DGifOpen(&input, OnRead, nullptr));
  if (gif == nullptr) return Damaged("GIF header");
  GifOverview overview{};
  std::optional<int> transparent;
  std::uint32_t blocks = 0;
  while (static_cast<std::uint32_t>(overview.pictures) < limits.pictures) {
    const auto more = NextImage(gif.get(), transparent, blocks, limits);
    if (!more.ok()) return more.error();
    if (!more.value()) break;
    if (overview.pictures == 0) overview.first = FrameOf(gif.get());
    ++overview.pictures;
    const auto skipped = SkipPixels(gif.get(), bytes.size());
    if (!skipped.ok()) return skipped.error();
  }
  if (overview.pictures == 0) return Damaged("GIF without a picture");
  // What lies outside the screen is shown by some viewers and cut off by others: look at it all.
  overview.canvas_width_px =
      std::max<int>(gif->SWidth, overview.first.left + overview.first.width_px);
  overview.canvas_height_px =
      std::max<int>(gif->SHeight, overview.first.top + overview.first.height_px);
  return overview;
}

using Palette = std::array<std::array<std::uint8_t, 4>, 256>;

// Indices without a colour stay black, as browsers draw them; the transparent one has no alpha.
std::optional<Palette> ReadPalette(const GifFileType* gif, std::optional<int> transparent) {
  const ColorMapObject* map = gif->Image.ColorMap != nullptr ? gif->Image.ColorMap : gif->SColorMap;
  if (map == nullptr || map->Colors == nullptr) return std::nullopt;
  Palette palette{};
  for (std::size_t i = 0; i < palette.size(); ++i) {
    palette[i][3] = 255;
    if (i >= static_cast<std::size_t>(std::max(map->ColorCount, 0))) continue;
    palette[i][0] = map->Colors[i].Blue;
    palette[i][1] = map->Colors[i].Green;
    palette[i][2] = map->Colors[i].Red;
  }
  if (transparent.has_value()) palette[static_cast<std::size_t>(*transparent)][3] = 0;
  return palette;
}

// GIF89a appendix E: every 8th row from 0, every 8th from 4, every 4th from 2, every 2nd from 1.
std::vector<int> RowOrder(int height, bool interlaced) {
  std::vector<int> order;
  if (!interlaced) {
    for (int y = 0; y < height; ++y) order.push_back(y);
    return order;
  }
  constexpr std::array<std::array<int, 2>, 4> kPasses{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  for (const auto& [first, step] : kPasses) {
    for (int y = first; y < height; y += step) order.push_back(y);
  }
  return order;
}

Result<Raster> DecodeGif(ByteView bytes, const GifOverview& overview, const Limits& limits) {
  Input input{bytes};
  const Gif gif(DGifOpen(&input, OnRead, nullptr));
  if (gif == nullptr) return Damaged("GIF header");
  std::optional<int> transparent;
  std::uint32_t blocks = 0;
  const auto found = NextImage(gif.get(), transparent, blocks, limits);
  if (!found.ok()) return found.error();
  if (!found.value()) return Damaged("GIF without a picture");
  const auto palette = ReadPalette(gif.get(), transparent);
  if (!palette.has_value()) return Damaged("GIF without colours");
  const Frame& frame = overview.first;
  Raster out = WhiteRaster(overview.canvas_width_px, overview.canvas_height_px);
  std::vector<GifPixelType> indices(static_cast<std::size_t>(frame.width_px));
  std::vector<std::uint8_t> row(4 * indices.size());
  for (const int y : RowOrder(frame.height_px, gif->Image.Interlace)) {
    if (DGifGetLine(gif.get(), indices.data(), frame.width_px) == GIF_ERROR) {
      return Damaged("GIF pixels");
    }
    for (std::size_t i = 0; i < indices.size(); ++i) {
      std::memcpy(row.data() + 4 * i, (*palette)[indices[i]].data(), 4);
    }
    out.see_through |= WritePixels(row.data(), frame.width_px, PixelLayout::kBgra, nullptr,
                                   out.bgr.data() + out.Offset(frame.left, frame.top + y));
  }
  return out;
}

}  // namespace

OpenedSource OpenGif(ByteView bytes, const Limits& limits) {
  const auto survey = Survey(bytes, limits);
  if (!survey.ok()) return survey.error();
  const GifOverview& overview = survey.value();
  if (overview.first.width_px < 1 || overview.first.height_px < 1) return Damaged("GIF frame size");
  if (auto size = CheckSize(static_cast<std::uint64_t>(overview.canvas_width_px),
                            static_cast<std::uint64_t>(overview.canvas_height_px), 3, limits);
      !size.ok()) {
    return size.error();
  }
  const PhotoInfo photo =
      UprightInfo(FileFormat::kGif, overview.canvas_width_px, overview.canvas_height_px, {},
                  overview.pictures, overview.pictures > 1);
  return OpenedSource(std::make_unique<CachedSource>(
      photo, Orientation{},
      [bytes, overview, limits] { return DecodeGif(bytes, overview, limits); }));
}

}  // namespace photogate::photo
