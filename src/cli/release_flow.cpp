#include "cli/release_flow.h"

#include <fmt/format.h>

#include <iostream>

#include "cli/private_file.h"
#include "cli/terminal.h"
#include "consent/home_settings.h"
#include "pipeline/review_case.h"
#include "release/contact_sheet.h"
#include "watch/share.h"
#include "watch/share_disk.h"

namespace photogate {

namespace fs = std::filesystem;

Result<ReleasePlaces> FindReleasePlaces(Register& reg, const std::string& channel,
                                        const std::vector<std::string>& paths,
                                        const std::string& to) {
  ReleasePlaces places;
  places.from.assign(paths.begin(), paths.end());
  std::error_code error;
  // The register keeps it for whoever looks for the files later.
  if (!to.empty()) places.to = fs::weakly_canonical(to, error);
  const auto settings = HomeSettings(reg).ForWatching();
  if (!settings.ok()) return settings.error();
  const fs::path root = settings.value().share_root;
  const bool watched = !root.empty() && !settings.value().share_id.empty();
  if (!watched && (paths.empty() || to.empty())) {
    return Error{ErrorKind::kRefused,
                 "This home has no watched folder: name the cleared copies, and with --to the "
                 "folder that the release is made in."};
  }
  if (watched) {
    ShareDisk disk(root);
    const Share share(disk, root);
    const bool there = share.Look(settings.value().share_id) == ShareState::kThere;
    if (!there && (paths.empty() || to.empty())) {
      return Error{ErrorKind::kUnavailable,
                   "The watched folder is not there, so nothing was released. Connect the share "
                   "and try again."};
    }
    if (there) {
      places.share_root = root;
      places.cleared_root = share.cleared();
      if (paths.empty()) places.from = {share.Cleared(ChannelName{channel})};
      if (to.empty()) {
        if (!IsFolderName(channel)) {
          return Error{ErrorKind::kRefused,
                       "The channel's name cannot be a folder's. Name a folder with --to."};
        }
        places.to = root / "released" / channel;
        for (const fs::path& folder : {root / "released", places.to}) {
          if (const auto made = disk.MakeFolder(folder); !made.ok()) return made.error();
        }
      }
    }
  }
  if (!fs::is_directory(places.to, error)) {
    return Error{ErrorKind::kNotFound,
                 "The folder named with --to is not there. Make it first; nothing was released.",
                 places.to.string()};
  }
  return places;
}

Result<Done> WriteContactSheet(const Batch& batch, const fs::path& file, LazyGates& gates,
                               const Clock& clock) {
  const auto pool = gates.Files();
  if (!pool.ok()) return pool.error();
  ContactSheet sheet{FormatDate(clock.Today()), BatchCode(batch), {}, {}};
  for (const CheckPoint& point : CheckPoints()) sheet.points.push_back(point.text);
  for (const BatchPhoto& photo : batch.photos) {
    sheet.pictures.push_back(ContactPicture(photo, [&](int fd, const InspectionOrder& order) {
      return pool.value()->Inspect(fd, order);
    }));
    if (Interrupted()) return Error{ErrorKind::kUnavailable, "Interrupted; nothing was released."};
  }
  return WriteNewPrivateFile(file.string(), ContactSheetHtml(batch, sheet));
}

std::optional<std::set<std::size_t>> ReadNumbers(const std::string& text, std::size_t most) {
  std::set<std::size_t> numbers;
  std::size_t number = 0;
  bool digits = false;
  for (const char c : text + ",") {
    if (c >= '0' && c <= '9') {
      number = 10 * number + static_cast<std::size_t>(c - '0');
      digits = true;
      if (number > most) return std::nullopt;
    } else if (c == ',' || c == ' ') {
      if (digits && number == 0) return std::nullopt;
      if (digits) numbers.insert(number);
      number = 0;
      digits = false;
    } else {
      return std::nullopt;
    }
  }
  return numbers;
}

std::optional<LookedThrough> AskPoints(const Batch& batch) {
  std::set<std::size_t> left_out;
  std::cerr << "For every photo on the sheet: y if it holds, n if not, or the numbers of photos in "
               "doubt, which are left out.\n";
  for (const CheckPoint& point : CheckPoints()) {
    for (;;) {
      std::cerr << point.text << "? ";
      std::string line;
      if (!std::getline(std::cin, line) || Interrupted()) return std::nullopt;
      if (line == "y" || line == "yes") break;
      if (line == "n" || line == "no") return std::nullopt;
      const auto numbers = ReadNumbers(line, batch.photos.size());
      if (numbers && !numbers->empty()) {
        left_out.insert(numbers->begin(), numbers->end());
        break;
      }
      std::cerr << "Answer y, n, or numbers from 1 to " << batch.photos.size() << ".\n";
    }
  }
  return Agreed(batch, std::move(left_out));
}

}  // namespace photogate
