// The watched folder through the driver: what staff do, and what they find.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "consent/channels.h"
#include "consent/home_settings.h"
#include "consent/people.h"
#include "consent/permissions.h"
#include "consent/photo_retention.h"
#include "consent/releases.h"
#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"
#include "worker/channel.h"

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

const Actor kOffice{"office"};

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Groups that somebody is in besides 4A.
void AddOtherGroups(const WatchSchool& school) {
  REQUIRE(school.With([](Register& reg) {
    const NewPerson person{PersonId{"P9"},
                           "Name of P9",
                           PersonKind::kPupil,
                           {GroupName{"4B"}, GroupName{"5B"}, GroupName{"6C"}, GroupName{"7D"}}};
    return People(reg).Add(person, kOffice).ok();
  }));
}

bool MayClear(const std::string& name) {
  return name.starts_with("clear") || name.starts_with("friend");
}

}  // namespace

TEST_CASE("dropped photos end in cleared, held and blocked, and the inbox empties", "[watch]") {
  const WatchSchool school;
  for (const char* word : {"clear", "hold", "block", "friend"}) {
    school.Drop("newsletter", std::string(word) + ".jpg", FakePhoto(word));
  }
  const auto run = school.Once();
  REQUIRE(run.exit_code == 0);
  CHECK(Contains(run.out, "cleared 2 held 1 blocked 1"));
  CHECK(school.Cleared("newsletter") == std::vector<std::string>{"clear.jpg", "friend.jpg"});
  CHECK(school.Names(school.share() / "inbox").empty());
  const auto photos = school.ByName();
  CHECK(photos.at("hold.jpg").state == PhotoState::kHeld);
  CHECK(photos.at("block.jpg").state == PhotoState::kBlocked);
  CHECK(fs::exists(school.home() / "held" / photos.at("hold.jpg").id.value));
  CHECK(fs::exists(school.home() / "blocked" / photos.at("block.jpg").id.value));
  school.ProveNothingLost({"clear.jpg", "hold.jpg", "block.jpg", "friend.jpg"}, MayClear);
  // Kept originals are encrypted.
  for (const auto& file : fs::recursive_directory_iterator(school.home())) {
    if (file.is_regular_file() && file.path().filename() == "original") {
      CHECK_FALSE(Contains(ReadText(file.path()), "\xFF\xD8\xFF\xDA"));
    }
  }
  const std::string said = ReadText(school.share() / "cleared/newsletter/READ-ME-FIRST.txt");
  CHECK(Contains(said, "appropriately dressed"));
}

TEST_CASE("the status on the share names nobody and says why photos wait", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "Name of P1.jpg", FakePhoto("hold"));
  school.Drop("newsletter", "sports.jpg", FakePhoto("hold", 2));
  REQUIRE(school.Once().exit_code == 0);
  for (const char* file : {"status.html", "STATUS.txt"}) {
    const std::string text = ReadText(school.share() / file);
    CHECK(Contains(text, "sports.jpg"));
    CHECK_FALSE(Contains(text, "Name of P1"));
    CHECK(Contains(text, "Waiting for a person: 2"));
    CHECK(Contains(text, "damaged or incomplete"));
    CHECK(Contains(text, "dignity"));
  }
}

TEST_CASE("a subfolder is its event, and groups.txt only adds to it", "[watch]") {
  const WatchSchool school;
  AddOtherGroups(school);
  school.Drop("newsletter/Sports day", "a.jpg", FakePhoto("clear"));
  WriteText(school.share() / "inbox/newsletter/Sports day/groups.txt", "5B, 6C\r\n7D\n");
  REQUIRE(school.Once().exit_code == 0);
  const auto photo = school.ByName().at("a.jpg");
  CHECK(photo.event == EventName{"Sports day"});
  CHECK(photo.added_groups == std::vector{GroupName{"5B"}, GroupName{"6C"}, GroupName{"7D"}});
  // The list stays for the photos to come.
  CHECK(fs::exists(school.share() / "inbox/newsletter/Sports day/groups.txt"));
}

