#include "watch/notes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <map>

#include "outcome/printable.h"
#include "watch/inbox_names.h"
#include "watch/near_miss.h"
#include "watch/share_disk.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

std::string UnapprovedNote(const std::string& folder, const std::vector<ChannelName>& approved) {
  std::string text = "The photos in this folder were NOT checked and stay here.\r\n\r\n";
  if (const auto meant = AlmostNamed(folder, approved)) {
    text += fmt::format(
        "This folder's name is almost that of the channel \"{0}\", but not the same: capitals, "
        "spaces\r\nand every letter count. If they are for that channel, move the photos into the "
        "folder\r\n\"{0}\" beside this one.\r\n",
        Printable(meant->value));
    return text;
  }
  return text +
         "No approved channel has this folder's name. Move the photos into the folder of a "
         "channel,\r\nor ask a senior leader to approve the channel (photogate channel "
         "approve).\r\n";
}

std::string GroupsNote(const BadGroups& bad, ShownNames& names) {
  std::string text =
      "The photos in this folder, and in those below it, were NOT checked and stay here.\r\n\r\n";
  if (bad.unknown.empty()) {
    return text + "groups.txt cannot be read. Save it anew as plain text, one group a line.\r\n";
  }
  text += "groups.txt has groups that nobody on the register is in:\r\n\r\n";
  for (const GroupLine& line : bad.unknown) {
    const auto shown = names.Show(bad.channel, line.group.value);
    text += fmt::format("  line {}{}\r\n", line.line, shown ? ": \"" + *shown + "\"" : "");
  }
  return text +
         "\r\nCorrect them there, or take them out; the photos are taken then. If the group is "
         "new, ask\r\nthe office to put it on the register.\r\n";
}

// However it was put together.
fs::path KeyOf(const fs::path& folder) { return (folder / "").lexically_normal().parent_path(); }

// The folder itself, or the nearest one above it that a note can be written into.
fs::path WritableAbove(const Share& share, fs::path folder) {
  const fs::path top = KeyOf(share.inbox());
  while (folder != top && folder.has_relative_path() &&
         ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    folder = folder.parent_path();
  }
  return folder;
}

// Each passed-over file is told once, in one note a channel.
std::map<std::string, std::string> PassedOver(const InboxView& view, ShownNames& names) {
  std::map<std::string, std::string> lists;
  std::map<std::string, int> unnamed;
  for (const std::string& path : view.ignored) {
    const std::size_t slash = path.find('/');
    const std::string channel = path.substr(0, slash);
    std::string& list = lists[channel];
    if (const auto shown = names.Show(ChannelName{channel}, path.substr(slash + 1))) {
      list += "  " + *shown + "\r\n";
    } else {
      ++unnamed[channel];
    }
  }
  for (const auto& [channel, files] : unnamed) {
    lists[channel] += fmt::format(
        "  {} more, whose names are not shown here because they may be somebody's.\r\n", files);
  }
  return lists;
}

}  // namespace

bool LiesBehind(const std::vector<BadGroups>& bad, const fs::path& folder) {
  const std::string below = KeyOf(folder).string() + "/";
  for (const BadGroups& one : bad) {
    if (below.starts_with(KeyOf(one.folder).string() + "/")) return true;
  }
  return false;
}

std::vector<BadGroups> FindBadGroups(const InboxView& view, const KnownGroups& known) {
  std::vector<BadGroups> bad;
  for (const auto& [folder, channel] : view.with_groups) {
    const auto lines = ReadGroups(folder);
    if (!lines.ok()) {
      bad.push_back({folder, channel, {}});
    } else if (auto unknown = known.UnknownIn(lines.value()); !unknown.empty()) {
      bad.push_back({folder, channel, std::move(unknown)});
    }
  }
  return bad;
}

void WriteNotes(const Share& share, FileSystem& disk, const InboxView& view,
                const NotTaken& not_taken, const std::vector<ChannelName>& approved,
                ShownNames& names) {
  std::map<fs::path, std::string> notes;
  const auto note = [&](const fs::path& folder, const std::string& text) {
    std::string& all = notes[KeyOf(folder)];
    all += (all.empty() ? "" : "\r\n") + text;
  };
  for (const auto& [folder, photos] : view.unapproved) {
    if (photos > 0 && IsFolderName(folder)) {
      note(share.inbox() / folder, UnapprovedNote(folder, approved));
    }
  }
  if (view.stray > 0) {
    note(share.inbox(),
         "The photos beside this note were NOT checked and stay here.\r\n\r\n"
         "Move them into the folder of the channel that they are for.\r\n");
  }
  for (const BadGroups& bad : not_taken.groups) note(bad.folder, GroupsNote(bad, names));
  // Each reason once a folder. Where nothing can be written the folder above has it.
  std::map<fs::path, std::map<std::string, int>> files;
  for (const WhyPutOff& why : not_taken.files) {
    if (!why.folder.empty()) ++files[WritableAbove(share, KeyOf(why.folder))][why.alarm.text];
  }
  for (const auto& [folder, reasons] : files) {
    for (const auto& [reason, count] : reasons) {
      note(folder,
           fmt::format("{} here, or in a folder below, NOT checked and stay{}:\r\n\r\n  {}\r\n",
                       count == 1 ? "1 file is" : fmt::format("{} files are", count),
                       count == 1 ? "s" : "", reason));
    }
  }
  for (const fs::path& folder : view.unreadable) {
    note(WritableAbove(share, KeyOf(folder).parent_path()),
         "photogate may not look into a folder beside this note, so its photos are NOT checked.\r\n"
         "Move the photos here, or ask whoever looks after the share to let photogate read, "
         "enter\r\n"
         "and write in that folder, as in this one.\r\n");
  }
  for (const auto& [channel, list] : PassedOver(view, names)) {
    note(share.inbox() / channel,
         "These were passed over: unfinished downloads, hidden files, links.\r\n\r\n" + list);
  }
  for (const fs::path& folder : view.folders) {
    const fs::path file = folder / std::string(kNoteName);
    const auto wanted = notes.find(KeyOf(folder));
    std::error_code failed;
    if (wanted != notes.end()) {
      // A folder that cannot be written to is told in the status all the same.
      (void)ReplaceText(disk, share.work(), file, wanted->second).ok();
    } else if (fs::exists(file, failed)) {
      (void)disk.Remove(file).ok();
    }
  }
}

}  // namespace photogate
