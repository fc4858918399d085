#include "metadata/jpeg_codes.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "metadata/jpeg_huffman.h"
#include "metadata/numbers.h"

namespace photogate {
namespace {

// More scans than any encoder writes, each a pass over the whole picture.
constexpr int kMostScans = 100;

struct Component {
  unsigned id = 0, across = 1, down = 1;  // sampling factors
  std::size_t columns = 0, rows = 0;      // blocks that show something
  std::size_t stride = 0;                 // blocks of a row, up to whole MCUs
  std::vector<std::uint64_t> nonzero;     // progressive: a bit for each coefficient so far
  const HuffmanTable *dc = nullptr, *ac = nullptr;  // of the scan in hand
};

struct Scan {
  std::vector<Component*> components;
  unsigned first = 0, last = 63, high = 0, low = 0;  // spectral selection, approximation
};

std::size_t Blocks(std::size_t pixels, std::size_t factor, std::size_t most) {
  return (pixels * factor + 8 * most - 1) / (8 * most);
}

class Walk {
 public:
  Walk(ByteView file, const Limits& limits) : file_(file), limits_(limits) {}

  bool Run() {
    if (!StartsAt(file_, 0, std::string_view("\xFF\xD8"))) return false;
    std::size_t at = 2;
    int scans = 0;
    while (Fits(file_, at, 2) && file_[at] == 0xFF) {
      const unsigned marker = file_[at + 1];
      if (marker == 0xD9) return scans > 0;
      if (!Fits(file_, at, 4)) return false;
      const std::size_t length = ReadU16(file_, at + 2, ByteOrder::kBig);
      if (length < 2 || !Fits(file_, at + 2, length)) return false;
      const ByteView payload = Slice(file_, at + 4, length - 2);
      at += 2 + length;
      if (!Segment(marker, payload)) return false;
      if (marker != 0xDA) continue;
      ScanBits bits(file_, at);
      if (++scans > kMostScans || !Codes(bits)) return false;
      at = bits.place();
    }
    return false;
  }

 private:
  bool Segment(unsigned marker, ByteView payload) {
    switch (marker) {
      case 0xC4: return Tables(payload);
      case 0xDD:
        if (payload.size() != 2) return false;
        interval_ = ReadU16(payload, 0, ByteOrder::kBig);
        return true;
      case 0xC0:
      case 0xC1:
      case 0xC2: return Frame(payload, marker == 0xC2);
      case 0xDA: return Begin(payload);
      case 0xDB: return true;
      default: return marker >= 0xE0 && marker <= 0xFE;  // application data and comments
    }
  }

  bool Tables(ByteView payload) {
    while (!payload.empty()) {
      if (payload.size() < 17) return false;
      const unsigned kind = payload[0] >> 4, number = payload[0] & 15;
      std::size_t values = 0;
      for (std::size_t i = 1; i <= 16; ++i) values += payload[i];
      if (kind > 1 || number > 3 || !Fits(payload, 17, values)) return false;
      auto& tables = kind == 0 ? dc_ : ac_;
      if (!tables[number].Set(Slice(payload, 1, 16), Slice(payload, 17, values))) return false;
      payload = From(payload, 17 + values);
    }
    return true;
  }

  bool Frame(ByteView payload, bool progressive) {
    if (!components_.empty() || payload.size() < 6 || payload[0] != 8) return false;
    const std::size_t height = ReadU16(payload, 1, ByteOrder::kBig);
    const std::size_t width = ReadU16(payload, 3, ByteOrder::kBig);
    const std::size_t count = payload[5];
    if (height == 0 || width == 0 || height * width > limits_.pixels || count == 0 || count > 4 ||
        payload.size() != 6 + 3 * count) {
      return false;
    }
    progressive_ = progressive;
    std::size_t across = 1, down = 1;
    for (std::size_t i = 0; i < count; ++i) {
      Component each;
      each.id = payload[6 + 3 * i];
      each.across = payload[7 + 3 * i] >> 4;
      each.down = payload[7 + 3 * i] & 15;
      if (each.across < 1 || each.across > 4 || each.down < 1 || each.down > 4) return false;
      across = std::max<std::size_t>(across, each.across);
      down = std::max<std::size_t>(down, each.down);
      components_.push_back(std::move(each));
    }
    mcu_columns_ = Blocks(width, 1, across);
    mcu_rows_ = Blocks(height, 1, down);
    for (Component& each : components_) {
      each.columns = Blocks(width, each.across, across);
      each.rows = Blocks(height, each.down, down);
      each.stride = mcu_columns_ * each.across;
      if (progressive) each.nonzero.resize(each.stride * mcu_rows_ * each.down);
    }
    return true;
  }

  bool Begin(ByteView payload) {
    if (payload.empty() || components_.empty()) return false;
    const std::size_t count = payload[0];
    if (count == 0 || count > components_.size() || payload.size() != 4 + 2 * count) return false;
    scan_ = Scan{};
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned id = payload[1 + 2 * i], dc = payload[2 + 2 * i] >> 4,
                     ac = payload[2 + 2 * i] & 15;
      const auto at = std::find_if(components_.begin(), components_.end(),
                                   [id](const Component& each) { return each.id == id; });
      if (at == components_.end() || dc > 3 || ac > 3) return false;
      at->dc = &dc_[dc];
      at->ac = &ac_[ac];
      scan_.components.push_back(&*at);
    }
    if (!progressive_) return true;
    scan_.first = payload[1 + 2 * count];
    scan_.last = payload[2 + 2 * count];
    scan_.high = payload[3 + 2 * count] >> 4;
    scan_.low = payload[3 + 2 * count] & 15;
    const bool dc_only = scan_.first == 0;
    return scan_.last <= 63 && scan_.first <= scan_.last &&
           (dc_only ? scan_.last == 0 : count == 1);
  }

