#include "review/page_files.h"

namespace photogate {
namespace {

std::string_view TypeOf(std::string_view name) {
  const std::string_view extension = name.substr(name.rfind('.') + 1);
  if (extension == "html") return "text/html; charset=utf-8";
  if (extension == "css") return "text/css; charset=utf-8";
  if (extension == "js") return "text/javascript; charset=utf-8";
  if (extension == "svg") return "image/svg+xml";
  return "application/octet-stream";
}

}  // namespace

std::optional<HttpResponse> PageFile(std::string_view path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  const std::string_view wanted = path == "/" ? "index.html" : path.substr(1);
  for (const EmbeddedFile& file : EmbeddedPage()) {
    if (file.name != wanted) continue;
    HttpResponse response;
    response.status = 200;
    response.content_type = TypeOf(file.name);
    response.body.assign(file.bytes.begin(), file.bytes.end());
    return response;
  }
  return std::nullopt;
}

}  // namespace photogate
