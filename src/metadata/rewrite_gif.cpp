#include <algorithm>
#include <string_view>
#include <vector>

#include "metadata/gif_blocks.h"
#include "metadata/numbers.h"
#include "metadata/rewriters.h"

namespace photogate {
namespace {

// Label, size 4, four bytes, terminator.
constexpr std::size_t kControlBytes = 8;
// Label, size 11, name, size 3, kind 1, two bytes of count, terminator.
constexpr std::size_t kLoopBytes = 19;

bool IsLoop(const GifBlock& block) {
  return block.kind == GifBlockKind::kApplication &&
         (block.name == "NETSCAPE2.0" || block.name == "ANIMEXTS1.0") &&
         block.whole.size() == kLoopBytes && block.whole[14] == 3 && block.whole[15] == 1;
}

}  // namespace

Result<Bytes> RewriteGif(ByteView file, const RewriteOrder& order) {
  const GifBlocks gif = SplitGif(file, order.limits);
  if (gif.broken) return *gif.broken;
  if (order.orientation != 1 || order.options.credit) {
    return Error{ErrorKind::kUnsupported,
                 "A GIF file cannot carry a credit. Save the picture as PNG or JPEG."};
  }
  const auto images =
      std::count_if(gif.blocks.begin(), gif.blocks.end(),
                    [](const GifBlock& block) { return block.kind == GifBlockKind::kImage; });
  if (images == 0) {
    return Error{ErrorKind::kCorrupt, "The GIF file holds no picture. Export it again.", "images"};
  }
  if (images > 1 && !order.options.keep_animation) {
    return Error{ErrorKind::kUnsupported,
                 "The picture is animated. Choose one of its pictures and save that.", "images"};
  }

  Bytes out;
  out.reserve(gif.head.size() + file.size() + 1);
  const auto put = [&out](ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); };
  put(gif.head);
  const GifBlock* control = nullptr;
  bool loop = false;
  for (const GifBlock& block : gif.blocks) {
    switch (block.kind) {
      case GifBlockKind::kControl:
        if (block.whole.size() == kControlBytes) control = &block;
        break;
      case GifBlockKind::kImage:
        if (control != nullptr) put(control->whole);
        control = nullptr;
        put(block.whole);
        break;
      case GifBlockKind::kPlainText:
        control = nullptr;  // it was meant for the text
        break;
      case GifBlockKind::kApplication:
        if (!loop && images > 1 && IsLoop(block)) {
          put(block.whole);
          loop = true;
        }
        break;
      case GifBlockKind::kComment:
      case GifBlockKind::kUnknown: break;
    }
  }
  out.push_back(0x3B);
  return out;
}

}  // namespace photogate
