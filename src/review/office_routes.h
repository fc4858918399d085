// The routes of the office's day-to-day work: users, channels, the register. See docs/API.md.
//
// Who may do what is the table of consent/user_acts.h; each route asks it for each request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/user_acts.h"
#include "review/answer.h"
#include "review/router.h"
#include "review/site.h"

namespace photogate {

std::vector<Route> UserRoutes(SiteParts& parts);
std::vector<Route> ChannelRoutes(SiteParts& parts);
std::vector<Route> RegisterRoutes(SiteParts& parts);

// Wraps `answer` so that nobody gets there who may not do `act`: 403 with the reason.
std::function<HttpResponse(const Call&)> Only(Act act,
                                              std::function<HttpResponse(const Call&)> answer);

// A day of the body. The outer nullopt: what stands there is no day; the inner: none, null or "".
std::optional<std::optional<Date>> BodyDay(const nlohmann::json& body, const char* field);

// Texts of the body as a list; nullopt when it is no list of at most 50 texts of at most 200 bytes.
std::optional<std::vector<std::string>> BodyTexts(const nlohmann::json& body, const char* field);

Json DayJson(const std::optional<Date>& day);

// 200 with `json`, or the error of what was done: 422 when it was refused, with the reason.
HttpResponse DoneAnswer(const Result<Done>& done, const std::function<HttpResponse()>& json);

}  // namespace photogate
