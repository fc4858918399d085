// What stood on a day that is over: channels, users, the assessment and the references.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/channels.h"
#include "consent/register.h"
#include "consent/templates.h"
#include "consent/user_rules.h"
#include "core/clock.h"
#include "core/result.h"

namespace photogate {

// Thread-safe, like the Register it borrows. Answers as it stood at the end of `day`, by the days
// of the changes (UTC). A day to come is answered with what stands now.
//
// Every question fails with kRefused, and names the first day that can be asked about, when the
// register did not keep its past yet on `day`.
class Past {
 public:
  Past(Register& reg, const Date& day) : register_(reg), day_(day) {}

  // Sorted by name.
  Result<std::vector<ChannelDetails>> ListChannels();
  // kNotFound: there was none of this name.
  Result<ChannelDetails> ShowChannel(const ChannelName& name);
  // Of its owners those who were users and had not left; in set-up all of them.
  Result<std::vector<std::string>> ActiveOwnersOf(const ChannelDetails& channel);

  // Sorted by name.
  Result<std::vector<User>> ListUsers();
  // kNotFound: there was none of this name.
  Result<User> ShowUser(const std::string& name);

  Result<std::optional<Dpia>> FindDpia();

  // Of one person, or of everybody who is on the register now, by person and then oldest first;
  // those that were destroyed since too, but of nobody who was erased. Without the photos' hashes,
  // of which no past is kept. kNotFound: no such person.
  Result<std::vector<TemplateEntry>> References(const std::optional<PersonId>& person);

 private:
  Register& register_;
  Date day_;
};

}  // namespace photogate
