#include "metadata/sanitise.h"

#include <exception>
#include <utility>
#include <vector>

#include "core/credit.h"
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

// GIF has comments only, and the HEIF rewriter writes no Exif.
bool HasRoomForCredit(FileFormat format) {
  return format != FileFormat::kGif && format != FileFormat::kHeif && format != FileFormat::kAvif;
}

// Sets options.credit where the file's own is the school's.
CreditKept ChooseCredit(const MetadataReport& report, FileFormat format, SanitiseOptions& options) {
  if (options.credit) return CreditKept::kKept;
  const std::string* notice = FindCredit(options.own_credits, report.copyright);
  const std::string* author = FindCredit(options.own_credits, report.author);
  if (!notice && !author) return CreditKept::kNone;
  if (!HasRoomForCredit(format)) return CreditKept::kNoRoom;
  options.credit = KeptCredit{notice ? *notice : "", author ? *author : ""};
  return CreditKept::kKept;
}

}  // namespace

Result<SanitisedPhoto> Sanitise(ByteView file, FileFormat format, const MetadataReport& report,
                                const SanitiseOptions& options, const Limits& limits) try {
  SanitiseOptions kept = options;
  const CreditKept credit = ChooseCredit(report, format, kept);
  auto copy = Rewrite(file, format, {report.orientation, kept, limits});
  if (!copy.ok()) return copy.error();
  const auto proof = ProveClean(copy.value(), format, kept, limits);
  if (!proof.ok()) return proof.error();
  return SanitisedPhoto{format, std::move(copy).value(), false, CountRemoved(report), credit};
} catch (const std::exception& thrown) {
  return Error{ErrorKind::kInternal,
               "The copy could not be made. Try again on a computer with more memory.",
               thrown.what()};
}

}  // namespace photogate
