// A picture to paint on: B, G, R, 8 bit, rows from the top.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "samples/draw_face.h"

namespace photogate::samples {

struct Canvas {
  Canvas(int width, int height);

  int width_px;
  int height_px;
  std::vector<std::uint8_t> bgr;

  // Paints every pixel with what `colour` says (linear light) of its place: u from the left and v
  // from the top, both in units of the picture's height, so that circles are round.
  void Fill(const std::function<Vec(float u, float v)>& colour);

  // Lays a person so that the middle of the head comes to (x, y).
  void Place(const Sprite& sprite, int x, int y);

  // Blurs a rectangle by averaging over a square of 2 * radius + 1, three times.
  void Blur(int left, int top, int width, int height, int radius);

  // Multiplies the light, as of a dim room.
  void Dim(float factor);

  // Fine grain, as a camera's, so that JPEG and detectors meet no perfect planes.
  void Grain(float amount);

  // Clockwise by 90 degrees.
  Canvas TurnedClockwise() const;
};

// Linear light to the 8-bit sRGB value, and back.
std::uint8_t ToByte(float linear);
float ToLinear(std::uint8_t byte);

}  // namespace photogate::samples
