#include "review/answer.h"

#include <utility>

namespace photogate {
namespace {

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

HttpResponse JsonAnswer(const Json& json) {
  HttpResponse response;
  response.status = 200;
  response.content_type = "application/json";
  response.body = Dump(json);
  return response;
}

HttpResponse Problem(int status, std::string_view code, std::string_view message,
                     const Json& more) {
  Json json{{"error", {{"code", code}, {"message", message}}}};
  json.update(more);
  HttpResponse response = JsonAnswer(json);
  response.status = status;
  return response;
}

HttpResponse ProblemOf(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kNotFound: return Problem(404, "not_found", error.message);
    case ErrorKind::kConflict: return Problem(409, "changed", error.message);
    case ErrorKind::kRefused: return Problem(403, "not_allowed", error.message);
    case ErrorKind::kLimitExceeded: return Problem(413, "too_large", error.message);
    case ErrorKind::kUnavailable:
    case ErrorKind::kCorrupt:
    case ErrorKind::kUnsupported:
    case ErrorKind::kInternal: break;
  }
  return Problem(503, "unavailable", error.message);
}

HttpResponse JpegAnswer(std::string bytes) {
  HttpResponse response;
  response.status = 200;
  response.content_type = "image/jpeg";
  response.body = std::move(bytes);
  return response;
}

}  // namespace photogate
