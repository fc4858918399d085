#include "watch/share.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "outcome/release_copy.h"
#include "watch/share_disk.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMarker = "share-id";
constexpr const char* kReadMe =
    "The photos in this folder passed every check of photogate for this channel.\r\n"
    "\r\n"
    "Look at each one once more before you upload it:\r\n"
    "  - Is everybody in it appropriately dressed?\r\n"
    "  - Is nobody made fun of?\r\n"
    "  - Does a name, an address or a badge show anywhere in the picture?\r\n"
    "\r\n"
    "Take the files from here as they are. Whatever else is put into this folder, or changed in\r\n"
    "it, is moved to the folder quarantine.\r\n";

std::string MarkerOf(const fs::path& work) {
  std::ifstream file(work / kMarker);
  std::string id;
  std::getline(file, id);
  return id;
}

}  // namespace

// A later version that says something else must count this text as its own too.
bool IsOwnReadMe(const fs::path& file) {
  std::error_code failed;
  const std::string text = kReadMe;
  if (!fs::is_regular_file(fs::symlink_status(file, failed)) ||
      fs::file_size(file, failed) != text.size()) {
    return false;
  }
  std::ifstream there(file, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(there), {}} == text;
}

bool IsFolderName(const std::string& name) {
  return !name.empty() && name.size() <= 200 && name.front() != '.' &&
         name.find('/') == std::string::npos && name.find('\\') == std::string::npos &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

ShareState Share::Look(const std::string& id) const {
  const std::string there = MarkerOf(work());
  if (there.empty()) return ShareState::kGone;
  return there == id ? ShareState::kThere : ShareState::kSwapped;
}

Result<std::string> Share::Adopt(const std::string& id, bool take_over) {
  if (const auto made = files_.MakeFolder(work()); !made.ok()) return made.error();
  if (const std::string there = MarkerOf(work()); !there.empty()) {
    if (there == id || take_over) return there;
    return Error{ErrorKind::kConflict,
                 "Another home of photogate looks after this folder, and two would move each "
                 "other's copies away. Choose another folder; or, if that home is no more, start "
                 "once with `photogate watch --adopt`."};
  }
  const std::string text = id + "\n";
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  if (const auto written = files_.WriteNew(work() / kMarker, bytes); !written.ok()) {
    return written.error();
  }
  if (const auto synced = files_.SyncFolder(work()); !synced.ok()) return synced.error();
  return id;
}

Result<Done> Share::Prepare(const std::vector<ChannelName>& approved) {
  for (const fs::path& folder : {inbox(), cleared(), work()}) {
    if (const auto made = files_.MakeFolder(folder); !made.ok()) return made.error();
  }
  for (const ChannelName& channel : approved) {
    if (!IsFolderName(channel.value)) continue;
    for (const fs::path& folder : {Inbox(channel), Cleared(channel)}) {
      if (const auto made = files_.MakeFolder(folder); !made.ok()) return made.error();
    }
    std::error_code unknown;
    const auto there = fs::symlink_status(Cleared(channel) / kReadMeName, unknown);
    if (there.type() != fs::file_type::not_found) continue;
    if (const auto said = WriteReadMe(channel); !said.ok()) return said.error();
  }
  return Done{};
}

bool Share::IsAsOpen(const fs::path& folder) const {
  struct stat root {
  }, about{};
  if (::stat(root_.c_str(), &root) != 0 || ::stat(folder.c_str(), &about) != 0) return true;
  return (root.st_mode & S_IRWXG & ~about.st_mode) == 0;
}

Result<Done> Share::WriteReadMe(const ChannelName& channel) const {
  return ReplaceText(files_, work(), Cleared(channel) / kReadMeName, kReadMe);
}

Result<Done> Share::RemoveUnfinished() {
  const auto names = files_.List(work());
  if (!names.ok()) return names.error();
  for (const std::string& name : names.value()) {
    if (!IsTemporaryName(name)) continue;
    if (const auto gone = files_.Remove(work() / name); !gone.ok()) return gone.error();
  }
  return Done{};
}

}  // namespace photogate
