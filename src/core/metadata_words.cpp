#include "core/metadata_words.h"

namespace photogate {

std::string_view ClassWords(MetadataClass kind) {
  switch (kind) {
    case MetadataClass::kLocation: return "location";
    case MetadataClass::kPeople: return "people";
    case MetadataClass::kDevice: return "device";
    case MetadataClass::kTime: return "time";
    case MetadataClass::kText: return "text";
    case MetadataClass::kHiddenPicture: return "hidden pictures";
    case MetadataClass::kRights: return "rights";
    case MetadataClass::kAppearance: return "needed to show the picture";
    case MetadataClass::kOther: return "other";
    case MetadataClass::kUnknown: return "not recognised";
  }
  return "not recognised";
}

}  // namespace photogate
