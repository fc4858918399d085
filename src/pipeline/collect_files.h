// From the paths a user names to the photos that are checked.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "pipeline/photo_job.h"

namespace photogate {

struct CollectOptions {
  // Folders that are not entered: the run's own output, if it is below an input.
  std::vector<std::filesystem::path> leave_out;
  const std::atomic<bool>* cancelled = nullptr;
};

// Every file that was come across is in exactly one of the three.
struct CollectedFiles {
  // To be checked: pictures and videos by their content, whatever has the name of one, and every
  // file that was named itself. Numbered from 1.
  std::vector<PhotoJob> photos;
  // Found in a folder and not a picture: what it is, as a sentence.
  std::vector<std::pair<std::filesystem::path, std::string>> not_pictures;
  // Could not be read, or not be entered. Named files too.
  std::vector<std::pair<std::filesystem::path, Error>> unreadable;
};

// Whether the file means to be a picture or a film by the end of its name, which says nothing of
// whether it is one. Pure.
bool HasPictureName(const std::filesystem::path& path);

// Files as they are, folders with everything below them in the order of their names' bytes. A link
// to a folder is followed, but no folder is entered twice, so that links in a circle end; a file
// that comes up again under the same path is taken once. Names may be any bytes.
CollectedFiles CollectFiles(const std::vector<std::filesystem::path>& paths,
                            const CollectOptions& options = {});

}  // namespace photogate
