#include "tests/support/metadata/blocks.h"

#include <array>
#include <utility>
#include <vector>

namespace photogate::test {
namespace {

struct Entry {
  unsigned tag, type;
  std::uint32_t count;
  Bytes value;
};

Entry Ascii(unsigned tag, std::string_view text) {
  Bytes value = ToBytes(text);
  value.push_back(0);
  const auto count = static_cast<std::uint32_t>(value.size());
  return {tag, 2, count, std::move(value)};
}

Entry Number(unsigned tag, unsigned type, std::uint64_t number) {
  Bytes value;
  AppendLittle(value, number, type == 3 ? 2 : 4);
  return {tag, type, 1, std::move(value)};
}

Entry Angle(unsigned tag, unsigned degrees, unsigned minutes, unsigned hundredths) {
  Bytes value;
  for (const auto& [above, below] :
       {std::pair{degrees, 1u}, std::pair{minutes, 1u}, std::pair{hundredths, 100u}}) {
    AppendLittle(value, above, 4);
    AppendLittle(value, below, 4);
  }
  return {tag, 5, 3, std::move(value)};
}

std::size_t DirectorySize(const std::vector<Entry>& entries) {
  std::size_t size = 2 + 12 * entries.size() + 4;
  for (const Entry& entry : entries) {
    if (entry.value.size() > 4) size += entry.value.size() + entry.value.size() % 2;
  }
  return size;
}

// A directory with its values after it, at the end of `out`.
void AppendDirectory(Bytes& out, const std::vector<Entry>& entries, std::size_t next) {
  std::size_t value_at = out.size() + 2 + 12 * entries.size() + 4;
  Bytes values;
  AppendLittle(out, entries.size(), 2);
  for (const Entry& entry : entries) {
    AppendLittle(out, entry.tag, 2);
    AppendLittle(out, entry.type, 2);
    AppendLittle(out, entry.count, 4);
    if (entry.value.size() <= 4) {
      Append(out, entry.value);
      out.insert(out.end(), 4 - entry.value.size(), 0);
      continue;
    }
    AppendLittle(out, value_at + values.size(), 4);
    Append(values, entry.value);
    if (values.size() % 2 != 0) values.push_back(0);
  }
  AppendLittle(out, next, 4);
  Append(out, values);
}

}  // namespace

Bytes ToBytes(std::string_view text) { return {text.begin(), text.end()}; }
void Append(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }
void Append(Bytes& out, const Bytes& bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
void AppendBig(Bytes& out, std::uint64_t value, unsigned size) {
  for (unsigned i = size; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}
void AppendLittle(Bytes& out, std::uint64_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

Bytes DirtyExif(int orientation) {
  Bytes comment = ToBytes("UNICODE");
  comment.push_back(0);
  for (const char c : kCaption) AppendLittle(comment, static_cast<std::uint8_t>(c), 2);
  Bytes keywords;
  for (const char c : kPerson) AppendLittle(keywords, static_cast<std::uint8_t>(c), 2);
  AppendLittle(keywords, 0, 2);
  const auto comment_size = static_cast<std::uint32_t>(comment.size());
  const auto keywords_size = static_cast<std::uint32_t>(keywords.size());

  const std::vector<Entry> exif = {Ascii(0x9003, "2026:06:01 10:00:00"),
                                   {0x9286, 7, comment_size, comment},
                                   Ascii(0xA431, kSerial)};
  const std::vector<Entry> gps = {Ascii(1, "N"), Angle(2, 53, 28, 4800), Ascii(3, "W"),
                                  Angle(4, 2, 14, 2400)};
  // A thumbnail that looks like one: SOI, a comment, EOI.
  Bytes thumbnail = ToBytes("\xFF\xD8\xFF\xFE");
  AppendBig(thumbnail, kPerson.size() + 2, 2);
  Append(thumbnail, kPerson);
  Append(thumbnail, "\xFF\xD9");
  std::vector<Entry> main = {Ascii(0x010F, "Pinhole"),
                             Number(0x0112, 3, static_cast<std::uint64_t>(orientation)),
                             Ascii(0x013B, kPerson),
                             Ascii(0x8298, kCopyrightNotice),
                             Number(0x8769, 4, 0),
                             Number(0x8825, 4, 0),
                             {0x9C9E, 1, keywords_size, keywords}};
  std::vector<Entry> small = {Number(0x0201, 4, 0), Number(0x0202, 4, thumbnail.size())};

  const std::size_t exif_at = 8 + DirectorySize(main);
  const std::size_t gps_at = exif_at + DirectorySize(exif);
  const std::size_t small_at = gps_at + DirectorySize(gps);
  const std::size_t thumbnail_at = small_at + DirectorySize(small);
  main[4] = Number(0x8769, 4, exif_at);
  main[5] = Number(0x8825, 4, gps_at);
  small[0] = Number(0x0201, 4, thumbnail_at);
  Bytes out = ToBytes("II");
  AppendLittle(out, 42, 2);
  AppendLittle(out, 8, 4);
  AppendDirectory(out, main, small_at);
  AppendDirectory(out, exif, 0);
  AppendDirectory(out, gps, 0);
  AppendDirectory(out, small, 0);
  Append(out, thumbnail);
  return out;
}

std::string DirtyXmp() {
  std::string out =
      "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
      " xmlns:dc='http://purl.org/dc/elements/1.1/'"
      " xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'"
      " xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/'"
      " photoshop:City='";
  out += kPlace;
  out += "'><dc:description><rdf:Alt><rdf:li xml:lang='x-default'>";
  out += kCaption;
  out += "</rdf:li></rdf:Alt></dc:description><mwg-rs:Name>";
  out += kPerson;
  out += "</mwg-rs:Name></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
  return out;
}

Bytes DirtyPhotoshop() {
  Bytes iptc;
  for (const auto& [dataset, text] : {std::pair{90u, kPlace}, std::pair{80u, kPerson},
                                      std::pair{120u, kCaption}, std::pair{25u, kPerson}}) {
    AppendBig(iptc, 0x1C02, 2);
    AppendBig(iptc, dataset, 1);
    AppendBig(iptc, text.size(), 2);
    Append(iptc, text);
  }
  Bytes out = ToBytes("8BIM");
  AppendBig(out, 0x0404, 2);
  AppendBig(out, 0, 2);
  AppendBig(out, iptc.size(), 4);
  Append(out, iptc);
  if (iptc.size() % 2 != 0) out.push_back(0);
  return out;
}

Bytes DirtyIcc() {
  Bytes white = ToBytes("XYZ ");
  AppendBig(white, 0, 4);
  for (const std::uint32_t value : {0xF6D6u, 0x10000u, 0xD32Du}) AppendBig(white, value, 4);
  Bytes private_tag = ToBytes("priv");
  AppendBig(private_tag, 0, 4);
  Append(private_tag, kSerial);
  Bytes out(128, 0);
  AppendBig(out, 2, 4);
  Append(out, "wtpt");
  AppendBig(out, 156, 4);
  AppendBig(out, white.size(), 4);
  Append(out, "mmod");
  AppendBig(out, 156 + white.size(), 4);
  AppendBig(out, private_tag.size(), 4);
  Append(out, white);
  Append(out, private_tag);
  Bytes size;
  AppendBig(size, out.size(), 4);
  std::copy(size.begin(), size.end(), out.begin());
  const std::string_view head = "mntrRGB XYZ ";
  out[8] = 2;
  std::copy(head.begin(), head.end(), out.begin() + 12);
  const std::string_view magic = "acsp";
  std::copy(magic.begin(), magic.end(), out.begin() + 36);
  return out;
}

Bytes MotionVideo() {
  Bytes out;
  AppendBig(out, 24, 4);
  Append(out, "ftypmp42");
  AppendBig(out, 0, 4);
  Append(out, "mp42isom");
  AppendBig(out, 8 + kPlace.size(), 4);
  Append(out, "udta");
  Append(out, kPlace);
  return out;
}

}  // namespace photogate::test
