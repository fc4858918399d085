// photogate report expiring | leavers | stale-references | untrained | takedowns | channels
#include <CLI/CLI.hpp>

#include "cli/private_file.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/csv.h"
#include "consent/reports.h"
#include "consent/takedowns.h"

namespace photogate {
namespace {

struct ReportArguments {
  int days = 30;
  std::string csv;
};

using MakeReport = std::function<Result<Report>(Register&, const Date& today)>;

ExitCode Print(const AppContext& context, const std::string& name, const std::string& csv,
               const MakeReport& make) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
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
    return Answer(context, "report", {{"report", name}, {"rows", rows}},
                  report.rows.empty() ? report.when_empty : TextTable(table));
  });
}

Result<Report> ReportTakedowns(Register& reg, const Date& today) {
  TakedownQuery query;
  query.open = true;
  const auto tasks = Takedowns(reg).List(query);
  if (!tasks.ok()) return tasks.error();
  Report report{{"DUE", "TASK", "PERSON", "CHANNEL", "FILE", "FOUND BY", "OVERDUE"},
                {},
                "Nothing is to be taken down."};
  for (const Takedown& task : tasks.value()) {
    report.rows.push_back({FormatDate(task.due), std::to_string(task.number), task.person.value,
                           task.channel.value, task.name, std::string(FoundByName(task.found_by)),
                           task.due < today ? "yes" : "no"});
  }
  return report;
}

}  // namespace

void AddReport(CLI::App& app, AppContext& context) {
  CLI::App* report =
      AddVerb(app, "report", "What is due: permissions, training, references, leavers",
              "  photogate report expiring --days 30\n"
              "  photogate report untrained --csv untrained.csv\n");
  report->require_subcommand(1);
  auto arguments = std::make_shared<ReportArguments>();
  const auto add = [&](const std::string& name, const std::string& what, MakeReport make) {
    CLI::App* verb = AddVerb(*report, name, what, "  photogate report " + name + " --json\n");
    verb->add_option("--csv", arguments->csv, "Write it to this new file as well")
        ->type_name("FILE");
    OnRun(*verb, context,
          [&context, arguments, name, make] { return Print(context, name, arguments->csv, make); });
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
}

}  // namespace photogate
