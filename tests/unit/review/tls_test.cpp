#include "review/tls.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>

#include "review/http_server.h"
#include "review/own_certificate.h"
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
  OwnCertificateFiles own = OwnCertificateIn(folder.path());
  fs::path certificate = own.certificate, key = own.key;

  Result<std::string> Keep(const std::vector<std::string>& names,
                           const Clock& clock = FixedClock()) const {
    return KeepOwnCertificate(own, names, clock);
  }
};

using CertificateRead = std::unique_ptr<X509, void (*)(X509*)>;

CertificateRead ReadCertificate(const fs::path& path) {
  FILE* const file = std::fopen(path.c_str(), "r");
  REQUIRE(file != nullptr);
  CertificateRead read(PEM_read_X509(file, nullptr, nullptr, nullptr), X509_free);
  std::fclose(file);
  REQUIRE(read != nullptr);
  return read;
}

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
  const auto made = files.Keep({"photos.test"});
  REQUIRE(made.ok());
  CHECK(made.value().empty());
  CHECK((fs::status(files.key).permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
        fs::perms::none);
  const auto tls = LoadTls(files.certificate, files.key, clock);
  REQUIRE(tls.ok());
  CHECK_FALSE(tls.value().self_signed);
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
    CHECK(AskOverTls(port, files.own.authority, "photos.test", version).find("hello over tls") !=
          std::string::npos);
  }
  CHECK(AskOverTls(port, files.own.authority, "other.test", TLS1_3_VERSION).empty());
  CHECK(AskOverTls(port, files.own.authority, "photos.test", TLS1_1_VERSION).empty());
  // Who speaks plainly gets nothing.
  CHECK(test::Ask(port, {"GET", "/"}).status == 0);
}

TEST_CASE("a key that others can read, or that is not the certificate's, is refused", "[tls]") {
  const Files files;
  const Files others;
  const FixedClock clock;
  REQUIRE(files.Keep({"photos.test"}).ok());
  REQUIRE(others.Keep({"photos.test"}).ok());
  CHECK_FALSE(LoadTls(files.certificate, others.key, clock).ok());
  CHECK_FALSE(LoadTls(files.certificate, files.folder.path() / "nothing", clock).ok());
  CHECK_FALSE(LoadTls(files.key, files.key, clock).ok());
  fs::permissions(files.key, fs::perms::group_read, fs::perm_options::add);
  const auto loose = LoadTls(files.certificate, files.key, clock);
  REQUIRE_FALSE(loose.ok());
  CHECK(loose.error().kind == ErrorKind::kRefused);
}

TEST_CASE("a certificate that has ended or is not valid yet is refused, with the day", "[tls]") {
  const Files files;
  REQUIRE(files.Keep({"photos.test"}).ok());
  const auto ended =
      LoadTls(files.certificate, files.key, FixedClock(std::chrono::hours(24 * 731)));
  REQUIRE_FALSE(ended.ok());
  CHECK(ended.error().message.rfind("The certificate ended on 20", 0) == 0);
  // It holds from the day before it was made.
  const auto early = LoadTls(files.certificate, files.key, FixedClock(std::chrono::hours(-24 * 3)));
  REQUIRE_FALSE(early.ok());
  CHECK(early.error().kind == ErrorKind::kRefused);
  CHECK(early.error().message.rfind("The certificate is valid only from 20", 0) == 0);
}

TEST_CASE("an own certificate is made anew for another name, or when a file is lost, and says so",
          "[tls]") {
  const Files files;
  REQUIRE(files.Keep({"photos.test", "192.168.1.20"}).ok());
  const std::string first = FingerprintOf(files.own.authority).value();
  CHECK(files.Keep({"photos.test"}).value().empty());
  CHECK(files.Keep({"192.168.1.20"}).value().empty());
  CHECK(FingerprintOf(files.own.authority).value() == first);
  const std::string other = files.Keep({"pictures.test", "photos.test"}).value();
  CHECK(other.find("does not hold pictures.test") != std::string::npos);
  const std::string second = FingerprintOf(files.own.authority).value();
  CHECK(second != first);
  const auto tls = LoadTls(files.certificate, files.key, FixedClock());
  REQUIRE(tls.ok());
  CHECK(NamesMissing(tls.value(), {"photos.test", "pictures.test"}).empty());
  CHECK(NamesMissing(tls.value(), {"192.168.1.20"}) == std::vector<std::string>{"192.168.1.20"});
  for (const fs::path& lost : {files.own.authority, files.certificate, files.key}) {
    fs::remove(lost);
    const auto anew = files.Keep({"photos.test", "pictures.test"});
    REQUIRE(anew.ok());
    CHECK(anew.value().find("tls/" + lost.filename().string() + " is not there") !=
          std::string::npos);
    CHECK(LoadTls(files.certificate, files.key, FixedClock()).ok());
  }
  // What cannot be read is not thrown away unasked.
  fs::resize_file(files.certificate, 10);
  CHECK(files.Keep({"photos.test"}).value().empty());
  CHECK_FALSE(LoadTls(files.certificate, files.key, FixedClock()).ok());
}

TEST_CASE("devices install an authority that signed one certificate and can sign no other",
          "[tls]") {
  const Files files;
  REQUIRE(files.Keep({"photos.test"}).ok());
  const auto authority = ReadCertificate(files.own.authority);
  const auto certificate = ReadCertificate(files.certificate);
  CHECK(X509_check_ca(authority.get()) == 1);
  CHECK(X509_get_pathlen(authority.get()) == 0);
  CHECK(X509_check_ca(certificate.get()) == 0);
  CHECK(X509_verify(certificate.get(), X509_get0_pubkey(authority.get())) == 1);
  // The only key in the folder is the server's.
  FILE* const file = std::fopen(files.key.c_str(), "r");
  EVP_PKEY* const key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
  std::fclose(file);
  CHECK(X509_check_private_key(certificate.get(), key) == 1);
  CHECK(X509_check_private_key(authority.get(), key) == 0);
  EVP_PKEY_free(key);
  CHECK(std::distance(fs::directory_iterator(files.folder.path()), {}) == 3);
}

TEST_CASE("a key with a passphrase is refused without asking for it", "[tls]") {
  const Files files;
  REQUIRE(files.Keep({"photos.test"}).ok());
  FILE* file = std::fopen(files.key.c_str(), "r");
  EVP_PKEY* const key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
  std::fclose(file);
  file = std::fopen(files.key.c_str(), "w");
  REQUIRE(PEM_write_PKCS8PrivateKey(file, key, EVP_aes_256_cbc(), "secret", 6, nullptr, nullptr) ==
          1);
  std::fclose(file);
  EVP_PKEY_free(key);
  const auto refused = LoadTls(files.certificate, files.key, FixedClock());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kRefused);
  CHECK(refused.error().message.find("has a passphrase") != std::string::npos);
}

}  // namespace
}  // namespace photogate
