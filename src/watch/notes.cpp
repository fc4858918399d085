#include "watch/notes.h"

#include <map>
#include <string>

#include "outcome/printable.h"
#include "watch/inbox_names.h"
#include "watch/share_disk.h"

namespace photogate {

void WriteNotes(const Share& share, FileSystem& disk, const InboxView& view,
                const std::vector<ChannelName>& approved) {
  const auto note = [&](const std::filesystem::path& folder, const std::string& text) {
    // A folder that cannot be written to is told in the status all the same.
    (void)ReplaceText(disk, share.work(), folder / std::string(kNoteName), text).ok();
  };
  const auto clear = [&](const std::filesystem::path& folder) {
    const auto path = folder / std::string(kNoteName);
    std::error_code failed;
    if (std::filesystem::exists(path, failed)) (void)disk.Remove(path).ok();
  };
  for (const auto& [folder, photos] : view.unapproved) {
    if (photos > 0 && IsFolderName(folder)) {
      note(share.inbox() / folder,
           "The photos in this folder were NOT checked and stay here.\r\n\r\n"
           "No approved channel has this folder's name. Move the photos into the folder of a "
           "channel,\r\nor ask a senior leader to approve the channel (photogate channel "
           "approve).\r\n");
    } else {
      clear(share.inbox() / folder);
    }
  }
  if (view.stray > 0) {
    note(share.inbox(),
         "The photos beside this note were NOT checked and stay here.\r\n\r\n"
         "Move them into the folder of the channel that they are for.\r\n");
  } else {
    clear(share.inbox());
  }
  // Each passed-over file is told once, in one note a channel.
  std::map<std::string, std::string> lists;
  for (const std::string& path : view.ignored) {
    const std::size_t slash = path.find('/');
    lists[path.substr(0, slash)] += "  " + Printable(path.substr(slash + 1)) + "\r\n";
  }
  for (const ChannelName& channel : approved) {
    if (!IsFolderName(channel.value)) continue;
    const auto list = lists.find(channel.value);
    if (list == lists.end()) {
      clear(share.Inbox(channel));
    } else {
      note(share.Inbox(channel),
           "These were passed over: unfinished downloads, hidden files, links.\r\n\r\n" +
               list->second);
    }
  }
}

}  // namespace photogate
