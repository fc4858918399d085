// The list of models photogate knows: which files, from where, with which hashes, and what each
// needs to be fed. The text is models/manifest.json and models/cards/, compiled into the library.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/model.h"
#include "core/result.h"

namespace photogate {

// A file as its publisher offers it.
struct ModelDownload {
  std::string file;                     // name only, also in a mirror folder
  std::optional<Sha256Hex> sha256;      // one of the two hashes is always there
  std::optional<std::string> git_blob;  // SHA-1 of the git object, where that is all that is known
  std::uint64_t bytes;                  // exact with a SHA-256, otherwise an upper bound
  std::string url;                      // https, of a pinned commit or release
};

// How the file that is loaded comes from the downloads.
enum class ModelMadeBy {
  kDownload = 1,  // it is the first download
  kOpenVinoIr,    // translated from .xml and .bin: see ir_to_onnx.h
  kBzip2,         // decompressed from the first download
};

// kDefault: fetched unless told otherwise. kOptional: with `all` or by name. kUser: by name only.
enum class FetchPolicy { kDefault = 1, kOptional, kUser };

struct ManifestModel {
  ModelId id;
  ModelRole role;
  std::optional<ModelLoader> loader;  // nullopt: known, but photogate cannot load it
  bool is_default;                    // of its role
  FetchPolicy fetch;
  std::string licence;
  std::string file;                 // the file that is loaded, name only
  std::optional<Sha256Hex> sha256;  // nullopt: proven by deriving it again from its download
  std::uint64_t bytes;              // exact with a SHA-256, otherwise an upper bound
  ModelMadeBy made_by;
  std::vector<ModelDownload> downloads;  // at least one
  std::string description;
  std::string limits;  // what it is not good at, for doctor
  std::optional<EmbedderCard> embedder;
  std::optional<Thresholds> thresholds;
};

struct ModelManifest {
  std::vector<ManifestModel> models;  // at most one default a role
};

// `cards` maps the names the manifest gives ("cards/x.json") to their text. kCorrupt, saying which
// field, for anything but a complete and consistent manifest: names with a path in them, URLs that
// are not https, repeated ids or files, thresholds out of order. Thread-safe.
Result<ModelManifest> ParseManifest(const std::string& text,
                                    const std::map<std::string, std::string>& cards);

// The one this program was built with.
Result<ModelManifest> BuiltInManifest();

// Null when the manifest has no such model.
const ManifestModel* FindModel(const ModelManifest& manifest, const ModelId& id);

// The default of a role; null when there is none.
const ManifestModel* DefaultModel(const ModelManifest& manifest, ModelRole role);

}  // namespace photogate
