// The templates on the register. They are made by enrolling (consent/enrol.h).
#pragma once

#include <string>
#include <vector>

#include "consent/biometrics.h"
#include "consent/register.h"
#include "core/bytes.h"
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

// A reference as reviewers see it beside a face in question.
struct ReferenceCrop {
  ModelId model;
  Date reference_date;
  Sha256Hex photo_sha256;
  Bytes jpeg;  // at most 200 px
};

// Thread-safe, like the Register it borrows.
class Templates {
 public:
  explicit Templates(Register& reg) : register_(reg) {}

  // Oldest first. kNotFound: no such person.
  Result<std::vector<TemplateEntry>> List(const PersonId& person);
  // The crops that were kept of a person's references, the youngest reference first; empty when the
  // school keeps none. The look is recorded first, under `by`. kNotFound: no such person.
  Result<std::vector<ReferenceCrop>> Crops(const PersonId& person, const Actor& by);
  // Destroys all of a person's templates; the person stays protected through groups.
  Result<DestructionReceipt> Destroy(const PersonId& person, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
