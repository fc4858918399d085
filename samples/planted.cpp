#include "samples/planted.h"

#include <algorithm>
#include <utility>

namespace photogate::samples {
namespace {

using Bytes = std::vector<std::uint8_t>;

void Put16(Bytes& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>(value & 255u));
  out.push_back(static_cast<std::uint8_t>(value >> 8 & 255u));
}

void Put32(Bytes& out, std::size_t value) {
  Put16(out, static_cast<unsigned>(value & 0xffffu));
  Put16(out, static_cast<unsigned>(value >> 16 & 0xffffu));
}

// One directory of a TIFF file: entries in ascending order of tag, values behind it.
class Directory {
 public:
  void Text(unsigned tag, const std::string& text) {
    Bytes bytes(text.begin(), text.end());
    bytes.push_back(0);
    Add(tag, 2, bytes.size(), bytes);
  }
  void Short(unsigned tag, unsigned value) {
    Bytes bytes;
    Put16(bytes, value);
    Add(tag, 3, 1, bytes);
  }
  void Long(unsigned tag, std::size_t value) {
    Bytes bytes;
    Put32(bytes, value);
    Add(tag, 4, 1, bytes);
  }
  void Rationals(unsigned tag, const std::vector<std::pair<unsigned, unsigned>>& values) {
    Bytes bytes;
    for (const auto& [above, below] : values) {
      Put32(bytes, above);
      Put32(bytes, below);
    }
    Add(tag, 5, values.size(), bytes);
  }
  void Raw(unsigned tag, const Bytes& bytes) { Add(tag, 1, bytes.size(), bytes); }

  bool empty() const { return entries_.empty(); }
  std::size_t Size() const {
    std::size_t size = 2 + 12 * entries_.size() + 4;
    for (const Entry& entry : entries_) {
      if (entry.value.size() > 4) size += entry.value.size() + entry.value.size() % 2;
    }
    return size;
  }

  // `offset`: where this directory starts in the TIFF file.
  void Write(std::size_t offset, Bytes& out) {
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.tag < b.tag; });
    Put16(out, static_cast<unsigned>(entries_.size()));
    std::size_t next = offset + 2 + 12 * entries_.size() + 4;
    Bytes values;
    for (const Entry& entry : entries_) {
      Put16(out, entry.tag);
      Put16(out, entry.type);
      Put32(out, entry.count);
      if (entry.value.size() <= 4) {
        Bytes inline_value = entry.value;
        inline_value.resize(4);
        out.insert(out.end(), inline_value.begin(), inline_value.end());
        continue;
      }
      Put32(out, next);
      values.insert(values.end(), entry.value.begin(), entry.value.end());
      if (entry.value.size() % 2 != 0) values.push_back(0);
      next = offset + 2 + 12 * entries_.size() + 4 + values.size();
    }
    Put32(out, 0);  // no further directory
    out.insert(out.end(), values.begin(), values.end());
  }

 private:
  struct Entry {
    unsigned tag, type;
    std::size_t count;
    Bytes value;
  };
  void Add(unsigned tag, unsigned type, std::size_t count, Bytes value) {
    entries_.push_back({tag, type, count, std::move(value)});
  }
  std::vector<Entry> entries_;
};

// 55 deg 30' 12" N, 3 deg 15' 30" E: open water.
Directory Gps() {
  Directory gps;
  gps.Raw(0x00, {2, 3, 0, 0});
  gps.Text(0x01, "N");
  gps.Rationals(0x02, {{55, 1}, {30, 1}, {1200, 100}});
  gps.Text(0x03, "E");
  gps.Rationals(0x04, {{3, 1}, {15, 1}, {3000, 100}});
  gps.Rationals(0x06, {{7, 1}});
  gps.Text(0x1d, "2026:07:03");
  return gps;
}

Directory Details() {
  Directory exif;
  exif.Text(0x9003, "2026:07:03 10:42:17");
  exif.Text(0xa430, "Wilhelmina Drawn");  // CameraOwnerName
  exif.Text(0xa431, "PG-0042-1977");      // BodySerialNumber
  return exif;
}

Bytes Tiff(const Planted& planted) {
  Directory main;
  if (planted.orientation != 1) {
    main.Short(0x0112, static_cast<unsigned>(planted.orientation));
  }
  if (!planted.caption.empty()) main.Text(0x010e, planted.caption);
  if (!planted.artist.empty()) main.Text(0x013b, planted.artist);
  if (!planted.copyright.empty()) main.Text(0x8298, planted.copyright);
  if (planted.camera) {
    main.Text(0x010f, "Pencil & Paper");
    main.Text(0x0110, "Sketchbook 3");
    main.Text(0x0131, "draw_samples");
    main.Text(0x0132, "2026:07:03 10:42:17");
  }
  if (main.empty() && !planted.gps) return {};
  Directory exif = Details(), gps = Gps();
  // The offsets are fixed-size fields, so the main directory's size is known before their values.
  const std::size_t start = 8;
  Directory sized = main;
  if (planted.camera) sized.Long(0x8769, 0);
  if (planted.gps) sized.Long(0x8825, 0);
  const std::size_t exif_at = start + sized.Size();
  const std::size_t gps_at = exif_at + (planted.camera ? exif.Size() : 0);
  if (planted.camera) main.Long(0x8769, exif_at);
  if (planted.gps) main.Long(0x8825, gps_at);
  Bytes tiff{'I', 'I', 42, 0};
  Put32(tiff, start);
  main.Write(start, tiff);
  if (planted.camera) exif.Write(exif_at, tiff);
  if (planted.gps) gps.Write(gps_at, tiff);
  return tiff;
}

std::string Xmp(const Planted& planted) {
  if (planted.people.empty() && planted.caption.empty()) return {};
  std::string xmp =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">";
  if (!planted.caption.empty()) {
    xmp += "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" + planted.caption +
           "</rdf:li></rdf:Alt></dc:description>";
  }
  if (!planted.people.empty()) {
    xmp += "<Iptc4xmpExt:PersonInImage><rdf:Bag>";
    for (const std::string& person : planted.people) xmp += "<rdf:li>" + person + "</rdf:li>";
    xmp += "</rdf:Bag></Iptc4xmpExt:PersonInImage>";
  }
  return xmp + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
}

void Segment(Bytes& out, std::uint8_t marker, const std::string& head, const Bytes& body) {
  const std::size_t length = 2 + head.size() + body.size();
  out.insert(out.end(), {0xff, marker, static_cast<std::uint8_t>(length >> 8 & 255u),
                         static_cast<std::uint8_t>(length & 255u)});
  out.insert(out.end(), head.begin(), head.end());
  out.insert(out.end(), body.begin(), body.end());
}

}  // namespace

Bytes PlantInJpeg(const Bytes& jpeg, const Planted& planted) {
  if (jpeg.size() < 2) return jpeg;
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  const Bytes tiff = Tiff(planted);
  if (!tiff.empty()) Segment(out, 0xe1, std::string("Exif\0\0", 6), tiff);
  const std::string xmp = Xmp(planted);
  if (!xmp.empty()) {
    Segment(out, 0xe1, std::string("http://ns.adobe.com/xap/1.0/\0", 29),
            Bytes(xmp.begin(), xmp.end()));
  }
  if (!planted.comment.empty()) {
    Segment(out, 0xfe, "", Bytes(planted.comment.begin(), planted.comment.end()));
  }
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

}  // namespace photogate::samples
