#include "watch/inbox_names.h"

#include <algorithm>
#include <array>

#include "outcome/safe_name.h"

namespace photogate {
namespace {

// Names of Windows, macOS, Synology and office programs.
constexpr std::array<std::string_view, 8> kSystem = {
    "thumbs.db", "ehthumbs.db", "desktop.ini",  ".ds_store",
    "@eadir",    "#recycle",    "$recycle.bin", "system volume information"};

// Unfinished downloads of Chrome, Firefox, Safari, Opera, wget-like tools, torrents and copy
// programs, and what editors keep of before.
constexpr std::array<std::string_view, 16> kPartial = {
    ".crdownload", ".part", ".partial", ".download", ".opdownload", ".tmp",  ".temp", ".filepart",
    ".!ut",        ".!qb",  ".aria2",   ".kpart",    ".gstmp",      ".rsls", ".bc!",  "~"};

}  // namespace

bool IsSystemName(std::string_view name) {
  const std::string lower = LowerAscii(name);
  return std::find(kSystem.begin(), kSystem.end(), lower) != kSystem.end() ||
         lower.starts_with("~$") || lower.starts_with("._") || lower.starts_with(".nfs");
}

InboxName ClassifyName(std::string_view name) {
  const std::string lower = LowerAscii(name);
  if (lower == LowerAscii(kNoteName) || lower == kGroupsName || lower.starts_with(kClaimPrefix)) {
    return InboxName::kOwn;
  }
  if (IsSystemName(name) || lower.starts_with(".") || lower.starts_with("~")) {
    return InboxName::kIgnored;
  }
  const bool partial = std::any_of(kPartial.begin(), kPartial.end(),
                                   [&](std::string_view end) { return lower.ends_with(end); });
  return partial ? InboxName::kIgnored : InboxName::kPhoto;
}

}  // namespace photogate
