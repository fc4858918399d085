#include "review/upload_route.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "review/answer.h"

namespace photogate {
namespace {

std::optional<std::size_t> Number(const Call& call, const char* name) {
  const std::string text = call.request.Query(name).value_or("");
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

bool IsUploadName(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

HttpResponse TakePiece(Uploads& uploads, const Call& call) {
  const auto at = Number(call, "at"), whole = Number(call, "whole");
  const std::string name = call.request.Query("upload").value_or("");
  if (!at || !whole || !IsUploadName(name)) {
    return Problem(400, "bad_request", "Load the page again.");
  }
  const auto added = uploads.Add(call.session->key, name, *at, *whole, call.request.body,
                                 std::chrono::steady_clock::now());
  if (!added.ok()) return ProblemOf(added.error());
  return JsonAnswer({{"arrived", *at + call.request.body.size()}});
}

Route UploadRoute(std::string pattern, std::function<HttpResponse(const Call&)> answer) {
  Route route{"POST", std::move(pattern), false, PageAct::kLook, false, true,
              {},     std::move(answer)};
  route.bytes = true;
  return route;
}

}  // namespace photogate
