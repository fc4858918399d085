#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "metadata/numbers.h"
#include "metadata/provers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// Takes a file of the one layout that photogate writes apart, front to back. Every count says how
// long its list is, and nothing may follow.
class Walk {
 public:
  explicit Walk(ByteView bytes) : bytes_(bytes) {}
  bool AtEnd() const { return at_ == bytes_.size(); }
  bool Number(unsigned size, std::uint64_t& out) {
    if (!Fits(bytes_, at_, size)) return false;
    out = ReadUint(bytes_, at_, size, ByteOrder::kBig);
    at_ += size;
    return true;
  }
  bool Is(unsigned size, std::uint64_t wanted) {
    std::uint64_t value = 0;
    return Number(size, value) && value == wanted;
  }
  bool Letters(std::string_view& out) {
    if (!Fits(bytes_, at_, 4)) return false;
    out = {reinterpret_cast<const char*>(bytes_.data()) + at_, 4};
    at_ += 4;
    return true;
  }
  bool Take(std::uint64_t size, ByteView& out) {
    if (!Fits(bytes_, at_, size)) return false;
    out = Slice(bytes_, at_, size);
    at_ += size;
    return true;
  }
  bool Box(std::string_view& type, ByteView& payload) {
    std::uint64_t size = 0;
    return Number(4, size) && size >= 8 && Letters(type) && Take(size - 8, payload);
  }
  bool BoxOf(std::string_view wanted, ByteView& payload) {
    std::string_view type;
    return Box(type, payload) && type == wanted;
  }
  std::uint64_t at() const { return at_; }

 private:
  ByteView bytes_;
  std::uint64_t at_ = 0;
};

struct Item {
  std::string_view type;
  ByteView data;
  unsigned length_size = 0;  // of NAL units, from its hvcC
  bool alpha = false;        // says that it is transparency
  bool tile = false;         // a derived picture is made of it
  bool side = false;         // it goes beside another picture
};

bool IsBrand(std::string_view brand) {
  static constexpr std::string_view kBrands = "heicheixmif1mif2miafMiHBMiHEMiHAMiPravifMA1BMA1A";
  for (std::size_t at = 0; at < kBrands.size(); at += 4) {
    if (kBrands.substr(at, 4) == brand) return true;
  }
  return false;
}

// Slices, parameter sets and delimiters (H.265 table 7-1); each must begin with its own header.
Result<Done> ProveNalUnits(ByteView data, unsigned length_size) {
  Walk walk(data);
  while (!walk.AtEnd()) {
    std::uint64_t size = 0;
    ByteView unit;
    if (!walk.Number(length_size, size) || size < 2 || !walk.Take(size, unit)) {
      return NotProven("NAL unit");
    }
    if ((unit[0] >> 1 & 0x3F) > 35) return NotProven("NAL unit type");
  }
  return ProveNoText(data);
}

Result<Done> ProveHvcConfiguration(ByteView payload, unsigned& length_size) {
  Walk walk(payload);
  ByteView head;
  std::uint64_t arrays = 0;
  if (!walk.Take(22, head) || !walk.Number(1, arrays)) return NotProven("hvcC");
  length_size = (head[21] & 3u) + 1;
  for (std::uint64_t i = 0; i < arrays; ++i) {
    std::uint64_t type = 0, units = 0;
    if (!walk.Number(1, type) || !walk.Number(2, units)) return NotProven("hvcC");
    if ((type & 0x3F) < 32 || (type & 0x3F) > 34) return NotProven("hvcC unit");
    for (std::uint64_t j = 0; j < units; ++j) {
      std::uint64_t size = 0;
      ByteView unit;
      if (!walk.Number(2, size) || size < 2 || !walk.Take(size, unit)) return NotProven("hvcC");
      if ((unit[0] >> 1 & 0x3F) != (type & 0x3F)) return NotProven("hvcC unit");
      const auto text = ProveNoText(unit);
      if (!text.ok()) return text;
    }
  }
  if (!walk.AtEnd()) return NotProven("hvcC");
  return Done{};
}

// AV1 specification sections 5.3 and 6.2: no metadata, no padding, no unknown unit.
Result<Done> ProveUnits(ByteView data) {
  Walk walk(data);
  while (!walk.AtEnd()) {
    std::uint64_t head = 0, byte = 0, size = 0;
    if (!walk.Number(1, head)) return NotProven("OBU");
    if ((head & 4) != 0 && !walk.Number(1, byte)) return NotProven("OBU");
    const std::uint64_t type = head >> 3 & 15;
    if (type != 1 && type != 3 && type != 4 && type != 6 && type != 7) return NotProven("OBU type");
    if ((head & 2) == 0) {
      size = data.size() - walk.at();
    } else {
      for (unsigned shift = 0;; shift += 7) {
        if (shift >= 56 || !walk.Number(1, byte)) return NotProven("OBU size");
        size |= (byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) break;
      }
    }
    ByteView unit;
    if (!walk.Take(size, unit)) return NotProven("OBU size");
  }
  return ProveNoText(data);
}

class Proof {
 public:
  Proof(ByteView file, const ProofOrder& order) : file_(file), order_(order) {}

