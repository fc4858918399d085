// The people on the register.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "consent/biometric_rules.h"
#include "consent/register.h"
#include "core/consent.h"
#include "core/result.h"

namespace photogate {

// A person as one line of a list. Sorted by id wherever several are returned.
struct PersonEntry {
  PersonId id;
  std::string case_number;
  std::string name;
  PersonKind kind;
  std::vector<GroupName> groups;
  std::optional<Date> leaving_date;  // the last day at the school
};

// Everything about one person on a day.
struct PersonDetails {
  PersonEntry entry;
  std::vector<PersonId> kin;
  std::vector<std::pair<UseName, PermissionState>> permissions;  // for every use of the school
  NameWithImage name_with_image;
  bool safeguarding_bar;  // the reason is asked for separately: Bars::Reasons
  BiometricState biometric;
  std::map<ModelId, int> templates;           // how many there are of each recogniser
  std::optional<Date> oldest_reference_date;  // of the templates
  Date recorded;                              // since when the person is on the register
};

// Whether no permission counts for them, whatever it says: they object to being photographed at
// all.
bool ObjectsToPhotos(const PersonDetails& person);

// What may be corrected by hand; nullopt leaves it as it is.
struct PersonCorrection {
  PersonId id;
  std::optional<std::string> name = std::nullopt;
  std::optional<PersonKind> kind = std::nullopt;
  std::optional<std::vector<GroupName>> groups = std::nullopt;
  // The inner nullopt takes a leaving date away.
  std::optional<std::optional<Date>> leaving_date = std::nullopt;
};

struct NewPerson {
  PersonId id;
  std::string name;
  PersonKind kind = PersonKind::kPupil;
  std::vector<GroupName> groups = {};
  std::optional<Date> leaving_date = std::nullopt;
};

enum class SearchBy { kEverything, kNoCaseNumber };

// Thread-safe, like the Register it borrows.
class People {
 public:
  explicit People(Register& reg) : register_(reg) {}

  Result<std::vector<PersonEntry>> List();
  // Whose id, case number, name or group contains `text` (ASCII letters in either case). For
  // whoever may not know whom a case number means, `by` leaves the case numbers out of the search.
  Result<std::vector<PersonEntry>> Search(const std::string& text,
                                          SearchBy by = SearchBy::kEverything);
  // Of those who were on the register on `day`, with name and groups as recorded then. Leaving
  // dates are as now known: they say of every day what held.
  Result<std::vector<PersonEntry>> ListOn(const Date& day, const std::string& text = {});
  // Name and groups as recorded on `day`, or as first recorded for a day before that. Permissions,
  // bars, basis and leaving date by everything known today, or with `recorded_by` by what was
  // entered until that evening: what a check of that day went by.
  Result<PersonDetails> Show(const PersonId& id, const Date& day,
                             const std::optional<Date>& recorded_by = {});
  // The groups that somebody is in, sorted.
  Result<std::vector<GroupName>> Groups();

  // One person by hand. kConflict when the id is taken; kRefused when the id or name is not usable.
  Result<Done> Add(const NewPerson& person, const Actor& by);
  // Changes what was recorded of a person; the next import of a file that says otherwise changes it
  // again. kRefused as Add.
  Result<Done> Correct(const PersonCorrection& correction, const Actor& by);
  // Declares twins or siblings; declaring twice is no error. kRefused for a person and themselves.
  Result<Done> DeclareKin(const PersonId& one, const PersonId& other, const Actor& by);
  Result<Done> RemoveKin(const PersonId& one, const PersonId& other, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
