#include "metadata/heif_file.h"

#include <algorithm>
#include <array>
#include <map>

#include "metadata/numbers.h"
#include "metadata/report_builder.h"

namespace photogate {
namespace {

Error Damaged(const char* what) {
  return {ErrorKind::kCorrupt,
          "The HEIF file is damaged or cut short. Export it again from the original.", what};
}

// Reads numbers off the front; once something does not fit, `ok` stays false and zeros come.
class Cursor {
 public:
  explicit Cursor(ByteView bytes) : bytes_(bytes) {}
  std::uint64_t Take(unsigned size) {
    ok_ = ok_ && Fits(bytes_, at_, size);
    if (!ok_ || size == 0) return 0;
    at_ += size;
    return ReadUint(bytes_, at_ - size, size, ByteOrder::kBig);
  }
  std::uint32_t Take32(unsigned size) { return static_cast<std::uint32_t>(Take(size)); }
  std::string_view Letters() {
    ok_ = ok_ && Fits(bytes_, at_, 4);
    if (!ok_) return {};
    at_ += 4;
    return AsText(Slice(bytes_, at_ - 4, 4));
  }
  std::string Text() {
    std::string out;
    while (ok_ && Fits(bytes_, at_, 1)) {
      const auto byte = static_cast<char>(bytes_[static_cast<std::size_t>(at_++)]);
      if (byte == '\0') break;
      out.push_back(byte);
    }
    return out;
  }
  ByteView Rest() const { return ok_ ? From(bytes_, at_) : ByteView{}; }
  bool ok() const { return ok_; }

 private:
  ByteView bytes_;
  std::uint64_t at_ = 0;
  bool ok_ = true;
};

class Parser {
 public:
  Parser(const Limits& limits, HeifFile& heif) : limits_(limits), heif_(heif) {}

  // Each returns what is wrong, null when nothing is.
  const char* Meta(ByteView payload) {
    // A full box: version and flags first.
    if (!Fits(payload, 0, 4)) return "meta";
    if (!SplitBoxes(From(payload, 4), limits_, heif_.meta)) return "meta";
    for (const char* type : {"iinf", "pitm", "iloc", "iref", "iprp", "idat"}) {
      for (const HeifBox& box : heif_.meta) {
        if (box.type != type) continue;
        const char* wrong = Child(box);
        if (wrong != nullptr) return wrong;
        break;
      }
    }
    return nullptr;
  }

 private:
  const char* Child(const HeifBox& box) {
    if (box.type == "idat") {
      heif_.idat = box.payload;
      return nullptr;
    }
    if (box.type == "iinf") return Items(box.payload);
    if (box.type == "pitm") {
      Cursor at(box.payload);
      heif_.primary = at.Take32(4) >> 24 == 0 ? at.Take32(2) : at.Take32(4);
      return at.ok() ? nullptr : "pitm";
    }
    if (box.type == "iloc") return Locations(box.payload);
    if (box.type == "iref") return References(box.payload);
    return Properties(box.payload);
  }

  bool Enough() { return ++count_ <= limits_.entries; }

  HeifItem* Item(std::uint32_t id) {
    const auto at = index_.find(id);
    return at == index_.end() ? nullptr : &heif_.items[at->second];
  }

  const char* Items(ByteView payload) {
    Cursor at(payload);
    const bool small = at.Take32(4) >> 24 == 0;
    at.Take(small ? 2 : 4);
    std::vector<HeifBox> entries;
    if (!at.ok() || !SplitBoxes(at.Rest(), limits_, entries)) return "iinf";
    for (const HeifBox& box : entries) {
      Cursor entry(box.payload);
      const std::uint32_t head = entry.Take32(4);
      const std::uint32_t version = head >> 24;
      if (box.type != "infe" || version < 2 || version > 3) return "infe";
      HeifItem item{};
      item.hidden = (head & 1) != 0;
      item.id = entry.Take32(version == 2 ? 2 : 4);
      const bool protection = entry.Take(2) != 0;
      item.elsewhere = protection;
      item.type = entry.Letters();
      item.name = entry.Text();
      if (item.type == "mime") item.content_type = entry.Text();
      if (!entry.ok() || !Enough()) return "infe";
      if (!index_.emplace(item.id, heif_.items.size()).second) return "items with one id";
      heif_.items.push_back(std::move(item));
    }
    return nullptr;
  }

