#include "tests/support/metadata/samples.h"

#include <webp/encode.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

// After <cstdio>, which it needs.
#include <jpeglib.h>

#include "tests/support/metadata/blocks.h"

namespace photogate::test {
namespace {

using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

constexpr unsigned kWidth = 48, kHeight = 32;
constexpr unsigned kTile = 16;  // of the tiled TIFF; TIFF asks for multiples of 16

std::uint8_t Shade(unsigned x, unsigned y, unsigned channel) {
  return static_cast<std::uint8_t>((x * (5 + channel) + y * (3 + 2 * channel)) & 0xFF);
}

Bytes Prefixed(std::string_view prefix, const Bytes& bytes) {
  Bytes out = ToBytes(prefix);
  Append(out, bytes);
  return out;
}

Bytes Zlib(const Bytes& content) {
  uLongf size = compressBound(static_cast<uLong>(content.size()));
  Bytes out(size);
  if (compress(out.data(), &size, content.data(), static_cast<uLong>(content.size())) != Z_OK) {
    std::abort();
  }
  out.resize(size);
  return out;
}

// Everything that programs put in front of the picture.
Bytes DirtyJpegSegments(int orientation) {
  Bytes jfif = ToBytes("JFIF\0\1\2\1\0\x48\0\x48\2\1"sv);
  Append(jfif, "\xAA\xBB\xCC\xDD\xEE\xFF");  // a thumbnail of 2 x 1 pixels
  Bytes out = JpegSegment(0xE0, jfif);
  Append(out, JpegSegment(0xE1, Prefixed("Exif\0\0"sv, DirtyExif(orientation))));
  Append(out, JpegSegment(0xE1, Prefixed("http://ns.adobe.com/xap/1.0/\0"sv, ToBytes(DirtyXmp()))));
  Append(out, JpegSegment(0xE1, Prefixed("Exif\0\0"sv, DirtyExif(3))));
  Append(out, JpegSegment(0xE2, Prefixed("ICC_PROFILE\0\1\1"sv, DirtyIcc())));
  Append(out, JpegSegment(0xE2, ToBytes("MPF\0II*\0\x08\0\0\0\1\0\0\xB0\7\0\4\0\0\0"
                                        "0100\0\0\0\0"sv)));
  Append(out, JpegSegment(0xEB, Prefixed("Private\0"sv, ToBytes(kPerson))));
  Append(out, JpegSegment(0xED, Prefixed("Photoshop 3.0\0"sv, DirtyPhotoshop())));
  Append(out, JpegSegment(0xFE, ToBytes(kPerson)));
  return out;
}

Bytes DirtyJpeg(JpegKind kind, int orientation) {
  Bytes out = MakeJpeg(kind, DirtyJpegSegments(orientation));
  Append(out, MotionVideo());
  Append(out, "PK\3\4"sv);
  return out;
}

// An Exif segment between the scan and EOI.
Bytes ExifAfterScan() {
  Bytes out = MakeJpeg(JpegKind::kBaseline, {});
  out.resize(out.size() - 2);
  Append(out, JpegSegment(0xE1, Prefixed("Exif\0\0"sv, DirtyExif(6))));
  Append(out, "\xFF\xD9");
  return out;
}

Bytes Filtered(unsigned width, unsigned height, unsigned channels, unsigned bytes_per_channel) {
  Bytes out;
  for (unsigned y = 0; y < height; ++y) {
    out.push_back(0);
    for (unsigned x = 0; x < width; ++x) {
      for (unsigned c = 0; c < channels * bytes_per_channel; ++c) out.push_back(Shade(x, y, c));
    }
  }
  return out;
}

Bytes Number32(std::uint32_t value) {
  Bytes out;
  AppendBig(out, value, 4);
  return out;
}

Bytes DirtyPng(bool sixteen_bits, bool animated) {
  Bytes out = ToBytes("\x89PNG\r\n\x1A\n"sv);
  Bytes head = Number32(kWidth);
  AppendBig(head, kHeight, 4);
  Append(head, sixteen_bits ? "\x10\0\0\0\0"sv : "\x08\2\0\0\0"sv);
  Append(out, PngChunk("IHDR", head));
  Append(out, PngChunk("gAMA", Number32(45455)));
  Append(out, PngChunk("iCCP", Prefixed(std::string(kPerson) + "\0\0"s, Zlib(DirtyIcc()))));
  Append(out, PngChunk("tEXt", Prefixed("Author\0"sv, ToBytes(kPerson))));
  Append(out, PngChunk("zTXt", Prefixed("Comment\0\0"sv, Zlib(ToBytes(kCaption)))));
  Append(out, PngChunk("iTXt", Prefixed("XML:com.adobe.xmp\0\0\0\0\0"sv, ToBytes(DirtyXmp()))));
  Append(out, PngChunk("eXIf", DirtyExif(6)));
  Append(out, PngChunk("prVt", ToBytes(kPlace)));
  const Bytes pixels = Zlib(Filtered(kWidth, kHeight, sixteen_bits ? 1 : 3, sixteen_bits ? 2 : 1));
  if (animated) {
    Append(out, PngChunk("acTL", Prefixed("\0\0\0\2"sv, Number32(0))));
    const auto frame = [](std::uint32_t sequence) {
      Bytes data = Number32(sequence);
      AppendBig(data, kWidth, 4);
      AppendBig(data, kHeight, 4);
      Append(data, "\0\0\0\0\0\0\0\0\0\1\0\2\0\0"sv);
      return PngChunk("fcTL", data);
    };
    Append(out, frame(0));
    Append(out, PngChunk("IDAT", pixels));
    Append(out, frame(1));
    Append(out, PngChunk("fdAT", Prefixed("\0\0\0\2"sv, pixels)));
  } else {
    const auto half = static_cast<std::ptrdiff_t>(pixels.size() / 2);
    Append(out, PngChunk("IDAT", Bytes(pixels.begin(), pixels.begin() + half)));
    Append(out, PngChunk("IDAT", Bytes(pixels.begin() + half, pixels.end())));
  }
  Append(out, PngChunk("tIME", ToBytes("\x07\xEA\6\1\12\0\0"sv)));
  Append(out, PngChunk("IEND", {}));
  Append(out, MotionVideo());
  return out;
}

Bytes RiffChunk(std::string_view type, const Bytes& data) {
  Bytes out = ToBytes(type);
  AppendLittle(out, data.size(), 4);
  Append(out, data);
  if (data.size() % 2 != 0) out.push_back(0);
  return out;
}

// ALPH and VP8, of a picture that fades to the right.
Bytes SeeThroughWebp() {
  Bytes rgba;
  for (unsigned y = 0; y < kHeight; ++y) {
    for (unsigned x = 0; x < kWidth; ++x) {
      for (unsigned c = 0; c < 3; ++c) rgba.push_back(Shade(x, y, c));
      rgba.push_back(static_cast<std::uint8_t>(255 - 5 * x));
    }
  }
  std::uint8_t* made = nullptr;
  const std::size_t size = WebPEncodeRGBA(rgba.data(), kWidth, kHeight, 4 * kWidth, 80, &made);
  constexpr std::size_t kBeforeAlpha = 12 + 18;  // RIFF's head and VP8X
  if (size < kBeforeAlpha) std::abort();
  Bytes out(made + kBeforeAlpha, made + size);
  WebPFree(made);
  return out;
}

// The chunks of a still WebP as libwebp makes it: one VP8 or VP8L.
Bytes WebpPicture(bool lossless) {
  Bytes rgb;
  for (unsigned y = 0; y < kHeight; ++y) {
    for (unsigned x = 0; x < kWidth; ++x) {
      for (unsigned c = 0; c < 3; ++c) rgb.push_back(Shade(x, y, c));
    }
  }
  std::uint8_t* made = nullptr;
  const int stride = 3 * kWidth;
  const std::size_t size = lossless
                               ? WebPEncodeLosslessRGB(rgb.data(), kWidth, kHeight, stride, &made)
                               : WebPEncodeRGB(rgb.data(), kWidth, kHeight, stride, 80, &made);
  if (size < 12) std::abort();
  Bytes out(made + 12, made + size);
  WebPFree(made);
  return out;
}

Bytes DirtyWebp(bool lossless, bool animated, bool alpha = false) {
  Bytes body;
  Bytes head;
  AppendLittle(head, (animated ? 0x2Eu : 0x2Cu) | (alpha ? 0x10u : 0u), 4);
  AppendLittle(head, kWidth - 1, 3);
  AppendLittle(head, kHeight - 1, 3);
  Append(body, RiffChunk("VP8X", head));
  Append(body, RiffChunk("ICCP", DirtyIcc()));
  if (animated) {
    Append(body, RiffChunk("ANIM", Bytes(6, 0)));
    for (int i = 0; i < 2; ++i) {
      Bytes frame(6, 0);
      AppendLittle(frame, kWidth - 1, 3);
      AppendLittle(frame, kHeight - 1, 3);
      AppendLittle(frame, 100, 4);
      Append(frame, WebpPicture(lossless));
      Append(frame, RiffChunk("NAME", ToBytes(kPerson)));
      Append(body, RiffChunk("ANMF", frame));
    }
  } else {
    Append(body, alpha ? SeeThroughWebp() : WebpPicture(lossless));
  }
  Append(body, RiffChunk("EXIF", DirtyExif(6)));
  Append(body, RiffChunk("XMP ", ToBytes(DirtyXmp())));
  Append(body, RiffChunk("PRVT", ToBytes(kPlace)));
  Bytes out = ToBytes("RIFF");
  AppendLittle(out, body.size() + 4, 4);
  Append(out, "WEBP");
  Append(out, body);
  Append(out, MotionVideo());
  return out;
}

Bytes SubBlocks(const Bytes& content) {
  Bytes out;
  for (std::size_t at = 0; at < content.size(); at += 255) {
    const std::size_t size = std::min<std::size_t>(255, content.size() - at);
    out.push_back(static_cast<std::uint8_t>(size));
    const auto from = content.begin() + static_cast<std::ptrdiff_t>(at);
    out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(size));
  }
  out.push_back(0);
  return out;
}

// 8 x 8 pixels of two bits: codes of three bits, the table cleared before it can grow wider.
Bytes GifImage() {
  Bytes codes;
  std::uint32_t bits = 0;
  unsigned have = 0;
  const auto put = [&](std::uint32_t code) {
    bits |= code << have;
    have += 3;
    while (have >= 8) {
      codes.push_back(static_cast<std::uint8_t>(bits));
      bits >>= 8;
      have -= 8;
    }
  };
  for (unsigned i = 0; i < 64; ++i) {
    if (i % 2 == 0) put(4);
    put(i * 7 % 4);
  }
  put(5);
  if (have > 0) codes.push_back(static_cast<std::uint8_t>(bits));
  Bytes out = ToBytes(",\0\0\0\0\x08\0\x08\0\0\2"sv);
  Append(out, SubBlocks(codes));
  return out;
}

Bytes DirtyGif(bool animated) {
  Bytes out = ToBytes("GIF89a\x08\0\x08\0\x81\0\0"sv);
  Append(out, "\0\0\0\xFF\0\0\0\xFF\0\0\0\xFF"sv);
  if (animated) Append(out, "!\xFF\x0BNETSCAPE2.0\3\1\0\0\0"sv);
  Append(out, "!\xFE"sv);
  Append(out, SubBlocks(ToBytes(kPerson)));
  Append(out, "!\xFF\x0BXMP DataXMP"sv);
  Append(out, DirtyXmp());
  out.push_back(1);
  for (int i = 255; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(i));
  out.push_back(0);
  for (int i = 0; i < (animated ? 2 : 1); ++i) {
    Append(out, "!\xF9\4\0\x0A\0\0\0"sv);
    Append(out, GifImage());
    Append(out, "!\xFF\x0BPRIVATE 1.0"sv);
    Append(out, SubBlocks(ToBytes(kPlace)));
  }
  out.push_back(0x3B);
  Append(out, MotionVideo());
  return out;
}

// Strips without compression or with Deflate, text tags, XMP, a second page, and bytes that nothing
// refers to. Little-endian; `big` makes a BigTIFF.
// The pixels as one strip, or as tiles of kTile pixels a side, one behind the other.
Bytes TiffPixels(bool tiled) {
  const unsigned across = tiled ? kTile : kWidth, down = tiled ? kTile : kHeight;
  Bytes pixels;
  for (unsigned top = 0; top < kHeight; top += down) {
    for (unsigned left = 0; left < kWidth; left += across) {
      for (unsigned y = top; y < top + down; ++y) {
        for (unsigned x = left; x < left + across; ++x) {
          for (unsigned c = 0; c < 3; ++c) pixels.push_back(Shade(x, y, c));
        }
      }
    }
  }
  return pixels;
}

// Two pages.
Bytes DirtyTiff(bool big, bool deflate, bool tiled = false) {
  const unsigned wide = big ? 8 : 4;
  Bytes out = ToBytes("II");
  if (big) {
    AppendLittle(out, 43, 2);
    AppendLittle(out, 8, 2);
    AppendLittle(out, 0, 2);
    AppendLittle(out, 0, 8);
  } else {
    AppendLittle(out, 42, 2);
    AppendLittle(out, 0, 4);
  }
  std::size_t next_at = out.size() - wide;
  Append(out, kPlace);
  Append(out, kPerson);
  if (out.size() % 2 != 0) out.push_back(0);
  for (int page = 0; page < 2; ++page) {
    const Bytes raw = TiffPixels(tiled);
    const Bytes pixels = deflate ? Zlib(raw) : raw;
    const std::size_t pixels_at = out.size();
    Append(out, pixels);
    if (out.size() % 2 != 0) out.push_back(0);
    struct Entry {
      unsigned tag, type;
      Bytes value;
      std::uint64_t count;
    };
    std::vector<Entry> entries;
    const auto number = [&](unsigned tag, unsigned type, std::uint64_t value) {
      Bytes bytes;
      AppendLittle(bytes, value, type == 3 ? 2 : (type == 16 ? 8 : 4));
      entries.push_back({tag, type, bytes, 1});
    };
    const auto block = [&](unsigned tag, unsigned type, const Bytes& bytes) {
      entries.push_back({tag, type, bytes, bytes.size()});
    };
    const unsigned place = big ? 16 : 4;
    number(256, 3, kWidth);
    number(257, 3, kHeight);
    entries.push_back({258, 3, ToBytes("\x08\0\x08\0\x08\0"sv), 3});
    number(259, 3, deflate ? 8 : 1);
    number(262, 3, 2);
    block(270, 2, Prefixed(kCaption, {0}));
    if (!tiled) number(273, place, pixels_at);
    number(274, 3, page == 0 ? 6 : 1);
    number(277, 3, 3);
    if (!tiled) {
      number(278, 3, kHeight);
      number(279, place, pixels.size());
    }
    number(284, 3, 1);
    block(315, 2, Prefixed(kPerson, {0}));
    if (tiled) {
      constexpr unsigned kTiles = kWidth / kTile * (kHeight / kTile), kBytes = kTile * kTile * 3;
      Bytes offsets, sizes;
      for (unsigned tile = 0; tile < kTiles; ++tile) {
        AppendLittle(offsets, pixels_at + std::size_t{tile} * kBytes, 4);
        AppendLittle(sizes, kBytes, 4);
      }
      number(322, 3, kTile);
      number(323, 3, kTile);
      entries.push_back({324, 4, offsets, kTiles});
      entries.push_back({325, 4, sizes, kTiles});
    }
    block(700, 1, ToBytes(DirtyXmp()));
    block(34377, 1, DirtyPhotoshop());
    block(34675, 7, DirtyIcc());
    std::vector<std::size_t> at;
    for (const Entry& entry : entries) {
      at.push_back(out.size());
      if (entry.value.size() <= wide) continue;
      Append(out, entry.value);
      if (out.size() % 2 != 0) out.push_back(0);
    }
    Bytes here;
    AppendLittle(here, out.size(), wide);
    std::copy(here.begin(), here.end(), out.begin() + static_cast<std::ptrdiff_t>(next_at));
    AppendLittle(out, entries.size(), big ? 8 : 2);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      AppendLittle(out, entries[i].tag, 2);
      AppendLittle(out, entries[i].type, 2);
      AppendLittle(out, entries[i].count, wide);
      if (entries[i].value.size() > wide) {
        AppendLittle(out, at[i], wide);
      } else {
        Append(out, entries[i].value);
        out.insert(out.end(), wide - entries[i].value.size(), 0);
      }
    }
    next_at = out.size();
    AppendLittle(out, 0, wide);
  }
  Append(out, MotionVideo());
  return out;
}

