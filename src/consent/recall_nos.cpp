#include "consent/recall_nos.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "consent/history.h"
#include "consent/person_rows.h"

namespace photogate {
namespace {

struct No {
  std::string until;
  std::int64_t version = 0;
};

void Widen(std::optional<No>& no, const std::string& at, const std::string& from,
           std::int64_t version) {
  if (!no) no = No{};
  no->until = std::max({no->until, at, from});
  no->version = std::max(no->version, version);
}

std::optional<No> BarOf(Database& database, std::int64_t person, const std::string& day) {
  std::optional<No> no;
  Rows rows = database.Query(
      "SELECT change.at, bar.from_date, bar.version FROM bar JOIN change ON change.version = "
      "bar.version LEFT JOIN bar_lift ON bar_lift.bar = bar.number WHERE bar.person = ?1 AND "
      "bar.from_date <= ?2 AND (bar_lift.lift_date IS NULL OR ?2 < bar_lift.lift_date)",
      {person, day});
  while (rows.Next()) Widen(no, rows.Text(0), rows.Text(1), rows.Int(2));
  return no;
}

std::optional<No> RefusalOf(Database& database, std::int64_t person, const UseName& use,
                            const Date& day) {
  const PermissionState state = StateOn(PermissionHistory(database, person, use), day, {});
  if (state != PermissionState::kRefused && state != PermissionState::kWithdrawn) {
    return std::nullopt;
  }
  std::optional<No> no;
  Rows rows = database.Query(
      "SELECT change.at, permission.from_date, permission.version FROM permission JOIN change ON "
      "change.version = permission.version WHERE person = ? AND use = ? AND statement IN (2, 3) "
      "AND from_date <= ?",
      {person, use.value, FormatDate(day)});
  while (rows.Next()) Widen(no, rows.Text(0), rows.Text(1), rows.Int(2));
  return no;
}

}  // namespace

std::vector<ChannelNo> NosOf(Database& database, std::int64_t person, const Date& day,
                             bool by_hand) {
  const auto bar = BarOf(database, person, FormatDate(day));
  const auto photography = RefusalOf(database, person, kPhotographyUse, day);
  std::vector<std::pair<std::string, UseName>> channels;
  {
    Rows rows = database.Query("SELECT name, use FROM channel ORDER BY name");
    while (rows.Next()) channels.emplace_back(rows.Text(0), UseName{rows.Text(1)});
  }
  std::vector<ChannelNo> nos;
  for (const auto& [channel, use] : channels) {
    const auto refusal = RefusalOf(database, person, use, day);
    std::optional<ChannelNo> found;
    const auto add = [&](const std::optional<No>& no, RecallReason reason) {
      if (!no) return;
      if (!found) found = ChannelNo{channel, reason, no->until, no->version};
      found->until = std::max(found->until, no->until);
      found->version = std::max(found->version, no->version);
    };
    add(bar, RecallReason::kBar);
    add(photography, RecallReason::kObjection);
    add(refusal, RecallReason::kWithdrawal);
    if (!found && by_hand) found = ChannelNo{channel, RecallReason::kByHand, "9999"};
    if (!found) continue;
    found->permitted = database.Int(
        "SELECT max(coalesce((SELECT max(version) FROM permission WHERE person = ?1 AND statement "
        "= 1 AND use IN (?2, ?3)), 0), coalesce((SELECT max(bar_lift.version) FROM bar_lift JOIN "
        "bar ON bar.number = bar_lift.bar WHERE bar.person = ?1), 0))",
        {person, use.value, kPhotographyUse.value});
    nos.push_back(*found);
  }
  return nos;
}

}  // namespace photogate
