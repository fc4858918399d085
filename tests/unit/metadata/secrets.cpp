#include "tests/unit/metadata/secrets.h"

#include <string>

#include "tests/support/metadata/blocks.h"

namespace photogate::test {

using std::string_view_literals::operator""sv;

bool Holds(ByteView file, std::string_view text) {
  const std::string_view bytes(reinterpret_cast<const char*>(file.data()), file.size());
  return bytes.find(text) != std::string_view::npos;
}

bool HoldsSecret(ByteView file) {
  for (const std::string_view text : {kPerson, kPlace, kCaption, kSerial, kCopyrightNotice}) {
    std::string little, big;
    for (const char c : text) {
      little += {c, '\0'};
      big += {'\0', c};
    }
    if (Holds(file, text) || Holds(file, little) || Holds(file, big)) return true;
  }
  for (const std::string_view mark :
       {"<x:xmpmeta"sv, "<?xpacket"sv, "Photoshop 3.0"sv, "ftypmp4"sv, "JFXX"sv, "MPF\0"sv}) {
    if (Holds(file, mark)) return true;
  }
  return false;
}

}  // namespace photogate::test
