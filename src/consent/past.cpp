#include "consent/past.h"

#include <algorithm>
#include <map>

#include "consent/channel_approval.h"
#include "consent/channel_rows.h"
#include "consent/store.h"
#include "consent/user_rows.h"

namespace photogate {
namespace {

// The day that changes are compared with: today has all of them, whatever the time zone.
std::string UpTo(const Register& reg, const Date& day) {
  return day < reg.clock().Today() ? FormatDate(day) : "9999-12-31";
}

Result<Done> CheckKept(Database& database, const std::string& day) {
  Rows rows = database.Query(
      "SELECT coalesce((SELECT day FROM history_start), (SELECT substr(min(at), 1, 10) FROM "
      "change))");
  rows.Next();
  const std::string first = rows.Text(0);
  if (first <= day) return Done{};
  return Error{
      ErrorKind::kRefused,
      "Of channels, users, settings, the assessment and references the past is kept since " +
          first + ". Ask about that day or a later one; who changed what " +
          "before is in `photogate audit show`."};
}

// The names that were held at the end of the day, in the order of their words.
std::vector<std::string> OwnersOn(Database& database, const std::string& channel,
                                  const std::string& day) {
  std::map<std::string, bool> held;
  Rows rows = database.Query(
      "SELECT owner, held FROM channel_owner_history JOIN change USING(version) WHERE channel = ? "
      "AND substr(at, 1, 10) <= ? ORDER BY number",
      {channel, day});
  while (rows.Next()) held[rows.Text(0)] = rows.Int(1) != 0;
  std::vector<std::string> owners;
  for (const auto& [owner, holds] : held) {
    if (holds) owners.push_back(owner);
  }
  return owners;
}

// Of each channel the row that was written last by then.
std::vector<ChannelDetails> ChannelsOn(Database& database, const std::string& day) {
  std::vector<ChannelDetails> channels;
  {
    Rows rows = database.Query(
        "SELECT " + std::string(kChannelColumns) +
            " FROM channel_history WHERE number IN (SELECT max(number) FROM channel_history JOIN "
            "change USING(version) WHERE substr(at, 1, 10) <= ? GROUP BY name) ORDER BY name",
        {day});
    while (rows.Next()) channels.push_back(ChannelOfRow(rows));
  }
  for (ChannelDetails& channel : channels) {
    channel.business_case.owners = OwnersOn(database, channel.name.value, day);
  }
  return channels;
}

std::set<UserRole> RolesOn(Database& database, std::int64_t user, const std::string& day) {
  std::set<UserRole> roles;
  Rows rows = database.Query(
      "SELECT role, held FROM user_role_history JOIN change USING(version) WHERE user = ? AND "
      "substr(at, 1, 10) <= ? ORDER BY number",
      {user, day});
  while (rows.Next()) {
    const UserRole role = EnumOf(rows.Int(0), UserRole::kOffice, UserRole::kAuditor);
    if (rows.Int(1) != 0) {
      roles.insert(role);
    } else {
      roles.erase(role);
    }
  }
  return roles;
}

std::vector<User> UsersOn(Database& database, const std::string& day) {
  std::vector<User> users;
  Rows rows = database.Query(
      "SELECT name, account, policy_date, trained_date, delegated_date, delegation_evidence, "
      "leaving_date, password_at, user FROM user_history WHERE number IN (SELECT max(number) FROM "
      "user_history JOIN change USING(version) WHERE substr(at, 1, 10) <= ? GROUP BY user) ORDER "
      "BY name",
      {day});
  while (rows.Next()) {
    users.push_back(UserOfRow(rows));
    users.back().roles = RolesOn(database, rows.Int(8), day);
  }
  return users;
}

std::optional<std::string> SettingOn(Database& database, std::string_view name,
                                     const std::string& day) {
  Rows rows = database.Query(
      "SELECT value FROM setting_history JOIN change USING(version) WHERE name = ? AND "
      "substr(at, 1, 10) <= ? ORDER BY number DESC LIMIT 1",
      {name, day});
  if (!rows.Next()) return std::nullopt;
  return rows.OptionalText(0);
}

// `names`: those that stand now, each with the change that put it there, of changes by ?1.
PastList ListOn(Database& database, std::string_view names, std::string_view removal,
                const std::string& day) {
  PastList list;
  {
    Rows rows = database.Query(names, {day});
    while (rows.Next()) list.names.push_back(rows.Text(0));
  }
  list.complete =
      database.Int("SELECT count(*) FROM change WHERE verb = ? AND substr(at, 1, 10) > ?",
                   {removal, day}) == 0;
  return list;
}

}  // namespace

Result<RegisterSettings> Past::Settings() {
  return register_.store().Read([&](Database& database) -> Result<RegisterSettings> {
    const std::string day = UpTo(register_, day_);
    const Result<Done> kept = CheckKept(database, day);
    if (!kept.ok()) return kept.error();
    return RegisterSettingsOf(
        [&](const std::string& name) { return SettingOn(database, name, day); });
  });
}

Result<std::vector<HomeSetting>> Past::SettingsOfHome() {
  return register_.store().Read([&](Database& database) -> Result<std::vector<HomeSetting>> {
    const std::string day = UpTo(register_, day_);
    const Result<Done> kept = CheckKept(database, day);
    if (!kept.ok()) return kept.error();
    return HomeSettingsOf([&](const std::string& name) { return SettingOn(database, name, day); });
  });
}

Result<PastList> Past::Words() {
  return register_.store().Read([&](Database& database) -> Result<PastList> {
    return ListOn(database,
                  "SELECT word FROM word JOIN change USING(version) WHERE substr(at, 1, 10) <= ? "
                  "ORDER BY word",
                  "word remove", UpTo(register_, day_));
  });
}

Result<PastList> Past::OwnCredits() {
  return register_.store().Read([&](Database& database) -> Result<PastList> {
    return ListOn(database,
                  "SELECT credit FROM own_credit JOIN change USING(version) WHERE "
                  "substr(at, 1, 10) <= ? ORDER BY credit",
                  "credit remove", UpTo(register_, day_));
  });
}

Result<std::vector<CreditPermitEntry>> Past::Permits() {
  auto entries = Credits(register_).Permits();
  if (!entries.ok()) return entries;
  const std::string day = UpTo(register_, day_);
  std::vector<CreditPermitEntry> then;
  for (CreditPermitEntry& entry : entries.value()) {
    if (day < entry.at.substr(0, 10)) continue;
    if (entry.ended && day < entry.ended->substr(0, 10)) entry.ended.reset();
    then.push_back(std::move(entry));
  }
  return then;
}

Result<std::vector<ChannelDetails>> Past::ListChannels() {
  return register_.store().Read([&](Database& database) -> Result<std::vector<ChannelDetails>> {
    const Result<Done> kept = CheckKept(database, UpTo(register_, day_));
    if (!kept.ok()) return kept.error();
    return ChannelsOn(database, UpTo(register_, day_));
  });
}

Result<ChannelDetails> Past::ShowChannel(const ChannelName& name) {
  auto channels = ListChannels();
  if (!channels.ok()) return channels.error();
  for (ChannelDetails& channel : channels.value()) {
    if (channel.name == name) return std::move(channel);
  }
  return NoSuchChannel(name);
}

Result<std::vector<std::string>> Past::ActiveOwnersOf(const ChannelDetails& channel) {
  const auto users = ListUsers();
  if (!users.ok()) return users.error();
  return users.value().empty() ? channel.business_case.owners
                               : ActiveOwners(channel.business_case, users.value(), day_);
}

Result<std::vector<User>> Past::ListUsers() {
  return register_.store().Read([&](Database& database) -> Result<std::vector<User>> {
    const Result<Done> kept = CheckKept(database, UpTo(register_, day_));
    if (!kept.ok()) return kept.error();
    return UsersOn(database, UpTo(register_, day_));
  });
}

Result<User> Past::ShowUser(const std::string& name) {
  auto users = ListUsers();
  if (!users.ok()) return users.error();
  for (User& user : users.value()) {
    if (user.name == name) return std::move(user);
  }
  return NoSuchUser(name);
}

Result<std::optional<Dpia>> Past::FindDpia() {
  return register_.store().Read([&](Database& database) -> Result<std::optional<Dpia>> {
    const Result<Done> kept = CheckKept(database, UpTo(register_, day_));
    if (!kept.ok()) return kept.error();
    const std::string day = UpTo(register_, day_);
    const auto reference = SettingOn(database, "dpia_reference", day);
    const auto officer = SettingOn(database, "dpia_officer", day);
    const auto date = SettingOn(database, "dpia_date", day);
    if (!reference || !officer || !date) return std::optional<Dpia>();
    return std::optional(Dpia{*reference, *officer, DateOf(*date)});
  });
}

Result<std::vector<TemplateEntry>> Past::References(const std::optional<PersonId>& person) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<TemplateEntry>> {
    const Result<Done> kept = CheckKept(database, UpTo(register_, day_));
    if (!kept.ok()) return kept.error();
    std::int64_t only = 0;
    if (person) {
      const auto row = PersonRow(database, *person);
      if (!row.ok()) return row.error();
      only = row.value();
    }
    std::vector<TemplateEntry> entries;
    Rows rows = database.Query(
        "SELECT id, model, quality, reference_date, made.actor, made.at FROM reference_history AS "
        "h JOIN change AS made ON made.version = h.enrolled JOIN person ON person.row = h.person "
        "WHERE held = 1 AND (?1 = 0 OR person.row = ?1) AND h.number IN (SELECT max(number) FROM "
        "reference_history JOIN change USING(version) WHERE substr(at, 1, 10) <= ?2 GROUP BY "
        "template) ORDER BY id, h.template",
        {only, UpTo(register_, day_)});
    while (rows.Next()) {
      entries.push_back({PersonId{rows.Text(0)}, ModelId{rows.Text(1)}, rows.Real(2),
                         DateOf(rows.Text(3)), Sha256Hex{}, rows.Text(4), rows.Text(5)});
    }
    return entries;
  });
}

}  // namespace photogate
