#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "metadata/coded_units.h"
#include "metadata/heif_crop.h"
#include "metadata/heif_file.h"
#include "metadata/icc_profile.h"
#include "metadata/numbers.h"
#include "metadata/rewriters.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// Brands of still pictures (ISO/IEC 23008-12 section 10, MIAF, AVIF).
constexpr std::array kBrands = {"heic"sv, "heix"sv, "mif1"sv, "mif2"sv, "miaf"sv, "MiHB"sv,
                                "MiHE"sv, "MiHA"sv, "MiPr"sv, "avif"sv, "MA1B"sv, "MA1A"sv};
// Properties that describe or transform a picture; the coder's own are cleaned.
constexpr std::array kShown = {"ispe"sv, "pixi"sv, "irot"sv, "imir"sv, "pasp"sv,
                               "clli"sv, "mdcv"sv, "lsel"sv, "a1op"sv, "a1lx"sv};
constexpr std::size_t kMostItems = 4'096;

Error Rare(const char* what) {
  return {ErrorKind::kUnsupported,
          "The HEIF file is of a kind that photogate cannot clean. Export it as JPEG.", what};
}

template <typename List>
bool Has(const List& list, std::string_view type) {
  return std::find(list.begin(), list.end(), type) != list.end();
}

void Put(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
void Put(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }
void PutNumber(Bytes& out, std::uint64_t value, unsigned size) {
  for (unsigned i = size; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

Bytes MakeBox(std::string_view type, ByteView payload) {
  const std::size_t size = payload.size() + 8;
  Bytes out(size);
  for (unsigned i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(size >> (24 - 8 * i));
  std::copy(type.begin(), type.begin() + 4, out.begin() + 4);
  std::copy(payload.begin(), payload.end(), out.begin() + 8);
  return out;
}

struct KeptItem {
  const HeifItem* item;
  Bytes data;
  std::vector<std::pair<std::size_t, bool>> uses;  // index into the kept properties, essential
};

class Rewriter {
 public:
  Rewriter(ByteView file, const HeifFile& heif, const RewriteOrder& order)
      : file_(file), heif_(heif), order_(order) {}

  Result<Bytes> Run() {
    auto brands = Brands();
    if (!brands.ok()) return brands;
    for (const auto& step : {&Rewriter::Choose, &Rewriter::Copy}) {
      const auto done = (this->*step)();
      if (!done.ok()) return done.error();
    }
    return Write(brands.value());
  }

 private:
  Result<Bytes> Brands() const {
    if (heif_.boxes.empty() || heif_.boxes[0].type != "ftyp") return Rare("ftyp");
    const ByteView old = heif_.boxes[0].payload;
    Bytes out;
    if (!Fits(old, 0, 8)) return Rare("ftyp");
    const ByteView major = old.first(4);
    if (!Has(kBrands, {reinterpret_cast<const char*>(major.data()), 4})) return Rare("brand");
    Put(out, major);
    PutNumber(out, 0, 4);
    for (std::uint64_t at = 8; Fits(old, at, 4); at += 4) {
      const ByteView brand = Slice(old, at, 4);
      if (Has(kBrands, {reinterpret_cast<const char*>(brand.data()), 4})) Put(out, brand);
    }
    return out;
  }

  // The primary picture, the tiles of a grid, and the transparency of any of them.
  Result<Done> Choose() {
    for (const HeifBox& box : heif_.boxes) {
      if (box.type == "moov" || box.type == "moof") return Rare("image sequence");
    }
    for (const auto& reference : heif_.references) {
      if (reference.type == "thmb" || reference.type == "auxl") side_.insert(reference.from);
      if (reference.type == "dimg") side_.insert(reference.to.begin(), reference.to.end());
    }
    auto kept = Keep(heif_.primary);
    for (std::size_t i = 0; kept.ok() && i < kept_.size(); ++i) {
      const HeifItem& item = *kept_[i].item;
      for (const HeifReference& reference : heif_.references) {
        if (!kept.ok()) break;
        if (reference.type == "dimg" && reference.from == item.id) {
          for (const std::uint32_t tile : reference.to) {
            if (kept.ok()) kept = Keep(tile);
          }
        }
        // A tile's own transparency is not looked at when the picture is judged, so it is left out.
        const bool mine = i == 0 && std::find(reference.to.begin(), reference.to.end(), item.id) !=
                                        reference.to.end();
        const HeifItem* from =
            reference.type == "auxl" && mine ? FindItem(heif_, reference.from) : nullptr;
        if (kept.ok() && from != nullptr && IsAlphaType(HeifAuxiliaryType(heif_, *from))) {
          kept = Keep(from->id);
        }
      }
    }
    if (!kept.ok()) return kept;
    for (const HeifReference& reference : heif_.references) {
      const HeifItem* from = FindItem(heif_, reference.from);
      if (reference.type == "auxl" && from != nullptr && numbers_.contains(reference.from) &&
          !IsAlphaType(HeifAuxiliaryType(heif_, *from))) {
        return Rare("a part of the picture that is an auxiliary picture too");
      }
    }
    for (const HeifItem& item : heif_.items) {
      if (IsPictureItem(item.type) && !item.hidden && !numbers_.contains(item.id) &&
          !side_.contains(item.id)) {
        return Error{ErrorKind::kUnsupported,
                     "The file holds several pictures. Export the one you want as JPEG.",
                     "several pictures"};
      }
    }
    return Done{};
  }

  Result<Done> Keep(std::uint32_t id) {
    if (numbers_.contains(id)) return Done{};
    const HeifItem* item = FindItem(heif_, id);
    if (item == nullptr || kept_.size() >= kMostItems) return Rare("items");
    if (item->type != "hvc1" && item->type != "av01" && item->type != "grid") return Rare("coder");
    numbers_.emplace(id, kept_.size() + 1);
    kept_.push_back({item, {}, {}});
    return Done{};
  }

  Result<Done> Copy() {
    std::uint64_t sum = 0;
    for (KeptItem& kept : kept_) {
      auto data = HeifItemData(file_, heif_, *kept.item);
      if (!data.ok()) return data.error();
      sum += data.value().size();
      if (sum > file_.size()) return Rare("items share their data");
      if (IsCropped(heif_, *kept.item)) {
        return Error{
            ErrorKind::kUnsupported,
            "Part of the picture was cropped away and is still in the HEIF file. Export it "
            "as JPEG.",
            "clap"};
      }
      for (const auto& [index, essential] : kept.item->uses) {
        const auto number = Property(index, essential);
        if (!number.ok()) return number.error();
        if (number.value() != 0) kept.uses.emplace_back(number.value(), essential);
      }
      if (kept.item->type == "grid" && !ShowsAllTiles(heif_, *kept.item, data.value())) {
        return Rare("grid larger than what it shows");
      }
      auto clean = Clean(*kept.item, std::move(data).value());
      if (!clean.ok()) return clean.error();
      kept.data = std::move(clean).value();
      if (kept.data.empty()) return Rare("no picture data");
    }
    return Done{};
  }

  // The kept property's number from 1 on; 0 when it is not kept.
  Result<std::size_t> Property(std::uint32_t index, bool essential) {
    const auto known = property_numbers_.find(index);
    if (known != property_numbers_.end()) return known->second;
    auto payload = CleanProperty(heif_.properties[index], essential);
    if (!payload.ok()) return payload.error();
    std::size_t number = 0;
    if (!payload.value().empty()) {
      properties_.push_back(MakeBox(heif_.properties[index].type, payload.value()));
      number = properties_.size();
    }
    property_numbers_.emplace(index, number);
    return number;
  }

  Result<Bytes> CleanProperty(const HeifBox& property, bool essential) const {
    const ByteView payload = property.payload;
    if (property.type == "hvcC") return CleanHvcConfiguration(payload);
    if (property.type == "av1C") return CleanAv1Configuration(payload);
    if (Has(kShown, property.type)) return Bytes(payload.begin(), payload.end());
    if (property.type == "colr") {
      if (StartsAt(payload, 0, "nclx"sv)) return Bytes(payload.begin(), payload.end());
      if (!StartsAt(payload, 0, "prof"sv) && !StartsAt(payload, 0, "rICC"sv)) return Rare("colr");
      auto profile = CleanIcc(From(payload, 4), order_.limits);
      if (!profile.ok()) return profile;
      Bytes out(payload.begin(), payload.begin() + 4);
      Put(out, profile.value());
      return out;
    }
    if (property.type == "auxC") {
      // Version, flags and the type; what may follow it is of no use for transparency.
      const auto end = std::find(payload.begin() + std::min<std::ptrdiff_t>(4, std::ssize(payload)),
                                 payload.end(), std::uint8_t{0});
      if (end == payload.end()) return Rare("auxC");
      return Bytes(payload.begin(), end + 1);
    }
    if (property.type == "clap") return Bytes{};  // the whole picture, or IsCropped holds it
    // What must be understood to show the picture cannot be left out.
    if (essential) return Rare("property");
    return Bytes{};
  }

  Result<Bytes> Clean(const HeifItem& item, Bytes data) const {
    if (item.type == "grid") return data;
    if (item.type == "av01") return CleanAv1Picture(data);
    for (const auto& [index, essential] : item.uses) {
      const HeifBox& property = heif_.properties[index];
      if (property.type != "hvcC" || property.payload.size() < 23) continue;
      return CleanHvcPicture(data, (property.payload[21] & 3u) + 1);
    }
    return Rare("no hvcC");
  }

  Bytes Items() const {
    Bytes out;
    PutNumber(out, 0, 4);
    PutNumber(out, kept_.size(), 2);
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      Bytes entry;
      PutNumber(entry, 2u << 24 | (i == 0 ? 0u : 1u), 4);  // all but the primary are hidden
      PutNumber(entry, i + 1, 2);
      PutNumber(entry, 0, 2);
      Put(entry, kept_[i].item->type);
      PutNumber(entry, 0, 1);
      Put(out, MakeBox("infe", entry));
    }
    return out;
  }

  Bytes References() const {
    Bytes out;
    for (const HeifReference& reference : heif_.references) {
      const bool kind =
          reference.type == "dimg" || reference.type == "auxl" || reference.type == "prem";
      if (!kind || !numbers_.contains(reference.from)) continue;
      Bytes entry;
      PutNumber(entry, numbers_.at(reference.from), 2);
      std::vector<std::size_t> to;
      for (const std::uint32_t id : reference.to) {
        const auto number = numbers_.find(id);
        if (number != numbers_.end()) to.push_back(number->second);
      }
      if (to.empty()) continue;
      PutNumber(entry, to.size(), 2);
      for (const std::size_t number : to) PutNumber(entry, number, 2);
      Put(out, MakeBox(reference.type, entry));
    }
    if (out.empty()) return out;
    Bytes full(4, 0);
    Put(full, out);
    return MakeBox("iref", full);
  }

  Bytes PropertyBoxes() const {
    Bytes list;
    for (const Bytes& property : properties_) Put(list, property);
    const bool wide = properties_.size() > 0x7F;
    Bytes uses;
    PutNumber(uses, wide ? 1 : 0, 4);
    PutNumber(uses, kept_.size(), 4);
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      PutNumber(uses, i + 1, 2);
      PutNumber(uses, kept_[i].uses.size(), 1);
      for (const auto& [number, essential] : kept_[i].uses) {
        const std::size_t top = essential ? (wide ? 0x8000u : 0x80u) : 0u;
        PutNumber(uses, number | top, wide ? 2 : 1);
      }
    }
    Bytes out = MakeBox("ipco", list);
    Put(out, MakeBox("ipma", uses));
    return out;
  }

  // Grids are read from idat by every reader, coded pictures from mdat.
  Bytes Locations(std::uint64_t media_at) const {
    Bytes out;
    PutNumber(out, 1u << 24, 4);
    PutNumber(out, 0x4400, 2);  // offsets and lengths of 4 bytes, no base, no index
    PutNumber(out, kept_.size(), 2);
    std::uint64_t grid_at = 0;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      const bool grid = kept_[i].item->type == "grid";
      std::uint64_t& at = grid ? grid_at : media_at;
      PutNumber(out, i + 1, 2);
      PutNumber(out, grid ? 1 : 0, 2);
      PutNumber(out, 0, 2);
      PutNumber(out, 1, 2);
      PutNumber(out, at, 4);
      PutNumber(out, kept_[i].data.size(), 4);
      at += kept_[i].data.size();
    }
    return out;
  }

  Bytes Meta(std::uint64_t media_at) const {
    Bytes out(4, 0);
    Bytes handler(8, 0);
    Put(handler, "pict"sv);
    handler.insert(handler.end(), 13, 0);
    Put(out, MakeBox("hdlr", handler));
    Bytes primary(4, 0);
    PutNumber(primary, 1, 2);
    Put(out, MakeBox("pitm", primary));
    Put(out, MakeBox("iloc", Locations(media_at)));
    Put(out, MakeBox("iinf", Items()));
    Put(out, References());
    Put(out, MakeBox("iprp", PropertyBoxes()));
    Bytes grids;
    for (const KeptItem& kept : kept_) {
      if (kept.item->type == "grid") Put(grids, kept.data);
    }
    if (!grids.empty()) Put(out, MakeBox("idat", grids));
    return MakeBox("meta", out);
  }

  Bytes Write(const Bytes& brands) const {
    Bytes out = MakeBox("ftyp", brands);
    // The places in meta do not change its size.
    const std::uint64_t media_at = out.size() + Meta(0).size() + 8;
    Put(out, Meta(media_at));
    std::uint64_t media = 8;
    for (const KeptItem& kept : kept_) media += kept.item->type == "grid" ? 0 : kept.data.size();
    out.reserve(out.size() + static_cast<std::size_t>(media));
    PutNumber(out, media, 4);
    Put(out, "mdat"sv);
    for (const KeptItem& kept : kept_) {
      if (kept.item->type != "grid") Put(out, kept.data);
    }
    return out;
  }

  ByteView file_;
  const HeifFile& heif_;
  const RewriteOrder& order_;
  std::set<std::uint32_t> side_;                  // thumbnails, auxiliaries, tiles
  std::map<std::uint32_t, std::size_t> numbers_;  // item id to its number in the copy
  std::vector<KeptItem> kept_;
  std::map<std::uint32_t, std::size_t> property_numbers_;
  std::vector<Bytes> properties_;
};

}  // namespace

Result<Bytes> RewriteHeif(ByteView file, const RewriteOrder& order) {
  if (order.options.credit) {
    return Error{ErrorKind::kUnsupported,
                 "photogate writes no credit into HEIF files. Export the picture as JPEG."};
  }
  const HeifFile heif = SplitHeif(file, order.limits);
  if (heif.broken) return *heif.broken;
  return Rewriter(file, heif, order).Run();
}

}  // namespace photogate
