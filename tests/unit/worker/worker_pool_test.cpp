#include "worker/worker_pool.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "tests/support/paths.h"
#include "worker/channel.h"

namespace photogate {
namespace {

using namespace std::chrono_literals;

WorkerOptions FaultOptions() {
  WorkerOptions options;
  options.program = PHOTOGATE_FAULT_WORKER;
  options.limits.inspect_ms = 10'000;
  return options;
}

LoadedModelCard Card(const std::string& file) {
  return LoadedModelCard{
      ModelId{"m"}, ModelRole::kDetector, ModelLoader::kYuNetOnnx, file, "licence",
      std::nullopt, std::nullopt};
}

class Photos {
 public:
  OwnedFd Make(const std::string& text) {
    const auto path = folder_.path() / std::to_string(made_++);
    std::ofstream(path, std::ios::binary) << text;
    return OwnedFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  }

 private:
  test::TempFolder folder_;
  std::atomic<int> made_{0};
};

// This process's children: those of every thread, zombies too.
std::vector<pid_t> Children() {
  std::vector<pid_t> found;
  DIR* const proc = ::opendir("/proc");
  for (const dirent* entry = ::readdir(proc); entry != nullptr; entry = ::readdir(proc)) {
    std::ifstream in(std::string("/proc/") + entry->d_name + "/status");
    for (std::string line; std::getline(in, line);) {
      if (line == "PPid:\t" + std::to_string(::getpid())) found.push_back(std::stoi(entry->d_name));
    }
  }
  ::closedir(proc);
  return found;
}

std::unique_ptr<WorkerPool> Started(const WorkerOptions& options) {
  auto pool = WorkerPool::Start(options);
  REQUIRE(pool.ok());
  return std::move(pool).value();
}

}  // namespace

TEST_CASE("a worker's facts come back", "[worker]") {
  Photos photos;
  const auto pool = Started(FaultOptions());
  const auto inspection = pool->Inspect(photos.Make("well").get(), {});
  REQUIRE(inspection.ok());
  REQUIRE(inspection.value().faces.ok());
  CHECK(inspection.value().faces.value().faces.at(0).box.h == 40);
  CHECK(inspection.value().file_bytes == 4);
}

TEST_CASE("a photo that stops the checker twice is an error and the next photo is checked",
          "[worker]") {
  Photos photos;
  WorkerOptions options = FaultOptions();
  options.limits.inspect_ms = 1'000;
  options.limits.worker_bytes = 1ull << 30;
  const auto pool = Started(options);
  const std::string fault = GENERATE(
      as<std::string>{}, "crash", "hang", "leave", "garbage", "oversize record", "oversize photo",
      "short", "stall in the middle", "wrong type", "nan", "claims a recogniser");
  INFO(fault);
  const auto held = pool->Inspect(photos.Make(fault).get(), {});
  REQUIRE_FALSE(held.ok());
  CHECK(held.error().kind == ErrorKind::kUnavailable);
  CHECK(held.error().message.find("twice") != std::string::npos);
  CHECK(pool->Inspect(photos.Make("well").get(), {}).ok());
}

#ifndef PHOTOGATE_SANITIZED
TEST_CASE("a worker that takes more memory than allowed is stopped", "[worker]") {
  Photos photos;
  WorkerOptions options = FaultOptions();
  options.limits.worker_bytes = 512ull << 20;
  options.limits.inspect_ms = 60'000;
  const auto pool = Started(options);
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(pool->Inspect(photos.Make("eat memory").get(), {}).ok());
  // By the memory limit, and not by the clock.
  CHECK(std::chrono::steady_clock::now() - start < 50s);
}
#endif

TEST_CASE("a photo that stopped a worker once is checked in a fresh one", "[worker]") {
  Photos photos;
  const auto pool = Started(FaultOptions());
  const auto inspection = pool->Inspect(photos.Make("crash once").get(), {});
  REQUIRE(inspection.ok());
}

TEST_CASE("a worker that died or spoke between two photos is replaced", "[worker]") {
  Photos photos;
  const auto pool = Started(FaultOptions());
  for (const std::string last : {"leave afterwards", "twice"}) {
    REQUIRE(pool->Inspect(photos.Make(last).get(), {}).ok());
    std::this_thread::sleep_for(200ms);
    const auto next = pool->Inspect(photos.Make("well, and longer").get(), {});
    REQUIRE(next.ok());
    CHECK(next.value().file_bytes == 16);
  }
}

TEST_CASE("a worker is replaced after its share of photos", "[worker]") {
  Photos photos;
  WorkerOptions options = FaultOptions();
  options.photos_per_worker = 2;
  const auto pool = Started(options);
  std::set<pid_t> seen;
  for (int at = 0; at < 6; ++at) {
    REQUIRE(pool->Inspect(photos.Make("well").get(), {}).ok());
    for (const pid_t pid : Children()) seen.insert(pid);
  }
  CHECK(seen.size() == 3);
}

TEST_CASE("a pool does not start when its workers cannot", "[worker]") {
  WorkerOptions options = FaultOptions();
  SECTION("the model is broken") {
    options.models.detector = Card("refuse");
    const auto pool = WorkerPool::Start(options);
    REQUIRE_FALSE(pool.ok());
    CHECK(pool.error().message == "The model is broken.");
  }
  SECTION("the worker ends") {
    options.models.detector = Card("die");
    const auto pool = WorkerPool::Start(options);
    REQUIRE_FALSE(pool.ok());
    CHECK(pool.error().kind == ErrorKind::kUnavailable);
  }
  SECTION("the worker hangs") {
    options.models.detector = Card("hang");
    options.start_ms = 300;
    CHECK_FALSE(WorkerPool::Start(options).ok());
  }
  SECTION("there is no such program") {
    options.program = "/nonexistent/photogate-worker";
    const auto pool = WorkerPool::Start(options);
    REQUIRE_FALSE(pool.ok());
    CHECK(pool.error().kind == ErrorKind::kUnavailable);
  }
  SECTION("no worker is asked for") {
    options.count = 0;
    CHECK_FALSE(WorkerPool::Start(options).ok());
  }
  CHECK(Children().empty());
}

TEST_CASE("a pool leaves no process behind", "[worker]") {
  Photos photos;
  {
    WorkerOptions options = FaultOptions();
    options.count = 3;
    const auto pool = Started(options);
    CHECK(Children().size() == 3);
    (void)pool->Inspect(photos.Make("crash").get(), {});
  }
  CHECK(Children().empty());
}

TEST_CASE("workers outlive the thread that used them first", "[worker]") {
  Photos photos;
  WorkerOptions options = FaultOptions();
  std::unique_ptr<WorkerPool> pool;
  std::thread([&] { pool = Started(options); }).join();
  std::thread([&] { (void)pool->Inspect(photos.Make("crash").get(), {}); }).join();
  // Filled by a thread that is gone when the next one asks.
  std::thread([&] { (void)pool->Inspect(photos.Make("well").get(), {}); }).join();
  const auto before = Children();
  std::this_thread::sleep_for(50ms);
  CHECK(pool->Inspect(photos.Make("well").get(), {}).ok());
  CHECK(Children() == before);
}

TEST_CASE("an interrupted pool ends soon", "[worker]") {
  Photos photos;
  const auto pool = Started(FaultOptions());
  const auto start = std::chrono::steady_clock::now();
  std::thread interrupter([&] {
    std::this_thread::sleep_for(100ms);
    pool->Interrupt();
  });
  const auto cut = pool->Inspect(photos.Make("hang").get(), {});
  interrupter.join();
  REQUIRE_FALSE(cut.ok());
  CHECK(cut.error().message.find("interrupted") != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - start < 5s);
  CHECK_FALSE(pool->Inspect(photos.Make("well").get(), {}).ok());
}

TEST_CASE("no photo is lost while workers are killed at random", "[worker]") {
  Photos photos;
  WorkerOptions options = FaultOptions();
  options.count = 2;
  const auto pool = Started(options);
  constexpr int kPhotos = 100;
  const int wanted = std::getenv("PHOTOGATE_SOAK") != nullptr ? 500 : 50;
  std::atomic<int> next{0}, checked{0}, held{0}, kills{0};
  std::atomic<bool> done{false};
  std::thread killer([&] {
    std::mt19937 random(7);
    while (!done.load()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
      const auto children = Children();
      if (children.empty()) continue;
      ::kill(children[random() % children.size()], SIGKILL);
      ++kills;
    }
  });
  const auto check = [&] {
    while (next.fetch_add(1) < kPhotos || kills < wanted) {
      const OwnedFd photo = photos.Make("slow");
      if (pool->Inspect(photo.get(), {}).ok()) {
        ++checked;
      } else {
        ++held;
      }
    }
  };
  std::thread first(check), second(check);
  first.join();
  second.join();
  done = true;
  killer.join();
  CHECK(kills >= wanted);
  CHECK(checked + held >= kPhotos);
  CHECK(checked > held);
}

}  // namespace photogate
