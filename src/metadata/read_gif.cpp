#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "metadata/embedded.h"
#include "metadata/gif_blocks.h"
#include "metadata/numbers.h"
#include "metadata/readers.h"

namespace photogate {
namespace {

using enum MetadataClass;
using std::string_view_literals::operator""sv;

// XMP stands in a GIF as plain bytes, followed by a tail that ends any sub-block walk (XMP part 3):
// 01 FF FE ... 01 00 and the terminator.
ByteView PlainXmp(const GifBlock& block) {
  const ByteView raw = From(block.whole, block.data_at);
  const std::size_t tail = AsText(raw).find("\x01\xFF\xFE"sv);
  return tail == std::string_view::npos ? raw : raw.first(tail);
}

}  // namespace

void ReadGif(ByteView file, ReportBuilder& report) {
  const GifBlocks gif = SplitGif(file, report.limits());
  const auto most = static_cast<std::size_t>(report.limits().text_bytes);
  for (const GifBlock& block : gif.blocks) {
    switch (block.kind) {
      case GifBlockKind::kImage:
      case GifBlockKind::kControl: break;
      case GifBlockKind::kComment:
        report.AddText(kText, "GIF comment",
                       AsText(JoinSubBlocks(block.whole, block.data_at, most)));
        break;
      case GifBlockKind::kPlainText: {
        const Bytes text = JoinSubBlocks(block.whole, block.data_at, most);
        report.Add(kText, "GIF plain text", fmt::format("{} bytes", text.size()));
        report.AddStringsOf(text);
        break;
      }
      case GifBlockKind::kApplication:
        if (block.name == "NETSCAPE2.0" || block.name == "ANIMEXTS1.0") break;
        if (block.name == "XMP DataXMP") {
          ReadXmp(PlainXmp(block), "XMP", report);
          break;
        }
        [[fallthrough]];
      case GifBlockKind::kUnknown:
        report.Add(kUnknown, "GIF extension " + ToUtf8(block.name),
                   fmt::format("{} bytes", block.whole.size()));
        report.AddStringsOf(JoinSubBlocks(block.whole, block.data_at, most));
        break;
    }
  }
  if (gif.broken) report.Incomplete(gif.broken->message);
  ReadAppended(gif.rest, "after the end of the picture", report);
}

}  // namespace photogate
