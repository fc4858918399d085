// How long a large register takes: opening it, building the gallery, comparing a photo's faces, one
// question about a permission. Beside each stands plain work of the same size: reading a file with
// as many bytes, one product of matrices as large (OpenCV's gemm, one thread).
//
//   bench_register [people templates]...      default: 3000 5 100000 1
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <opencv2/core.hpp>
#include <random>
#include <string>
#include <vector>

#include "consent/home.h"
#include "consent/permissions.h"
#include "consent/register.h"
#include "consent/store.h"
#include "consent/vector_codec.h"
#include "core/face.h"
#include "match/gallery.h"
#include "match/match_faces.h"
#include "tests/support/paths.h"

namespace photogate {
namespace {

constexpr int kDimensions = 256;  // of the default recogniser
constexpr int kFaces = 30;
const ModelId kModel{"bench 1"};

// Processor time of the process: what one core takes, whatever else runs on the machine.
double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Took {
  double wall, cpu;
};

template <typename F>
Took Time(int times, F&& work) {
  Took best{1e9, 1e9};
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const double cpu = CpuSeconds();
    work();
    best.cpu = std::min(best.cpu, CpuSeconds() - cpu);
    best.wall = std::min(
        best.wall, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

std::vector<float> RandomVector(std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> values(kDimensions);
  float sum = 0;
  for (float& value : values) {
    value = normal(random);
    sum += value * value;
  }
  for (float& value : values) value /= std::sqrt(sum);
  return values;
}

[[noreturn]] void Stop(const Error& error) {
  fmt::print(stderr, "{}\n{}\n", error.message, error.context);
  std::exit(1);
}

void Fill(Register& reg, int people, int templates) {
  std::mt19937 random(7);
  const auto filled = reg.store().Write(
      Actor{"bench"}, "bench", [&](Database& database, Change& change) -> Result<Done> {
        for (int i = 1; i <= people; ++i) {
          database.Run(
              "INSERT INTO person(id, case_number, name, kind, source, version) "
              "VALUES(?, ?, ?, 1, 1, ?)",
              {fmt::format("B{}", i), fmt::format("case-{}", i), fmt::format("Pupil {}", i),
               change.version()});
          const std::int64_t row = database.LastInsert();
          database.Run("INSERT INTO person_group(person, group_name) VALUES(?, ?)",
                       {row, fmt::format("Class {}", i % 100)});
          database.Run(
              "INSERT INTO permission(person, use, statement, from_date, basis, given_by, "
              "evidence, source, version) VALUES(?, 'website', ?, '2026-09-01', 1, '', '', 1, ?)",
              {row, 1 + i % 2, change.version()});
          for (const int statement : {1, 2}) {
            database.Run(
                "INSERT INTO biometric(person, statement, from_date, given_by, evidence, source, "
                "version) VALUES(?, ?, '2026-09-01', '', '', 1, ?)",
                {row, statement, change.version()});
          }
          for (int t = 0; t < templates; ++t) {
            database.Run(
                "INSERT INTO template(person, model, vector, quality, reference_date, "
                "photo_sha256, version) VALUES(?, ?, ?, 0.9, '2026-09-01', ?, ?)",
                {row, kModel.value, ByteView(EncodeVector(RandomVector(random))),
                 fmt::format("{}-{}", i, t), change.version()});
          }
        }
        return Done{};
      });
  if (!filled.ok()) Stop(filled.error());
}

Faces Photo() {
  std::mt19937 random(11);
  Faces faces{};
  faces.detector_complete = true;
  faces.recogniser_available = true;
  faces.recogniser = kModel;
  for (int i = 0; i < kFaces; ++i) {
    faces.faces.push_back({Box{10, 10, 90, 90}, std::nullopt, 0.95, "bench", 0,
                           Quality{0.9, 0.8, 0.7, 0.9, 0.7}, NotComparable::kNone,
                           Template(kModel, RandomVector(random))});
  }
  return faces;
}

void Line(const std::string& what, const Took& took, const std::string& beside, const Took& plain) {
  fmt::print("  {:<34} {:9.2f} ms wall {:9.2f} ms cpu | {:<22} {:8.2f} ms cpu, ratio {:.1f}\n",
             what, took.wall * 1e3, took.cpu * 1e3, beside, plain.cpu * 1e3,
             took.cpu / std::max(plain.cpu, 1e-9));
}

void Measure(int people, int templates) {
  const test::TempFolder folder;
  setenv("XDG_CONFIG_HOME", folder.path().c_str(), 1);
  const SystemClock clock;
  const auto home = folder.path() / "home";
  {
    InitOptions options;
    options.demo = true;
    options.dpia = Dpia{"bench", "bench", clock.Today()};
    auto made = Register::Create(home, options, Actor{"bench"}, clock);
    if (!made.ok()) Stop(made.error());
    Fill(*made.value(), people, templates);
    made.value()->store().TruncateLog();
  }
  const auto bytes = std::filesystem::file_size(RegisterFile(home));
  fmt::print("{} people, {} templates each of {} values: {:.1f} MB\n", people, templates,
             kDimensions, static_cast<double>(bytes) / 1e6);

  const Took file = Time(3, [&] {
    std::ifstream in(RegisterFile(home), std::ios::binary);
    std::vector<char> all(bytes);
    in.read(all.data(), static_cast<std::streamsize>(bytes));
  });
  std::optional<Gallery> gallery;
  const auto open = [&](bool build) {
    auto reg = Register::Open(home, clock);
    if (!reg.ok()) Stop(reg.error());
    if (!build) return;
    auto snapshot =
        reg.value()->Snapshot({ChannelName{"website"}, std::nullopt, {}, clock.Today(), kModel});
    if (!snapshot.ok()) Stop(snapshot.error());
    auto built = Gallery::Build(snapshot.value().gallery);
    if (!built.ok()) Stop(built.error());
    gallery.emplace(std::move(built).value());
  };
  Line("open", Time(3, [&] { open(false); }), "read the file", file);
  Line("open, snapshot and gallery", Time(3, [&] { open(true); }), "read the file", file);

  const Faces faces = Photo();
  const MatchSettings settings{Distance{0.4}, Distance{0.5}};
  const int rows = templates >= 3 ? people : people * templates;
  cv::setNumThreads(1);
  cv::Mat all(rows, kDimensions, CV_32F), probes(kFaces, kDimensions, CV_32F), product;
  cv::randn(all, 0, 1);
  cv::randn(probes, 0, 1);
  const Took gemm = Time(9, [&] { cv::gemm(probes, all, 1, {}, 0, product, cv::GEMM_2_T); });
  Line(fmt::format("match {} faces", kFaces),
       Time(9,
            [&] {
              const auto matches = MatchFaces(faces, *gallery, settings);
              if (!matches.ok()) Stop(matches.error());
            }),
       "cv::gemm, one thread", gemm);

  auto reg = Register::Open(home, clock);
  if (!reg.ok()) Stop(reg.error());
  Permissions permissions(*reg.value());
  constexpr int kQuestions = 200;
  Took question = Time(5, [&] {
    for (int i = 1; i <= kQuestions; ++i) {
      const auto state = permissions.State(PersonId{fmt::format("B{}", i * people / kQuestions)},
                                           UseName{"website"}, clock.Today());
      if (!state.ok()) Stop(state.error());
    }
  });
  question = {question.wall / kQuestions, question.cpu / kQuestions};
  const Took page = Time(9, [&] {
    std::ifstream in(RegisterFile(home), std::ios::binary);
    std::array<char, 4096> one{};
    in.read(one.data(), one.size());
  });
  Line("one permission question", question, "read one page", page);
}

}  // namespace
}  // namespace photogate

int main(int argc, char** argv) {
  if (argc < 3) {
    photogate::Measure(3000, 5);
    photogate::Measure(100000, 1);
  }
  for (int i = 1; i + 1 < argc; i += 2) {
    photogate::Measure(std::atoi(argv[i]), std::atoi(argv[i + 1]));
  }
}
