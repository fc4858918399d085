// Channels and their business case (POLICY.md P11).
#include "consent/channels.h"
#include "consent/permissions.h"
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
                    {"manage", MayManage(call.who(), channel).ok()},
                    {"proposed_by", channel.proposed_by},
                    {"approved_by", channel.approved_by ? Json(*channel.approved_by) : Json()}});
  }
  const auto known = Permissions(parts.reg).Uses();
  if (!known.ok()) return ProblemOf(known.error());
  Json uses = Json::array();
  for (const Use& use : known.value()) {
    uses.push_back({{"name", use.name.value}, {"description", use.description}});
  }
  return JsonAnswer({{"channels", list},
                     {"uses", uses},
                     {"may",
                      {{"propose", MayDo(call.who(), Act::kProposeChannels, call.today).ok()},
                       {"approve", MayDo(call.who(), Act::kApproveChannels, call.today).ok()}}}});
}

ChannelName NameOf(const Call& call) {
  return ChannelName{BodyText(call.body, "name", 100).value_or("")};
}

HttpResponse BadForm() { return Problem(400, "bad_request", "Load the page again."); }

// Nullopt for what the page does not send.
std::optional<ChannelCase> CaseOf(const Call& call) {
  const auto owners = BodyTexts(call.body, "owners");
  const auto address = BodyText(call.body, "address", 500), aim = BodyText(call.body, "aim"),
             audience = BodyText(call.body, "audience"),
             promotion = BodyText(call.body, "promotion");
  const auto access = BodyText(call.body, "access", 10);
  if (!owners || !address || !aim || !audience || !promotion ||
      (access != "open" && access != "closed")) {
    return std::nullopt;
  }
  return ChannelCase{*address,
                     *aim,
                     *audience,
                     *promotion,
                     access == "open" ? ChannelAccess::kOpen : ChannelAccess::kClosed,
                     *owners};
}

HttpResponse Propose(SiteParts& parts, const Call& call) {
  const auto its = CaseOf(call);
  const auto name = BodyText(call.body, "name", 200), use = BodyText(call.body, "use", 200);
  if (!its || !name || !use) return BadForm();
  return DoneAnswer(
      Channels(parts.reg).Propose(ChannelName{*name}, UseName{*use}, *its, call.actor()),
      [&] { return List(parts, call); });
}

// Nullopt: the user may change, suspend or close the channel that the call names.
std::optional<HttpResponse> NotTheirs(SiteParts& parts, const Call& call) {
  const auto channel = Channels(parts.reg).Show(NameOf(call));
  if (!channel.ok()) return ProblemOf(channel.error());
  const auto may = MayManage(call.who(), channel.value());
  if (may.ok()) return std::nullopt;
  return Problem(403, "not_allowed", may.error().message);
}

HttpResponse SetCase(SiteParts& parts, const Call& call) {
  if (auto refused = NotTheirs(parts, call)) return *std::move(refused);
  const auto its = CaseOf(call);
  if (!its) return BadForm();
  return DoneAnswer(Channels(parts.reg).SetCase(NameOf(call), *its, call.actor()),
                    [&] { return List(parts, call); });
}

HttpResponse Transfer(SiteParts& parts, const Call& call) {
  if (auto refused = NotTheirs(parts, call)) return *std::move(refused);
  const auto owners = BodyTexts(call.body, "owners");
  if (!owners) return BadForm();
  return DoneAnswer(Channels(parts.reg).Transfer(NameOf(call), *owners, call.actor()),
                    [&] { return List(parts, call); });
}

HttpResponse Approve(SiteParts& parts, const Call& call) {
  return DoneAnswer(Channels(parts.reg).Approve(NameOf(call), call.who().name, call.actor()),
                    [&] { return List(parts, call); });
}

HttpResponse Suspend(SiteParts& parts, const Call& call) {
  if (auto refused = NotTheirs(parts, call)) return *std::move(refused);
  return DoneAnswer(Channels(parts.reg).Suspend(NameOf(call), call.actor()),
                    [&] { return List(parts, call); });
}

HttpResponse Close(SiteParts& parts, const Call& call) {
  if (auto refused = NotTheirs(parts, call)) return *std::move(refused);
  return DoneAnswer(Channels(parts.reg).Close(NameOf(call), call.actor()),
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
      route("POST", "/api/v1/channels",
            {"name", "use", "address", "aim", "audience", "promotion", "access", "owners"},
            Act::kProposeChannels, Propose),
      route("POST", "/api/v1/channels/case",
            {"name", "address", "aim", "audience", "promotion", "access", "owners"},
            Act::kProposeChannels, SetCase),
      route("POST", "/api/v1/channels/owners", {"name", "owners"}, Act::kProposeChannels, Transfer),
      route("POST", "/api/v1/channels/approve", {"name"}, Act::kApproveChannels, Approve),
      route("POST", "/api/v1/channels/suspend", {"name"}, Act::kProposeChannels, Suspend),
      route("POST", "/api/v1/channels/close", {"name"}, Act::kProposeChannels, Close)};
}

}  // namespace photogate
