// Proof, at every start, that the models on this machine see what they must.
#pragma once

#include "core/inspection.h"
#include "core/model.h"
#include "core/result.h"
#include "worker/worker_pool.h"

namespace photogate {

// Has a worker inspect a picture of three drawn faces that is built into the program
// (samples/selftest.png): the faces must be found where they are, the two of one person near each
// other and the third far from them, by the distances measured with the default recogniser or, for
// another, by the thresholds of its card. kUnavailable, saying what differed, otherwise; comparing
// must then stay off. Needs a detector and a recogniser in `models`.
Result<Done> RunSelfTest(WorkerPool& pool, const ModelSet& models);

// The judgement alone, for tests. Pure.
Result<Done> JudgeSelfTest(const Inspection& inspection, const ModelId& recogniser,
                           const Thresholds& thresholds);

}  // namespace photogate