  const char* Locations(ByteView payload) {
    Cursor at(payload);
    const std::uint32_t version = at.Take32(4) >> 24;
    if (version > 2) return "iloc";
    const std::uint32_t sizes = at.Take32(2);
    const unsigned offset_size = sizes >> 12, length_size = sizes >> 8 & 15,
                   base_size = sizes >> 4 & 15;
    const unsigned index_size = version > 0 ? sizes & 15 : 0;
    for (const unsigned size : {offset_size, length_size, base_size, index_size}) {
      if (size != 0 && size != 4 && size != 8) return "iloc";
    }
    const std::uint64_t items = at.Take(version < 2 ? 2 : 4);
    for (std::uint64_t i = 0; i < items; ++i) {
      if (!at.ok() || !Enough()) return "iloc";
      HeifItem* item = Item(at.Take32(version < 2 ? 2 : 4));
      const std::uint32_t method = version > 0 ? at.Take32(2) & 15 : 0;
      const bool other_file = at.Take(2) != 0;
      const std::uint64_t base = at.Take(base_size);
      const std::uint64_t extents = at.Take(2);
      for (std::uint64_t j = 0; j < extents; ++j) {
        if (!at.ok() || !Enough()) return "iloc";
        at.Take(index_size);
        const std::uint64_t offset = at.Take(offset_size);
        const std::uint64_t size = at.Take(length_size);
        if (item == nullptr) continue;
        // A length of zero means "to the end"; offsets that wrap around are nonsense.
        const bool odd = size == 0 || offset + base < base || method > 1 || other_file;
        item->elsewhere = item->elsewhere || odd;
        if (!odd) item->extents.push_back({method == 1, base + offset, size});
      }
    }
    return at.ok() ? nullptr : "iloc";
  }

  const char* References(ByteView payload) {
    Cursor head(payload);
    const unsigned size = head.Take32(4) >> 24 == 0 ? 2 : 4;
    std::vector<HeifBox> entries;
    if (!head.ok() || !SplitBoxes(head.Rest(), limits_, entries)) return "iref";
    for (const HeifBox& box : entries) {
      Cursor at(box.payload);
      HeifReference reference{box.type, at.Take32(size), {}};
      const std::uint64_t count = at.Take(2);
      for (std::uint64_t i = 0; i < count && at.ok(); ++i) {
        if (!Enough()) return "iref";
        reference.to.push_back(at.Take32(size));
      }
      if (!at.ok()) return "iref";
      heif_.references.push_back(std::move(reference));
    }
    return nullptr;
  }

  const char* Properties(ByteView payload) {
    std::vector<HeifBox> parts;
    if (!SplitBoxes(payload, limits_, parts) || parts.empty() || parts[0].type != "ipco") {
      return "iprp";
    }
    if (!SplitBoxes(parts[0].payload, limits_, heif_.properties)) return "ipco";
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].type != "ipma") return "iprp";
      const char* wrong = Associations(parts[i].payload);
      if (wrong != nullptr) return wrong;
    }
    return nullptr;
  }

  const char* Associations(ByteView payload) {
    Cursor at(payload);
    const std::uint32_t head = at.Take32(4);
    const bool wide = (head & 1) != 0;
    const std::uint64_t items = at.Take(4);
    for (std::uint64_t i = 0; i < items; ++i) {
      if (!at.ok() || !Enough()) return "ipma";
      HeifItem* item = Item(at.Take32(head >> 24 == 0 ? 2 : 4));
      const std::uint64_t uses = at.Take(1);
      for (std::uint64_t j = 0; j < uses; ++j) {
        const std::uint32_t use = at.Take32(wide ? 2 : 1);
        const std::uint32_t top = wide ? 0x8000 : 0x80;
        const std::uint32_t index = use & (top - 1);
        if (index == 0 || item == nullptr) continue;
        if (index > heif_.properties.size() || !Enough()) return "ipma";
        item->uses.emplace_back(index - 1, (use & top) != 0);
      }
    }
    return at.ok() ? nullptr : "ipma";
  }

  const Limits& limits_;
  HeifFile& heif_;
  std::map<std::uint32_t, std::size_t> index_;
  std::uint64_t count_ = 0;
};

}  // namespace

