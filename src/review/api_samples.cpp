// A few photos that were cleared, looked at once more by somebody who does not know how.
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "consent/samples.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

HttpResponse Next(PhotoParts& parts, const Call& call) {
  Samples samples(parts.desk.reg());
  const auto drawn = samples.DrawWeek(call.today, {}, call.actor());
  if (!drawn.ok()) return ProblemOf(drawn.error());
  const auto next = samples.Next(call.who().name);
  if (!next.ok()) return ProblemOf(next.error());
  Json sample = nullptr;
  if (next.value().number) {
    const auto photo = PhotoJournal(parts.desk.reg()).Load(next.value().photo);
    if (!photo.ok()) return ProblemOf(photo.error());
    // Nothing that tells how it was cleared.
    const PhotoEntry& entry = photo.value();
    sample = {{"sample", *next.value().number},
              {"photo", entry.id.value},
              {"channel", entry.channel.value},
              {"event", entry.event ? Json(entry.event->value) : Json(nullptr)}};
  }
  return JsonAnswer({{"left", next.value().left}, {"sample", sample}});
}

// Out of cleared/, and it stays out: nobody but a person brings it back. How many releases have it.
Result<int> TakeBack(PhotoParts& parts, const PhotoId& id, const Actor& by) {
  PhotoJournal journal(parts.desk.reg());
  const auto entry = journal.Load(id);
  if (!entry.ok()) return entry.error();
  const auto moved =
      journal.MoveFrom(id, PhotoState::kCleared, PhotoState::kWithdrawn, "looked at again", by);
  // Whoever was quicker has taken it out.
  if (!moved.ok() && moved.error().kind != ErrorKind::kConflict) return moved.error();
  const auto removed = parts.desk.tools().remove_copy(entry.value());
  if (!removed.ok()) return removed.error();
  const auto released = Releases(parts.desk.reg()).ReleasedCopies(entry.value().channel);
  if (!released.ok()) return released.error();
  return entry.value().output_sha256 && released.value().contains(*entry.value().output_sha256) ? 1
                                                                                                : 0;
}

HttpResponse Answer(PhotoParts& parts, const Call& call) {
  const auto text = BodyText(call.body, "answer", 40);
  const auto outcome = text ? ParseSampleOutcome(*text) : std::nullopt;
  const std::string& number = call.ids[0];
  if (number.empty() || number.size() > 9 ||
      number.find_first_not_of("0123456789") != std::string::npos) {
    return Problem(404, "not_found", "There is no such photo to look at.");
  }
  if (!outcome) return Problem(400, "bad_request", "The answer is none of those that there are.");
  const SampleOutcome said = outcome.value_or(SampleOutcome::kNotSure);
  const auto photo = Samples(parts.desk.reg()).Answer(std::stoll(number), said, call.actor());
  if (!photo.ok()) return ProblemOf(photo.error());
  bool released = false, taken = false;
  if (said == SampleOutcome::kMustNotBeSeen || said == SampleOutcome::kSomethingElse) {
    const auto back = TakeBack(parts, photo.value(), call.actor());
    if (!back.ok()) {
      return Problem(503, "unavailable",
                     "Your answer is kept, but the copy could not be taken out of the cleared "
                     "folder. Do not use it, and tell whoever keeps photogate.");
    }
    taken = true;
    released = back.value() > 0;
  }
  return JsonAnswer({{"taken_out", taken}, {"released", released}, {"photo", photo.value().value}});
}

}  // namespace

std::vector<Route> SampleRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  routes.push_back({"GET",
                    "/api/v1/samples/next",
                    false,
                    PageAct::kDecide,
                    false,
                    false,
                    {},
                    [&parts](const Call& call) { return Next(parts, call); }});
  routes.push_back({"POST",
                    "/api/v1/samples/{}/answer",
                    false,
                    PageAct::kDecide,
                    false,
                    false,
                    {"answer"},
                    [&parts](const Call& call) { return Answer(parts, call); }});
  return routes;
}

}  // namespace photogate
