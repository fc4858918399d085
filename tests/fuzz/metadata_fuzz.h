// What every metadata fuzzer asks of a format: reading ends, and a copy that is written is proven
// clean, stays as it is when cleaned again, and says nothing to the reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "metadata/prove_clean.h"
#include "metadata/read_metadata.h"
#include "metadata/sanitise.h"

namespace photogate::fuzz {

inline Limits SmallLimits() {
  Limits limits;
  limits.pixels = 4'000'000;
  limits.side_px = 4'000;
  limits.pictures = 64;
  limits.entries = 2'000;
  limits.icc_bytes = 1u << 18;
  limits.text_bytes = 1u << 18;
  return limits;
}

inline void CheckMetadata(ByteView file, FileFormat format) {
  const Limits limits = SmallLimits();
  const SanitiseOptions options{std::nullopt, true};
  const auto report = ReadMetadata(file, format, limits);
  if (!report.ok() || report.value().items.size() > limits.entries) std::abort();
  // Hostile bytes go straight to the second reader as well.
  const bool already_clean = ProveClean(file, format, options, limits).ok();
  const auto copy = Sanitise(file, format, report.value(), options, limits);
  if (!copy.ok()) return;
  const Bytes& bytes = copy.value().bytes;
  if (bytes.size() > 3 * file.size() + 4096) std::abort();
  if (!ProveClean(bytes, format, options, limits).ok()) std::abort();
  const auto after = ReadMetadata(bytes, format, limits);
  if (!after.ok() || !after.value().complete) std::abort();
  for (const MetadataItem& item : after.value().items) {
    const bool harmless =
        item.kind == MetadataClass::kAppearance || item.kind == MetadataClass::kOther;
    if (!harmless && !already_clean) std::abort();
  }
  const auto again = Sanitise(bytes, format, after.value(), options, limits);
  if (!again.ok() || again.value().bytes != bytes) std::abort();
}

}  // namespace photogate::fuzz