  Result<Done> Run() {
    Walk walk(file_);
    ByteView brands, meta, media;
    if (!walk.BoxOf("ftyp", brands) || !walk.BoxOf("meta", meta) || !walk.BoxOf("mdat", media) ||
        !walk.AtEnd()) {
      return NotProven("boxes");
    }
    media_at_ = file_.size() - media.size();
    Walk brand_walk(brands);
    std::string_view brand;
    if (!brand_walk.Letters(brand) || !IsBrand(brand) || !brand_walk.Is(4, 0)) {
      return NotProven("brand");
    }
    while (!brand_walk.AtEnd()) {
      if (!brand_walk.Letters(brand) || !IsBrand(brand)) return NotProven("brand");
    }
    auto proven = Meta(meta);
    if (!proven.ok()) return proven;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      proven = Picture(item);
      if (!proven.ok()) return proven;
      // The first is shown. A picture that is no part of it and not its transparency is hidden.
      const bool shown = item.side ? item.alpha : item.tile || i == 0;
      if (!shown) return NotProven("a picture beside the one that is shown");
    }
    return Done{};
  }

 private:
  Result<Done> Meta(ByteView meta) {
    Walk walk(meta);
    ByteView handler, primary, locations, entries, grids;
    if (!walk.Is(4, 0) || !walk.BoxOf("hdlr", handler) || !walk.BoxOf("pitm", primary) ||
        !walk.BoxOf("iloc", locations) || !walk.BoxOf("iinf", entries)) {
      return NotProven("meta");
    }
    if (!StartsAt(handler, 0, "\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"sv) ||
        handler.size() != 25 || !StartsAt(primary, 0, "\0\0\0\0\0\x01"sv) || primary.size() != 6) {
      return NotProven("hdlr or pitm");
    }
    auto proven = Entries(entries);
    if (!proven.ok()) return proven;
    std::string_view type;
    ByteView payload;
    if (!walk.Box(type, payload)) return NotProven("iprp");
    if (type == "iref") {
      proven = References(payload);
      if (!proven.ok()) return proven;
      if (!walk.Box(type, payload)) return NotProven("iprp");
    }
    if (type != "iprp") return NotProven("iprp");
    proven = Properties(payload);
    if (!proven.ok()) return proven;
    if (!walk.AtEnd() && !walk.BoxOf("idat", grids)) return NotProven("idat");
    if (!walk.AtEnd()) return NotProven("meta");
    return Locations(locations, grids);
  }

  Result<Done> Entries(ByteView payload) {
    Walk walk(payload);
    std::uint64_t count = 0;
    if (!walk.Is(4, 0) || !walk.Number(2, count) || count == 0 || count > order_.limits.pictures) {
      return NotProven("iinf");
    }
    for (std::uint64_t i = 1; i <= count; ++i) {
      ByteView entry;
      if (!walk.BoxOf("infe", entry)) return NotProven("infe");
      Walk inside(entry);
      Item item;
      if (!inside.Is(4, 2u << 24 | (i == 1 ? 0u : 1u)) || !inside.Is(2, i) || !inside.Is(2, 0) ||
          !inside.Letters(item.type) || !inside.Is(1, 0) || !inside.AtEnd()) {
        return NotProven("infe");
      }
      if (item.type != "hvc1" && item.type != "av01" && item.type != "grid") {
        return NotProven("item type");
      }
      items_.push_back(item);
    }
    if (!walk.AtEnd()) return NotProven("iinf");
    return Done{};
  }

  Result<Done> References(ByteView payload) {
    Walk walk(payload);
    if (!walk.Is(4, 0)) return NotProven("iref");
    while (!walk.AtEnd()) {
      std::string_view type;
      ByteView entry;
      std::uint64_t from = 0, count = 0, to = 0;
      if (!walk.Box(type, entry)) return NotProven("iref");
      Walk inside(entry);
      const bool kind = type == "dimg" || type == "auxl" || type == "prem";
      if (!kind || !inside.Number(2, from) || !inside.Number(2, count)) return NotProven("iref");
      for (std::uint64_t i = 0; i < count; ++i) {
        if (!inside.Number(2, to) || to == 0 || to > items_.size()) return NotProven("iref");
        if (type == "dimg") items_[static_cast<std::size_t>(to) - 1].tile = true;
      }
      if (!inside.AtEnd() || from == 0 || from > items_.size()) return NotProven("iref");
      if (type == "auxl") items_[static_cast<std::size_t>(from) - 1].side = true;
    }
    return Done{};
  }

  Result<Done> Properties(ByteView payload) {
    Walk walk(payload);
    ByteView list, uses;
    if (!walk.BoxOf("ipco", list) || !walk.BoxOf("ipma", uses) || !walk.AtEnd()) {
      return NotProven("iprp");
    }
    std::vector<unsigned> length_sizes;  // 0 for all but hvcC
    std::vector<bool> alphas;            // true for auxC, which is proven to say so
    Walk properties(list);
    while (!properties.AtEnd()) {
      std::string_view type;
      ByteView property;
      if (!properties.Box(type, property)) return NotProven("ipco");
      length_sizes.push_back(0);
      alphas.push_back(type == "auxC");
      const auto proven = Property(type, property, length_sizes.back());
      if (!proven.ok()) return proven;
    }
    Walk all(uses);
    std::uint64_t flags = 0;
    if (!all.Number(4, flags) || flags > 1 || !all.Is(4, items_.size())) return NotProven("ipma");
    for (std::size_t i = 0; i < items_.size(); ++i) {
      std::uint64_t count = 0, use = 0;
      if (!all.Is(2, i + 1) || !all.Number(1, count)) return NotProven("ipma");
      for (std::uint64_t j = 0; j < count; ++j) {
        if (!all.Number(flags == 1 ? 2 : 1, use)) return NotProven("ipma");
        use &= flags == 1 ? 0x7FFF : 0x7F;
        if (use == 0 || use > length_sizes.size()) return NotProven("ipma");
        const unsigned size = length_sizes[static_cast<std::size_t>(use) - 1];
        if (size != 0) items_[i].length_size = size;
        if (alphas[static_cast<std::size_t>(use) - 1]) items_[i].alpha = true;
      }
    }
    if (!all.AtEnd()) return NotProven("ipma");
    return Done{};
  }

  Result<Done> Property(std::string_view type, ByteView payload, unsigned& length_size) const {
    if (type == "hvcC") return ProveHvcConfiguration(payload, length_size);
    if (type == "av1C") {
      if (payload.size() < 4) return NotProven("av1C");
      return ProveUnits(From(payload, 4));
    }
    if (type == "colr") {
      if (StartsAt(payload, 0, "nclx"sv) && payload.size() == 11) return Done{};
      if (StartsAt(payload, 0, "prof"sv) || StartsAt(payload, 0, "rICC"sv)) {
        return ProveIcc(From(payload, 4), order_);
      }
      return NotProven("colr");
    }
    if (type == "auxC") {
      const bool alpha =
          (StartsAt(payload, 0, "\0\0\0\0urn:mpeg:hevc:2015:auxid:1\0"sv) &&
           payload.size() == 31) ||
          (StartsAt(payload, 0, "\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"sv) &&
           payload.size() == 48);
      return alpha ? Result<Done>(Done{}) : NotProven("auxC");
    }
    if (type == "pixi") {
      const bool fits = payload.size() >= 5 && payload.size() == 5u + payload[4];
      return fits ? Result<Done>(Done{}) : NotProven("pixi");
    }
    static constexpr std::array<std::pair<std::string_view, std::size_t>, 7> kSizes = {
        {{"ispe", 12},
         {"irot", 1},
         {"imir", 1},
         {"pasp", 8},
         {"clli", 4},
         {"mdcv", 24},
         {"lsel", 2}}};
    for (const auto& [name, size] : kSizes) {
      if (name == type && size == payload.size()) return Done{};
    }
    if (type == "a1op" && payload.size() == 1) return Done{};
    if (type == "a1lx" && (payload.size() == 7 || payload.size() == 13)) return Done{};
    return NotProven(fmt::format("property of {} bytes", payload.size()));
  }

  // Items lie one after the other and leave nothing over, in mdat as in idat.
  Result<Done> Locations(ByteView payload, ByteView grids) {
    Walk walk(payload);
    if (!walk.Is(4, 1u << 24) || !walk.Is(2, 0x4400) || !walk.Is(2, items_.size())) {
      return NotProven("iloc");
    }
    std::uint64_t media = media_at_, grid = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const bool derived = items_[i].type == "grid";
      std::uint64_t& at = derived ? grid : media;
      std::uint64_t size = 0;
      if (!walk.Is(2, i + 1) || !walk.Is(2, derived ? 1 : 0) || !walk.Is(2, 0) || !walk.Is(2, 1) ||
          !walk.Is(4, at) || !walk.Number(4, size)) {
        return NotProven("iloc");
      }
      const ByteView from = derived ? grids : file_;
      if (size == 0 || !Fits(from, at, size)) return NotProven("item data");
      items_[i].data = Slice(from, at, size);
      at += size;
    }
    if (!walk.AtEnd() || media != file_.size() || grid != grids.size()) {
      return NotProven("data of no item");
    }
    return Done{};
  }

  static Result<Done> Picture(const Item& item) {
    if (item.type == "av01") return ProveUnits(item.data);
    if (item.type == "hvc1") {
      if (item.length_size == 0) return NotProven("picture without hvcC");
      return ProveNalUnits(item.data, item.length_size);
    }
    // ISO/IEC 23008-12 section 6.6.2.3.2: version, flags, rows, columns, width, height.
    const ByteView grid = item.data;
    if (grid.size() < 8 || grid[0] != 0 || grid.size() != ((grid[1] & 1) != 0 ? 12u : 8u)) {
      return NotProven("grid");
    }
    return Done{};
  }

  ByteView file_;
  const ProofOrder& order_;
  std::vector<Item> items_;
  std::uint64_t media_at_ = 0;
};

}  // namespace

Result<Done> ProveHeif(ByteView file, const ProofOrder& order) { return Proof(file, order).Run(); }

}  // namespace photogate
