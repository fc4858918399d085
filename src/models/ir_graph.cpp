#include "models/ir_graph.h"

#include <fmt/core.h>

#include <charconv>
#include <pugixml.hpp>
#include <set>
#include <string_view>

namespace photogate {
namespace {

constexpr std::size_t kMaxXmlBytes = 16u << 20;
constexpr std::size_t kMaxLayers = 10'000;
constexpr std::size_t kMaxRank = 6;
constexpr std::int64_t kMaxDimension = 1 << 20;
constexpr std::int64_t kMaxElements = 1 << 28;

Error Bad(std::string what) {
  return Error{ErrorKind::kCorrupt,
               "The recogniser file is damaged. Fetch it again with 'photogate models fetch'.",
               std::move(what)};
}

bool ParseNumber(std::string_view text, std::int64_t& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size();
}

bool ParseId(const pugi::xml_attribute& attribute, int& id) {
  std::int64_t number = 0;
  if (!attribute || !ParseNumber(attribute.value(), number)) return false;
  if (number < 0 || number > 1'000'000) return false;
  id = static_cast<int>(number);
  return true;
}

bool ParsePorts(const pugi::xml_node& parent, std::vector<IrPort>& ports) {
  std::set<int> ids;
  for (const pugi::xml_node& node : parent.children("port")) {
    IrPort port;
    if (!ParseId(node.attribute("id"), port.id) || !ids.insert(port.id).second) return false;
    port.precision = node.attribute("precision").value();
    for (const pugi::xml_node& dim : node.children("dim")) {
      std::int64_t size = 0;
      if (port.shape.size() == kMaxRank || !ParseNumber(dim.child_value(), size)) return false;
      port.shape.push_back(size);
    }
    if (!IsIrShape(port.shape)) return false;
    ports.push_back(std::move(port));
  }
  return true;
}

}  // namespace

bool ParseIrNumbers(const std::string& text, std::vector<std::int64_t>& numbers) {
  numbers.clear();
  std::string_view rest = text;
  if (rest.find_first_not_of(' ') == std::string_view::npos) return true;
  while (true) {
    const std::size_t comma = rest.find(',');
    std::string_view part = rest.substr(0, comma);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    std::int64_t number = 0;
    if (!ParseNumber(part, number)) return false;
    numbers.push_back(number);
    if (comma == std::string_view::npos) return true;
    rest.remove_prefix(comma + 1);
  }
}

bool IsIrShape(const IrShape& shape) {
  if (shape.size() > kMaxRank) return false;
  std::int64_t product = 1;
  for (const std::int64_t size : shape) {
    if (size < 1 || size > kMaxDimension) return false;
    product *= size;  // at most 2^28 * 2^20
    if (product > kMaxElements) return false;
  }
  return true;
}

std::int64_t IrElements(const IrShape& shape) {
  std::int64_t product = 1;
  for (const std::int64_t size : shape) product *= size;
  return product;
}

Result<IrGraph> ParseIrGraph(ByteView xml) {
  if (xml.size() > kMaxXmlBytes) {
    return Error{ErrorKind::kLimitExceeded, "The recogniser's description is too large.", "IR xml"};
  }
  pugi::xml_document document;
  // parse_minimal: no entities, no DOCTYPE, nothing that can grow or reach outside the file.
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_minimal, pugi::encoding_utf8)) {
    return Bad("IR xml is not well-formed");
  }
  const pugi::xml_node net = document.child("net");
  const std::string_view version = net.attribute("version").value();
  if (version != "10" && version != "11") return Bad("not an IR of version 10 or 11");

  IrGraph graph;
  std::set<int> ids;
  for (const pugi::xml_node& node : net.child("layers").children("layer")) {
    if (graph.layers.size() == kMaxLayers) {
      return Error{ErrorKind::kLimitExceeded, "The recogniser has too many layers.", "IR xml"};
    }
    IrLayer layer;
    if (!ParseId(node.attribute("id"), layer.id) || !ids.insert(layer.id).second) {
      return Bad("a layer id is missing or repeated");
    }
    layer.type = node.attribute("type").value();
    for (const pugi::xml_attribute& attribute : node.child("data").attributes()) {
      layer.data[attribute.name()] = attribute.value();
    }
    if (!ParsePorts(node.child("input"), layer.inputs) ||
        !ParsePorts(node.child("output"), layer.outputs)) {
      return Bad(fmt::format("layer {}: a port is not valid", layer.id));
    }
    graph.layers.push_back(std::move(layer));
  }
  for (const pugi::xml_node& node : net.child("edges").children("edge")) {
    IrEnd from, to;
    if (!ParseId(node.attribute("from-layer"), from.first) ||
        !ParseId(node.attribute("from-port"), from.second) ||
        !ParseId(node.attribute("to-layer"), to.first) ||
        !ParseId(node.attribute("to-port"), to.second) ||
        !graph.feeds_to.emplace(to, from).second) {
      return Bad("an edge is not valid");
    }
  }
  return graph;
}

}  // namespace photogate
