// Answers of the API: JSON, and errors of one shape. See docs/API.md.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/result.h"
#include "review/http.h"

namespace photogate {

using Json = nlohmann::ordered_json;

// 200.
HttpResponse JsonAnswer(const Json& json);

// {"error":{"code","message"}} and what `more` adds beside it.
HttpResponse Problem(int status, std::string_view code, std::string_view message,
                     const Json& more = Json::object());

// The status that fits the kind; the error's message in PageWords, and never its context.
HttpResponse ProblemOf(const Error& error);

// An error's message for somebody at the page: without the sentences that name a command and
// without a command's options in brackets. A message of such sentences alone stays as it is.
std::string PageWords(std::string_view message);

HttpResponse JpegAnswer(std::string bytes);

}  // namespace photogate
