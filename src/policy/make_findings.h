// Facts about one photo -> findings: every rule of DESIGN.md section 2, in one pure function.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/consent.h"
#include "core/decision.h"
#include "core/inspection.h"
#include "core/match.h"
#include "core/result.h"
#include "core/stop.h"
#include "policy/name_index.h"

namespace photogate {

// All that is known of one photo. A null pointer is a check that did not happen, and holds the
// photo; nothing pointed to is kept.
struct PolicyFacts {
  // What the worker said, or the error that it ended with. Null: it was never asked.
  const Result<Inspection>* inspection = nullptr;
  // Null when the faces were not compared.
  const Matches* matches = nullptr;
  // As the register gave it, gallery included. Null: the register could not be read.
  const ConsentSnapshot* consent = nullptr;
  // Made of the same snapshot, once for many photos; null: made on the spot.
  const NameIndex* names = nullptr;
  // The recogniser that `matches` rests on.
  std::optional<ModelId> model;
  // What people said of the same picture before, or that it cannot be told. Null: nobody asks,
  // since the picture is not decided anew.
  const Result<std::optional<EarlierStop>>* stopped = nullptr;
  // False when the self-test failed or somebody switched comparing off. That an assessment (DPIA)
  // is on record is asked of the snapshot.
  bool matching_allowed = false;
  // The file as the user named it, below the folder that was checked; UTF-8 or not.
  std::string relative_path;
  // Notices and authors that are the school's own, so that nobody need be asked.
  std::vector<std::string> own_credits;
};

// Never empty, most severe first. `text` holds no name and no path, only case numbers;
// `identified_text` holds names. A value outside its enumeration counts as the strictest one.
// Thread-safe.
std::vector<Finding> MakeFindings(const PolicyFacts& facts);

// For what goes wrong after the decision: the copy could not be written; the register changed
// under the decision more often than it was tried again. Both hold the photo.
Finding OutcomeFailed(const Error& error, ConsentVersion version);
Finding ConsentChanged(ConsentVersion version);

}  // namespace photogate
