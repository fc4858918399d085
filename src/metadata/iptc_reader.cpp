// IPTC-IIM 4.1 and the Photoshop resources that carry it.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "metadata/embedded.h"
#include "metadata/exif_reader.h"
#include "metadata/numbers.h"

namespace photogate {
namespace {

using enum MetadataClass;
using std::string_view_literals::operator""sv;

struct Dataset {
  std::uint8_t number;
  std::string_view name;
  MetadataClass kind;
};

// Record 2, the application record (IIM 4.1 chapter 6).
constexpr std::array kDatasets = {
    Dataset{0, "RecordVersion", kOther},
    Dataset{5, "ObjectName", kText},
    Dataset{7, "EditStatus", kOther},
    Dataset{10, "Urgency", kOther},
    Dataset{12, "SubjectReference", kText},
    Dataset{15, "Category", kText},
    Dataset{20, "SupplementalCategory", kText},
    Dataset{22, "FixtureIdentifier", kText},
    Dataset{25, "Keywords", kText},
    Dataset{26, "ContentLocationCode", kLocation},
    Dataset{27, "ContentLocationName", kLocation},
    Dataset{30, "ReleaseDate", kTime},
    Dataset{35, "ReleaseTime", kTime},
    Dataset{40, "SpecialInstructions", kText},
    Dataset{55, "DateCreated", kTime},
    Dataset{60, "TimeCreated", kTime},
    Dataset{62, "DigitalCreationDate", kTime},
    Dataset{63, "DigitalCreationTime", kTime},
    Dataset{65, "OriginatingProgram", kDevice},
    Dataset{70, "ProgramVersion", kDevice},
    Dataset{80, "By-line", kPeople},
    Dataset{85, "By-lineTitle", kPeople},
    Dataset{90, "City", kLocation},
    Dataset{92, "Sub-location", kLocation},
    Dataset{95, "Province-State", kLocation},
    Dataset{100, "CountryCode", kLocation},
    Dataset{101, "Country", kLocation},
    Dataset{103, "OriginalTransmissionReference", kText},
    Dataset{105, "Headline", kText},
    Dataset{110, "Credit", kRights},
    Dataset{115, "Source", kRights},
    Dataset{116, "CopyrightNotice", kRights},
    Dataset{118, "Contact", kPeople},
    Dataset{120, "Caption-Abstract", kText},
    Dataset{122, "Writer-Editor", kPeople},
};

void ReadDataset(std::uint8_t record, std::uint8_t number, ByteView value, const std::string& where,
                 ReportBuilder& report) {
  const auto known =
      std::find_if(kDatasets.begin(), kDatasets.end(),
                   [number](const Dataset& dataset) { return dataset.number == number; });
  if (record != 2 || known == kDatasets.end()) {
    const auto kind = record == 1 ? kOther : kUnknown;
    report.AddText(kind, fmt::format("{} {}:{}", where, record, number), AsText(value));
    return;
  }
  const std::string name = where + " " + std::string(known->name);
  if (known->kind == kTime || known->number == 0) {
    report.Add(known->kind, name, number == 0 ? std::string_view{} : AsText(value));
    return;
  }
  report.AddText(known->kind, name, AsText(value));
  if (number == 116) report.Copyright(AsText(value));
  // By-line and credit line.
  if (number == 80 || number == 110) report.Author(AsText(value));
}

}  // namespace

void ReadIptc(ByteView block, const std::string& where, ReportBuilder& report) {
  std::uint64_t at = 0;
  while (Fits(block, at, 5) && block[static_cast<std::size_t>(at)] == 0x1C) {
    const auto record = block[static_cast<std::size_t>(at) + 1];
    const auto number = block[static_cast<std::size_t>(at) + 2];
    std::uint64_t size = ReadU16(block, at + 3, ByteOrder::kBig);
    at += 5;
    if (size & 0x8000) {  // extended: the length of the length (IIM 4.1 section 1.6.2)
      const auto width = static_cast<unsigned>(size & 0x7FFF);
      if (width == 0 || width > 8 || !Fits(block, at, width)) break;
      size = ReadUint(block, at, width, ByteOrder::kBig);
      at += width;
    }
    if (!Fits(block, at, size)) break;
    ReadDataset(record, number, Slice(block, at, size), where, report);
    at += size;
  }
  const ByteView rest = From(block, std::min<std::uint64_t>(at, block.size()));
  if (std::all_of(rest.begin(), rest.end(), [](auto b) { return b == 0; })) return;
  report.Add(kUnknown, where, fmt::format("{} bytes that are not IPTC", rest.size()));
  report.AddStringsOf(rest);
}

void ReadPhotoshop(ByteView block, const std::string& where, ReportBuilder& report) {
  std::uint64_t at = 0;
  while (StartsAt(block, at, "8BIM"sv) && Fits(block, at, 12)) {
    const std::uint16_t id = ReadU16(block, at + 4, ByteOrder::kBig);
    const std::uint64_t name = 1u + block[static_cast<std::size_t>(at) + 6];
    const std::uint64_t size_at = at + 6 + name + (name & 1);
    if (!Fits(block, size_at, 4)) break;
    const std::uint64_t size = ReadU32(block, size_at, ByteOrder::kBig);
    if (!Fits(block, size_at + 4, size)) break;
    const ByteView value = Slice(block, size_at + 4, size);
    if (name > 1) {
      report.AddText(kText, where + " resource name", AsText(Slice(block, at + 7, name - 1)));
    }
    switch (id) {
      case 0x0404: ReadIptc(value, where + " IPTC", report); break;
      case 0x0424: ReadXmp(value, where + " XMP", report); break;
      case 0x0422:
      case 0x0423: ReadExifBlock(value, where + " Exif", ExifHome::kNotShown, report); break;
      case 0x040F: ReadIcc(value, where + " ICC", report); break;
      case 0x0409:
      case 0x040C:
        report.Add(kHiddenPicture, where + " thumbnail", fmt::format("{} bytes", size));
        break;
      case 0x040A:
      case 0x040B: report.AddText(kRights, where + " copyright", AsText(value)); break;
      default:  // an id, not an enum
        report.Add(kOther, fmt::format("{} 0x{:04x}", where, id), fmt::format("{} bytes", size));
        report.AddStringsOf(value);
    }
    at = size_at + 4 + size + (size & 1);
  }
  if (at >= block.size()) return;
  const ByteView rest = From(block, at);
  if (std::all_of(rest.begin(), rest.end(), [](auto b) { return b == 0; })) return;
  report.Add(kUnknown, where, fmt::format("{} bytes", rest.size()));
  report.AddStringsOf(rest);
}

}  // namespace photogate