TEST_CASE("a photo for an unknown or unapproved channel stays where it is, with a note",
          "[watch]") {
  const WatchSchool school;
  school.With(
      [](Register& reg) { return Channels(reg).Suspend(ChannelName{"website"}, kOffice).ok(); });
  school.Drop("website", "a.jpg", FakePhoto("clear"));
  school.Drop("somewhere", "b.jpg", FakePhoto("clear"));
  school.Drop("", "c.jpg", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  CHECK(fs::exists(school.share() / "inbox/website/a.jpg"));
  CHECK(fs::exists(school.share() / "inbox/somewhere/b.jpg"));
  CHECK(fs::exists(school.share() / "inbox/c.jpg"));
  for (const char* folder : {"website", "somewhere", ""}) {
    CHECK(Contains(ReadText(school.share() / "inbox" / folder / "PHOTOGATE-NOTE.txt"),
                   "NOT checked"));
  }
  const std::string status = ReadText(school.share() / "STATUS.txt");
  CHECK(Contains(status, "\"website\""));
  // What is no channel may be somebody's name.
  CHECK_FALSE(Contains(status, "somewhere"));
  CHECK(school.Photos().empty());
  school.With([](Register& reg) {
    return Channels(reg).Approve(ChannelName{"website"}, "B. Head", kOffice).ok();
  });
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.Cleared("website") == std::vector<std::string>{"a.jpg"});
  CHECK_FALSE(fs::exists(school.share() / "inbox/website/PHOTOGATE-NOTE.txt"));
}

TEST_CASE("what does not belong into cleared is moved to quarantine", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  WriteText(school.share() / "cleared/newsletter/mine.jpg", "never checked");
  WriteText(school.share() / "cleared/newsletter/clear.jpg", "painted over");
  fs::create_directories(school.share() / "cleared/other");
  WriteText(school.share() / "cleared/other/x.jpg", "for no channel");
  WriteText(school.share() / "cleared/newsletter/Thumbs.db",
            "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 windows");
  WriteText(school.share() / "cleared/newsletter/READ-ME-FIRST.txt", "changed");
  const auto run = school.Once();
  CHECK(Contains(run.out, "alarm quarantine"));
  CHECK(school.Cleared("newsletter") == std::vector<std::string>{"Thumbs.db"});
  CHECK(ReadText(school.share() / "quarantine/newsletter/mine.jpg") == "never checked");
  CHECK(ReadText(school.share() / "quarantine/newsletter/clear.jpg") == "painted over");
  CHECK(fs::exists(school.share() / "quarantine/no-channel/other/x.jpg"));
  CHECK(Contains(ReadText(school.share() / "cleared/newsletter/READ-ME-FIRST.txt"), "dressed"));
}

TEST_CASE("a groups.txt that cannot be understood takes no photo along and stops nothing else",
          "[watch]") {
  const WatchSchool school;
  AddOtherGroups(school);
  const fs::path inbox = school.share() / "inbox" / "newsletter";
  school.Once();
  for (const char* folder : {"pipe", "link", "utf16", "fine"})
    fs::create_directories(inbox / folder);
  REQUIRE(::mkfifo((inbox / "pipe" / "groups.txt").c_str(), 0600) == 0);
  fs::create_symlink("/etc/hostname", inbox / "link" / "Groups.TXT");
  WriteText(inbox / "utf16" / "groups.txt", std::string("4\0B\0", 4));
  WriteText(inbox / "fine" / "GROUPS.txt", "4B");
  int number = 0;
  for (const char* folder : {"pipe", "link", "utf16", "fine"}) {
    school.Drop("newsletter/" + std::string(folder), std::string(folder) + ".jpg",
                FakePhoto("clear", ++number));
  }
  school.Once();
  for (const char* folder : {"pipe", "link", "utf16"}) {
    CHECK(fs::exists(inbox / folder / (std::string(folder) + ".jpg")));
  }
  const auto taken = school.ByName();
  REQUIRE(taken.size() == 1);
  CHECK(taken.at("fine.jpg").added_groups == std::vector<GroupName>{GroupName{"4B"}});
}

