#include "review/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <array>
#include <ctime>

namespace photogate {
namespace {

namespace fs = std::filesystem;

// wiki.mozilla.org/Security/Server_Side_TLS, "intermediate", without DHE, which needs parameters.
constexpr const char* kSuites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

Error NotUsable(const fs::path& file) {
  return {ErrorKind::kCorrupt,
          "The certificate or its key is not usable. Both must be PEM files, and the key must be "
          "the certificate's and without a passphrase.",
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

std::string DayOf(const ASN1_TIME* moment) {
  std::tm time{};
  if (ASN1_TIME_to_tm(moment, &time) != 1) return {};
  return FormatDate(Date{time.tm_year + 1900, time.tm_mon + 1, time.tm_mday});
}

// Nobody sits at a keyboard when a service starts: OpenSSL must not ask for a passphrase.
int NoPassphrase(char* /*text*/, int /*size*/, int /*writing*/, void* asked) {
  *static_cast<bool*>(asked) = true;
  return 0;
}

Error HasPassphrase(const fs::path& key) {
  return {ErrorKind::kRefused,
          "The key of the certificate has a passphrase, which nobody is there to type when the "
          "page starts. Make a copy without one (openssl pkey -in KEY.pem -out plain.pem), make it "
          "readable by this account only (chmod 600), and name that one with --key.",
          key.string()};
}

Result<Done> CheckDays(const X509* certificate, const fs::path& file, const Clock& clock) {
  std::time_t now = std::chrono::system_clock::to_time_t(clock.Now());
  if (X509_cmp_time(X509_get0_notBefore(certificate), &now) > 0) {
    return Error{ErrorKind::kRefused,
                 "The certificate is valid only from " + DayOf(X509_get0_notBefore(certificate)) +
                     ", so browsers would refuse the page. Use the one of before until then, and "
                     "see whether this computer's clock is right.",
                 file.string()};
  }
  if (X509_cmp_time(X509_get0_notAfter(certificate), &now) <= 0) {
    return Error{ErrorKind::kRefused,
                 "The certificate ended on " + DayOf(X509_get0_notAfter(certificate)) +
                     ", so browsers would refuse the page. Get a new one; one that photogate made "
                     "itself is made anew when the folder tls/ is removed.",
                 file.string()};
  }
  return Done{};
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

}  // namespace

void TlsContextDeleter::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

Result<Tls> LoadTls(const fs::path& certificate, const fs::path& key, const Clock& clock) {
  if (!fs::exists(certificate)) {
    return Error{ErrorKind::kNotFound, "The certificate is not there.", certificate.string()};
  }
  if (auto checked = CheckKeyFile(key); !checked.ok()) return checked.error();
  bool asked = false;  // outlives every use of the context below, and the callback goes again
  Tls tls;
  tls.context.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const context = tls.context.get();
  if (context != nullptr) {
    SSL_CTX_set_default_passwd_cb(context, NoPassphrase);
    SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
  }
  const bool loaded = context != nullptr &&
                      SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                      SSL_CTX_set_cipher_list(context, kSuites) == 1 &&
                      SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) == 1 &&
                      SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1 &&
                      SSL_CTX_check_private_key(context) == 1;
  ERR_clear_error();
  if (asked) return HasPassphrase(key);
  if (!loaded) return NotUsable(certificate);
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  SSL_CTX_set_default_passwd_cb(context, nullptr);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  const X509* const own = SSL_CTX_get0_certificate(context);
  if (auto days = CheckDays(own, certificate, clock); !days.ok()) return days.error();
  tls.fingerprint = Fingerprint(own);
  tls.expires = DayOf(X509_get0_notAfter(own));
  tls.self_signed = X509_NAME_cmp(X509_get_subject_name(own), X509_get_issuer_name(own)) == 0;
  return tls;
}

std::vector<std::string> NamesMissing(const Tls& tls, const std::vector<std::string>& names) {
  std::vector<std::string> missing;
  X509* const certificate = SSL_CTX_get0_certificate(tls.context.get());
  for (const std::string& name : names) {
    const bool there = X509_check_ip_asc(certificate, name.c_str(), 0) == 1 ||
                       X509_check_host(certificate, name.c_str(), name.size(), 0, nullptr) == 1;
    if (!there) missing.push_back(name);
  }
  return missing;
}

Result<std::string> FingerprintOf(const fs::path& certificate) {
  const std::unique_ptr<BIO, void (*)(BIO*)> file(BIO_new_file(certificate.c_str(), "r"),
                                                  BIO_free_all);
  const std::unique_ptr<X509, void (*)(X509*)> read(
      file == nullptr ? nullptr : PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr),
      X509_free);
  ERR_clear_error();
  if (read == nullptr) return NotUsable(certificate);
  return Fingerprint(read.get());
}

}  // namespace photogate
