// What stood on a day that is over: channels, users, settings and the assessment, references, words
// and credits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/channels.h"
#include "consent/credits.h"
#include "consent/home_settings.h"
#include "consent/register.h"
#include "consent/register_settings.h"
#include "consent/templates.h"
#include "consent/user_rules.h"
#include "core/clock.h"
#include "core/result.h"

namespace photogate {

// Of a list from which what is removed is gone: what stood on it then and was not taken off since.
struct PastList {
  std::vector<std::string> names;
  bool complete;  // nothing was taken off since
};

// Thread-safe, like the Register it borrows. Answers as it stood at the end of `day`, by the days
// of the changes (UTC). A day to come is answered with what stands now.
//
// Every question but those for words and credits fails with kRefused, and names the first day that
// can be asked about, when the register did not keep its past yet on `day`.
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

  Result<RegisterSettings> Settings();
  Result<std::vector<HomeSetting>> SettingsOfHome();

  // In alphabetical order.
  Result<PastList> Words();
  Result<PastList> OwnCredits();
  // Those that were recorded by then; `ended` only if that was by then too.
  Result<std::vector<CreditPermitEntry>> Permits();

  // Of one person, or of everybody who is on the register now, by person and then oldest first;
  // those that were destroyed since too, but of nobody who was erased. Without the photos' hashes,
  // of which no past is kept. kNotFound: no such person.
  Result<std::vector<TemplateEntry>> References(const std::optional<PersonId>& person);

 private:
  Register& register_;
  Date day_;
};

}  // namespace photogate
