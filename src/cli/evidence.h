// Evidence as it is named on the command line: a file's hash, and where the paper is kept.
#pragma once

#include <string>

#include "core/ids.h"
#include "core/result.h"

namespace CLI {
class App;
}

namespace photogate {

struct EvidenceArguments {
  std::string file;         // --evidence
  std::string place;        // --evidence-place
  bool place_known = true;  // the verb has that option
};

// Adds --evidence FILE and --evidence-place TEXT.
void AddEvidence(CLI::App& verb, EvidenceArguments& arguments);

// The hash of the named file, empty when none was named; the file itself is not kept. kNotFound,
// kUnavailable.
Result<Sha256Hex> HashEvidence(const EvidenceArguments& arguments);

// "scan 3f2a91c0 in safe 2": as a table shows it. Empty when there is none.
std::string EvidenceText(const std::string& sha256, const std::string& place);

}  // namespace photogate
