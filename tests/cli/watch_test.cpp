// photogate watch, status and settings as an office uses them, with the real workers.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <set>
#include <thread>

#include "tests/cli/gate_home.h"

extern char** environ;

namespace photogate::test {
namespace fs = std::filesystem;
namespace {

// A demo home with the sample school, and a share.
class WatchedHome : public GateHome {
 public:
  WatchedHome() {
    fs::create_directories(share());
    REQUIRE(FillWithSamples().exit_code == 0);
    REQUIRE(Run({"setting", "set", "share-root", share().string()}).exit_code == 0);
    REQUIRE(Run({"setting", "set", "settle-ms", "100"}).exit_code == 0);
    REQUIRE(Run({"setting", "set", "low-disk-mb", "1"}).exit_code == 0);
  }
  fs::path share() const { return folder() / "share"; }
  void Drop(const std::string& channel, const std::string& sample) const {
    const fs::path into = share() / "inbox" / channel;
    fs::create_directories(into);
    fs::copy_file(SourceRoot() / "samples/photos" / sample, into / sample);
  }
  std::set<std::string> Cleared(const std::string& channel) const {
    std::set<std::string> names;
    for (const auto& file : fs::directory_iterator(share() / "cleared" / channel)) {
      names.insert(file.path().filename().string());
    }
    names.erase("READ-ME-FIRST.txt");
    return names;
  }
  pid_t Start() const {
    std::vector<std::string> arguments{PHOTOGATE_PROGRAM, "watch", "--home", home().string()};
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 2, (folder() / "log").c_str(),
                                     O_CREAT | O_WRONLY | O_APPEND, 0600);
    pid_t pid = -1;
    REQUIRE(::posix_spawn(&pid, PHOTOGATE_PROGRAM, &files, nullptr, pointers.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&files);
    return pid;
  }
};

int End(pid_t pid, int signal) {
  ::kill(pid, signal);
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool WaitFor(const std::function<bool()>& met, int seconds = 90) {
  for (int tries = 0; tries < seconds * 10; ++tries) {
    if (met()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return met();
}

// Processes that `parent` started.
std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  std::error_code failed;
  for (const auto& task :
       fs::directory_iterator("/proc/" + std::to_string(parent) + "/task", failed)) {
    std::ifstream list(task.path() / "children");
    for (pid_t child = 0; list >> child;) children.push_back(child);
  }
  return children;
}

}  // namespace

TEST_CASE("watch decides as check does, and its exit status says what came of it", "[cli][watch]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const WatchedHome home;
  const std::vector<std::string> samples{"empty-hall.jpg", "class-photo.jpg", "assembly.jpg",
                                         "portrait.jpg",   "torn-upload.jpg", "twins.jpg"};
  std::vector<std::string> arguments{"check", "--channel", "newsletter", "--json"};
  for (const std::string& sample : samples) {
    home.Drop("newsletter", sample);
    arguments.push_back((SourceRoot() / "samples/photos" / sample).string());
  }
  const CheckLines check = ParseCheck(home.Run(arguments).out);
  const auto run = home.Run({"watch", "--once", "--json"});
  INFO(run.err);
  const auto answer = nlohmann::json::parse(run.out);
  std::set<std::string> clear;
  int held = 0, blocked = 0;
  for (const auto& [name, photo] : check.photos) {
    if (photo.at("decision") == "clear") clear.insert(name);
    held += photo.at("decision") == "review" ? 1 : 0;
    blocked += photo.at("decision") == "block" ? 1 : 0;
  }
  REQUIRE_FALSE(clear.empty());
  CHECK(home.Cleared("newsletter") == clear);
  // A torn upload is waited for, in case the rest is still to come.
  CHECK(answer.at("held").get<int>() == held - 1);
  CHECK(answer.at("blocked").get<int>() == blocked);
  CHECK(run.exit_code == (blocked > 0 ? 11 : 10));
  CHECK(fs::exists(home.share() / "inbox/newsletter/torn-upload.jpg"));
}

TEST_CASE("a running watcher takes what is dropped, tells how it stands, and ends on SIGTERM",
          "[cli][watch]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const WatchedHome home;
  const pid_t watcher = home.Start();
  REQUIRE(WaitFor([&] { return fs::exists(home.share() / "status.html"); }));
  CHECK(home.Run({"status"}).exit_code == 0);
  CHECK(home.Run({"watch", "--once"}).exit_code == 1);  // one is enough
  home.Drop("newsletter", "empty-hall.jpg");
  CHECK(WaitFor([&] { return home.Cleared("newsletter").size() == 1; }));
  // Other settings are taken up without a restart of the program.
  REQUIRE(home.Run({"setting", "set", "review-address", "https://photos.school/"}).exit_code == 0);
  ::kill(watcher, SIGHUP);
  CHECK(WaitFor([&] {
    return ReadText(home.share() / "STATUS.txt").find("https://photos.school/") !=
           std::string::npos;
  }));
  CHECK(End(watcher, SIGTERM) == 0);
  const auto status = home.Run({"status", "--json"});
  CHECK(status.exit_code == 1);
  const auto json = nlohmann::json::parse(status.out);
  CHECK(json.at("alarms").at(0).at("code") == "not_running");
  // No name and no path in the log.
  const std::string log = ReadText(home.folder() / "log");
  CHECK(log.find("empty-hall") == std::string::npos);
  CHECK(log.find(home.folder().string()) == std::string::npos);
  CHECK(log.find("photo ph-") != std::string::npos);
}

TEST_CASE("workers that are killed while photos flow cost a second look and nothing else",
          "[cli][watch]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const WatchedHome home;
  const int kills = std::getenv("PHOTOGATE_SOAK") != nullptr ? 500 : 10;
  const pid_t watcher = home.Start();
  REQUIRE(WaitFor([&] { return fs::exists(home.share() / "status.html"); }));
  int dropped = 0;
  const auto drop = [&] {
    const fs::path into = home.share() / "inbox/newsletter" / std::to_string(dropped++);
    fs::create_directories(into);
    fs::copy_file(SourceRoot() / "samples/photos/empty-hall.jpg", into / "empty-hall.jpg");
  };
  for (int kill = 0; kill < kills; ++kill) {
    drop();
    std::this_thread::sleep_for(std::chrono::milliseconds(60 + 37 * (kill % 7)));
    const auto workers = ChildrenOf(watcher);
    if (!workers.empty()) {
      ::kill(workers[static_cast<std::size_t>(kill) % workers.size()], SIGKILL);
    }
  }
  const auto decided = [&] {
    const auto json = nlohmann::json::parse(home.Run({"status", "--json"}).out);
    for (const auto& channel : json.at("channels")) {
      if (channel.at("channel") != "newsletter") continue;
      return static_cast<int>(home.Cleared("newsletter").size()) + channel.at("held").get<int>();
    }
    return 0;
  };
  CHECK(WaitFor([&] { return decided() == dropped; }, 300));
  CHECK_FALSE(home.Cleared("newsletter").empty());
  CHECK(End(watcher, SIGTERM) == 0);
}

TEST_CASE("a killed watcher is followed by one that finds everything", "[cli][watch]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const WatchedHome home;
  const int kills = std::getenv("PHOTOGATE_SOAK") != nullptr ? 50 : 3;
  for (int kill = 0; kill < kills; ++kill) {
    const fs::path into = home.share() / "inbox/newsletter" / std::to_string(kill);
    fs::create_directories(into);
    for (const char* sample : {"empty-hall.jpg", "corridor.png"}) {
      fs::copy_file(SourceRoot() / "samples/photos" / sample,
                    into / (std::to_string(kill) + sample));
    }
    const pid_t watcher = home.Start();
    std::this_thread::sleep_for(std::chrono::milliseconds(700 + 400 * (kill % 5)));
    CHECK(End(watcher, SIGKILL) == 128 + SIGKILL);
  }
  const auto run = home.Run({"watch", "--once", "--json"});
  INFO(run.err);
  std::set<std::string> left;
  for (const auto& file : fs::recursive_directory_iterator(home.share() / "inbox")) {
    if (file.is_regular_file()) left.insert(file.path().filename().string());
  }
  CHECK(left.empty());
  // Each once, under whichever state, and what was cleared is there.
  const auto status = nlohmann::json::parse(home.Run({"status", "--json"}).out);
  int held = 0;
  for (const auto& channel : status.at("channels")) held += channel.at("held").get<int>();
  const auto cleared = home.Cleared("newsletter");
  CHECK(static_cast<int>(cleared.size()) + held == 2 * kills);
  std::set<std::string> dropped;
  for (int kill = 0; kill < kills; ++kill) {
    dropped.insert(std::to_string(kill) + "empty-hall.jpg");
    dropped.insert(std::to_string(kill) + "corridor.jpg");
    dropped.insert(std::to_string(kill) + "corridor.png");
  }
  for (const std::string& name : cleared) CHECK(dropped.contains(name));
}

TEST_CASE("a slow copy and one that pauses are taken once they are whole", "[cli][watch]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const WatchedHome home;
  // As long as an office's slow line takes, with the settings it has.
  REQUIRE(home.Run({"setting", "set", "settle-ms", "default"}).exit_code == 0);
  const bool soak = std::getenv("PHOTOGATE_SOAK") != nullptr;
  const auto lasts = std::chrono::milliseconds(soak ? 30'000 : 4'000);
  const auto pause = std::chrono::milliseconds(soak ? 10'000 : 2'500);
  const std::string photo = ReadText(SourceRoot() / "samples/photos/empty-hall.jpg");
  // Another file, with a comment in it: the same bytes again would get no copy of their own.
  const std::string other =
      photo.substr(0, 2) + std::string("\xFF\xFE\x00\x07other", 9) + photo.substr(2);
  const fs::path inbox = home.share() / "inbox/newsletter";
  fs::create_directories(inbox);
  const pid_t watcher = home.Start();
  REQUIRE(WaitFor([&] { return fs::exists(home.share() / "status.html"); }));
  // Closed after each piece, as a share shows it: nobody is seen to write.
  const auto append = [&](const char* name, const std::string& piece) {
    std::ofstream(inbox / name, std::ios::binary | std::ios::app) << piece;
  };
  constexpr std::size_t kPieces = 20;
  const std::size_t piece = photo.size() / kPieces + 1;
  for (std::size_t at = 0; at < kPieces; ++at) {
    append("slow.jpg", photo.substr(at * piece, piece));
    if (at == kPieces / 2) {
      append("pausing.jpg", other.substr(0, other.size() / 2));
      std::this_thread::sleep_for(pause);
    }
    std::this_thread::sleep_for(lasts / kPieces);
    REQUIRE((at + 1 == kPieces || fs::exists(inbox / "slow.jpg")));
    REQUIRE(fs::exists(inbox / "pausing.jpg") == (at >= kPieces / 2));
  }
  append("pausing.jpg", other.substr(other.size() / 2));
  const std::set<std::string> both{"pausing.jpg", "slow.jpg"};
  CHECK(WaitFor([&] { return home.Cleared("newsletter") == both; }));
  CHECK(End(watcher, SIGTERM) == 0);
}

TEST_CASE("a run of cron checks again what was held, once the register has changed",
          "[cli][watch]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const WatchedHome home;
  home.Drop("newsletter/Disco", "class-photo.jpg");
  REQUIRE(home.Run({"watch", "--once"}).exit_code == 10);
  CHECK(home.Cleared("newsletter").empty());
  REQUIRE(
      home.Run({"event", "add", "Disco", "--date", "2026-07-04", "--groups", "Staff"}).exit_code ==
      0);
  const auto run = home.Run({"watch", "--once"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 0);
  CHECK(home.Cleared("newsletter") == std::set<std::string>{"class-photo.jpg"});
}

TEST_CASE("a folder that holds the home cannot be the share", "[cli][watch]") {
  const WatchedHome home;
  for (const fs::path& folder : {home.home(), home.home().parent_path()}) {
    const auto run = home.Run({"setting", "set", "share-root", folder.string()});
    CHECK(run.exit_code != 0);
    CHECK(run.err.find("Choose another folder") != std::string::npos);
  }
}

TEST_CASE("cleared copies are not left behind unsaid when the watched folder changes",
          "[cli][watch]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const WatchedHome home;
  home.Drop("newsletter/Summer open day", "class-photo.jpg");
  REQUIRE(home.Run({"watch", "--once"}).exit_code == 0);
  REQUIRE(home.Cleared("newsletter") == std::set<std::string>{"class-photo.jpg"});
  const fs::path next = home.share().parent_path() / "next";
  fs::create_directories(next);
  for (const std::string& value : {next.string(), std::string("default")}) {
    const auto refused = home.Run({"setting", "set", "share-root", value});
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("1 cleared copy lies in the folder watched until now") !=
          std::string::npos);
  }
  CHECK(home.Run({"watch", "--once", "--share", next.string()}).exit_code == 1);
  SECTION("moved whole") {
    fs::remove(next);
    fs::rename(home.share(), next);
    const auto moved = home.Run({"setting", "set", "share-root", next.string()});
    INFO(moved.out << moved.err);
    REQUIRE(moved.exit_code == 0);
    CHECK(moved.out.find("is not there") == std::string::npos);
    CHECK(home.Run({"watch", "--once"}).exit_code == 0);
    CHECK(fs::exists(next / "cleared" / "newsletter" / "class-photo.jpg"));
  }
  SECTION("moved in part, and said so") {
    fs::rename(home.share(), home.share().parent_path() / "elsewhere");
    const auto moved = home.Run({"setting", "set", "share-root", next.string()});
    CHECK(moved.exit_code == 0);
    CHECK(moved.out.find("is not there") != std::string::npos);
  }
  SECTION("no folder was watched until now") {
    fs::rename(home.share() / "cleared", home.home() / "cleared");
    REQUIRE(home.Run({"setting", "set", "share-root", "default"}).exit_code == 0);
    const auto refused = home.Run({"setting", "set", "share-root", next.string()});
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("1 cleared copy lies in the home") != std::string::npos);
    fs::rename(home.home() / "cleared", next / "cleared");
    CHECK(home.Run({"setting", "set", "share-root", next.string()}).exit_code == 0);
  }
  SECTION("left, and said so") {
    const auto left = home.Run({"setting", "set", "share-root", next.string(), "--insist"});
    CHECK(left.exit_code == 0);
    CHECK(left.out.find("1 cleared copy lies in " + (home.share() / "cleared").string()) !=
          std::string::npos);
  }
  SECTION("the same folder by another name") {
    const fs::path link = home.share().parent_path() / "link";
    fs::create_directory_symlink(home.share(), link);
    CHECK(home.Run({"setting", "set", "share-root", link.string()}).exit_code == 0);
  }
}

TEST_CASE("settings refuse what they cannot use and say what would do", "[cli][watch]") {
  const GateHome home;
  const auto refused = home.Run({"setting", "set", "keep-days", "soon"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("whole number") != std::string::npos);
  CHECK(home.Run({"setting", "set", "share-root", "not/absolute"}).exit_code == 1);
  CHECK(home.Run({"setting", "set", "colour", "red"}).exit_code == 1);
  REQUIRE(home.Run({"setting", "set", "keep-days", "60"}).exit_code == 0);
  const auto list = nlohmann::json::parse(home.Run({"setting", "list", "--json"}).out);
  CHECK(list.at("settings").at("keep-days") == "60");
  REQUIRE(home.Run({"setting", "set", "keep-days", "default"}).exit_code == 0);
}

TEST_CASE("status is an alarm when the share is gone, without any watcher", "[cli][watch]") {
  const GateHome home;
  const auto none = nlohmann::json::parse(home.Run({"status", "--json"}).out);
  CHECK(none.at("exit") == 1);
  const fs::path share = home.folder() / "share";
  fs::create_directories(share);
  REQUIRE(home.Run({"watch", "--once", "--share", share.string()}).exit_code != 20);
  fs::rename(share, home.folder() / "gone");
  fs::create_directories(share);  // an empty folder where the share was mounted
  const auto status = nlohmann::json::parse(home.Run({"status", "--json"}).out);
  std::set<std::string> codes;
  for (const auto& alarm : status.at("alarms")) codes.insert(alarm.at("code").get<std::string>());
  CHECK(codes.contains("mount_gone"));
  // It was looked after just now, by a run that ended.
  CHECK_FALSE(codes.contains("not_running"));
  CHECK(home.Run({"watch", "--once"}).exit_code == 1);
  CHECK(fs::is_empty(share));
}

TEST_CASE("status understands a home that cron looks after", "[cli][watch]") {
  const GateHome home;
  const fs::path share = home.folder() / "share";
  fs::create_directories(share);
  const auto status = [&] { return nlohmann::json::parse(home.Run({"status", "--json"}).out); };
  const auto alarms = [&] {
    const auto json = status();
    std::set<std::string> codes;
    for (const auto& alarm : json.at("alarms")) codes.insert(alarm.at("code").get<std::string>());
    // Of the machine that the test runs on.
    codes.erase("models_missing");
    return codes;
  };
  REQUIRE(home.Run({"setting", "set", "low-disk-mb", "1"}).exit_code == 0);
  (void)home.Run({"watch", "--once", "--share", share.string()});
  CHECK(alarms().empty());
  CHECK(status().at("looked_after_by") == "once");
  if (HaveModels()) CHECK(home.Run({"status"}).exit_code == 0);
  CHECK(ReadText(share / "STATUS.txt").find("looked through last on") != std::string::npos);

  // What the last run saw is an alarm until another has looked.
  WriteText(share / "cleared/newsletter/mine.jpg", "never checked");
  CHECK(home.Run({"watch", "--once"}).exit_code == 1);
  CHECK(alarms() == std::set<std::string>{"quarantine"});
  CHECK(home.Run({"status"}).exit_code == 1);
  fs::remove_all(share / "quarantine");
  (void)home.Run({"watch", "--once"});
  CHECK(alarms().empty());

  // As if that run were long ago, and as if it had been killed.
  const fs::path heartbeat = home.home() / "watch.json";
  auto beat = nlohmann::json::parse(ReadText(heartbeat));
  beat["at"] = "2026-01-05T09:00:00Z";
  WriteText(heartbeat, beat.dump());
  CHECK(alarms() == std::set<std::string>{"overdue"});
  CHECK(status().at("looked_after_by") == "nobody");
  CHECK(home.Run({"status"}).exit_code == 1);
  (void)home.Run({"watch", "--once"});
  beat = nlohmann::json::parse(ReadText(heartbeat));
  beat["ended"] = false;
  WriteText(heartbeat, beat.dump());
  // So long without a look may be a clock that was set ahead.
  CHECK(alarms() == std::set<std::string>{"broken_off", "clock_ahead"});
}

TEST_CASE("systemd is told when the watcher is ready, reloads and stops", "[cli][watch]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const WatchedHome home;
  const std::string path = (home.folder() / "notify").string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  const timeval patience{30, 0};
  REQUIRE(::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
  const auto next = [&] {
    std::string text(512, '\0');
    const ssize_t got = ::recv(socket, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  };
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  const pid_t watcher = home.Start();
  ::unsetenv("NOTIFY_SOCKET");
  CHECK(next() == "READY=1");
  ::kill(watcher, SIGHUP);
  CHECK(next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  CHECK(next() == "READY=1");
  ::kill(watcher, SIGTERM);
  CHECK(next() == "STOPPING=1");
  CHECK(End(watcher, SIGTERM) == 0);
  ::close(socket);
}

}  // namespace photogate::test
