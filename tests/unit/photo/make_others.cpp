#include <gif_lib.h>
#include <tiffio.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <algorithm>

#include "tests/support/paths.h"
#include "tests/unit/photo/pictures.h"

namespace photogate::test {
namespace {

WebPData View(const Bytes& bytes) { return {bytes.data(), bytes.size()}; }

Bytes EncodeWebp(const Picture& picture, const WebpOptions& options) {
  Bytes bgra;
  for (std::size_t at = 0; at < picture.bgr.size(); at += 3) {
    bgra.insert(bgra.end(), picture.bgr.data() + at, picture.bgr.data() + at + 3);
    bgra.push_back(static_cast<std::uint8_t>(options.alpha.value_or(255)));
  }
  std::uint8_t* out = nullptr;
  const std::size_t size =
      options.lossless ? WebPEncodeLosslessBGRA(bgra.data(), picture.width_px, picture.height_px,
                                                4 * picture.width_px, &out)
                       : WebPEncodeBGRA(bgra.data(), picture.width_px, picture.height_px,
                                        4 * picture.width_px, 95, &out);
  Bytes bytes(out, out + size);
  WebPFree(out);
  return bytes;
}

}  // namespace

Bytes MakeWebp(const Picture& picture, const WebpOptions& options) {
  const Bytes still = EncodeWebp(picture, options);
  WebPMux* mux = WebPMuxNew();
  const WebPData image = View(still);
  if (options.frames == 1) {
    WebPMuxSetImage(mux, &image, 1);
  } else {
    const WebPMuxAnimParams animation{0xFFFFFFFF, 0};
    WebPMuxSetAnimationParams(mux, &animation);
    for (int i = 0; i < options.frames; ++i) {
      WebPMuxFrameInfo frame{};
      frame.bitstream = image;
      frame.duration = 100;
      frame.id = WEBP_CHUNK_ANMF;
      WebPMuxPushFrame(mux, &frame, 1);
    }
  }
  if (options.orientation.has_value()) {
    const Bytes exif = Exif(*options.orientation);
    const WebPData data = View(exif);
    WebPMuxSetChunk(mux, "EXIF", &data, 1);
  }
  if (!options.icc.empty()) {
    const WebPData data = View(options.icc);
    WebPMuxSetChunk(mux, "ICCP", &data, 1);
  }
  WebPData assembled{};
  WebPMuxAssemble(mux, &assembled);
  Bytes bytes(assembled.bytes, assembled.bytes + assembled.size);
  WebPDataClear(&assembled);
  WebPMuxDelete(mux);
  return bytes;
}

Bytes MakeTiff(const Picture& picture, const TiffOptions& options) {
  const TempFolder folder;
  const std::string path = (folder.path() / "made.tif").string();
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  for (int page = 0; page < options.pages; ++page) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, picture.width_px);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, picture.height_px);
    Bytes extra;  // what each pixel has beside its colours
    if (options.alpha.has_value()) extra.push_back(static_cast<std::uint8_t>(*options.alpha));
    extra.resize(extra.size() + static_cast<std::size_t>(options.more_channels), 0);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 3 + static_cast<int>(extra.size()));
    std::vector<std::uint16_t> kinds(extra.size(), EXTRASAMPLE_UNSPECIFIED);
    if (options.alpha.has_value()) kinds[0] = EXTRASAMPLE_UNASSALPHA;
    if (!kinds.empty()) {
      TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, static_cast<int>(kinds.size()), kinds.data());
    }
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, options.bits);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, options.compression);
    if (options.orientation.has_value()) {
      TIFFSetField(tiff, TIFFTAG_ORIENTATION, *options.orientation);
    }
    const int width = options.tiled ? 32 : picture.width_px;
    const int rows = options.tiled ? 32 : 1;
    if (options.tiled) {
      TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 32);
      TIFFSetField(tiff, TIFFTAG_TILELENGTH, 32);
    } else {
      TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 8);
    }
    for (int top = 0; top < picture.height_px; top += rows) {
      for (int left = 0; left < picture.width_px; left += width) {
        Bytes samples;
        for (int y = top; y < top + rows; ++y) {
          for (int x = left; x < left + width; ++x) {
            const std::uint8_t* bgr =
                picture.At(std::min(x, picture.width_px - 1), std::min(y, picture.height_px - 1));
            for (const int c : {2, 1, 0}) {
              samples.insert(samples.end(), options.bits == 16 ? 2 : 1, bgr[c]);
            }
            for (const std::uint8_t value : extra) {
              samples.insert(samples.end(), options.bits == 16 ? 2 : 1, value);
            }
          }
        }
        if (options.tiled) {
          TIFFWriteTile(tiff, samples.data(), static_cast<std::uint32_t>(left),
                        static_cast<std::uint32_t>(top), 0, 0);
        } else {
          TIFFWriteScanline(tiff, samples.data(), static_cast<std::uint32_t>(top), 0);
        }
      }
    }
    TIFFWriteDirectory(tiff);
  }
  TIFFClose(tiff);
  return ReadFile(path);
}

Bytes MakeGif(const Picture& picture, int frames, bool interlaced) {
  Bytes bytes;
  GifFileType* gif = EGifOpen(
      &bytes,
      [](GifFileType* file, const GifByteType* data, int count) {
        auto& out = *static_cast<Bytes*>(file->UserData);
        out.insert(out.end(), data, data + count);
        return count;
      },
      nullptr);
  ColorMapObject* map = GifMakeMapObject(256, nullptr);
  for (int i = 0; i < 216; ++i) {
    map->Colors[i] = {static_cast<GifByteType>(i / 36 * 51),
                      static_cast<GifByteType>(i / 6 % 6 * 51),
                      static_cast<GifByteType>(i % 6 * 51)};
  }
  EGifSetGifVersion(gif, true);
  EGifPutScreenDesc(gif, picture.width_px, picture.height_px, 8, 0, map);
  for (int frame = 0; frame < frames; ++frame) {
    EGifPutImageDesc(gif, 0, 0, picture.width_px, picture.height_px, interlaced, nullptr);
    for (int pass = 0; pass < (interlaced ? 4 : 1); ++pass) {
      const int first =
          interlaced ? (std::vector<int>{0, 4, 2, 1})[static_cast<std::size_t>(pass)] : 0;
      const int step =
          interlaced ? (std::vector<int>{8, 8, 4, 2})[static_cast<std::size_t>(pass)] : 1;
      for (int y = first; y < picture.height_px; y += step) {
        std::vector<GifPixelType> row;
        for (int x = 0; x < picture.width_px; ++x) {
          const std::uint8_t* bgr = picture.At(x, y);
          row.push_back(
              static_cast<GifPixelType>(bgr[2] / 43 * 36 + bgr[1] / 43 * 6 + bgr[0] / 43));
        }
        EGifPutLine(gif, row.data(), picture.width_px);
      }
    }
  }
  GifFreeMapObject(map);
  EGifCloseFile(gif, nullptr);
  return bytes;
}

}  // namespace photogate::test
