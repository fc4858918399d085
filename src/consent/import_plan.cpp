#include "consent/import_plan.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "consent/biometric_rows.h"
#include "consent/erased_ids.h"
#include "consent/history.h"
#include "consent/permission_rows.h"
#include "consent/person_rows.h"
#include "consent/person_sources.h"
#include "consent/takedown_rows.h"

namespace photogate {
namespace {

template <typename Record>
const Record* LastImported(const std::vector<Record>& records) {
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    if (record->source == RecordSource::kImport) return &*record;
  }
  return nullptr;
}

// The last word of the family as one, which is the voice an import speaks with.
template <typename Record>
const Record* LastOfFamily(const std::vector<Record>& records) {
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    if (record->given_by.empty()) return &*record;
  }
  return nullptr;
}

enum class Verdict { kNothing = 1, kRecord, kConflict };

struct CellPlan {
  Verdict verdict;
  std::optional<PlannedPermission> permission;
};

CellPlan PlanGrant(const UseName& use, const ImportCell& cell,
                   const std::vector<PermissionRecord>& records, const Date& today) {
  const bool granted = StateOn(records, today, std::nullopt) == PermissionState::kGranted;
  const bool level_stays =
      use != kNameUse || NameLevelOn(records, today, std::nullopt) == cell.name_level;
  if (granted && level_stays) return {Verdict::kNothing, std::nullopt};
  if (RefusedByHandOn(records, today)) return {Verdict::kConflict, std::nullopt};
  const PermissionRecord* before = LastImported(records);
  const bool said_before = before != nullptr &&
                           before->statement == PermissionStatement::kGranted &&
                           before->name_level == cell.name_level;
  // The file repeats itself, and what it says has ended since or was narrowed by hand.
  if (said_before) return {Verdict::kConflict, std::nullopt};
  return {Verdict::kRecord, PlannedPermission{use, PermissionStatement::kGranted, cell.name_level}};
}

CellPlan PlanCell(const UseName& use, const ImportCell& cell,
                  const std::vector<PermissionRecord>& records, const Date& today) {
  if (cell.expired) {
    // Of this register's own export nothing is left to say; anywhere else it must not become a yes.
    const PermissionState state = StateOn(records, today, std::nullopt);
    const bool open = state == PermissionState::kGranted || state == PermissionState::kUnrecorded;
    if (!open) return {Verdict::kNothing, std::nullopt};
    return {Verdict::kRecord,
            PlannedPermission{use, PermissionStatement::kWithdrawn, NameWithImage::kNone}};
  }
  if (!cell.statement) {
    const PermissionRecord* last = LastOfFamily(records);
    const bool was_yes = last != nullptr && last->source == RecordSource::kImport &&
                         last->statement == PermissionStatement::kGranted;
    if (!was_yes) return {Verdict::kNothing, std::nullopt};
    return {Verdict::kRecord,
            PlannedPermission{use, PermissionStatement::kWithdrawn, NameWithImage::kNone}};
  }
  if (*cell.statement == PermissionStatement::kGranted) {
    return PlanGrant(use, cell, records, today);
  }
  const PermissionState state = StateOn(records, today, std::nullopt);
  const bool is_no = state == PermissionState::kRefused || state == PermissionState::kWithdrawn;
  const PermissionRecord* before = LastImported(records);
  const bool said_before = before != nullptr && before->statement == *cell.statement;
  const bool same_no =
      (state == PermissionState::kRefused && *cell.statement == PermissionStatement::kRefused) ||
      (state == PermissionState::kWithdrawn && *cell.statement == PermissionStatement::kWithdrawn);
  if (same_no || (is_no && said_before)) return {Verdict::kNothing, std::nullopt};
  return {Verdict::kRecord, PlannedPermission{use, *cell.statement, NameWithImage::kNone}};
}

struct BiometricPlan {
  Verdict verdict;
  std::optional<BiometricStatement> statement;
};

