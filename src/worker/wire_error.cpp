#include "worker/wire_error.h"

#include <algorithm>
#include <utility>

namespace photogate {
namespace {

constexpr std::size_t kSentenceBytes = 2'000;

}  // namespace

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

void PutSentence(WireWriter& out, std::string text) {
  if (text.size() > kSentenceBytes) text.resize(kSentenceBytes);
  std::replace_if(text.begin(), text.end(), IsControl, ' ');
  out.PutText(text);
}

std::string TakeSentence(WireReader& in) {
  std::string text = in.TakeText(kSentenceBytes);
  if (std::any_of(text.begin(), text.end(), IsControl)) in.Fail();
  return text;
}

void PutError(WireWriter& out, const Error& error) {
  out.PutSigned(static_cast<int>(error.kind));
  PutSentence(out, error.message);
  PutSentence(out, error.context);
}

Error TakeError(WireReader& in) {
  const auto kind = in.TakeEnum(ErrorKind::kNotFound, ErrorKind::kInternal);
  std::string message = TakeSentence(in);
  return Error{kind, std::move(message), TakeSentence(in)};
}

}  // namespace photogate
