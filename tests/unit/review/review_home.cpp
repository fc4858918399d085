#include "tests/unit/review/review_home.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "consent/bars.h"
#include "consent/people.h"
#include "consent/permissions.h"
#include "pipeline/covered.h"

namespace photogate::test {
namespace {

using nlohmann::json;

const Actor kAdmin{"Admin"};
const Actor kSetUp{"office"};
constexpr int kWidth = 1'600, kHeight = 1'200;

Date Day(const char* text) { return ParseDate(text).value(); }

void AddUser(Register& reg, const std::string& name, const std::set<UserRole>& roles, bool ready) {
  User user{name, std::nullopt, roles, {}, {}, {}, "", std::nullopt};
  if (name == "Admin") user.account = "admin";
  if (ready) {
    user.policy_read = user.trained = user.delegated = Day("2026-09-01");
    user.delegation_evidence = "file 7";
  }
  REQUIRE(Users(reg).Add(user, name == "Admin" ? kSetUp : kAdmin).ok());
  REQUIRE(Users(reg).SetPassword(name, kPassword, kAdmin).ok());
}

void AddPupil(Register& reg, const std::string& id, const std::string& name,
              PermissionStatement said) {
  REQUIRE(People(reg)
              .Add({PersonId{id}, name, PersonKind::kPupil, {GroupName{"4A"}}, {}}, kSetUp)
              .ok());
  REQUIRE(Permissions(reg)
              .Record({PersonId{id}, UseName{"newsletter"}, said, Day("2026-09-01")}, kSetUp)
              .ok());
}

Bytes SamplePicture() {
  std::ifstream stream(SourceRoot() / "samples/photos/class-photo.jpg", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

ReviewHome::ReviewHome(InspectFunction inspect) : picture_(SamplePicture()) {
  InitOptions options;
  options.demo = true;
  options.dpia = Dpia{"DPIA-1", "A. Officer", Day("2026-09-01")};
  auto made = Register::Create(folder_.path() / "home", options, kSetUp, clock_);
  REQUIRE(made.ok());
  reg_ = std::move(made).value();
  AddUser(*reg_, "Admin", {UserRole::kAdministrator}, false);
  AddUser(*reg_, "Ann", {UserRole::kTeacher}, true);
  AddUser(*reg_, "Bo", {UserRole::kTeacher}, true);
  AddUser(*reg_, "Cy", {UserRole::kSeniorLeader}, true);
  AddUser(*reg_, "Di", {UserRole::kSafeguardingLead}, true);
  AddUser(*reg_, "Ed", {UserRole::kDataProtectionLead}, true);
  AddUser(*reg_, "Fay", {UserRole::kOffice}, true);
  AddUser(*reg_, "Guy", {UserRole::kAuditor}, false);
  AddUser(*reg_, "Hal", {UserRole::kTeacher}, false);
  AddPupil(*reg_, "1", "Amelia Jones", PermissionStatement::kGranted);
  AddPupil(*reg_, "2", "Tom Okafor", PermissionStatement::kRefused);
  AddPupil(*reg_, "3", "Ben Marsh", PermissionStatement::kGranted);
  AddPupil(*reg_, "4", "Una Reed", PermissionStatement::kGranted);
  REQUIRE(Bars(*reg_).Set(PersonId{"3"}, "court order", Day("2026-09-01"), kSetUp).ok());
  journal_ = std::make_unique<PhotoJournal>(*reg_);

  WorkerOptions workers;
  workers.program = PHOTOGATE_WORKER;
  workers.count = 2;
  auto pool = WorkerPool::Start(workers);
  REQUIRE(pool.ok());
  pool_ = std::move(pool).value();
  DeskTools tools;
  tools.open = [this](const PhotoEntry&) {
    const Bytes start(picture_.begin(), picture_.begin() + 600);
    return MemoryPhoto(damaged ? start : picture_);
  };
  tools.settle = [](const PhotoEntry&) { return Result<Done>(Done{}); };
  tools.destroy = [this](const PhotoEntry&, const std::string&, const Actor&) {
    ++destroyed;
    return Result<std::string>(std::string("destroyed"));
  };
  tools.remove_copy = [this](const PhotoEntry&) -> Result<int> {
    if (copies_stuck) return Error{ErrorKind::kUnavailable, "The disk cannot serve now."};
    ++copies_removed;
    return 1;
  };
  tools.passed = [this] { ++passed; };
  tools.again = [this](const PhotoId& id) { again.push_back(id); };
  tools.render = RenderWith(*pool_);
  tools.pipeline.inspect = inspect ? inspect : InspectWith(*pool_);
  if (inspect) {
    tools.pipeline.recogniser = ModelId{"test-1"};
    tools.pipeline.match = MatchSettings{Distance{0.3}, Distance{0.5}};
    tools.pipeline.matching_allowed = true;
  }
  tools.pipeline.render = tools.render;
  tools.pipeline.clock = &clock_;
  std::filesystem::create_directories(cleared());
  std::filesystem::create_directories(released());
  faces_ = tools.pipeline;
  tools.publish.folders = [this](const ChannelName& channel) -> Result<ReleaseFolders> {
    const auto cleared_root = folder_.path() / "cleared";
    return ReleaseFolders{cleared_root / channel.value, folder_.path() / "released" / channel.value,
                          cleared_root};
  };
  tools.publish.disk = &disk_;
  tools.publish.home = home();
  tools.publish.verify = [this](const ChannelName& channel) {
    return VerifyParts{reg_.get(),
                       channel,
                       &clock_,
                       faces_.recogniser,
                       [this] { return Result<WorkerPool*>(pool_.get()); },
                       [this] { return Result<const PipelineContext*>(&faces_); }};
  };
  desk_ = std::make_unique<Desk>(*reg_, clock_, std::move(tools));

  // The port must be known before the site that checks it.
  auto answer = std::make_shared<HttpHandler>();
  ListenOptions listen;
  listen.always = SecurityHeaders(false);
  auto server = HttpServer::Start(
      listen, nullptr, [answer](const HttpRequest& request) { return (*answer)(request); });
  REQUIRE(server.ok());
  server_ = std::move(server).value();
  SiteOptions site;
  site.address.hosts = {"127.0.0.1:" + std::to_string(server_->port())};
  site.school = "Test school";
  site.take_out = [this](const Actor&) -> Result<CopiesOut> {
    ++taken_out;
    return CopiesOut{3, 1};
  };
  parts_ = std::make_unique<SiteParts>(site, *reg_, clock_);
  photo_parts_ = std::make_unique<PhotoParts>(*parts_, *desk_);
  site_ = std::make_unique<Site>(*parts_, AllPhotoRoutes(*photo_parts_));
  *answer = [this](const HttpRequest& request) { return site_->Answer(request); };
}

ReviewHome::~ReviewHome() { server_.reset(); }

Finding ReviewHome::Make(FindingCode code, Effect effect, const std::string& person,
                         std::optional<std::size_t> face) const {
  Finding finding{};
  finding.code = code;
  finding.effect = effect;
  finding.text = "Face 1 may be somebody who must not appear.";
  finding.identified_text = "Face 1 may be Tom Okafor.";
  finding.face = face;
  if (face) {
    const float left = 100.0F + 200.0F * static_cast<float>(*face);
    finding.box = Box{left, 100, 120, 150};
  }
  if (!person.empty()) {
    finding.person = PersonId{person};
    finding.distance = 0.5123;
    finding.threshold = finding.match_limit = 0.45;
    finding.possible_limit = 0.6;
  }
  return finding;
}

PhotoId ReviewHome::AddPhoto(const std::vector<Finding>& findings, std::size_t faces,
                             const std::string& channel) {
  const Actor watcher{"photogate watch"};
  const PhotoId id =
      journal_->Claim({ChannelName{channel}, std::nullopt, {}, "", "IMG_2041.jpg"}, watcher)
          .value();
  const Sha256Hex hash{std::string(64, 'a')};
  REQUIRE(journal_->Spooled(id, hash, picture_.size(), "v1", watcher).ok());
  REQUIRE(journal_->BeginInspection(id).ok());
  PhotoFacts facts{hash,
                   "jpeg",
                   kWidth,
                   kHeight,
                   DecisionKind::kReview,
                   findings,
                   {},
                   reg_->Version().value(),
                   "settings"};
  for (std::size_t at = 0; at < faces; ++at) {
    const float left = 100.0F + 200.0F * static_cast<float>(at);
    facts.faces.push_back({Box{left, 100, 120, 150}, 0.9, 0.8, true, std::nullopt, std::nullopt});
  }
  for (const Finding& finding : findings) {
    if (finding.effect == Effect::kBlock) facts.decision = DecisionKind::kBlock;
  }
  const bool blocks = facts.decision == DecisionKind::kBlock;
  REQUIRE(journal_
              ->Decided(id, facts, blocks ? PhotoState::kBlocked : PhotoState::kHeld, std::nullopt,
                        "", watcher)
              .ok());
  return id;
}

void ReviewHome::BeginCopy(const PhotoId& id, const std::string& name, const Sha256Hex& copy) {
  const PhotoEntry photo = journal_->Load(id).value();
  REQUIRE(photo.facts);
  const LedgerRow row{photo.sha256,
                      copy,
                      photo.channel,
                      std::nullopt,
                      reg_->Version().value(),
                      DecisionKind::kClear,
                      // Every photo has the same bytes, so what was said of another is told.
                      R"([{"code":"stopped_before","effect":"review"}])",
                      std::nullopt,
                      0.4,
                      0.5,
                      {},
                      name,
                      false,
                      clock_.Now()};
  REQUIRE(journal_->Clearing(id, *photo.facts, row, Actor{"photogate watch"}, photo.revision).ok());
}

void ReviewHome::MakeCopy(const PhotoId& id, const std::string& name, const Sha256Hex& copy) {
  BeginCopy(id, name, copy);
  const Actor watcher{"photogate watch"};
  REQUIRE(journal_->MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", watcher).ok());
}

Reviewer::Reviewer(const ReviewHome& home, const std::string& name) : port_(home.port()) {
  const WebAnswer answer = Post("/api/v1/session", {{"name", name}, {"password", kPassword}});
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  REQUIRE(answer.cookies.size() == 1);
  cookie = answer.cookies[0].substr(0, answer.cookies[0].find(';'));
  token = Parsed(answer)["token"];
}

WebAnswer Reviewer::Get(const std::string& path) const {
  WebRequest request{"GET", path};
  if (!cookie.empty()) request.headers["Cookie"] = cookie;
  return Ask(port_, request);
}

WebAnswer Reviewer::Send(const std::string& method, const std::string& path,
                         const json& body) const {
  return Ask(port_, Request(method, path, method == "POST" ? body.dump() : "", "application/json"));
}

WebAnswer Reviewer::SendBytes(const std::string& path, const std::string& bytes,
                              const std::string& type) const {
  return Ask(port_, Request("POST", path, bytes, type));
}

WebRequest Reviewer::Request(const std::string& method, const std::string& path,
                             const std::string& body, const std::string& type) const {
  WebRequest request{method, path, {}, body};
  if (!cookie.empty()) request.headers["Cookie"] = cookie;
  if (!token.empty()) request.headers["X-Photogate-Token"] = token;
  request.headers["Content-Type"] = type;
  request.headers["Origin"] = "http://127.0.0.1:" + std::to_string(port_);
  return request;
}

json Reviewer::Photo(const PhotoId& id) const {
  const WebAnswer answer = Get("/api/v1/photos/" + id.value);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return Parsed(answer)["photo"];
}

WebAnswer Reviewer::OnPhoto(const PhotoId& id, const std::string& what, json body) const {
  if (!body.contains("version")) body["version"] = Photo(id)["version"];
  return Post("/api/v1/photos/" + id.value + "/" + what, body);
}

void Reviewer::AnswerAll(const PhotoId& id, const std::string& answer) const {
  const json photo = Photo(id);
  for (const auto& question : photo["questions"]) {
    const bool who = question["choices"][0]["answer"] == "different";
    const std::string word = who ? answer : answer == "different" ? "fine" : "problem";
    const WebAnswer given =
        OnPhoto(id, "answers", {{"question", question["id"]}, {"answer", word}});
    INFO(given.body);
    REQUIRE(given.status == 200);
  }
}

WebAnswer Reviewer::Clear(const PhotoId& id, const std::string& reason) const {
  json checks;
  for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
  return OnPhoto(id, "decision", {{"act", "clear"}, {"checks", checks}, {"reason", reason}});
}

bool IsOfficeRoute(const Route& route) {
  for (const char* part : {"/api/v1/users", "/api/v1/channels", "/api/v1/register",
                           "/api/v1/releases", "/api/v1/verify"}) {
    if (route.pattern.rfind(part, 0) == 0) return true;
  }
  return false;
}

json Parsed(const WebAnswer& answer) { return json::parse(answer.body, nullptr, false); }

std::string CodeOf(const WebAnswer& answer) {
  const json body = Parsed(answer);
  if (!body.is_object() || !body.contains("error")) return "";
  return body["error"]["code"];
}

}  // namespace photogate::test
