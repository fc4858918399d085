#include "models/model_store.h"

#include <fmt/core.h>

#include <system_error>
#include <utility>

#include "crypto/sha256.h"
#include "models/model_files.h"

namespace photogate {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMissingText = "missing: run 'photogate models fetch'";
constexpr const char* kWrongText =
    "not the file that it should be: delete it and run 'photogate models fetch'";

// A file without a hash of its own is right when its verified download still decompresses to it.
bool MatchesItsDownload(const ManifestModel& model, const Bytes& bytes, const fs::path& source) {
  const Result<Bytes> compressed = ReadModelFile(source, model.downloads[0].bytes);
  if (!compressed.ok() || !IsDownload(model.downloads[0], compressed.value())) return false;
  Sha256Stream hash;
  const Result<Done> done =
      Bunzip2(compressed.value(), model.bytes, [&hash](ByteView piece) { hash.Update(piece); });
  return done.ok() && hash.Finish() == Sha256(bytes);
}

}  // namespace

bool IsDownload(const ModelDownload& download, const Bytes& bytes) {
  if (download.sha256) {
    return bytes.size() == download.bytes && Sha256(bytes) == *download.sha256;
  }
  return bytes.size() <= download.bytes && GitBlobId(bytes) == download.git_blob;
}

Result<ModelStore> ModelStore::Open(std::vector<fs::path> search_path) {
  Result<ModelManifest> manifest = BuiltInManifest();
  if (!manifest.ok()) return manifest.error();
  return ModelStore(std::move(manifest).value(), std::move(search_path));
}

ModelStore::ModelStore(ModelManifest manifest, std::vector<fs::path> search_path)
    : manifest_(std::move(manifest)), search_path_(std::move(search_path)) {}

std::optional<fs::path> ModelStore::Find(const std::string& file) const {
  for (const fs::path& folder : search_path_) {
    std::error_code failed;
    // What cannot be looked at counts as there: reading it will say what is wrong.
    if (fs::exists(folder / file, failed) || failed) return folder / file;
  }
  return std::nullopt;
}

ModelStatus ModelStore::Check(const ManifestModel& model) const {
  ModelStatus status{model.id,         model.role,   ModelState::kMissing,
                     model.is_default, kMissingText, Find(model.file)};
  if (model.fetch == FetchPolicy::kUser) {
    status.text = fmt::format("missing: run 'photogate models fetch {}'", model.id.value);
  }
  if (!status.file) return status;
  const Result<Bytes> bytes = ReadModelFile(*status.file, model.bytes);
  bool right = false;
  if (bytes.ok() && model.sha256) {
    right = bytes.value().size() == model.bytes && Sha256(bytes.value()) == *model.sha256;
  } else if (bytes.ok()) {
    const std::optional<fs::path> source = Find(model.downloads[0].file);
    right = source && MatchesItsDownload(model, bytes.value(), *source);
  }
  if (!right) {
    status.state = ModelState::kWrongHash;
    const bool unread = !bytes.ok() && bytes.error().kind == ErrorKind::kUnavailable;
    status.text = unread ? bytes.error().message : kWrongText;
    return status;
  }
  status.state = model.loader ? ModelState::kPresent : ModelState::kNotLoadable;
  status.text = model.loader ? "present, hash verified" : "present, but photogate does not load it";
  return status;
}

std::vector<ModelStatus> ModelStore::Status() const {
  std::vector<ModelStatus> all;
  for (const ManifestModel& model : manifest_.models) all.push_back(Check(model));
  return all;
}

Result<std::optional<LoadedModelCard>> ModelStore::LoadOne(const std::optional<ModelId>& chosen,
                                                           ModelRole role) const {
  const ManifestModel* model =
      chosen ? FindModel(manifest_, *chosen) : DefaultModel(manifest_, role);
  if (model == nullptr && chosen) {
    return Error{ErrorKind::kNotFound,
                 "No model has this name. 'photogate models list' shows the names.", chosen->value};
  }
  if (model == nullptr) return std::optional<LoadedModelCard>();
  if (!model->loader || model->role != role) {
    return Error{ErrorKind::kUnsupported,
                 "This model cannot be used for that. 'photogate models list' shows what each is "
                 "for.",
                 model->id.value};
  }
  const ModelStatus status = Check(*model);
  switch (status.state) {
    case ModelState::kPresent:
      return std::optional<LoadedModelCard>(LoadedModelCard{model->id, model->role, *model->loader,
                                                            *status.file, model->licence,
                                                            model->embedder, model->thresholds});
    case ModelState::kMissing:
      if (!chosen) return std::optional<LoadedModelCard>();
      return Error{ErrorKind::kNotFound,
                   "The chosen model is missing. Run 'photogate models fetch' with its name.",
                   model->id.value};
    case ModelState::kWrongHash:
    case ModelState::kNotLoadable: break;
  }
  return Error{ErrorKind::kCorrupt,
               "A model file is not the one that photogate knows. Delete it and run 'photogate "
               "models fetch'.",
               status.file->string()};
}

Result<ModelSet> ModelStore::Load(std::optional<ModelId> recogniser,
                                  std::optional<ModelId> detector) const {
  const auto found_detector = LoadOne(detector, ModelRole::kDetector);
  if (!found_detector.ok()) return found_detector.error();
  const auto found_recogniser = LoadOne(recogniser, ModelRole::kRecogniser);
  if (!found_recogniser.ok()) return found_recogniser.error();
  return ModelSet{found_detector.value(), found_recogniser.value()};
}

std::string_view ModelStateName(ModelState state) {
  switch (state) {
    case ModelState::kPresent: return "present";
    case ModelState::kMissing: return "missing";
    case ModelState::kWrongHash: return "wrong_hash";
    case ModelState::kNotLoadable: return "not_loadable";
  }
  return "unknown";
}

std::string_view ModelRoleName(ModelRole role) {
  switch (role) {
    case ModelRole::kDetector: return "detector";
    case ModelRole::kRecogniser: return "recogniser";
    case ModelRole::kSecondDetector: return "second_detector";
  }
  return "unknown";
}

}  // namespace photogate
