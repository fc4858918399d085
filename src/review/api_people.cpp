// Choosing people by name.
#include <algorithm>

#include "consent/people.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

constexpr std::size_t kMostPeople = 20;
constexpr std::size_t kLeastLetters = 2;

const char* KindName(PersonKind kind) {
  switch (kind) {
    case PersonKind::kPupil: return "pupil";
    case PersonKind::kStaff: return "staff";
    case PersonKind::kVisitor: break;
  }
  return "visitor";
}

// Names and groups, never who is barred: a case number beside a name would say whom a finding
// means.
HttpResponse Find(PhotoParts& parts, const Call& call) {
  const std::string text = call.request.Query("q").value_or("");
  Json people = Json::array();
  bool more = false;
  if (text.size() >= kLeastLetters && text.size() <= 100) {
    const bool identifies = call.May(PageAct::kIdentify);
    const auto found =
        People(parts.desk.reg())
            .Search(text, identifies ? SearchBy::kEverything : SearchBy::kNoCaseNumber);
    if (!found.ok()) return ProblemOf(found.error());
    for (const PersonEntry& entry : found.value()) {
      more = people.size() == kMostPeople;
      if (more) break;
      Json groups = Json::array();
      for (const GroupName& group : entry.groups) groups.push_back(group.value);
      people.push_back({{"id", entry.id.value},
                        {"name", entry.name},
                        {"case_number", identifies ? Json(entry.case_number) : Json()},
                        {"kind", KindName(entry.kind)},
                        {"groups", groups}});
    }
  }
  return JsonAnswer({{"people", people}, {"more", more}});
}

}  // namespace

std::vector<Route> PeopleRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  for (const char* pattern : {"/api/v1/people", "/api/v1/photos/{}/people"}) {
    routes.push_back(
        {"GET", pattern, false, PageAct::kPeople, false, false, {}, [&parts](const Call& call) {
           return Find(parts, call);
         }});
  }
  return routes;
}

}  // namespace photogate
