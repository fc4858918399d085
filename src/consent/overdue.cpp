#include "consent/overdue.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "consent/home_settings.h"
#include "consent/incidents.h"
#include "consent/photo_journal.h"
#include "consent/reference_gaps.h"
#include "consent/releases.h"
#include "consent/reports.h"
#include "consent/retention.h"
#include "consent/takedowns.h"

namespace photogate {
namespace {

// Adds what counts more than nothing. `one` and `many` go after the number.
class Finder {
 public:
  Finder(Register& reg, const Date& day) : reg_(reg), day_(day) {}

  Result<std::vector<Overdue>> Run() {
    for (const auto part : {&Finder::Erasures, &Finder::Originals, &Finder::Reviews,
                            &Finder::TakedownTasks, &Finder::OpenIncidents, &Finder::Owners,
                            &Finder::References, &Finder::UnfinishedReleases}) {
      const Result<Done> done = (this->*part)();
      if (!done.ok()) return done.error();
    }
    return std::move(found_);
  }

 private:
  void Add(const char* what, int count, const char* one, const char* many, std::string_view next) {
    if (count == 0) return;
    found_.push_back({what, count, fmt::format("{} {}: {}", count, count == 1 ? one : many, next)});
  }

  Result<Done> References() {
    const auto gaps = ReferenceGaps(reg_, day_);
    if (!gaps.ok()) return gaps.error();
    Add("references", static_cast<int>(gaps.value().size()),
        "person is compared although something is missing for it",
        "people are compared although something is missing for it",
        "`photogate person references --missing` says what of whom");
    return Done{};
  }

  Result<Done> Erasures() {
    Retention retention(reg_);
    const auto periods = retention.Periods();
    if (!periods.ok()) return periods.error();
    if (!periods.value().leavers_days) {
      const auto left = ReportLeavers(reg_, day_);
      if (!left.ok()) return left.error();
      Add("erasures", static_cast<int>(left.value().rows.size()),
          "person has left, and no period says when to erase them",
          "people have left, and no period says when to erase them",
          "`photogate report leavers` lists them, `photogate retention set --leavers` decides");
    }
    // A rehearsal is recorded under nobody.
    const auto due = retention.Run(true, Actor{});
    if (!due.ok()) return due.error();
    const RetentionRun& run = due.value();
    Add("erasures", static_cast<int>(run.erased.size()),
        "person who left is past the retention period",
        "people who left are past the retention "
        "period",
        "`photogate retention run --dry-run` lists them, `photogate retention run` erases");
    Add("erasures", static_cast<int>(run.for_decision.size() + run.doubtful.size()),
        "person is past it and waits for a decision", "people are past it and wait for a decision",
        "`photogate retention run --dry-run` says why");
    Add("erasures", run.looks, "record of a look is past its period",
        "records of looks are past their period", "`photogate retention run` deletes them");
    return Done{};
  }

  Result<Done> Originals() {
    const auto watching = HomeSettings(reg_).ForWatching();
    if (!watching.ok()) return watching.error();
    PhotoQuery query;
    query.states = {PhotoState::kCleared, PhotoState::kWithdrawn, PhotoState::kBlocked};
    // A day more: the watcher may not have come round yet.
    query.state_before =
        FormatUtc(reg_.clock().Now() - std::chrono::hours(24) * (watching.value().keep_days + 1));
    query.with_original = true;
    query.most = 1'000'000;
    const auto old = PhotoJournal(reg_).List(query);
    if (!old.ok()) return old.error();
    Add("originals", static_cast<int>(old.value().size()),
        "original of a decided photo is past the days that it is kept",
        "originals of decided photos are past the days that they are kept",
        "the watcher destroys them, `photogate status` says whether it runs");
    return Done{};
  }

  Result<Done> Reviews() {
    const auto report = ReportExpiring(reg_, day_, 0);
    if (!report.ok()) return report.error();
    int permissions = 0, duties = 0;
    for (const auto& row : report.value().rows) {
      if (row[3].rfind("overdue", 0) != 0) continue;
      if (row[2].rfind("permission for ", 0) == 0) ++permissions;
      if (row[2] == "policy read" || row[2] == "training" || row[2] == "written delegation") {
        ++duties;
      }
      if (row[2] == "impact assessment") {
        Add("assessment", 1, "yearly review of the impact assessment is overdue", "",
            "since " + row[0] + "; review it, and record it again with `photogate dpia record`");
      }
    }
    constexpr std::string_view kLister = "`photogate report expiring` begins with them";
    Add("duties", duties, "yearly duty of a user is overdue", "yearly duties of users are overdue",
        kLister);
    Add("permissions", permissions, "permission has ended and was not asked for again",
        "permissions have ended and were not asked for again", kLister);
    return Done{};
  }

  Result<Done> TakedownTasks() {
    TakedownQuery query;
    query.open = true;
    query.due_before = day_;
    const auto tasks = Takedowns(reg_).List(query);
    if (!tasks.ok()) return tasks.error();
    Add("takedowns", static_cast<int>(tasks.value().size()),
        "place should have been taken down by now", "places should have been taken down by now",
        "`photogate recall tasks --overdue`");
    return Done{};
  }

  // UK GDPR article 33(1): whether the regulator is told is known within 72 hours.
  Result<Done> OpenIncidents() {
    const auto incidents = Incidents(reg_).List();
    if (!incidents.ok()) return incidents.error();
    const std::string latest = FormatUtc(reg_.clock().Now() - std::chrono::hours(72));
    int late = 0;
    for (const Incident& incident : incidents.value()) {
      if (incident.open() && incident.assessment() == nullptr && incident.noticed < latest) ++late;
    }
    Add("incidents", late, "incident is past its 72 hours and was not assessed",
        "incidents are past their 72 hours and were not assessed", "`photogate report incidents`");
    return Done{};
  }

  Result<Done> Owners() {
    const auto report = ReportChannels(reg_, day_);
    if (!report.ok()) return report.error();
    int approved = 0;
    for (const auto& row : report.value().rows) approved += row[1] == "approved" ? 1 : 0;
    Add("owners", approved, "approved channel has fewer than two owners who have not left",
        "approved channels have fewer than two owners who have not left",
        "`photogate report channels`");
    return Done{};
  }

  Result<Done> UnfinishedReleases() {
    const auto unfinished = Releases(reg_).Unfinished();
    if (!unfinished.ok()) return unfinished.error();
    Add("releases", static_cast<int>(unfinished.value().size()), "release is not finished",
        "releases are not finished",
        "if nobody is releasing just now, it was broken off. The next `photogate release`, or "
        "starting the watcher or `photogate serve`, finishes or undoes it, once the folder that it "
        "was made in is there");
    return Done{};
  }

  Register& reg_;
  Date day_;
  std::vector<Overdue> found_;
};

}  // namespace

Result<std::vector<Overdue>> FindOverdue(Register& reg, const Date& day) {
  return Finder(reg, day).Run();
}

}  // namespace photogate
