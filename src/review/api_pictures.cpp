// Pictures of photos. The first of a photo in a session is put on record before it is sent.
#include <algorithm>
#include <charconv>

#include "consent/looks.h"
#include "consent/templates.h"
#include "review/photo_routes.h"
#include "review/questions.h"

namespace photogate {
namespace {

HttpResponse NoPicture() { return Problem(404, "not_found", "There is no such picture."); }

std::optional<std::size_t> NumberOf(const std::string& text) {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

Result<Done> RecordLook(PhotoParts& parts, const Call& call, const PhotoId& id) {
  const std::string& key = call.session->key;
  if (!parts.site.sessions.FirstLook(key, id.value)) return Done{};
  auto recorded = Looks(parts.desk.reg()).Record("photo", id.value, call.actor());
  if (!recorded.ok()) parts.site.sessions.ForgetLook(key, id.value);
  return recorded;
}

// `choose` gives the bytes of the picture that is wanted, or none.
HttpResponse Show(PhotoParts& parts, const Call& call,
                  const std::function<const Bytes*(const PhotoPictures&)>& choose) {
  const PhotoId id{call.ids[0]};
  const auto photo = parts.desk.Load(id);
  if (!photo.ok()) return ProblemOf(photo.error());
  if (photo.value().state == "deleted") return NoPicture();
  const auto pictures = parts.pictures.Of(photo.value());
  if (!pictures.ok()) return ProblemOf(pictures.error());
  const Bytes* const bytes = choose(*pictures.value());
  if (bytes == nullptr || bytes->empty()) return NoPicture();
  if (const auto looked = RecordLook(parts, call, id); !looked.ok()) {
    return ProblemOf(looked.error());
  }
  return JpegAnswer(std::string(bytes->begin(), bytes->end()));
}

HttpResponse Whole(PhotoParts& parts, const Call& call) {
  return Show(parts, call, [&](const PhotoPictures& pictures) -> const Bytes* {
    if (call.ids[1] == "screen") return &pictures.screen;
    if (call.ids[1] == "small") return &pictures.small;
    if (call.ids[1] == "cover") return &pictures.cover;
    return nullptr;
  });
}

HttpResponse FaceOf(PhotoParts& parts, const Call& call) {
  const auto face = NumberOf(call.ids[1]);
  if (!face) return NoPicture();
  return Show(parts, call, [&](const PhotoPictures& pictures) -> const Bytes* {
    return *face < pictures.faces.size() ? &pictures.faces[*face] : nullptr;
  });
}

HttpResponse MarkOf(PhotoParts& parts, const Call& call) {
  if (call.ids[1].substr(0, 2) != "m-") return NoPicture();
  const auto mark = NumberOf(call.ids[1].substr(2));
  if (!mark) return NoPicture();
  return Show(parts, call, [&](const PhotoPictures& pictures) -> const Bytes* {
    const auto found = pictures.marks.find(static_cast<std::int64_t>(*mark));
    return found == pictures.marks.end() ? nullptr : &found->second;
  });
}

// Only of somebody whom a finding of this photo names. Each look is put on record by Templates.
HttpResponse ReferenceOf(PhotoParts& parts, const Call& call) {
  const auto number = NumberOf(call.ids[2]);
  const auto photo = parts.desk.Load(PhotoId{call.ids[0]});
  if (!photo.ok()) return ProblemOf(photo.error());
  const auto question = FindQuestion(photo.value(), call.ids[1]);
  if (!question || !number || photo.value().state == "deleted") return NoPicture();
  const Finding& finding = photo.value().findings[question->finding];
  if (!finding.person || !AsksWho(finding.code)) return NoPicture();
  const auto crops = Templates(parts.desk.reg()).Crops(*finding.person, call.actor());
  if (!crops.ok()) return ProblemOf(crops.error());
  // Each recogniser has a template of the same picture.
  std::vector<const ReferenceCrop*> different;
  for (const ReferenceCrop& crop : crops.value()) {
    if (std::none_of(different.begin(), different.end(), [&](const ReferenceCrop* known) {
          return known->photo_sha256 == crop.photo_sha256;
        })) {
      different.push_back(&crop);
    }
  }
  if (*number >= different.size()) return NoPicture();
  const Bytes& jpeg = different[*number]->jpeg;
  return JpegAnswer(std::string(jpeg.begin(), jpeg.end()));
}

}  // namespace

std::vector<Route> PictureRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  const auto add = [&](const char* pattern, HttpResponse (*show)(PhotoParts&, const Call&)) {
    routes.push_back(
        {"GET", pattern, false, PageAct::kLook, false, true, {}, [&parts, show](const Call& call) {
           return show(parts, call);
         }});
  };
  add("/api/v1/photos/{}/pictures/{}", Whole);
  add("/api/v1/photos/{}/faces/{}", FaceOf);
  add("/api/v1/photos/{}/marks/{}", MarkOf);
  add("/api/v1/photos/{}/references/{}/{}", ReferenceOf);
  return routes;
}

}  // namespace photogate
