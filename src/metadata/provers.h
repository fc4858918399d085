// One independent re-reader per container; prove_clean.cpp picks. They share nothing with the
// readers and rewriters but numbers.h.
#pragma once

#include <string>

#include "core/bytes.h"
#include "core/limits.h"
#include "core/metadata.h"
#include "core/result.h"

namespace photogate {

struct ProofOrder {
  const SanitiseOptions& options;
  const Limits& limits;
};

Result<Done> ProveJpeg(ByteView file, const ProofOrder& order);
Result<Done> ProvePng(ByteView file, const ProofOrder& order);
Result<Done> ProveHeif(ByteView file, const ProofOrder& order);
Result<Done> ProveTiff(ByteView file, const ProofOrder& order);
Result<Done> ProveGif(ByteView file, const ProofOrder& order);
Result<Done> ProveWebp(ByteView file, const ProofOrder& order);

// An Exif block from its TIFF header on: one directory with an orientation of 2 to 8 and the credit
// that was asked for, and no byte more.
Result<Done> ProveExif(ByteView block, const ProofOrder& order);

// An ICC profile: its header, its tag table and its tags account for every byte, padding aside.
Result<Done> ProveIcc(ByteView profile, const ProofOrder& order);

// Compressed pixel data that holds a stretch of readable text is not only pixel data.
Result<Done> ProveNoText(ByteView coded);

// "The copy could not be proven clean", with what was met.
Error NotProven(std::string met);

}  // namespace photogate
