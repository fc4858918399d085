// What may be handed over for publication now, before anybody has looked at it once more.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "consent/photo_entry.h"
#include "release/verify.h"

namespace photogate {

struct BatchPhoto {
  std::filesystem::path source;
  Sha256Hex sha256;              // of the bytes that were verified
  std::int64_t ledger;           // row of the ledger that cleared it
  std::optional<PhotoId> photo;  // stands in the watched folder's cleared/, and leaves it
  std::string file_name;         // in the release
  int name_number = 1;           // 2 and on where photos before it have its name
  std::string credit;            // whom to name beside it; empty: nobody
  std::optional<std::int64_t> released_before;  // the latest release to this channel that has it
  std::optional<EventName> event = {};
};

struct Batch {
  ChannelName channel;
  std::optional<EventName> event;
  ConsentVersion consent_version;  // of before anything was verified
  std::vector<BatchPhoto> photos;  // in the order of the paths
  std::vector<Verified> left_out;  // what must not be released, and why
};

struct BatchOrder {
  std::vector<std::filesystem::path> paths;
  std::optional<EventName> event = {};     // only photos of it
  std::filesystem::path cleared_folder{};  // cleared/<channel> of the watched folder; may be empty
};

// Verifies every file below the paths for `parts.channel` (see VerifyPaths) and keeps those that
// are cleared, unchanged and permitted now, each picture once. Changes nothing. Errors as of
// VerifyPaths and Releases::MayRelease. Thread-safe.
Result<Batch> GatherBatch(const BatchOrder& order, const VerifyParts& parts);

// Eight letters and digits that stand for exactly these photos in this order on this channel:
// whoever confirms a contact sheet confirms the batch that it showed.
std::string BatchCode(const Batch& batch);

}  // namespace photogate
