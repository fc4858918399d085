// GET /queue and GET /photos/{id}.
#include <algorithm>
#include <map>
#include <string>

#include "consent/looks.h"
#include "consent/photo_facts.h"
#include "review/photo_routes.h"
#include "review/questions.h"

namespace photogate {
namespace {

constexpr const char* kNamesInList = "names in the list of photos";

struct Filter {
  std::string channel, event, reason, state;
};

bool Fits(const QueueItem& item, const Filter& filter) {
  return (filter.channel.empty() || item.channel == filter.channel) &&
         (filter.event.empty() || item.event == filter.event) &&
         (filter.reason.empty() ||
          std::find(item.reasons.begin(), item.reasons.end(), filter.reason) != item.reasons.end());
}

bool InState(const QueueItem& item, const std::string& state, const Call& call) {
  if (state == "decided") return item.decided;
  if (state == "passed") return !item.decided && HasPassed(item, call);
  if (state == "all") return true;
  return IsFor(item, call);
}

Json ItemJson(const QueueItem& item, const Call& call, bool named) {
  return {{"id", item.id.value},
          {"version", item.version},
          {"state", item.state},
          {"channel", item.channel},
          {"event", item.event.empty() ? Json() : Json(item.event)},
          {"received", item.received},
          {"effect", item.blocks ? "block" : "review"},
          {"reason", item.reasons.empty() ? Json() : Json(item.reasons.front())},
          {"reasons", item.reasons},
          {"headline", named ? item.headline.identified : item.headline.text},
          {"faces", item.faces},
          {"assigned", item.assigned},
          {"passed", HasPassed(item, call)},
          {"undo", MayTakeBack(item.undo_by, call)}};
}

// Names of barred people for those who may know them, which is on record once a session.
bool MayName(PhotoParts& parts, const Call& call, const std::vector<QueueItem>& items) {
  const bool any = std::any_of(items.begin(), items.end(), [](const QueueItem& item) {
    return item.headline.text != item.headline.identified;
  });
  if (!any || !call.May(PageAct::kIdentify)) return false;
  const std::string& key = call.session->key;
  if (!parts.site.sessions.FirstLook(key, kNamesInList)) return true;
  const auto recorded = Looks(parts.desk.reg()).Record(kNamesInList, "", call.actor());
  if (!recorded.ok()) parts.site.sessions.ForgetLook(key, kNamesInList);
  return recorded.ok();
}

Json Counted(const std::map<std::string, int>& counts, const char* field) {
  Json list = Json::array();
  for (const auto& [name, count] : counts) list.push_back({{field, name}, {"waiting", count}});
  return list;
}

HttpResponse QueueNow(PhotoParts& parts, const Call& call) {
  const auto listing = parts.queue.Now();
  if (!listing.ok()) return ProblemOf(listing.error());
  const auto& [revision, items] = listing.value();
  if (call.request.Query("revision") == revision) {
    return JsonAnswer({{"revision", revision}, {"unchanged", true}});
  }
  const auto text = [&](const char* name) { return call.request.Query(name).value_or(""); };
  const Filter filter{text("channel"), text("event"), text("reason"), text("state")};
  const bool named = MayName(parts, call, *items);
  Json photos = Json::array();
  std::map<std::string, int> channels, events, reasons;
  int waiting = 0, second = 0, escalated = 0, passed = 0;
  for (const QueueItem& item : *items) {
    if (IsFor(item, call)) {
      ++waiting;
      second += item.state == "second";
      escalated += item.state == "escalated";
      ++channels[item.channel];
      if (!item.event.empty()) ++events[item.event];
      for (const std::string& reason : item.reasons) ++reasons[reason];
    }
    passed += !item.decided && HasPassed(item, call);
    if (InState(item, filter.state, call) && Fits(item, filter)) {
      photos.push_back(ItemJson(item, call, named));
    }
  }
  Json reason_list = Json::array();
  for (const auto& [code, count] : reasons) {
    const auto known = ParseFindingCode(code);
    reason_list.push_back(
        {{"code", code}, {"text", known ? ReasonText(*known) : code}, {"waiting", count}});
  }
  return JsonAnswer(
      {{"revision", revision},
       {"unchanged", false},
       {"counts",
        {{"waiting", waiting}, {"second", second}, {"escalated", escalated}, {"passed", passed}}},
       {"channels", Counted(channels, "name")},
       {"events", Counted(events, "name")},
       {"reasons", reason_list},
       {"photos", photos}});
}

}  // namespace

std::vector<Route> QueueRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  routes.push_back(
      {"GET", "/api/v1/queue", false, PageAct::kLook, true, false, {}, [&parts](const Call& call) {
         return QueueNow(parts, call);
       }});
  routes.push_back(
      {"GET",
       "/api/v1/photos/{}",
       false,
       PageAct::kLook,
       false,
       false,
       {},
       [&parts](const Call& call) { return PhotoAnswer(parts, call, PhotoId{call.ids[0]}); }});
  return routes;
}

}  // namespace photogate
