// TLS for the review page: the school's certificate, or one made at the first start.
#pragma once

#include <openssl/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace photogate {

struct TlsContextDeleter {
  void operator()(SSL_CTX* context) const;
};

// TLS 1.2 and 1.3 with the suites of Mozilla's "intermediate" list, no renegotiation, no tickets,
// no compression. Shared by all connections; thread-safe once made.
struct Tls {
  std::unique_ptr<SSL_CTX, TlsContextDeleter> context;
  std::string fingerprint;  // SHA-256 of the certificate, "AB:CD:..." as browsers show it
  std::string expires;      // the last day, "2028-11-21"
  bool self_signed = false;
  bool own = false;  // photogate made it: see own_certificate.h
};

// Errors, with the file as context: kNotFound; kCorrupt (not PEM, or the key is not the
// certificate's); kRefused when others can read the key, when it has a passphrase, and for a
// certificate that has ended or is not valid yet.
Result<Tls> LoadTls(const std::filesystem::path& certificate, const std::filesystem::path& key,
                    const Clock& clock);

// Which of `names` (host names and addresses) the certificate does not hold, so that browsers would
// refuse the page under them.
std::vector<std::string> NamesMissing(const Tls& tls, const std::vector<std::string>& names);

// As in Tls, of the first certificate in a file. kCorrupt when there is none.
Result<std::string> FingerprintOf(const std::filesystem::path& certificate);

}  // namespace photogate
