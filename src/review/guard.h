// What every request must be before anything else is asked of it: sent to this server, by this
// server's own page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "review/http.h"

namespace photogate {

struct SiteAddress {
  std::vector<std::string> hosts;  // "127.0.0.1:8470", "photos.school.example"; lower case
  bool tls = false;
};

// Nullopt for a request that may go on; otherwise its answer: 421 for a Host that is not this
// server's (DNS rebinding), 403 for another origin (cross-site requests), 400 where a header that
// decides came twice.
std::optional<HttpResponse> CheckOrigin(const HttpRequest& request, const SiteAddress& site);

// Go with every answer. `lasting_tls`: the certificate is one that browsers trust, so they may be
// told to insist on TLS.
HttpHeaders SecurityHeaders(bool lasting_tls);

}  // namespace photogate
