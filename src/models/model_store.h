// The model files that are on this machine, proven against the manifest before anything loads them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/model.h"
#include "core/result.h"
#include "models/manifest.h"

namespace photogate {

enum class ModelState {
  kPresent = 1,  // there, with the right hash
  kMissing,
  kWrongHash,    // there, but not the file the manifest names
  kNotLoadable,  // there and right, but photogate has no loader for it
};

struct ModelStatus {
  ModelId id;
  ModelRole role;
  ModelState state;
  bool is_default;
  std::string text;                           // one sentence: what it is, or what to do; no path
  std::optional<std::filesystem::path> file;  // where it was found
};

// Immutable; reads files only while a function runs. Thread-safe.
class ModelStore {
 public:
  // Folders to look in; for each file the first that has it wins. They need not exist.
  static Result<ModelStore> Open(std::vector<std::filesystem::path> search_path);
  ModelStore(ModelManifest manifest, std::vector<std::filesystem::path> search_path);

  const ModelManifest& manifest() const { return manifest_; }

  // Every model of the manifest, in its order, hashes checked.
  std::vector<ModelStatus> Status() const;

  // The cards of the default detector and recogniser, or of those named; a file that is missing
  // leaves its member empty. Errors, all of which mean that the run must not go on (exit 21):
  // kCorrupt for a file with a wrong hash, kNotFound for an id the manifest does not have or a
  // named model whose file is missing, kUnsupported for one that photogate cannot load or of
  // another role.
  Result<ModelSet> Load(std::optional<ModelId> recogniser = std::nullopt,
                        std::optional<ModelId> detector = std::nullopt) const;

 private:
  std::optional<std::filesystem::path> Find(const std::string& file) const;
  ModelStatus Check(const ManifestModel& model) const;
  Result<std::optional<LoadedModelCard>> LoadOne(const std::optional<ModelId>& chosen,
                                                 ModelRole role) const;

  ModelManifest manifest_;
  std::vector<std::filesystem::path> search_path_;
};

// True when `bytes` are what the manifest says of this download.
bool IsDownload(const ModelDownload& download, const std::vector<std::uint8_t>& bytes);

// Lower-case words for tables and JSON: "present", "missing", "wrong_hash", "not_loadable";
// "detector", "recogniser", "second_detector".
std::string_view ModelStateName(ModelState state);
std::string_view ModelRoleName(ModelRole role);

}  // namespace photogate
