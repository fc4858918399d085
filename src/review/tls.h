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
};

// Errors, with the file as context: kNotFound, kRefused (the key is readable by others, or is not
// the certificate's), kCorrupt (not PEM), kRefused for a certificate that has ended.
Result<Tls> LoadTls(const std::filesystem::path& certificate, const std::filesystem::path& key,
                    const Clock& clock);

// Makes an EC P-256 key (0600) and a certificate for `names` (host names and addresses) that holds
// for two years, unless both files are there. Returns whether they were made.
Result<bool> MakeSelfSigned(const std::filesystem::path& certificate,
                            const std::filesystem::path& key, const std::vector<std::string>& names,
                            const Clock& clock);

}  // namespace photogate
