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

// Whose decision an undo would take back now; empty: there is none, or the copy was released.
std::string WhoseUndo(const PhotoCase& photo);
// Whether this user may take back what `whose` decided.
bool MayTakeBack(const std::string& whose, const Call& call);
// Puts "delete" among what they may do, or why not, unless it is not theirs.
void RightToDelete(const Call& call, const PhotoContext& context, PhotoRights& rights);

Json PhotoJson(const PhotoCase& photo, const Call& call, const PhotoContext& context,
               Register& reg);

// One that cannot be read: where it came from, that nobody can decide on it, and who said something
// of it when. Nothing of what is to be seen in it.
Json UnreadableJson(const UnreadablePhoto& photo, const Call& call, const PhotoContext& context);

// What to do about a photo that cannot be read.
inline constexpr const char* kUnreadable =
    "What was said of this photo cannot be read, so nobody can decide on it. Have the latest "
    "backup "
    "restored, or delete the photo and put it in again.";

// The one sentence at the top: by case number, and with the name for those who identify.
struct Headlines {
  std::string text, identified;
};
// Who is in it as far as is known: what reviewers said, else whom the check recognised.
std::vector<PersonId> PresentIn(const PhotoCase& photo);
Headlines HeadlinesOf(const PhotoCase& photo);

// Names to whom they may be shown: everybody sees permitted people, barred ones those who identify.
bool MaySeeName(const Call& call, const Person& person);

Json BoxJson(const Box& box);
Json HistoryJson(const std::vector<PhotoVerdict>& verdicts);
// The page's own receipts are objects; those of the retention run are a line of text.
Json ReceiptJson(const std::string& text);

}  // namespace photogate
