// The watcher as the service runs: an account of its own, which owns none of the staff's files.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <thread>

#include "crypto/sha256.h"
#include "tests/support/paths.h"
#include "tests/watch/read_inspection.h"
#include "tests/watch/watch_school.h"
#include "watch/share.h"
#include "watch/share_disk.h"
#include "worker/channel.h"

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

constexpr uid_t kService = 65534;

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

// The folder and everything below it.
void Own(const fs::path& folder, uid_t account) {
  const auto give = [&](const fs::path& path) {
    REQUIRE(::lchown(path.c_str(), account, account) == 0);
  };
  give(folder);
  for (const auto& entry : fs::recursive_directory_iterator(folder)) give(entry.path());
}

// The register's key where the service finds it, and whose file it is: only its owner may use it.
// Before the WatchSchool.
class OwnKeys {
 public:
  OwnKeys() {
    if (const char* before = ::getenv(kVariable)) before_ = before;
    ::setenv(kVariable, folder_.path().c_str(), 1);
  }
  ~OwnKeys() {
    if (before_) {
      ::setenv(kVariable, before_->c_str(), 1);
    } else {
      ::unsetenv(kVariable);
    }
  }
  OwnKeys(const OwnKeys&) = delete;
  OwnKeys& operator=(const OwnKeys&) = delete;
  void Give(uid_t account) const { Own(folder_.path(), account); }

 private:
  static constexpr const char* kVariable = "XDG_CONFIG_HOME";
  std::optional<std::string> before_;
  TempFolder folder_;
};

// Everything that is there belongs to the service from now on, and the driver is where it may run.
class Service {
 public:
  Service(const WatchSchool& school, const OwnKeys& keys)
      : school_(school), keys_(keys), driver_(school.folder() / "driver") {
    fs::copy_file(WATCH_DRIVER, driver_);
    Own(school.folder(), kService);
    keys.Give(0);
  }

  ProgramResult Once() const {
    keys_.Give(kService);
    auto run =
        RunProgram("/usr/bin/setpriv",
                   {"--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all",
                    driver_.string(), school_.home().string(), school_.share().string(), "once"});
    keys_.Give(0);
    return run;
  }
  // Starts it; ended by WatchSchool::Kill.
  pid_t Start() const {
    keys_.Give(kService);
    const pid_t pid = ::fork();
    if (pid == 0) {
      const OwnedFd log(::open((school_.folder() / "log").c_str(), O_CREAT | O_WRONLY, 0644));
      ::dup2(log.get(), 1);
      ::dup2(log.get(), 2);
      if (::setgid(kService) == 0 && ::setuid(kService) == 0) {
        ::execl(driver_.c_str(), driver_.c_str(), school_.home().c_str(), school_.share().c_str(),
                "run", "2", "0", static_cast<char*>(nullptr));
      }
      ::_exit(99);
    }
    REQUIRE(school_.WaitFor([&] { return fs::exists(school_.home() / "watch.json"); }));
    keys_.Give(0);
    return pid;
  }

 private:
  const WatchSchool& school_;
  const OwnKeys& keys_;
  const fs::path driver_;
};

bool IsRoot() { return ::geteuid() == 0 && fs::exists("/usr/bin/setpriv"); }

// A file of the staff's own, which others may read.
void WriteAsStaff(const fs::path& file, const std::string& bytes, mode_t mode = 0644) {
  WriteText(file, bytes);
  REQUIRE(::chmod(file.c_str(), mode) == 0);
}

bool MayClear(const std::string& name) { return name.starts_with("clear"); }

Sha256Hex HashOfText(const std::string& text) { return Sha256(Bytes(text.begin(), text.end())); }

}  // namespace

