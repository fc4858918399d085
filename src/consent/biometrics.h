// The biometric ledger: recording what was said about comparing a person's face.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "consent/biometric_rules.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct NewBiometric {
  PersonId person;
  BiometricStatement statement;
  Date from;
  std::string given_by = {};         // see BiometricRecord
  std::string evidence = {};         // of a consent: where the signed form is kept
  std::string evidence_sha256 = {};  // of the file that shows it; empty: none
};

// Printed for the parent: what was destroyed, when and at whose word. Never a vector.
struct DestructionReceipt {
  std::string case_number;
  int templates = 0;
  std::string at;                      // UTC
  std::string by;                      // who entered it
  int crops = 0;                       // reference crops
  std::map<ModelId, int> models = {};  // templates of each recogniser
  std::string ordered_by = {};         // whose word it was, as given_by; empty: the family
};

// What a statement came to, a rehearsed one as it would.
struct BiometricRecorded : DestructionReceipt {
  std::vector<BiometricObstacle> missing = {};  // see Obstacles; today
};

struct BiometricHistoryRow {
  BiometricRecord record;
  std::string evidence;
  std::string recorded_by;
  std::string recorded_at;  // UTC
  std::string evidence_sha256;
  bool undone;  // came with an import that was taken back: counts no longer
};

// Thread-safe, like the Register it borrows.
class Biometrics {
 public:
  explicit Biometrics(Register& reg) : register_(reg) {}

  // When the person has no basis afterwards (today), every template of theirs is destroyed in the
  // same transaction and counted in the receipt. kNotFound: no such person. kRefused: a
  // withdrawal, objection, refusal or lapse dated ahead.
  Result<BiometricRecorded> Record(const NewBiometric& statement, const Actor& by);
  // On `day`, by everything known today or, with `recorded_by`, by what was entered until then.
  Result<BiometricState> State(const PersonId& person, const Date& day,
                               const std::optional<Date>& recorded_by = {});
  // What keeps the person from having a template on `day`; empty: nothing on the ledger.
  Result<std::vector<BiometricObstacle>> Obstacles(const PersonId& person, const Date& day,
                                                   const std::optional<Date>& recorded_by = {});
  Result<std::vector<BiometricHistoryRow>> History(const PersonId& person);

 private:
  Register& register_;
};

// "notified", "consent", "withdrawal", "objection", "child-refusal", "lapsed".
std::string_view BiometricStatementName(BiometricStatement statement);
std::optional<BiometricStatement> ParseBiometricStatement(std::string_view text);

}  // namespace photogate
