// A small client for tests: whole answers, raw sockets where a test must misbehave.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace photogate::test {

struct WebAnswer {
  int status = 0;                              // 0: the connection ended without an answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::vector<std::string> cookies;            // each Set-Cookie
  std::string body;
};

// A TCP connection to 127.0.0.1, or to `address`. Reads give up after ten seconds.
class RawConnection {
 public:
  explicit RawConnection(int port, const std::string& address = "127.0.0.1");
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  bool open() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  bool Send(const std::string& bytes);
  // One answer; what came after it stays for the next.
  WebAnswer Receive();
  // True when the other side has closed within `ms`.
  bool ClosedWithin(int ms);

 private:
  int fd_ = -1;
  std::string rest_;
};

struct WebRequest {
  std::string method = "GET";
  std::string target = "/";
  std::map<std::string, std::string> headers = {};
  std::string body = {};
};

// The bytes of a request with Host and, with a body, Content-Length.
std::string BytesOf(const WebRequest& request, int port);

// A connection of its own for this one request.
WebAnswer Ask(int port, const WebRequest& request);

}  // namespace photogate::test
