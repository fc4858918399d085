// XMP packets (ISO 16684-1) through pugixml.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <pugixml.hpp>
#include <string_view>
#include <vector>

#include "metadata/embedded.h"
#include "metadata/numbers.h"

namespace photogate {
namespace {

using enum MetadataClass;
using std::string_view_literals::operator""sv;

// Packets of one file name stay below this; extended XMP with pictures inside is larger, and is
// then searched as plain text.
constexpr std::size_t kPacketBytes = 4 << 20;
// A text longer than this is a picture or a blob in base64.
constexpr std::size_t kBlobBytes = 4'000;

struct Property {
  std::string_view name;  // without its prefix, lower case; a trailing * matches any ending
  MetadataClass kind;
};

// Schemas: dc, xmp, xmpRights, photoshop, Iptc4xmpCore, Iptc4xmpExt, exif, tiff, aux, exifEX,
// mwg-rs, MP, MicrosoftPhoto, digiKam, lr, acdsee, plus, GCamera, GDepth, GImage, hdrgm, apple-fi.
constexpr std::array kProperties = {
    Property{"gpstimestamp", kTime},
    Property{"gpsdatestamp", kTime},
    Property{"gps*", kLocation},
    Property{"city", kLocation},
    Property{"sublocation", kLocation},
    Property{"location*", kLocation},
    Property{"state", kLocation},
    Property{"provincestate", kLocation},
    Property{"country*", kLocation},
    Property{"worldregion", kLocation},
    Property{"latitude", kLocation},
    Property{"longitude", kLocation},
    Property{"destination*", kLocation},
    Property{"creatorcontactinfo", kPeople},
    Property{"ciadr*", kPeople},
    Property{"ciemail*", kPeople},
    Property{"citel*", kPeople},
    Property{"ciurl*", kPeople},
    Property{"creatortool", kDevice},
    Property{"creator*", kPeople},
    Property{"author*", kPeople},
    Property{"artist", kPeople},
    Property{"photographer", kPeople},
    Property{"owner*", kPeople},
    Property{"cameraownername", kPeople},
    Property{"person*", kPeople},
    Property{"people*", kPeople},
    Property{"contributor", kPeople},
    Property{"captionwriter", kPeople},
    Property{"name", kPeople},
    Property{"region*", kPeople},
    Property{"face*", kPeople},
    Property{"model*age", kPeople},
    Property{"rights*", kRights},
    Property{"copyright*", kRights},
    Property{"credit", kRights},
    Property{"usageterms", kRights},
    Property{"webstatement", kRights},
    Property{"marked", kRights},
    Property{"licensor*", kRights},
    Property{"imagesupplier*", kRights},
    Property{"description", kText},
    Property{"title", kText},
    Property{"subject", kText},
    Property{"headline", kText},
    Property{"caption*", kText},
    Property{"keyword*", kText},
    Property{"tagslist", kText},
    Property{"hierarchicalsubject", kText},
    Property{"lastkeyword*", kText},
    Property{"catalogsets", kText},
    Property{"categories", kText},
    Property{"category", kText},
    Property{"supplementalcategories", kText},
    Property{"instructions", kText},
    Property{"event*", kText},
    Property{"label", kText},
    Property{"nickname", kText},
    Property{"notes", kText},
    Property{"usercomment", kText},
    Property{"imagedescription", kText},
    Property{"transmissionreference", kText},
    Property{"source", kText},
    Property{"alttext*", kText},
    Property{"extdescr*", kText},
    Property{"make", kDevice},
    Property{"model", kDevice},
    Property{"lens*", kDevice},
    Property{"serialnumber", kDevice},
    Property{"bodyserialnumber", kDevice},
    Property{"software*", kDevice},
    Property{"firmware", kDevice},
    Property{"documentid", kDevice},
    Property{"instanceid", kDevice},
    Property{"originaldocumentid", kDevice},
    Property{"imageuniqueid", kDevice},
    Property{"history", kDevice},
    Property{"date*", kTime},
    Property{"createdate", kTime},
    Property{"modifydate", kTime},
    Property{"metadatadate", kTime},
    Property{"when", kTime},
    Property{"thumbnails", kHiddenPicture},
    Property{"image", kHiddenPicture},
    Property{"data", kHiddenPicture},
    Property{"microvideo*", kHiddenPicture},
    Property{"motionphoto*", kHiddenPicture},
    Property{"directory", kHiddenPicture},
    Property{"gainmap*", kHiddenPicture},
    Property{"hdr*", kHiddenPicture},
    Property{"hasextendedxmp", kOther},
    Property{"orientation", kOther},
};

std::string LowerLocalName(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  std::string out(colon == std::string_view::npos ? name : name.substr(colon + 1));
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool Matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const std::string_view head = pattern.substr(0, star);
  const std::string_view tail = pattern.substr(star + 1);
  return name.size() >= head.size() + tail.size() && name.substr(0, head.size()) == head &&
         name.substr(name.size() - tail.size()) == tail;
}

std::optional<MetadataClass> ClassOf(std::string_view name) {
  const std::string local = LowerLocalName(name);
  for (const Property& property : kProperties) {
    if (Matches(property.name, local)) return property.kind;
  }
  return std::nullopt;
}

// "53,28.8N" or "53,28,48N" (XMP part 2, GPSCoordinate); a plain number in other writers' files.
std::optional<double> Coordinate(std::string text) {
  std::replace(text.begin(), text.end(), ',', ' ');
  const char* at = text.c_str();
  double parts[3] = {0, 0, 0};
  int count = 0;
  while (count < 3) {
    char* end = nullptr;
    const double value = std::strtod(at, &end);
    if (end == at) break;
    parts[count++] = value;
    at = end;
  }
  if (count == 0) return std::nullopt;
  const double degrees = parts[0] + parts[1] / 60 + parts[2] / 3600;
  if (!(degrees >= -180 && degrees <= 180)) return std::nullopt;
  return std::strchr(at, 'S') != nullptr || std::strchr(at, 'W') != nullptr ? -degrees : degrees;
}

// The name that says most about a text: its nearest ancestor that is neither RDF structure nor one
// of the containers of a list.
struct Open {
  pugi::xml_node node;
  MetadataClass kind;
  std::string name;
};

class Packet {
 public:
  Packet(const std::string& where, ReportBuilder& report) : where_(where), report_(report) {}

