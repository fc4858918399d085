// A batch on its way from gathered to handed over: what a named person sees and says of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "core/bytes.h"
#include "core/inspection.h"
#include "release/batch.h"

namespace photogate {

// What a named person said of a batch.
struct LookedThrough {
  std::set<std::size_t> left_out;  // numbers from 1, in doubt
  // JSON: {"code","checks":{id:true},"left_out":[3],"left_out_copies":["<SHA-256>"]}
  std::string checklist;
};

// Every point of CheckPoints was agreed to for every photo but those left out. Pure.
LookedThrough Agreed(const Batch& batch, std::set<std::size_t> left_out);

// Takes the photos of these numbers (from 1) out of the batch.
void LeaveOut(const std::set<std::size_t>& numbers, Batch& batch);

// The latest release, when there is none of the photos that was not released before.
std::optional<std::int64_t> AllReleasedBefore(const Batch& batch);

// Large enough to judge a face or a badge by: the photo as JPEG, at most 1,000 px. Empty when none
// could be made, or when the file is not the one that was verified. Thread-safe if `inspect` is.
using InspectFile = std::function<Result<Inspection>(int fd, const InspectionOrder& order)>;
Bytes ContactPicture(const BatchPhoto& photo, const InspectFile& inspect);

}  // namespace photogate
