#include "consent/cover_checks.h"

#include <fmt/format.h>

#include "consent/photo_facts.h"
#include "consent/photo_rows.h"
#include "consent/store.h"

namespace photogate {

Result<Done> CoverChecks::Store(const PhotoId& photo, std::int64_t verdict, const CoverCheck& check,
                                const Actor& by) {
  return register_.store().Write(
      by, "photo cover", [&](Database& database, Change&) -> Result<Done> {
        const auto found = FindPhoto(database, photo);
        if (!found.ok()) return found.error();
        database.Run(
            "INSERT OR REPLACE INTO cover_check(verdict, photo, findings, faces, problem, "
            "width_px, "
            "height_px, version) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            {verdict, found.value().row, FindingsText(check.findings), FacesText(check.faces),
             check.problem, check.width_px, check.height_px, check.consent_version.value});
        return Done{};
      });
}

Result<std::optional<CoverCheck>> CoverChecks::Load(std::int64_t verdict) {
  return register_.store().Read([&](Database& database) -> Result<std::optional<CoverCheck>> {
    Rows rows = database.Query(
        "SELECT findings, faces, problem, width_px, height_px, version FROM cover_check "
        "WHERE verdict = ?",
        {verdict});
    if (!rows.Next()) return std::optional<CoverCheck>();
    return std::optional(CoverCheck{FindingsOf(rows.Text(0)), FacesOf(rows.Text(1)), rows.Text(2),
                                    static_cast<int>(rows.Int(3)), static_cast<int>(rows.Int(4)),
                                    ConsentVersion{rows.Int(5)}});
  });
}

Result<Done> CoverChecks::Remove(const PhotoId& photo, const Actor& by) {
  return register_.store().Write(
      by, "photo uncover", [&](Database& database, Change&) -> Result<Done> {
        const auto found = FindPhoto(database, photo);
        if (!found.ok()) return found.error();
        database.Run("DELETE FROM cover_check WHERE photo = ?", {found.value().row});
        return Done{};
      });
}

Result<std::string> PhotosRevision(Register& reg) {
  return reg.store().Read([](Database& database) -> Result<std::string> {
    // What is held again, for another reason or to be tried again, takes no step.
    const auto held = fmt::format("SELECT coalesce(sum(revision), 0) FROM photo WHERE state = {}",
                                  static_cast<int>(PhotoState::kHeld));
    // Undo ends with a release, and comes back with one that turns out void.
    return fmt::format("{}-{}-{}-{}-{}",
                       database.Int("SELECT coalesce(max(number), 0) FROM photo_step"),
                       database.Int("SELECT coalesce(max(number), 0) FROM photo_verdict"),
                       LatestVersion(database), database.Int(held),
                       database.Int("SELECT (SELECT coalesce(max(number), 0) FROM release) + "
                                    "(SELECT count(*) FROM release_note)"));
  });
}

Result<std::map<PhotoId, std::vector<PhotoVerdict>>> VerdictsIn(
    Register& reg, const std::vector<PhotoState>& states) {
  using Verdicts = std::map<PhotoId, std::vector<PhotoVerdict>>;
  return reg.store().Read([&](Database& database) -> Result<Verdicts> {
    Verdicts verdicts;
    for (const PhotoState state : states) {
      Rows rows = database.Query(
          "SELECT p.id, v.number, v.at, v.user, v.kind, v.finding, v.face, v.answers, v.reason "
          "FROM photo p JOIN photo_verdict v ON v.photo = p.row WHERE p.state = ? "
          "ORDER BY v.number",
          {static_cast<int>(state)});
      while (rows.Next()) {
        PhotoVerdict verdict;
        verdict.number = rows.Int(1);
        verdict.at = rows.Text(2);
        verdict.user = rows.Text(3);
        verdict.kind = rows.Text(4);
        if (const auto code = rows.OptionalText(5)) verdict.finding = ParseFindingCode(*code);
        if (!rows.Null(6)) verdict.face = static_cast<std::size_t>(rows.Int(6));
        verdict.answers = rows.Text(7);
        verdict.reason = rows.Text(8);
        verdicts[PhotoId{rows.Text(0)}].push_back(std::move(verdict));
      }
    }
    return verdicts;
  });
}

}  // namespace photogate
