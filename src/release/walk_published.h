// Every picture below some paths, wherever it stands: in folders, documents, archives and pages.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/format.h"
#include "core/ids.h"
#include "core/result.h"
#include "release/verify.h"
#include "worker/worker_pool.h"

namespace photogate {

// The list of a release, found within a container.
struct FoundList {
  std::filesystem::path path;  // of the file on the disk
  std::string inside;          // where the list stands within it
  Sha256Hex sha256;
  // What stands beside it in the same folder of the same container, by name: pictures and films.
  std::map<std::string, Sha256Hex> beside;
};

// Says what there is to say of one. Called by several threads.
using LookAtList = std::function<std::vector<Verified>(const FoundList& list)>;

struct WalkParts {
  // Without models; at least two workers if `look` asks the same pool.
  std::function<Result<WorkerPool*>()> files;
  const std::atomic<bool>* cancelled = nullptr;
  int threads = 2;
  LookAtList lists = {};  // empty: nothing is said of them
};

// Says what there is to say of one picture or film: `fd` is the whole of it, `sha256` of its bytes,
// `about` where it stands. Called by several threads.
using LookAtPicture =
    std::function<Verified(int fd, const Sha256Hex& sha256, FileFormat format, Verified about)>;

// What `look` said of each picture, and what hinders looking at others, in the order of the paths.
// Pages and containers are read by workers only. Thread-safe.
std::vector<Verified> WalkPublished(const std::vector<std::filesystem::path>& paths,
                                    const WalkParts& parts, const LookAtPicture& look);

// The same of one file that is open already and has no folder beside it: `name` is what it is
// called, and stands as the path of what is said. Of a web page nothing can be said then.
std::vector<Verified> WalkOpened(int fd, const std::string& name, const WalkParts& parts,
                                 const LookAtPicture& look);

}  // namespace photogate
