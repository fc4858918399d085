#include "samples/canvas.h"

#include <cmath>

namespace photogate::samples {
namespace {

std::size_t At(const Canvas& canvas, int x, int y) {
  return (static_cast<std::size_t>(y) * static_cast<std::size_t>(canvas.width_px) +
          static_cast<std::size_t>(x)) *
         3;
}

std::uint8_t Rounded(float value) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 255.0f)));
}

}  // namespace

std::uint8_t ToByte(float linear) {
  const float v = Clamp01(linear);
  return Rounded(255.0f *
                 (v <= 0.0031308f ? 12.92f * v : 1.055f * std::pow(v, 1.0f / 2.4f) - 0.055f));
}

float ToLinear(std::uint8_t byte) {
  const float v = static_cast<float>(byte) / 255.0f;
  return v <= 0.04045f ? v / 12.92f : std::pow((v + 0.055f) / 1.055f, 2.4f);
}

Canvas::Canvas(int width, int height)
    : width_px(width),
      height_px(height),
      bgr(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) {}

void Canvas::Fill(const std::function<Vec(float u, float v)>& colour) {
  const auto unit = static_cast<float>(height_px);
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      Vec sum;
      for (const float shift : {0.25f, 0.75f}) {
        sum = sum + colour((static_cast<float>(x) + shift) / unit,
                           (static_cast<float>(y) + shift) / unit);
      }
      const std::size_t at = At(*this, x, y);
      bgr[at] = ToByte(sum.z * 0.5f);
      bgr[at + 1] = ToByte(sum.y * 0.5f);
      bgr[at + 2] = ToByte(sum.x * 0.5f);
    }
  }
}

void Canvas::Place(const Sprite& sprite, int x, int y) {
  const int left = x - static_cast<int>(sprite.origin_x_px);
  const int top = y - static_cast<int>(sprite.origin_y_px);
  for (int row = 0; row < sprite.height_px; ++row) {
    for (int column = 0; column < sprite.width_px; ++column) {
      const int px = left + column, py = top + row;
      if (px < 0 || py < 0 || px >= width_px || py >= height_px) continue;
      const std::size_t from =
          (static_cast<std::size_t>(row) * static_cast<std::size_t>(sprite.width_px) +
           static_cast<std::size_t>(column)) *
          4;
      const float cover = static_cast<float>(sprite.bgra[from + 3]) / 255.0f;
      const std::size_t to = At(*this, px, py);
      for (std::size_t c = 0; c < 3; ++c) {
        bgr[to + c] = Rounded(
            Mix(static_cast<float>(bgr[to + c]), static_cast<float>(sprite.bgra[from + c]), cover));
      }
    }
  }
}

void Canvas::Blur(int left, int top, int width, int height, int radius) {
  const int right = std::min(left + width, width_px), bottom = std::min(top + height, height_px);
  left = std::max(left, 0);
  top = std::max(top, 0);
  for (int pass = 0; pass < 6; ++pass) {
    const int dx = pass % 2 == 0 ? 1 : 0, dy = 1 - dx;
    const std::vector<std::uint8_t> before = bgr;
    for (int y = top; y < bottom; ++y) {
      for (int x = left; x < right; ++x) {
        int sum[3] = {0, 0, 0};
        for (int k = -radius; k <= radius; ++k) {
          const std::size_t at = At(*this, std::clamp(x + k * dx, left, right - 1),
                                    std::clamp(y + k * dy, top, bottom - 1));
          for (std::size_t c = 0; c < 3; ++c) sum[c] += before[at + c];
        }
        const std::size_t at = At(*this, x, y);
        for (std::size_t c = 0; c < 3; ++c) {
          bgr[at + c] = static_cast<std::uint8_t>(sum[c] / (2 * radius + 1));
        }
      }
    }
  }
}

void Canvas::Dim(float factor) {
  for (std::uint8_t& value : bgr) value = ToByte(ToLinear(value) * factor);
}

void Canvas::Grain(float amount) {
  // Integer noise from a fixed seed: the same picture each time.
  std::uint32_t state = 0x2545F491u;
  for (std::size_t at = 0; at < bgr.size(); at += 3) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    const float shift = (static_cast<float>(state & 0xffffu) / 32767.5f - 1.0f) * amount;
    for (std::size_t c = 0; c < 3; ++c) {
      bgr[at + c] = Rounded(static_cast<float>(bgr[at + c]) + shift);
    }
  }
}

Canvas Canvas::TurnedClockwise() const {
  Canvas turned(height_px, width_px);
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        turned.bgr[At(turned, height_px - 1 - y, x) + c] = bgr[At(*this, x, y) + c];
      }
    }
  }
  return turned;
}

}  // namespace photogate::samples
