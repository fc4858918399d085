#include "pipeline/batch.h"

#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>
#include <string>

#include "tests/pipeline/doubles.h"

namespace photogate {
namespace {

std::vector<PhotoJob> Jobs(test::FakeRun& run, int count) {
  std::vector<PhotoJob> jobs;
  for (int at = 0; at < count; ++at) jobs.push_back(run.Photo(std::to_string(at) + ".jpg"));
  return jobs;
}

// The doubles' own lists are for one thread.
void MakeThreadSafe(test::FakeRun& run) {
  run.context.inspect = [](int, const InspectionOrder&) {
    return Result<Inspection>(test::CleanInspection());
  };
  run.context.release = nullptr;
}

}  // namespace

TEST_CASE("every photo of a batch is handed over once, under its own name", "[pipeline]") {
  test::FakeRun run;
  MakeThreadSafe(run);
  const auto jobs = Jobs(run, 60);
  const int threads = GENERATE(0, 1, 4, 100);
  std::set<std::size_t> seen;
  const std::size_t done =
      RunBatch(jobs, run.context, {threads, nullptr}, [&](std::size_t index, PhotoResult result) {
        CHECK(result.record.path == jobs.at(index).path);
        CHECK(seen.insert(index).second);
      });
  CHECK(done == 60);
  CHECK(seen.size() == 60);
}

TEST_CASE("a cancelled batch takes up no further photo", "[pipeline]") {
  test::FakeRun run;
  MakeThreadSafe(run);
  std::atomic<bool> cancelled{false};
  int handed = 0;
  const std::size_t done =
      RunBatch(Jobs(run, 50), run.context, {2, &cancelled}, [&](std::size_t, PhotoResult) {
        if (++handed == 5) cancelled = true;
      });
  CHECK(done == static_cast<std::size_t>(handed));
  CHECK(done >= 5);
  CHECK(done <= 7);
}

TEST_CASE("an exception of the receiver ends the batch and comes out", "[pipeline]") {
  test::FakeRun run;
  MakeThreadSafe(run);
  CHECK_THROWS_AS(RunBatch(Jobs(run, 50), run.context, {3, nullptr},
                           [](std::size_t, PhotoResult) { throw std::runtime_error("full"); }),
                  std::runtime_error);
}

TEST_CASE("a batch of nothing ends at once", "[pipeline]") {
  test::FakeRun run;
  CHECK(RunBatch({}, run.context, {4, nullptr}, [](std::size_t, PhotoResult) { FAIL(); }) == 0);
}

}  // namespace photogate
