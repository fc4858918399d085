#include "cli/shared_accounts.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "cli/terminal.h"
#include "consent/shared_home.h"

namespace photogate {
namespace {

constexpr const char* kChapter = "see \"Several accounts on one computer\" in the guide";

bool IsInGroup(const passwd& entry, gid_t group) {
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (getgrouplist(entry.pw_name, entry.pw_gid, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
    if (getgrouplist(entry.pw_name, entry.pw_gid, groups.data(), &count) < 0) return false;
  }
  groups.resize(static_cast<std::size_t>(count));
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

std::string GroupName(gid_t group) {
  const struct group* entry = getgrgid(group);
  return entry != nullptr ? entry->gr_name : fmt::format("{}", group);
}

}  // namespace

std::string AccountHint(const std::filesystem::path& home, const std::string& account) {
  struct stat about {};
  if (stat(home.c_str(), &about) != 0) return {};
  const passwd* entry = getpwnam(account.c_str());
  if (entry == nullptr) {
    return fmt::format("This machine has no account {} yet.", Printable(account));
  }
  if (entry->pw_uid == about.st_uid || entry->pw_uid == 0) return {};
  if (!IsShared(home)) {
    return fmt::format(
        "The account {} cannot open this register yet: its folder is for the account that made it. "
        "Share it with a group, or let them use the page; {}.",
        Printable(account), kChapter);
  }
  if (!IsInGroup(*entry, about.st_gid)) {
    return fmt::format(
        "The account {} cannot open this register yet: it is not in the group {}, which the "
        "register's folder is shared with; {}.",
        Printable(account), Printable(GroupName(about.st_gid)), kChapter);
  }
  return fmt::format("The account {} also needs a key file of its own; {}.", Printable(account),
                     kChapter);
}

std::string SharedText(const std::filesystem::path& home) {
  struct stat about {};
  if (!IsShared(home) || stat(home.c_str(), &about) != 0) return {};
  return "shared with the group " + GroupName(about.st_gid);
}

}  // namespace photogate
