#include "metadata/exif_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

#include "metadata/embedded.h"
#include "metadata/exif_tags.h"
#include "metadata/numbers.h"
#include "metadata/tiff_ifd.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint16_t kByte = 1, kAscii = 2, kRational = 5, kUndefined = 7, kSignedRational = 10;

// Entries of one directory that are looked at; real ones stay below 300.
constexpr std::size_t kIfdEntries = 4'000;
// Work that even the smallest block may ask for.
constexpr std::uint64_t kFreeWork = 64 << 10;

struct Todo {
  std::uint64_t at;
  IfdKind kind;
  std::string name;
  std::uint32_t depth;
};

std::optional<double> Rational(const IfdEntry& entry, ByteOrder order, std::uint64_t index) {
  if (entry.type != kRational || !Fits(entry.value, index * 8, 8)) return std::nullopt;
  const std::uint32_t below = ReadU32(entry.value, index * 8 + 4, order);
  if (below == 0) return std::nullopt;
  return static_cast<double>(ReadU32(entry.value, index * 8, order)) / below;
}

// Degrees, minutes, seconds and the hemisphere's letter (Exif 2.32 section 4.6.6).
std::optional<double> Degrees(const Ifd& gps, ByteOrder order, std::uint16_t ref_tag, char minus) {
  const IfdEntry* value = FindEntry(gps, static_cast<std::uint16_t>(ref_tag + 1));
  if (value == nullptr || !value->readable) return std::nullopt;
  const auto degrees = Rational(*value, order, 0);
  if (!degrees) return std::nullopt;
  const double sum = *degrees + Rational(*value, order, 1).value_or(0) / 60 +
                     Rational(*value, order, 2).value_or(0) / 3600;
  if (sum > 180) return std::nullopt;
  const IfdEntry* ref = FindEntry(gps, ref_tag);
  const bool negative =
      ref != nullptr && !ref->value.empty() && ref->value[0] == static_cast<std::uint8_t>(minus);
  return negative ? -sum : sum;
}

std::string Numbers(const IfdEntry& entry, ByteOrder order) {
  static constexpr std::size_t kShown = 8;
  std::string out;
  const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : " ") + text; };
  for (const std::uint64_t number : TiffNumbers(entry, order, kShown))
    add(fmt::format("{}", number));
  if (entry.type == kRational || entry.type == kSignedRational) {
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(entry.count, kShown); ++i) {
      const std::uint32_t above = ReadU32(entry.value, i * 8, order);
      const std::uint32_t below = ReadU32(entry.value, i * 8 + 4, order);
      add(entry.type == kRational ? fmt::format("{}/{}", above, below)
                                  : fmt::format("{}/{}", static_cast<std::int32_t>(above),
                                                static_cast<std::int32_t>(below)));
    }
  }
  if (out.empty()) return fmt::format("{} values", entry.count);
  return entry.count > kShown ? out + " ..." : out;
}

class Walker {
 public:
  Walker(ByteView tiff, const TiffHeader& header, const std::string& where, ExifHome home,
         ReportBuilder& report)
      : tiff_(tiff),
        header_(header),
        where_(where),
        home_(home),
        report_(report),
        budget_(4 * tiff.size() + kFreeWork) {}

  std::vector<ByteRange> Run() {
    ranges_.emplace_back(0, header_.big ? 16 : 8);
    todo_.push_back({header_.first_ifd, IfdKind::kMain, "IFD0", 0});
    std::uint32_t directories = 0;
    for (std::size_t next = 0; next < todo_.size(); ++next) {
      const Todo todo = todo_[next];
      if (todo.at == 0 || !seen_.insert(todo.at).second) continue;
      if (todo.depth > report_.limits().depth || ++directories > report_.limits().pictures) {
        report_.Incomplete("The file's directories are nested deeper than photogate reads.");
        break;
      }
      Directory(todo);
      if (spent_) {
        report_.Incomplete("The file's directories overlap: they say more than the file holds.");
        break;
      }
    }
    return std::move(ranges_);
  }

 private:
  void Directory(const Todo& todo) {
    const std::size_t room = std::min<std::size_t>(kIfdEntries, report_.limits().entries);
    const auto ifd = ReadIfd(tiff_, header_, todo.at, room);
    if (!ifd || !ifd->whole) {
      report_.Add(MetadataClass::kUnknown, where_ + " " + todo.name, "damaged directory");
      if (home_ == ExifHome::kTiffFile) {
        report_.Incomplete("A directory of the TIFF file is damaged.");
      }
      if (!ifd) return;
    }
    ranges_.emplace_back(ifd->at, ifd->end);
    if (todo.kind == IfdKind::kGps) Position(*ifd);
    for (const IfdEntry& entry : ifd->entries) {
      if (!Spend(entry.value.size() + 12)) return;
      Entry(entry, todo);
    }
    Pictures(*ifd, todo);
    if (ifd->next != 0 && (todo.kind == IfdKind::kMain || todo.kind == IfdKind::kThumbnail)) {
      const bool page = home_ == ExifHome::kTiffFile && todo.kind == IfdKind::kMain;
      todo_.push_back({ifd->next, page ? IfdKind::kMain : IfdKind::kThumbnail,
                       page ? fmt::format("page {}", ++pages_) : "IFD1", todo.depth});
    }
  }

