// Names in an inbox that are not photos to be taken, whatever is in them.
#pragma once

#include <string>
#include <string_view>

namespace photogate {

// What the watcher itself puts on a share.
inline constexpr std::string_view kClaimPrefix = ".photogate-claim-";
inline constexpr std::string_view kNoteName = "PHOTOGATE-NOTE.txt";
inline constexpr std::string_view kGroupsName = "groups.txt";

enum class InboxName {
  kPhoto = 1,  // anything else: looked at by content
  kOwn,        // a note, a claimed file, groups.txt
  kIgnored,    // unfinished downloads, dot files, what systems leave behind
};

// Of the bare name. Compared without regard to case.
InboxName ClassifyName(std::string_view name);

// What a system leaves in every folder that somebody looks into: not worth a report anywhere.
bool IsSystemName(std::string_view name);

}  // namespace photogate
