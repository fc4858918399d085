#include "cli/serve_demo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "cli/progress.h"
#include "consent/channels.h"
#include "consent/register.h"
#include "consent/users.h"
#include "crypto/random.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMarker = "DEMO (made-up people)";
// So many people of the shared photos go on the made-up register; so many photos of each are
// references.
constexpr std::size_t kSharedPeople = 12, kReferences = 3;
constexpr std::size_t kSharedGroups = 12;

struct DemoRole {
  const char* name;
  UserRole role;
};

constexpr DemoRole kUsers[] = {
    {"Ada Min (administrator)", UserRole::kAdministrator},
    {"Tess Teacher", UserRole::kTeacher},
    {"Theo Teacher", UserRole::kTeacher},
    {"Sam Senior (senior leader)", UserRole::kSeniorLeader},
    {"Sara Safe (safeguarding)", UserRole::kSafeguardingLead},
    {"Dan Data (data protection)", UserRole::kDataProtectionLead},
    {"Olu Office", UserRole::kOffice},
    {"Audrey Audit (auditor)", UserRole::kAuditor},
};

fs::path Samples() { return PHOTOGATE_SAMPLES_DEFAULT; }

std::optional<fs::path> SharedPhotos() {
  const char* const named = std::getenv("PHOTOGATE_SHARED");
  if (named == nullptr || *named == '\0') return std::nullopt;
  const fs::path photos = fs::path(named) / "photos";
  std::error_code failed;
  if (!fs::is_directory(photos, failed)) return std::nullopt;
  return photos;
}

std::vector<fs::path> Sorted(const fs::path& folder, bool folders) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.is_directory() == folders) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// The verb as a user would type it.
Result<Done> RunVerb(const AppContext& context, std::vector<std::string> words) {
  words.insert(words.begin(), {"photogate", "--home", context.home_option, "--json"});
  if (!context.models_option.empty()) {
    words.insert(words.begin() + 1, {"--models", context.models_option});
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  std::ostringstream quiet;
  std::streambuf* const before = std::cout.rdbuf(quiet.rdbuf());
  const int code = RunCli(static_cast<int>(arguments.size()), arguments.data());
  std::cout.rdbuf(before);
  // Not everybody on the samples' list can be enrolled, on purpose.
  if (code == 0 || words[4] == "enrol" || words[6] == "enrol") return Done{};
  return Error{ErrorKind::kInternal, "the demo could not be made: a step failed", words.back()};
}

Result<Done> AddSharedPeople(const AppContext& context, const fs::path& photos) {
  const fs::path work = fs::path(context.home_option) / "demo-people";
  std::error_code failed;
  fs::create_directories(work / "references", failed);
  std::ofstream csv(work / "people.csv");
  csv << "id,name,kind,groups,biometric_basis,use:newsletter,use:website\n";
  std::size_t number = 0;
  for (const fs::path& person : Sorted(photos / "identities" / "bbt_cast", true)) {
    if (number == kSharedPeople) break;
    const std::string id = fmt::format("D{}", 301 + number);
    // Every third may not be shown.
    const char* const said = number % 3 == 0 ? "refused" : "granted";
    csv << id << ",Demo Person " << number + 1 << ",visitor,Visitors,consent," << said << ','
        << said << '\n';
    fs::create_directories(work / "references" / id, failed);
    std::size_t taken = 0;
    for (const fs::path& photo : Sorted(person, false)) {
      if (taken++ == kReferences) break;
      fs::copy_file(photo, work / "references" / id / photo.filename(), failed);
    }
    ++number;
  }
  csv.close();
  auto imported = RunVerb(context, {"import", (work / "people.csv").string()});
  if (!imported.ok()) return imported;
  auto enrolled = RunVerb(context, {"enrol", "--from", (work / "references").string()});
  fs::remove_all(work, failed);
  return enrolled;
}

Result<Done> MakeHome(const AppContext& context) {
  if (auto made = RunVerb(context, {"init", "--demo"}); !made.ok()) return made;
  const fs::path samples = Samples();
  if (!fs::exists(samples / "people.csv")) {
    return Error{ErrorKind::kNotFound, "the drawn samples are not installed", samples.string()};
  }
  if (auto made = RunVerb(context, {"import", (samples / "people.csv").string()}); !made.ok()) {
    return made;
  }
  std::ifstream events(samples / "events.csv");
  std::string line;
  std::getline(events, line);
  while (std::getline(events, line)) {
    const auto first = line.find(','), second = line.find(',', first + 1);
    if (second == std::string::npos) continue;
    std::string groups = line.substr(second + 1);
    std::erase(groups, '"');
    auto made = RunVerb(context, {"event", "add", line.substr(0, first), "--date",
                                  line.substr(first + 1, second - first - 1), "--groups", groups});
    if (!made.ok()) return made;
  }
  if (auto made = RunVerb(context, {"enrol", "--from", (samples / "enrol").string()}); !made.ok()) {
    return made;
  }
  const auto shared = SharedPhotos();
  return shared ? AddSharedPeople(context, *shared) : Result<Done>(Done{});
}

User Ready(const DemoRole& from, const Date& today) {
  User user{from.name, std::nullopt, {from.role}, today, today, today, "demo", std::nullopt};
  if (from.role == UserRole::kAdministrator) user.account = OsAccount();
  return user;
}

Result<std::vector<DemoUser>> MakeUsers(Register& reg, const Date& today) {
  Users users(reg);
  const auto known = users.List();
  if (!known.ok()) return known.error();
  std::set<std::string> names;
  for (const User& user : known.value()) names.insert(user.name);
  std::vector<DemoUser> made;
  Actor by{OsAccount()};
  for (const DemoRole& from : kUsers) {
    if (names.count(from.name) == 0) {
      if (auto added = users.Add(Ready(from, today), by); !added.ok()) return added.error();
    }
    by = Actor{kUsers[0].name};
    DemoUser user{from.name, "demo " + RandomHex(4) + " " + RandomHex(4)};
    if (auto set = users.SetPassword(from.name, user.password, by); !set.ok()) return set.error();
    made.push_back(std::move(user));
  }
  return made;
}

// As in a school, the channels have owners who are there; all but one, so that it can be seen what
// that means.
constexpr const char* kOwned[] = {"newsletter", "website", "social", "prospectus", "display"};
constexpr const char* kOwners[] = {"Tess Teacher", "Olu Office"};

Result<Done> OwnChannels(Register& reg) {
  Channels channels(reg);
  for (const char* name : kOwned) {
    const auto channel = channels.Show(ChannelName{name});
    if (!channel.ok()) return channel.error();
    if (channel.value().state != ChannelState::kApproved) continue;
    const auto& owners = channel.value().business_case.owners;
    if (std::find(owners.begin(), owners.end(), kOwners[0]) != owners.end()) continue;
    const auto given =
        channels.Transfer(ChannelName{name}, {kOwners[0], kOwners[1]}, Actor{kUsers[0].name});
    if (!given.ok()) return given.error();
  }
  return Done{};
}

// The event of each drawn photo, by file name: the first that samples/manifest.csv names.
std::map<std::string, std::string> EventsOfSamples() {
  std::map<std::string, std::string> events;
  std::ifstream manifest(Samples() / "manifest.csv");
  std::string line;
  std::getline(manifest, line);
  while (std::getline(manifest, line)) {
    // file,channel,event,...
    const auto first = line.find(','), second = line.find(',', first + 1),
               third = line.find(',', second + 1);
    if (third == std::string::npos) continue;
    const std::string event = line.substr(second + 1, third - second - 1);
    if (!event.empty()) events.emplace(fs::path(line.substr(0, first)).filename().string(), event);
  }
  return events;
}

}  // namespace

