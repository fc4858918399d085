// What the file itself is: readable, a single still picture, and provably clean once copied.
#include <fmt/format.h>

#include <string>

#include "core/metadata_words.h"
#include "policy/finding_maker.h"

namespace photogate {
namespace {

FindingCode CodeOf(ErrorKind kind, FindingCode otherwise) {
  switch (kind) {
    case ErrorKind::kCorrupt: return FindingCode::kCorruptFile;
    case ErrorKind::kLimitExceeded: return FindingCode::kOverLimit;
    case ErrorKind::kUnsupported: return FindingCode::kUnsupportedFile;
    case ErrorKind::kNotFound:
    case ErrorKind::kUnavailable:
    case ErrorKind::kConflict:
    case ErrorKind::kRefused:
    case ErrorKind::kInternal: return otherwise;
  }
  return otherwise;
}

// Holds a photo because of its format alone; false when the format is one that is checked.
bool AddFormatFinding(FileFormat format, FindingMaker& maker) {
  switch (format) {
    case FileFormat::kVideo:
      maker.Add(FindingCode::kVideo, Effect::kReview,
                "This is a video, and videos are not checked. Somebody has to watch it in full "
                "before it is published.");
      return true;
    case FileFormat::kDocument:
      maker.Add(FindingCode::kUnsupportedFile, Effect::kReview,
                "This is a document or an archive, not a photo. Take the pictures out of it and "
                "check them one by one.");
      return true;
    case FileFormat::kEmpty:
      maker.Add(FindingCode::kCorruptFile, Effect::kReview,
                "The file is empty. Copy the photo from the camera again.");
      return true;
    case FileFormat::kJpeg:
    case FileFormat::kPng:
    case FileFormat::kWebp:
    case FileFormat::kTiff:
    case FileFormat::kBmp:
    case FileFormat::kGif:
    case FileFormat::kHeif:
    case FileFormat::kAvif: return false;
    case FileFormat::kUnknown: break;
  }
  maker.Add(FindingCode::kUnsupportedFile, Effect::kReview,
            "This file is not a picture that can be read. Open it in a photo program, save it as "
            "JPEG and check that.");
  return true;
}

bool AddPictureFinding(const Result<PhotoInfo>& info, FindingMaker& maker) {
  if (!info.ok()) {
    maker.Add(CodeOf(info.error().kind, FindingCode::kWorkerFailed), Effect::kReview,
              "The picture could not be read. " + info.error().message);
    return true;
  }
  const PhotoInfo& picture = info.value();
  if (picture.width_px <= 0 || picture.height_px <= 0 || picture.pictures <= 0) {
    maker.Add(FindingCode::kCorruptFile, Effect::kReview,
              "The file contains no picture. Copy the photo from the camera again.");
    return true;
  }
  if (picture.animated || picture.pictures > 1) {
    maker.Add(FindingCode::kAnimatedFile, Effect::kReview,
              picture.animated
                  ? "The picture moves, and only its first frame was checked. Save the frame that "
                    "is wanted as a photo of its own and check that."
                  : fmt::format("The file holds {} pictures, and only the first was checked. Save "
                                "each as a photo of its own and check those.",
                                picture.pictures));
    return true;
  }
  if (picture.see_through) {
    maker.Add(FindingCode::kUnsupportedFile, Effect::kReview,
              "Parts of the picture are see-through, and what lies beneath cannot be judged. Save "
              "it as a JPEG in a photo program and check that.");
    return true;
  }
  return false;
}

void AddRemoved(const SanitisedPhoto& copy, FindingMaker& maker) {
  std::string list;
  for (const RemovedClass& removed : copy.removed) {
    if (removed.count <= 0) continue;
    list +=
        fmt::format("{}{} ({})", list.empty() ? "" : ", ", ClassWords(removed.kind), removed.count);
  }
  maker.Add(FindingCode::kMetadataRemoved, Effect::kNone,
            list.empty() ? "The copy carries no hidden information; there was none to remove."
                         : "Hidden information is left out of the copy: " + list + ".");
  if (copy.re_encoded) {
    maker.Add(FindingCode::kMetadataRemoved, Effect::kNone,
              fmt::format("The copy was encoded anew as {}, as this channel asks.",
                          FormatName(copy.format)));
  }
  if (copy.credit == CreditKept::kNoRoom) {
    maker.Add(FindingCode::kMetadataRemoved, Effect::kNone,
              "The school's own credit could not be kept: files of this kind have no place for it. "
              "Print it beside the picture.");
  }
}

}  // namespace

void AddFileFindings(const PolicyFacts& facts, FindingMaker& maker) {
  if (!facts.inspection) {
    maker.Add(FindingCode::kWorkerFailed, Effect::kReview,
              "The photo was not examined. Check it again.");
    return;
  }
  if (!facts.inspection->ok()) {
    const Error& error = facts.inspection->error();
    maker.Add(CodeOf(error.kind, FindingCode::kWorkerFailed), Effect::kReview,
              "The photo could not be examined. " + error.message);
    return;
  }
  const Inspection& photo = facts.inspection->value();
  bool explained = AddFormatFinding(photo.format, maker);
  if (!explained) explained = AddPictureFinding(photo.info, maker);

  // Where the file itself is the reason, every stage repeats it; once is enough to hold the photo.
  if (!photo.faces.ok() && !explained) {
    const Error& error = photo.faces.error();
    maker.Add(CodeOf(error.kind, FindingCode::kRecogniserUnavailable), Effect::kReview,
              "Faces could not be looked for. " + error.message);
    explained = true;
  }
  if (!photo.metadata.ok()) {
    if (!explained) {
      maker.Add(
          FindingCode::kMetadataNotProven, Effect::kReview,
          "The file's hidden information could not be read. " + photo.metadata.error().message);
      explained = true;
    }
  } else if (!photo.metadata.value().complete) {
    const std::string& why = photo.metadata.value().why_incomplete;
    maker.Add(FindingCode::kMetadataNotProven, Effect::kReview,
              "The file holds something that could not be read in full" +
                  (why.empty() ? std::string(".") : ": " + why) +
                  " Save it as a new JPEG in a photo program and check that.");
  }
  if (!photo.sanitised.ok()) {
    if (!explained) {
      maker.Add(FindingCode::kMetadataNotProven, Effect::kReview,
                "No copy could be made that is proven free of hidden information. " +
                    photo.sanitised.error().message);
    }
  } else if (photo.sanitised.value().bytes.empty()) {
    maker.Add(FindingCode::kMetadataNotProven, Effect::kReview,
              "No copy was made that is proven free of hidden information. Check the photo again.");
  } else {
    AddRemoved(photo.sanitised.value(), maker);
  }
}

}  // namespace photogate
