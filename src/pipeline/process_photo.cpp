#include "pipeline/process_photo.h"

#include <exception>
#include <utility>

#include "pipeline/stages.h"

namespace photogate {
namespace {

// How often a decision is made again because the register changed under it. An import changes the
// register once; more often within the milliseconds of a decision is not ordinary use.
constexpr int kDecisions = 3;

PhotoResult Process(const PhotoJob& job, const PipelineContext& context) {
  Result<SharedConsent> consent = context.consent();
  Result<PhotoFile> file = context.open ? context.open(job) : OpenPhotoFile(job.path);
  InspectionOrder order = OrderFor(consent, context);
  Result<Inspection> inspection = InspectReviewed(job, file, order, context);
  for (int decisions = 1;; ++decisions) {
    const Judgement judgement = Judge(job, inspection, consent, context);
    PhotoResult result = Describe(job, file, inspection, judgement, consent);
    if (!IsToBeReleased(judgement, context)) return result;
    Result<Outcome> released =
        ReleaseCleared(job, inspection, judgement, consent, result.record, context);
    if (released.ok()) return Released(std::move(result), std::move(released).value());
    if (released.error().kind != ErrorKind::kConflict || decisions == kDecisions) {
      return Held(std::move(result), released.error(), context);
    }
    consent = context.consent();
    // A copy of another size or with another credit than the register now asks for is made again.
    if (InspectionOrder anew = OrderFor(consent, context); !SameCopy(order, anew)) {
      order = std::move(anew);
      inspection = InspectReviewed(job, file, order, context);
    }
  }
}

}  // namespace

InspectFunction InspectWith(WorkerPool& pool) {
  return [&pool](int fd, const InspectionOrder& order) { return pool.Inspect(fd, order); };
}

RenderFunction RenderWith(WorkerPool& pool) {
  return [&pool](int fd, const RenderOrder& order) { return pool.Render(fd, order); };
}

ConsentFunction ConsentFrom(ConsentCache& cache) {
  return [&cache] { return cache.Current(); };
}

ReleaseFunction ReleaseTo(OutcomeWriter& writer, LedgerSink& ledger) {
  return [&writer, &ledger](const SanitisedPhoto& photo, const std::string& safe_name,
                            const LedgerRow& row, const PhotoRecord&) {
    return writer.Clear(photo, safe_name, row, ledger);
  };
}

PhotoResult ProcessPhoto(const PhotoJob& job, const PipelineContext& context) noexcept {
  try {
    return Process(job, context);
  } catch (const std::exception& problem) {
    return Broken(job, problem.what());
  } catch (...) {
    return Broken(job, "unknown exception");
  }
}

}  // namespace photogate
