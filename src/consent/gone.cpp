#include "consent/gone.h"

#include "consent/person_rows.h"
#include "consent/person_sources.h"
#include "consent/store.h"

namespace photogate {

Result<std::vector<GonePerson>> GonePeople::List(bool decided) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<GonePerson>> {
    std::vector<GonePerson> gone;
    const PersonSources sources = AllPersonSources(database);
    Rows rows = database.Query(
        "SELECT id, case_number, name, kind, leaving_date, at, decision, row FROM gone "
        "JOIN person ON person.row = gone.person JOIN change ON change.version = gone.since "
        "WHERE removed_version IS NULL AND (decision = 0 OR ?) ORDER BY id",
        {decided});
    while (rows.Next()) {
      const auto source = sources.find(rows.Int(7));
      gone.push_back({{PersonId{rows.Text(0)},
                       rows.Text(1),
                       rows.Text(2),
                       EnumOf(rows.Int(3), PersonKind::kPupil, PersonKind::kVisitor),
                       {},
                       OptionalDateOf(rows.OptionalText(4))},
                      rows.Text(5),
                      EnumOf(rows.Int(6), GoneDecision::kOpen, GoneDecision::kLeft),
                      source == sources.end() ? std::nullopt : std::optional(source->second)});
    }
    return gone;
  });
}

Result<Done> GonePeople::Keep(const PersonId& person, const Actor& by) {
  return register_.store().Write(
      by, "person keep", [&](Database& database, Change& change) -> Result<Done> {
        const auto row = PersonRow(database, person);
        if (!row.ok()) return row.error();
        const int decided =
            database.Run("UPDATE gone SET decision = 1, version = ? WHERE person = ?",
                         {change.version(), row.value()});
        if (decided == 0) {
          return Error{ErrorKind::kNotFound,
                       "This person is in the school's latest file, or was never imported: there "
                       "is nothing to decide. See the list with `photogate import --gone`.",
                       person.value};
        }
        return Done{};
      });
}

Result<Done> GonePeople::Leave(const PersonId& person, const Date& last_day, const Actor& by) {
  return register_.store().Write(
      by, "person leave", [&](Database& database, Change& change) -> Result<Done> {
        const auto row = PersonRow(database, person);
        if (!row.ok()) return row.error();
        const Result<Done> plausible = CheckLeaving(database, row.value(), last_day);
        if (!plausible.ok()) return plausible.error();
        database.Run("UPDATE person SET leaving_date = ?, version = ? WHERE row = ?",
                     {FormatDate(last_day), change.version(), row.value()});
        RecordDetails(database, change, row.value());
        database.Run("UPDATE gone SET decision = 2, version = ? WHERE person = ?",
                     {change.version(), row.value()});
        return Done{};
      });
}

std::string_view GoneDecisionName(GoneDecision decision) {
  switch (decision) {
    case GoneDecision::kOpen: return "open";
    case GoneDecision::kKeep: return "keep";
    case GoneDecision::kLeft: return "left";
  }
  return "open";
}

}  // namespace photogate
