#include "face/yunet_graph.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace photogate {
namespace {

std::size_t Size(int n) { return static_cast<std::size_t>(n); }

// Rows of one layer, asked for from the top, each once. A row stays valid until the next is asked
// for.
class Rows {
 public:
  Rows(int columns, int rows, int channels) : columns_(columns), rows_(rows), channels_(channels) {}
  virtual ~Rows() = default;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  virtual const float* Next() = 0;
  int columns() const { return columns_; }
  int rows() const { return rows_; }
  int channels() const { return channels_; }
  std::size_t row_values() const { return Size(columns_) * Size(channels_); }

 private:
  int columns_, rows_, channels_;
};

using Layer = std::unique_ptr<Rows>;

// The first convolution: its inputs are the 27 bytes around every second pixel.
class FirstRows final : public Rows {
 public:
  FirstRows(const PointSum& sum, const PixelView& view, int width, int height)
      : Rows(width / 2, height / 2, sum.outputs),
        sum_(sum),
        view_(view),
        around_(27 * Size(width / 2)),
        row_(row_values()) {
    for (auto& line : lines_) line.resize(3 * (Size(width) + 2));
  }

  const float* Next() override {
    for (int r = 0; r < 3; ++r) {
      const int y = 2 * y_ - 1 + r;
      // The first line of this row is the last one of the row before.
      if (r == 0 && y_ > 0) {
        std::swap(lines_[0], lines_[2]);
      } else {
        ReadLine(y, lines_[Size(r)]);
      }
      const float* from = lines_[Size(r)].data();
      float* to = around_.data() + Size(9 * r);
      for (int x = 0; x < columns(); ++x, from += 6, to += 27) std::copy_n(from, 9, to);
    }
    ++y_;
    PointRow(sum_, around_.data(), 27, columns(), row_.data());
    return row_.data();
  }

 private:
  void ReadLine(int y, std::vector<float>& line) const {
    if (y < 0 || y >= view_.height) {
      std::fill(line.begin(), line.end(), 0.0F);
      return;
    }
    const std::uint8_t* from = view_.bgr + Size(y) * view_.stride;
    // One black pixel on the left; those right of the picture were black from the beginning.
    float* to = line.data() + 3;
    for (std::size_t i = 0; i < 3 * Size(view_.width); ++i) to[i] = from[i];
  }

  const PointSum& sum_;
  PixelView view_;
  std::array<std::vector<float>, 3> lines_;
  std::vector<float> around_;
  std::vector<float> row_;
  int y_ = 0;
};

class UnitRows final : public Rows {
 public:
  UnitRows(const SeparableUnit& unit, Layer source)
      : Rows(source->columns(), source->rows(), unit.depth.channels),
        unit_(unit),
        source_(std::move(source)),
        black_(row_values() + 2 * Size(channels())),
        row_(row_values()) {
    for (auto& line : ring_) line.resize(black_.size());
  }

  const float* Next() override {
    const int last = std::min(y_ + 1, rows() - 1);
    for (; read_ <= last; ++read_) {
      PointRow(unit_.point, source_->Next(), Size(source_->channels()), columns(),
               ring_[Size(read_ % 3)].data() + channels());
    }
    const auto line = [&](int y) {
      return y < 0 || y >= rows() ? black_.data() : ring_[Size(y % 3)].data();
    };
    const float* const lines[3] = {line(y_ - 1), line(y_), line(y_ + 1)};
    DepthRow(unit_.depth, lines, columns(), row_.data());
    ++y_;
    return row_.data();
  }

 private:
  const SeparableUnit& unit_;
  Layer source_;
  std::vector<float> black_;
  std::array<std::vector<float>, 3> ring_;
  std::vector<float> row_;
  int y_ = 0;
  int read_ = 0;
};

// The largest of two by two.
class PooledRows final : public Rows {
 public:
  explicit PooledRows(Layer source)
      : Rows(source->columns() / 2, source->rows() / 2, source->channels()),
        source_(std::move(source)),
        row_(row_values()) {}

  const float* Next() override {
    const std::size_t n = Size(channels());
    for (const bool first : {true, false}) {
      const float* from = source_->Next();
      float* to = row_.data();
      for (int x = 0; x < columns(); ++x, from += 2 * n, to += n) {
        for (std::size_t c = 0; c < n; ++c) {
          const float here = std::max(from[c], from[n + c]);
          to[c] = first ? here : std::max(to[c], here);
        }
      }
    }
    return row_.data();
  }

 private:
  Layer source_;
  std::vector<float> row_;
};

class MapRows final : public Rows {
 public:
  explicit MapRows(const CellMap& map) : Rows(map.columns, map.rows, map.channels), map_(map) {}
  const float* Next() override { return map_.Cell(y_++, 0); }

 private:
  const CellMap& map_;
  int y_ = 0;
};

// A level and the coarser one, each of whose cells counts for two by two.
class AddedRows final : public Rows {
 public:
  AddedRows(const CellMap& fine, const CellMap& coarse)
      : Rows(fine.columns, fine.rows, fine.channels),
        fine_(fine),
        coarse_(coarse),
        row_(row_values()) {}

  const float* Next() override {
    float* to = row_.data();
    for (int x = 0; x < columns(); ++x) {
      const float* fine = fine_.Cell(y_, x);
      const float* coarse = coarse_.Cell(y_ / 2, x / 2);
      for (std::size_t c = 0; c < Size(channels()); ++c) *to++ = fine[c] + coarse[c];
    }
    ++y_;
    return row_.data();
  }

 private:
  const CellMap& fine_;
  const CellMap& coarse_;
  std::vector<float> row_;
  int y_ = 0;
};

Layer Through(Layer layer, const std::vector<SeparableUnit>& units) {
  for (const SeparableUnit& unit : units) {
    layer = std::make_unique<UnitRows>(unit, std::move(layer));
  }
  return layer;
}

CellMap Collect(Layer layer) {
  CellMap map{layer->columns(), layer->rows(), layer->channels(), {}};
  map.values.reserve(layer->row_values() * Size(layer->rows()));
  for (int y = 0; y < map.rows; ++y) {
    const float* row = layer->Next();
    map.values.insert(map.values.end(), row, row + layer->row_values());
  }
  return map;
}

Layer Over(const CellMap& map) { return std::make_unique<MapRows>(map); }

}  // namespace

std::array<CellMap, 3> RunYuNet(const YuNetWeights& weights, const PixelView& view) {
  const auto padded = [](int size) { return (size + 31) / 32 * 32; };
  Layer layer =
      std::make_unique<FirstRows>(weights.first, view, padded(view.width), padded(view.height));
  layer = std::make_unique<PooledRows>(Through(std::move(layer), weights.half));
  layer = std::make_unique<PooledRows>(Through(std::move(layer), weights.quarter));
  std::array<CellMap, 3> levels;
  levels[0] = Collect(Through(std::move(layer), weights.backbone[0]));
  for (std::size_t i = 1; i < 3; ++i) {
    levels[i] =
        Collect(Through(std::make_unique<PooledRows>(Over(levels[i - 1])), weights.backbone[i]));
  }
  levels[2] = Collect(Through(Over(levels[2]), weights.neck[2]));
  for (const std::size_t i : {1U, 0U}) {
    levels[i] =
        Collect(Through(std::make_unique<AddedRows>(levels[i], levels[i + 1]), weights.neck[i]));
  }
  for (std::size_t i = 0; i < 3; ++i) {
    levels[i] = Collect(Through(Over(levels[i]), weights.head[i]));
  }
  return levels;
}

}  // namespace photogate
