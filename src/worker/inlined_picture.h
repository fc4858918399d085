// Pictures that are written into a text instead of standing beside it.
#pragma once

#include <cstddef>
#include <string_view>

namespace photogate {

// Letters of base64 up to which nobody can be seen on a picture: 120 bytes, of which the format's
// own headers take most. Pages hold places with such ones until a picture is loaded.
inline constexpr std::size_t kTinyPicture = 160;
// From here on a run of base64 is as long as the smallest photo of a face: 64 x 64 pixels of JPEG
// take about 1,500 bytes. Keys, hashes and marks of integrity are shorter.
inline constexpr std::size_t kWrittenPicture = 1'000;
// A drawing of a logo or a map is smaller; a photo that was traced into shapes is not.
inline constexpr std::size_t kDrawingBytes = 64u << 10;

// Whether the `data:` address (RFC 2397) holds a picture or a film in which somebody might be seen.
// `shown`: the page shows it as a picture, whatever it says that it is. Pure.
bool InlinesPicture(std::string_view address, bool shown);

// Whether a run of base64 of kWrittenPicture letters stands in `text`, also broken into lines of at
// least 40: one that begins as JPEG, PNG, GIF or WebP do, or with `any` whatever it begins with.
bool HoldsWrittenPicture(std::string_view text, bool any);

// Whether the SVG is small, and neither holds nor calls for pictures, pages or scripts. Pure.
bool OnlyDraws(std::string_view svg);

}  // namespace photogate
