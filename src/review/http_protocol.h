// The one adapter to cpp-httplib: bytes of a whole request in, bytes of its answer out.
#pragma once

#include <memory>
#include <string>

#include "review/http.h"

namespace photogate {

struct Exchange {
  std::string answer;  // as it goes out; empty: end the connection without one
  bool keep = false;   // the connection may be used again
};

// Where a request came from.
struct Peer {
  std::string address;
  int port = 0;
  bool tls = false;
};

// Thread-safe.
class HttpProtocol {
 public:
  // `always` goes with every answer, those to nonsense that never reaches the handler included.
  HttpProtocol(HttpHandler handler, const HttpHeaders& always);
  ~HttpProtocol();

  // `request` is exactly one request, its body included.
  Exchange Answer(const std::string& request, const Peer& peer);

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace photogate
