#include "consent/counts.h"

#include <algorithm>
#include <unordered_set>

#include "consent/channels.h"
#include "consent/history.h"
#include "consent/settings.h"
#include "consent/store.h"

namespace photogate {
namespace {

int Count(Database& database, std::string_view sql, std::initializer_list<Param> params = {}) {
  return static_cast<int>(database.Int(sql, params));
}

int CountBarredEverywhere(Database& database, const Date& day) {
  const auto rows = BarredRows(database, day);
  std::unordered_set<std::int64_t> barred(rows.begin(), rows.end());
  for (const auto& [row, records] : AllPermissionHistories(database, kPhotographyUse)) {
    const PermissionState state = StateOn(records, day, std::nullopt);
    if (state == PermissionState::kRefused || state == PermissionState::kWithdrawn) {
      barred.insert(row);
    }
  }
  return static_cast<int>(barred.size());
}

}  // namespace

Result<RegisterCounts> CountRegister(Register& reg, const Date& day,
                                     const std::optional<ModelId>& recogniser) {
  return reg.store().Read([&](Database& database) -> Result<RegisterCounts> {
    RegisterCounts counts;
    counts.people = Count(database, "SELECT count(*) FROM person WHERE removed_version IS NULL");
    counts.pupils =
        Count(database, "SELECT count(*) FROM person WHERE kind = 1 AND removed_version IS NULL");
    counts.staff =
        Count(database, "SELECT count(*) FROM person WHERE kind = 2 AND removed_version IS NULL");
    counts.visitors =
        Count(database, "SELECT count(*) FROM person WHERE kind = 3 AND removed_version IS NULL");
    counts.groups = Count(database, "SELECT count(DISTINCT group_name) FROM person_group");
    counts.barred_everywhere = CountBarredEverywhere(database, day);
    for (const auto& [row, records] : AllBiometricHistories(database)) {
      const BiometricState state = BiometricOn(records, day);
      if (state.basis()) ++counts.biometric_consents;
      if (state.objection) ++counts.biometric_objections;
    }
    const std::string model = recogniser ? recogniser->value : "";
    counts.templates = Count(database, "SELECT count(*) FROM template WHERE model = ?", {model});
    counts.templates_other_model =
        Count(database, "SELECT count(*) FROM template WHERE model <> ?", {model});
    counts.people_with_template =
        Count(database, "SELECT count(DISTINCT person) FROM template WHERE model = ?1 OR ?1 = ''",
              {model});
    const Date year_ago{day.year - 1, day.month, day.day};
    counts.stale_references =
        Count(database,
              "SELECT count(*) FROM (SELECT max(reference_date) AS youngest FROM template "
              "WHERE model = ? GROUP BY person) WHERE youngest < ?",
              {model, FormatDate(year_ago)});
    counts.events = Count(database, "SELECT count(*) FROM event");
    counts.channels = Count(database, "SELECT count(*) FROM channel");
    counts.approved_channels = Count(database, "SELECT count(*) FROM channel WHERE state = 2");
    counts.cleared_photos = Count(database, "SELECT count(*) FROM ledger");
    counts.dpia_recorded = ReadDpia(database).has_value();
    counts.objection_stops_comparison = ObjectionStopsComparison(database);
    return counts;
  });
}

Result<std::vector<ChannelCounts>> CountChannels(Register& reg, const Date& day,
                                                 const std::optional<ModelId>& recogniser) {
  const auto channels = Channels(reg).List();
  if (!channels.ok()) return channels.error();
  std::vector<ChannelCounts> counts;
  for (const ChannelDetails& channel : channels.value()) {
    const auto snapshot = reg.Snapshot({channel.name, std::nullopt, {}, day, recogniser});
    if (!snapshot.ok()) return snapshot.error();
    ChannelCounts count;
    count.channel = channel.name;
    count.approved = channel.state == ChannelState::kApproved;
    for (const Person& person : snapshot.value().people) {
      if (!person.barred) continue;
      ++count.barred;
      if (!person.has_template) ++count.barred_without_template;
    }
    counts.push_back(count);
  }
  return counts;
}

}  // namespace photogate
