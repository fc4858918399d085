// Gets model files from a mirror folder or from where they are published, and proves each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "models/manifest.h"

namespace photogate {

struct FetchRequest {
  std::filesystem::path destination;            // made when it is not there
  std::optional<std::filesystem::path> mirror;  // given: files come from here and nowhere else
  std::vector<ModelId> ids = {};                // empty: the default models
  bool all = false;                             // and the optional ones
};

struct FetchedFile {
  ModelId model;
  std::string file;
  bool already_there;           // it was there, with the right hash, and was left alone
  std::optional<Error> failed;  // kCorrupt: what came has another hash, and was not kept
};

struct FetchReport {
  std::vector<FetchedFile> files;
  bool complete() const;      // every file is there
  bool hash_refused() const;  // at least one had the wrong hash
};

// Called as bytes arrive; `total` is the size the manifest gives. False stops the fetch.
using FetchProgress =
    std::function<bool(const std::string& file, std::uint64_t done, std::uint64_t total)>;

// Files that are there with the right hash are left alone; others are written whole or not at all,
// only after their hash was checked; then what is derived (translated, decompressed) is made and
// checked in the same way. One that cannot be had does not stop the others: its FetchedFile says
// why. Downloads are https only, redirects included, at most as large as the manifest says, and
// give up after 30 s without progress. Fails as a whole with kNotFound for an id that is not in the
// manifest, kUnavailable for a destination that cannot be made or a progress that said stop.
// One fetch into one folder at a time; distinct folders may be filled from distinct threads.
Result<FetchReport> FetchModels(const ModelManifest& manifest, const FetchRequest& request,
                                const FetchProgress& progress = {});

}  // namespace photogate
