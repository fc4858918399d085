#include "cli/gate.h"

#include <algorithm>
#include <thread>

#include "cli/terminal.h"
#include "models/model_store.h"
#include "pipeline/self_test.h"

namespace photogate {
namespace {

std::string MissingModels(const ModelSet& models) {
  if (models.detector && models.recogniser) return {};
  const std::string which = !models.detector && !models.recogniser ? "The face models are missing"
                            : !models.detector                     ? "The face detector is missing"
                                               : "The face recogniser is missing";
  const std::string effect =
      models.detector ? "every photo with a face is held" : "every photo is held";
  return which + ", so " + effect + ". `photogate models fetch` gets them.";
}

}  // namespace

std::optional<ModelId> Gate::recogniser() const {
  if (!models.recogniser) return std::nullopt;
  return models.recogniser->id;
}

std::optional<MatchSettings> Gate::match() const {
  if (!models.recogniser || !models.recogniser->thresholds) return std::nullopt;
  const Thresholds& thresholds = *models.recogniser->thresholds;
  return MatchSettings{thresholds.match, thresholds.possible};
}

int DefaultJobs() {
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U));
}

std::optional<Gate> StartGate(const AppContext& context, int jobs, GateNeeds needs,
                              ExitCode& failed) {
  Gate gate;
  if (needs == GateNeeds::kFaces) {
    auto store = ModelStore::Open(context.ModelFolders());
    auto models = store.ok() ? store.value().Load() : Result<ModelSet>(store.error());
    if (!models.ok()) {
      PrintError(models.error());
      failed = ExitCode::kModelMissing;
      return std::nullopt;
    }
    gate.models = std::move(models).value();
    gate.models_missing = MissingModels(gate.models);
    if (!gate.models_missing.empty()) PrintNote(gate.models_missing);
  }
  auto program = FindWorkerProgram();
  if (!program.ok()) {
    failed = Fail(program.error());
    return std::nullopt;
  }
  WorkerOptions options;
  options.program = program.value();
  options.count = jobs;
  options.models = gate.models;
  auto pool = WorkerPool::Start(options);
  if (!pool.ok()) {
    PrintError(pool.error());
    failed = Interrupted()                ? ExitCode::kInterrupted
             : needs == GateNeeds::kFaces ? ExitCode::kModelMissing
                                          : ExitCode::kFailure;
    return std::nullopt;
  }
  gate.pool = std::move(pool).value();
  if (gate.models.detector && gate.models.recogniser) {
    const auto test = RunSelfTest(*gate.pool, gate.models);
    gate.self_test_passed = test.ok();
    if (!test.ok()) PrintError(test.error());
  }
  return gate;
}

}  // namespace photogate