Bytes Box(std::string_view type, const Bytes& payload) {
  Bytes out;
  AppendBig(out, payload.size() + 8, 4);
  Append(out, type);
  Append(out, payload);
  return out;
}

// A grid of two tiles with a thumbnail, an alpha plane, Exif and XMP items, text inside the coded
// data, unreferenced media data and a motion video. The coded pictures are not real.
Bytes DirtyHeif(bool av1) {
  const std::string_view coder = av1 ? "av01" : "hvc1";
  Bytes coded;
  if (av1) {
    const auto unit = [&](unsigned type, const Bytes& data) {
      AppendBig(coded, type << 3 | 2, 1);
      AppendBig(coded, data.size(), 1);
      Append(coded, data);
    };
    unit(1, {0, 1, 2, 3});
    unit(5, ToBytes(kPerson));
    unit(6, {9, 8, 7, 6, 5});
  } else {
    const auto unit = [&](unsigned type, const Bytes& data) {
      AppendBig(coded, data.size() + 2, 4);
      AppendBig(coded, type << 1, 1);
      AppendBig(coded, 1, 1);
      Append(coded, data);
    };
    unit(39, ToBytes(kPerson));
    unit(19, {9, 8, 7, 6, 5});
  }
  struct Item {
    std::string_view type;
    std::string tail;
    Bytes data;
    Bytes uses;
  };
  const Bytes exif = Prefixed("\0\0\0\6Exif\0\0"sv, DirtyExif(6));
  // Properties: 1 coder, 2 size, 3 rotation, 4 colours, 5 alpha.
  const std::vector<Item> items = {
      {"grid", std::string(1, '\0'), ToBytes("\0\0\0\1\0\x60\0\x20"sv), {2, 0x83, 4}},
      {coder, std::string(kPerson) + '\0', coded, {0x81, 2}},
      {coder, std::string(1, '\0'), coded, {0x81, 2}},
      {coder, std::string(1, '\0'), coded, {0x81, 2, 5}},
      {coder, std::string(1, '\0'), coded, {0x81, 2}},
      {"Exif", std::string(1, '\0'), exif, {}},
      {"mime", "\0application/rdf+xml\0"s, ToBytes(DirtyXmp()), {}}};
  Bytes configuration;
  if (av1) {
    configuration = {0x81, 0, 0x0C, 0};
  } else {
    configuration.assign(21, 0);
    configuration.push_back(0xFF);  // lengths of four bytes
    configuration.push_back(2);
    Append(configuration, "\x20\0\1\0\3\x40\1\2"sv);  // a parameter set
    configuration.push_back(0x27);                    // and supplemental information
    AppendBig(configuration, 1, 2);
    AppendBig(configuration, kSerial.size() + 2, 2);
    Append(configuration, "\x4E\1");
    Append(configuration, kSerial);
  }
  Bytes properties = Box(av1 ? "av1C" : "hvcC", configuration);
  Append(properties, Box("ispe", ToBytes("\0\0\0\0\0\0\0\x30\0\0\0\x20"sv)));
  Append(properties, Box("irot", {1}));
  Append(properties, Box("colr", Prefixed("prof", DirtyIcc())));
  Append(properties,
         Box("auxC", ToBytes("\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"sv)));
  Append(properties, Box("udes", ToBytes(kCaption)));

  const auto meta = [&](std::uint64_t media_at) {
    Bytes entries(4, 0), uses(4, 0), places;
    AppendBig(entries, items.size(), 2);
    AppendBig(uses, items.size(), 4);
    AppendBig(places, 0, 4);
    AppendBig(places, 0x4400, 2);
    AppendBig(places, items.size(), 2);
    for (std::size_t i = 0; i < items.size(); ++i) {
      Bytes entry;
      AppendBig(entry, 0x02000000 | (i == 0 ? 0 : 1), 4);
      AppendBig(entry, 10 + i, 2);
      AppendBig(entry, 0, 2);
      Append(entry, items[i].type);
      Append(entry, items[i].tail);
      Append(entries, Box("infe", entry));
      AppendBig(uses, 10 + i, 2);
      AppendBig(uses, items[i].uses.size(), 1);
      Append(uses, items[i].uses);
      AppendBig(places, 10 + i, 2);
      AppendBig(places, 0, 2);
      AppendBig(places, 1, 2);
      AppendBig(places, media_at, 4);
      AppendBig(places, items[i].data.size(), 4);
      media_at += items[i].data.size();
    }
    Bytes references(4, 0);
    Append(references, Box("dimg", ToBytes("\0\12\0\2\0\13\0\14"sv)));
    Append(references, Box("auxl", ToBytes("\0\15\0\1\0\12"sv)));
    Append(references, Box("thmb", ToBytes("\0\16\0\1\0\12"sv)));
    Append(references, Box("cdsc", ToBytes("\0\17\0\1\0\12"sv)));
    Bytes property_boxes = Box("ipco", properties);
    Append(property_boxes, Box("ipma", uses));
    Bytes out(4, 0);
    Append(out, Box("hdlr", Prefixed("\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0"sv,
                                     Prefixed(kPerson, {0}))));
    Append(out, Box("pitm", ToBytes("\0\0\0\0\0\12"sv)));
    Append(out, Box("iloc", places));
    Append(out, Box("iinf", entries));
    Append(out, Box("iref", references));
    Append(out, Box("iprp", property_boxes));
    return Box("meta", out);
  };
  Bytes out =
      Box("ftyp", ToBytes(av1 ? "avif\0\0\0\0avifmif1MA1B"sv : "heic\0\0\0\0mif1heicabcd"sv));
  const std::uint64_t media_at = out.size() + meta(0).size() + 8;
  Append(out, meta(media_at));
  Bytes media;
  for (const Item& item : items) Append(media, item.data);
  Append(media, "MotionPhoto_Data");
  Append(media, kPlace);
  Append(out, Box("mdat", media));
  Append(out, Box("free", ToBytes(kPlace)));
  Append(out, Box("mpvd", MotionVideo()));
  return out;
}

}  // namespace

