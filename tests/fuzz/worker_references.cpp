// What is read of pages and other texts: never more than its bounds, whatever stands in them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "worker/html_references.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using photogate::TextKind;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const TextKind kind : {TextKind::kPage, TextKind::kStyle, TextKind::kDrawing,
                              TextKind::kScript, TextKind::kText, TextKind::kLinks}) {
    const auto found = photogate::ReferencesIn(text, kind);
    if (found.elsewhere < 0 || found.inlined < 0) std::abort();
    for (const auto* list : {&found.local, &found.shown}) {
      for (const std::string& name : *list) {
        if (name.empty() || name.size() > photogate::kReferenceBytes) std::abort();
      }
    }
  }
  return 0;
}
