// cleared/<channel> of a share: where staff find the copies that may be published.
#pragma once

#include <filesystem>
#include <string>

#include "core/metadata.h"
#include "core/outcome.h"
#include "core/result.h"
#include "outcome/file_system.h"
#include "outcome/release_copy.h"

namespace photogate {

// Thread-safe. Another process may write into the same folder: nothing is ever overwritten, and
// whoever finds a name taken tries again later.
class ChannelShelf {
 public:
  // `folder` and `work` (for unfinished copies) must be on one disk; `files` must outlive it.
  ChannelShelf(FileSystem& files, std::filesystem::path folder, std::filesystem::path work)
      : files_(files), folder_(std::move(folder)), work_(std::move(work)) {}

  // What is in the folder now: names that are gone may be given again.
  Result<Done> Refresh();

  // See ReleaseCopy.
  Result<Outcome> Clear(const SanitisedPhoto& photo, const std::string& safe_name, LedgerRow row,
                        LedgerSink& ledger) {
    return ReleaseCopy(files_, work_, folder_, names_, photo, safe_name, std::move(row), ledger);
  }

  const std::filesystem::path& folder() const { return folder_; }

 private:
  FileSystem& files_;
  const std::filesystem::path folder_;
  const std::filesystem::path work_;
  TakenNames names_;
};

}  // namespace photogate