BiometricPlan PlanBiometric(ImportBiometric value, const std::vector<BiometricRecord>& records,
                            const Date& today) {
  const BiometricState state = BiometricOn(records, today);
  switch (value) {
    case ImportBiometric::kConsent:
      if (state.basis()) return {Verdict::kNothing, std::nullopt};
      if (ObjectedByHandOn(records, today)) return {Verdict::kConflict, std::nullopt};
      return {Verdict::kRecord, BiometricStatement::kConsent};
    case ImportBiometric::kObjection:
      if (state.objection) return {Verdict::kNothing, std::nullopt};
      return {Verdict::kRecord, BiometricStatement::kObjection};
    case ImportBiometric::kNone: {
      const BiometricRecord* last = LastOfFamily(records);
      const bool was_yes = last != nullptr && last->source == RecordSource::kImport &&
                           last->statement == BiometricStatement::kConsent;
      // One that no longer counts needs no lapse, unless it is yet to begin.
      if (!was_yes || (!state.consent && !(today < last->from)))
        return {Verdict::kNothing, std::nullopt};
      return {Verdict::kRecord, BiometricStatement::kLapsed};
    }
  }
  return {Verdict::kNothing, std::nullopt};
}

bool SameGroups(std::vector<GroupName> one, std::vector<GroupName> other) {
  std::sort(one.begin(), one.end());
  std::sort(other.begin(), other.end());
  return one == other;
}

std::vector<std::string> DetailsThatDiffer(const PersonEntry& known, const NewPerson& row) {
  std::vector<std::string> what;
  if (known.name != row.name) what.emplace_back("name");
  if (known.kind != row.kind) what.emplace_back("kind");
  if (!SameGroups(known.groups, row.groups)) what.emplace_back("groups");
  if (known.leaving_date != row.leaving_date) what.emplace_back("leaving_date");
  return what;
}

// What the row says of somebody known: a column that the file does not have says nothing.
NewPerson Completed(const ImportTable& table, const ImportRow& row, const PersonEntry& known) {
  NewPerson person = row.person;
  if (!table.has_kind) person.kind = known.kind;
  if (!table.has_groups) person.groups = known.groups;
  if (!table.has_leaving_date || row.unreadable_leaving_date) {
    person.leaving_date = known.leaving_date;
  }
  return person;
}

class Planner {
 public:
  Planner(Database& database, const ImportTable& table, const std::string& source,
          const std::vector<PersonId>& bring_back, const Date& today)
      : table_(table),
        source_(source),
        today_(today),
        people_(AllPeople(database)),
        erased_(database),
        bring_back_(bring_back.begin(), bring_back.end()) {
    for (std::size_t index = 0; index < people_.size(); ++index) {
      by_id_.emplace(people_[index].entry.id, index);
      spelt_.emplace(LowerAscii(people_[index].entry.id.value), people_[index].entry.id);
    }
    for (const UseName& use : table.uses) {
      histories_.push_back(AllPermissionHistories(database, use));
      if (!CheckUse(database, use).ok()) plan_.report.new_uses.push_back(use);
    }
    if (table.has_biometric) biometrics_ = AllBiometricHistories(database);
    Rows rows = database.Query("SELECT person, decision FROM gone");
    while (rows.Next()) gone_.emplace(rows.Int(0), rows.Int(1));
    sources_ = AllPersonSources(database);
  }

  ImportPlan Run() {
    plan_.report.issues = table_.issues;
    std::unordered_set<PersonId> in_file;
    for (const ImportRow& row : table_.rows) {
      in_file.insert(row.person.id);
      CheckSpelling(row);
      PlanRow(row);
    }
    for (const StoredPerson& person : people_) PlanGone(person, in_file);
    plan_.never_erased.assign(bring_back_.begin(), bring_back_.end());
    return std::move(plan_);
  }

 private:
  void PlanGone(const StoredPerson& person, const std::unordered_set<PersonId>& in_file) {
    const auto listed = gone_.find(person.row);
    if (in_file.count(person.entry.id) != 0) {
      if (listed != gone_.end()) plan_.back.push_back(person.row);
      return;
    }
    const bool waits = listed != gone_.end() && listed->second == 0;
    // Who has left is expected to be missing.
    const bool left = person.entry.leaving_date && *person.entry.leaving_date < today_;
    if (!waits && (listed != gone_.end() || left)) return;
    const auto source = sources_.find(person.row);
    const bool unknown = source == sources_.end();
    // Of whom no source is known, an import of before has brought or changed some: listed as then.
    if (unknown ? person.source != RecordSource::kImport : source->second != source_) {
      ++plan_.report.elsewhere;
      return;
    }
    if (!waits) plan_.gone.push_back(person.row);
    plan_.report.gone.push_back(person.entry.id);
    if (unknown) ++plan_.report.gone_of_unknown_source;
  }

