// One allowlist rewriter per container; sanitise.cpp picks and then proves.
#pragma once

#include "core/bytes.h"
#include "core/limits.h"
#include "core/metadata.h"
#include "core/result.h"

namespace photogate {

// What a rewriter needs besides the file.
struct RewriteOrder {
  int orientation;  // EXIF 1..8, to be kept
  const SanitiseOptions& options;
  const Limits& limits;
};

Result<Bytes> RewriteJpeg(ByteView file, const RewriteOrder& order);
Result<Bytes> RewritePng(ByteView file, const RewriteOrder& order);
Result<Bytes> RewriteHeif(ByteView file, const RewriteOrder& order);
Result<Bytes> RewriteTiff(ByteView file, const RewriteOrder& order);
Result<Bytes> RewriteWebp(ByteView file, const RewriteOrder& order);
Result<Bytes> RewriteGif(ByteView file, const RewriteOrder& order);

}  // namespace photogate
