// What a web page shows, as a worker says it.
#pragma once

#include <cstdint>

#include "core/result.h"
#include "worker/channel.h"
#include "worker/html_references.h"

namespace photogate {

// Pages are text; longer ones are not read.
inline constexpr std::uint64_t kPageBytes = 16u << 20;

// The page at `fd`, from its start. kLimitExceeded above kPageBytes, kUnavailable when it cannot be
// read. Runs in the worker.
Result<HtmlReferences> ReadPage(int fd, TextKind kind);

Message EncodePageOrder(TextKind kind);
// kCorrupt for anything that EncodePageOrder does not write. Runs in the worker.
Result<TextKind> DecodePageOrder(const Message& message);
Message EncodePageRead(const Result<HtmlReferences>& page);

// The outer result is about the message, the inner one about the page. kCorrupt for anything that
// EncodePageRead does not write. A name says what a page claims, and nothing more.
struct PageAnswer {
  Result<HtmlReferences> page;
};
Result<PageAnswer> DecodePageRead(const Message& message);

MessageBounds PageBounds();

}  // namespace photogate