  // Nobody reads p1 and P1 as two people, and in the folders of `enrol --from` they may be one.
  void CheckSpelling(const ImportRow& row) {
    if (by_id_.count(row.person.id) != 0) return;
    const auto [other, fresh] = spelt_.emplace(LowerAscii(row.person.id.value), row.person.id);
    if (fresh || other->second == row.person.id) return;
    plan_.report.issues.push_back(
        {row.line, "id",
         "the id differs only in capital letters from one that is on the register or further up in "
         "the file: write it the same, or give this person another",
         true});
  }

  // Whether the row is of somebody who was erased and is not asked for: then it is only told.
  bool PlanErased(const ImportRow& row) {
    const auto day = erased_.DayOf(row.person.id);
    if (!day) return false;
    const bool back = bring_back_.erase(row.person.id) != 0;
    plan_.report.erased.push_back({row.person.id, row.line, *day, back});
    return !back;
  }

  void PlanRow(const ImportRow& row) {
    PlannedPerson planned{&row, row.person, std::nullopt, true, {}, std::nullopt};
    ImportChange change{row.person.id, row.line, {}};
    const auto found = by_id_.find(row.person.id);
    if (found == by_id_.end()) {
      if (PlanErased(row)) return;
    } else {
      planned.known = people_[found->second].row;
      planned.person = Completed(table_, row, people_[found->second].entry);
      change.what = DetailsThatDiffer(people_[found->second].entry, planned.person);
      planned.details = !change.what.empty();
    }
    PlanPermissions(row, planned, change);
    if (table_.has_biometric) PlanRowBiometric(row, planned, change);
    const bool newly =
        !planned.known || planned.person.leaving_date != people_[found->second].entry.leaving_date;
    if (newly && planned.person.leaving_date && *planned.person.leaving_date < today_) {
      plan_.report.left_already.push_back({row.person.id, row.line, *planned.person.leaving_date});
    }
    if (planned.known) {
      const auto source = sources_.find(*planned.known);
      if (source == sources_.end() || source->second != source_) {
        plan_.confirmed.push_back(*planned.known);
      }
    }
    if (!planned.known) {
      plan_.report.added.push_back(row.person.id);
    } else if (change.what.empty()) {
      ++plan_.report.unchanged;
      return;
    } else {
      plan_.report.changed.push_back(std::move(change));
    }
    plan_.people.push_back(std::move(planned));
  }

  void PlanPermissions(const ImportRow& row, PlannedPerson& planned, ImportChange& change) {
    static const std::vector<PermissionRecord> kNone;
    for (std::size_t use = 0; use < table_.uses.size(); ++use) {
      const std::vector<PermissionRecord>* records = &kNone;
      if (planned.known) {
        const auto history = histories_[use].find(*planned.known);
        if (history != histories_[use].end()) records = &history->second;
      }
      const CellPlan cell = PlanCell(table_.uses[use], row.cells[use], *records, today_);
      if (cell.verdict == Verdict::kConflict) {
        plan_.report.conflicts.push_back(
            {row.person.id, row.line, "use:" + table_.uses[use].value});
      }
      if (!cell.permission) continue;
      planned.permissions.push_back(*cell.permission);
      ++plan_.report.statements;
      change.what.push_back(table_.uses[use].value + ": " +
                            std::string(PermissionStatementName(cell.permission->statement)));
    }
  }

  void PlanRowBiometric(const ImportRow& row, PlannedPerson& planned, ImportChange& change) {
    static const std::vector<BiometricRecord> kNone;
    const std::vector<BiometricRecord>* records = &kNone;
    if (planned.known) {
      const auto history = biometrics_.find(*planned.known);
      if (history != biometrics_.end()) records = &history->second;
    }
    const BiometricPlan biometric = PlanBiometric(row.biometric, *records, today_);
    if (biometric.verdict == Verdict::kConflict) {
      plan_.report.conflicts.push_back({row.person.id, row.line, "biometric_basis"});
    }
    planned.biometric = biometric.statement;
    if (!biometric.statement) return;
    ++plan_.report.statements;
    change.what.push_back("biometric_basis: " +
                          std::string(BiometricStatementName(*biometric.statement)));
  }

