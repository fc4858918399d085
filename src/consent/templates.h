// The templates on the register. They are made by enrolling (consent/enrol.h).
#pragma once

#include <string>
#include <vector>

#include "consent/biometrics.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// A template without its vector, as it is shown.
struct TemplateEntry {
  PersonId person;
  ModelId model;
  double quality;  // Quality::overall of the reference, 0..1
  Date reference_date;
  Sha256Hex photo_sha256;
  std::string enrolled_by;
  std::string enrolled_at;  // UTC
};

// Thread-safe, like the Register it borrows.
class Templates {
 public:
  explicit Templates(Register& reg) : register_(reg) {}

  // Oldest first. kNotFound: no such person.
  Result<std::vector<TemplateEntry>> List(const PersonId& person);
  // Everybody's templates whose reference is older than `before`.
  Result<std::vector<TemplateEntry>> ReferencesBefore(const Date& before);
  // Destroys all of a person's templates; the person stays protected through groups.
  Result<DestructionReceipt> Destroy(const PersonId& person, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
