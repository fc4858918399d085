#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "metadata/numbers.h"
#include "metadata/rewriters.h"
#include "metadata/tiff_ifd.h"
#include "metadata/tiff_page.h"

namespace photogate {
namespace {

constexpr std::size_t kIfdEntries = 4'000;
constexpr std::uint16_t kNewSubfileType = 254, kArtist = 315, kCopyright = 33432;

Error Damaged(const char* what) {
  return {ErrorKind::kCorrupt,
          "The TIFF file is damaged or contradicts itself. Export it again from the original.",
          what};
}

// A classic TIFF file: header, then for every page its pieces, its long values and its directory.
class Writer {
 public:
  Writer(ByteOrder order, std::size_t expected) : order_(order) {
    out_.reserve(expected);
    const std::uint8_t mark = order == ByteOrder::kBig ? 'M' : 'I';
    out_.assign({mark, mark});
    Put(42, 2);
    Put(0, 4);
  }

  void Page(TiffPage page) {
    std::vector<std::uint64_t> at, size;
    for (Bytes& piece : page.pieces) {
      at.push_back(out_.size());
      size.push_back(piece.size());
      out_.insert(out_.end(), piece.begin(), piece.end());
      piece = Bytes{};  // pixels are large: not here and there longer than needed
      Align();
    }
    page.fields.push_back(Places(page.tiled ? 324 : 273, at));
    page.fields.push_back(Places(page.tiled ? 325 : 279, size));
    std::sort(page.fields.begin(), page.fields.end(),
              [](const TiffField& a, const TiffField& b) { return a.tag < b.tag; });
    std::vector<std::uint64_t> value_at;
    for (const TiffField& field : page.fields) {
      value_at.push_back(out_.size());
      if (field.value.size() <= 4) continue;
      out_.insert(out_.end(), field.value.begin(), field.value.end());
      Align();
    }
    Overwrite(next_at_, out_.size());
    Put(page.fields.size(), 2);
    for (std::size_t i = 0; i < page.fields.size(); ++i) {
      const TiffField& field = page.fields[i];
      Put(field.tag, 2);
      Put(field.type, 2);
      Put(field.count, 4);
      if (field.value.size() > 4) {
        Put(value_at[i], 4);
      } else {
        out_.insert(out_.end(), field.value.begin(), field.value.end());
        out_.insert(out_.end(), 4 - field.value.size(), 0);
      }
    }
    next_at_ = out_.size();
    Put(0, 4);
  }

  Bytes Take() && { return std::move(out_); }

 private:
  void Put(std::uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
      const unsigned shift = 8 * (order_ == ByteOrder::kBig ? size - 1 - i : i);
      out_.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  }
  void Overwrite(std::size_t at, std::uint64_t value) {
    for (unsigned i = 0; i < 4; ++i) {
      const unsigned shift = 8 * (order_ == ByteOrder::kBig ? 3 - i : i);
      out_[at + i] = static_cast<std::uint8_t>(value >> shift);
    }
  }
  void Align() {
    if (out_.size() % 2 != 0) out_.push_back(0);
  }
  TiffField Places(std::uint16_t tag, const std::vector<std::uint64_t>& values) const {
    Writer numbers(order_, 0);
    numbers.out_.clear();
    for (const std::uint64_t value : values) numbers.Put(value, 4);
    return {tag, 4, static_cast<std::uint32_t>(values.size()), std::move(numbers.out_)};
  }

  ByteOrder order_;
  Bytes out_;
  std::size_t next_at_ = 4;  // where the place of the next directory is to be written
};

void AddCredit(TiffPage& page, std::uint16_t tag, const std::string& text) {
  if (text.empty()) return;
  TiffField field{tag, 2, static_cast<std::uint32_t>(text.size() + 1), {}};
  field.value.assign(text.begin(), text.end());
  field.value.push_back(0);
  page.fields.push_back(std::move(field));
}

}  // namespace

Result<Bytes> RewriteTiff(ByteView file, const RewriteOrder& order) {
  const auto header = ReadTiffHeader(file);
  if (!header) return Damaged("header");
  // Directories may come out longer than they were, and growing would take twice the memory.
  constexpr std::size_t kSpare = std::size_t{64} << 10;
  Writer writer(header->order, file.size() + kSpare);
  std::set<std::uint64_t> seen;
  bool first = true;
  std::uint64_t written = 0;
  for (std::uint64_t at = header->first_ifd; at != 0;) {
    if (!seen.insert(at).second) return Damaged("directories in a circle");
    if (seen.size() > order.limits.pictures) {
      return Error{ErrorKind::kLimitExceeded, "The TIFF file has more pages than photogate reads.",
                   "pages"};
    }
    const auto ifd = ReadIfd(file, *header, at, kIfdEntries);
    if (!ifd) return Damaged("directory");
    at = ifd->next;
    const IfdEntry* type = FindEntry(*ifd, kNewSubfileType);
    const auto kind =
        type == nullptr ? std::vector<std::uint64_t>{} : TiffNumbers(*type, header->order, 1);
    if (!kind.empty() && (kind[0] & 1) != 0) {
      // A small copy of another page. In front it means a raw photo, whose picture is elsewhere.
      if (!first) continue;
      return Error{ErrorKind::kUnsupported,
                   "This is a raw photo or begins with a preview. Export it as JPEG.", "preview"};
    }
    if (!kind.empty() && (kind[0] & 4) != 0) {
      return Error{ErrorKind::kUnsupported,
                   "The TIFF file keeps its transparency apart. Save it as PNG.", "mask"};
    }
    auto page = ReadTiffPage(file, *header, *ifd, order.limits);
    if (!page.ok()) return page.error();
    for (const Bytes& piece : page.value().pieces) written += piece.size();
    if (written > file.size()) return Damaged("pages share their pixels");
    if (first && order.options.credit) {
      AddCredit(page.value(), kArtist, order.options.credit->author);
      AddCredit(page.value(), kCopyright, order.options.credit->copyright);
    }
    writer.Page(std::move(page).value());
    first = false;
  }
  if (first) return Damaged("no page");
  return std::move(writer).Take();
}

}  // namespace photogate