TEST_CASE("an alarm stays for as long as it holds", "[watch]") {
  const WatchSchool school;
  const pid_t watcher = school.Start();
  const fs::path heartbeat = school.home() / "watch.json";
  const auto alarmed = [&] { return ReadText(heartbeat).find("quarantine") != std::string::npos; };
  REQUIRE(school.WaitFor([&] { return fs::exists(school.share() / "cleared" / "newsletter"); }));
  WriteText(school.share() / "cleared" / "newsletter" / "mine.txt", "x");
  REQUIRE(school.WaitFor(alarmed));
  // A copy in hand keeps the watcher looking often.
  for (int look = 0; look < 20; ++look) {
    WriteText(school.share() / "inbox" / "newsletter" / "growing.jpg", std::string(10 + look, 'x'));
    CHECK(alarmed());
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
}

TEST_CASE("the same bytes get the earlier decision for the same place only", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "hold.jpg", FakePhoto("hold"));
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  school.Drop("newsletter", "hold again.jpg", FakePhoto("hold"));
  school.Drop("newsletter", "clear again.jpg", FakePhoto("clear"));
  school.Drop("website", "hold.jpg2", FakePhoto("hold"));
  const auto run = school.Once();
  CHECK(Contains(run.out, "held 1 blocked 0 repeated 2"));
  CHECK(school.ByName().at("hold again.jpg").state == PhotoState::kRepeated);
  CHECK(school.Cleared("newsletter") == std::vector<std::string>{"clear.jpg"});
  // Staff took the copy away: they get another.
  fs::remove(school.share() / "cleared/newsletter/clear.jpg");
  school.Drop("newsletter", "clear third.jpg", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.Cleared("newsletter") == std::vector<std::string>{"clear-third.jpg"});
}

TEST_CASE("two photos of one name never overwrite each other", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter/Monday", "IMG.jpg", FakePhoto("clear", 1));
  school.Drop("newsletter/Tuesday", "IMG.jpg", FakePhoto("clear", 2));
  school.Drop("newsletter/Wednesday", "img.JPG", FakePhoto("clear", 3));
  REQUIRE(school.Once().exit_code == 0);
  auto names = school.Cleared("newsletter");
  REQUIRE(names.size() == 3);
  std::set<std::string> lower;
  for (std::string name : names) {
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    lower.insert(name);
  }
  CHECK(lower.size() == 3);
}

TEST_CASE("names that few programs can bear are taken like any other", "[watch]") {
  const WatchSchool school;
  std::set<std::string> names;
  names.insert("clear" + std::string(246, 'x') + ".jpg");  // 255 bytes
  names.insert("clear\nnew\rline\t.jpg");
  names.insert("clear\xFF\xFE\xC0.jpg");
  names.insert("clear ' \" $(rm) ; & .jpg");
  names.insert("clear-RTL\xE2\x80\xAEgpj.exe");
  names.insert("clearcase.jpg");
  names.insert("clearCASE.JPG");
  int number = 0;
  for (const std::string& name : names) {
    school.Drop("newsletter", name, FakePhoto("clear", ++number));
  }
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.Cleared("newsletter").size() == names.size());
  school.ProveNothingLost(names, MayClear);
}

TEST_CASE("an inbox whose share vanished is an alarm, and an empty folder is no share", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  const fs::path away = school.folder() / "away";
  fs::rename(school.share(), away);
  CHECK(Contains(school.Once().out, "alarm mount_gone"));
  fs::create_directories(school.share());
  const auto run = school.Once();
  CHECK(Contains(run.out, "alarm mount_gone"));
  CHECK(fs::is_empty(school.share()));
  fs::remove(school.share());
  fs::rename(away, school.share());
  CHECK(Contains(school.Once().out, "cleared 1"));
}

TEST_CASE("a share that goes while photos flow and comes back loses nothing", "[watch]") {
  const WatchSchool school;
  std::set<std::string> names;
  for (int photo = 0; photo < 30; ++photo) {
    names.insert("clear" + std::to_string(photo) + ".jpg");
    school.Drop("newsletter", "clear" + std::to_string(photo) + ".jpg", FakePhoto("clear", photo));
  }
  const pid_t watcher = school.Start({"2", "20"});
  const fs::path away = school.folder() / "away";
  for (int turn = 0; turn < 3; ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    fs::rename(school.share(), away);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    fs::rename(away, school.share());
  }
  // One whose copy could not be written meanwhile is held, and tried again later.
  REQUIRE(school.WaitFor([&] {
    return school.Cleared("newsletter").size() + school.Names(school.home() / "held").size() ==
           names.size();
  }));
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
  school.ProveNothingLost(names, MayClear);
}