TEST_CASE("a folder or file that the service may not touch keeps no other waiting", "[watch]") {
  if (!IsRoot()) PHOTOGATE_SKIP("only root may become another account");
  const OwnKeys keys;
  const WatchSchool school;
  const fs::path inbox = school.share() / "inbox/newsletter";
  fs::create_directories(inbox);
  fs::create_directories(school.share() / "inbox/website");
  const Service service(school, keys);
  WriteAsStaff(school.share() / "inbox/website/clear.jpg", FakePhoto("clear"));
  std::string code, where = "inbox/newsletter";
  SECTION("a folder that cannot be looked into") {
    fs::create_directories(inbox / "Private");
    WriteAsStaff(inbox / "Private/hold.jpg", FakePhoto("hold"));
    REQUIRE(::chmod((inbox / "Private").c_str(), 0700) == 0);
    code = "folder_unreadable";
  }
  SECTION("a folder that nothing may be taken out of") {
    fs::create_directories(inbox / "Sports day");
    REQUIRE(::chmod((inbox / "Sports day").c_str(), 0755) == 0);
    WriteAsStaff(inbox / "Sports day/hold.jpg", FakePhoto("hold"));
    code = "intake_failed";
  }
  SECTION("a file that cannot be read") {
    WriteAsStaff(inbox / "hold.jpg", FakePhoto("hold"), 0600);
    code = "intake_failed";
  }
  const auto run = service.Once();
  INFO(run.out << run.err);
  CHECK(run.exit_code == 0);
  CHECK(Contains(run.out, "cleared 1 held 0"));
  CHECK(Contains(run.out, "alarm " + code));
  CHECK(school.Cleared("website").size() == 1);
  CHECK(Contains(ReadText(school.share() / where / "PHOTOGATE-NOTE.txt"), "NOT checked"));
  // Nothing was claimed only to be given back.
  CHECK(school.Photos().size() == 1);
  CHECK(Count(run.err, "could not be taken") <= 1);
}

TEST_CASE("a copy that pauses is taken whole although nobody can see its writer", "[watch]") {
  if (!IsRoot()) PHOTOGATE_SKIP("only root may become another account");
  const OwnKeys keys;
  const WatchSchool school;
  const fs::path inbox = school.share() / "inbox/newsletter";
  fs::create_directories(inbox);
  const Service service(school, keys);
  const pid_t watcher = service.Start();
  std::string whole;
  fs::path file;
  SECTION("a format that does not say where it ends") {
    file = inbox / "hold.bin";
    whole = "hold first half, second half";
    OwnedFd writer(::open(file.c_str(), O_WRONLY | O_CREAT, 0644));
    REQUIRE(::write(writer.get(), whole.data(), 16) == 16);
    std::this_thread::sleep_for(std::chrono::milliseconds(900));
    REQUIRE(::write(writer.get(), whole.data() + 16, whole.size() - 16) > 0);
  }
  SECTION("one that seems to be whole, and goes on after it was taken") {
    file = inbox / "hold.jpg";
    whole = FakePhoto("hold") + "a film behind it";
    OwnedFd writer(::open(file.c_str(), O_WRONLY | O_CREAT, 0644));
    const std::string first = FakePhoto("hold");
    REQUIRE(::write(writer.get(), first.data(), first.size()) > 0);
    REQUIRE(school.WaitFor([&] { return !school.Photos({PhotoState::kHeld}).empty(); }));
    CHECK_FALSE(fs::exists(file));
    REQUIRE(::write(writer.get(), whole.data() + first.size(), 16) == 16);
  }
  const auto found = [&] {
    for (const PhotoEntry& photo : school.Photos({PhotoState::kHeld})) {
      if (photo.sha256 == HashOfText(whole)) return true;
    }
    return false;
  };
  CHECK(school.WaitFor(found));
  // No claimed file is left behind.
  CHECK(school.WaitFor([&] {
    for (const auto& entry : fs::directory_iterator(inbox)) {
      if (entry.path().filename().string().starts_with(".photogate-claim")) return false;
    }
    return true;
  }));
  school.Kill(watcher, SIGTERM);
  CHECK(school.Wait(watcher) == 0);
}

TEST_CASE("a run that ends leaves no claimed file behind", "[watch]") {
  if (!IsRoot()) PHOTOGATE_SKIP("only root may become another account");
  const OwnKeys keys;
  const WatchSchool school;
  const fs::path inbox = school.share() / "inbox/newsletter";
  fs::create_directories(inbox);
  const Service service(school, keys);
  WriteAsStaff(inbox / "clear.jpg", FakePhoto("clear"));
  const auto run = service.Once();
  INFO(run.out << run.err);
  CHECK(Contains(run.out, "cleared 1 held 0"));
  CHECK(fs::is_empty(inbox));
  school.ProveNothingLost({"clear.jpg"}, MayClear);
}

TEST_CASE("a photo that was claimed in a folder that moved away is seen again", "[watch]") {
  const WatchSchool school;
  REQUIRE(school.Once().exit_code == 0);
  // As a kill between the two steps leaves it.
  const PhotoId id = school.With([](Register& reg) {
    const NewPhoto photo{ChannelName{"newsletter"}, EventName{"Fair"}, {}, "Fair", "clear.jpg",
                         PhotoSource::kInbox};
    return PhotoJournal(reg).Claim(photo, Actor{"driver"}).value();
  });
  fs::create_directories(school.share() / "inbox/newsletter/Fair");
  WriteText(school.share() / "inbox/newsletter/Fair" / (".photogate-claim-" + id.value),
            FakePhoto("clear"));
  SECTION("to another event") {
    fs::rename(school.share() / "inbox/newsletter/Fair", school.share() / "inbox/newsletter/Party");
    // It has its own name again, and is taken like any other.
    (void)school.Once();
    (void)school.Once();
    CHECK(school.Cleared("newsletter").size() == 1);
    school.ProveNothingLost({"clear.jpg"}, MayClear);
  }
  SECTION("to no channel") {
    fs::rename(school.share() / "inbox/newsletter/Fair", school.share() / "inbox/Elsewhere");
    (void)school.Once();
    CHECK(fs::exists(school.share() / "inbox/Elsewhere/clear.jpg"));
    CHECK(fs::exists(school.share() / "inbox/Elsewhere/PHOTOGATE-NOTE.txt"));
  }
}

