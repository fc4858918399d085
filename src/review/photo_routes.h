// The routes of photos: the queue, one photo, its pictures, and what people do with it. See
// docs/API.md.
#pragma once

#include <functional>
#include <semaphore>
#include <string>
#include <vector>

#include "consent/releases.h"
#include "review/desk.h"
#include "review/photo_json.h"
#include "review/pictures.h"
#include "review/queue.h"
#include "review/router.h"
#include "review/site.h"

namespace photogate {

// What the functions of these routes share. Thread-safe.
struct PhotoParts {
  PhotoParts(SiteParts& of, Desk& its_desk)
      : site(of), desk(its_desk), queue(desk), pictures(desk) {}

  SiteParts& site;
  Desk& desk;
  Queue queue;
  Pictures pictures;
  // What goes through many files: gathering a batch, verifying, packing a release. Each holds a
  // request's thread and the workers for seconds to minutes.
  std::counting_semaphore<2> long_work{2};
};

std::vector<Route> QueueRoutes(PhotoParts& parts);
std::vector<Route> PictureRoutes(PhotoParts& parts);
std::vector<Route> DecisionRoutes(PhotoParts& parts);
std::vector<Route> CoverRoutes(PhotoParts& parts);
std::vector<Route> DeleteRoutes(PhotoParts& parts);
std::vector<Route> IncidentRoutes(PhotoParts& parts);
std::vector<Route> TakedownRoutes(PhotoParts& parts);
std::vector<Route> PeopleRoutes(PhotoParts& parts);
std::vector<Route> ReferenceRoutes(PhotoParts& parts);
std::vector<Route> BatchRoutes(PhotoParts& parts);
std::vector<Route> ReleaseRoutes(PhotoParts& parts);
std::vector<Route> VerifyRoutes(PhotoParts& parts);
std::vector<Route> SampleRoutes(PhotoParts& parts);
// All of them.
std::vector<Route> AllPhotoRoutes(PhotoParts& parts);

// {"photo":{...}} as it is now.
HttpResponse PhotoAnswer(PhotoParts& parts, const Call& call, const PhotoId& id);
// 409 with the photo as it is now, and who did what.
HttpResponse Changed(PhotoParts& parts, const Call& call, const PhotoId& id);

// An answer of its own to a change of a photo, or nothing for the photo as it then is.
using ChangeResult = Result<std::optional<HttpResponse>>;

// `verdict` as this user says it, with `answers` and the roles they have.
PhotoVerdict Signed(const Call& call, PhotoVerdict verdict, nlohmann::json answers);

// A cleared photo waits again: `said` is recorded, and its copy leaves cleared/. What the register
// refuses (a release has it) is an error; a copy that cannot be moved is told.
ChangeResult TakeBackCleared(PhotoParts& parts, const Call& call, const PhotoCase& photo,
                             const PhotoVerdict& said);

// Appends what this user says, on the photo as it is in `photo`; kConflict when it is no longer.
Result<Done> Say(PhotoParts& parts, const Call& call, const PhotoCase& photo, PhotoVerdict verdict,
                 nlohmann::json answers);

// A cleared photo's copy goes out of cleared/, and stays out: nobody but a person brings it back.
// Contact sheets that may show it go too. The releases that have the copy. An error after the move
// leaves a photo that is withdrawn and a copy that nobody may use.
Result<std::vector<PublishedPhoto>> WithdrawCopy(PhotoParts& parts, const PhotoId& id,
                                                 const std::string& note, const Actor& by);

// Runs `change` on the photo of call.ids[0]: loads it, compares call.body["version"], and again
// when somebody answered a question in between. Of a photo that cannot be read nothing is changed.
HttpResponse ChangePhoto(PhotoParts& parts, const Call& call,
                         const std::function<ChangeResult(const PhotoCase&)>& change);

// 422 with what is missing.
HttpResponse Incomplete(const Json& missing);

// A text of the body, at most `most` bytes, without the blanks around it; nullopt when it is no
// text or too long. Missing is empty.
std::optional<std::string> BodyText(const nlohmann::json& body, const char* field,
                                    std::size_t most = 2'000);

// Runs `work` as one of the few that may go through many files at once; 503 when it would have to
// wait for long.
HttpResponse LongWork(PhotoParts& parts, const std::function<HttpResponse()>& work);

// [x,y,w,h] within `width` x `height`; nullopt for anything else, and for nothing.
std::optional<Box> BodyBox(const nlohmann::json& value, int width, int height);

}  // namespace photogate
