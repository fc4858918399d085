// The page as a whole: a request in, an answer out. No sockets here.
#pragma once

#include <functional>
#include <memory>
#include <semaphore>
#include <string>
#include <vector>

#include "consent/actor.h"
#include "consent/register.h"
#include "core/clock.h"
#include "core/result.h"
#include "review/guard.h"
#include "review/http.h"
#include "review/router.h"
#include "review/session_store.h"
#include "review/throttle.h"

namespace photogate {

// Copies in cleared/ that must not stand there any more.
struct CopiesOut {
  int copies = 0;  // taken out
  int left = 0;    // could not be: tried again later
};

struct SiteOptions {
  SiteAddress address;
  SessionRules sessions;
  std::string school;
  bool demo = false;
  // After a no was entered: takes out every copy that shows somebody who is recalled. Thread-safe;
  // empty: there are none.
  std::function<Result<CopiesOut>(const Actor&)> take_out = {};
};

// What the functions of the routes share. All of it is thread-safe.
struct SiteParts {
  SiteParts(const SiteOptions& given, Register& of, const Clock& its_clock);

  const SiteOptions options;
  Register& reg;
  const Clock& clock;
  SessionStore sessions;
  // Of one name from one address, of one name from anywhere, and of one address.
  LoginGuard by_both, by_name, by_address;
  RateLimiter requests, pictures;
  // A password check takes 64 MiB for a tenth of a second.
  std::counting_semaphore<4> password_checks{4};
};

// Thread-safe.
class Site {
 public:
  // `routes` besides those of the session. `parts` must outlive it.
  Site(SiteParts& parts, std::vector<Route> routes);

  HttpResponse Answer(const HttpRequest& request);

 private:
  HttpResponse AnswerApi(const HttpRequest& request);

  SiteParts& parts_;
  std::vector<Route> routes_;
};

// "photogate_session", with the prefix that browsers hold to TLS.
std::string CookieName(bool tls);

std::vector<Route> SessionRoutes(SiteParts& parts);

}  // namespace photogate
