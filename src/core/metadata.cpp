#include "core/metadata.h"

namespace photogate {

std::string_view MetadataClassName(MetadataClass kind) {
  switch (kind) {
    case MetadataClass::kLocation: return "location";
    case MetadataClass::kPeople: return "people";
    case MetadataClass::kDevice: return "device";
    case MetadataClass::kTime: return "time";
    case MetadataClass::kText: return "text";
    case MetadataClass::kHiddenPicture: return "hidden_picture";
    case MetadataClass::kRights: return "rights";
    case MetadataClass::kAppearance: return "appearance";
    case MetadataClass::kOther: return "other";
    case MetadataClass::kUnknown: return "unknown";
  }
  return "unknown";
}

}  // namespace photogate
