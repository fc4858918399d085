#include "tests/bench/bench_photos.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "models/model_store.h"
#include "photo/open_photo.h"

namespace photogate::bench {
namespace fs = std::filesystem;

namespace {
[[noreturn]] void Die(const std::string& why) {
  std::cerr << why << "\n";
  std::exit(1);
}

std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}
}  // namespace

Bytes ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  Bytes bytes(in ? static_cast<std::size_t>(in.tellg()) : 0);
  in.seekg(0);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

OpenedPhoto Open(const fs::path& path) {
  OpenedPhoto photo{ReadAll(path), nullptr};
  auto opened = OpenPhoto(photo.bytes, Limits{});
  if (opened.ok()) {
    photo.pixels = std::move(opened).value();
  } else {
    std::cerr << path.string() << ": " << opened.error().message << "\n";
  }
  return photo;
}

ModelSet DefaultModels(const fs::path& folder) {
  const auto store = ModelStore::Open({folder});
  if (!store.ok()) Die(store.error().message);
  auto models = store.value().Load();
  if (!models.ok()) Die(models.error().message);
  if (!models.value().detector || !models.value().recogniser) Die("a default model is missing");
  return std::move(models).value();
}

std::unique_ptr<FaceEngine> LoadEngine(const ModelSet& models) {
  auto engine = FaceEngine::Load(models, FaceSettings{}, Limits{});
  if (!engine.ok()) Die(engine.error().message);
  return std::move(engine).value();
}

std::vector<fs::path> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::map<std::string, std::string>> ReadCsv(const fs::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  const auto header = Fields(line);
  std::vector<std::map<std::string, std::string>> rows;
  while (std::getline(in, line)) {
    const auto fields = Fields(line);
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < header.size() && i < fields.size(); ++i) row[header[i]] = fields[i];
  }
  return rows;
}

}  // namespace photogate::bench