TEST_CASE("a folder renamed under the watcher loses nothing", "[watch]") {
  const WatchSchool school;
  std::set<std::string> names;
  for (int photo = 0; photo < 40; ++photo) {
    names.insert("clear" + std::to_string(photo) + ".jpg");
    school.Drop("newsletter/Monday", "clear" + std::to_string(photo) + ".jpg",
                FakePhoto("clear", photo));
  }
  const pid_t watcher = school.Start({"2", "10"});
  const fs::path inbox = school.share() / "inbox/newsletter";
  for (int turn = 0; turn < 10; ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    std::error_code failed;
    fs::rename(inbox / (turn % 2 == 0 ? "Monday" : "Tuesday"),
               inbox / (turn % 2 == 0 ? "Tuesday" : "Monday"), failed);
  }
  CHECK(school.WaitFor([&] { return school.Names(school.share() / "inbox").empty(); }));
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
  REQUIRE(school.Once().exit_code == 0);
  school.ProveNothingLost(names, MayClear);
}

TEST_CASE("a withdrawn permission takes cleared copies out of cleared", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "friend.jpg", FakePhoto("friend"));
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  const pid_t watcher = school.Start();
  REQUIRE(school.WaitFor([&] { return school.Cleared("newsletter").size() == 2; }));
  school.With([](Register& reg) {
    return Permissions(reg)
        .Record({PersonId{"P2"}, UseName{"newsletter"}, PermissionStatement::kWithdrawn,
                 Date{2026, 9, 2}},
                kOffice)
        .ok();
  });
  CHECK(school.WaitFor(
      [&] { return school.Cleared("newsletter") == std::vector<std::string>{"clear.jpg"}; }));
  CHECK(fs::exists(school.share() / "quarantine/newsletter/friend.jpg"));
  CHECK(school.WaitFor([&] { return school.Photos({PhotoState::kWithdrawn}).size() == 1; }));
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
}

TEST_CASE("copies of a channel that is suspended leave cleared", "[watch]") {
  const WatchSchool school;
  school.Drop("website", "clear.jpg", FakePhoto("clear"));
  REQUIRE(school.Once().exit_code == 0);
  school.With(
      [](Register& reg) { return Channels(reg).Suspend(ChannelName{"website"}, kOffice).ok(); });
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.Cleared("website").empty());
  CHECK(school.Photos({PhotoState::kWithdrawn}).size() == 1);
  CHECK(fs::exists(school.share() / "quarantine/website/clear.jpg"));
}

TEST_CASE("a photo that a person passed is released only as far as the rules allow", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "hold.jpg", FakePhoto("hold"));
  REQUIRE(school.Once().exit_code == 0);
  const PhotoEntry held = school.ByName().at("hold.jpg");
  school.With([&](Register& reg) {
    return PhotoJournal(reg)
        .Move({held.id, held.revision, PhotoState::kPassed, ""}, Actor{"B. Teacher"})
        .ok();
  });
  // Nobody answered what holds it, and a damaged file is nothing that a look can answer.
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.ByName().at("hold.jpg").state == PhotoState::kHeld);
  CHECK(school.Cleared("newsletter").empty());
}

