#include "review/http_protocol.h"

#include <httplib.h>

#include <algorithm>
#include <cctype>
#include <cstring>

namespace photogate {
namespace {

// What the answers promise of an idle connection; the server keeps it longer.
constexpr time_t kIdleSeconds = 30;

constexpr const char* kTls = "tls";

// A request that is in memory already and an answer that stays there.
class MemoryStream final : public httplib::Stream {
 public:
  MemoryStream(const std::string& request, const Peer& peer) : request_(request), peer_(peer) {}

  bool is_readable() const override { return at_ < request_.size(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const std::size_t count = std::min(size, request_.size() - at_);
    std::memcpy(to, request_.data() + at_, count);
    at_ += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, std::size_t size) override {
    answer_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = peer_.address;
    port = peer_.port;
  }
  // The library hands this through untouched: whether the request came over TLS.
  void get_local_ip_and_port(std::string& ip, int&) const override { ip = peer_.tls ? kTls : ""; }
  socket_t socket() const override { return INVALID_SOCKET; }

  bool read_whole() const { return at_ == request_.size(); }
  std::string TakeAnswer() { return std::move(answer_); }

 private:
  const std::string& request_;
  const Peer& peer_;
  std::size_t at_ = 0;
  std::string answer_;
};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

HttpRequest ToRequest(const httplib::Request& from) {
  HttpRequest request;
  request.method = from.method;
  request.path = from.path;
  request.body = from.body;
  request.address = from.remote_addr;
  request.tls = from.local_addr == kTls;
  request.query.insert(from.params.begin(), from.params.end());
  for (const auto& [name, value] : from.headers) {
    // What the library adds of its own is not the client's.
    if (name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" ||
        name == "LOCAL_PORT") {
      continue;
    }
    if (!request.headers.emplace(Lower(name), value).second) {
      request.repeated.push_back(Lower(name));
    }
  }
  return request;
}

}  // namespace

class HttpProtocol::Parser final : public httplib::Server {
 public:
  Parser(HttpHandler handler, const HttpHeaders& always) : handler_(std::move(handler)) {
    set_default_headers(httplib::Headers(always.begin(), always.end()));
    set_keep_alive_timeout(kIdleSeconds);
    // Requests without a body are answered here, whatever their method, so that the library's own
    // file and error pages never come into it.
    set_pre_routing_handler([this](const httplib::Request& from, httplib::Response& to) {
      if (from.method == "POST") return HandlerResponse::Unhandled;
      Respond(from, to);
      return HandlerResponse::Handled;
    });
    Post(R"([\s\S]*)",
         [this](const httplib::Request& from, httplib::Response& to) { Respond(from, to); });
    set_exception_handler([](const httplib::Request&, httplib::Response& to, std::exception_ptr) {
      to.status = 500;
    });
  }

  // The library would pack every answer with Brotli at its slowest: 0.2 s for a list of 500 photos.
  // Answers hold secrets beside what visitors wrote, whose length would tell on them (BREACH).
  static void SendAsItIs(httplib::Request& request) { request.headers.erase("Accept-Encoding"); }

  Exchange Answer(const std::string& request, const Peer& peer) {
    MemoryStream stream(request, peer);
    bool closed = false;
    const bool good = process_request(stream, false, closed, SendAsItIs);
    return {stream.TakeAnswer(), good && !closed && stream.read_whole()};
  }

 private:
  void Respond(const httplib::Request& from, httplib::Response& to) const {
    const HttpResponse made = handler_(ToRequest(from));
    to.status = made.status;
    for (const auto& [name, value] : made.headers) to.set_header(name, value);
    if (made.close) to.set_header("Connection", "close");
    to.set_content(made.body, made.content_type);
  }

  const HttpHandler handler_;
};

HttpProtocol::HttpProtocol(HttpHandler handler, const HttpHeaders& always)
    : parser_(std::make_unique<Parser>(std::move(handler), always)) {}

HttpProtocol::~HttpProtocol() = default;

Exchange HttpProtocol::Answer(const std::string& request, const Peer& peer) {
  return parser_->Answer(request, peer);
}

}  // namespace photogate
