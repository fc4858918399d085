// One sanitised copy into a folder for cleared photos, so that at every instant, power cut
// included, what has a name there is whole, proven and in the ledger.
#pragma once

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/metadata.h"
#include "core/outcome.h"
#include "core/result.h"
#include "outcome/file_system.h"

namespace photogate {

// Names in use in one folder. Two that differ only by case are one: so Windows and macOS see it.
// Thread-safe.
class TakenNames {
 public:
  // `safe_name`, or that name with a number; taken from now on. Empty when there are too many.
  std::string Reserve(const std::string& safe_name);
  void GiveBack(const std::string& name);
  // What is in the folder now, besides what was reserved and has not been settled since.
  void InFolder(const std::vector<std::string>& names);
  // The reserved name stands in the folder, or never will.
  void Settle(const std::string& name);

 private:
  std::mutex mutex_;  // guards what follows
  std::set<std::string> in_folder_;
  std::set<std::string> reserved_;
};

// Writes `photo` under a random name into `work` (on the same disk as `folder`), syncs it, reads it
// back and compares; then the ledger must record it; then it gets its name in `folder`. `row` gives
// all but output_sha256, output_name and re_encoded, which are filled in here.
//
// On any error nothing is in `folder` and the temporary file is gone. The ledger's own errors are
// passed up as they are: kConflict means decide again. kInternal when row.decision is not kClear,
// or the name is not a safe one. A ledger row may stay behind for a copy that then could not get
// its name; never the other way round.
Result<Outcome> ReleaseCopy(FileSystem& files, const std::filesystem::path& work,
                            const std::filesystem::path& folder, TakenNames& names,
                            const SanitisedPhoto& photo, const std::string& safe_name,
                            LedgerRow row, LedgerSink& ledger);

// Names that runs give to what they have not finished.
std::string TemporaryName();
bool IsTemporaryName(const std::string& name);

// Written, on the disk and read back as `expected`; gone again after any error.
Result<Done> WriteProven(FileSystem& files, const std::filesystem::path& file, ByteView bytes,
                         const Sha256Hex& expected);

}  // namespace photogate
