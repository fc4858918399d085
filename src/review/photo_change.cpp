// What every change of a photo has in common.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "consent/incidents.h"
#include "consent/photo_journal.h"
#include "release/sheet_store.h"
#include "review/office_routes.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

// Answers of others come between, decisions do not: those are told.
constexpr int kTries = 5;

// A browser's patience with a request is longer (api.js).
constexpr std::chrono::seconds kPatience{20};

std::string WhoChanged(const PhotoCase& photo, const std::string& me) {
  for (auto at = photo.verdicts.rbegin(); at != photo.verdicts.rend(); ++at) {
    if (at->kind == verdict::kAnswer || at->user == me) continue;
    const std::string what = at->kind == verdict::kClear      ? "cleared this photo"
                             : at->kind == verdict::kBlock    ? "blocked this photo"
                             : at->kind == verdict::kEscalate ? "passed this photo on"
                             : at->kind == verdict::kUndo     ? "took a decision back"
                                                              : "changed this photo";
    // When is in the history, for whoever knows the school's time zone.
    return fmt::format("{} {} meanwhile. Look at it again before you decide.", at->user, what);
  }
  return "The photo was checked again meanwhile. Look at it again before you decide.";
}

PhotoContext ContextOf(PhotoParts& parts, const Call& call, const PhotoId& id) {
  PhotoContext context;
  if (const auto incident = Incidents(parts.desk.reg()).OpenOn(id); incident.ok()) {
    context.incident = incident.value();
  }
  if (const auto listing = parts.queue.Now(); listing.ok()) {
    context.next = NextFor(*listing.value().items, call, id);
  }
  return context;
}

Result<Json> PhotoNow(PhotoParts& parts, const Call& call, const PhotoId& id, PhotoCase* keep) {
  auto photo = parts.desk.Load(id);
  if (!photo.ok()) return photo.error();
  const PhotoContext context = ContextOf(parts, call, id);
  if (context.next && *context.next != id.value) parts.pictures.Ahead(PhotoId{*context.next});
  Json json = PhotoJson(photo.value(), call, context, parts.desk.reg());
  if (keep != nullptr) *keep = std::move(photo).value();
  return json;
}

}  // namespace

std::vector<Route> AllPhotoRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  for (const auto& make : {QueueRoutes, PictureRoutes, DecisionRoutes, CoverRoutes, DeleteRoutes,
                           IncidentRoutes, TakedownRoutes, PeopleRoutes, ReferenceRoutes,
                           BatchRoutes, ReleaseRoutes, VerifyRoutes, SampleRoutes}) {
    std::vector<Route> some = make(parts);
    std::move(some.begin(), some.end(), std::back_inserter(routes));
  }
  for (const auto& make : {UserRoutes, ChannelRoutes, RegisterRoutes}) {
    std::vector<Route> some = make(parts.site);
    std::move(some.begin(), some.end(), std::back_inserter(routes));
  }
  return routes;
}

HttpResponse LongWork(PhotoParts& parts, const std::function<HttpResponse()>& work) {
  if (!parts.long_work.try_acquire_for(kPatience)) {
    return Problem(503, "unavailable",
                   "Others are releasing or verifying just now. Try again in a moment.");
  }
  struct Turn {
    std::counting_semaphore<2>& of;
    ~Turn() { of.release(); }
  };
  const Turn turn{parts.long_work};
  return work();
}

HttpResponse PhotoAnswer(PhotoParts& parts, const Call& call, const PhotoId& id) {
  const auto photo = PhotoNow(parts, call, id, nullptr);
  if (photo.ok()) return JsonAnswer({{"photo", photo.value()}});
  const auto unreadable = parts.desk.Unreadable(id);
  if (!unreadable.ok() || !unreadable.value()) return ProblemOf(photo.error());
  return JsonAnswer(
      {{"photo", UnreadableJson(*unreadable.value(), call, ContextOf(parts, call, id))}});
}

HttpResponse Changed(PhotoParts& parts, const Call& call, const PhotoId& id) {
  const auto photo = parts.desk.Load(id);
  if (!photo.ok()) return ProblemOf(photo.error());
  const auto json = PhotoNow(parts, call, id, nullptr);
  if (!json.ok()) return ProblemOf(json.error());
  return Problem(409, "changed", WhoChanged(photo.value(), call.who().name),
                 {{"photo", json.value()}});
}

