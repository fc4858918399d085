// What the measuring programs share: files, models, tables.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/image.h"
#include "core/model.h"
#include "face/face_engine.h"

namespace photogate::bench {

// A photo and the bytes behind it.
struct OpenedPhoto {
  Bytes bytes;
  std::unique_ptr<PixelSource> pixels;
};

// Nullptr members when it cannot be opened; says so on stderr.
OpenedPhoto Open(const std::filesystem::path& path);

Bytes ReadAll(const std::filesystem::path& path);

// The default models of `folder`, ends the program when one is missing.
ModelSet DefaultModels(const std::filesystem::path& folder);

std::unique_ptr<FaceEngine> LoadEngine(const ModelSet& models);

// Regular files below `folder`, sorted.
std::vector<std::filesystem::path> FilesBelow(const std::filesystem::path& folder);

// Rows of a comma-separated file with a header, as column name -> value. Quotes are understood.
std::vector<std::map<std::string, std::string>> ReadCsv(const std::filesystem::path& path);

}  // namespace photogate::bench
