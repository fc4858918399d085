#include "pipeline/stages.h"

#include <chrono>
#include <utility>

#include "consent/look_hashes.h"
#include "outcome/safe_name.h"
#include "pipeline/ledger_row.h"
#include "policy/decide_review.h"
#include "policy/make_findings.h"
#include "policy/presence.h"

namespace photogate {
namespace {

const ConsentView* ViewOf(const Result<SharedConsent>& consent) {
  return consent.ok() ? consent.value().get() : nullptr;
}

// Without a basis in law no template is made, and none that was made is used.
bool MayCompare(const ConsentView* consent, const PipelineContext& context) {
  return consent != nullptr && context.matching_allowed && context.match.has_value() &&
         context.recogniser.has_value() && consent->snapshot.dpia_recorded &&
         !ObjectionForbidsComparing(consent->snapshot);
}

Inspection NoPicture(const PhotoFile& file) {
  const Error none{ErrorKind::kUnsupported, "The file is not a picture."};
  return Inspection{{}, file.bytes, file.format, none, none, none, none, {}, {}};
}

std::optional<Matches> Match(const Result<Inspection>& inspection, const ConsentView* consent,
                             const PipelineContext& context) {
  if (!inspection.ok() || !inspection.value().faces.ok() || !MayCompare(consent, context)) {
    return std::nullopt;
  }
  auto matches = MatchFaces(inspection.value().faces.value(), consent->gallery, *context.match);
  if (!matches.ok()) return std::nullopt;
  return std::move(matches).value();
}

// Of what is covered nothing is said any more, neither against the photo nor of who is in it.
void LeaveOutCovered(const CoverPlan& plan, const std::vector<Finding>& from,
                     std::vector<Finding>& findings, std::optional<Matches>& matches) {
  for (const Finding& finding : from) {
    // A missed face that a reviewer marked has a box and no number.
    const bool covered = finding.box && IsCovered(*finding.box, plan);
    if (!covered) {
      findings.push_back(finding);
    } else if (finding.face && matches && *finding.face < matches->faces.size()) {
      matches->faces[*finding.face].candidates.clear();
      matches->faces[*finding.face].assigned.reset();
    }
  }
}

Judgement Reviewed(const ReviewCase& review, const ConsentView* consent,
                   std::optional<Matches> matches, std::vector<Finding> all, double match_ms) {
  std::vector<Finding> findings;
  all = WithObjections(WithMissedFaces(std::move(all), review), review);
  if (review.cover) {
    LeaveOutCovered(*review.cover, all, findings, matches);
  } else {
    findings = std::move(all);
  }
  // Without the register nobody can say who is under a bar.
  if (consent == nullptr) {
    const Decision held = Decide(findings, {}, {});
    return Judgement{std::move(matches), std::move(findings), held, match_ms};
  }
  findings = WithPeopleSeen(std::move(findings), review, consent->snapshot);
  const ReviewRuling ruling =
      DecideReviewed(findings, ActsOn(findings, review), TermsOf(consent->snapshot));
  return Judgement{std::move(matches), std::move(findings), ruling.decision, match_ms};
}

RecordedFace Record(const Face& face, const FaceMatch* match, const ConsentView* consent) {
  RecordedFace recorded{face.box, face.score, face.quality.overall, face.usable(), std::nullopt};
  if (match == nullptr || match->candidates.empty() || consent == nullptr) return recorded;
  const Candidate& nearest = match->candidates.front();
  const Person* const person = FindPerson(consent->snapshot, nearest.person);
  recorded.nearest = NearestPerson{nearest.person, person != nullptr ? person->case_number : "",
                                   nearest.distance.value};
  return recorded;
}

void RecordInspection(const Inspection& inspection, const Judgement& judgement,
                      const ConsentView* consent, PhotoRecord& record) {
  record.sha256 = inspection.sha256;
  record.format = inspection.format;
  if (inspection.info.ok()) {
    record.width_px = inspection.info.value().width_px;
    record.height_px = inspection.info.value().height_px;
  }
  record.thumbnail_jpeg = inspection.thumbnail_jpeg;
  if (inspection.mark) record.look = LookHashesOf(*inspection.mark);
  const InspectionTimes& times = inspection.times;
  record.times = {times.decode_ms,    times.detect_ms,   times.embed_ms,
                  judgement.match_ms, times.metadata_ms, times.total_ms + judgement.match_ms};
  if (!inspection.faces.ok()) return;
  const std::vector<Face>& faces = inspection.faces.value().faces;
  for (std::size_t at = 0; at < faces.size(); ++at) {
    const bool matched = judgement.matches.has_value() && at < judgement.matches->faces.size();
    const FaceMatch* const match = matched ? &judgement.matches->faces[at] : nullptr;
    record.faces.push_back(Record(faces[at], match, consent));
  }
}

}  // namespace

InspectionOrder OrderFor(const Result<SharedConsent>& consent, const PipelineContext& context) {
  InspectionOrder order = context.order;
  const ConsentView* const view = ViewOf(consent);
  order.compare = MayCompare(view, context);
  if (view == nullptr) return order;
  const ConsentSnapshot& snapshot = view->snapshot;
  order.publish = snapshot.channel.publish;
  if (snapshot.channel.keep_credit) {
    std::vector<std::string>& own = order.sanitise_options.own_credits;
    own = context.own_credits;
    own.insert(own.end(), snapshot.own_credits.begin(), snapshot.own_credits.end());
  }
  return order;
}

bool SameCopy(const InspectionOrder& one, const InspectionOrder& other) {
  return one.publish == other.publish &&
         one.sanitise_options.own_credits == other.sanitise_options.own_credits;
}

Result<Inspection> Inspect(const Result<PhotoFile>& file, const InspectionOrder& order,
                           const PipelineContext& context) {
  if (!file.ok()) return file.error();
  if (!IsPicture(file.value().format)) return NoPicture(file.value());
  return context.inspect(file.value().fd.get(), order);
}

Result<Inspection> InspectReviewed(const PhotoJob& job, const Result<PhotoFile>& file,
                                   const InspectionOrder& order, const PipelineContext& context) {
  Result<Inspection> inspection = Inspect(file, order, context);
  if (!job.review || !job.review->cover) return inspection;
  const CoverPlan& plan = *job.review->cover;
  const Result<PhotoFile> covered = CoverPhoto(file, plan, context.render);
  return MergeCovered(std::move(inspection), Inspect(covered, order, context), plan);
}

Judgement Judge(const PhotoJob& job, const Result<Inspection>& inspection,
                const Result<SharedConsent>& consent, const PipelineContext& context) {
  const ConsentView* const view = ViewOf(consent);
  const auto start = std::chrono::steady_clock::now();
  std::optional<Matches> matches = Match(inspection, view, context);
  const double match_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  PolicyFacts facts;
  facts.inspection = &inspection;
  facts.matches = matches.has_value() ? &*matches : nullptr;
  facts.consent = view != nullptr ? &view->snapshot : nullptr;
  facts.names = view != nullptr ? &view->names : nullptr;
  facts.model = context.recogniser;
  facts.matching_allowed = context.matching_allowed;
  facts.relative_path = job.relative_path;
  facts.own_credits = context.own_credits;
  std::optional<Result<std::optional<EarlierStop>>> stopped;
  if (context.stopped && inspection.ok()) stopped = context.stopped(inspection.value());
  facts.stopped = stopped ? &*stopped : nullptr;
  std::vector<Finding> findings = MakeFindings(facts);
  if (job.review)
    return Reviewed(*job.review, view, std::move(matches), std::move(findings), match_ms);
  const Decision decision = Decide(findings, {}, context.policy);
  return Judgement{std::move(matches), std::move(findings), decision, match_ms};
}

PhotoResult Describe(const PhotoJob& job, const Result<PhotoFile>& file,
                     const Result<Inspection>& inspection, const Judgement& judgement,
                     const Result<SharedConsent>& consent) {
  PhotoRecord record{job.path.string(),  {}, FileFormat::kUnknown, 0,  0, judgement.decision,
                     judgement.findings, {}, std::nullopt,         {}, {}};
  const ConsentView* const view = ViewOf(consent);
  if (inspection.ok()) RecordInspection(inspection.value(), judgement, view, record);
  PhotoResult result{std::move(record), std::nullopt, std::nullopt, std::nullopt};
  if (!file.ok()) result.unreadable = file.error();
  if (view != nullptr) result.consent_version = view->snapshot.version;
  return result;
}

bool IsToBeReleased(const Judgement& judgement, const PipelineContext& context) {
  return judgement.decision.kind() == DecisionKind::kClear && context.release != nullptr;
}

Result<Outcome> ReleaseCleared(const PhotoJob& job, const Result<Inspection>& inspection,
                               const Judgement& judgement, const Result<SharedConsent>& consent,
                               const PhotoRecord& record, const PipelineContext& context) {
  if (!consent.ok() || !inspection.ok() || !inspection.value().sanitised.ok()) {
    return Error{ErrorKind::kInternal,
                 "A photo without a clean copy was about to be released. Please report this "
                 "defect."};
  }
  const ConsentView& view = *consent.value();
  const SanitisedPhoto& copy = inspection.value().sanitised.value();
  const std::string name = job.path.filename().string();
  const bool neutral = !view.names.Find(name).empty();
  const std::string safe_name = SafeName(name, copy.format, neutral, job.number);
  return context.release(copy, safe_name,
                         MakeLedgerRow(inspection.value(), judgement, view.snapshot, context),
                         record);
}

PhotoResult Released(PhotoResult result, Outcome outcome) noexcept {
  // Whatever else the release function said, only a cleared outcome has an output.
  if (outcome.kind == OutcomeKind::kCleared) result.record.output = outcome.output;
  result.outcome = std::move(outcome);
  return result;
}

PhotoResult Held(PhotoResult result, const Error& why, const PipelineContext& context) {
  const ConsentVersion version = result.consent_version.value_or(ConsentVersion{0});
  std::vector<Finding>& findings = result.record.findings;
  findings.insert(findings.begin(), why.kind == ErrorKind::kConflict ? ConsentChanged(version)
                                                                     : OutcomeFailed(why, version));
  result.record.decision = Decide(findings, {}, context.policy);
  result.outcome = Outcome{OutcomeKind::kHeld, std::nullopt, std::nullopt};
  return result;
}

PhotoResult Broken(const PhotoJob& job, const std::string& what) {
  const Result<Inspection> failed =
      Error{ErrorKind::kInternal,
            "The check of this photo failed unexpectedly. A person must look at the photo; please "
            "report this defect.",
            what};
  PolicyFacts facts;
  facts.inspection = &failed;
  facts.relative_path = job.relative_path;
  PhotoRecord record{
      job.path.string(),   {}, FileFormat::kUnknown, 0,  0, Decision(DecisionKind::kReview),
      MakeFindings(facts), {}, std::nullopt,         {}, {}};
  return PhotoResult{std::move(record), Outcome{OutcomeKind::kHeld, std::nullopt, std::nullopt},
                     std::nullopt, std::nullopt};
}

}  // namespace photogate
