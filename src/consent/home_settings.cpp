#include "consent/home_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "consent/person_rows.h"
#include "consent/settings.h"
#include "consent/store.h"
#include "crypto/random.h"

namespace photogate {
namespace {

enum class Kind { kFolder = 1, kNumber, kYesNo, kText };

struct Known {
  std::string_view name;
  Kind kind;
  std::string_view usual;
  int least, most;  // of a number
  std::string_view meaning;
};

constexpr std::array kKnown = {
    Known{"keep-days", Kind::kNumber, "30", 1, 3'650,
          "Days for which the originals of decided photos are kept, encrypted"},
    Known{"low-disk-mb", Kind::kNumber, "1024", 1, 10'000'000,
          "Free space, in MB, below which `photogate status` raises the alarm"},
    Known{"newest-first", Kind::kYesNo, "no", 0, 0, "yes: the photo dropped last is checked first"},
    Known{"overdue-minutes", Kind::kNumber, "60", 1, 100'000,
          "Minutes without a run of `photogate watch --once` after which that is an alarm"},
    Known{"queue-minutes", Kind::kNumber, "60", 1, 100'000,
          "Minutes after which a photo that was not checked yet is an alarm"},
    Known{"review-address", Kind::kText, "", 0, 0,
          "Address of the review page, shown in the folders' status"},
    Known{"settle-ms", Kind::kNumber, "1000", 50, 600'000,
          "Milliseconds for which a file must look the same before it is taken"},
    Known{"share-root", Kind::kFolder, "", 0, 0,
          "The folder with inbox and cleared, on this machine or a share"},
    Known{"sweep-seconds", Kind::kNumber, "10", 1, 3'600,
          "Seconds between two looks through the inbox, where a share sends no events"},
};

const Known* FindKnown(std::string_view name) {
  const auto found = std::find_if(kKnown.begin(), kKnown.end(),
                                  [&](const Known& known) { return known.name == name; });
  return found == kKnown.end() ? nullptr : &*found;
}

std::optional<int> NumberOf(const std::string& text) {
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error NoSuch(const std::string& name) {
  return Error{ErrorKind::kNotFound,
               "There is no setting of this name. `photogate setting list` lists them all.", name};
}

Result<Done> CheckValue(const Known& known, const std::string& value) {
  switch (known.kind) {
    case Kind::kNumber: {
      const auto number = NumberOf(value);
      if (number && *number >= known.least && *number <= known.most) return Done{};
      return Error{ErrorKind::kRefused, fmt::format("This setting is a whole number from {} to {}.",
                                                    known.least, known.most)};
    }
    case Kind::kYesNo:
      if (value == "yes" || value == "no") return Done{};
      return Error{ErrorKind::kRefused, "This setting is yes or no."};
    case Kind::kFolder: {
      std::error_code failed;
      if (std::filesystem::path(value).is_absolute() &&
          std::filesystem::is_directory(value, failed)) {
        return Done{};
      }
      return Error{ErrorKind::kRefused,
                   "This is not a folder that is there. Give its whole path, beginning with /, and "
                   "make it or mount it first.",
                   value};
    }
    case Kind::kText: return CheckNotes({value});
  }
  return NoSuch(std::string(known.name));
}

// Whether `inner` is `outer` or lies below it, links followed.
bool HoldsFolder(const std::filesystem::path& outer, const std::filesystem::path& inner) {
  std::error_code failed;
  const auto whole = [&](const std::filesystem::path& path) {
    return (std::filesystem::weakly_canonical(std::filesystem::absolute(path, failed), failed) / "")
        .string();
  };
  return whole(inner).starts_with(whole(outer));
}

std::string ChoicesOf(const Known& known) {
  switch (known.kind) {
    case Kind::kNumber: return fmt::format("{} to {}", known.least, known.most);
    case Kind::kYesNo: return "yes, no";
    case Kind::kFolder: return "a folder";
    case Kind::kText: return "text";
  }
  return "";
}

std::string KeyOf(const Known& known) { return "watch_" + std::string(known.name); }

std::string ValueOf(const Known& known, const std::optional<std::string>& stored) {
  // A value that this program would not have stored counts as none.
  if (!stored || (known.kind != Kind::kFolder && !CheckValue(known, *stored).ok())) {
    return std::string(known.usual);
  }
  return *stored;
}

std::string ValueOf(Database& database, const Known& known) {
  return ValueOf(known, Setting(database, KeyOf(known)));
}

int IntOf(Database& database, std::string_view name) {
  return NumberOf(ValueOf(database, *FindKnown(name))).value_or(0);
}

}  // namespace

bool HomeSettings::Knows(const std::string& name) { return FindKnown(name) != nullptr; }

std::vector<HomeSetting> HomeSettingsOf(
    const std::function<std::optional<std::string>(const std::string&)>& stored) {
  std::vector<HomeSetting> settings;
  for (const Known& known : kKnown) {
    const auto value = stored(KeyOf(known));
    settings.push_back({std::string(known.name), ValueOf(known, value), value.has_value(),
                        ChoicesOf(known), std::string(known.meaning)});
  }
  return settings;
}

Result<std::vector<HomeSetting>> HomeSettings::List() {
  return register_.store().Read([&](Database& database) -> Result<std::vector<HomeSetting>> {
    return HomeSettingsOf([&](const std::string& name) { return Setting(database, name); });
  });
}

Result<Done> HomeSettings::Set(const std::string& name, const std::string& value, const Actor& by) {
  const Known* const known = FindKnown(name);
  if (known == nullptr) return NoSuch(name);
  if (const Result<Done> checked = CheckValue(*known, value); !checked.ok()) {
    return checked.error();
  }
  if (known->kind == Kind::kFolder && HoldsFolder(value, register_.home())) {
    return Error{ErrorKind::kRefused,
                 "The home with the register and the waiting photos lies in this folder, and would "
                 "be shared with everybody. Choose another folder.",
                 value};
  }
  return register_.store().Write(by, "setting",
                                 [&](Database& database, Change& change) -> Result<Done> {
                                   SetSetting(database, change, "watch_" + name, value);
                                   // Another folder gets a marker of its own.
                                   if (known->kind == Kind::kFolder)
                                     ClearSetting(database, change, "watch_share-id");
                                   return Done{};
                                 });
}

Result<Done> HomeSettings::Clear(const std::string& name, const Actor& by) {
  if (FindKnown(name) == nullptr) return NoSuch(name);
  return register_.store().Write(by, "setting",
                                 [&](Database& database, Change& change) -> Result<Done> {
                                   ClearSetting(database, change, "watch_" + name);
                                   return Done{};
                                 });
}

Result<Done> HomeSettings::SetShareId(const std::string& id, const Actor& by) {
  return register_.store().Write(by, "setting",
                                 [&](Database& database, Change& change) -> Result<Done> {
                                   SetSetting(database, change, "watch_share-id", id);
                                   return Done{};
                                 });
}

Result<std::string> HomeSettings::MarkerId(const Actor& by) {
  return register_.store().Write(by, "setting",
                                 [&](Database& database, Change& change) -> Result<std::string> {
                                   if (auto known = Setting(database, "watch_marker-id"))
                                     return *known;
                                   const std::string id = RandomHex(16);
                                   SetSetting(database, change, "watch_marker-id", id);
                                   return id;
                                 });
}

Result<WatchSettings> HomeSettings::ForWatching() {
  return register_.store().Read([&](Database& database) -> Result<WatchSettings> {
    WatchSettings settings;
    settings.share_root = ValueOf(database, *FindKnown("share-root"));
    settings.share_id = Setting(database, "watch_share-id").value_or("");
    settings.keep_days = IntOf(database, "keep-days");
    settings.settle_ms = IntOf(database, "settle-ms");
    settings.sweep_seconds = IntOf(database, "sweep-seconds");
    settings.newest_first = ValueOf(database, *FindKnown("newest-first")) == "yes";
    settings.review_address = ValueOf(database, *FindKnown("review-address"));
    settings.low_disk_mb = IntOf(database, "low-disk-mb");
    settings.overdue_minutes = IntOf(database, "overdue-minutes");
    settings.queue_minutes = IntOf(database, "queue-minutes");
    return settings;
  });
}

}  // namespace photogate
