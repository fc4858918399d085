// Real workers, real models, real photos, a real register and a real folder.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "consent/ledger.h"
#include "consent/register.h"
#include "crypto/sha256.h"
#include "models/model_store.h"
#include "pipeline/batch.h"
#include "pipeline/collect_files.h"
#include "pipeline/register_consent.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

WorkerOptions OptionsWith(const ModelSet& models) {
  WorkerOptions options;
  options.program = PHOTOGATE_WORKER;
  options.count = 2;
  options.models = models;
  return options;
}

std::unique_ptr<Register> DemoRegister(const fs::path& home, const Clock& clock) {
  InitOptions options;
  options.demo = true;
  options.dpia = Dpia{"DPIA-1", "An Officer", Date{2026, 1, 5}};
  auto made = Register::Create(home, options, Actor{"tester"}, clock);
  REQUIRE(made.ok());
  return std::move(made).value();
}

// A run over `inputs` as `check --out` makes it.
std::vector<PhotoResult> Run(const std::vector<fs::path>& inputs, const ModelSet& models,
                             const fs::path& scratch) {
  const SystemClock clock;
  const auto reg = DemoRegister(scratch / "home", clock);
  const std::optional<ModelId> recogniser =
      models.recogniser.has_value() ? std::optional(models.recogniser->id) : std::nullopt;
  const auto consent = ConsentOfRegister(
      *reg, {ChannelName{"website"}, std::nullopt, {}, clock.Today(), recogniser});
  auto pool = WorkerPool::Start(OptionsWith(models));
  INFO((pool.ok() ? "" : pool.error().message + " " + pool.error().context));
  REQUIRE(pool.ok());
  auto writer = OutcomeWriter::Open(scratch / "out");
  REQUIRE(writer.ok());
  Ledger ledger(*reg);

  PipelineContext context;
  context.inspect = InspectWith(*pool.value());
  context.consent = ConsentFrom(*consent);
  context.release = ReleaseTo(*writer.value(), ledger);
  context.order.thumbnail_px = 300;
  context.matching_allowed = true;
  context.recogniser = recogniser;
  if (models.recogniser.has_value()) {
    const Thresholds& thresholds = models.recogniser->thresholds.value();
    context.match = MatchSettings{thresholds.match, thresholds.possible};
  }
  context.clock = &clock;

  std::vector<PhotoResult> results;
  RunBatch(CollectFiles(inputs).photos, context, {3, nullptr},
           [&](std::size_t, PhotoResult result) { results.push_back(std::move(result)); });
  // Every copy that lies there is in the ledger under its own hash.
  for (const auto& entry : fs::directory_iterator(scratch / "out" / "cleared")) {
    const std::string text = test::ReadText(entry.path());
    const auto rows = ledger.WithOutput(Sha256(Bytes(text.begin(), text.end())));
    REQUIRE(rows.ok());
    CHECK_FALSE(rows.value().empty());
  }
  return results;
}

std::optional<ModelSet> LoadedModels() {
  const auto folder = test::Models();
  if (!folder.has_value()) return std::nullopt;
  const auto store = ModelStore::Open({*folder});
  if (!store.ok()) return std::nullopt;
  auto models = store.value().Load();
  if (!models.ok() || !models.value().detector.has_value() ||
      !models.value().recogniser.has_value()) {
    return std::nullopt;
  }
  return std::move(models).value();
}

}  // namespace

TEST_CASE("photos of strangers are cleared for a register without barred people", "[pipeline]") {
  const auto models = LoadedModels();
  const auto photos = test::SharedFolder("photos/groups");
  if (!models.has_value() || !photos.has_value()) {
    PHOTOGATE_SKIP("the models or the shared photos are not here");
  }
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::recursive_directory_iterator(*photos)) {
    if (entry.path().extension() == ".jpg") inputs.push_back(entry.path());
  }
  std::sort(inputs.begin(), inputs.end());
  inputs.resize(std::min<std::size_t>(inputs.size(), 6));
  const test::TempFolder scratch;
  const auto results = Run(inputs, *models, scratch.path());
  REQUIRE(results.size() == inputs.size());
  std::size_t faces = 0;
  std::size_t cleared = 0;
  for (const PhotoResult& result : results) {
    INFO(result.record.path);
    CHECK_FALSE(result.record.findings.empty());
    CHECK_FALSE(result.record.thumbnail_jpeg.empty());
    CHECK(result.record.sha256.value.size() == 64);
    CHECK((result.record.decision.kind() == DecisionKind::kClear) ==
          result.record.output.has_value());
    faces += result.record.faces.size();
    if (result.record.output.has_value()) ++cleared;
  }
  CHECK(faces > 0);
  CHECK(cleared == static_cast<std::size_t>(std::distance(
                       fs::directory_iterator(scratch.path() / "out" / "cleared"), {})));
}

TEST_CASE("nothing that cannot be decoded is cleared, and every file gets a decision",
          "[pipeline]") {
  const auto broken = test::SharedFolder("metadata/malformed");
  if (!broken.has_value()) PHOTOGATE_SKIP("the shared metadata files are not here");
  const test::TempFolder scratch;
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::recursive_directory_iterator(*broken)) {
    if (entry.is_regular_file()) inputs.push_back(entry.path());
  }
  const auto results = Run(inputs, LoadedModels().value_or(ModelSet{}), scratch.path());
  REQUIRE(results.size() == inputs.size());
  for (const PhotoResult& result : results) {
    INFO(result.record.path);
    CHECK_FALSE(result.record.findings.empty());
    for (const Finding& finding : result.record.findings) {
      CHECK(finding.code != FindingCode::kWorkerFailed);
    }
    if (result.record.width_px == 0) {
      CHECK(result.record.decision.kind() != DecisionKind::kClear);
    }
  }
}

TEST_CASE("without models nothing is cleared", "[pipeline]") {
  const auto photos = test::SharedFolder("photos/nofaces");
  if (!photos.has_value()) PHOTOGATE_SKIP("the shared photos are not here");
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::recursive_directory_iterator(*photos)) {
    if (entry.path().extension() == ".jpg") inputs.push_back(entry.path());
  }
  inputs.resize(std::min<std::size_t>(inputs.size(), 3));
  const test::TempFolder scratch;
  for (const PhotoResult& result : Run(inputs, ModelSet{}, scratch.path())) {
    CHECK(result.record.decision.kind() == DecisionKind::kReview);
    CHECK_FALSE(result.record.output.has_value());
  }
}

}  // namespace photogate
