#include "review/site.h"

#include <algorithm>
#include <exception>

#include "consent/users.h"
#include "crypto/constant_time.h"
#include "review/answer.h"
#include "review/page_files.h"

namespace photogate {
namespace {

// 5 failures: somebody who is not sure which password it was. 25: a whole staff room would have to
// mistype the same name. 20 of one address: a class set of tablets behind one.
constexpr int kFreeOfBoth = 5;
constexpr int kFreeOfName = 25;
constexpr int kFreeOfAddress = 20;

// Over a minute; a page that loads asks for a few things at once, and a group photo for a picture
// of each of its faces.
constexpr double kRequestsPerSecond = 20, kRequestBurst = 200;
constexpr double kPicturesPerSecond = 60, kPictureBurst = 600;

constexpr std::string_view kApi = "/api/v1/";

HttpResponse SignedOut() {
  return Problem(401, "signed_out",
                 "You are signed out. Sign in again; nothing you saved is lost.");
}

constexpr std::string_view kBytes = "application/octet-stream";

bool IsJson(std::string_view type) {
  return type == "application/json" || type.substr(0, 17) == "application/json;";
}

}  // namespace

SiteParts::SiteParts(const SiteOptions& given, Register& of, const Clock& its_clock)
    : options(given),
      reg(of),
      clock(its_clock),
      sessions(its_clock, given.sessions),
      by_both(its_clock, kFreeOfBoth),
      by_name(its_clock, kFreeOfName),
      by_address(its_clock, kFreeOfAddress),
      requests(kRequestsPerSecond, kRequestBurst),
      pictures(kPicturesPerSecond, kPictureBurst) {}

std::string CookieName(bool tls) { return tls ? "__Host-photogate_session" : "photogate_session"; }

Site::Site(SiteParts& parts, std::vector<Route> routes)
    : parts_(parts), routes_(SessionRoutes(parts)) {
  std::move(routes.begin(), routes.end(), std::back_inserter(routes_));
}

HttpResponse Site::Answer(const HttpRequest& request) {
  try {
    if (auto refused = CheckOrigin(request, parts_.options.address)) return *std::move(refused);
    if (std::string_view(request.path).substr(0, kApi.size()) == kApi) return AnswerApi(request);
    if (auto file = PageFile(request.path)) {
      if (request.method == "GET" || request.method == "HEAD") return *std::move(file);
      return Problem(405, "wrong_method", "This can only be read.");
    }
    return Problem(404, "not_found", "There is nothing at this address.");
  } catch (const std::exception&) {
    return Problem(500, "unavailable",
                   "Something went wrong here, and nothing was cleared. Try again; if it stays so, "
                   "tell whoever keeps photogate.");
  }
}

// The order matters: nobody learns what exists, and no body is read, before they have shown who
// they are.
HttpResponse Site::AnswerApi(const HttpRequest& request) {
  const RouteMatch match = FindRoute(routes_, request.method, request.path);
  Call call{request, match.ids, nlohmann::json::object(), parts_.clock.Today(), {}, {}};
  const bool active = match.route == nullptr || !match.route->idle;
  if (const auto cookie = request.Cookie(CookieName(parts_.options.address.tls))) {
    call.session = parts_.sessions.Find(*cookie, active);
  }
  if (call.session) {
    const auto user = Users(parts_.reg).Active(call.session->user, call.today);
    const bool same_password =
        user.ok() && user.value().password_at.value_or("") == call.session->password_at;
    if (same_password) {
      call.user = user.value();
    } else if (user.ok() || user.error().kind == ErrorKind::kNotFound ||
               user.error().kind == ErrorKind::kRefused) {
      // Left, removed, or the password was changed elsewhere.
      parts_.sessions.Close(call.session->key);
      call.session.reset();
    } else {
      return ProblemOf(user.error());
    }
  }
  const bool open = match.route != nullptr && match.route->open;
  if (!open && !call.session) return SignedOut();
  if (match.route == nullptr) {
    if (match.other_method) return Problem(405, "wrong_method", "This cannot be done here.");
    return Problem(404, "not_found", "There is nothing at this address.");
  }
  const Route& route = *match.route;
  RateLimiter& limiter = route.picture ? parts_.pictures : parts_.requests;
  const std::string who = call.session ? call.session->key : request.address;
  if (!limiter.Take(who, std::chrono::steady_clock::now())) {
    HttpResponse slow = Problem(429, "slow_down", "Too much at once. Wait a moment and try again.");
    slow.headers.emplace_back("Retry-After", "2");
    return slow;
  }
  if (request.method != "GET") {
    // Signing in has no session yet whose token it could know; its origin was checked.
    const bool token_fits =
        call.session && SameSecret(request.Header("x-photogate-token"), call.session->token);
    if (!route.open && !token_fits) {
      return Problem(403, "wrong_token", "The page is out of date. Load it again.");
    }
    const std::string_view type = request.Header("content-type");
    if (route.bytes && type != kBytes) {
      return Problem(415, "wrong_type", "The request must be bytes.");
    }
    if (!route.bytes) {
      if (!request.body.empty() && !IsJson(type)) {
        return Problem(415, "wrong_type", "The request must be JSON.");
      }
      auto body = ParseBody(request.body, route.fields);
      if (!body.ok()) return Problem(400, "bad_request", body.error().message);
      call.body = std::move(body).value();
    }
  }
  if (route.act) {
    if (const auto may = MayOnPage(call.who(), *route.act, call.today); !may.ok()) {
      return Problem(403, "not_allowed", may.error().message);
    }
  }
  return route.answer(call);
}

}  // namespace photogate
