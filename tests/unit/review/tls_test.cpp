#include "review/tls.h"

#include <openssl/ssl.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "review/http_server.h"
#include "tests/support/paths.h"
#include "tests/unit/review/web_client.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

class FixedClock final : public Clock {
 public:
  explicit FixedClock(std::chrono::hours from_now = {}) : from_now_(from_now) {}
  std::chrono::system_clock::time_point Now() const override {
    return std::chrono::system_clock::now() + from_now_;
  }

 private:
  std::chrono::hours from_now_;
};

struct Files {
  test::TempFolder folder;
  fs::path certificate = folder.path() / "cert.pem", key = folder.path() / "key.pem";
};

// What a browser that trusts `certificate` sees of the page; empty when it refuses.
std::string AskOverTls(int port, const fs::path& certificate, const char* name, int version) {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_load_verify_locations(context, certificate.c_str(), nullptr);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_max_proto_version(context, version);
  const test::RawConnection connection(port);
  SSL* const ssl = SSL_new(context);
  SSL_set_fd(ssl, connection.fd());
  SSL_set1_host(ssl, name);
  std::string text;
  if (SSL_connect(ssl) == 1) {
    const std::string request = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    SSL_write(ssl, request.data(), static_cast<int>(request.size()));
    char buffer[4096];
    int count = 0;
    while ((count = SSL_read(ssl, buffer, sizeof buffer)) > 0) {
      text.append(buffer, static_cast<std::size_t>(count));
      if (text.find("hello") != std::string::npos) break;
    }
  }
  SSL_free(ssl);
  SSL_CTX_free(context);
  return text;
}

TEST_CASE("a certificate made at the first start serves the page over TLS 1.2 and 1.3", "[tls]") {
  const Files files;
  const FixedClock clock;
  const auto made = MakeSelfSigned(files.certificate, files.key, {"photos.test"}, clock);
  REQUIRE(made.ok());
  CHECK(made.value());
  CHECK_FALSE(MakeSelfSigned(files.certificate, files.key, {"other"}, clock).value());
  CHECK((fs::status(files.key).permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
        fs::perms::none);
  const auto tls = LoadTls(files.certificate, files.key, clock);
  REQUIRE(tls.ok());
  CHECK(tls.value().self_signed);
  CHECK(tls.value().fingerprint.size() == 95);
  auto server = HttpServer::Start({}, &tls.value(), [](const HttpRequest& request) {
    HttpResponse response;
    response.status = 200;
    response.body = request.tls ? "hello over tls" : "plain";
    return response;
  });
  REQUIRE(server.ok());
  const int port = server.value()->port();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CHECK(AskOverTls(port, files.certificate, "photos.test", version).find("hello over tls") !=
          std::string::npos);
  }
  CHECK(AskOverTls(port, files.certificate, "other.test", TLS1_3_VERSION).empty());
  CHECK(AskOverTls(port, files.certificate, "photos.test", TLS1_1_VERSION).empty());
  // Who speaks plainly gets nothing.
  CHECK(test::Ask(port, {"GET", "/"}).status == 0);
}

TEST_CASE("a key that others can read, or that is not the certificate's, is refused", "[tls]") {
  const Files files;
  const Files others;
  const FixedClock clock;
  REQUIRE(MakeSelfSigned(files.certificate, files.key, {"photos.test"}, clock).ok());
  REQUIRE(MakeSelfSigned(others.certificate, others.key, {"photos.test"}, clock).ok());
  CHECK_FALSE(LoadTls(files.certificate, others.key, clock).ok());
  CHECK_FALSE(LoadTls(files.certificate, files.folder.path() / "nothing", clock).ok());
  CHECK_FALSE(LoadTls(files.key, files.key, clock).ok());
  fs::permissions(files.key, fs::perms::group_read, fs::perm_options::add);
  const auto loose = LoadTls(files.certificate, files.key, clock);
  REQUIRE_FALSE(loose.ok());
  CHECK(loose.error().kind == ErrorKind::kRefused);
}

TEST_CASE("a certificate that has ended is refused", "[tls]") {
  const Files files;
  REQUIRE(MakeSelfSigned(files.certificate, files.key, {"photos.test"}, FixedClock()).ok());
  CHECK_FALSE(LoadTls(files.certificate, files.key, FixedClock(std::chrono::hours(24 * 731))).ok());
}

}  // namespace
}  // namespace photogate
