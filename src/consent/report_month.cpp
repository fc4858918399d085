// What the gate did in a month, counted from the photos' steps, verdicts and the ledger.
#include <fmt/format.h>

#include "consent/miss_rate.h"
#include "consent/photo_entry.h"
#include "consent/reports_published.h"
#include "consent/store.h"

namespace photogate {
namespace {

bool IsMonth(const std::string& text) {
  return text.size() == 7 && ParseDate(text + "-01").has_value();
}

// Photos by the first thing that was decided of them: their row, that state, and when.
constexpr const char* kFirst =
    "(SELECT photo, state, at FROM photo_step WHERE number IN (SELECT min(number) FROM photo_step "
    "WHERE state IN (3, 5, 7) GROUP BY photo))";
static_assert(static_cast<int>(PhotoState::kClearing) == 3 &&
              static_cast<int>(PhotoState::kCleared) == 4 &&
              static_cast<int>(PhotoState::kHeld) == 5 &&
              static_cast<int>(PhotoState::kBlocked) == 7 &&
              static_cast<int>(PhotoState::kWithdrawn) == 10);

class Month {
 public:
  Month(Database& database, const std::string& month, Report& report)
      : database_(database), like_(month + "%"), report_(report) {}

  void Add(const std::string& what, const std::string& sql) {
    report_.rows.push_back({what, std::to_string(database_.Int(sql, {like_}))});
  }

  void AddReasons() {
    Rows rows = database_.Query(
        fmt::format("SELECT json_extract(finding.value, '$.code'), count(DISTINCT f.photo) FROM {} "
                    "AS f JOIN photo ON photo.row = f.photo, json_each(photo.findings) AS finding "
                    "WHERE f.at LIKE ?1 AND f.state IN (5, 7) AND json_extract(finding.value, "
                    "'$.effect') <> 'none' GROUP BY 1 ORDER BY 2 DESC, 1",
                    kFirst),
        {like_});
    while (rows.Next()) {
      report_.rows.push_back({"  because of " + rows.Text(0), std::to_string(rows.Int(1))});
    }
  }

  void AddSample() {
    const auto answered = [&](const char* which) {
      return static_cast<int>(database_.Int(
          fmt::format("SELECT count(*) FROM sample_answer AS a JOIN sample AS s ON s.number = "
                      "a.sample WHERE a.at LIKE ?1 AND {}",
                      which),
          {like_}));
    };
    const int looked = answered("s.blind = 1 AND a.outcome IN (1, 2, 3)");
    const int missed = answered("s.blind = 1 AND a.outcome = 2");
    const auto add = [&](const char* what, std::string value) {
      report_.rows.push_back({what, std::move(value)});
    };
    add("cleared without a person, looked at again (a sample)", std::to_string(looked));
    add("  of them with somebody who must not be seen (missed)", std::to_string(missed));
    add("  of them with something else wrong",
        std::to_string(answered("s.blind = 1 AND a.outcome = 3")));
    add("  where the second look could not tell",
        std::to_string(answered("s.blind = 1 AND a.outcome = 4")));
    const RateInterval interval = ExactInterval(missed, looked);
    add("  estimated share missed, and its 95 % interval",
        looked == 0 ? std::string("nothing was looked at again")
                    : fmt::format("{:.1f} % ({:.1f} to {:.1f} %)", 100.0 * missed / looked,
                                  100 * interval.low, 100 * interval.high));
    add("cleared by a person, mixed in and looked at again",
        std::to_string(answered("s.blind = 0 AND a.outcome IN (1, 2, 3)")));
    add("  of them with somebody who must not be seen",
        std::to_string(answered("s.blind = 0 AND a.outcome = 2")));
  }

 private:
  Database& database_;
  const std::string like_;
  Report& report_;
};

}  // namespace

Result<Report> ReportMonth(Register& reg, const std::string& month) {
  if (!IsMonth(month)) {
    return Error{ErrorKind::kRefused, "Name a month like 2026-11."};
  }
  return reg.store().Read([&](Database& database) -> Result<Report> {
    Report report{{"WHAT", "COUNT"}, {}, ""};
    Month figures(database, month, report);
    const auto first = [](const char* state) {
      return fmt::format("SELECT count(*) FROM {} WHERE at LIKE ?1 AND state IN ({})", kFirst,
                         state);
    };
    // A photo of which a person said that it may go, after the gate had stopped it.
    const auto freed = [](const char* state) {
      return fmt::format(
          "SELECT count(DISTINCT s.photo) FROM photo_step AS s JOIN {} AS f ON f.photo = s.photo "
          "WHERE s.state = 4 AND s.at LIKE ?1 AND f.state = {} AND EXISTS (SELECT 1 FROM "
          "photo_verdict AS v WHERE v.photo = s.photo AND v.kind IN ('clear', 'cover'))",
          kFirst, state);
    };
    figures.Add("photos checked (watched folder and page alone; `check` keeps no count)",
                first("3, 5, 7"));
    figures.Add("cleared without a person", first("3"));
    figures.Add("held for a person", first("5"));
    figures.Add("blocked", first("7"));
    figures.AddReasons();
    figures.Add("held, then cleared by a person (needless holds)", freed("5"));
    figures.Add("blocked, then cleared by two persons (overridden)", freed("7"));
    figures.Add("faces that a person marked as missed",
                "SELECT count(*) FROM photo_verdict WHERE kind = 'missed_face' AND at LIKE ?1");
    figures.Add("cleared copies, `check` included", "SELECT count(*) FROM ledger WHERE at LIKE ?1");
    figures.Add("taken out of cleared again",
                "SELECT count(DISTINCT photo) FROM photo_step WHERE state = 10 AND at LIKE ?1");
    figures.Add("releases",
                "SELECT count(*) FROM release WHERE at LIKE ?1 AND number NOT IN "
                "(SELECT release FROM release_note WHERE kind = 2)");
    figures.Add("recalls opened", "SELECT count(*) FROM recall WHERE at LIKE ?1");
    figures.Add("of them of a photo that a person took back",
                "SELECT count(*) FROM recall_picture AS p JOIN recall ON recall.number = p.recall "
                "WHERE at LIKE ?1");
    figures.Add("places taken down",
                "SELECT count(*) FROM takedown_end WHERE outcome = 1 AND at LIKE ?1");
    figures.AddSample();
    figures.Add("incidents reported", "SELECT count(*) FROM incident WHERE reported LIKE ?1");
    figures.Add("incidents about a photo that had been cleared (misses found later)",
                "SELECT count(*) FROM incident AS i WHERE reported LIKE ?1 AND EXISTS (SELECT 1 "
                "FROM photo JOIN photo_step ON photo_step.photo = photo.row WHERE photo.id = "
                "i.photo AND photo_step.state = 4)");
    return report;
  });
}

}  // namespace photogate
