// What became of a photo, and the ledger that must know before anything is published.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/decision.h"
#include "core/ids.h"
#include "core/picture_mark.h"
#include "core/result.h"

namespace photogate {

enum class OutcomeKind { kBlocked = 1, kHeld, kCleared };

// Never stronger than the decision: a clear decision whose copy could not be written is held.
struct Outcome {
  OutcomeKind kind;
  std::optional<std::string> output;  // path of the sanitised copy; only for kCleared
  std::optional<Sha256Hex> output_sha256;
};

// One cleared copy, as the register's ledger keeps it.
struct LedgerRow {
  Sha256Hex original_sha256;
  Sha256Hex output_sha256;
  ChannelName channel;
  std::optional<EventName> event;
  ConsentVersion consent_version;  // the register must still be at this version
  DecisionKind decision;
  std::string findings_json;  // findings with people by id, no names
  std::optional<ModelId> model;
  double match_threshold;
  double possible_threshold;
  std::vector<PersonId> people_present;  // recognised, permitted
  std::string output_name;               // file name, not path
  bool re_encoded;
  std::chrono::system_clock::time_point when;
  std::int64_t number = 0;  // given by the ledger
  // What the copy is known by when it comes back, and what its permission rested on.
  std::optional<PictureMark> mark = std::nullopt;
  Sha256Hex picture_sha256 = {};       // see Inspection
  int width_px = 0, height_px = 0;     // of the upright original; 0 when not known
  std::vector<GroupName> groups = {};  // that were taken to be present
  std::string permission_state = {};   // see pipeline/permission_state.h; empty when not known
  // Given by the ledger: its photo was withdrawn, held, blocked or deleted since, so it is not
  // cleared any more.
  bool taken_back = false;
};

// Writes ledger rows. Record commits durably before it returns; kConflict when the register is no
// longer at row.consent_version (decide again), kUnavailable when it cannot be written.
// Thread-safe.
class LedgerSink {
 public:
  virtual ~LedgerSink() = default;
  virtual Result<Done> Record(const LedgerRow& row) = 0;
};

}  // namespace photogate
