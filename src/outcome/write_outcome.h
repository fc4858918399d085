// Puts the results of a run into a folder, so that at every instant, power cut included, each file
// in `cleared/` is whole, proven and in the ledger.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/metadata.h"
#include "core/outcome.h"
#include "core/result.h"
#include "outcome/file_system.h"
#include "outcome/release_copy.h"

namespace photogate {

enum class ListKind { kHeld = 1, kBlocked };

// One output folder, owned by one writer at a time:
//
//   OUT/cleared/NAME     sanitised copies, nothing else
//   OUT/held/held.csv    which photos wait for a person, and why
//   OUT/blocked/blocked.csv
//   OUT/report.html, .csv, .jsonl
//   OUT/superseded/      the copies of an earlier run, no longer vouched for
//
// Nothing that is there is ever overwritten: a taken name gets a number. Thread-safe.
class OutcomeWriter {
 public:
  // Creates the folder and its parts where they are not there, removes the temporary files that a
  // killed run left, and moves what is in cleared/ aside into superseded/ (with a number where that
  // is taken): people may have said no since. kConflict when another process has the folder;
  // kRefused when something else stands where a folder must; kUnavailable when the disk cannot
  // serve.
  static Result<std::unique_ptr<OutcomeWriter>> Open(const std::filesystem::path& out);

  // The same on a given disk, which must outlive the writer.
  static Result<std::unique_ptr<OutcomeWriter>> Open(const std::filesystem::path& out,
                                                     FileSystem& files);

  // Releases one sanitised copy under `safe_name` (see safe_name.h), or under that name with a
  // number. The copy is written under a random name, synced, read back and compared; then the
  // ledger must have recorded it; then it gets its name. `row` gives all but output_sha256,
  // output_name and re_encoded, which are filled in here.
  //
  // On any error nothing is in `cleared/` and the temporary file is gone. The ledger's own errors
  // are passed up as they are: kConflict means decide again. kInternal when row.decision is not
  // kClear, or the name is not a safe one. A ledger row may stay behind for a copy that then could
  // not get its name; never the other way round.
  Result<Outcome> Clear(const SanitisedPhoto& photo, const std::string& safe_name, LedgerRow row,
                        LedgerSink& ledger);

  // Writes the list of held or blocked photos; at the end of a run, since a list is not added to.
  Result<std::filesystem::path> WriteList(ListKind kind, const std::string& text);

  // Writes a file such as "report.html" into the folder. Returns the path that it got.
  Result<std::filesystem::path> WriteReport(const std::string& name, const std::string& text);

  const std::filesystem::path& out() const { return out_; }
  // Where the copies of an earlier run went; nullopt when there were none.
  const std::optional<std::filesystem::path>& superseded() const { return superseded_; }

 private:
  OutcomeWriter(std::filesystem::path out, FileSystem* files, std::unique_ptr<FileSystem> owned,
                std::unique_ptr<FolderLock> lock);
  static Result<std::unique_ptr<OutcomeWriter>> Open(const std::filesystem::path& out,
                                                     FileSystem* files,
                                                     std::unique_ptr<FileSystem> owned);
  Result<std::filesystem::path> Place(const std::filesystem::path& folder, const std::string& name,
                                      const std::string& text);

  std::filesystem::path out_;
  std::unique_ptr<FileSystem> owned_;
  FileSystem* files_;
  std::unique_ptr<FolderLock> lock_;
  std::optional<std::filesystem::path> superseded_;
  TakenNames taken_;
};

// Writes one file that must not be there yet, whole or not at all; for `--report`. kRefused when
// the name is taken.
Result<Done> WriteNewFile(const std::filesystem::path& file, const std::string& text);
Result<Done> WriteNewFile(const std::filesystem::path& file, const std::string& text,
                          FileSystem& files);

}  // namespace photogate
