// What it costs that a photo is looked at in another process, which may do nothing else: the same
// function called here against a pool of one worker, turn about, by the clock.
// usage: bench_isolation PHOTOS MODELS PHOTOGATE-WORKER
#include <fcntl.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "face/pixels.h"
#include "tests/bench/bench_photos.h"
#include "worker/channel.h"
#include "worker/inspect_photo.h"
#include "worker/worker_pool.h"

namespace photogate::bench {
namespace {

// The best of them is what the work costs when nothing else runs.
constexpr int kRounds = 4;

template <typename Work>
double Seconds(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int Run(const char* photos, const char* models_folder, const char* worker) {
  UseOneThread();
  const ModelSet models = DefaultModels(models_folder);
  const auto engine = LoadEngine(models);
  WorkerOptions options;
  options.program = worker;
  options.models = models;
  const auto pool = WorkerPool::Start(options);
  if (!pool.ok()) {
    std::fprintf(stderr, "%s\n", pool.error().message.c_str());
    return 1;
  }
  const Limits limits;
  const InspectionOrder order;
  double here = 0, there = 0;
  std::size_t count = 0;
  for (const auto& path : FilesBelow(photos)) {
    double alone = 1e9, isolated = 1e9;
    for (int round = 0; round < kRounds; ++round) {
      const OwnedFd first(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
      const OwnedFd second(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
      alone = std::min(
          alone, Seconds([&] { (void)InspectPhoto(first.get(), order, *engine, limits).ok(); }));
      isolated = std::min(isolated,
                          Seconds([&] { (void)pool.value()->Inspect(second.get(), order).ok(); }));
    }
    here += alone;
    there += isolated;
    ++count;
  }
  std::printf(
      "%zu photos, the best of %d rounds: %.2f s in this process, %.2f s in a worker: %+.1f %% (at "
      "most 10 %% "
      "wanted)\n",
      count, kRounds, here, there, 100 * (there / here - 1));
  return 0;
}

}  // namespace
}  // namespace photogate::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_isolation PHOTOS MODELS PHOTOGATE-WORKER\n");
    return 1;
  }
  return photogate::bench::Run(argv[1], argv[2], argv[3]);
}
