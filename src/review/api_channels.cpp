// Channels and their business case (POLICY.md P11).
#include "consent/channels.h"
#include "review/office_routes.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

HttpResponse List(SiteParts& parts, const Call& call) {
  const auto channels = Channels(parts.reg).List();
  if (!channels.ok()) return ProblemOf(channels.error());
  Json list = Json::array();
  for (const ChannelDetails& channel : channels.value()) {
    const ChannelCase& its = channel.business_case;
    list.push_back({{"name", channel.name.value},
                    {"use", channel.use.value},
                    {"state", ChannelStateName(channel.state)},
                    {"mode", channel.rules.mode == ChannelMode::kList ? "list" : "account"},
                    {"address", its.address},
                    {"aim", its.aim},
                    {"audience", its.audience},
                    {"promotion", its.promotion},
                    {"access", its.access == ChannelAccess::kOpen ? "open" : "closed"},
                    {"owners", its.owners},
                    {"proposed_by", channel.proposed_by},
                    {"approved_by", channel.approved_by ? Json(*channel.approved_by) : Json()}});
  }
  return JsonAnswer({{"channels", list},
                     {"may",
                      {{"propose", MayDo(call.who(), Act::kProposeChannels, call.today).ok()},
                       {"approve", MayDo(call.who(), Act::kApproveChannels, call.today).ok()}}}});
}

ChannelName NameOf(const Call& call) {
  return ChannelName{BodyText(call.body, "name", 100).value_or("")};
}

HttpResponse SetCase(SiteParts& parts, const Call& call) {
  const auto owners = BodyTexts(call.body, "owners");
  const auto address = BodyText(call.body, "address", 500), aim = BodyText(call.body, "aim"),
             audience = BodyText(call.body, "audience"),
             promotion = BodyText(call.body, "promotion");
  const auto access = BodyText(call.body, "access", 10);
  if (!owners || !address || !aim || !audience || !promotion ||
      (access != "open" && access != "closed")) {
    return Problem(400, "bad_request", "Load the page again.");
  }
  const ChannelCase its{*address,
                        *aim,
                        *audience,
                        *promotion,
                        access == "open" ? ChannelAccess::kOpen : ChannelAccess::kClosed,
                        *owners};
  return DoneAnswer(Channels(parts.reg).SetCase(NameOf(call), its, call.actor()),
                    [&] { return List(parts, call); });
}

HttpResponse Transfer(SiteParts& parts, const Call& call) {
  const auto owners = BodyTexts(call.body, "owners");
  if (!owners) return Problem(400, "bad_request", "Load the page again.");
  return DoneAnswer(Channels(parts.reg).Transfer(NameOf(call), *owners, call.actor()),
                    [&] { return List(parts, call); });
}

HttpResponse Approve(SiteParts& parts, const Call& call) {
  return DoneAnswer(Channels(parts.reg).Approve(NameOf(call), call.who().name, call.actor()),
                    [&] { return List(parts, call); });
}

HttpResponse Suspend(SiteParts& parts, const Call& call) {
  return DoneAnswer(Channels(parts.reg).Suspend(NameOf(call), call.actor()),
                    [&] { return List(parts, call); });
}

}  // namespace

std::vector<Route> ChannelRoutes(SiteParts& parts) {
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
  return {
      route("GET", "/api/v1/channels", {}, Act::kLookAtPhotos, List),
      route("POST", "/api/v1/channels/case",
            {"name", "address", "aim", "audience", "promotion", "access", "owners"},
            Act::kProposeChannels, SetCase),
      route("POST", "/api/v1/channels/owners", {"name", "owners"}, Act::kProposeChannels, Transfer),
      route("POST", "/api/v1/channels/approve", {"name"}, Act::kApproveChannels, Approve),
      route("POST", "/api/v1/channels/suspend", {"name"}, Act::kProposeChannels, Suspend)};
}

}  // namespace photogate
