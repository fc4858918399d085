#include "review/own_certificate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <memory>
#include <utility>

#include "crypto/random.h"
#include "review/tls.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// Browsers refuse certificates of servers above 825 days.
constexpr long kDays = 730;

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
using Extensions = std::vector<std::pair<int, std::string>>;

Error CannotMake(const fs::path& file) {
  return {ErrorKind::kUnavailable,
          "The certificate for the review page cannot be made. Check the home folder's access "
          "rights and the free space.",
          file.string()};
}

bool AddExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
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

// Signed by `issuer` with its key; by itself when that is null.
Certificate Make(const std::string& subject_name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
                 const Extensions& extensions, const Clock& clock) {
  Certificate made(X509_new());
  if (made == nullptr) return nullptr;
  const std::time_t now = std::chrono::system_clock::to_time_t(clock.Now());
  X509* const x = made.get();
  X509* const by = issuer == nullptr ? x : issuer;
  BIGNUM* serial = nullptr;
  bool whole = BN_hex2bn(&serial, fmt::format("1{}", RandomHex(15)).c_str()) > 0 &&
               BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(x)) != nullptr;
  BN_free(serial);
  X509_NAME* const subject = X509_get_subject_name(x);
  const auto* text = reinterpret_cast<const unsigned char*>(subject_name.c_str());
  whole = whole && X509_set_version(x, X509_VERSION_3) == 1 &&
          ASN1_TIME_set(X509_getm_notBefore(x), now - 24 * 3600) != nullptr &&
          ASN1_TIME_set(X509_getm_notAfter(x), now + kDays * 24 * 3600) != nullptr &&
          X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
          X509_set_issuer_name(x, X509_get_subject_name(by)) == 1 && X509_set_pubkey(x, key) == 1;
  for (const auto& [kind, value] : extensions) {
    whole = whole && AddExtension(x, by, kind, value);
  }
  whole = whole && X509_sign(x, issuer == nullptr ? key : issuer_key, EVP_sha256()) > 0;
  if (!whole) made.reset();
  return made;
}

Bio CreateFile(const fs::path& file, mode_t mode) {
  ::unlink(file.c_str());
  const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode);
  return Bio(fd < 0 ? nullptr : BIO_new_fd(fd, BIO_CLOSE));
}

constexpr mode_t kMine = S_IRUSR | S_IWUSR, kForAll = kMine | S_IRGRP | S_IROTH;

bool Write(const OwnCertificateFiles& files, X509* authority, X509* certificate, EVP_PKEY* key) {
  const Bio key_file = CreateFile(files.key, kMine);
  const Bio chain = CreateFile(files.certificate, kForAll);
  const Bio root = CreateFile(files.authority, kForAll);
  return key_file != nullptr && chain != nullptr && root != nullptr &&
         PEM_write_bio_PrivateKey(key_file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) ==
             1 &&
         PEM_write_bio_X509(chain.get(), certificate) == 1 &&
         PEM_write_bio_X509(chain.get(), authority) == 1 &&
         PEM_write_bio_X509(root.get(), authority) == 1;
}

Result<Done> MakeAll(const OwnCertificateFiles& files, const std::vector<std::string>& names,
                     const Clock& clock) {
  const Key authority_key(EVP_EC_gen("P-256")), key(EVP_EC_gen("P-256"));
  if (authority_key == nullptr || key == nullptr || names.empty()) return CannotMake(files.key);
  const Certificate authority =
      Make("photogate at " + names.front(), authority_key.get(), nullptr, nullptr,
           {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
            {NID_key_usage, "critical,keyCertSign"},
            {NID_subject_key_identifier, "hash"}},
           clock);
  if (authority == nullptr) return CannotMake(files.authority);
  const Certificate certificate =
      Make(names.front(), key.get(), authority.get(), authority_key.get(),
           {{NID_basic_constraints, "critical,CA:FALSE"},
            {NID_key_usage, "critical,digitalSignature"},
            {NID_ext_key_usage, "serverAuth"},
            {NID_subject_key_identifier, "hash"},
            {NID_authority_key_identifier, "keyid"},
            {NID_subject_alt_name, AlternativeNames(names)}},
           clock);
  if (certificate == nullptr) return CannotMake(files.certificate);
  const bool written = Write(files, authority.get(), certificate.get(), key.get());
  ERR_clear_error();
  if (written) return Done{};
  for (const fs::path& file : {files.key, files.certificate, files.authority}) {
    ::unlink(file.c_str());
  }
  return CannotMake(files.certificate);
}

// Why what is there cannot stay; empty when it can.
std::string WhyAnew(const OwnCertificateFiles& files, const std::vector<std::string>& names,
                    const Clock& clock) {
  for (const fs::path& file : {files.authority, files.certificate, files.key}) {
    if (!fs::exists(file)) return fmt::format("tls/{} is not there", file.filename().string());
  }
  const auto tls = LoadTls(files.certificate, files.key, clock);
  if (!tls.ok()) return {};
  std::string list;
  for (const std::string& name : NamesMissing(tls.value(), names)) {
    list += (list.empty() ? "" : ", ") + name;
  }
  return list.empty() ? list : "the one of before does not hold " + list;
}

}  // namespace

OwnCertificateFiles OwnCertificateIn(const fs::path& folder) {
  return {folder / "ca.pem", folder / "cert.pem", folder / "key.pem"};
}

Result<std::string> KeepOwnCertificate(const OwnCertificateFiles& files,
                                       const std::vector<std::string>& names, const Clock& clock) {
  const bool first =
      !fs::exists(files.authority) && !fs::exists(files.certificate) && !fs::exists(files.key);
  const std::string why = WhyAnew(files, names, clock);
  if (why.empty()) return std::string();
  if (auto made = MakeAll(files, names, clock); !made.ok()) return made.error();
  if (first) return std::string();
  return fmt::format(
      "photogate made its certificate anew, because {}. Browsers warn until tls/ca.pem is "
      "installed "
      "again.",
      why);
}

}  // namespace photogate
