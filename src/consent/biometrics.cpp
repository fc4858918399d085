#include "consent/biometrics.h"

#include "consent/biometric_rows.h"
#include "consent/history.h"
#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

bool EndsBasis(BiometricStatement statement) {
  return statement != BiometricStatement::kNotified && statement != BiometricStatement::kConsent;
}

}  // namespace

Result<BiometricRecorded> Biometrics::Record(const NewBiometric& statement, const Actor& by) {
  const Result<Done> notes = CheckNotes({statement.given_by, statement.evidence});
  if (!notes.ok()) return notes.error();
  // One dated ahead would leave templates in place on the day it comes into force.
  if (EndsBasis(statement.statement) && register_.clock().Today() < statement.from) {
    return Error{ErrorKind::kRefused,
                 "An objection or withdrawal counts from the moment it is entered. Give today's "
                 "date or an earlier one."};
  }
  auto receipt = register_.store().Write(
      by, "biometric record", [&](Database& database, Change& change) -> Result<BiometricRecorded> {
        const auto row = PersonRow(database, statement.person);
        if (!row.ok()) return row.error();
        InsertBiometric(database, change, row.value(), statement, RecordSource::kHand);
        BiometricRecorded destroyed{DestroyWithoutBasis(database, change, row.value())};
        destroyed.ordered_by = statement.statement == BiometricStatement::kChildRefusal
                                   ? kPupilVoice
                                   : statement.given_by;
        destroyed.missing = ReadObstacles(database, row.value(), change.today());
        return destroyed;
      });
  if (receipt.ok() && receipt.value().templates > 0) register_.store().TruncateLog();
  return receipt;
}

Result<BiometricState> Biometrics::State(const PersonId& person, const Date& day,
                                         const std::optional<Date>& recorded_by) {
  return register_.store().Read([&](Database& database) -> Result<BiometricState> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    return BiometricOn(BiometricHistory(database, row.value(), recorded_by), day);
  });
}

Result<std::vector<BiometricObstacle>> Biometrics::Obstacles(
    const PersonId& person, const Date& day, const std::optional<Date>& recorded_by) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<BiometricObstacle>> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    return ReadObstacles(database, row.value(), day, recorded_by);
  });
}

Result<std::vector<BiometricHistoryRow>> Biometrics::History(const PersonId& person) {
  return register_.store().Read(
      [&](Database& database) -> Result<std::vector<BiometricHistoryRow>> {
        const auto row = PersonRow(database, person);
        if (!row.ok()) return row.error();
        std::vector<BiometricHistoryRow> history;
        Rows rows = database.Query(
            "SELECT number, statement, from_date, given_by, source, evidence, actor, at, "
            "evidence_sha256, version IN (SELECT undone FROM import_undo) "
            "FROM biometric JOIN change USING(version) WHERE person = ? ORDER BY number",
            {row.value()});
        while (rows.Next()) {
          history.push_back(
              {BiometricRecord{
                   rows.Int(0),
                   EnumOf(rows.Int(1), BiometricStatement::kNotified, BiometricStatement::kLapsed),
                   DateOf(rows.Text(2)), rows.Text(3),
                   EnumOf(rows.Int(4), RecordSource::kHand, RecordSource::kImport)},
               rows.Text(5), rows.Text(6), rows.Text(7), rows.Text(8), rows.Int(9) != 0});
        }
        return history;
      });
}

std::string_view BiometricStatementName(BiometricStatement statement) {
  switch (statement) {
    case BiometricStatement::kNotified: return "notified";
    case BiometricStatement::kConsent: return "consent";
    case BiometricStatement::kWithdrawal: return "withdrawal";
    case BiometricStatement::kObjection: return "objection";
    case BiometricStatement::kChildRefusal: return "child-refusal";
    case BiometricStatement::kLapsed: return "lapsed";
  }
  return "objection";
}

std::optional<BiometricStatement> ParseBiometricStatement(std::string_view text) {
  for (const BiometricStatement statement :
       {BiometricStatement::kNotified, BiometricStatement::kConsent,
        BiometricStatement::kWithdrawal, BiometricStatement::kObjection,
        BiometricStatement::kChildRefusal, BiometricStatement::kLapsed}) {
    if (text == BiometricStatementName(statement)) return statement;
  }
  return std::nullopt;
}

}  // namespace photogate
