// Files dropped on the page: are these exactly the cleared ones, and still permitted? The answer is
// that of `photogate verify`, asked anew each time.
#include "release/memory_file.h"
#include "release/verify.h"
#include "review/office_routes.h"
#include "review/photo_routes.h"
#include "review/release_json.h"
#include "review/upload_route.h"

namespace photogate {
namespace {

// A newsletter with its pictures stays below 128 MB, and so does a ZIP of some thirty photos. Two
// at once, since each lies in memory twice while it is verified.
constexpr UploadLimits kLimits{128u << 20, 2};

struct Verifying {
  explicit Verifying(PhotoParts& of) : parts(of), uploads(kLimits) {}
  PhotoParts& parts;
  Uploads uploads;
};

HttpResponse Verify(Verifying& verifying, const Call& call) {
  const auto channel = BodyText(call.body, "channel", 200), upload = BodyText(call.body, "upload"),
             name = BodyText(call.body, "name", 500);
  if (!channel || channel->empty() || !upload || !name || name->empty()) {
    return Problem(400, "bad_request", "Load the page again.");
  }
  auto bytes = verifying.uploads.Take(call.session->key, *upload);
  if (!bytes.ok()) return ProblemOf(bytes.error());
  const ReleaseTools& tools = verifying.parts.desk.tools().publish;
  if (!tools.verify) return Problem(503, "unavailable", "Nothing can be verified here.");
  const auto file = MemoryFile(bytes.value());
  bytes = Bytes{};
  if (!file.ok()) return ProblemOf(file.error());
  const auto verified =
      VerifyOpened(file.value().get(), *name, tools.verify(ChannelName{*channel}));
  if (!verified.ok()) {
    return verified.error().kind == ErrorKind::kRefused
               ? Problem(422, "incomplete", PageWords(verified.error().message))
               : ProblemOf(verified.error());
  }
  Json files = Json::array();
  std::size_t publishable = 0;
  for (const Verified& one : verified.value()) {
    // A list that is as it was made is no file that somebody could publish.
    if (one.manifest && one.standing == Standing::kCleared) continue;
    files.push_back(VerifiedJson(one));
    if (files.back()["publishable"] == true) ++publishable;
  }
  return JsonAnswer(
      {{"verified",
        {{"channel", *channel}, {"name", *name}, {"publishable", publishable}, {"files", files}}}});
}

}  // namespace

std::vector<Route> VerifyRoutes(PhotoParts& parts) {
  const auto verifying = std::make_shared<Verifying>(parts);
  Route verify{"POST",
               "/api/v1/verify",
               false,
               PageAct::kLook,
               false,
               false,
               {"channel", "upload", "name"},
               Only(Act::kLookAtPhotos, [verifying](const Call& call) {
                 return LongWork(verifying->parts, [&] { return Verify(*verifying, call); });
               })};
  return {UploadRoute("/api/v1/verify/uploads", Only(Act::kLookAtPhotos,
                                                     [verifying](const Call& call) {
                                                       return TakePiece(verifying->uploads, call);
                                                     })),
          std::move(verify)};
}

}  // namespace photogate
