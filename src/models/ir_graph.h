// The layers and edges of an OpenVINO IR v11 file, as plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

// Dimensions, outermost first; each 1 .. 2^20, at most six of them, product at most 2^28. Empty for
// a scalar.
using IrShape = std::vector<std::int64_t>;

struct IrPort {
  int id;
  std::string precision;  // "FP32", "FP16"
  IrShape shape;
};

struct IrLayer {
  int id;
  std::string type;
  std::map<std::string, std::string> data;  // attributes of its <data> element
  std::vector<IrPort> inputs;               // in the order of the file
  std::vector<IrPort> outputs;
};

using IrEnd = std::pair<int, int>;  // layer id, port id

struct IrGraph {
  std::vector<IrLayer> layers;      // in the order of the file
  std::map<IrEnd, IrEnd> feeds_to;  // input end -> the output end that feeds it
};

// Reads the structure only; what a layer means is the translator's business. kCorrupt for XML that
// is not well-formed, is not an IR of version 10 or 11, repeats an id, or has a shape out of
// bounds; kLimitExceeded above 16 MB or 10,000 layers (the real file has 350 kB and 686). Entities
// are not expanded. Thread-safe.
Result<IrGraph> ParseIrGraph(ByteView xml);

// Strict decimal lists as IR writes them, "1, 3, 128"; false for anything else. `text` may be
// empty.
bool ParseIrNumbers(const std::string& text, std::vector<std::int64_t>& numbers);

// True when every dimension and the product are within IrShape's bounds.
bool IsIrShape(const IrShape& shape);

// Number of elements; 1 for a scalar. Requires IsIrShape.
std::int64_t IrElements(const IrShape& shape);

}  // namespace photogate
