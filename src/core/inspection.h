// Everything a worker process says of one photo: facts only, no decision.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/face.h"
#include "core/ids.h"
#include "core/image.h"
#include "core/metadata.h"
#include "core/picture_mark.h"
#include "core/publish.h"
#include "core/result.h"

namespace photogate {

// What is wanted of a photo. Faces are always detected.
struct InspectionOrder {
  bool compare = true;     // make templates; false where nothing may be compared
  bool sanitise = true;    // make the clean copy
  bool detect = true;      // false only for `strip` and `inspect`
  bool find_again = true;  // make the mark and picture hash; false where no copy is cleared
  SanitiseOptions sanitise_options;
  PublishRules publish;  // how the clean copy is made
  int thumbnail_px = 0;  // longer side of a JPEG thumbnail for the report; 0: none
  int face_crop_px = 0;  // longer side of a JPEG of each face; 0: none
};

struct InspectionTimes {
  double decode_ms = 0, detect_ms = 0, embed_ms = 0, metadata_ms = 0, total_ms = 0;
};

// Each stage's own result: one that failed holds the photo but does not hide what the others found.
struct Inspection {
  Sha256Hex sha256;  // of the file's bytes as read
  std::uint64_t file_bytes;
  FileFormat format;
  Result<PhotoInfo> info;
  Result<Faces> faces;
  Result<MetadataReport> metadata;
  Result<SanitisedPhoto> sanitised;
  Bytes thumbnail_jpeg;  // empty when not ordered or not possible
  InspectionTimes times;
  // Parallel to the faces when ordered, each empty when not possible; else empty.
  std::vector<Bytes> face_crops = {};
  // To find the picture again. Nullopt when it cannot be decoded or has nothing to tell it by.
  std::optional<PictureMark> mark = std::nullopt;
  // Hash of what is left of `sanitised` when it is sanitised once more with nothing kept: the same
  // for two files that differ in metadata alone. Empty without `sanitised`.
  Sha256Hex picture_sha256 = {};
};

}  // namespace photogate
