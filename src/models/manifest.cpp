#include "models/manifest.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "models/embedded.h"

namespace photogate {
namespace {

using nlohmann::json;

// No model file may be larger than this, whatever a manifest says; the largest known has 39 MB.
constexpr std::uint64_t kMaxModelBytes = 256ull << 20;

struct BadField {
  std::string what;
};

const json& Field(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end()) throw BadField{std::string(name) + " is missing"};
  return *found;
}

std::string Text(const json& object, const char* name) {
  const json& field = Field(object, name);
  if (!field.is_string() || field.get_ref<const std::string&>().empty()) {
    throw BadField{std::string(name) + " is not a text"};
  }
  return field.get<std::string>();
}

bool Flag(const json& object, const char* name) {
  const json& field = Field(object, name);
  if (!field.is_boolean()) throw BadField{std::string(name) + " is neither true nor false"};
  return field.get<bool>();
}

double Number(const json& field, double smallest, double largest, const char* name) {
  const double number = field.is_number() ? field.get<double>() : NAN;
  if (!(number >= smallest && number <= largest)) {
    throw BadField{std::string(name) + " is out of range"};
  }
  return number;
}

// Names become file names in the models folder, so they must not lead out of it.
std::string PlainName(const json& object, const char* name) {
  std::string text = Text(object, name);
  const bool plain = text.size() <= 128 && text.front() != '.' &&
                     std::all_of(text.begin(), text.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                     });
  if (!plain) throw BadField{std::string(name) + " is not a plain name"};
  return text;
}

std::string Hex(const json& object, const char* name, std::size_t digits) {
  std::string text = Text(object, name);
  if (text.size() != digits || text.find_first_not_of("0123456789abcdef") != std::string::npos) {
    throw BadField{std::string(name) + " is not a hash"};
  }
  return text;
}

std::optional<Sha256Hex> OptionalSha256(const json& object) {
  if (!object.contains("sha256")) return std::nullopt;
  return Sha256Hex{Hex(object, "sha256", 64)};
}

std::uint64_t ByteCount(const json& object, bool exact) {
  const char* name = exact ? "bytes" : "bytes_at_most";
  return static_cast<std::uint64_t>(
      Number(Field(object, name), 1, static_cast<double>(kMaxModelBytes), name));
}

template <typename T>
T OneOf(const json& object, const char* name, const std::map<std::string_view, T>& words) {
  const auto found = words.find(Text(object, name));
  if (found == words.end()) throw BadField{std::string(name) + " is not a known word"};
  return found->second;
}

ModelDownload ParseDownload(const json& object) {
  ModelDownload download{PlainName(object, "file"), OptionalSha256(object), std::nullopt, 0,
                         Text(object, "url")};
  if (object.contains("git_blob")) download.git_blob = Hex(object, "git_blob", 40);
  if (!download.sha256 && !download.git_blob) throw BadField{"a download has no hash"};
  download.bytes = ByteCount(object, download.sha256.has_value());
  if (!download.url.starts_with("https://")) throw BadField{"url is not https"};
  return download;
}

EmbedderCard ParseEmbedder(const json& object) {
  EmbedderCard card{};
  card.input_px = static_cast<int>(Number(Field(object, "input_px"), 16, 1024, "input_px"));
  card.colour = OneOf<ColourOrder>(object, "colour",
                                   {{"bgr", ColourOrder::kBgr}, {"rgb", ColourOrder::kRgb}});
  const json& mean = Field(object, "mean");
  if (!mean.is_array() || mean.size() != card.mean.size()) throw BadField{"mean has not 3 numbers"};
  for (std::size_t i = 0; i < card.mean.size(); ++i) {
    card.mean[i] = static_cast<float>(Number(mean[i], 0, 255, "mean"));
  }
  card.scale = static_cast<float>(Number(Field(object, "scale"), 1e-6, 1e6, "scale"));
  const json& points = Field(object, "template_points");
  if (!points.is_array() || points.size() != card.template_points.points.size()) {
    throw BadField{"template_points has not 5 points"};
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].is_array() || points[i].size() != 2) throw BadField{"a point has not 2 numbers"};
    card.template_points.points[i] = {
        static_cast<float>(Number(points[i][0], 0, 1, "template_points")),
        static_cast<float>(Number(points[i][1], 0, 1, "template_points"))};
  }
  card.dimensions = static_cast<int>(Number(Field(object, "dimensions"), 8, 4096, "dimensions"));
  card.mirror = Flag(object, "mirror");
  card.euclidean = OneOf<bool>(object, "metric", {{"cosine", false}, {"euclidean", true}});
  return card;
}

Thresholds ParseThresholds(const json& object) {
  Thresholds thresholds{Distance{Number(Field(object, "match"), 0, 2, "match")},
                        Distance{Number(Field(object, "possible"), 0, 2, "possible")},
                        Text(object, "measured")};
  if (thresholds.match > thresholds.possible) throw BadField{"match is above possible"};
  return thresholds;
}

