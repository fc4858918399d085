#include "tests/watch/watch_school.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <thread>

#include "consent/audit.h"
#include "consent/biometrics.h"
#include "consent/enrol.h"
#include "consent/home_settings.h"
#include "consent/ledger.h"
#include "consent/people.h"
#include "consent/permissions.h"
#include "outcome/file_system.h"
#include "pipeline/review_case.h"
#include "policy/decide_review.h"
#include "tests/watch/read_inspection.h"

extern char** environ;

namespace photogate::test {
namespace fs = std::filesystem;

namespace {

const Actor kOffice{"office"};

void Enrol(Register& reg, const std::string& id, int axis) {
  const Date day{2026, 9, 1};
  REQUIRE(
      People(reg)
          .Add({PersonId{id}, "Name of " + id, PersonKind::kPupil, {GroupName{"4A"}}, {}}, kOffice)
          .ok());
  REQUIRE(Biometrics(reg).Record({PersonId{id}, BiometricStatement::kNotified, day}, kOffice).ok());
  REQUIRE(Biometrics(reg)
              .Record({PersonId{id}, BiometricStatement::kConsent, day, "parent", "form"}, kOffice)
              .ok());
  Faces faces{};
  faces.faces.push_back(Face{{10, 10, 90, 90},
                             std::nullopt,
                             0.95,
                             "yunet",
                             0,
                             {0.9, 0.8, 0.7, 0.9, 0.7},
                             NotComparable::kNone,
                             AxisVector(axis)});
  faces.detector_complete = faces.recogniser_available = true;
  faces.recogniser = kWatchModel;
  const auto enrolled =
      Enroller(reg, {Distance{0.4}, 0.3})
          .Enrol({PersonId{id}, day, Sha256Hex{std::string(63, 'a') + id.back()}}, faces, kOffice);
  REQUIRE(enrolled.ok());
  REQUIRE_FALSE(enrolled.value().refusal);
}

}  // namespace

WatchSchool::WatchSchool() {
  fs::create_directories(share());
  const SystemClock clock;
  InitOptions options;
  options.demo = true;
  options.dpia = Dpia{"DPIA-1", "A. Officer", Date{2026, 9, 1}};
  auto made = Register::Create(home(), options, kOffice, clock);
  REQUIRE(made.ok());
  Register& reg = *made.value();
  Enrol(reg, "P1", 0);
  Enrol(reg, "P2", 2);
  for (const char* use : {"newsletter", "website"}) {
    REQUIRE(
        Permissions(reg)
            .Record({PersonId{"P2"}, UseName{use}, PermissionStatement::kGranted, Date{2026, 9, 1}},
                    kOffice)
            .ok());
  }
  REQUIRE(HomeSettings(reg).Set("share-root", share().string(), kOffice).ok());
}

void WatchSchool::Drop(const std::string& channel, const std::string& name,
                       const std::string& bytes) const {
  const fs::path folder = share() / "inbox" / channel;
  fs::create_directories(folder);
  const fs::path part = folder / ".being-copied";
  WriteText(part, bytes);
  fs::rename(part, folder / name);
}

ProgramResult WatchSchool::Once(std::vector<std::string> more) const {
  std::vector<std::string> arguments{home().string(), share().string(), "once"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunProgram(WATCH_DRIVER, arguments);
}

pid_t WatchSchool::Start(const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{WATCH_DRIVER, home().string(), share().string(), "run"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", 1, 0);
  posix_spawn_file_actions_addopen(&files, 2, (folder_.path() / "log").c_str(), 02102, 0600);
  pid_t pid = -1;
  REQUIRE(::posix_spawn(&pid, WATCH_DRIVER, &files, nullptr, pointers.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&files);
  return pid;
}

void WatchSchool::Kill(pid_t pid, int signal) { ::kill(pid, signal); }

int WatchSchool::Wait(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::vector<PhotoEntry> WatchSchool::Photos(const std::vector<PhotoState>& states) const {
  return With([&](Register& reg) {
    PhotoQuery query;
    query.states = states;
    query.most = 1'000'000;
    auto photos = PhotoJournal(reg).List(query);
    REQUIRE(photos.ok());
    return std::move(photos).value();
  });
}

std::map<std::string, PhotoEntry> WatchSchool::ByName() const {
  std::map<std::string, PhotoEntry> by_name;
  for (PhotoEntry& photo : Photos()) {
    if (photo.state == PhotoState::kReturned) continue;
    const std::string name = photo.original_name;
    INFO("photo " << name << " " << PhotoStateName(photo.state));
    CHECK(by_name.emplace(name, std::move(photo)).second);
  }
  return by_name;
}

std::vector<std::string> WatchSchool::Names(const fs::path& folder) const {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
    if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> WatchSchool::Cleared(const std::string& channel) const {
  auto names = Names(share() / "cleared" / channel);
  std::erase(names, "READ-ME-FIRST.txt");
  return names;
}

bool WatchSchool::WaitFor(const std::function<bool()>& met, int seconds) const {
  for (int tries = 0; tries < seconds * 20; ++tries) {
    if (met()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return met();
}

void WatchSchool::ProveNothingLost(const std::set<std::string>& dropped,
                                   const std::function<bool(const std::string&)>& may_clear) const {
  const auto photos = ByName();
  std::set<std::string> left;
  for (const std::string& name : Names(share() / "inbox")) left.insert(name);
  PosixFileSystem disk;
  std::map<std::string, std::set<std::string>> copies;  // channel -> names
  std::set<std::string> originals;
  With([&](Register& reg) {
    Ledger ledger(reg);
    for (const std::string& name : dropped) {
      INFO("photo " << name);
      const auto found = photos.find(name);
      // In the inbox or in the journal, never in both and never in neither.
      CHECK((found != photos.end()) != left.contains(name));
      if (found == photos.end()) continue;
      const PhotoEntry& photo = found->second;
      CHECK((photo.state == PhotoState::kCleared || photo.state == PhotoState::kHeld ||
             photo.state == PhotoState::kBlocked || photo.state == PhotoState::kRepeated));
      if (photo.state == PhotoState::kCleared) {
        CHECK(may_clear(name));
        REQUIRE(photo.output_name);
        const auto hash = disk.Hash(share() / "cleared" / photo.channel.value / *photo.output_name);
        REQUIRE(hash.ok());
        CHECK(hash.value() == *photo.output_sha256);
        const auto rows = ledger.WithOutput(hash.value());
        REQUIRE(rows.ok());
        CHECK_FALSE(rows.value().empty());
        CHECK(copies[photo.channel.value].insert(*photo.output_name).second);
      }
      if (photo.state != PhotoState::kRepeated) {
        originals.insert(photo.id.value);
        const auto original = PhotoFiles(reg, home()).Open(photo, 1u << 30);
        CHECK(original.ok());
      }
    }
    auto present = PhotoFiles(reg, home()).Present();
    REQUIRE(present.ok());
    std::multiset<std::string> there;
    for (const PhotoId& id : present.value()) there.insert(id.value);
    CHECK(there == std::multiset<std::string>(originals.begin(), originals.end()));
    const auto audit = Audit(reg).Verify(std::nullopt);
    REQUIRE(audit.ok());
    CHECK(audit.value().intact);
    return 0;
  });
  // Nothing in cleared/ that the journal does not know.
  std::error_code failed;
  for (const auto& channel : fs::directory_iterator(share() / "cleared", failed)) {
    const std::string name = channel.path().filename().string();
    const auto names = Cleared(name);
    CHECK(std::set<std::string>(names.begin(), names.end()) == copies[name]);
    CHECK(names.size() == copies[name].size());
  }
  for (const std::string& name : left) CHECK_FALSE(name.starts_with(".photogate-claim-"));
}

void PassAsTeacher(Register& reg, const PhotoEntry& held) {
  using nlohmann::json;
  const Actor teacher{"B. Teacher"};
  const json roles = json::array({"teacher"});
  json seen = json::array(), checks = json::object();
  std::vector<PhotoVerdict> verdicts;
  for (const Finding& finding : held.facts->findings) {
    seen.push_back(FindingKey(finding));
    PhotoVerdict answer;
    answer.kind = verdict::kAnswer;
    answer.answers =
        json{{"roles", roles}, {"finding", FindingKey(finding)}, {"answer", "different"}}.dump();
    verdicts.push_back(answer);
  }
  for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
  PhotoVerdict clear;
  clear.kind = verdict::kClear;
  clear.answers = json{{"roles", roles}, {"seen", seen}, {"checks", checks}}.dump();
  verdicts.push_back(clear);
  PhotoJournal journal(reg);
  const auto revision = journal.RecordVerdicts(held.id, held.revision, verdicts, teacher);
  REQUIRE(revision.ok());
  REQUIRE(journal.Move({held.id, revision.value(), PhotoState::kPassed, ""}, teacher).ok());
}

}  // namespace photogate::test
