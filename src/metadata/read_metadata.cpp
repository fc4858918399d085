#include "metadata/read_metadata.h"

#include <exception>

#include "metadata/readers.h"
#include "metadata/report_builder.h"

namespace photogate {
namespace {

void Read(ByteView file, FileFormat format, ReportBuilder& report) {
  switch (format) {
    case FileFormat::kJpeg: ReadJpeg(file, report); return;
    case FileFormat::kPng: ReadPng(file, report); return;
    case FileFormat::kWebp: ReadWebp(file, report); return;
    case FileFormat::kTiff: ReadTiff(file, report); return;
    case FileFormat::kGif: ReadGif(file, report); return;
    case FileFormat::kHeif:
    case FileFormat::kAvif: ReadHeif(file, report); return;
    case FileFormat::kBmp:
    case FileFormat::kVideo:
    case FileFormat::kDocument:
    case FileFormat::kUnknown:
    case FileFormat::kEmpty: break;
  }
  report.Incomplete("photogate cannot read what files of this kind say.");
}

}  // namespace

Result<MetadataReport> ReadMetadata(ByteView file, FileFormat format, const Limits& limits) try {
  ReportBuilder report(limits);
  Read(file, format, report);
  return std::move(report).Take();
} catch (const std::exception& thrown) {
  return Error{ErrorKind::kInternal,
               "The photo's metadata could not be read. Try again on a computer with more memory.",
               thrown.what()};
}

}  // namespace photogate