bool SplitBoxes(ByteView bytes, const Limits& limits, std::vector<HeifBox>& out) {
  std::uint64_t at = 0;
  while (at < bytes.size()) {
    if (!Fits(bytes, at, 8) || out.size() >= limits.entries) return false;
    std::uint64_t size = ReadU32(bytes, at, ByteOrder::kBig);
    std::uint64_t head = 8;
    if (size == 1) {
      if (!Fits(bytes, at, 16)) return false;
      size = ReadUint(bytes, at + 8, 8, ByteOrder::kBig);
      head = 16;
    } else if (size == 0) {
      size = bytes.size() - at;  // to the end
    }
    if (size < head || !Fits(bytes, at, size)) return false;
    out.push_back(
        {AsText(Slice(bytes, at + 4, 4)), Slice(bytes, at + head, size - head), at, at + size});
    at += size;
  }
  return true;
}

HeifFile SplitHeif(ByteView file, const Limits& limits) {
  HeifFile heif;
  if (!SplitBoxes(file, limits, heif.boxes)) heif.broken = Damaged("boxes");
  const auto meta = std::find_if(heif.boxes.begin(), heif.boxes.end(),
                                 [](const HeifBox& box) { return box.type == "meta"; });
  if (meta == heif.boxes.end()) {
    heif.broken = Damaged("no meta box");
    return heif;
  }
  const char* wrong = Parser(limits, heif).Meta(meta->payload);
  if (wrong != nullptr) heif.broken = Damaged(wrong);
  return heif;
}

const HeifItem* FindItem(const HeifFile& heif, std::uint32_t id) {
  const auto at = std::find_if(heif.items.begin(), heif.items.end(),
                               [id](const HeifItem& item) { return item.id == id; });
  return at == heif.items.end() ? nullptr : &*at;
}

Result<Bytes> HeifItemData(ByteView file, const HeifFile& heif, const HeifItem& item) {
  if (item.elsewhere || item.extents.empty()) {
    return Error{ErrorKind::kUnsupported,
                 "The HEIF file keeps its picture in a way photogate cannot follow. Export it as "
                 "JPEG.",
                 "item location"};
  }
  Bytes out;
  for (const HeifExtent& extent : item.extents) {
    const ByteView from = extent.in_idat ? heif.idat : file;
    if (!Fits(from, extent.at, extent.size)) return Damaged("item location");
    if (extent.size > file.size() - std::min<std::uint64_t>(out.size(), file.size())) {
      return Error{ErrorKind::kLimitExceeded,
                   "The HEIF file contradicts itself. Export it as JPEG.", "item size"};
    }
    const ByteView part = Slice(from, extent.at, extent.size);
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

std::string_view HeifAuxiliaryType(const HeifFile& heif, const HeifItem& item) {
  for (const auto& [index, essential] : item.uses) {
    const HeifBox& property = heif.properties[index];
    if (property.type != "auxC" || property.payload.size() < 4) continue;
    const std::string_view text = AsText(From(property.payload, 4));
    return text.substr(0, text.find('\0'));
  }
  return {};
}

bool IsAlphaType(std::string_view auxiliary_type) {
  return auxiliary_type == "urn:mpeg:hevc:2015:auxid:1" ||
         auxiliary_type == "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
}

bool IsPictureItem(std::string_view type) {
  static constexpr std::array<std::string_view, 11> kTypes = {
      "hvc1", "av01", "grid", "iovl", "iden", "avc1", "jpeg", "hev1", "j2k1", "unci", "vvc1"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

}  // namespace photogate
