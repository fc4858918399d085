// Blocks that hold other blocks: what every container may carry.
#pragma once

#include <string>

#include "core/bytes.h"
#include "metadata/report_builder.h"

namespace photogate {

// An XMP packet (ISO 16684-1). What is not well-formed XML is searched for readable text instead.
void ReadXmp(ByteView packet, const std::string& where, ReportBuilder& report);

// IPTC-IIM 4.1 records.
void ReadIptc(ByteView block, const std::string& where, ReportBuilder& report);

// Photoshop image resources ("8BIM" blocks), with the IPTC, XMP, Exif and thumbnails inside them.
void ReadPhotoshop(ByteView block, const std::string& where, ReportBuilder& report);

// An ICC profile: an appearance item whose texts go to the names check.
void ReadIcc(ByteView profile, const std::string& where, ReportBuilder& report);

// Bytes that belong to no picture: after its end, or between its parts. Padding is harmless; inside
// the rest pictures, videos, archives and documents are looked for by their first bytes.
void ReadAppended(ByteView bytes, const std::string& where, ReportBuilder& report);

}  // namespace photogate