TEST_CASE("what photogate makes on a share is as open as the share, or it says so", "[watch]") {
  const WatchSchool school;
  REQUIRE(::chmod(school.share().c_str(), 02770) == 0);
  ShareDisk disk(school.share());
  const Share share(disk, school.share());
  REQUIRE(disk.MakeFolder(school.share() / "inbox").ok());
  struct stat about {};
  REQUIRE(::stat((school.share() / "inbox").c_str(), &about) == 0);
  CHECK((about.st_mode & 07777) == 02770);
  CHECK(share.IsAsOpen(school.share() / "inbox"));
  REQUIRE(::chmod(school.share().c_str(), 0700) == 0);
  REQUIRE_FALSE(Contains(school.Once().out, "share_rights"));
  REQUIRE(::chmod(school.share().c_str(), 0775) == 0);
  REQUIRE(::chmod((school.share() / "inbox/newsletter").c_str(), 0755) == 0);
  CHECK(Contains(school.Once().out, "alarm share_rights"));
}

TEST_CASE("a photo held for its name is checked anew under another", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "Name of P1.jpg", FakePhoto("clear"));
  CHECK(Contains(school.Once().out, "cleared 0 held 1"));
  school.Drop("newsletter", "Name of P1.jpg", FakePhoto("clear"));
  CHECK(Contains(school.Once().out, "repeated 1"));
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  CHECK(Contains(school.Once().out, "cleared 1 held 0"));
}

TEST_CASE("a large file is taken beside the others", "[watch]") {
  const WatchSchool school;
  const std::string film = "hold " + std::string(90u << 20, 'x');
  school.Drop("newsletter", "hold.bin", film);
  school.Drop("website", "clear.jpg", FakePhoto("clear"));
  const auto run = school.Once();
  INFO(run.out << run.err);
  CHECK(Contains(run.out, "cleared 1 held 1"));
  const auto photos = school.ByName();
  CHECK(photos.at("hold.bin").sha256 == HashOfText(film));
  // The small one did not wait for it.
  CHECK(run.err.find(photos.at("clear.jpg").id.value + " taken") <
        run.err.find(photos.at("hold.bin").id.value + " taken"));
  CHECK(fs::is_empty(school.share() / "inbox/newsletter"));
}

TEST_CASE("a share that another home looks after is taken over only when somebody says so",
          "[watch]") {
  const WatchSchool school;
  fs::create_directories(school.share() / ".photogate");
  WriteText(school.share() / ".photogate/share-id", "0123456789abcdef0123456789abcdef\n");
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  const auto run = school.Once();
  CHECK(Contains(run.out, "cleared 0 held 0"));
  CHECK(Contains(run.out, "alarm share_taken"));
  CHECK(fs::exists(school.share() / "inbox/newsletter/clear.jpg"));
}

TEST_CASE("a clock that was set ahead destroys nothing at once", "[watch]") {
  const WatchSchool school;
  school.Drop("newsletter", "clear.jpg", FakePhoto("clear"));
  REQUIRE(Contains(school.Once().out, "cleared 1"));
  const auto at = [&](int hours) {
    return school.Once({"2", "0", "", "-1", std::to_string(60 * hours)});
  };
  const auto gone = [&] { return bool(school.ByName().at("clear.jpg").original_gone_at); };
  const auto ahead = at(24 * 400);
  INFO(ahead.out << ahead.err);
  CHECK(Contains(ahead.out, "alarm clock_ahead"));
  CHECK_FALSE(gone());
  (void)at(24 * 400 + 1);
  CHECK_FALSE(gone());
  // Put right: everything as before.
  CHECK_FALSE(Contains(school.Once().out, "clock_ahead"));
  CHECK_FALSE(gone());
  // Time that really goes by, with a look each day.
  for (int hours = 47; hours <= 32 * 24; hours += 47) (void)at(hours);
  CHECK(gone());
}

}  // namespace photogate::test