  void Position(const Ifd& gps) {
    if (const auto latitude = Degrees(gps, header_.order, 1, 'S')) report_.Latitude(*latitude);
    if (const auto longitude = Degrees(gps, header_.order, 3, 'W')) report_.Longitude(*longitude);
  }

  // Strips, tiles and JPEG streams: pixels of a TIFF file, hidden pictures anywhere else.
  void Pictures(const Ifd& ifd, const Todo& todo) {
    for (const auto& [offsets_tag, sizes_tag] :
         {std::pair<std::uint16_t, std::uint16_t>{273, 279}, {324, 325}, {513, 514}}) {
      const IfdEntry* offsets = FindEntry(ifd, offsets_tag);
      const IfdEntry* sizes = FindEntry(ifd, sizes_tag);
      if (offsets == nullptr || sizes == nullptr) continue;
      if (!Spend(offsets->value.size() + sizes->value.size())) return;
      const auto at = TiffNumbers(*offsets, header_.order, report_.limits().entries);
      const auto size = TiffNumbers(*sizes, header_.order, report_.limits().entries);
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < std::min(at.size(), size.size()); ++i) {
        if (!Fits(tiff_, at[i], size[i])) continue;
        ranges_.emplace_back(at[i], at[i] + size[i]);
        sum += size[i];
      }
      if (home_ != ExifHome::kTiffFile || todo.kind != IfdKind::kMain) {
        report_.Add(MetadataClass::kHiddenPicture, where_ + " " + todo.name + " thumbnail",
                    fmt::format("{} bytes", sum));
      }
    }
    const IfdEntry* type = FindEntry(ifd, 254);
    if (home_ != ExifHome::kTiffFile || type == nullptr) return;
    const auto value = TiffNumbers(*type, header_.order, 1);
    if (!value.empty() && (value[0] & 1) != 0) {
      report_.Add(MetadataClass::kHiddenPicture, where_ + " " + todo.name, "reduced-size copy");
    }
  }

  void Entry(const IfdEntry& entry, const Todo& todo) {
    const TagInfo* info = FindTag(todo.kind, entry.tag);
    const std::string name =
        where_ + " " +
        (info != nullptr ? std::string(info->name)
                         : fmt::format("{} tag 0x{:04x}", todo.name, entry.tag));
    if (!entry.readable) {
      report_.Add(MetadataClass::kUnknown, name, "its value cannot be read");
      if (home_ == ExifHome::kTiffFile) report_.Incomplete("A TIFF field cannot be read.");
      return;
    }
    ranges_.emplace_back(entry.value_at, entry.value_at + entry.value.size());
    if (Follow(entry, todo)) return;
    const bool main = todo.kind == IfdKind::kMain || todo.kind == IfdKind::kThumbnail;
    if (main && entry.tag == 0x0112) {
      const auto value = TiffNumbers(entry, header_.order, 1);
      if (!value.empty() && todo.kind == IfdKind::kMain && home_ != ExifHome::kNotShown) {
        report_.Orientation(static_cast<int>(std::min<std::uint64_t>(value[0], 9)));
      }
    }
    if (info == nullptr && main && IsPixelTag(entry.tag)) {
      const bool ink_names = entry.tag == 333 || entry.tag == 337;
      if (ink_names) report_.AddText(MetadataClass::kText, name, AsText(entry.value));
      return;
    }
    Value(entry, info != nullptr ? info->kind : MetadataClass::kUnknown, name);
  }

  // True when the entry leads to another structure that reports itself.
  bool Follow(const IfdEntry& entry, const Todo& todo) {
    const auto push = [&](IfdKind kind, const char* name, std::size_t most) {
      for (const std::uint64_t at : TiffNumbers(entry, header_.order, most)) {
        todo_.push_back({at, kind, name, todo.depth + 1});
      }
      return true;
    };
    if (todo.kind == IfdKind::kExif && entry.tag == 0xA005) {
      return push(IfdKind::kInterop, "Interop", 1);
    }
    if (todo.kind != IfdKind::kMain && todo.kind != IfdKind::kThumbnail) return false;
    switch (entry.tag) {
      case 0x8769: return push(IfdKind::kExif, "Exif", 1);
      case 0x8825: return push(IfdKind::kGps, "GPS", 1);
      case 0x014A: return push(IfdKind::kThumbnail, "SubIFD", 64);
      case 0x02BC: ReadXmp(entry.value, where_ + " XMP", report_); return true;
      case 0x83BB: ReadIptc(entry.value, where_ + " IPTC", report_); return true;
      case 0x8649: ReadPhotoshop(entry.value, where_ + " Photoshop", report_); return true;
      case 0x8773: ReadIcc(entry.value, where_ + " ICC", report_); return true;
      default: return false;  // a tag, not an enum
    }
  }

  void Value(const IfdEntry& entry, MetadataClass kind, const std::string& name) {
    const bool xp = entry.tag >= 0x9C9B && entry.tag <= 0x9C9F;
    if (xp) {
      report_.AddUtf16(kind, name, entry.value, false);
      if (entry.tag == 0x9C9D) report_.Author(Utf16ToUtf8(entry.value, false));
    } else if (entry.tag == 0x9286 || entry.tag == 0x001B || entry.tag == 0x001C) {
      Comment(entry.value, kind, name);
    } else if (entry.type == kAscii) {
      Ascii(entry, kind, name);
    } else if (entry.type == kUndefined || entry.type == kByte) {
      if (entry.value.size() <= 8) {
        report_.Add(kind, name, Numbers(entry, header_.order));
      } else {
        report_.Add(kind, name, fmt::format("{} bytes", entry.value.size()));
        report_.AddStringsOf(entry.value);
      }
    } else {
      report_.Add(kind, name, Numbers(entry, header_.order));
    }
  }

  void Ascii(const IfdEntry& entry, MetadataClass kind, const std::string& name) {
    const std::string_view text = AsText(entry.value);
    if (kind == MetadataClass::kTime) {
      report_.Add(kind, name, ToUtf8(text));
      return;
    }
    report_.AddText(kind, name, text);
    if (entry.tag == 0x8298) {
      report_.Copyright(text);
      // The photographer's notice, a zero byte, the editor's (Exif 2.32, Copyright).
      const std::size_t second = text.find('\0');
      if (second != std::string_view::npos) {
        report_.AddStringsOf(From(entry.value, second));
        report_.Copyright(text.substr(second + 1));
      }
    }
    if (entry.tag == 0x013B || entry.tag == 0xA437) report_.Author(text);
  }

  // Eight bytes name the character code (Exif 2.32, UserComment).
  void Comment(ByteView value, MetadataClass kind, const std::string& name) {
    if (StartsAt(value, 0, "UNICODE\0"sv)) {
      const ByteView text = From(value, 8);
      const bool marked = StartsAt(text, 0, "\xFE\xFF"sv);
      const bool little = StartsAt(text, 0, "\xFF\xFE"sv);
      bool big = marked || (!little && header_.order == ByteOrder::kBig);
      // Writers do not keep to the file's byte order: zero bytes of Latin letters tell.
      if (!marked && !little && text.size() >= 2 && (text[0] == 0) != (text[1] == 0)) {
        big = text[0] == 0;
      }
      report_.AddUtf16(kind, name, text, big);
      return;
    }
    const bool coded = StartsAt(value, 0, "ASCII\0\0\0"sv) ||
                       StartsAt(value, 0, "JIS\0\0\0\0\0"sv) ||
                       StartsAt(value, 0, "\0\0\0\0\0\0\0\0"sv);
    report_.AddText(kind, name, AsText(From(value, coded ? 8 : 0)));
  }

  // Entries may all point at the same bytes, so that a small file would keep a reader busy for
  // hours: the sum of what is looked at is bounded by a few times the block's size.
  bool Spend(std::uint64_t bytes) {
    spent_ = spent_ || bytes > budget_;
    if (!spent_) budget_ -= bytes;
    return !spent_;
  }

  ByteView tiff_;
  TiffHeader header_;
  const std::string& where_;
  ExifHome home_;
  ReportBuilder& report_;
  std::vector<ByteRange> ranges_;
  std::vector<Todo> todo_;
  std::set<std::uint64_t> seen_;
  int pages_ = 0;
  std::uint64_t budget_;
  bool spent_ = false;
};

}  // namespace

