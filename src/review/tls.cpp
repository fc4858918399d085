#include "review/tls.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <ctime>

#include "crypto/random.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// wiki.mozilla.org/Security/Server_Side_TLS, "intermediate", without DHE, which needs parameters.
constexpr const char* kSuites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// Browsers refuse own certificates above 825 days.
constexpr long kSelfSignedDays = 730;

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

Error NotUsable(const fs::path& file) {
  return {ErrorKind::kCorrupt,
          "The certificate or its key is not usable. Both must be PEM files, and the key must be "
          "the certificate's and without a passphrase.",
          file.string()};
}

Error CannotMake(const fs::path& file) {
  return {ErrorKind::kUnavailable,
          "The certificate for the review page cannot be made. Check the home folder's access "
          "rights and the free space.",
          file.string()};
}

std::string Fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int bytes = 0;
  if (X509_digest(certificate, EVP_sha256(), hash.data(), &bytes) != 1) return {};
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (unsigned int at = 0; at < bytes; ++at) {
    if (at != 0) text += ':';
    text += kDigits[hash[at] >> 4];
    text += kDigits[hash[at] & 15];
  }
  return text;
}

std::string LastDay(const X509* certificate) {
  std::tm time{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) != 1) return {};
  return FormatDate(Date{time.tm_year + 1900, time.tm_mon + 1, time.tm_mday});
}

Result<Done> CheckKeyFile(const fs::path& key) {
  struct stat about {};
  if (::stat(key.c_str(), &about) != 0) {
    return Error{ErrorKind::kNotFound, "The key of the certificate is not there.", key.string()};
  }
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{ErrorKind::kRefused,
                 "Others can read the key of the certificate. Make it yours alone first: chmod "
                 "600, and the same owner as the account that runs photogate.",
                 key.string()};
  }
  return Done{};
}

bool AddExtension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

bool IsAddress(const std::string& name) {
  std::array<unsigned char, 16> bytes{};
  return ::inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

std::string AlternativeNames(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += ',';
    list += (IsAddress(name) ? "IP:" : "DNS:") + name;
  }
  return list;
}

Certificate MakeCertificate(EVP_PKEY* key, const std::vector<std::string>& names,
                            const Clock& clock) {
  Certificate made(X509_new());
  if (made == nullptr || names.empty()) return nullptr;
  const std::time_t now = std::chrono::system_clock::to_time_t(clock.Now());
  X509* const x = made.get();
  BIGNUM* serial = nullptr;
  const bool numbered = BN_hex2bn(&serial, fmt::format("1{}", RandomHex(15)).c_str()) > 0 &&
                        BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(x)) != nullptr;
  BN_free(serial);
  X509_NAME* const subject = X509_get_subject_name(x);
  const auto* text = reinterpret_cast<const unsigned char*>(names.front().c_str());
  const bool whole =
      numbered && X509_set_version(x, X509_VERSION_3) == 1 &&
      ASN1_TIME_set(X509_getm_notBefore(x), now - 24 * 3600) != nullptr &&
      ASN1_TIME_set(X509_getm_notAfter(x), now + kSelfSignedDays * 24 * 3600) != nullptr &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
      X509_set_issuer_name(x, subject) == 1 && X509_set_pubkey(x, key) == 1 &&
      AddExtension(x, NID_basic_constraints, "critical,CA:FALSE") &&
      AddExtension(x, NID_key_usage, "critical,digitalSignature") &&
      AddExtension(x, NID_ext_key_usage, "serverAuth") &&
      AddExtension(x, NID_subject_alt_name, AlternativeNames(names)) &&
      X509_sign(x, key, EVP_sha256()) > 0;
  if (!whole) made.reset();
  return made;
}

Bio CreateFile(const fs::path& file, mode_t mode) {
  ::unlink(file.c_str());
  const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode);
  return Bio(fd < 0 ? nullptr : BIO_new_fd(fd, BIO_CLOSE));
}

}  // namespace

void TlsContextDeleter::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

Result<Tls> LoadTls(const fs::path& certificate, const fs::path& key, const Clock& clock) {
  if (!fs::exists(certificate)) {
    return Error{ErrorKind::kNotFound, "The certificate is not there.", certificate.string()};
  }
  if (auto checked = CheckKeyFile(key); !checked.ok()) return checked.error();
  Tls tls;
  tls.context.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const context = tls.context.get();
  const bool loaded = context != nullptr &&
                      SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                      SSL_CTX_set_cipher_list(context, kSuites) == 1 &&
                      SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) == 1 &&
                      SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1 &&
                      SSL_CTX_check_private_key(context) == 1;
  ERR_clear_error();
  if (!loaded) return NotUsable(certificate);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  const X509* const own = SSL_CTX_get0_certificate(context);
  std::time_t now = std::chrono::system_clock::to_time_t(clock.Now());
  if (X509_cmp_time(X509_get0_notAfter(own), &now) <= 0) {
    return Error{ErrorKind::kRefused,
                 "The certificate has ended, so browsers would refuse the page. Get a new one; one "
                 "that photogate made itself is made anew when its two files are removed.",
                 certificate.string()};
  }
  tls.fingerprint = Fingerprint(own);
  tls.expires = LastDay(own);
  tls.self_signed = X509_NAME_cmp(X509_get_subject_name(own), X509_get_issuer_name(own)) == 0;
  return tls;
}

Result<bool> MakeSelfSigned(const fs::path& certificate, const fs::path& key,
                            const std::vector<std::string>& names, const Clock& clock) {
  if (fs::exists(certificate) && fs::exists(key)) return false;
  const Key made_key(EVP_EC_gen("P-256"));
  if (made_key == nullptr) return CannotMake(key);
  const Certificate made = MakeCertificate(made_key.get(), names, clock);
  if (made == nullptr) return CannotMake(certificate);
  const Bio key_file = CreateFile(key, S_IRUSR | S_IWUSR);
  const Bio file = CreateFile(certificate, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  const bool written = key_file != nullptr && file != nullptr &&
                       PEM_write_bio_PrivateKey(key_file.get(), made_key.get(), nullptr, nullptr, 0,
                                                nullptr, nullptr) == 1 &&
                       PEM_write_bio_X509(file.get(), made.get()) == 1;
  ERR_clear_error();
  if (written) return true;
  ::unlink(key.c_str());
  ::unlink(certificate.c_str());
  return CannotMake(certificate);
}

}  // namespace photogate
