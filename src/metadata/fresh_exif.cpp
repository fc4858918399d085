#include "metadata/fresh_exif.h"

#include <libexif/exif-data.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "metadata/numbers.h"

namespace photogate {
namespace {

// Both together stay inside one JPEG segment of 65,533 bytes.
constexpr std::size_t kCreditBytes = 30'000;

// "Exif\0\0", which libexif puts before the TIFF header.
constexpr std::size_t kPrefix = 6;

struct Unref {
  void operator()(ExifData* data) const { exif_data_unref(data); }
  void operator()(ExifEntry* entry) const { exif_entry_unref(entry); }
  void operator()(ExifMem* mem) const { exif_mem_unref(mem); }
};

Error Failed() {
  return {ErrorKind::kInternal, "The copy's orientation or credit could not be written.",
          "libexif"};
}

// False when memory ran out.
bool AddEntry(ExifData& data, ExifMem& mem, ExifTag tag, ExifFormat format, ByteView value,
              unsigned long components) {
  const std::unique_ptr<ExifEntry, Unref> entry(exif_entry_new_mem(&mem));
  if (!entry) return false;
  // The entry frees its data through `mem`.
  auto* copy =
      static_cast<unsigned char*>(exif_mem_alloc(&mem, static_cast<ExifLong>(value.size())));
  if (copy == nullptr) return false;
  std::memcpy(copy, value.data(), value.size());
  entry->tag = tag;
  entry->format = format;
  entry->components = components;
  entry->size = static_cast<unsigned>(value.size());
  entry->data = copy;
  exif_content_add_entry(data.ifd[EXIF_IFD_0], entry.get());
  return entry->parent != nullptr;
}

bool AddText(ExifData& data, ExifMem& mem, ExifTag tag, const std::string& text) {
  if (text.empty()) return true;
  // ASCII values end with a zero byte (Exif 2.32 section 4.6.2).
  const ByteView value(reinterpret_cast<const std::uint8_t*>(text.c_str()), text.size() + 1);
  return AddEntry(data, mem, tag, EXIF_FORMAT_ASCII, value, value.size());
}

}  // namespace

Result<Bytes> MakeFreshExif(int orientation, const SanitiseOptions& options) {
  const KeptCredit credit = options.credit.value_or(KeptCredit{});
  const bool turned = orientation >= 2 && orientation <= 8;
  if (!turned && credit.copyright.empty() && credit.author.empty()) return Bytes{};
  if (credit.copyright.size() > kCreditBytes || credit.author.size() > kCreditBytes) {
    return Error{ErrorKind::kLimitExceeded,
                 "The credit is too long for a picture file. Shorten it in the settings."};
  }
  const std::unique_ptr<ExifMem, Unref> mem(exif_mem_new_default());
  if (!mem) return Failed();
  const std::unique_ptr<ExifData, Unref> data(exif_data_new_mem(mem.get()));
  if (!data) return Failed();
  exif_data_set_byte_order(data.get(), EXIF_BYTE_ORDER_MOTOROLA);
  if (turned) {
    const Bytes value = {0, static_cast<std::uint8_t>(orientation)};
    if (!AddEntry(*data, *mem, EXIF_TAG_ORIENTATION, EXIF_FORMAT_SHORT, value, 1)) return Failed();
  }
  if (!AddText(*data, *mem, EXIF_TAG_ARTIST, credit.author) ||
      !AddText(*data, *mem, EXIF_TAG_COPYRIGHT, credit.copyright)) {
    return Failed();
  }
  unsigned char* saved = nullptr;
  unsigned size = 0;
  exif_data_save_data(data.get(), &saved, &size);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(saved, &std::free);
  if (saved == nullptr || size <= kPrefix) return Failed();
  const ByteView block(saved, size);
  return Bytes(block.begin() + kPrefix, block.end());
}

}  // namespace photogate
