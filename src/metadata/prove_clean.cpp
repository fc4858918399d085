#include "metadata/prove_clean.h"

#include <exception>

#include "metadata/provers.h"

namespace photogate {
namespace {

Result<Done> Prove(ByteView file, FileFormat format, const ProofOrder& order) {
  switch (format) {
    case FileFormat::kJpeg: return ProveJpeg(file, order);
    case FileFormat::kPng: return ProvePng(file, order);
    case FileFormat::kWebp: return ProveWebp(file, order);
    case FileFormat::kTiff: return ProveTiff(file, order);
    case FileFormat::kGif: return ProveGif(file, order);
    case FileFormat::kHeif:
    case FileFormat::kAvif: return ProveHeif(file, order);
    case FileFormat::kBmp:
    case FileFormat::kVideo:
    case FileFormat::kDocument:
    case FileFormat::kUnknown:
    case FileFormat::kEmpty: break;
  }
  return Error{ErrorKind::kUnsupported,
               "photogate cannot prove that files of this kind hold nothing but the picture. Save "
               "it as JPEG or PNG."};
}

}  // namespace

Result<Done> ProveClean(ByteView file, FileFormat format, const SanitiseOptions& options,
                        const Limits& limits) try {
  return Prove(file, format, {options, limits});
} catch (const std::exception& thrown) {
  return Error{ErrorKind::kInternal, "The copy could not be checked. Try again.", thrown.what()};
}

}  // namespace photogate
