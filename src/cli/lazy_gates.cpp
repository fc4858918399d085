#include "cli/lazy_gates.h"

#include <utility>

#include "models/model_store.h"

namespace photogate {
namespace {

// The recogniser that copies are cleared with, without starting anything. Nullopt: there is none,
// and then no state of the register is the same as with one.
std::optional<ModelId> RecogniserInUse(const AppContext& context) {
  const auto store = ModelStore::Open(context.ModelFolders());
  if (!store.ok()) return std::nullopt;
  const auto models = store.value().Load();
  if (!models.ok() || !models.value().recogniser) return std::nullopt;
  return models.value().recogniser->id;
}

}  // namespace

Result<WorkerPool*> LazyGates::Files() {
  const std::lock_guard lock(mutex_);
  const auto gate = Start(files_, GateNeeds::kFilesOnly);
  if (!gate.ok()) return gate.error();
  return gate.value()->pool.get();
}

Result<const PipelineContext*> LazyGates::Faces() {
  const std::lock_guard lock(mutex_);
  if (pipeline_.clock != nullptr) return &std::as_const(pipeline_);
  const auto gate = Start(faces_, GateNeeds::kFaces);
  if (!gate.ok()) return gate.error();
  const Gate& started = *gate.value();
  pipeline_.inspect = InspectWith(*started.pool);
  pipeline_.recogniser = started.recogniser();
  pipeline_.match = started.match();
  pipeline_.matching_allowed = started.self_test_passed || !started.models.recogniser;
  pipeline_.clock = &context_.clock;
  return &std::as_const(pipeline_);
}

Result<Gate*> LazyGates::Start(std::optional<Gate>& gate, GateNeeds needs) {
  ExitCode failed = ExitCode::kFailure;
  if (!gate) gate = StartGate(context_, jobs_, needs, failed);
  if (gate) return &*gate;
  return Error{ErrorKind::kUnavailable,
               "The checker does not start, so it could not be looked at. Run photogate doctor."};
}

VerifyParts LazyGates::Parts(Register& reg, const std::string& channel) {
  return {&reg,
          ChannelName{channel},
          &context_.clock,
          RecogniserInUse(context_),
          [this] { return Files(); },
          [this] { return Faces(); },
          &InterruptFlag(),
          jobs_ + 1};
}

}  // namespace photogate
