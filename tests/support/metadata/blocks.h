// The metadata blocks that the samples carry. Every person and place in them is made up.
#pragma once

#include <string>
#include <string_view>

#include "core/bytes.h"

namespace photogate::test {

// What must never be found in a copy, in any encoding.
inline constexpr std::string_view kPerson = "Zebedee Quux";
inline constexpr std::string_view kPlace = "Little Wobbling";
inline constexpr std::string_view kCaption = "Class 3b at the pond";
inline constexpr std::string_view kSerial = "SN-471108-15";
inline constexpr std::string_view kCopyrightNotice = "(c) Quux Portraits";

Bytes ToBytes(std::string_view text);
void Append(Bytes& out, std::string_view text);
void Append(Bytes& out, const Bytes& bytes);
void AppendBig(Bytes& out, std::uint64_t value, unsigned size);
void AppendLittle(Bytes& out, std::uint64_t value, unsigned size);

// From the TIFF header on: orientation, device, artist, copyright, comment, a GPS position near
// 53.48, -2.24, and a thumbnail in IFD1.
Bytes DirtyExif(int orientation);
std::string DirtyXmp();
// "8BIM" resources with IPTC: city, byline, caption, keyword.
Bytes DirtyPhotoshop();
// The smallest profile that a colour engine takes apart, with a private tag that holds kSerial.
Bytes DirtyIcc();
// "ftyp" box and more, as motion photos append it.
Bytes MotionVideo();

}  // namespace photogate::test