Bytes JpegSegment(unsigned marker, const Bytes& payload) {
  Bytes out;
  AppendBig(out, 0xFF00 | marker, 2);
  AppendBig(out, payload.size() + 2, 2);
  Append(out, payload);
  return out;
}

Bytes MakeJpeg(JpegKind kind, const Bytes& segments) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* made = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &made, &size);
  const bool grey = kind == JpegKind::kGrey;
  const bool cmyk = kind == JpegKind::kCmyk || kind == JpegKind::kYcck;
  jpeg.image_width = kWidth;
  jpeg.image_height = kHeight;
  jpeg.input_components = grey ? 1 : (cmyk ? 4 : 3);
  jpeg.in_color_space = grey ? JCS_GRAYSCALE : (cmyk ? JCS_CMYK : JCS_RGB);
  jpeg_set_defaults(&jpeg);
  if (kind == JpegKind::kYcck) jpeg_set_colorspace(&jpeg, JCS_YCCK);
  if (kind == JpegKind::kProgressive) jpeg_simple_progression(&jpeg);
  if (kind == JpegKind::kRestart) jpeg.restart_interval = 2;
  if (kind == JpegKind::kArithmetic) jpeg.arith_code = TRUE;
  jpeg.write_JFIF_header = FALSE;
  jpeg_start_compress(&jpeg, TRUE);
  for (unsigned y = 0; y < kHeight; ++y) {
    Bytes row;
    for (unsigned x = 0; x < kWidth; ++x) {
      for (int c = 0; c < jpeg.input_components; ++c) {
        row.push_back(Shade(x, y, static_cast<unsigned>(c)));
      }
    }
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&jpeg, &rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  Bytes out = {made[0], made[1]};
  Append(out, segments);
  out.insert(out.end(), made + 2, made + size);
  std::free(made);
  return out;
}

