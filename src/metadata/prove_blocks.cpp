// The proofs of what several containers share.
#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metadata/numbers.h"
#include "metadata/provers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// Chance makes 32 printable bytes in a row once in 10^13 positions of coded data. Flat areas repeat
// a short pattern, which may be printable: text has more different characters.
constexpr std::size_t kTextRun = 32;
constexpr std::size_t kTextCharacters = 12;

bool IsPrintable(std::uint8_t byte) { return byte >= 0x20 && byte < 0x7F; }

bool IsAllowedText(const SanitiseOptions& options, std::uint16_t tag, std::string_view value) {
  if (!options.credit) return false;
  const std::string& wanted = tag == 0x8298 ? options.credit->copyright : options.credit->author;
  return !wanted.empty() && value.size() == wanted.size() + 1 &&
         value.substr(0, wanted.size()) == wanted && value.back() == '\0';
}

// Signatures of ICC.1:2022 section 9 (and of version 2 and Apple's), in one string: every fourth
// position begins one.
bool IsColourTag(ByteView signature) {
  static constexpr std::string_view kTags =
      "A2B0A2B1A2B2B2A0B2A1B2A2B2D0B2D1B2D2B2D3D2B0D2B1D2B2D2B3bTRCbXYZbkptcaltchadchrmcicpclroclrt"
      "clotcprtcrdidescdmdddmnddscmgTRCgXYZgamtkTRClumimeasncl2ncolndinpre0pre1pre2ps2ips2spseqpsd0"
      "psd1psd2psd3psidrTRCrXYZresprig0rig2techvcgtviewvuedwtptaargaaggaabg";
  const std::string_view text(reinterpret_cast<const char*>(signature.data()), signature.size());
  for (std::size_t at = 0; at < kTags.size(); at += 4) {
    if (kTags.substr(at, 4) == text) return true;
  }
  return false;
}

}  // namespace

Error NotProven(std::string met) {
  return {ErrorKind::kCorrupt,
          "The copy could not be proven free of hidden data, so the photo is held. Save it again "
          "from a picture program and try that.",
          std::move(met)};
}

Result<Done> ProveExif(ByteView block, const ProofOrder& order) {
  const bool little = StartsAt(block, 0, "II*\0"sv);
  if (!little && !StartsAt(block, 0, "MM\0*"sv)) return NotProven("Exif header");
  const ByteOrder bytes = little ? ByteOrder::kLittle : ByteOrder::kBig;
  if (!Fits(block, 0, 10) || ReadU32(block, 4, bytes) != 8) return NotProven("Exif directory");
  const std::uint16_t count = ReadU16(block, 8, bytes);
  std::uint64_t end = 10u + 12u * count + 4u;
  if (count == 0 || count > 3 || !Fits(block, 0, end)) return NotProven("Exif directory");
  if (ReadU32(block, end - 4, bytes) != 0) return NotProven("second Exif directory");
  int last_tag = -1;
  for (std::uint64_t at = 10; at < 10u + 12u * count; at += 12) {
    const std::uint16_t tag = ReadU16(block, at, bytes);
    const std::uint16_t type = ReadU16(block, at + 2, bytes);
    const std::uint32_t values = ReadU32(block, at + 4, bytes);
    if (tag <= last_tag) return NotProven("Exif tags out of order");
    last_tag = tag;
    if (tag == 0x0112) {
      const std::uint16_t turn = ReadU16(block, at + 8, bytes);
      if (type != 3 || values != 1 || turn < 2 || turn > 8 || ReadU16(block, at + 10, bytes) != 0) {
        return NotProven("Exif orientation");
      }
      continue;
    }
    if ((tag != 0x013B && tag != 0x8298) || type != 2) return NotProven("Exif tag");
    // Values follow one another without a gap, in the order of their tags.
    const std::uint64_t from = values <= 4 ? at + 8 : ReadU32(block, at + 8, bytes);
    if ((values > 4 && from != end) || !Fits(block, from, values)) return NotProven("Exif value");
    const ByteView value = Slice(block, from, values);
    const std::string_view text(reinterpret_cast<const char*>(value.data()), value.size());
    if (!IsAllowedText(order.options, tag, text)) return NotProven("Exif text");
    if (values > 4) {
      end += values;
      // Values begin at even offsets.
      if (end % 2 != 0 && Fits(block, end, 1) && block[static_cast<std::size_t>(end)] == 0) ++end;
    } else {
      for (std::uint64_t i = values; i < 4; ++i) {
        if (block[static_cast<std::size_t>(at + 8 + i)] != 0) return NotProven("Exif value");
      }
    }
  }
  if (end != block.size()) return NotProven("bytes after the Exif directory");
  return Done{};
}

Result<Done> ProveIcc(ByteView profile, const ProofOrder& order) {
  // ICC.1:2022 section 7: a header of 128 bytes, a count, 12 bytes per tag.
  if (profile.size() > order.limits.icc_bytes || !Fits(profile, 0, 132)) {
    return NotProven("ICC header");
  }
  if (ReadU32(profile, 0, ByteOrder::kBig) != profile.size() || !StartsAt(profile, 36, "acsp"sv)) {
    return NotProven("ICC header");
  }
  const std::uint64_t tags = ReadU32(profile, 128, ByteOrder::kBig);
  if (tags > 200 || !Fits(profile, 132, 12 * tags)) return NotProven("ICC tag table");
  // The last 28 bytes of the header are reserved (section 7.2.2).
  std::vector<std::pair<std::uint64_t, std::uint64_t>> known = {{0, 100}, {128, 132 + 12 * tags}};
  for (std::uint64_t at = 132; at < 132 + 12 * tags; at += 12) {
    const std::uint64_t from = ReadU32(profile, at + 4, ByteOrder::kBig);
    const std::uint64_t size = ReadU32(profile, at + 8, ByteOrder::kBig);
    if (!Fits(profile, from, size)) return NotProven("ICC tag");
    if (IsColourTag(Slice(profile, at, 4))) known.emplace_back(from, from + size);
  }
  known.emplace_back(profile.size(), profile.size());
  std::sort(known.begin(), known.end());
  std::uint64_t reached = 0;
  for (const auto& [from, end] : known) {
    for (; reached < from; ++reached) {
      if (profile[static_cast<std::size_t>(reached)] != 0) return NotProven("private ICC bytes");
    }
    reached = std::max(reached, end);
  }
  return Done{};
}

Result<Done> ProveNoText(ByteView coded) {
  // A run of kTextRun holds a position that is a multiple of kTextRun: only those are looked at.
  for (std::size_t at = kTextRun - 1; at < coded.size(); at += kTextRun) {
    if (!IsPrintable(coded[at])) continue;
    std::size_t begin = at;
    while (begin > 0 && at - begin < 4 * kTextRun && IsPrintable(coded[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < coded.size() && end - at < 4 * kTextRun && IsPrintable(coded[end])) ++end;
    if (end - begin < kTextRun) continue;
    std::bitset<256> seen;
    for (std::size_t i = begin; i < end; ++i) seen.set(coded[i]);
    if (seen.count() >= kTextCharacters) return NotProven("readable text inside the pixel data");
  }
  return Done{};
}

}  // namespace photogate
