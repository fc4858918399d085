#include "face/alignment.h"

#include <cmath>
#include <complex>

namespace photogate {
namespace {
using Complex = std::complex<double>;

Complex AsComplex(Point p) { return {static_cast<double>(p.x), static_cast<double>(p.y)}; }

Complex Mean(const Landmarks& l) {
  Complex sum = 0;
  for (const Point p : l.points) sum += AsComplex(p);
  return sum / static_cast<double>(l.points.size());
}
}  // namespace

std::optional<Similarity> AlignTo(const Landmarks& points, const Landmarks& wanted, double side) {
  const Complex from = Mean(points);
  const Complex to = Mean(wanted);
  Complex product = 0;
  double spread = 0;
  for (std::size_t i = 0; i < points.points.size(); ++i) {
    const Complex p = AsComplex(points.points[i]) - from;
    product += std::conj(p) * (AsComplex(wanted.points[i]) - to);
    spread += std::norm(p);
  }
  // Points nearer together than a hundredth of a pixel say nothing about the face's direction.
  if (!(spread > 1e-4) || !std::isfinite(spread)) return std::nullopt;
  const Complex turn = product / spread * side;
  if (!(std::abs(turn) > 1e-6) || !std::isfinite(std::abs(turn))) return std::nullopt;
  const Complex shift = to * side - turn * from;
  return Similarity{turn.real(), turn.imag(), shift.real(), shift.imag()};
}

double AlignmentResidual(const Landmarks& points, const Landmarks& wanted, const Similarity& m,
                         double side) {
  double sum = 0;
  for (std::size_t i = 0; i < points.points.size(); ++i) {
    const Point p = m.Apply(points.points[i]);
    sum += std::norm(AsComplex(p) / side - AsComplex(wanted.points[i]));
  }
  return std::sqrt(sum / static_cast<double>(points.points.size()));
}

}  // namespace photogate
