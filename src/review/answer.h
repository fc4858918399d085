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

// The status that fits the kind; the error's message and never its context.
HttpResponse ProblemOf(const Error& error);

HttpResponse JpegAnswer(std::string bytes);

}  // namespace photogate
