// Bytes that belong to no picture.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "metadata/embedded.h"
#include "metadata/numbers.h"

namespace photogate {
namespace {

using enum MetadataClass;
using std::string_view_literals::operator""sv;

struct Signature {
  std::string_view bytes;
  std::string_view says;
};

// First bytes of what cameras, phones and programs append, each from its own format's definition.
constexpr std::array kSignatures = {
    Signature{"\xFF\xD8\xFF"sv, "a second JPEG picture"},
    Signature{"ftyp"sv, "a video or HEIF picture"},
    Signature{"MotionPhoto_Data"sv, "a motion photo"},
    Signature{"SEFH"sv, "Samsung data"},
    Signature{"PK\x03\x04"sv, "a ZIP archive"},
    Signature{"%PDF-"sv, "a PDF document"},
    Signature{"\x89PNG\r\n"sv, "a PNG picture"},
    Signature{"cbipcbbl"sv, "PhotoMechanic data"},
    Signature{"AXS!"sv, "AFCP data"},
    Signature{"AXS*"sv, "AFCP data"},
    Signature{"\xA1\xB2\xC3\xD4"sv, "FotoStation data"},
};

bool IsPadding(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) {
    return b == 0 || b == 0xFF || b == ' ' || b == '\r' || b == '\n' || b == '\t';
  });
}

}  // namespace

void ReadAppended(ByteView bytes, const std::string& where, ReportBuilder& report) {
  if (bytes.empty()) return;
  if (IsPadding(bytes)) {
    report.Add(kOther, where, fmt::format("{} bytes of padding", bytes.size()));
    return;
  }
  bool known = false;
  for (const Signature& signature : kSignatures) {
    const std::string_view text = AsText(bytes);
    if (text.find(signature.bytes) == std::string_view::npos) continue;
    report.Add(kHiddenPicture, where, signature.says);
    known = true;
  }
  if (!known) report.Add(kUnknown, where, fmt::format("{} bytes", bytes.size()));
  report.AddStringsOf(bytes);
}

}  // namespace photogate