  // Depth first without recursion, because the depth is the file's to choose.
  void Walk(pugi::xml_node root) {
    std::vector<Open> open = {{root, kUnknown, ""}};
    while (!open.empty()) {
      const Open here = std::move(open.back());
      open.pop_back();
      for (pugi::xml_attribute attribute : here.node.attributes()) {
        const std::string_view name = attribute.name();
        if (name.substr(0, 5) == "xmlns" || name.substr(0, 4) == "rdf:" ||
            name.substr(0, 4) == "xml:" || name == "x:xmptk") {
          if (name == "x:xmptk") Property(kDevice, "xmptk", attribute.value());
          continue;
        }
        Property(ClassOf(name).value_or(kUnknown), std::string(name), attribute.value());
      }
      for (pugi::xml_node child = here.node.last_child(); child; child = child.previous_sibling()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
          Property(here.kind, here.name, child.value());
        } else if (child.type() == pugi::node_element) {
          const std::string_view name = child.name();
          const bool structure = name.substr(0, 4) == "rdf:" || name.substr(0, 2) == "x:";
          const auto kind = structure ? std::nullopt : ClassOf(name);
          open.push_back({child, kind.value_or(structure ? here.kind : kUnknown),
                          structure ? here.name : std::string(name)});
        }
      }
    }
  }

 private:
  void Property(MetadataClass kind, const std::string& name, std::string_view value) {
    if (ToUtf8(value).empty()) return;
    const std::string where = where_ + " " + name;
    if (value.size() > kBlobBytes && value.find(' ') == std::string_view::npos) {
      report_.Add(kHiddenPicture, where, fmt::format("{} bytes", value.size()));
      return;
    }
    const std::string local = LowerLocalName(name);
    if (kind == kTime) {
      report_.Add(kind, where, value);
    } else {
      report_.AddText(kind, where, value);
    }
    if (local == "gpslatitude") {
      if (const auto degrees = Coordinate(std::string(value))) report_.Latitude(*degrees);
    } else if (local == "gpslongitude") {
      if (const auto degrees = Coordinate(std::string(value))) report_.Longitude(*degrees);
    } else if (local == "rights" || local == "copyright") {
      report_.Copyright(value);
    } else if (local == "creator" || local == "artist" || local == "credit" || local == "owner" ||
               local == "copyrightownername" || local == "imagecreatorname") {
      report_.Author(value);
    }
  }

  const std::string& where_;
  ReportBuilder& report_;
};

// The XML without what containers put around it (GIF's tail, padding).
ByteView Xml(ByteView packet) {
  const std::string_view text = AsText(packet);
  std::size_t end = text.size();
  std::size_t tail = text.find("<?xpacket end");
  if (tail != std::string_view::npos) {
    tail = text.find("?>", tail);
    if (tail != std::string_view::npos) end = tail + 2;
  } else if (tail = text.rfind("</x:xmpmeta>"); tail != std::string_view::npos) {
    end = tail + 12;
  }
  const std::size_t begin = std::min(text.find('<'), end);
  return packet.subspan(begin, end - begin);
}

}  // namespace

void ReadXmp(ByteView packet, const std::string& where, ReportBuilder& report) {
  pugi::xml_document document;
  bool parsed = false;
  if (packet.size() <= kPacketBytes) {
    // No DTD is read and no entity but the five of XML is expanded.
    const auto options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
    const ByteView xml = Xml(packet);
    const auto result = document.load_buffer(xml.data(), xml.size(), options);
    parsed = result.status == pugi::status_ok;
  }
  report.Add(kOther, where, fmt::format("{} bytes{}", packet.size(), parsed ? "" : ", damaged"));
  if (parsed) {
    Packet(where, report).Walk(document);
  } else {
    report.AddStringsOf(packet);
  }
}

}  // namespace photogate
