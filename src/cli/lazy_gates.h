// Workers for verbs that rarely need any.
#pragma once

#include <mutex>
#include <optional>

#include "cli/gate.h"
#include "release/verify.h"

namespace photogate {

// Workers are started only for what the ledger does not know, models only to decide again.
// Thread-safe.
class LazyGates {
 public:
  // `context` must outlive it.
  LazyGates(const AppContext& context, int jobs) : context_(context), jobs_(jobs) {}

  // kUnavailable when the checker does not start; why was printed.
  Result<WorkerPool*> Files();
  Result<const PipelineContext*> Faces();

  // To verify what is to be published on the channel. `reg` and this must outlive it.
  VerifyParts Parts(Register& reg, const std::string& channel);

 private:
  Result<Gate*> Start(std::optional<Gate>& gate, GateNeeds needs);

  const AppContext& context_;
  const int jobs_;
  std::mutex mutex_;
  std::optional<Gate> files_, faces_;
  PipelineContext pipeline_{};
};

}  // namespace photogate
