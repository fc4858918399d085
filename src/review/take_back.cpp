// Undo of a clear when the copy is made already (POLICY.md P8): it leaves cleared/ again.
#include "consent/photo_journal.h"
#include "release/sheet_store.h"
#include "review/photo_routes.h"

namespace photogate {
namespace {

// The check that cleared it saw the photo as people wanted it: covered, with what they had marked
// and whom they had seen.
bool WasCheckedTheirWay(const ReviewCase& review) {
  return review.cover || !review.missed.empty() || review.present;
}

}  // namespace

ChangeResult TakeBackCleared(PhotoParts& parts, const Call& call, const PhotoCase& photo,
                             const PhotoVerdict& said) {
  const PhotoId& id = photo.entry.id;
  PhotoJournal journal(parts.desk.reg());
  const auto taken = journal.TakeBack(id, photo.entry.revision, said, call.actor());
  if (!taken.ok()) return taken.error();
  const DeskTools& tools = parts.desk.tools();
  const bool sheets_gone = RemoveSheets(parts.desk.reg().home());
  // First of all, since somebody may take it from there; whoever starts next does what fails here.
  const auto removed = tools.remove_copy(photo.entry);
  if (taken.value() == PhotoState::kHeld) {
    const auto now = journal.Load(id);
    if (now.ok() && tools.settle) (void)tools.settle(now.value());
    if (tools.again && WasCheckedTheirWay(photo.review)) tools.again(id);
  }
  if (removed.ok() && !sheets_gone) {
    return std::optional(Problem(503, "unavailable",
                                 "It is taken back, but a contact sheet that may show it could not "
                                 "be deleted. Tell whoever keeps photogate."));
  }
  if (removed.ok()) return std::optional<HttpResponse>();
  return std::optional(
      Problem(503, "unavailable",
              "It is taken back, but the copy could not be taken out of the cleared folder. Do not "
              "use it, and tell whoever keeps photogate."));
}

}  // namespace photogate
