// A photo as the page is told of it. See docs/API.md, "One photo".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "review/answer.h"
#include "review/desk.h"
#include "review/router.h"

namespace photogate {

// What a look at one photo needs besides the photo.
struct PhotoContext {
  std::optional<std::int64_t> incident;  // open, on this photo
  std::optional<std::string> next;       // in this user's queue
};

// What the user of `call` may do with the photo now; and why not what they would expect.
struct PhotoRights {
  std::vector<std::string> may;
  Json why_not = Json::object();
  bool can(const std::string& what) const;
};
PhotoRights RightsOn(const PhotoCase& photo, const Call& call, const PhotoContext& context);

// Whether an undo by this user is in order.
bool MayUndo(const PhotoCase& photo, const Call& call);

Json PhotoJson(const PhotoCase& photo, const Call& call, const PhotoContext& context,
               Register& reg);

// The one sentence at the top.
std::string Headline(const PhotoCase& photo);

// Names to whom they may be shown: everybody sees permitted people, barred ones those who identify.
bool MaySeeName(const Call& call, const Person& person);

Json BoxJson(const Box& box);

}  // namespace photogate
