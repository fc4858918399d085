// A request and its answer as the page's code sees them, without a server's library or a socket.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace photogate {

struct HttpRequest {
  std::string method;  // upper case
  std::string path;    // decoded; begins with '/'
  std::multimap<std::string, std::string> query;
  // Names in lower case. A name that came twice is here with what came first, and in `repeated`.
  std::map<std::string, std::string> headers;
  std::vector<std::string> repeated;
  std::string body;
  std::string address;  // of the client, without the port
  bool tls = false;

  // Empty when it was not sent.
  std::string_view Header(const std::string& lower_case_name) const;
  // Nullopt when it was not sent, or more than once.
  std::optional<std::string> Query(const std::string& name) const;
  // The value of a cookie of exactly this name; nullopt without one, or with two.
  std::optional<std::string> Cookie(std::string_view name) const;
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse {
  int status = 500;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  HttpHeaders headers = {};
  bool close = false;  // end the connection after this answer
};

// Called by many threads at once.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

}  // namespace photogate