TEST_CASE("a changed register has held photos checked again", "[watch]") {
  const WatchSchool school;
  // P1 is barred: the photo is blocked. P2 gets a refusal and is blocked too, then permitted again.
  school.With([](Register& reg) {
    return Permissions(reg)
        .Record({PersonId{"P2"}, UseName{"photography"}, PermissionStatement::kRefused,
                 Date{2026, 9, 2}},
                kOffice)
        .ok();
  });
  school.Drop("newsletter", "hold.jpg", FakePhoto("hold"));
  const pid_t watcher = school.Start();
  REQUIRE(school.WaitFor([&] { return school.Photos({PhotoState::kHeld}).size() == 1; }));
  const auto before = school.Photos({PhotoState::kHeld})[0].facts->consent_version;
  const std::int64_t revision = school.Photos({PhotoState::kHeld})[0].revision;
  school.With([](Register& reg) { return reg.AddWords({"Oakfield"}, kOffice).ok(); });
  CHECK(school.WaitFor(
      [&] { return school.Photos({PhotoState::kHeld})[0].facts->consent_version != before; }));
  // A reviewer who has it open is not disturbed: nothing was found anew.
  CHECK(school.Photos({PhotoState::kHeld})[0].revision == revision);
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
}

TEST_CASE("a release that a crash broke off is settled when the watcher starts", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  const auto staging = school.share() / "released/newsletter/.photogate-release-00112233";
  std::filesystem::create_directories(staging);
  WriteText(staging / "fair.jpg", "half a photo");
  school.With([&](Register& reg) {
    REQUIRE(Releases(reg).Begin(ChannelName{"newsletter"}, staging.string(), Actor{"Ann"}).ok());
    REQUIRE(Releases(reg).Unfinished().value().size() == 1);
  });
  REQUIRE(school.Once().exit_code == 0);
  school.With([&](Register& reg) { CHECK(Releases(reg).Unfinished().value().empty()); });
  CHECK_FALSE(std::filesystem::exists(staging));
}

TEST_CASE("only one watcher runs for a home", "[watch]") {
  const WatchSchool school;
  const pid_t watcher = school.Start();
  REQUIRE(school.WaitFor([&] { return fs::exists(school.share() / "status.html"); }));
  CHECK(school.Once().exit_code == 3);
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
  CHECK(school.Once().exit_code == 0);
}

TEST_CASE("SIGTERM finishes the photos in hand", "[watch]") {
  const WatchSchool school;
  std::set<std::string> names;
  for (int photo = 0; photo < 20; ++photo) {
    names.insert("clear" + std::to_string(photo) + ".jpg");
    school.Drop("newsletter", "clear" + std::to_string(photo) + ".jpg", FakePhoto("clear", photo));
  }
  const pid_t watcher = school.Start({"2", "100"});
  REQUIRE(school.WaitFor([&] { return !school.Cleared("newsletter").empty(); }));
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
  for (const PhotoEntry& photo : school.Photos()) CHECK(photo.in_flight == 0);
  REQUIRE(school.Once().exit_code == 0);
  CHECK(school.Cleared("newsletter").size() == 20);
  school.ProveNothingLost(names, MayClear);
}

TEST_CASE("originals are destroyed with a receipt at the end of their time", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  school.Drop("newsletter", "hold.jpg", FakePhoto("hold"));
  REQUIRE(school.Once().exit_code == 0);
  class Later final : public Clock {
   public:
    std::chrono::system_clock::time_point Now() const override {
      return std::chrono::system_clock::now() + std::chrono::hours(24 * 31);
    }
  };
  const auto states = school.Photos();
  school.With([&](Register&) {
    const Later later;
    auto reg = Register::Open(school.home(), later);
    REQUIRE(reg.ok());
    const auto run = DestroyOldOriginals(*reg.value(), school.home(), 30, kOffice);
    REQUIRE(run.ok());
    CHECK(run.value().destroyed == 1);
    CHECK(DestroyOldOriginals(*reg.value(), school.home(), 30, kOffice).value().destroyed == 0);
    return 0;
  });
  const auto photos = school.ByName();
  CHECK(photos.at("clear.jpg").original_gone_at);
  CHECK(Contains(photos.at("clear.jpg").receipt, "destroyed"));
  CHECK(photos.at("clear.jpg").state == PhotoState::kCleared);
  CHECK_FALSE(fs::exists(school.home() / "originals" / photos.at("clear.jpg").id.value));
  // What waits for a person is never touched.
  CHECK_FALSE(photos.at("hold.jpg").original_gone_at);
  CHECK(school.Cleared("newsletter") == std::vector<std::string>{"clear.jpg"});
}

}  // namespace photogate::test
