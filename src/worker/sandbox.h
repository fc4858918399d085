// What a worker may still do while it holds a photo.
#pragma once

#include "core/limits.h"
#include "core/result.h"

namespace photogate {

// Bounds on the whole process, set before models are loaded: address space (limits.worker_bytes),
// processor time (`cpu_seconds`), no core dump, no file longer than nothing, few descriptors; dies
// with the thread that started it; no new privileges; no tracing by others. Call once, from the
// main thread.
Result<Done> ApplyProcessLimits(const Limits& limits, std::uint64_t cpu_seconds);

// From here on the process can compute, allocate, start threads, and use the descriptors it has;
// it can no longer open a file or run a program (EPERM), and is killed for making a socket or
// touching another process. Call once, after models are loaded. Does nothing in a sanitizer build,
// whose runtime needs more. seccomp(2).
Result<Done> EnterSandbox();

}  // namespace photogate
