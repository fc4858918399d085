// What is to be taken down, and the proof that it was (POLICY.md P17).
#include <algorithm>

#include "consent/photo_journal.h"
#include "consent/takedowns.h"
#include "review/office_routes.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

constexpr std::size_t kMostText = 2'000;
// A page of them is looked through by eye; the next are asked for from where these end.
constexpr std::size_t kMostShown = 200;

std::optional<TakedownOutcome> OutcomeOf(const std::string& text) {
  for (const TakedownOutcome outcome :
       {TakedownOutcome::kTakenDown, TakedownOutcome::kNotShown, TakedownOutcome::kBeyondReach}) {
    if (text == TakedownOutcomeName(outcome)) return outcome;
  }
  return std::nullopt;
}

bool IsHash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// The photo that the copy was made of, as long as the journal has it to be looked at.
Json PhotoOf(PhotoJournal& journal, const Takedown& task) {
  const auto copies = journal.CopiesNamed(task.channel, task.name);
  if (!copies.ok()) return nullptr;
  for (const StandingCopy& copy : copies.value()) {
    if (copy.sha256 == task.copy) return copy.id.value;
  }
  return nullptr;
}

Json TaskJson(PhotoJournal& journal, const Takedown& task, const Call& call) {
  const auto& owners = task.owners;
  Json end = nullptr;
  if (task.end) {
    end = {{"at", task.end->at},
           {"by", task.end->by},
           {"outcome", TakedownOutcomeName(task.end->outcome)},
           {"note", task.end->note},
           {"proof_sha256", task.end->proof.value}};
  }
  return {{"task", task.number},
          {"recall", task.recall},
          {"case", OfPicture(task.reason) ? Json(nullptr) : Json(task.case_number)},
          {"reason", RecallReasonName(task.reason)},
          {"channel", task.channel.value},
          {"place", task.place},
          {"place_recorded", task.place_recorded},
          {"release", task.release ? Json(*task.release) : Json(nullptr)},
          {"published", task.published.empty() ? Json(nullptr) : Json(task.published)},
          {"event", task.event ? Json(task.event->value) : Json(nullptr)},
          {"file", task.name},
          {"photo", PhotoOf(journal, task)},
          {"by_eye", ByEye(task.found_by)},
          {"rechecked", task.rechecked ? Json(RecheckOutcomeName(*task.rechecked)) : Json(nullptr)},
          {"owners", owners},
          {"mine", std::find(owners.begin(), owners.end(), call.who().name) != owners.end()},
          {"due", FormatDate(task.due)},
          {"overdue", !task.end && task.due < call.today},
          {"end", end}};
}

// A number of at most nine digits.
std::optional<std::int64_t> NumberOf(const std::string& text) {
  if (text.empty() || text.size() > 9 ||
      text.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return std::stoll(text);
}

HttpResponse List(PhotoParts& parts, const Call& call, std::size_t from) {
  Takedowns takedowns(parts.desk.reg());
  TakedownQuery query;
  query.open = true;
  const auto tasks = takedowns.List(query);
  if (!tasks.ok()) return ProblemOf(tasks.error());
  const auto recalls = takedowns.Recalls();
  if (!recalls.ok()) return ProblemOf(recalls.error());
  PhotoJournal journal(parts.desk.reg());
  // Those that are one's own first; then as they are due.
  std::vector<Takedown> order = tasks.value();
  const auto mine = [&](const Takedown& task) {
    return std::find(task.owners.begin(), task.owners.end(), call.who().name) != task.owners.end();
  };
  std::stable_partition(order.begin(), order.end(), mine);
  Json list = Json::array();
  for (std::size_t at = from; at < order.size() && list.size() < kMostShown; ++at) {
    list.push_back(TaskJson(journal, order[at], call));
  }
  Json progress = Json::array();
  for (const Recall& recall : recalls.value()) {
    progress.push_back(
        {{"recall", recall.number},
         {"case", OfPicture(recall.reason) ? Json(nullptr) : Json(recall.case_number)},
         {"reason", RecallReasonName(recall.reason)},
         {"at", recall.at},
         {"places", recall.places},
         {"open", recall.open},
         {"overdue", recall.overdue},
         {"by_eye", recall.by_eye},
         {"copies_not_looked_at", recall.not_looked}});
  }
  const auto by_eye = std::count_if(order.begin(), order.end(),
                                    [](const Takedown& task) { return ByEye(task.found_by); });
  return JsonAnswer({{"takedowns", list},
                     {"from", from},
                     {"open", order.size()},
                     {"by_eye", by_eye},
                     {"recalls", progress}});
}

HttpResponse ListAsked(PhotoParts& parts, const Call& call) {
  const auto from = NumberOf(call.request.Query("from").value_or("0"));
  if (!from) return Problem(400, "bad_request", "Load the page again.");
  return List(parts, call, static_cast<std::size_t>(*from));
}

HttpResponse End(PhotoParts& parts, const Call& call) {
  const auto outcome_text = BodyText(call.body, "outcome");
  const auto note = BodyText(call.body, "note", kMostText);
  const auto proof = BodyText(call.body, "proof_sha256");
  const auto outcome = outcome_text ? OutcomeOf(*outcome_text) : std::nullopt;
  const auto number = NumberOf(call.ids[0]);
  if (!number) return Problem(404, "not_found", "There is no such task.");
  if (!outcome || !note || !proof || !(proof->empty() || IsHash(*proof))) {
    return Problem(400, "bad_request", "The answer is not complete, or too long.");
  }
  const auto ended =
      Takedowns(parts.desk.reg())
          .End({*number, *outcome, *note, Sha256Hex{*proof}, call.who().name}, call.actor());
  return DoneAnswer(ended, [&] { return List(parts, call, 0); });
}

}  // namespace

std::vector<Route> TakedownRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  routes.push_back({"GET",
                    "/api/v1/takedowns",
                    false,
                    PageAct::kLook,
                    false,
                    false,
                    {},
                    [&parts](const Call& call) { return ListAsked(parts, call); }});
  routes.push_back({"POST",
                    "/api/v1/takedowns/{}/end",
                    false,
                    PageAct::kLook,
                    false,
                    false,
                    {"outcome", "note", "proof_sha256"},
                    [&parts](const Call& call) { return End(parts, call); }});
  return routes;
}

}  // namespace photogate
