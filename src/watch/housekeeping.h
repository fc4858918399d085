// What Windows and macOS put by themselves into every folder that somebody looks at.
#pragma once

#include <filesystem>
#include <optional>

namespace photogate {

// Whether the file is one of those by its name and by its content: a picture under such a name is
// not. Everything else that a system leaves (folders of thumbnails among it, which hold pictures)
// is not either. False when it cannot be read.
bool IsHousekeeping(const std::filesystem::path& file);

// The files below `folder` besides housekeeping, links and pipes among them; 0 when there is no
// folder, nullopt when it cannot be read. Stops at `most`.
std::optional<int> CountFilesBelow(const std::filesystem::path& folder, int most);

}  // namespace photogate
