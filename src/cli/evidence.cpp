#include "cli/evidence.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "crypto/sha256.h"

namespace photogate {

void AddEvidence(CLI::App& verb, EvidenceArguments& arguments) {
  verb.add_option("--evidence", arguments.file,
                  "The signed form as a file: its hash is recorded, the file is not kept")
      ->type_name("FILE");
  verb.add_option("--evidence-place", arguments.place, "Where the signed form is kept")
      ->type_name("TEXT");
}

Result<Sha256Hex> HashEvidence(const EvidenceArguments& arguments) {
  if (arguments.file.empty()) return Sha256Hex{};
  std::error_code failed;
  if (!std::filesystem::is_regular_file(arguments.file, failed)) {
    return Error{ErrorKind::kNotFound,
                 arguments.place_known
                     ? "The evidence is not a file. Name the scanned form, or say with "
                       "--evidence-place where the paper is kept. Nothing was recorded."
                     : "There is no such file. Name the screenshot that shows it. Nothing was "
                       "recorded.",
                 arguments.file};
  }
  std::ifstream in(arguments.file, std::ios::binary);
  Sha256Stream hash;
  char block[65'536];
  while (in) {
    in.read(block, sizeof block);
    hash.Update(ByteView(reinterpret_cast<const std::uint8_t*>(block),
                         static_cast<std::size_t>(in.gcount())));
  }
  if (!in.eof()) {
    return Error{ErrorKind::kUnavailable,
                 "The evidence cannot be read. Check its access rights. Nothing was recorded.",
                 arguments.file};
  }
  return hash.Finish();
}

std::string EvidenceText(const std::string& sha256, const std::string& place) {
  if (sha256.empty()) return place;
  const std::string file = "file " + sha256.substr(0, 12);
  return place.empty() ? file : file + ", " + place;
}

}  // namespace photogate
