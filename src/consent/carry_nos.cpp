#include "consent/carry_nos.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "consent/bars.h"
#include "consent/biometrics.h"
#include "consent/history.h"
#include "consent/ledger_ends.h"
#include "consent/permissions.h"
#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

constexpr const char* kEvidence = "carried over from the register that a backup replaced";

// Each no under the name of whose word it is, since that voice alone takes it back.
struct Said {
  std::map<UseName, std::map<std::string, PermissionStatement>> nos;
  std::map<std::string, BiometricStatement> objections;
  bool barred = false;
};
using Everybody = std::map<std::pair<PersonId, std::string>, Said>;

std::map<std::string, PermissionStatement> NosOf(const std::vector<PermissionRecord>& records,
                                                 const Date& day) {
  std::map<std::string, PermissionStatement> nos;
  for (const VoiceAgainst& voice : VoicesAgainst(records, day)) {
    if (voice.state == PermissionState::kRefused) {
      nos.emplace(voice.given_by, PermissionStatement::kRefused);
    }
    if (voice.state == PermissionState::kWithdrawn) {
      nos[voice.given_by] = PermissionStatement::kWithdrawn;
    }
  }
  return nos;
}

std::map<std::string, BiometricStatement> ObjectionsOf(const std::vector<BiometricRecord>& records,
                                                       const Date& day) {
  std::map<std::string, BiometricStatement> objections;
  for (const auto& obstacle : ObstaclesToTemplate(records, {}, day)) {
    switch (obstacle.kind) {
      case BiometricObstacleKind::kWithdrawn:
        objections[obstacle.voice] = BiometricStatement::kWithdrawal;
        break;
      case BiometricObstacleKind::kObjection:
        objections[obstacle.voice] = BiometricStatement::kObjection;
        break;
      case BiometricObstacleKind::kChildRefusal:
        objections[obstacle.voice] = BiometricStatement::kChildRefusal;
        break;
      // Something is missing, and nobody said no.
      case BiometricObstacleKind::kNoConsent:
      case BiometricObstacleKind::kConsentLapsed:
      case BiometricObstacleKind::kNotInWriting:
      case BiometricObstacleKind::kNotNotified:
      case BiometricObstacleKind::kNoNotice: break;
    }
  }
  return objections;
}

Result<Everybody> WhatIsSaid(Register& reg, const Date& day) {
  return reg.store().Read([&](Database& database) -> Result<Everybody> {
    std::vector<UseName> uses;
    {
      Rows rows = database.Query("SELECT name FROM use ORDER BY name");
      while (rows.Next()) uses.push_back(UseName{rows.Text(0)});
    }
    std::map<UseName, PermissionHistories> histories;
    for (const UseName& use : uses) histories[use] = AllPermissionHistories(database, use);
    const BiometricHistories biometrics = AllBiometricHistories(database);
    const auto barred = BarredRows(database, day);
    Everybody everybody;
    for (const StoredPerson& person : AllPeople(database)) {
      Said& said = everybody[{person.entry.id, person.entry.case_number}];
      for (const auto& [use, all] : histories) {
        const auto own = all.find(person.row);
        if (own == all.end()) continue;
        auto nos = NosOf(own->second, day);
        if (!nos.empty()) said.nos[use] = std::move(nos);
      }
      const auto biometric = biometrics.find(person.row);
      if (biometric != biometrics.end()) said.objections = ObjectionsOf(biometric->second, day);
      said.barred = std::find(barred.begin(), barred.end(), person.row) != barred.end();
    }
    return everybody;
  });
}

struct EndedCopy {
  std::int64_t ledger;
  std::string copy, channel;
  int state;
};

// Taken back on `replaced`, the row of the same copy standing on `restored`.
Result<int> CarryEnds(Register& restored, Register& replaced, const Actor& by) {
  const auto ended = replaced.store().Read([](Database& database)
                                               -> Result<std::vector<EndedCopy>> {
    std::vector<EndedCopy> copies;
    Rows rows = database.Query(
        "SELECT l.number, l.output_sha256, l.channel, e.state FROM ledger_end AS e JOIN ledger "
        "AS l ON l.number = e.ledger ORDER BY l.number");
    while (rows.Next()) {
      copies.push_back({rows.Int(0), rows.Text(1), rows.Text(2), static_cast<int>(rows.Int(3))});
    }
    return copies;
  });
  if (!ended.ok()) return ended.error();
  if (ended.value().empty()) return 0;
  return restored.store().Write(
      by, "restore", [&](Database& database, Change& change) -> Result<int> {
        int carried = 0;
        for (const EndedCopy& one : ended.value()) {
          if (database.Int("SELECT count(*) FROM ledger WHERE number = ? AND output_sha256 = ? AND "
                           "channel = ? AND number NOT IN (SELECT ledger FROM ledger_end)",
                           {one.ledger, one.copy, one.channel}) == 0) {
            continue;
          }
          EndLedgerRow(database, change, one.ledger, one.state, "carried over");
          ++carried;
        }
        return carried;
      });
}

}  // namespace

Result<CarriedNos> CarryNos(Register& restored, Register& replaced, const Actor& by) {
  const Date today = restored.clock().Today();
  const auto before = WhatIsSaid(replaced, today);
  if (!before.ok()) return before.error();
  const auto now = WhatIsSaid(restored, today);
  if (!now.ok()) return now.error();
  const auto uses = Permissions(restored).Uses();
  if (!uses.ok()) return uses.error();
  std::set<UseName> known;
  for (const Use& use : uses.value()) known.insert(use.name);
  CarriedNos carried;
  for (const auto& [who, said] : before.value()) {
    const auto there = now.value().find(who);
    if (there == now.value().end()) {
      ++carried.people_missing;
      continue;
    }
    const PersonId& person = who.first;
    for (const auto& [use, voices] : said.nos) {
      const auto known_nos = there->second.nos.find(use);
      for (const auto& [voice, statement] : voices) {
        if (known_nos != there->second.nos.end() && known_nos->second.contains(voice)) continue;
        if (known.insert(use).second) {
          const auto added = Permissions(restored).AddUse({use, "Of the register of before"}, by);
          if (!added.ok()) return added.error();
        }
        NewPermission no{person, use, statement, today};
        no.given_by = voice;
        no.evidence = kEvidence;
        const auto kept = Permissions(restored).Record(no, by);
        if (!kept.ok()) return kept.error();
        ++carried.permissions;
      }
    }
    for (const auto& [voice, statement] : said.objections) {
      if (there->second.objections.contains(voice)) continue;
      const auto kept =
          Biometrics(restored).Record({person, statement, today, voice, kEvidence}, by);
      if (!kept.ok()) return kept.error();
      ++carried.objections;
    }
    if (said.barred && !there->second.barred) {
      const auto kept = Bars(restored).Set(
          person, "carried over when a backup was restored; why is in the register of before",
          today, by);
      if (!kept.ok()) return kept.error();
      ++carried.bars;
    }
  }
  const auto copies = CarryEnds(restored, replaced, by);
  if (!copies.ok()) return copies.error();
  carried.copies = copies.value();
  return carried;
}

}  // namespace photogate