Bytes PngChunk(const std::string& type, const Bytes& data) {
  Bytes out;
  AppendBig(out, data.size(), 4);
  Append(out, type);
  Append(out, data);
  const auto checksum = crc32(0, out.data() + 4, static_cast<uInt>(out.size() - 4));
  AppendBig(out, checksum, 4);
  return out;
}

std::vector<Sample> DirtySamples() {
  using enum FileFormat;
  const auto jpeg = [](const char* name, JpegKind kind, int orientation) {
    return Sample{name, kJpeg, orientation, false, true, DirtyJpeg(kind, orientation)};
  };
  return {
      jpeg("baseline.jpg", JpegKind::kBaseline, 6),
      jpeg("upright.jpg", JpegKind::kBaseline, 1),
      jpeg("progressive.jpg", JpegKind::kProgressive, 2),
      jpeg("grey.jpg", JpegKind::kGrey, 3),
      jpeg("cmyk.jpg", JpegKind::kCmyk, 4),
      jpeg("ycck.jpg", JpegKind::kYcck, 7),
      jpeg("restart.jpg", JpegKind::kRestart, 5),
      jpeg("arithmetic.jpg", JpegKind::kArithmetic, 8),
      {"exif_after_scan.jpg", kJpeg, 1, false, true, ExifAfterScan()},
      {"still.png", kPng, 6, false, true, DirtyPng(false, false)},
      {"grey16.png", kPng, 6, false, true, DirtyPng(true, false)},
      {"animated.png", kPng, 6, true, true, DirtyPng(false, true)},
      {"lossy.webp", kWebp, 6, false, true, DirtyWebp(false, false)},
      {"lossless.webp", kWebp, 6, false, true, DirtyWebp(true, false)},
      {"alpha.webp", kWebp, 6, false, true, DirtyWebp(false, false, true)},
      {"animated.webp", kWebp, 6, true, true, DirtyWebp(false, true)},
      {"still.gif", kGif, 1, false, true, DirtyGif(false)},
      {"animated.gif", kGif, 1, true, true, DirtyGif(true)},
      {"plain.tif", kTiff, 6, false, true, DirtyTiff(false, false)},
      {"deflate.tif", kTiff, 6, false, true, DirtyTiff(false, true)},
      {"tiles.tif", kTiff, 6, false, true, DirtyTiff(false, false, true)},
      {"big.tif", kTiff, 6, false, true, DirtyTiff(true, false)},
      {"grid.heic", kHeif, 1, false, false, DirtyHeif(false)},
      {"grid.avif", kAvif, 1, false, false, DirtyHeif(true)},
  };
}

Sample FindSample(const std::string& name) {
  for (Sample& sample : DirtySamples()) {
    if (sample.name == name) return sample;
  }
  std::abort();
}

}  // namespace photogate::test