ManifestModel ParseModel(const json& object, const std::map<std::string, std::string>& cards) {
  ManifestModel model{};
  model.id = ModelId{PlainName(object, "id")};
  model.role = OneOf<ModelRole>(object, "role",
                                {{"detector", ModelRole::kDetector},
                                 {"recogniser", ModelRole::kRecogniser},
                                 {"second_detector", ModelRole::kSecondDetector}});
  if (Flag(object, "loadable")) {
    model.loader = OneOf<ModelLoader>(object, "loader",
                                      {{"yunet_onnx", ModelLoader::kYuNetOnnx},
                                       {"embedder_onnx", ModelLoader::kEmbedderOnnx},
                                       {"dlib_resnet", ModelLoader::kDlibResNet}});
  }
  model.is_default = Flag(object, "default");
  model.fetch = OneOf<FetchPolicy>(object, "fetch",
                                   {{"default", FetchPolicy::kDefault},
                                    {"optional", FetchPolicy::kOptional},
                                    {"user", FetchPolicy::kUser}});
  model.licence = Text(object, "licence");
  model.file = PlainName(object, "file");
  model.sha256 = OptionalSha256(object);
  model.bytes = ByteCount(object, model.sha256.has_value());
  model.made_by = OneOf<ModelMadeBy>(object, "made_by",
                                     {{"download", ModelMadeBy::kDownload},
                                      {"openvino_ir", ModelMadeBy::kOpenVinoIr},
                                      {"bzip2", ModelMadeBy::kBzip2}});
  const json& downloads = Field(object, "downloads");
  const std::size_t needed = model.made_by == ModelMadeBy::kOpenVinoIr ? 2 : 1;
  if (!downloads.is_array() || downloads.size() < needed) throw BadField{"too few downloads"};
  for (const json& download : downloads) model.downloads.push_back(ParseDownload(download));
  if (model.made_by == ModelMadeBy::kDownload &&
      (model.file != model.downloads[0].file || model.sha256 != model.downloads[0].sha256)) {
    throw BadField{"the file is not its first download"};
  }
  if (!model.sha256 && model.made_by != ModelMadeBy::kBzip2) throw BadField{"sha256 is missing"};

  const auto card_text = cards.find(Text(object, "card"));
  if (card_text == cards.end()) throw BadField{"the card does not exist"};
  const json card = json::parse(card_text->second);
  if (Text(card, "id") != model.id.value) throw BadField{"the card is of another model"};
  model.description = Text(card, "description");
  model.limits = Text(card, "limits");
  if (card.contains("embedder")) model.embedder = ParseEmbedder(card["embedder"]);
  if (card.contains("thresholds")) model.thresholds = ParseThresholds(card["thresholds"]);
  const bool compares = model.role == ModelRole::kRecogniser && model.loader.has_value();
  if (compares && !(model.embedder && model.thresholds)) {
    throw BadField{"a recogniser needs embedder and thresholds"};
  }
  return model;
}

void CheckWhole(const ModelManifest& manifest) {
  std::set<std::string> ids, files;
  std::set<ModelRole> defaults;
  for (const ManifestModel& model : manifest.models) {
    if (!ids.insert(model.id.value).second) throw BadField{"id is repeated"};
    bool fresh = model.made_by == ModelMadeBy::kDownload || files.insert(model.file).second;
    for (const ModelDownload& download : model.downloads) {
      fresh = files.insert(download.file).second && fresh;
    }
    if (!fresh) throw BadField{"file is repeated"};
    if (model.is_default && !(model.loader && defaults.insert(model.role).second)) {
      throw BadField{"default is not possible"};
    }
  }
}

Error BadManifest(const std::string& context) {
  return Error{ErrorKind::kCorrupt,
               "The list of models is not valid. Install photogate again or report this.", context};
}

}  // namespace

Result<ModelManifest> ParseManifest(const std::string& text,
                                    const std::map<std::string, std::string>& cards) {
  std::string where = "manifest";
  try {
    const json whole = json::parse(text);
    if (Number(Field(whole, "format"), 1, 1, "format") != 1) throw BadField{"format"};
    const json& models = Field(whole, "models");
    if (!models.is_array()) throw BadField{"models is not a list"};
    ModelManifest manifest;
    for (const json& object : models) {
      where = "model " + std::to_string(manifest.models.size() + 1);
      manifest.models.push_back(ParseModel(object, cards));
    }
    where = "manifest";
    CheckWhole(manifest);
    return manifest;
  } catch (const BadField& bad) {
    return BadManifest(where + ": " + bad.what);
  } catch (const json::exception& bad) {
    return BadManifest(where + ": " + bad.what());
  }
}

Result<ModelManifest> BuiltInManifest() {
  return ParseManifest(EmbeddedManifest(), EmbeddedCards());
}

const ManifestModel* FindModel(const ModelManifest& manifest, const ModelId& id) {
  for (const ManifestModel& model : manifest.models) {
    if (model.id == id) return &model;
  }
  return nullptr;
}

const ManifestModel* DefaultModel(const ModelManifest& manifest, ModelRole role) {
  for (const ManifestModel& model : manifest.models) {
    if (model.is_default && model.role == role) return &model;
  }
  return nullptr;
}

}  // namespace photogate
