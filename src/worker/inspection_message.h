// An Inspection as a worker sends it, and the checks that it must pass before anyone believes it.
#pragma once

#include "core/inspection.h"
#include "core/limits.h"
#include "core/model.h"
#include "core/result.h"
#include "worker/channel.h"

namespace photogate {

// What the pool knows without the worker, and so can hold it to.
struct InspectionTerms {
  InspectionOrder order;
  const ModelSet* models;
  const Limits* limits;
};

// Texts are cut and parts that are longer than a message may be are replaced by a kLimitExceeded
// error, so that what an honest worker encodes is always accepted by DecodeInspection.
Message EncodeInspection(Result<Inspection> inspection, const Limits& limits);

// What the worker says of a photo: its parts, or why the file could not be read.
struct WorkerAnswer {
  Result<Inspection> inspection;
};

// kCorrupt when anything is out of range, not finite, longer than `terms.limits` allow or cannot be
// with these models and this order: a template although comparing was off, a recogniser that was
// not given, a clean copy that is no picture. Every such thing means a broken or hostile worker.
Result<WorkerAnswer> DecodeInspection(Message message, const InspectionTerms& terms);

MessageBounds InspectionBounds(const Limits& limits);

}  // namespace photogate
