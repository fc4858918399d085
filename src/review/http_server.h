// The server's sockets: one thread that waits for all of them, and a pool that answers whole
// requests. A client that is slow, silent or greedy costs memory within HttpLimits and never a
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "review/http.h"
#include "review/http_limits.h"
#include "review/tls.h"

namespace photogate {

struct ListenOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6, numeric
  int port = 0;                       // 0: any free one
  HttpLimits limits;
  // Go with every answer.
  HttpHeaders always;
};

// Thread-safe.
class HttpServer {
 public:
  // Listens and answers from now on. `tls` may be null and must outlive the server. kRefused: not
  // an address of this machine; kUnavailable: the port is taken or not allowed.
  static Result<std::unique_ptr<HttpServer>> Start(const ListenOptions& options, const Tls* tls,
                                                   HttpHandler handler);

  // Ends every connection. Waits for requests that are being worked on.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;
  // Open connections; for tests and status.
  std::size_t connections() const;

 private:
  class Reactor;
  explicit HttpServer(std::unique_ptr<Reactor> reactor);
  std::unique_ptr<Reactor> reactor_;
};

}  // namespace photogate
