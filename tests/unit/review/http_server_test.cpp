#include "review/http_server.h"

#include <fmt/format.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "review/connection.h"
#include "tests/unit/review/web_client.h"

namespace photogate {
namespace {

using test::Ask;
using test::RawConnection;
using test::WebAnswer;

HttpResponse Echo(const HttpRequest& request) {
  if (request.path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(150));
  if (request.path == "/throw") throw std::runtime_error("a defect");
  HttpResponse response;
  response.status = 200;
  response.body = request.method + " " + request.path + " " + request.body;
  if (request.path == "/big") response.body = std::string(8u << 20, 'x');
  return response;
}

struct Running {
  explicit Running(HttpLimits limits = {}) {
    ListenOptions options;
    options.limits = limits;
    options.always = {{"X-Always", "yes"}};
    auto started = HttpServer::Start(options, nullptr, Echo);
    REQUIRE(started.ok());
    server = std::move(started).value();
    port = server->port();
  }
  std::unique_ptr<HttpServer> server;
  int port = 0;
};

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST_CASE("a connection carries one request after another", "[http]") {
  const Running running;
  RawConnection connection(running.port);
  for (const char* path : {"/one", "/two", "/three"}) {
    REQUIRE(connection.Send(test::BytesOf({"POST", path, {}, "text"}, running.port)));
    const WebAnswer answer = connection.Receive();
    CHECK(answer.status == 200);
    CHECK(answer.body == fmt::format("POST {} text", path));
    CHECK(answer.headers.at("x-always") == "yes");
  }
  // Two at once in one piece.
  const std::string both =
      test::BytesOf({"GET", "/a"}, running.port) + test::BytesOf({"GET", "/b"}, running.port);
  REQUIRE(connection.Send(both));
  CHECK(connection.Receive().body == "GET /a ");
  CHECK(connection.Receive().body == "GET /b ");
}

TEST_CASE("where a request ends is never in doubt", "[http]") {
  const HttpLimits limits;
  const auto measure = [&](const std::string& text) { return MeasureRequest(text, limits); };
  using Verdict = RequestExtent::Verdict;
  CHECK(measure("GET / HTTP/1.1\r\nHost: a\r\n\r\n").verdict == Verdict::kWhole);
  CHECK(measure("GET / HTTP/1.1\r\nHost: a\r\n").verdict == Verdict::kIncomplete);
  const auto post = measure("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /");
  CHECK(post.verdict == Verdict::kWhole);
  CHECK(post.bytes == std::string("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").size());
  for (const char* header :
       {"Content-Length: 3\r\nContent-Length: 3", "Content-Length: 3\r\ncontent-length: 4",
        "Content-Length: -1", "Content-Length: 3,3", "Content-Length: 0x3", "Content-Length:",
        "Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Length : 3",
        "A: b\r\n folded", "no colon", ": empty", "A: b\nB: c", "Content-Length: 99999999"}) {
    INFO(header);
    CHECK(measure(std::string("POST / HTTP/1.1\r\n") + header + "\r\n\r\nabc").verdict ==
          Verdict::kRefused);
  }
  CHECK(measure("GET /" + std::string(4000, 'a')).status == 414);
  CHECK(measure("GET / HTTP/1.1\r\nA: " + std::string(40'000, 'a')).status == 431);
}

TEST_CASE("what cannot be a request is answered once and the connection ends", "[http]") {
  const Running running;
  RawConnection connection(running.port);
  REQUIRE(connection.Send("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"));
  const WebAnswer answer = connection.Receive();
  CHECK(answer.status == 413);
  CHECK(answer.headers.at("x-always") == "yes");
  CHECK(connection.ClosedWithin(1000));
  CHECK(Ask(running.port, {"GET", "/throw"}).status == 500);
  CHECK(Ask(running.port, {"GET", "/after"}).status == 200);
}

TEST_CASE("200 slow clients do not keep another from being answered", "[http]") {
  HttpLimits limits;
  limits.request_ms = 3'000;
  const Running running(limits);
  std::vector<std::unique_ptr<RawConnection>> slow;
  for (int at = 0; at < 200; ++at) {
    slow.push_back(std::make_unique<RawConnection>(running.port));
    REQUIRE(slow.back()->Send("POST /x HTTP/1.1\r\nContent-Len"));
  }
  const auto start = std::chrono::steady_clock::now();
  for (int at = 0; at < 20; ++at) CHECK(Ask(running.port, {"GET", "/quick"}).status == 200);
  CHECK(SecondsSince(start) < 2.0);
  // They are let go at their deadline, however they drip.
  for (int second = 0; second < 5; ++second) {
    for (auto& one : slow) (void)one->Send("x");
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  CHECK(running.server->connections() == 0);
}

TEST_CASE("a newcomer takes the place of the slowest when an address has its connections used up",
          "[http]") {
  HttpLimits limits;
  limits.connections_per_address = 10;
  const Running running(limits);
  std::vector<std::unique_ptr<RawConnection>> idle;
  for (int at = 0; at < 10; ++at) {
    idle.push_back(std::make_unique<RawConnection>(running.port));
    REQUIRE(idle.back()->Send("GET"));
  }
  while (running.server->connections() < 10) std::this_thread::yield();
  CHECK(Ask(running.port, {"GET", "/new"}).status == 200);
  CHECK(running.server->connections() <= 10);
}

TEST_CASE("one address has no more than its share of the threads", "[http]") {
  HttpLimits limits;
  limits.threads = 8;
  limits.requests_per_address = 2;
  const Running running(limits);
  std::vector<std::thread> clients;
  std::atomic<int> good{0};
  const auto start = std::chrono::steady_clock::now();
  for (int at = 0; at < 6; ++at) {
    clients.emplace_back([&] { good += Ask(running.port, {"GET", "/slow"}).status == 200; });
  }
  for (std::thread& client : clients) client.join();
  CHECK(good == 6);
  // Three rounds of 150 ms: with all eight threads it would have been one.
  CHECK(SecondsSince(start) >= 0.44);
}

TEST_CASE("a client that does not read its answer is let go", "[http]") {
  HttpLimits limits;
  limits.write_ms = 300;
  limits.write_bytes_per_ms = 100'000;  // 84 ms for the 8 MB
  const Running running(limits);
  RawConnection connection(running.port);
  REQUIRE(connection.Send(test::BytesOf({"GET", "/big"}, running.port)));
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  CHECK(running.server->connections() == 0);
  CHECK(Ask(running.port, {"GET", "/big"}).body.size() == (8u << 20));
}

TEST_CASE("answers are sent as they are, whatever packing a browser takes", "[http]") {
  const Running running;
  const WebAnswer answer = Ask(running.port, {"GET", "/a", {{"Accept-Encoding", "gzip, br"}}, ""});
  CHECK(answer.headers.count("content-encoding") == 0);
  CHECK(answer.body == "GET /a ");
}

TEST_CASE("a cookie that came twice counts for none", "[http]") {
  HttpRequest request;
  request.headers["cookie"] = "a=1; photogate=x ; b=2";
  CHECK(request.Cookie("photogate") == "x");
  CHECK_FALSE(request.Cookie("gate").has_value());
  request.headers["cookie"] = "photogate=x; photogate=y";
  CHECK_FALSE(request.Cookie("photogate").has_value());
}

}  // namespace
}  // namespace photogate