std::vector<ByteRange> ReadExif(ByteView tiff, const std::string& where, ExifHome home,
                                ReportBuilder& report) {
  const auto header = ReadTiffHeader(tiff);
  if (!header) {
    report.Add(MetadataClass::kUnknown, where, "not readable");
    return {};
  }
  return Walker(tiff, *header, where, home, report).Run();
}

std::vector<ByteRange> Uncovered(std::vector<ByteRange> ranges, std::uint64_t size) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<ByteRange> out;
  std::uint64_t at = 0;
  for (const auto& [begin, end] : ranges) {
    if (begin > at) out.emplace_back(at, std::min(begin, size));
    at = std::max(at, end);
    if (at >= size) return out;
  }
  out.emplace_back(at, size);
  return out;
}

void ReadExifBlock(ByteView block, const std::string& where, ExifHome home, ReportBuilder& report) {
  if (StartsAt(block, 0, "Exif\0\0"sv) || StartsAt(block, 0, "Exif\0\xFF"sv))
    block = From(block, 6);
  const auto covered = ReadExif(block, where, home, report);
  for (const auto& [begin, end] : Uncovered(covered, block.size())) {
    const ByteView part = Slice(block, begin, end - begin);
    const bool padding = std::all_of(part.begin(), part.end(), [](auto b) { return b == 0; });
    if (padding || part.size() < 4) continue;
    report.Add(MetadataClass::kUnknown, where + " unreferenced bytes",
               fmt::format("{} bytes", part.size()));
    report.AddStringsOf(part);
  }
}

}  // namespace photogate
