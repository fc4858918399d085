// Who may do what with one photo as it is.
#include <algorithm>

#include "consent/role_words.h"
#include "review/photo_json.h"
#include "review/questions.h"

namespace photogate {
namespace {

bool HasRole(const Call& call, const std::string& role) {
  const auto names = RoleNames(call.who());
  return std::find(names.begin(), names.end(), role) != names.end();
}

// Something that no look can answer, and why.
std::optional<std::string> Unanswerable(const PhotoCase& photo) {
  for (std::size_t at = 0; at < photo.findings.size(); ++at) {
    if (photo.ruling.findings[at].standing == ReviewStanding::kUnanswerable) {
      return photo.findings[at].text;
    }
  }
  return std::nullopt;
}

std::optional<std::string> WhyNotClear(const PhotoCase& photo, const Call& call) {
  const std::string& to = photo.ruling.escalated_to;
  if (!to.empty() && !HasRole(call, to)) {
    const auto role = ParseUserRole(to);
    if (role == UserRole::kSeniorLeader) return "This photo waits for a senior leader.";
    return "This photo waits for the " + (role ? UserRoleInWords(*role) : to) + ".";
  }
  if (photo.cover && !photo.cover->problem.empty()) return photo.cover->problem;
  if (photo.review.cover && !photo.cover)
    return "The covered copy was not checked. Cover it again.";
  if (auto why = Unanswerable(photo)) return why;
  for (std::size_t at = 0; at < photo.findings.size(); ++at) {
    const FindingReview& review = photo.ruling.findings[at];
    if (review.needs_names && review.standing == ReviewStanding::kOpen &&
        !call.May(PageAct::kIdentify)) {
      return std::string(kNeedsNames);
    }
    if (review.standing == ReviewStanding::kStands && !(review.blocks && review.overridable)) {
      return review.blocks
                 ? std::string(
                       "Somebody says that it is a person who must never be shown here. "
                       "Cover the face, or block the photo.")
                 : std::string(
                       "Somebody says that there is a problem. Cover or crop it, block the "
                       "photo, or talk to them.");
    }
  }
  const auto mine = [&](std::size_t at) { return photo.acts[at].user == call.who().name; };
  if (photo.state == "second" &&
      std::any_of(photo.ruling.clears.begin(), photo.ruling.clears.end(), mine)) {
    return "You cleared it. A second person must agree.";
  }
  return std::nullopt;
}

}  // namespace

bool PhotoRights::can(const std::string& what) const {
  return std::find(may.begin(), may.end(), what) != may.end();
}

std::string WhoseUndo(const PhotoCase& photo) {
  if (!photo.ruling.undoable || photo.released) return {};
  const ReviewAct& act = photo.acts[*photo.ruling.undoable];
  bool there = photo.open();
  switch (photo.entry.state) {
    case PhotoState::kPassed:
    case PhotoState::kBlocked: there = true; break;
    case PhotoState::kClearing:
    case PhotoState::kCleared: there = act.kind == ReviewActKind::kClear; break;
    case PhotoState::kClaimed:
    case PhotoState::kSpooled:
    case PhotoState::kHeld:
    case PhotoState::kRepeated:
    case PhotoState::kReturned:
    case PhotoState::kWithdrawn:
    case PhotoState::kDeleted: break;
  }
  return there ? act.user : std::string();
}

bool MayTakeBack(const std::string& whose, const Call& call) {
  return !whose.empty() && call.May(PageAct::kDecide) &&
         (whose == call.who().name || HasRole(call, "senior-leader"));
}

void RightToDelete(const Call& call, const PhotoContext& context, PhotoRights& rights) {
  if (!call.May(PageAct::kDelete)) return;
  if (context.incident && !HasRole(call, "safeguarding-lead")) {
    rights.why_not["delete"] =
        "An incident on this photo is open, so it is evidence. Only the safeguarding lead may "
        "delete it.";
  } else {
    rights.may.emplace_back("delete");
  }
}

PhotoRights RightsOn(const PhotoCase& photo, const Call& call, const PhotoContext& context) {
  PhotoRights rights;
  const auto grant = [&](const char* what) { rights.may.emplace_back(what); };
  const bool gone = photo.state == "deleted";
  if (!gone && photo.open()) {
    if (const auto may = MayOnPage(call.who(), PageAct::kDecide, call.today); !may.ok()) {
      rights.why_not["decide"] = may.error().message;
    } else {
      grant("answer");
      if (const auto why = WhyNotClear(photo, call)) {
        rights.why_not["clear"] = *why;
      } else {
        grant("clear");
      }
      for (const char* what : {"block", "cover", "escalate", "not_sure", "mark", "present"}) {
        grant(what);
      }
    }
  }
  if (!gone && MayTakeBack(WhoseUndo(photo), call)) grant("undo");
  if (!gone && call.May(PageAct::kObject)) grant("object");
  if (call.May(PageAct::kReport)) grant("incident");
  if (!gone) RightToDelete(call, context, rights);
  return rights;
}

}  // namespace photogate
