#include "metadata/sanitise.h"

#include <exception>
#include <utility>
#include <vector>

#include "metadata/prove_clean.h"
#include "metadata/rewriters.h"

namespace photogate {
namespace {

Result<Bytes> Rewrite(ByteView file, FileFormat format, const RewriteOrder& order) {
  switch (format) {
    case FileFormat::kJpeg: return RewriteJpeg(file, order);
    case FileFormat::kPng: return RewritePng(file, order);
    case FileFormat::kWebp: return RewriteWebp(file, order);
    case FileFormat::kTiff: return RewriteTiff(file, order);
    case FileFormat::kGif: return RewriteGif(file, order);
    case FileFormat::kHeif:
    case FileFormat::kAvif: return RewriteHeif(file, order);
    case FileFormat::kBmp:
    case FileFormat::kVideo:
    case FileFormat::kDocument:
    case FileFormat::kUnknown:
    case FileFormat::kEmpty: break;
  }
  return Error{ErrorKind::kUnsupported,
               "photogate cannot clean files of this kind. Save it as JPEG or PNG."};
}

// By class and not by value: this goes into findings and the ledger.
std::vector<RemovedClass> CountRemoved(const MetadataReport& report) {
  std::vector<RemovedClass> out;
  for (const MetadataItem& item : report.items) {
    if (item.kind == MetadataClass::kAppearance) continue;
    auto at = out.begin();
    while (at != out.end() && at->kind < item.kind) ++at;
    if (at == out.end() || at->kind != item.kind) at = out.insert(at, {item.kind, 0});
    ++at->count;
  }
  return out;
}

}  // namespace

Result<SanitisedPhoto> Sanitise(ByteView file, FileFormat format, const MetadataReport& report,
                                const SanitiseOptions& options, const Limits& limits) try {
  auto copy = Rewrite(file, format, {report.orientation, options, limits});
  if (!copy.ok()) return copy.error();
  const auto proof = ProveClean(copy.value(), format, options, limits);
  if (!proof.ok()) return proof.error();
  return SanitisedPhoto{format, std::move(copy).value(), false, CountRemoved(report)};
} catch (const std::exception& thrown) {
  return Error{ErrorKind::kInternal,
               "The copy could not be made. Try again on a computer with more memory.",
               thrown.what()};
}

}  // namespace photogate
