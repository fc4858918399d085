// Starting what every verb that looks at photos needs: the models and the workers.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "cli/app.h"
#include "core/model.h"
#include "pipeline/process_photo.h"
#include "worker/worker_pool.h"

namespace photogate {

struct Gate {
  ModelSet models;
  std::unique_ptr<WorkerPool> pool;
  // What doctor prints when something is not as it should be; empty when all is well.
  std::string models_missing;
  bool self_test_passed = false;  // with a recogniser: drawn faces gave what they must

  std::optional<ModelId> recogniser() const;
  std::optional<MatchSettings> match() const;
};

// Which parts a verb needs.
enum class GateNeeds { kFaces = 1, kFilesOnly };

// Verifies and loads the models, starts `jobs` workers, and runs the self-test where there is a
// recogniser. Missing models are no failure here: they are told on standard error, and photos are
// held. Nullopt after a failure whose message was printed; `failed` is then the exit status (21 for
// a model that is not the file it should be or does not load).
std::optional<Gate> StartGate(const AppContext& context, int jobs, GateNeeds needs,
                              ExitCode& failed);

// Processors, between 1 and 4: more workers than that are of no use to a school's PC.
int DefaultJobs();

}  // namespace photogate