Result<std::vector<DemoUser>> PrepareDemo(AppContext& context) {
  if (context.home_option.empty()) {
    return Error{ErrorKind::kRefused, "--demo needs a folder of its own: --home /tmp/demo"};
  }
  std::error_code failed;
  if (!fs::exists(fs::path(context.home_option) / "register.sqlite", failed)) {
    if (auto made = MakeHome(context); !made.ok()) return made.error();
  }
  auto reg = context.OpenRegister();
  if (!reg.ok()) return reg.error();
  const auto dpia = reg.value()->FindDpia();
  if (!dpia.ok()) return dpia.error();
  if (!dpia.value() || dpia.value()->reference != kMarker) {
    return Error{ErrorKind::kRefused,
                 "this home has a register that is no demo's; choose another folder for the demo"};
  }
  auto users = MakeUsers(*reg.value(), context.clock.Today());
  if (!users.ok()) return users.error();
  if (auto owned = OwnChannels(*reg.value()); !owned.ok()) return owned.error();
  return users;
}

Result<Done> FillDemo(ServePage& page) {
  const auto empty = page.Empty();
  if (!empty.ok()) return empty.error();
  if (!empty.value()) return Done{};
  std::vector<fs::path> files = Sorted(Samples() / "photos", false);
  if (const auto shared = SharedPhotos()) {
    std::size_t taken = 0;
    for (const fs::path& folder : Sorted(*shared / "groups", true)) {
      for (const fs::path& photo : Sorted(folder, false)) {
        if (taken++ == kSharedGroups) break;
        files.push_back(photo);
      }
    }
  }
  Progress progress(files.size(), "photos");
  const auto events = EventsOfSamples();
  for (const fs::path& file : files) {
    NewPhoto photo;
    photo.channel = ChannelName{"newsletter"};
    if (const auto event = events.find(file.filename().string()); event != events.end()) {
      photo.event = EventName{event->second};
    }
    photo.original_name = file.filename().string();
    photo.source = PhotoSource::kUpload;
    if (auto taken = page.TakeIn(file, photo); !taken.ok()) return taken.error();
    progress.Advance();
  }
  return Done{};
}

}  // namespace photogate
