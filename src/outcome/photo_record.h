// What the reports say of one photo and of a run: plain values, made by whoever ran it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/decision.h"
#include "core/format.h"
#include "core/geometry.h"
#include "core/ids.h"
#include "core/match.h"
#include "core/picture_mark.h"

namespace photogate {

// The nearest person within `possible`.
struct NearestPerson {
  PersonId person;
  std::string case_number;
  double distance;
};

struct RecordedFace {
  Box box;         // pixels of the upright photo at full size
  double score;    // the detector's, 0..1
  double quality;  // 0..1
  bool usable;
  std::optional<NearestPerson> nearest;
};

struct RecordedTimes {
  double decode_ms = 0, detect_ms = 0, embed_ms = 0, match_ms = 0, metadata_ms = 0, total_ms = 0;
};

struct PhotoRecord {
  std::string path;  // as the user named it, any bytes
  Sha256Hex sha256;  // empty when the file could not be read
  FileFormat format;
  int width_px;  // upright; 0 when not known
  int height_px;
  Decision decision;  // the final one: Review when a clear copy could not be written
  std::vector<Finding> findings;
  std::vector<RecordedFace> faces;
  std::optional<std::string> output;  // path of the sanitised copy
  RecordedTimes times;
  Bytes thumbnail_jpeg;                 // upright; empty for none
  std::vector<std::string> notes = {};  // sentences beside the findings, any bytes
  std::optional<LookHashes> look = {};
};

struct RunSummary {
  int photos = 0, clear = 0, review = 0, block = 0;
  int unreadable = 0;  // paths that could not be read at all
  double seconds = 0;
  int exit_code = 0;
};

// The head of a report.
struct RunInfo {
  std::string channel;
  std::string event;    // empty: unknown
  std::string when;     // as it is to be read, with its time zone
  std::string made_by;  // program and version
  ConsentVersion consent_version;
  std::string mode;  // "list", "account"
  std::optional<ModelId> model;
  std::optional<Distance> match;
  std::optional<Distance> possible;
  // Paths that are not photos or could not be read, each with the reason.
  std::vector<std::pair<std::string, std::string>> skipped;
  // True: names, for a reader who may know them. False: case numbers.
  bool identify = false;
  // True: of what is published already, so what is blocked is to be taken down.
  bool published = false;
};

}  // namespace photogate