  const ImportTable& table_;
  const std::string& source_;
  Date today_;
  std::vector<StoredPerson> people_;
  std::unordered_map<PersonId, std::size_t> by_id_;
  std::unordered_map<std::string, PersonId> spelt_;  // the id in lower case to the id
  std::vector<PermissionHistories> histories_;       // parallel to ImportTable::uses
  BiometricHistories biometrics_;
  std::unordered_map<std::int64_t, std::int64_t> gone_;  // person row to decision
  PersonSources sources_;
  ErasedIds erased_;
  std::unordered_set<PersonId> bring_back_;  // what is left of it was in no row
  ImportPlan plan_;
};

}  // namespace

ImportPlan PlanImport(Database& database, const ImportTable& table, const std::string& source,
                      const std::vector<PersonId>& bring_back, const Date& today) {
  ImportPlan plan = Planner(database, table, source, bring_back, today).Run();
  for (const PlannedPerson& person : plan.people) {
    if (!person.known || !person.biometric || *person.biometric == BiometricStatement::kConsent) {
      continue;
    }
    plan.report.templates_destroyed += static_cast<int>(
        database.Int("SELECT count(*) FROM template WHERE person = ?", {*person.known}));
  }
  return plan;
}

void ApplyImport(Database& database, Change& change, ImportPlan& plan, const Sha256Hex& file,
                 const std::string& source, const Date& today) {
  const std::string evidence = "imported file";
  std::unordered_set<PersonId> back;
  for (const ImportErased& one : plan.report.erased) {
    if (one.brought_back) back.insert(one.person);
  }
  for (const std::int64_t row : plan.back) BackAgain(database, change, row);
  for (const std::int64_t row : plan.confirmed) ConfirmSource(database, change, row, source);
  for (const std::int64_t row : plan.gone) {
    database.Run("INSERT INTO gone(person, since, decision, version) VALUES(?, ?, 0, ?)",
                 {row, change.version(), change.version()});
  }
  for (const UseName& use : plan.report.new_uses) {
    database.Run("INSERT INTO use(name, description, version) VALUES(?, ?, ?)",
                 {use.value, "Brought by an import", change.version()});
  }
  int destroyed = 0, opened = 0;
  for (const PlannedPerson& planned : plan.people) {
    const NewPerson& person = planned.person;
    std::int64_t row = 0;
    if (!planned.known) {
      row = InsertPerson(database, change, person, RecordSource::kImport);
      ConfirmSource(database, change, row, source);
      if (back.count(person.id) != 0) {
        Rows number = database.Query("SELECT case_number FROM person WHERE row = ?", {row});
        number.Next();
        change.About("person", number.Text(0), "asked for again after an erasure");
      }
    } else {
      row = *planned.known;
      if (planned.details) {
        UpdatePerson(database, change, row, person, RecordSource::kImport);
      }
    }
    bool said_no = false;
    for (const PlannedPermission& permission : planned.permissions) {
      NewPermission record{person.id, permission.use, permission.statement, today};
      record.evidence = evidence;
      record.name_level = permission.name_level;
      record.evidence_sha256 = file.value;
      InsertPermission(database, change, row, record, RecordSource::kImport);
      said_no = said_no || permission.statement != PermissionStatement::kGranted;
    }
    if (said_no && planned.known) opened += RecallPerson(database, change, row).places;
    if (planned.biometric) {
      InsertBiometric(database, change, row,
                      {person.id, *planned.biometric, today, "", evidence, file.value},
                      RecordSource::kImport);
      if (planned.known) {
        auto receipt = DestroyWithoutBasis(database, change, row);
        destroyed += receipt.templates;
        if (receipt.templates + receipt.crops > 0)
          plan.report.receipts.push_back(std::move(receipt));
      }
    }
  }
  plan.report.templates_destroyed = destroyed;
  plan.report.takedowns_opened = opened;
}

}  // namespace photogate
