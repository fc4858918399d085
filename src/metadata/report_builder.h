// Collects what a reader finds, within the limits.
#pragma once

#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/limits.h"
#include "core/metadata.h"

namespace photogate {

// Every reader writes into one of these. Not thread-safe; lives for one file.
class ReportBuilder {
 public:
  explicit ReportBuilder(const Limits& limits);

  // One item. `value` may be any bytes: it is made readable and cut at 500 bytes.
  void Add(MetadataClass kind, std::string where, std::string_view value);
  // An item whose whole value the names check must see as well.
  void AddText(MetadataClass kind, std::string where, std::string_view value);
  // The same for UTF-16 bytes (Windows XP tags, Exif user comments).
  void AddUtf16(MetadataClass kind, std::string where, ByteView value, bool big_endian);
  // The readable runs of a block that has no reader of its own, for the names check only.
  void AddStringsOf(ByteView block);

  // The first reason stays.
  void Incomplete(std::string_view why);

  // The first value found stays, as it does in viewers.
  void Orientation(int value);
  void Latitude(double degrees);
  void Longitude(double degrees);
  void Copyright(std::string_view notice);
  void Author(std::string_view name);

  const Limits& limits() const { return limits_; }
  MetadataReport Take() &&;

 private:
  void KeepText(std::string text);
  void Claim(std::string text, std::string& first);

  const Limits& limits_;
  MetadataReport report_{};
  std::uint64_t text_bytes_ = 0;
  bool has_orientation_ = false;
};

// Valid UTF-8 as it is; anything else read as Windows-1252's Latin part. Ends at the first zero
// byte; blanks at both ends go.
std::string ToUtf8(std::string_view bytes);
std::string Utf16ToUtf8(ByteView bytes, bool big_endian);

// A view of bytes as characters.
inline std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace photogate