  // Every MCU of the scan, with the restart markers between them.
  bool Codes(ScanBits& bits) {
    const bool single = scan_.components.size() == 1;
    const std::size_t columns = single ? scan_.components[0]->columns : mcu_columns_;
    const std::size_t rows = single ? scan_.components[0]->rows : mcu_rows_;
    const std::size_t mcus = columns * rows;
    unsigned restart = 0;
    end_of_band_ = 0;
    for (std::size_t mcu = 0; mcu < mcus; ++mcu) {
      if (interval_ > 0 && mcu > 0 && mcu % interval_ == 0) {
        if (end_of_band_ > 0 || !bits.AtMarker()) return false;
        const std::size_t at = bits.place();
        if (!Fits(file_, at, 2) || file_[at + 1] != 0xD0 + restart) return false;
        restart = (restart + 1) % 8;
        bits = ScanBits(file_, at + 2);
      }
      const std::size_t column = mcu % columns, row = mcu / columns;
      if (single) {
        if (!Block(bits, *scan_.components[0], column, row)) return false;
        continue;
      }
      for (Component* each : scan_.components) {
        for (std::size_t y = 0; y < each->down; ++y) {
          for (std::size_t x = 0; x < each->across; ++x) {
            if (!Block(bits, *each, column * each->across + x, row * each->down + y)) return false;
          }
        }
      }
    }
    return end_of_band_ == 0 && bits.AtMarker();
  }

  bool Block(ScanBits& bits, Component& of, std::size_t column, std::size_t row) {
    if (!progressive_) return Difference(bits, of) && Sequential(bits, of);
    if (scan_.first == 0) return scan_.high == 0 ? Difference(bits, of) : bits.Take(1) >= 0;
    std::uint64_t& nonzero = of.nonzero[row * of.stride + column];
    return scan_.high == 0 ? FirstBits(bits, of, nonzero) : NextBit(bits, of, nonzero);
  }

  static bool Difference(ScanBits& bits, const Component& of) {
    const int size = bits.CodeWithBits(*of.dc);
    return size >= 0 && size <= 11;
  }

  static bool Sequential(ScanBits& bits, const Component& of) {
    for (unsigned k = 1; k < 64; ++k) {
      const int code = bits.CodeWithBits(*of.ac);
      if (code < 0) return false;
      const unsigned run = static_cast<unsigned>(code) >> 4;
      if ((code & 15) == 0 && run != 15) return run == 0;
      k += run;
      if (k > 63) return false;
    }
    return true;
  }

  // T.81 G.1.2.2.
  bool FirstBits(ScanBits& bits, const Component& of, std::uint64_t& nonzero) {
    if (end_of_band_ > 0) {
      --end_of_band_;
      return true;
    }
    for (unsigned k = scan_.first; k <= scan_.last; ++k) {
      const int code = bits.CodeWithBits(*of.ac);
      if (code < 0) return false;
      const bool zero = (code & 15) == 0;
      const unsigned run = static_cast<unsigned>(code) >> 4;
      if (zero && run != 15) return EndOfBand(bits, run);
      k += run;
      if (k > scan_.last) return false;
      if (!zero) nonzero |= std::uint64_t{1} << k;
    }
    return true;
  }

  // The run of blocks that end here, this one among them.
  bool EndOfBand(ScanBits& bits, unsigned run) {
    const int more = bits.Take(static_cast<int>(run));
    if (more < 0) return false;
    end_of_band_ = (1u << run) - 1 + static_cast<unsigned>(more);
    return true;
  }

  // T.81 G.1.2.3: a bit more of every coefficient that is not zero, and some new ones.
  bool NextBit(ScanBits& bits, const Component& of, std::uint64_t& nonzero) {
    unsigned k = scan_.first;
    if (end_of_band_ > 0) {
      --end_of_band_;
      return Corrections(bits, nonzero, k);
    }
    while (k <= scan_.last) {
      const int code = bits.Code(*of.ac);
      if (code < 0) return false;
      const int size = code & 15;
      unsigned run = static_cast<unsigned>(code) >> 4;
      if (size > 1) return false;
      if (size == 0 && run != 15) return EndOfBand(bits, run) && Corrections(bits, nonzero, k);
      if (size == 1 && bits.Take(1) < 0) return false;
      for (;; ++k) {
        if (k > scan_.last) return size == 0;
        if ((nonzero >> k & 1) != 0) {
          if (bits.Take(1) < 0) return false;
        } else if (run-- == 0) {
          break;
        }
      }
      if (size == 1) nonzero |= std::uint64_t{1} << k;
      ++k;
    }
    return true;
  }

  bool Corrections(ScanBits& bits, std::uint64_t nonzero, unsigned from) const {
    for (unsigned k = from; k <= scan_.last; ++k) {
      if ((nonzero >> k & 1) != 0 && bits.Take(1) < 0) return false;
    }
    return true;
  }

  ByteView file_;
  const Limits& limits_;
  std::array<HuffmanTable, 4> dc_{}, ac_{};
  std::vector<Component> components_;
  std::size_t mcu_columns_ = 0, mcu_rows_ = 0, interval_ = 0;
  bool progressive_ = false;
  Scan scan_;
  unsigned end_of_band_ = 0;  // blocks still to come that end without a code of their own
};

}  // namespace

bool EveryCodeShows(ByteView file, const Limits& limits) { return Walk(file, limits).Run(); }

}  // namespace photogate
