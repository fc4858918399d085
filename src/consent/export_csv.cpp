#include "consent/export_csv.h"

#include <algorithm>
#include <vector>

#include "consent/csv.h"
#include "consent/history.h"
#include "consent/looks.h"
#include "consent/permissions.h"
#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

std::string KindText(PersonKind kind) {
  switch (kind) {
    case PersonKind::kPupil: return "pupil";
    case PersonKind::kStaff: return "staff";
    case PersonKind::kVisitor: return "visitor";
  }
  return "pupil";
}

std::string NameText(NameWithImage level) {
  switch (level) {
    case NameWithImage::kNone: return "none";
    case NameWithImage::kFirst: return "first";
    case NameWithImage::kFull: return "full";
  }
  return "none";
}

std::string GroupsText(std::vector<GroupName> groups) {
  std::sort(groups.begin(), groups.end());
  std::string text;
  for (const GroupName& group : groups) {
    if (!text.empty()) text += ';';
    text += group.value;
  }
  return text;
}

// Without the leaving date, as the import compares.
std::string CellText(const UseName& use, const std::vector<PermissionRecord>& records,
                     const Date& day) {
  const PermissionState state = StateOn(records, day, std::nullopt);
  switch (state) {
    case PermissionState::kUnrecorded: return "";
    case PermissionState::kExpired: return "expired";
    case PermissionState::kGranted:
      return use == kNameUse ? NameText(NameLevelOn(records, day, std::nullopt)) : "granted";
    case PermissionState::kRefused:
    case PermissionState::kWithdrawn: return std::string(PermissionStateName(state));
  }
  return "refused";
}

template <typename Record>
const std::vector<Record>& RecordsOf(
    const std::unordered_map<std::int64_t, std::vector<Record>>& histories, std::int64_t row) {
  static const std::vector<Record> kNone;
  const auto found = histories.find(row);
  return found == histories.end() ? kNone : found->second;
}

std::string BiometricText(const BiometricState& state) {
  if (state.objection) return "objection";
  return state.consent ? "consent" : "";
}

}  // namespace

Result<std::string> ExportPeople(Register& reg, const Date& day, const Actor& by) {
  const Result<Done> recorded = Looks(reg).Record("export", "people", by);
  if (!recorded.ok()) return recorded.error();
  return reg.store().Read([&](Database& database) -> Result<std::string> {
    std::vector<std::string> line = {"id",     "name",         "kind",
                                     "groups", "leaving_date", "biometric_basis"};
    std::vector<UseName> uses;
    std::vector<PermissionHistories> histories;
    {
      Rows rows = database.Query("SELECT name FROM use ORDER BY name");
      while (rows.Next()) uses.push_back(UseName{rows.Text(0)});
    }
    for (const UseName& use : uses) {
      line.push_back("use:" + use.value);
      histories.push_back(AllPermissionHistories(database, use));
    }
    std::string csv = CsvLine(line);
    const BiometricHistories biometrics = AllBiometricHistories(database);
    const auto then = DetailsOn(database, day);
    for (const StoredPerson& person : AllPeople(database)) {
      PersonEntry entry = person.entry;
      const auto details = then.find(person.row);
      if (details != then.end()) {
        if (day < details->second.recorded) continue;
        entry = details->second.entry;
        entry.id = person.entry.id;
      }
      line = {entry.id.value,
              entry.name,
              KindText(entry.kind),
              GroupsText(entry.groups),
              OptionalDateText(entry.leaving_date).value_or(""),
              BiometricText(BiometricOn(RecordsOf(biometrics, person.row), day))};
      for (std::size_t use = 0; use < uses.size(); ++use) {
        line.push_back(CellText(uses[use], RecordsOf(histories[use], person.row), day));
      }
      csv += CsvLine(line);
    }
    return csv;
  });
}

}  // namespace photogate
