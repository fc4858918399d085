#include "metadata/icc_profile.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "metadata/numbers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint64_t kHeader = 128;  // ICC.1:2022 section 7.2
constexpr std::uint64_t kTagTable = kHeader + 4;
constexpr std::uint64_t kTagEntry = 12;
constexpr std::uint32_t kMostTags = 200;  // the largest real ones have near 40

// ICC.1:2001-04 and ICC.1:2022 section 9, and Apple's display tags.
constexpr std::array kKept = {
    "A2B0"sv, "A2B1"sv, "A2B2"sv, "B2A0"sv, "B2A1"sv, "B2A2"sv, "B2D0"sv, "B2D1"sv, "B2D2"sv,
    "B2D3"sv, "D2B0"sv, "D2B1"sv, "D2B2"sv, "D2B3"sv, "bTRC"sv, "bXYZ"sv, "bkpt"sv, "calt"sv,
    "chad"sv, "chrm"sv, "cicp"sv, "clro"sv, "clrt"sv, "clot"sv, "cprt"sv, "crdi"sv, "desc"sv,
    "dmdd"sv, "dmnd"sv, "dscm"sv, "gTRC"sv, "gXYZ"sv, "gamt"sv, "kTRC"sv, "lumi"sv, "meas"sv,
    "ncl2"sv, "ncol"sv, "ndin"sv, "pre0"sv, "pre1"sv, "pre2"sv, "ps2i"sv, "ps2s"sv, "pseq"sv,
    "psd0"sv, "psd1"sv, "psd2"sv, "psd3"sv, "psid"sv, "rTRC"sv, "rXYZ"sv, "resp"sv, "rig0"sv,
    "rig2"sv, "tech"sv, "vcgt"sv, "view"sv, "vued"sv, "wtpt"sv, "aarg"sv, "aagg"sv, "aabg"sv};

Error Damaged() {
  return {
      ErrorKind::kCorrupt,
      "The photo's colour profile is damaged, so its colours cannot be kept. Save it again from "
      "a picture program.",
      "ICC"};
}

}  // namespace

Result<Bytes> CleanIcc(ByteView profile, const Limits& limits) {
  if (profile.size() > limits.icc_bytes) {
    return Error{
        ErrorKind::kLimitExceeded,
        "The photo's colour profile is larger than any real one. Save the photo again from "
        "a picture program.",
        "ICC"};
  }
  if (!Fits(profile, 0, kTagTable) || !StartsAt(profile, 36, "acsp"sv)) return Damaged();
  const std::uint32_t size = ReadU32(profile, 0, ByteOrder::kBig);
  const std::uint32_t tags = ReadU32(profile, kHeader, ByteOrder::kBig);
  if (size < kTagTable || size > profile.size() || tags > kMostTags) return Damaged();
  const ByteView whole = profile.first(size);
  if (!Fits(whole, kTagTable, tags * kTagEntry)) return Damaged();

  // Built up from zeros: only what is known to be needed is copied.
  Bytes out(size, 0);
  const auto keep = [&](std::uint64_t at, std::uint64_t count) {
    const ByteView part = Slice(whole, at, count);
    std::copy(part.begin(), part.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
  };
  keep(0, kTagTable + tags * kTagEntry);
  for (std::uint32_t i = 0; i < tags; ++i) {
    const std::uint64_t entry = kTagTable + i * kTagEntry;
    const std::uint32_t at = ReadU32(whole, entry + 4, ByteOrder::kBig);
    const std::uint32_t count = ReadU32(whole, entry + 8, ByteOrder::kBig);
    if (!Fits(whole, at, count)) return Damaged();
    const bool kept = std::any_of(kKept.begin(), kKept.end(),
                                  [&](auto name) { return StartsAt(whole, entry, name); });
    if (kept) keep(at, count);
  }
  // Section 7.2.2: the last 28 bytes of the header are reserved.
  std::fill(out.begin() + 100, out.begin() + kHeader, std::uint8_t{0});
  return out;
}

}  // namespace photogate
