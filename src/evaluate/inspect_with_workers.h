// The real source of inspections: files, through the worker processes.
#pragma once

#include "evaluate/evaluation_set.h"
#include "worker/worker_pool.h"

namespace photogate {

// Opens each photo and has a worker of `pool` inspect it: faces and templates, no copy. The pool
// must outlive the function. Thread-safe; use as many jobs as the pool has workers.
InspectFile InspectWithWorkers(WorkerPool& pool);

}  // namespace photogate
