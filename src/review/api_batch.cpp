// A batch of cleared photos on the page: gathered, looked through, handed over. The same steps as
// `photogate release`, with the signed-in user as whoever looked.
#include <algorithm>
#include <map>
#include <mutex>

#include "consent/looks.h"
#include "pipeline/review_case.h"
#include "release/hand_over.h"
#include "release/look_through.h"
#include "review/office_routes.h"
#include "review/photo_routes.h"
#include "review/release_json.h"

namespace photogate {
namespace {

// Sessions that have a contact sheet open; the one that was drawn longest ago gives way.
constexpr std::size_t kMostOpen = 32;
constexpr std::size_t kMostNumbers = 10'000;

struct OpenBatch {
  std::string code;
  std::shared_ptr<const Batch> batch;
  std::uint64_t age;
};

// The batch whose contact sheet each session has before it: for its pictures only, a release
// gathers anew. Thread-safe.
class OpenBatches {
 public:
  void Keep(const std::string& session, const std::string& code, Batch batch) {
    const std::lock_guard lock(mutex_);
    if (open_.size() >= kMostOpen && !open_.contains(session)) {
      open_.erase(std::min_element(open_.begin(), open_.end(), [](const auto& a, const auto& b) {
        return a.second.age < b.second.age;
      }));
    }
    open_[session] = {code, std::make_shared<const Batch>(std::move(batch)), ++age_};
  }
  std::shared_ptr<const Batch> Find(const std::string& session, const std::string& code) {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(session);
    if (found == open_.end() || found->second.code != code) return nullptr;
    return found->second.batch;
  }

