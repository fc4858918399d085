// The stages of ProcessPhoto, one function each, in their order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/decision.h"
#include "core/inspection.h"
#include "core/match.h"
#include "core/result.h"
#include "pipeline/consent_view.h"
#include "pipeline/photo_file.h"
#include "pipeline/photo_job.h"
#include "pipeline/process_photo.h"

namespace photogate {

struct Judgement {
  std::optional<Matches> matches;  // nullopt when faces may not be, or could not be, compared
  std::vector<Finding> findings;
  Decision decision;
  double match_ms;
};

// What a worker is asked for: templates only where the register allows comparing, a copy as the
// channel wants it.
InspectionOrder OrderFor(const Result<SharedConsent>& consent, const PipelineContext& context);

// Whether a copy made by one order is also what the other asks for.
bool SameCopy(const InspectionOrder& one, const InspectionOrder& other);

// Has a worker look. A file that is no picture is not given to a worker.
Result<Inspection> Inspect(const Result<PhotoFile>& file, const InspectionOrder& order,
                           const PipelineContext& context);

// The same; what reviewers want covered is covered first, and both pictures are looked at.
Result<Inspection> InspectReviewed(const PhotoJob& job, const Result<PhotoFile>& file,
                                   const InspectionOrder& order, const PipelineContext& context);

// Matches, finds and decides.
Judgement Judge(const PhotoJob& job, const Result<Inspection>& inspection,
                const Result<SharedConsent>& consent, const PipelineContext& context);

// The result as long as nothing is written.
PhotoResult Describe(const PhotoJob& job, const Result<PhotoFile>& file,
                     const Result<Inspection>& inspection, const Judgement& judgement,
                     const Result<SharedConsent>& consent);

// Clear was decided, and there is somewhere to write.
bool IsToBeReleased(const Judgement& judgement, const PipelineContext& context);

// Only for what IsToBeReleased. The errors of the release function.
Result<Outcome> ReleaseCleared(const PhotoJob& job, const Result<Inspection>& inspection,
                               const Judgement& judgement, const Result<SharedConsent>& consent,
                               const PhotoRecord& record, const PipelineContext& context);

// The last word on a photo that was decided clear.
PhotoResult Released(PhotoResult result, Outcome outcome) noexcept;
PhotoResult Held(PhotoResult result, const Error& why, const PipelineContext& context);

// After an exception: held, whatever was known.
PhotoResult Broken(const PhotoJob& job, const std::string& what);

}  // namespace photogate
