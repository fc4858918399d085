// The page's own files, built into the program.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "review/http.h"

namespace photogate {

struct EmbeddedFile {
  std::string name;
  ByteView bytes;
};

// Everything in src/review/page.
std::vector<EmbeddedFile> EmbeddedPage();

// "/" is index.html, "/NAME" a file of exactly this name; nullopt for anything else. No path leads
// anywhere but to what was built in.
std::optional<HttpResponse> PageFile(std::string_view path);

}  // namespace photogate
