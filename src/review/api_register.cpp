// The register day to day: who is on it, what was permitted, who is barred (POLICY.md P1, P2, P3).
#include <algorithm>

#include "consent/bars.h"
#include "consent/enrol.h"
#include "consent/looks.h"
#include "consent/people.h"
#include "consent/permissions.h"
#include "review/office_routes.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

constexpr std::size_t kMostPeople = 20;
constexpr std::size_t kLeastLetters = 2;

// A case number beside a name would say whom a finding means.
Json EntryJson(const PersonEntry& entry, bool identifies) {
  Json groups = Json::array();
  for (const GroupName& group : entry.groups) groups.push_back(group.value);
  const char* const kind = entry.kind == PersonKind::kPupil   ? "pupil"
                           : entry.kind == PersonKind::kStaff ? "staff"
                                                              : "visitor";
  return {{"id", entry.id.value},
          {"name", entry.name},
          {"case_number", identifies ? Json(entry.case_number) : Json()},
          {"kind", kind},
          {"groups", groups}};
}

HttpResponse Find(SiteParts& parts, const Call& call) {
  const std::string text = call.request.Query("q").value_or("");
  Json people = Json::array();
  bool more = false;
  if (text.size() >= kLeastLetters && text.size() <= 100) {
    const bool identifies = call.May(PageAct::kIdentify);
    const auto found = People(parts.reg).Search(
        text, identifies ? SearchBy::kEverything : SearchBy::kNoCaseNumber);
    if (!found.ok()) return ProblemOf(found.error());
    for (const PersonEntry& entry : found.value()) {
      more = people.size() == kMostPeople;
      if (more) break;
      people.push_back(EntryJson(entry, identifies));
    }
  }
  return JsonAnswer({{"people", people}, {"more", more}});
}

// What stands in the way of a reference photo, before there is one; null: nothing.
Result<Json> WhyNoReference(SiteParts& parts, const Call& call, const PersonId& id) {
  const auto before =
      Enroller(parts.reg, EnrolRules{Distance{0}}).Precheck({id, call.today, Sha256Hex{}});
  if (!before.ok()) return before.error();
  return before.value().enrolled() ? Json() : Json(PageWords(before.value().message));
}

HttpResponse ShowPerson(SiteParts& parts, const Call& call, const PersonId& id,
                        const RecallOpened& opened = {}) {
  const auto person = People(parts.reg).Show(id, call.today);
  if (!person.ok()) return ProblemOf(person.error());
  const auto history = Permissions(parts.reg).History(id);
  if (!history.ok()) return ProblemOf(history.error());
  const auto looked = Looks(parts.reg).Record("person show", id.value, call.actor());
  if (!looked.ok()) return ProblemOf(looked.error());
  Json json = EntryJson(person.value().entry, call.May(PageAct::kIdentify));
  json["leaving_date"] = DayJson(person.value().entry.leaving_date);
  json["barred"] = person.value().safeguarding_bar;
  const auto uses = Permissions(parts.reg).Uses();
  if (!uses.ok()) return ProblemOf(uses.error());
  const auto described = [&](const UseName& name) {
    for (const Use& use : uses.value()) {
      if (use.name == name) return use.description;
    }
    return std::string();
  };
  json["permissions"] = Json::array();
  for (const auto& [use, state] : person.value().permissions) {
    json["permissions"].push_back({{"use", use.value},
                                   {"description", described(use)},
                                   {"state", PermissionStateName(state)}});
  }
  int references = 0;
  for (const auto& [model, count] : person.value().templates) {
    references = std::max(references, count);
  }
  json["references"] = references;
  json["history"] = Json::array();
  for (const PermissionHistoryRow& row : history.value()) {
    json["history"].push_back({{"use", row.use.value},
                               {"statement", PermissionStatementName(row.record.statement)},
                               {"from", FormatDate(row.record.from)},
                               {"given_by", row.record.given_by},
                               {"evidence", row.evidence},
                               {"by", row.recorded_by},
                               {"at", row.recorded_at},
                               {"undone", row.undone}});
  }
  const auto may = [&](Act act) { return MayDo(call.who(), act, call.today).ok(); };
  json["may"] = {{"permit", may(Act::kRecordPermission)},
                 {"bar", may(Act::kSetBar)},
                 {"lift", may(Act::kLiftBar)}};
  json["enrol"] = {{"may", may(Act::kEnrol)}, {"why_not", nullptr}};
  if (may(Act::kEnrol)) {
    const auto why = WhyNoReference(parts, call, id);
    if (!why.ok()) return ProblemOf(why.error());
    json["enrol"]["why_not"] = why.value();
  }
  return JsonAnswer({{"person", json},
                     {"takedowns_opened", opened.places},
                     {"copies_not_looked_at", opened.not_looked}});
}

