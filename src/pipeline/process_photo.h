// One photo through all the stages.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/inspection.h"
#include "core/outcome.h"
#include "core/result.h"
#include "core/stop.h"
#include "match/match_faces.h"
#include "outcome/photo_record.h"
#include "outcome/write_outcome.h"
#include "pipeline/consent_view.h"
#include "pipeline/covered.h"
#include "pipeline/photo_file.h"
#include "pipeline/photo_job.h"
#include "policy/decide.h"
#include "worker/worker_pool.h"

namespace photogate {

using InspectFunction = std::function<Result<Inspection>(int fd, const InspectionOrder& order)>;
using ConsentFunction = std::function<Result<SharedConsent>()>;
// What people said of the same picture before.
using StopFunction = std::function<Result<std::optional<EarlierStop>>(const Inspection&)>;
using OpenFunction = std::function<Result<PhotoFile>(const PhotoJob& job)>;
// `record` is what was decided, findings and faces included.
using ReleaseFunction =
    std::function<Result<Outcome>(const SanitisedPhoto& photo, const std::string& safe_name,
                                  const LedgerRow& row, const PhotoRecord& record)>;

// Functions of the real parts; what is given must outlive them.
InspectFunction InspectWith(WorkerPool& pool);
RenderFunction RenderWith(WorkerPool& pool);
ConsentFunction ConsentFrom(ConsentCache& cache);
ReleaseFunction ReleaseTo(OutcomeWriter& writer, LedgerSink& ledger);

// What every photo of a run shares. The functions must be thread-safe.
struct PipelineContext {
  OpenFunction open;  // empty: OpenPhotoFile by the job's path
  InspectFunction inspect;
  RenderFunction render;  // empty: a photo of which something is to be covered is held
  ConsentFunction consent;
  ReleaseFunction release;  // empty: nothing is written
  // Empty: nobody asks, since the photo was decided before and is only looked at again.
  StopFunction stopped;
  // `compare` is worked out for each photo from the register and what is below.
  InspectionOrder order;
  // The loaded recogniser and its thresholds; nullopt: nothing is compared.
  std::optional<ModelId> recogniser;
  std::optional<MatchSettings> match;
  bool matching_allowed = false;  // false: the self-test failed, or comparing is switched off
  PolicySettings policy;
  std::vector<std::string> own_credits;  // see PolicyFacts
  const Clock* clock;
};

struct PhotoResult {
  PhotoRecord record;  // holds the final decision and its findings
  // Nullopt when nothing was to be written.
  std::optional<Outcome> outcome;
  // The path could not be read at all; the record holds such a photo too.
  std::optional<Error> unreadable;
  // What was decided on; nullopt when the register could not be read.
  std::optional<ConsentVersion> consent_version;
};

// Opens, inspects, matches, decides and, for a clear decision, releases. A register that changes
// before the release makes it decide again on the same facts, three times at most. Whatever fails,
// exceptions included, is a finding that holds the photo. Never throws. Thread-safe. The result
// holds no template and no copy of the photo.
PhotoResult ProcessPhoto(const PhotoJob& job, const PipelineContext& context) noexcept;

}  // namespace photogate