 private:
  std::mutex mutex_;
  std::uint64_t age_ = 0;
  std::map<std::string, OpenBatch> open_;
};

struct Batches {
  explicit Batches(PhotoParts& of) : parts(of) {}
  PhotoParts& parts;
  OpenBatches open;
};

HttpResponse BadForm() { return Problem(400, "bad_request", "Load the page again."); }

struct Gathered {
  Batch batch;
  ReleaseFolders folders;
};

Result<Gathered> Gather(PhotoParts& parts, const ChannelName& channel, const std::string& event) {
  const ReleaseTools& tools = parts.desk.tools().publish;
  if (!tools.folders || !tools.verify || tools.disk == nullptr) {
    return Error{ErrorKind::kUnavailable, "Nothing can be released here."};
  }
  // Before folders are asked for: the name may be none that a folder could have.
  const auto may = Releases(parts.desk.reg()).MayRelease(channel);
  if (!may.ok()) return may.error();
  auto folders = tools.folders(channel);
  if (!folders.ok()) return folders.error();
  BatchOrder order{{folders.value().from}, std::nullopt, folders.value().from};
  if (!event.empty()) order.event = EventName{event};
  auto batch = GatherBatch(order, tools.verify(channel));
  if (!batch.ok()) return batch.error();
  return Gathered{std::move(batch).value(), std::move(folders).value()};
}

// A refusal says something about the channel, not about the user.
HttpResponse GatherProblem(const Error& error) {
  if (error.kind == ErrorKind::kRefused) {
    return Problem(422, "incomplete", PageWords(error.message));
  }
  return ProblemOf(error);
}

Json BatchJson(const Batch& batch, const std::string& code) {
  Json photos = Json::array();
  for (std::size_t at = 0; at < batch.photos.size(); ++at) {
    const BatchPhoto& photo = batch.photos[at];
    const std::string number = std::to_string(at + 1);
    photos.push_back(
        {{"number", at + 1},
         {"file", photo.file_name},
         {"photo", photo.photo ? Json(photo.photo->value) : Json(nullptr)},
         {"event", photo.event ? Json(photo.event->value) : Json(nullptr)},
         {"credit", photo.credit.empty() ? Json(nullptr) : Json(photo.credit)},
         {"released_before", photo.released_before ? Json(*photo.released_before) : Json(nullptr)},
         {"picture", "/api/v1/releases/batch/" + code + "/pictures/" + number}});
  }
  Json left_out = Json::array();
  for (const Verified& one : batch.left_out) left_out.push_back(VerifiedJson(one));
  Json points = Json::array();
  for (const CheckPoint& point : CheckPoints()) {
    points.push_back({{"id", point.id}, {"text", point.text}});
  }
  const auto before = batch.photos.empty() ? std::nullopt : AllReleasedBefore(batch);
  return {{"channel", batch.channel.value},
          {"event", batch.event ? Json(batch.event->value) : Json(nullptr)},
          {"code", code},
          {"photos", photos},
          {"left_out", left_out},
          {"points", points},
          {"all_released_before", before ? Json(*before) : Json(nullptr)}};
}

HttpResponse Show(Batches& batches, const Call& call) {
  const auto channel = BodyText(call.body, "channel", 200), event = BodyText(call.body, "event");
  if (!channel || channel->empty() || !event) return BadForm();
  auto gathered = Gather(batches.parts, ChannelName{*channel}, *event);
  if (!gathered.ok()) return GatherProblem(gathered.error());
  Batch& batch = gathered.value().batch;
  const std::string code = BatchCode(batch);
  const Json json = BatchJson(batch, code);
  batches.open.Keep(call.session->key, code, std::move(batch));
  return JsonAnswer({{"batch", json}});
}

HttpResponse Picture(Batches& batches, const Call& call) {
  const auto batch = batches.open.Find(call.session->key, call.ids[0]);
  const auto number = ReleaseNumber(call.ids[1]);
  if (!batch || !number || *number < 1 ||
      static_cast<std::size_t>(*number) > batch->photos.size()) {
    return Problem(404, "not_found", "There is no such picture.");
  }
  const BatchPhoto& photo = batch->photos[static_cast<std::size_t>(*number) - 1];
  const Bytes picture = ContactPicture(photo, batches.parts.desk.tools().pipeline.inspect);
  if (picture.empty()) return Problem(404, "not_found", "This file cannot be shown as a picture.");
  const std::string& key = call.session->key;
  const std::string what = photo.photo ? photo.photo->value : photo.sha256.value;
  if (batches.parts.site.sessions.FirstLook(key, what)) {
    const auto recorded = Looks(batches.parts.desk.reg()).Record("photo", what, call.actor());
    if (!recorded.ok()) {
      batches.parts.site.sessions.ForgetLook(key, what);
      return ProblemOf(recorded.error());
    }
  }
  return JpegAnswer(std::string(picture.begin(), picture.end()));
}

std::optional<std::set<std::size_t>> NumbersOf(const nlohmann::json& body) {
  std::set<std::size_t> numbers;
  const auto found = body.find("left_out");
  if (found == body.end()) return numbers;
  if (!found->is_array() || found->size() > kMostNumbers) return std::nullopt;
  for (const auto& number : *found) {
    if (!number.is_number_unsigned() || number == 0 || number > kMostNumbers) return std::nullopt;
    numbers.insert(number.get<std::size_t>());
  }
  return numbers;
}

// What was not said, or was said to be wrong.
Json MissingPoints(const nlohmann::json& checks) {
  Json missing = Json::array();
  for (const CheckPoint& point : CheckPoints()) {
    const auto found = checks.find(point.id);
    if (found != checks.end() && found->is_boolean() && found->get<bool>()) continue;
    missing.push_back({{"field", "checks." + point.id}, {"text", point.text}});
  }
  return missing;
}

HttpResponse OtherBatch() {
  return Problem(409, "changed",
                 "The batch is not the one that you looked through any more: photos were added, "
                 "taken away, or may not be published now. Nothing was released. Look again.");
}

HttpResponse Make(Batches& batches, const Call& call) {
  const auto channel = BodyText(call.body, "channel", 200), event = BodyText(call.body, "event"),
             code = BodyText(call.body, "code", 64);
  auto left_out = NumbersOf(call.body);
  const auto checks = call.body.find("checks");
  const auto again = call.body.find("again");
  if (!channel || channel->empty() || !event || !code || !left_out ||
      (again != call.body.end() && !again->is_boolean())) {
    return BadForm();
  }
  const Json missing = MissingPoints(
      checks != call.body.end() && checks->is_object() ? *checks : nlohmann::json::object());
  if (!missing.empty()) return Incomplete(missing);
  PhotoParts& parts = batches.parts;
  auto gathered = Gather(parts, ChannelName{*channel}, *event);
  if (!gathered.ok()) return GatherProblem(gathered.error());
  Batch& batch = gathered.value().batch;
  if (BatchCode(batch) != *code) return OtherBatch();
  if (!left_out->empty() && *left_out->rbegin() > batch.photos.size()) return BadForm();
  if (const auto before = batch.photos.empty() ? std::nullopt : AllReleasedBefore(batch);
      before && (again == call.body.end() || !again->get<bool>())) {
    return Problem(422, "incomplete",
                   "These photos were released already: release " + std::to_string(*before) +
                       ". Record where they were published there, or say that they are to be "
                       "handed over once more.");
  }
  const LookedThrough looked = Agreed(batch, *std::move(left_out));
  LeaveOut(looked.left_out, batch);
  const ReleaseFolders& folders = gathered.value().folders;
  const ReleaseTools& tools = parts.desk.tools().publish;
  const auto made = HandOver(
      batch, {folders.to, ReleaseForm::kFolder, call.who().name, looked.checklist},
      {&parts.desk.reg(), &parts.desk.clock(), tools.disk, tools.home, folders.cleared_root},
      call.actor());
  if (!made.ok()) return GatherProblem(made.error());
  const auto shown = Releases(parts.desk.reg()).Show(made.value().number);
  if (!shown.ok()) return ProblemOf(shown.error());
  return JsonAnswer(
      {{"release", ReleaseJson(shown.value())}, {"left_in_cleared", made.value().left}});
}

}  // namespace

std::vector<Route> BatchRoutes(PhotoParts& parts) {
  const auto batches = std::make_shared<Batches>(parts);
  const auto long_work = [batches](HttpResponse (*answer)(Batches&, const Call&)) {
    return Only(Act::kDecidePhotos, [batches, answer](const Call& call) {
      return LongWork(batches->parts, [&] { return answer(*batches, call); });
    });
  };
  std::vector<Route> routes;
  routes.push_back({"POST",
                    "/api/v1/releases/batch",
                    false,
                    PageAct::kLook,
                    false,
                    false,
                    {"channel", "event"},
                    long_work(Show)});
  routes.push_back(
      {"GET",
       "/api/v1/releases/batch/{}/pictures/{}",
       false,
       PageAct::kLook,
       false,
       true,
       {},
       Only(Act::kDecidePhotos, [batches](const Call& call) { return Picture(*batches, call); })});
  routes.push_back({"POST",
                    "/api/v1/releases",
                    false,
                    PageAct::kLook,
                    false,
                    false,
                    {"channel", "event", "code", "checks", "left_out", "again"},
                    long_work(Make)});
  return routes;
}

}  // namespace photogate
