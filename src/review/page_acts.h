// What the page asks of consent/user_acts.h: who may do what there. Pure.
#pragma once

#include <string>
#include <vector>

#include "consent/user_acts.h"
#include "consent/user_rules.h"
#include "core/clock.h"
#include "core/result.h"

namespace photogate {

enum class PageAct {
  kLook = 1,  // the queue, photos, faces
  kDecide,    // answers, clear, block, cover, escalate, marks
  kDelete,    // an inadvertently compromising picture: by anybody who decides, trained or not (P6)
  kObject,    // somebody's wish not to be photographed (P2)
  kReport,    // an incident: everybody (P14)
  kAssess,    // an incident: senior leaders and the data protection lead
  kIdentify,  // names of barred people
  kPeople,    // choosing people by name
  kUsers,
  kChannels,  // the pages of channels and of the register; each act there asks for itself
  kRegister,
};

// Every one once.
const std::vector<PageAct>& PageActs();

// As `may` of GET /session has it: "look" ...
std::string PageActName(PageAct act);

// kRefused, with the reason and the next step, when the user may not on `day`.
Result<Done> MayOnPage(const User& user, PageAct act, const Date& day);

// The user's roles as UserRoleName has them.
std::vector<std::string> RoleNames(const User& user);

}  // namespace photogate
