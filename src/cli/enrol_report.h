// What an enrolment took and refused, as text, JSON, CSV and HTML.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/verbs.h"
#include "consent/enrol.h"
#include "consent/kin_suggestions.h"
#include "pipeline/reference_photo.h"

namespace photogate {

struct Reference {
  PersonId person;
  std::filesystem::path path;
};

struct TriedReference {
  Reference reference;
  bool enrolled = false;
  std::string code = {};  // "enrolled", a refusal's name, or "unreadable"
  std::string text = {};
  std::vector<BiometricObstacle> missing = {};
  std::optional<PersonId> near = std::nullopt;
  std::optional<double> distance = std::nullopt;
  std::optional<Date> taken = std::nullopt;
  TakenFrom taken_from = TakenFrom::kToday;
  bool stale = false;  // the reference is more than a year old
  bool crop_kept = false;
};

struct EnrolReport {
  std::vector<TriedReference> tried;
  std::vector<KinSuggestion> kin;
};

Json EnrolJson(const EnrolReport& report);
std::string EnrolText(const EnrolReport& report);
// One row a photo, then one a suggestion.
std::string EnrolCsv(const EnrolReport& report);
// A page with a table a person; no pictures.
std::string EnrolHtml(const EnrolReport& report);

}  // namespace photogate
