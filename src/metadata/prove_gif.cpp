#include <fmt/core.h>

#include <array>
#include <string_view>

#include "metadata/numbers.h"
#include "metadata/provers.h"

namespace photogate {
namespace {

using std::string_view_literals::operator""sv;

// Counts the pixels of an LZW stream without making them (GIF89a appendix F): each code stands for
// as many pixels as the code it was built from, and one more.
class PixelCount {
 public:
  explicit PixelCount(unsigned least_bits)
      : clear_(1u << least_bits), first_(clear_ + 2), start_bits_(least_bits + 1) {
    Clear();
  }

  // False when the data is damaged or goes on after its end code.
  bool Feed(std::uint8_t byte) {
    if (ended_) return false;
    bits_ |= std::uint32_t{byte} << have_;
    have_ += 8;
    while (!ended_ && have_ >= width_) {
      const unsigned code = bits_ & ((1u << width_) - 1);
      bits_ >>= width_;
      have_ -= width_;
      if (!Code(code)) return false;
    }
    return true;
  }
  bool ended() const { return ended_; }
  std::uint64_t pixels() const { return pixels_; }

 private:
  static constexpr unsigned kMostBits = 12;

  void Clear() {
    width_ = start_bits_;
    next_ = first_;
    previous_ = 0;
  }

  bool Code(unsigned code) {
    if (code == clear_) {
      Clear();
      return true;
    }
    if (code == clear_ + 1) {
      ended_ = true;
      return true;
    }
    std::uint32_t length = 0;
    if (code < clear_) {
      length = 1;
    } else if (code < next_) {
      length = lengths_[code];
    } else if (code == next_ && previous_ != 0 && next_ < lengths_.size()) {
      length = previous_ + 1;
    } else {
      return false;
    }
    if (previous_ != 0 && next_ < lengths_.size()) {
      lengths_[next_++] = previous_ + 1;
      if (next_ == 1u << width_ && width_ < kMostBits) ++width_;
    }
    previous_ = length;
    pixels_ += length;
    return true;
  }

  unsigned clear_, first_, start_bits_;
  unsigned width_ = 0, next_ = 0;
  std::uint32_t previous_ = 0;  // pixels of the previous code; 0: none since the table was cleared
  std::uint32_t bits_ = 0;
  unsigned have_ = 0;
  bool ended_ = false;
  std::uint64_t pixels_ = 0;
  std::array<std::uint32_t, 1u << kMostBits> lengths_{};
};

class Proof {
 public:
  Proof(ByteView file, const ProofOrder& order) : file_(file), order_(order) {}

  Result<Done> Run() {
    if (!StartsAt(file_, 0, "GIF87a"sv) && !StartsAt(file_, 0, "GIF89a"sv)) return NotProven("GIF");
    if (!Take(13) || !TakeColours(file_[10])) return NotProven("screen");
    while (true) {
      if (!Take(1)) return NotProven("no trailer");
      switch (file_[static_cast<std::size_t>(at_) - 1]) {
        case 0x3B:
          if (at_ != file_.size()) return NotProven("bytes after the trailer");
          if (images_ == 0 || control_) return NotProven("no picture");
          return Done{};
        case 0x2C: {
          auto image = Image();
          if (!image.ok()) return image;
          break;
        }
        case 0x21: {
          auto extension = Extension();
          if (!extension.ok()) return extension;
          break;
        }
        default: return NotProven("block");  // a byte, not an enum
      }
    }
  }

 private:
  bool Take(std::uint64_t count) {
    if (!Fits(file_, at_, count)) return false;
    at_ += count;
    return true;
  }
  bool TakeColours(std::uint8_t flags) {
    return (flags & 0x80) == 0 || Take(std::uint64_t{3} << ((flags & 7) + 1));
  }

  Result<Done> Extension() {
    if (StartsAt(file_, at_, "\xF9\x04"sv) && Fits(file_, at_, 7) &&
        file_[static_cast<std::size_t>(at_) + 6] == 0) {
      if (control_) return NotProven("a control block without a picture");
      control_ = true;
      at_ += 7;
      return Done{};
    }
    const bool loop =
        StartsAt(file_, at_, "\xFF\x0BNETSCAPE2.0\x03\x01"sv) || StartsAt(file_, at_,
                                                                          "\xFF\x0B"
                                                                          "ANIMEXTS1.0\x03\x01"sv);
    if (!loop || loop_ || !order_.options.keep_animation || !Fits(file_, at_, 18) ||
        file_[static_cast<std::size_t>(at_) + 17] != 0) {
      return NotProven("extension");
    }
    loop_ = true;
    at_ += 18;
    return Done{};
  }

  Result<Done> Image() {
    const std::uint64_t descriptor = at_;
    if (!Take(9) || !TakeColours(file_[static_cast<std::size_t>(descriptor) + 8]) || !Take(1)) {
      return NotProven("image descriptor");
    }
    control_ = false;
    ++images_;
    if (images_ > 1 && !order_.options.keep_animation) return NotProven("an animation");
    const unsigned least_bits = file_[static_cast<std::size_t>(at_) - 1];
    if (least_bits < 1 || least_bits > 11) return NotProven("code size");
    PixelCount count(least_bits);
    while (true) {
      if (!Take(1)) return NotProven("image data");
      const std::uint64_t size = file_[static_cast<std::size_t>(at_) - 1];
      if (size == 0) break;
      if (!Take(size)) return NotProven("image data");
      for (const std::uint8_t byte : Slice(file_, at_ - size, size)) {
        if (!count.Feed(byte)) return NotProven("image data");
      }
    }
    const std::uint64_t width = ReadU16(file_, descriptor + 4, ByteOrder::kLittle);
    const std::uint64_t height = ReadU16(file_, descriptor + 6, ByteOrder::kLittle);
    if (!count.ended() || count.pixels() != width * height) {
      return NotProven(fmt::format("image data: {} of {} pixels", count.pixels(), width * height));
    }
    return Done{};
  }

  ByteView file_;
  const ProofOrder& order_;
  std::uint64_t at_ = 0;
  std::uint32_t images_ = 0;
  bool control_ = false, loop_ = false;
};

}  // namespace

Result<Done> ProveGif(ByteView file, const ProofOrder& order) { return Proof(file, order).Run(); }

}  // namespace photogate
