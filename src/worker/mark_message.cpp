#include "worker/mark_message.h"

#include <algorithm>

namespace photogate {

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void PutMark(WireWriter& out, const std::optional<PictureMark>& mark, const Sha256Hex& picture) {
  out.PutText(picture.value);
  out.PutBool(mark.has_value());
  if (!mark.has_value()) return;
  out.Put(mark->hash);
  out.PutReal(static_cast<double>(mark->aspect));
  out.PutText({reinterpret_cast<const char*>(mark->grey.data()), mark->grey.size()});
}

std::pair<std::optional<PictureMark>, Sha256Hex> TakeMark(WireReader& in) {
  // As far from square as the longest side allows.
  constexpr double kMostAspect = 1e5;
  Sha256Hex picture{in.TakeText(64)};
  if (!picture.empty() && !IsSha256(picture.value)) in.Fail();
  if (!in.TakeBool()) return {std::nullopt, std::move(picture)};
  PictureMark mark{};
  mark.hash = in.Take(UINT64_MAX);
  mark.aspect = static_cast<float>(in.TakeReal(1 / kMostAspect, kMostAspect));
  const std::string grey = in.TakeText(mark.grey.size());
  if (grey.size() != mark.grey.size()) {
    in.Fail();
    return {std::nullopt, std::move(picture)};
  }
  std::copy(grey.begin(), grey.end(), mark.grey.begin());
  return {mark, std::move(picture)};
}

}  // namespace photogate
