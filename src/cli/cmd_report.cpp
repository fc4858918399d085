// photogate report expiring | leavers | stale-references | untrained | takedowns | channels |
// published | rests-on | monthly | incidents
#include <CLI/CLI.hpp>

#include "cli/private_file.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/csv.h"
#include "consent/looks.h"
#include "consent/reports.h"
#include "consent/reports_published.h"
#include "consent/takedowns.h"
#include "outcome/html_page.h"

namespace photogate {
namespace {

struct ReportArguments {
  int days = 30;
  std::string csv, html, person, month, from, to;
};

using MakeReport = std::function<Result<Report>(Register&, const Date& today)>;

// A page that prints well, and makes no request.
std::string ReportPage(const std::string& title, const Date& day, const Report& report) {
  std::string html = HtmlPageStart(title);
  html += "<h1>" + HtmlText(title) + "</h1><p class=\"lead\">As of " + FormatDate(day) + "</p>\n";
  if (report.rows.empty()) {
    html += "<p>" + HtmlText(report.when_empty) + "</p>";
  } else {
    html += "<table><thead><tr>";
    for (const std::string& column : report.columns) {
      html += "<th scope=\"col\">" + HtmlText(column) + "</th>";
    }
    html += "</tr></thead><tbody>\n";
    for (const auto& row : report.rows) {
      html += "<tr>";
      for (const std::string& field : row) html += "<td>" + HtmlText(field) + "</td>";
      html += "</tr>\n";
    }
    html += "</tbody></table>";
  }
  return html + std::string(kHtmlPageEnd);
}

ExitCode Print(const AppContext& context, const std::string& name, const std::string& what,
               const ReportArguments& arguments, const MakeReport& make) {
  const std::string& csv = arguments.csv;
  const auto work = [&](Register& reg, const Actor& me) {
    if (!arguments.person.empty()) {
      const auto looked = Looks(reg).Record("report " + name, arguments.person, me);
      if (!looked.ok()) return FailRegister(looked.error());
    }
    const auto made = make(reg, context.clock.Today());
    if (!made.ok()) return FailRegister(made.error());
    const Report& report = made.value();
    Json rows = Json::array();
    std::vector<std::vector<std::string>> table{report.columns};
    std::string lines = CsvLine(report.columns);
    for (const auto& row : report.rows) {
      Json object = Json::object();
      std::vector<std::string> printable;
      for (std::size_t column = 0; column < row.size(); ++column) {
        object[report.columns[column]] = row[column];
        printable.push_back(Printable(row[column]));
      }
      rows.push_back(object);
      table.push_back(printable);
      lines += CsvLine(row);
    }
    if (!csv.empty()) {
      const auto written = WriteNewPrivateFile(csv, lines);
      if (!written.ok()) return Fail(written.error());
    }
    if (!arguments.html.empty()) {
      const auto written =
          WriteNewPrivateFile(arguments.html, ReportPage(what, context.clock.Today(), report));
      if (!written.ok()) return Fail(written.error());
    }
    return Answer(context, "report", {{"report", name}, {"rows", rows}},
                  report.rows.empty() ? report.when_empty : TextTable(table));
  };
  return WithRegister(context, Act::kLookAtRegister, work, arguments.person);
}

Result<Report> ReportTakedowns(Register& reg, const Date& today) {
  TakedownQuery query;
  query.open = true;
  const auto tasks = Takedowns(reg).List(query);
  if (!tasks.ok()) return tasks.error();
  Report report{{"DUE", "TASK", "PERSON", "CHANNEL", "PLACE", "FILE", "FOUND BY", "OVERDUE"},
                {},
                "Nothing is to be taken down."};
  for (const Takedown& task : tasks.value()) {
    report.rows.push_back({FormatDate(task.due), std::to_string(task.number),
                           SubjectText(task.person, task.reason), task.channel.value,
                           PlaceText(task), task.name, std::string(FoundByName(task.found_by)),
                           task.due < today ? "yes" : "no"});
  }
  return report;
}

}  // namespace

void AddReport(CLI::App& app, AppContext& context) {
  CLI::App* report =
      AddVerb(app, "report", "What is due, what is published of whom, and what the gate did",
              "  photogate report expiring --days 30\n"
              "  photogate report untrained --csv untrained.csv\n"
              "  photogate report published --person P1001 --html published.html\n"
              "  photogate report monthly --month 2026-11 --html november.html\n");
  report->require_subcommand(1);
  auto arguments = std::make_shared<ReportArguments>();
  const auto add = [&](const std::string& name, const std::string& what, MakeReport make) {
    CLI::App* verb = AddVerb(*report, name, what, "  photogate report " + name + " --json\n");
    verb->add_option("--csv", arguments->csv, "Write it to this new file as well")
        ->type_name("FILE");
    verb->add_option("--html", arguments->html, "Write it to this new page as well, to be printed")
        ->type_name("FILE.html");
    OnRun(*verb, context, [&context, arguments, name, what, make] {
      return Print(context, name, what, *arguments, make);
    });
    return verb;
  };
  add("expiring", "What ends soon: permissions, references, training, the assessment",
      [arguments](Register& reg, const Date& today) {
        return ReportExpiring(reg, today, arguments->days);
      })
      ->add_option("--days", arguments->days, "Within so many days")
      ->check(CLI::Range(0, 3650))
      ->capture_default_str()
      ->type_name("N");
  add("leavers", "People whose leaving date has passed", ReportLeavers);
  add("stale-references", "People whose references are more than a year old",
      ReportStaleReferences);
  add("untrained", "Users who may not decide, and why", ReportUntrained);
  add("takedowns", "What is still to be taken down, and what is overdue", ReportTakedowns);
  add("channels", "Channels without two owners who have not left", ReportChannels);
  add("published", "What is published of a person, where, and what was taken down",
      [arguments](Register& reg, const Date&) {
        return ReportPublished(reg, PersonId{arguments->person});
      })
      ->add_option("--person", arguments->person, "The school's number, or a case number")
      ->required()
      ->type_name("ID");
  add("rests-on", "Released photos that rest on permissions which end soon",
      [arguments](Register& reg, const Date& today) {
        return ReportRestsOn(reg, today, arguments->days);
      })
      ->add_option("--days", arguments->days, "Within so many days")
      ->check(CLI::Range(0, 3650))
      ->capture_default_str()
      ->type_name("N");
  add("monthly", "What the gate did in a month: checked, held, blocked, overridden, found later",
      [arguments](Register& reg, const Date& today) {
        return ReportMonth(
            reg, arguments->month.empty() ? FormatDate(today).substr(0, 7) : arguments->month);
      })
      ->add_option("--month", arguments->month, "Which (this one)")
      ->type_name("YYYY-MM");
  CLI::App* incidents =
      add("incidents", "Incidents for the governors, without what was written about them",
          [arguments](Register& reg, const Date& today) -> Result<Report> {
            const auto first = DayOr(arguments->from, AddDays(today, -365));
            const auto last = DayOr(arguments->to, today);
            if (!first || !last) {
              return Error{ErrorKind::kRefused, "Name days like 2026-09-01 with --from and --to."};
            }
            return ReportIncidents(reg, *first, *last);
          });
  incidents->add_option("--from", arguments->from, "First day (a year ago)")
      ->type_name("YYYY-MM-DD");
  incidents->add_option("--to", arguments->to, "Last day (today)")->type_name("YYYY-MM-DD");
}

}  // namespace photogate
