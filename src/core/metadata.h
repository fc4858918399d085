// What a file says besides its pixels, and the copy that no longer says it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/format.h"

namespace photogate {

enum class MetadataClass {
  kLocation = 1,  // coordinates, places, directions
  kPeople,        // names, tags, face regions, owner, author
  kDevice,        // make, model, serial numbers, software
  kTime,
  kText,           // captions, comments, keywords, titles
  kHiddenPicture,  // thumbnails, previews, depth and gain maps, motion video, appended files
  kRights,         // copyright, credit, licence
  kAppearance,     // needed to show the picture the same: ICC, gamma, orientation, Adobe transform
  kOther,          // recognised, harmless, not needed
  kUnknown,        // not recognised
};

// One thing the file says. `value` is text for a person to read, control characters escaped, cut at
// 500 bytes; it is personal data: shown by `inspect`, never logged, never in a finding.
struct MetadataItem {
  MetadataClass kind;
  std::string where;  // "Exif GPSLatitude", "XMP dc:description", "after EOI"
  std::string value;
};

struct MetadataReport {
  std::vector<MetadataItem> items;
  // True when the whole file was walked and each byte is a pixel, structure or one of the items.
  bool complete;
  std::string why_incomplete;  // a sentence without values when not complete
  int orientation = 1;         // EXIF 1..8 (TIFF 6.0 tag 274); HEIF's own is not repeated here
  std::optional<double> latitude_deg, longitude_deg;
  std::string copyright;  // the first notice found, empty if none
  std::string author;     // artist, creator or byline
  // Captions, keywords, people tags, region names, file comments: for the names check.
  std::vector<std::string> texts;
  // Every copyright notice, author and credit line found, each once.
  std::vector<std::string> claims = {};
};

struct RemovedClass {
  MetadataClass kind;
  int count;
};

// Who made the credit that a release keeps, if the channel says so.
struct KeptCredit {
  std::string copyright;
  std::string author;
};

// How a copy is to be made. Everything off: only what shows the picture the same stays.
struct SanitiseOptions {
  std::optional<KeptCredit> credit;
  bool keep_animation = false;  // `strip` rewrites animations, `check` holds them
  // Where the file's own notice or author is one of these (compared by CreditHolder), the copy
  // keeps it, in the words given here: never the file's, which may say more.
  std::vector<std::string> own_credits = {};
};

enum class CreditKept {
  kNone = 1,  // none was to be kept
  kKept,
  kNoRoom,  // the copy's format has no place for it
};

// A copy whose every byte the re-reader accounted for as pixel data or an allowlisted field.
struct SanitisedPhoto {
  FileFormat format;
  Bytes bytes;
  bool re_encoded;  // from pixels rather than bit for bit
  std::vector<RemovedClass> removed;
  CreditKept credit = CreditKept::kNone;
};

std::string_view MetadataClassName(MetadataClass kind);  // "location", "hidden_picture" ...

}  // namespace photogate