// After something was said of the person: what it opened. A no holds whether or not a copy could be
// moved: the watcher tries again.
HttpResponse ShowAfter(SiteParts& parts, const Call& call, const PersonId& id,
                       const Result<RecallOpened>& opened) {
  if (opened.ok() && parts.options.take_out) (void)parts.options.take_out(call.actor()).ok();
  return DoneAnswer(opened.ok() ? Result<Done>(Done{}) : opened.error(),
                    [&] { return ShowPerson(parts, call, id, opened.value()); });
}

HttpResponse ShowAsked(SiteParts& parts, const Call& call) {
  return ShowPerson(parts, call, PersonId{call.request.Query("id").value_or("")});
}

PersonId PersonOf(const Call& call) {
  return PersonId{BodyText(call.body, "person", 200).value_or("")};
}

Result<RecallOpened> Widened(const Result<PermissionRecorded>& recorded) {
  if (!recorded.ok()) return recorded.error();
  return RecallOpened(recorded.value());
}

HttpResponse Permit(SiteParts& parts, const Call& call) {
  const auto statement =
      ParsePermissionStatement(BodyText(call.body, "statement", 20).value_or(""));
  const auto from = BodyDay(call.body, "from");
  const auto given_by = BodyText(call.body, "given_by", 200),
             evidence = BodyText(call.body, "evidence", 500), use = BodyText(call.body, "use", 100);
  if (!statement || !given_by || !evidence || !use) {
    return Problem(400, "bad_request", "Load the page again.");
  }
  if (!from || !*from) return Problem(422, "incomplete", "Choose from which day it holds.");
  NewPermission permission{PersonOf(call), UseName{*use}, *statement, **from};
  permission.given_by = *given_by;
  permission.evidence = *evidence;
  return ShowAfter(parts, call, permission.person,
                   Widened(Permissions(parts.reg).Record(permission, call.actor())));
}

HttpResponse Bar(SiteParts& parts, const Call& call) {
  const PersonId person = PersonOf(call);
  const auto reason = BodyText(call.body, "reason");
  if (!reason) return Problem(400, "bad_request", "The reason is too long.");
  return ShowAfter(parts, call, person,
                   Bars(parts.reg).Set(person, *reason, call.today, call.actor()));
}

HttpResponse Lift(SiteParts& parts, const Call& call) {
  const PersonId person = PersonOf(call);
  const auto reason = BodyText(call.body, "reason");
  if (!reason) return Problem(400, "bad_request", "The reason is too long.");
  return DoneAnswer(Bars(parts.reg).Lift(person, *reason, call.today, call.actor()),
                    [&] { return ShowPerson(parts, call, person); });
}

}  // namespace

std::vector<Route> RegisterRoutes(SiteParts& parts) {
  const auto route = [&](const char* method, const char* path, std::vector<std::string> fields,
                         Act act, HttpResponse (*answer)(SiteParts&, const Call&)) {
    return Route{method,
                 path,
                 false,
                 PageAct::kLook,
                 false,
                 false,
                 std::move(fields),
                 Only(act, [&parts, answer](const Call& call) { return answer(parts, call); })};
  };
  return {route("GET", "/api/v1/register/people", {}, Act::kLookAtRegister, Find),
          route("GET", "/api/v1/register/person", {}, Act::kLookAtRegister, ShowAsked),
          route("POST", "/api/v1/register/permissions",
                {"person", "use", "statement", "from", "given_by", "evidence"},
                Act::kRecordPermission, Permit),
          route("POST", "/api/v1/register/bars", {"person", "reason"}, Act::kSetBar, Bar),
          route("POST", "/api/v1/register/bars/lift", {"person", "reason"}, Act::kLiftBar, Lift)};
}

}  // namespace photogate
