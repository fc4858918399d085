// A few photos that were cleared, looked at once more by somebody who does not know how.
#include "consent/photo_journal.h"
#include "consent/samples.h"
#include "consent/stops.h"
#include "review/photo_routes.h"
#include "review/release_json.h"

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
  bool taken = false;
  Json releases = Json::array();
  if (said == SampleOutcome::kMustNotBeSeen || said == SampleOutcome::kSomethingElse) {
    const auto back =
        WithdrawCopy(parts, photo.value(), std::string(step_note::kLookedAgain), call.actor());
    if (!back.ok()) {
      return Problem(503, "unavailable",
                     "Your answer is kept, but the copy could not be taken out of the cleared "
                     "folder. Do not use it, and tell whoever keeps photogate.");
    }
    taken = true;
    auto out = StillOutJson(parts.desk.reg(), back.value());
    if (!out.ok()) return ProblemOf(out.error());
    releases = std::move(out).value();
  }
  return JsonAnswer({{"taken_out", taken},
                     {"released", !releases.empty()},
                     {"releases", releases},
                     {"photo", photo.value().value}});
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
