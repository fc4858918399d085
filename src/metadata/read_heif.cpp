#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>

#include "metadata/embedded.h"
#include "metadata/exif_reader.h"
#include "metadata/heif_file.h"
#include "metadata/numbers.h"
#include "metadata/readers.h"

namespace photogate {
namespace {

using enum MetadataClass;

class Reader {
 public:
  Reader(ByteView file, const HeifFile& heif, ReportBuilder& report)
      : file_(file), heif_(heif), report_(report), budget_(2 * std::uint64_t{file.size()}) {
    for (const HeifReference& reference : heif.references) {
      if (reference.type == "thmb") thumbnails_.insert(reference.from);
      if (reference.type == "auxl") auxiliary_.insert(reference.from);
      if (reference.type == "dimg") parts_.insert(reference.to.begin(), reference.to.end());
    }
  }

  void Run() {
    for (const HeifItem& item : heif_.items) Item(item);
    for (const HeifBox& property : heif_.properties) Property(property);
    for (const HeifBox& box : heif_.meta) {
      static constexpr std::string_view kRead = "hdlr pitm iloc iinf iref iprp idat dinf grpl";
      if (kRead.find(box.type) == std::string_view::npos) Unknown(box);
    }
    for (const HeifBox& box : heif_.boxes) Box(box);
    Unreferenced();
  }

 private:
  void Item(const HeifItem& item) {
    if (!item.name.empty()) report_.AddText(kText, "HEIF item name", item.name);
    if (IsPictureItem(item.type)) {
      Picture(item);
      return;
    }
    const std::string where = fmt::format("HEIF item {}", ToUtf8(item.type));
    // Items may share bytes, so that a small file would keep a reader busy for hours.
    for (const HeifExtent& extent : item.extents) {
      if (extent.size > budget_) {
        report_.Add(kUnknown, where, "not read");
        report_.Incomplete("The HEIF file's parts overlap: they say more than the file holds.");
        return;
      }
      budget_ -= extent.size;
    }
    const auto data = HeifItemData(file_, heif_, item);
    if (!data.ok()) {
      report_.Add(kUnknown, where, "not readable");
      report_.Incomplete(data.error().message);
      return;
    }
    const Bytes& bytes = data.value();
    if (item.type == "Exif") {
      // Four bytes say how far the TIFF header is (ISO/IEC 23008-12 annex A.2.1). HEIF turns a
      // picture by its own properties, so Exif's orientation is not shown.
      const std::uint64_t skip = bytes.size() < 4 ? 0 : 4ull + ReadU32(bytes, 0, ByteOrder::kBig);
      ReadExifBlock(From(bytes, std::min<std::uint64_t>(skip, bytes.size())), "Exif",
                    ExifHome::kNotShown, report_);
    } else if (item.type == "mime" && item.content_type == "application/rdf+xml") {
      ReadXmp(bytes, "XMP", report_);
    } else {
      report_.Add(kUnknown, where, fmt::format("{} bytes", bytes.size()));
      if (!item.content_type.empty()) report_.AddText(kOther, where, item.content_type);
      report_.AddStringsOf(bytes);
    }
  }

  void Picture(const HeifItem& item) {
    if (item.id == heif_.primary) return;
    if (thumbnails_.contains(item.id)) {
      report_.Add(kHiddenPicture, "HEIF thumbnail", "");
    } else if (auxiliary_.contains(item.id)) {
      const std::string_view type = HeifAuxiliaryType(heif_, item);
      report_.Add(IsAlphaType(type) ? kAppearance : kHiddenPicture, "HEIF auxiliary picture", type);
    } else if (!parts_.contains(item.id)) {
      report_.Add(kHiddenPicture, "HEIF", "another picture");
    }
  }

  void Property(const HeifBox& property) {
    if (property.type == "colr" && property.payload.size() > 4) {
      const std::string_view kind = AsText(property.payload.first(4));
      if (kind == "prof" || kind == "rICC") {
        ReadIcc(From(property.payload, 4), "ICC profile", report_);
      }
    } else if (property.type == "udes" || property.type == "uuid") {
      report_.Add(kText, "HEIF property " + std::string(property.type),
                  fmt::format("{} bytes", property.payload.size()));
      report_.AddStringsOf(property.payload);
    }
  }

  void Unknown(const HeifBox& box) {
    report_.Add(kUnknown, "HEIF box " + ToUtf8(box.type),
                fmt::format("{} bytes", box.payload.size()));
    report_.AddStringsOf(box.payload);
  }

  void Box(const HeifBox& box) {
    if (box.type == "ftyp" || box.type == "mdat") return;
    if (box.type == "meta") {
      if (&box != FirstMeta()) Unknown(box);
      return;
    }
    if (box.type == "free" || box.type == "skip") {
      ReadAppended(box.payload, "in free space", report_);
    } else if (box.type == "mpvd") {
      report_.Add(kHiddenPicture, "motion photo", fmt::format("{} bytes", box.payload.size()));
      report_.AddStringsOf(box.payload);
    } else if (box.type == "moov") {
      report_.Add(kHiddenPicture, "image sequence", "");
      report_.Incomplete("The file holds a sequence of pictures, which photogate does not read.");
    } else {
      Unknown(box);
    }
  }

  const HeifBox* FirstMeta() const {
    const auto at = std::find_if(heif_.boxes.begin(), heif_.boxes.end(),
                                 [](const HeifBox& box) { return box.type == "meta"; });
    return at == heif_.boxes.end() ? nullptr : &*at;
  }

  // Media data that no item refers to.
  void Unreferenced() {
    std::vector<ByteRange> known;
    for (const HeifBox& box : heif_.boxes) {
      const bool media = box.type == "mdat";
      const std::uint64_t head = box.end - box.at - box.payload.size();
      known.emplace_back(box.at, media ? box.at + head : box.end);
    }
    for (const HeifItem& item : heif_.items) {
      for (const HeifExtent& extent : item.extents) {
        if (!extent.in_idat && Fits(file_, extent.at, extent.size)) {
          known.emplace_back(extent.at, extent.at + extent.size);
        }
      }
    }
    for (const auto& [begin, end] : Uncovered(std::move(known), file_.size())) {
      ReadAppended(Slice(file_, begin, end - begin), "data of no picture", report_);
    }
  }

  ByteView file_;
  const HeifFile& heif_;
  ReportBuilder& report_;
  std::uint64_t budget_;
  std::set<std::uint32_t> thumbnails_, auxiliary_, parts_;
};

}  // namespace

void ReadHeif(ByteView file, ReportBuilder& report) {
  const HeifFile heif = SplitHeif(file, report.limits());
  if (heif.broken) report.Incomplete(heif.broken->message);
  Reader(file, heif, report).Run();
}

}  // namespace photogate
