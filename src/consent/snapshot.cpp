// Register::Snapshot: one consistent read of everything that a decision rests on.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "consent/channel_rows.h"
#include "consent/credit_rows.h"
#include "consent/event_rows.h"
#include "consent/history.h"
#include "consent/person_rows.h"
#include "consent/register.h"
#include "consent/settings.h"
#include "consent/store.h"
#include "consent/template_rows.h"

namespace photogate {
namespace {

std::string LowerAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// One spelling for each group: SQLite compares them without regard to ASCII case, the pure stages
// byte by byte.
class GroupSpelling {
 public:
  GroupName Of(const GroupName& group) {
    return spelling_.try_emplace(LowerAscii(group.value), group).first->second;
  }

 private:
  std::unordered_map<std::string, GroupName> spelling_;
};

Result<EventContext> ReadEventContext(Database& database, const SnapshotQuery& query,
                                      GroupSpelling& spelling) {
  EventContext context;
  bool all_known = true;
  if (query.event) {
    const auto event = ReadEvent(database, *query.event);
    if (!event.ok()) return event.error();
    context.name = event.value().name;
    context.groups = event.value().groups;
    context.narrows = !context.groups.empty();
    all_known = event.value().unknown_groups.empty();
  }
  for (const GroupName& group : query.added_groups) {
    context.groups.push_back(group);
    // A misspelt group would leave out people who are there.
    if (!RegisteredGroup(database, group)) all_known = false;
  }
  if (!all_known) context.narrows = false;
  for (GroupName& group : context.groups) group = spelling.Of(group);
  std::sort(context.groups.begin(), context.groups.end());
  context.groups.erase(std::unique(context.groups.begin(), context.groups.end()),
                       context.groups.end());
  return context;
}

using KinLists = std::unordered_map<std::int64_t, std::vector<std::int64_t>>;

KinLists ReadKin(Database& database) {
  KinLists kin;
  Rows rows = database.Query("SELECT person, other FROM kin");
  while (rows.Next()) {
    kin[rows.Int(0)].push_back(rows.Int(1));
    kin[rows.Int(1)].push_back(rows.Int(0));
  }
  return kin;
}

template <typename Map>
const auto& FindOrEmpty(const Map& map, std::int64_t key) {
  static const typename Map::mapped_type kEmpty{};
  const auto found = map.find(key);
  return found == map.end() ? kEmpty : found->second;
}

}  // namespace

Result<ConsentSnapshot> Register::Snapshot(const SnapshotQuery& query) {
  return store_->Read([&](Database& database) -> Result<ConsentSnapshot> {
    const auto channel = ReadChannel(database, query.channel);
    if (!channel.ok()) return channel.error();

    const std::vector<StoredPerson> stored = AllPeople(database);
    GroupSpelling spelling;
    std::unordered_map<std::int64_t, PersonId> ids;
    for (const StoredPerson& person : stored) {
      ids.emplace(person.row, person.entry.id);
      for (const GroupName& group : person.entry.groups) spelling.Of(group);
    }
    auto event = ReadEventContext(database, query, spelling);
    if (!event.ok()) return event.error();

    if (query.day == clock().Today()) {
      const Result<Done> checked = CheckClock(database, clock());
      if (!checked.ok()) return checked.error();
    }
    ConsentSnapshot snapshot{ConsentVersion{LatestVersion(database)},
                             query.day,
                             ToChannel(channel.value()),
                             std::move(event).value(),
                             ReadJurisdiction(database),
                             ReadDpia(database).has_value(),
                             ObjectionStopsComparison(database),
                             {},
                             {},
                             ReadWords(database),
                             ReadOwnCredits(database),
                             ReadCreditPermissions(database)};

    const auto permissions = AllPermissionHistories(database, snapshot.channel.use);
    const auto photography = AllPermissionHistories(database, kPhotographyUse);
    const auto naming = AllPermissionHistories(database, kNameUse);
    const auto biometrics = AllBiometricHistories(database);
    const auto kin = ReadKin(database);

    std::map<PersonId, std::vector<Template>> gallery;
    if (query.recogniser) {
      auto templates = AllTemplates(database, *query.recogniser);
      if (!templates.ok()) return templates.error();
      for (StoredTemplate& entry : templates.value()) {
        // Without a basis on the day the person is protected through groups instead.
        if (!BiometricOn(FindOrEmpty(biometrics, entry.person), query.day).basis()) continue;
        gallery[ids.at(entry.person)].push_back(std::move(entry.face_template));
      }
    }

    const auto barred_rows = BarredRows(database, query.day);
    const std::unordered_set<std::int64_t> bars(barred_rows.begin(), barred_rows.end());

    snapshot.people.reserve(stored.size());
    for (const StoredPerson& from : stored) {
      const PersonEntry& entry = from.entry;
      Person person{entry.id,
                    entry.case_number,
                    entry.name,
                    entry.kind,
                    entry.groups,
                    {},
                    StateOn(FindOrEmpty(permissions, from.row), query.day, entry.leaving_date),
                    bars.count(from.row) != 0,
                    false,
                    NameLevelOn(FindOrEmpty(naming, from.row), query.day, entry.leaving_date),
                    gallery.count(entry.id) != 0,
                    BiometricOn(FindOrEmpty(biometrics, from.row), query.day).objection};
      for (GroupName& group : person.groups) group = spelling.Of(group);
      for (const std::int64_t row : FindOrEmpty(kin, from.row)) person.kin.push_back(ids.at(row));
      std::sort(person.kin.begin(), person.kin.end());
      const bool objects =
          IsRefusal(StateOn(FindOrEmpty(photography, from.row), query.day, entry.leaving_date));
      person.objects_to_photos = objects;
      person.barred = person.safeguarding_bar || objects ||
                      IsBarred(person.permission, snapshot.channel.unrecorded_barred);
      snapshot.people.push_back(std::move(person));
    }
    // Both orders are that of the ids' bytes, which is what FindPerson searches by.
    std::sort(snapshot.people.begin(), snapshot.people.end(),
              [](const Person& a, const Person& b) { return a.id < b.id; });
    snapshot.gallery.reserve(gallery.size());
    for (auto& [id, templates] : gallery) snapshot.gallery.push_back({id, std::move(templates)});
    return snapshot;
  });
}

}  // namespace photogate
