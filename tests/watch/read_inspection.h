// An inspection that the photo's own bytes describe, in place of a worker.
#pragma once

#include <unistd.h>

#include <string>

#include "core/inspection.h"
#include "crypto/sha256.h"
#include "pipeline/process_photo.h"

namespace photogate::test {

inline const ModelId kWatchModel{"test-recogniser 1"};

// A JPEG to the completeness check: begins and ends as one. "clear", "hold" or "block" is what the
// gate must come to; block holds the face of the barred person of FillRegister.
inline std::string FakePhoto(const std::string& word, int number = 0) {
  return "\xFF\xD8\xFF\xDA " + word + " " + std::to_string(number) + " \xFF\xD9";
}

inline Template AxisVector(int axis) {
  std::vector<float> values(8, 0.0F);
  values[static_cast<std::size_t>(axis)] = 1;
  return Template(kWatchModel, values);
}

inline Result<Inspection> ReadInspection(int fd, const InspectionOrder& order) {
  std::string text(1 << 20, '\0');
  const ssize_t size = ::pread(fd, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  const Bytes bytes(text.begin(), text.end());
  Faces faces{};
  faces.detector_complete = true;
  faces.recogniser_available = true;
  faces.recogniser = kWatchModel;
  const bool block = text.find("block") != std::string::npos;
  const bool friendly = text.find("friend") != std::string::npos;
  const bool small = text.find("small") != std::string::npos;  // a face that cannot be compared
  if (block || friendly || small) {
    Face face{{10, 10, 50, 50},
              std::nullopt,
              0.9,
              "yunet",
              0,
              {1, 1, 1, 1, 1},
              NotComparable::kNone,
              AxisVector(block ? 0 : 2)};
    if (!order.compare || small) {
      face.face_template.reset();
      face.why_not = small ? NotComparable::kTooSmall : NotComparable::kMatchingOff;
    }
    faces.faces.push_back(std::move(face));
  }
  MetadataReport report{};
  report.complete = true;
  Inspection inspection{Sha256(bytes),
                        bytes.size(),
                        FileFormat::kJpeg,
                        PhotoInfo{FileFormat::kJpeg, 100, 100, 1, false},
                        faces,
                        report,
                        Error{ErrorKind::kCorrupt, "The file is damaged."},
                        {},
                        {}};
  if (text.find("hold") != std::string::npos) {
    inspection.info = Error{ErrorKind::kCorrupt, "The file is damaged."};
    return inspection;
  }
  const std::string clean = "\xFF\xD8\xFF\xDA clean" + text.substr(4);
  inspection.sanitised =
      SanitisedPhoto{FileFormat::kJpeg, Bytes(clean.begin(), clean.end()), false, {}};
  return inspection;
}

}  // namespace photogate::test
