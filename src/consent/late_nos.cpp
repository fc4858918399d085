#include "consent/late_nos.h"

namespace photogate {
namespace {

// Parameters: today, now, version. Nothing is repeated that was said from an earlier day already.
constexpr const char* kPermissions = R"sql(
INSERT INTO permission(person, use, statement, name_level, from_date, until_date, basis, given_by,
                       evidence, source, version, evidence_sha256)
SELECT person, use, statement, name_level, ?1, until_date, basis, given_by, evidence, source, ?3,
       evidence_sha256
FROM permission AS ahead JOIN change USING(version)
WHERE statement <> 1 AND from_date > ?1 AND at > ?2
  AND version NOT IN (SELECT undone FROM import_undo)
  AND NOT EXISTS (SELECT 1 FROM permission AS again WHERE again.number > ahead.number
                  AND again.person = ahead.person AND again.use = ahead.use
                  AND again.given_by = ahead.given_by AND again.statement = ahead.statement
                  AND again.from_date <= ?1)
ORDER BY number)sql";

constexpr const char* kBiometrics = R"sql(
INSERT INTO biometric(person, statement, from_date, given_by, evidence, source, version,
                      evidence_sha256)
SELECT person, statement, ?1, given_by, evidence, source, ?3, evidence_sha256
FROM biometric AS ahead JOIN change USING(version)
WHERE statement > 2 AND from_date > ?1 AND at > ?2
  AND version NOT IN (SELECT undone FROM import_undo)
  AND NOT EXISTS (SELECT 1 FROM biometric AS again WHERE again.number > ahead.number
                  AND again.person = ahead.person AND again.given_by = ahead.given_by
                  AND again.statement = ahead.statement AND again.from_date <= ?1)
ORDER BY number)sql";

constexpr const char* kBars = R"sql(
INSERT INTO bar(person, from_date, reason, version)
SELECT person, ?1, reason, ?3
FROM bar AS ahead JOIN change USING(version)
WHERE from_date > ?1 AND at > ?2 AND number NOT IN (SELECT bar FROM bar_lift)
  AND NOT EXISTS (SELECT 1 FROM bar AS again WHERE again.number > ahead.number
                  AND again.person = ahead.person AND again.reason = ahead.reason
                  AND again.from_date <= ?1)
ORDER BY number)sql";

}  // namespace

int CountNosFromToday(Database& database, Change& change) {
  const std::string today = FormatDate(change.today()), now = change.now();
  int counted = 0;
  for (const char* sql : {kPermissions, kBiometrics, kBars}) {
    counted += database.Run(sql, {today, now, change.version()});
  }
  return counted;
}

}  // namespace photogate
