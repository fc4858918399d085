// The folders that staff see, on a share or a disk:
//
//   inbox/<channel>/[<event>/]   where photos are dropped
//   cleared/<channel>/           copies that may be published, and nothing else
//   quarantine/<channel>/        what was found in cleared/ and does not belong there
//   status.html, STATUS.txt      how things stand
//   .photogate/                  the marker, and copies that are not finished
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "outcome/file_system.h"

namespace photogate {

enum class ShareState {
  kThere = 1,
  kGone,    // no folder, or one without the marker: the mount is not there
  kSwapped  // another share's marker
};

class Share {
 public:
  // `files` must outlive it.
  Share(FileSystem& files, std::filesystem::path root) : files_(files), root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path inbox() const { return root_ / "inbox"; }
  std::filesystem::path Inbox(const ChannelName& channel) const { return inbox() / channel.value; }
  std::filesystem::path cleared() const { return root_ / "cleared"; }
  std::filesystem::path Cleared(const ChannelName& channel) const {
    return cleared() / channel.value;
  }
  std::filesystem::path quarantine() const { return root_ / "quarantine"; }
  std::filesystem::path work() const { return root_ / ".photogate"; }

  // Whether the marker with this id is there. Never creates anything: an empty folder where a share
  // should be mounted must not be taken for a share.
  ShareState Look(const std::string& id) const;

  // The first start: puts a marker with this id there, unless there is one, and gives the id that
  // the share has then. kConflict: it has another home's, and `take_over` was not said.
  Result<std::string> Adopt(const std::string& id, bool take_over);

  // Makes the folders of these channels and the file in cleared/<channel> that says what to look
  // at, where they are missing. One that was changed is the guard's: see ShelfGuard.
  Result<Done> Prepare(const std::vector<ChannelName>& approved);
  // Whether the folder's group has the rights there that it has in the share's root: see ShareDisk.
  bool IsAsOpen(const std::filesystem::path& folder) const;
  Result<Done> WriteReadMe(const ChannelName& channel) const;

  // Removes what a killed run left unfinished. Only while nobody else writes to the share.
  Result<Done> RemoveUnfinished();

 private:
  FileSystem& files_;
  const std::filesystem::path root_;
};

// The file in cleared/<channel>: not a photo, and the watcher's own.
inline constexpr const char* kReadMeName = "READ-ME-FIRST.txt";

// Whether it says what photogate wrote there.
bool IsOwnReadMe(const std::filesystem::path& file);

// Names that a channel's folder cannot have: they would lead elsewhere.
bool IsFolderName(const std::string& name);

}  // namespace photogate
