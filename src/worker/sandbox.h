// What a worker may still do while it holds a photo.
#pragma once

#include "core/limits.h"
#include "core/result.h"

namespace photogate {

// Namespaces of its own for users, network, mounts, messages and host name: there is no network in
// them, and Enclose can take the file system away. Call first, while there is one thread. False
// where the kernel or the service manager forbids them; seccomp then holds alone, and `photogate
// doctor` says so. unshare(2), user_namespaces(7). Does nothing in a sanitizer build.
bool EnterNamespaces();

// After EnterNamespaces, once every file is open: the process's root is an empty folder that cannot
// be written. False, with the file system as it was, when the kernel refuses.
bool Enclose();

// Whether a worker started by this process would have namespaces. Tries in a child.
bool NamespacesAllowed();

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
