#include "review/guard.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "review/answer.h"

namespace photogate {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

bool IsHere(const std::string& host, const SiteAddress& site) {
  return std::find(site.hosts.begin(), site.hosts.end(), host) != site.hosts.end();
}

}  // namespace

std::optional<HttpResponse> CheckOrigin(const HttpRequest& request, const SiteAddress& site) {
  for (const char* name : {"host", "origin", "cookie", "x-photogate-token", "content-type"}) {
    if (std::find(request.repeated.begin(), request.repeated.end(), name) !=
        request.repeated.end()) {
      return Problem(400, "bad_request", "A header came twice. Load the page again.");
    }
  }
  const std::string host = Lower(request.Header("host"));
  if (!IsHere(host, site)) {
    return Problem(421, "wrong_host",
                   "This is not the address that the page was started for. Use the one that "
                   "`photogate serve` showed.");
  }
  const std::string origin = Lower(request.Header("origin"));
  const std::string own = (site.tls ? "https://" : "http://") + host;
  const bool reading = request.method == "GET" || request.method == "HEAD";
  // Browsers send an origin with every request that changes something; without one it is no page's.
  const bool foreign = !origin.empty() && origin != own;
  const std::string site_of_it = Lower(request.Header("sec-fetch-site"));
  const bool other_site =
      !site_of_it.empty() && site_of_it != "same-origin" && site_of_it != "none";
  // Following a link to the page from elsewhere is a navigation and harmless: it shows the page
  // without a session, because the cookie stays behind (SameSite=Strict).
  const bool navigation =
      reading && request.path == "/" && Lower(request.Header("sec-fetch-mode")) == "navigate";
  if (foreign || (other_site && !navigation)) {
    return Problem(403, "wrong_origin", "This request came from another site and was not taken.");
  }
  return std::nullopt;
}

HttpHeaders SecurityHeaders(bool lasting_tls) {
  HttpHeaders headers{
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
       "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
       "require-trusted-types-for 'script'; trusted-types 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Embedder-Policy", "require-corp"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
      {"Cache-Control", "no-store"},
  };
  if (lasting_tls) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

}  // namespace photogate
