#include "worker/page_message.h"

#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "worker/wire.h"
#include "worker/wire_error.h"

namespace photogate {
namespace {

// More pictures than a page has bytes there cannot be.
constexpr std::int64_t kMostCounted = kPageBytes;

Error CannotBe() {
  return {ErrorKind::kCorrupt, "The checking process said something that cannot be."};
}

}  // namespace

Result<HtmlReferences> ReadPage(int fd, TextKind kind) {
  std::string text;
  std::string block(1u << 20, '\0');
  for (;;) {
    const auto at = static_cast<off_t>(text.size());
    const ssize_t got = ::pread(fd, block.data(), block.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{ErrorKind::kUnavailable, "The page cannot be read."};
    if (got == 0) break;
    text.append(block, 0, static_cast<std::size_t>(got));
    if (text.size() > kPageBytes) {
      return Error{ErrorKind::kLimitExceeded, "The page is too large to be read."};
    }
  }
  return ReferencesIn(text, kind);
}

Message EncodePageOrder(TextKind kind) {
  WireWriter out;
  out.PutSigned(static_cast<int>(kind));
  return {MessageType::kPage, out.Take(), {}, {}, {}};
}

Result<TextKind> DecodePageOrder(const Message& message) {
  WireReader in(message.record);
  const auto kind = in.TakeEnum(TextKind::kPage, TextKind::kLinks);
  if (message.type != MessageType::kPage || !message.photo.empty() || !in.AtEnd()) {
    return CannotBe();
  }
  return kind;
}

Message EncodePageRead(const Result<HtmlReferences>& page) {
  WireWriter out;
  out.PutBool(page.ok());
  if (!page.ok()) {
    PutError(out, page.error());
  } else {
    out.PutSigned(page.value().elsewhere);
    out.PutSigned(page.value().inlined);
    out.PutBool(page.value().tangled);
    for (const auto* list : {&page.value().local, &page.value().shown}) {
      out.Put(list->size());
      for (const std::string& name : *list) out.PutText(name);
    }
  }
  return {MessageType::kPageRead, out.Take(), {}, {}, {}};
}

Result<PageAnswer> DecodePageRead(const Message& message) {
  if (message.type != MessageType::kPageRead || !message.photo.empty()) return CannotBe();
  WireReader in(message.record);
  if (!in.TakeBool()) {
    Error error = TakeError(in);
    if (!in.AtEnd()) return CannotBe();
    return PageAnswer{std::move(error)};
  }
  HtmlReferences found;
  found.elsewhere = static_cast<int>(in.TakeSigned(0, kMostCounted));
  found.inlined = static_cast<int>(in.TakeSigned(0, kMostCounted));
  found.tangled = in.TakeBool();
  for (auto* list : {&found.local, &found.shown}) {
    const std::size_t count = in.TakeCount(kReferences);
    for (std::size_t at = 0; at < count && in.ok(); ++at) {
      list->push_back(in.TakeText(kReferenceBytes));
      if (list->back().empty()) return CannotBe();
    }
  }
  if (!in.AtEnd()) return CannotBe();
  return PageAnswer{std::move(found)};
}

// The names, eight bytes before each, and the numbers.
MessageBounds PageBounds() {
  return {kReferenceNames + kReferenceBytes + 8 * kReferences + 4'096, 0, 0};
}

}  // namespace photogate
