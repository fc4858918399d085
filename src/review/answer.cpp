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

std::string PageWords(std::string_view message) {
  std::string words, sentence;
  bool quoted = false;
  for (std::size_t at = 0; at < message.size(); ++at) {
    const char c = message[at];
    // Brackets that hold nothing but what is typed at the command line.
    const std::string_view rest = message.substr(at);
    if (!quoted && (rest.starts_with(" (--") || rest.starts_with(" (photogate "))) {
      const std::size_t end = rest.find(')');
      if (end != std::string_view::npos) {
        at += end;
        continue;
      }
    }
    sentence += c;
    if (c == '`') quoted = !quoted;
    const bool ends = at + 1 == message.size() || message[at + 1] == ' ';
    if (at + 1 != message.size() && (quoted || !ends || (c != '.' && c != '?'))) continue;
    const bool command = sentence.find("`photogate") != std::string::npos ||
                         sentence.find(" --") != std::string::npos;
    if (!command) words += sentence;
    sentence.clear();
  }
  const std::size_t first = words.find_first_not_of(' ');
  return first == std::string::npos ? std::string(message) : words.substr(first);
}

HttpResponse ProblemOf(const Error& error) {
  const std::string message = PageWords(error.message);
  switch (error.kind) {
    case ErrorKind::kNotFound: return Problem(404, "not_found", message);
    case ErrorKind::kConflict: return Problem(409, "changed", message);
    case ErrorKind::kRefused: return Problem(403, "not_allowed", message);
    case ErrorKind::kLimitExceeded: return Problem(413, "too_large", message);
    case ErrorKind::kUnavailable:
    case ErrorKind::kCorrupt:
    case ErrorKind::kUnsupported:
    case ErrorKind::kInternal: break;
  }
  return Problem(503, "unavailable", message);
}

HttpResponse JpegAnswer(std::string bytes) {
  HttpResponse response;
  response.status = 200;
  response.content_type = "image/jpeg";
  response.body = std::move(bytes);
  return response;
}

}  // namespace photogate