PhotoVerdict Signed(const Call& call, PhotoVerdict verdict, nlohmann::json answers) {
  answers["roles"] = RoleNames(call.who());
  verdict.answers = answers.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return verdict;
}

Result<Done> Say(PhotoParts& parts, const Call& call, const PhotoCase& photo, PhotoVerdict verdict,
                 nlohmann::json answers) {
  const auto said =
      PhotoJournal(parts.desk.reg())
          .RecordVerdicts(photo.entry.id, photo.entry.revision,
                          {Signed(call, std::move(verdict), std::move(answers))}, call.actor());
  if (!said.ok()) return said.error();
  return Done{};
}

Result<std::vector<PublishedPhoto>> WithdrawCopy(PhotoParts& parts, const PhotoId& id,
                                                 const std::string& note, const Actor& by) {
  PhotoJournal journal(parts.desk.reg());
  const auto entry = journal.Load(id);
  if (!entry.ok()) return entry.error();
  const auto moved = journal.MoveFrom(id, PhotoState::kCleared, PhotoState::kWithdrawn, note, by);
  // Whoever was quicker has taken it out.
  if (!moved.ok() && moved.error().kind != ErrorKind::kConflict) return moved.error();
  const bool sheets_gone = RemoveSheets(parts.desk.reg().home());
  const auto removed = parts.desk.tools().remove_copy(entry.value());
  if (!removed.ok()) return removed.error();
  if (!sheets_gone) {
    return Error{ErrorKind::kUnavailable, "A contact sheet could not be deleted."};
  }
  if (!entry.value().output_sha256) return std::vector<PublishedPhoto>{};
  return Releases(parts.desk.reg()).WithCopy(entry.value().channel, *entry.value().output_sha256);
}

HttpResponse ChangePhoto(PhotoParts& parts, const Call& call,
                         const std::function<ChangeResult(const PhotoCase&)>& change) {
  const PhotoId id{call.ids.front()};
  const auto version = call.body.find("version");
  if (version == call.body.end() || !version->is_number_integer()) {
    return Problem(400, "bad_request",
                   "The request lacks the photo's version. Load the page again.");
  }
  for (int tries = 0; tries < kTries; ++tries) {
    const auto photo = parts.desk.Load(id);
    if (!photo.ok()) {
      const auto unreadable = parts.desk.Unreadable(id);
      const bool only = unreadable.ok() && unreadable.value();
      return only ? Problem(403, "not_allowed", kUnreadable) : ProblemOf(photo.error());
    }
    if (photo.value().version != version->get<std::int64_t>()) return Changed(parts, call, id);
    auto changed = change(photo.value());
    if (changed.ok()) {
      return changed.value() ? *std::move(changed.value()) : PhotoAnswer(parts, call, id);
    }
    if (changed.error().kind != ErrorKind::kConflict) return ProblemOf(changed.error());
  }
  return Changed(parts, call, id);
}

HttpResponse Incomplete(const Json& missing) {
  std::string message = "Something is still missing:";
  for (const auto& one : missing) message += fmt::format(" {}.", one.value("text", ""));
  return Problem(422, "incomplete", message, {{"missing", missing}});
}

std::optional<std::string> BodyText(const nlohmann::json& body, const char* field,
                                    std::size_t most) {
  const auto found = body.find(field);
  if (found == body.end() || found->is_null()) return std::string();
  if (!found->is_string()) return std::nullopt;
  std::string text = found->get<std::string>();
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return std::string();
  text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (text.size() > most) return std::nullopt;
  return text;
}

std::optional<Box> BodyBox(const nlohmann::json& value, int width, int height) {
  if (!value.is_array() || value.size() != 4) return std::nullopt;
  std::array<double, 4> part{};
  for (std::size_t at = 0; at < 4; ++at) {
    if (!value[at].is_number()) return std::nullopt;
    part[at] = value[at].get<double>();
    if (!std::isfinite(part[at]) || std::abs(part[at]) > 1e6) return std::nullopt;
  }
  const double left = std::clamp(part[0], 0.0, static_cast<double>(width));
  const double top = std::clamp(part[1], 0.0, static_cast<double>(height));
  const double right = std::clamp(part[0] + part[2], 0.0, static_cast<double>(width));
  const double bottom = std::clamp(part[1] + part[3], 0.0, static_cast<double>(height));
  if (right - left < 1 || bottom - top < 1) return std::nullopt;
  return Box{static_cast<float>(left), static_cast<float>(top), static_cast<float>(right - left),
             static_cast<float>(bottom - top)};
}

}  // namespace photogate
