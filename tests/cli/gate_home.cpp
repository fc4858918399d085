#include "tests/cli/gate_home.h"

#include <stdexcept>

namespace photogate::test {
namespace fs = std::filesystem;

ProgramResult Photogate(const std::vector<std::string>& arguments,
                        const std::map<std::string, std::string>& environment) {
  return RunProgram(PHOTOGATE_PROGRAM, arguments, environment);
}

GateHome::GateHome() {
  const auto made = Photogate({"init", "--demo", "--home", home().string()});
  if (made.exit_code != 0) throw std::runtime_error("photogate init failed: " + made.err);
}

ProgramResult GateHome::Run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"--home", home().string()});
  return Photogate(arguments);
}

ProgramResult GateHome::FillWithSamples() const {
  const fs::path samples = SourceRoot() / "samples";
  const auto imported = Run({"import", (samples / "people.csv").string()});
  if (imported.exit_code != 0) return imported;
  std::string events = ReadText(samples / "events.csv");
  for (std::size_t at = events.find('\n') + 1; at < events.size();) {
    const std::size_t end = std::min(events.find('\n', at), events.size());
    const std::string line = events.substr(at, end - at);
    const auto first = line.find(','), second = line.find(',', first + 1);
    std::string groups = line.substr(second + 1);
    std::erase(groups, '"');
    const auto added = Run({"event", "add", line.substr(0, first), "--date",
                            line.substr(first + 1, second - first - 1), "--groups", groups});
    if (added.exit_code != 0) return added;
    at = end + 1;
  }
  return HaveModels() ? Run({"enrol", "--from", (samples / "enrol").string()}) : imported;
}

CheckLines ParseCheck(const std::string& out) {
  CheckLines lines;
  for (std::size_t at = 0; at < out.size();) {
    const std::size_t end = std::min(out.find('\n', at), out.size());
    const auto line = nlohmann::json::parse(out.substr(at, end - at));
    if (line.at("message_type") == "photo" && line.contains("path")) {
      lines.photos[fs::path(line.at("path").get<std::string>()).filename().string()] = line;
    }
    if (line.at("message_type") == "summary") lines.summary = line;
    at = end + 1;
  }
  return lines;
}

bool HaveModels() {
  const auto models = Models();
  return models && fs::exists(*models / "yunet_n_640_640.onnx") &&
         fs::exists(*models / "face-reidentification-retail-0095.onnx");
}

std::string PlainJpeg() {
  // One 8x8 block, baseline, grey: quantisation all ones, one DC code (category 0) and one AC code
  // (end of block), so the scan is two bits and padding (ITU-T T.81 annex B and F).
  std::string jpeg("\xFF\xD8\xFF\xDB\x00\x43\x00", 7);
  jpeg.append(64, '\x01');
  jpeg.append("\xFF\xC0\x00\x0B\x08\x00\x08\x00\x08\x01\x01\x11\x00", 13);
  for (const char table : {'\x00', '\x10'}) {
    jpeg.append("\xFF\xC4\x00\x14", 4);
    jpeg += table;
    jpeg += '\x01';
    jpeg.append(15, '\x00');
    jpeg += '\x00';
  }
  jpeg.append("\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x3F\xFF\xD9", 13);
  return jpeg;
}

}  // namespace photogate::test
