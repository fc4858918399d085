// What an ICC profile says in words: it stays in the copy, so its words must be seen.
#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "metadata/embedded.h"
#include "metadata/numbers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint64_t kTagTable = 132;  // ICC.1:2022 section 7.3
constexpr std::uint64_t kTagEntry = 12;
constexpr std::uint64_t kMostTags = 200;
constexpr std::uint64_t kMostRecords = 200;  // languages of one text

class Texts {
 public:
  Texts(const std::string& where, ReportBuilder& report) : where_(where), report_(report) {}

  // One tag's data, from its type signature on.
  void Tag(std::string_view name, ByteView data) {
    if (StartsAt(data, 0, "text"sv) && data.size() > 8) {
      Say(name, From(data, 8));
    } else if (StartsAt(data, 0, "desc"sv) && Fits(data, 0, 12)) {
      Description(name, data);
    } else if (StartsAt(data, 0, "mluc"sv) && Fits(data, 0, 16)) {
      Localised(name, data);
    }
  }

 private:
  void Say(std::string_view name, ByteView ascii) {
    report_.AddText(MetadataClass::kAppearance, fmt::format("{} {}", where_, name), AsText(ascii));
  }

  void SayWide(std::string_view name, ByteView utf16) {
    report_.AddUtf16(MetadataClass::kAppearance, fmt::format("{} {}", where_, name), utf16, true);
  }

  // ICC.1:2001-04 section 6.5.17: counted ASCII, a language, counted UTF-16, and a Macintosh name.
  void Description(std::string_view name, ByteView data) {
    const std::uint64_t count = ReadU32(data, 8, ByteOrder::kBig);
    if (!Fits(data, 12, count)) return;
    Say(name, Slice(data, 12, count));
    const std::uint64_t wide = 12 + count + 8;
    if (!Fits(data, 12 + count, 8)) return;
    const std::uint64_t wide_count = ReadU32(data, 12 + count + 4, ByteOrder::kBig);
    if (wide_count > 0 && Fits(data, wide, 2 * wide_count)) {
      SayWide(name, Slice(data, wide, 2 * wide_count));
    }
    const std::uint64_t mac = wide + 2 * wide_count;
    if (!Fits(data, mac, 3)) return;
    const std::uint8_t letters = data[static_cast<std::size_t>(mac) + 2];
    if (letters > 0 && Fits(data, mac + 3, letters)) Say(name, Slice(data, mac + 3, letters));
  }

  // ICC.1:2022 section 10.15: a text in each of several languages.
  void Localised(std::string_view name, ByteView data) {
    const std::uint64_t records =
        std::min<std::uint64_t>(ReadU32(data, 8, ByteOrder::kBig), kMostRecords);
    const std::uint64_t step = ReadU32(data, 12, ByteOrder::kBig);
    if (step < 12) return;
    for (std::uint64_t i = 0; i < records && Fits(data, 16 + i * step, 12); ++i) {
      const std::uint64_t size = ReadU32(data, 16 + i * step + 4, ByteOrder::kBig);
      const std::uint64_t at = ReadU32(data, 16 + i * step + 8, ByteOrder::kBig);
      if (Fits(data, at, size)) SayWide(name, Slice(data, at, size));
    }
  }

  const std::string& where_;
  ReportBuilder& report_;
};

}  // namespace

void ReadIcc(ByteView profile, const std::string& where, ReportBuilder& report) {
  report.Add(MetadataClass::kAppearance, where, fmt::format("{} bytes", profile.size()));
  if (Fits(profile, 0, kTagTable)) {
    Texts texts(where, report);
    const std::uint64_t tags =
        std::min<std::uint64_t>(ReadU32(profile, kTagTable - 4, ByteOrder::kBig), kMostTags);
    for (std::uint64_t i = 0; i < tags && Fits(profile, kTagTable + i * kTagEntry, kTagEntry);
         ++i) {
      const std::uint64_t entry = kTagTable + i * kTagEntry;
      const std::uint64_t at = ReadU32(profile, entry + 4, ByteOrder::kBig);
      const std::uint64_t size = ReadU32(profile, entry + 8, ByteOrder::kBig);
      if (Fits(profile, at, size)) {
        texts.Tag(AsText(Slice(profile, entry, 4)), Slice(profile, at, size));
      }
    }
  }
  // What lies in other types of tag, or between them.
  report.AddStringsOf(profile);
}

}  // namespace photogate
