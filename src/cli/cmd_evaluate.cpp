// photogate evaluate: how often the gate errs on labelled photos, in both directions.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/gate.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "evaluate/inspect_with_workers.h"
#include "evaluate/report.h"
#include "evaluate/subgroups.h"

namespace photogate {
namespace {

struct EvaluateArguments {
  std::string folder, subgroups;
  double match = -1, possible = -1;
  std::uint64_t seed = 1;
  int jobs = DefaultJobs();
};

Result<std::map<std::string, std::string>> ReadSubgroups(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in)
    return Error{ErrorKind::kNotFound, "the file named with --subgroups cannot be read", file};
  return ParseSubgroups(text);
}

ExitCode RunEvaluate(const AppContext& context, const EvaluateArguments& arguments) {
  EvaluateOptions options{};
  options.seed = arguments.seed;
  if (!arguments.subgroups.empty()) {
    auto subgroups = ReadSubgroups(arguments.subgroups);
    if (!subgroups.ok()) return Fail(subgroups.error());
    options.subgroups = std::move(subgroups).value();
  }
  ExitCode failed = ExitCode::kFailure;
  auto gate = StartGate(context, arguments.jobs, GateNeeds::kFaces, failed);
  if (!gate) return failed;
  const auto match = gate->match();
  if (!match || !gate->models.detector) {
    PrintNote(
        "photogate: nothing can be measured without both models. `photogate models fetch` gets "
        "them.");
    return ExitCode::kModelMissing;
  }
  options.match = arguments.match >= 0 ? Distance{arguments.match} : match->match;
  options.possible = arguments.possible >= 0 ? Distance{arguments.possible} : match->possible;
  if (options.possible < options.match)
    return Misunderstood("--possible must not be below --match");

  std::unique_ptr<Progress> progress;
  const auto set = ReadEvaluationSet(arguments.folder, InspectWithWorkers(*gate->pool),
                                     arguments.jobs, [&progress](std::size_t, std::size_t total) {
                                       if (!progress)
                                         progress = std::make_unique<Progress>(total, "photos");
                                       progress->Advance();
                                       return !Interrupted();
                                     });
  progress.reset();
  if (Interrupted()) return ExitCode::kInterrupted;
  if (!set.ok()) return Fail(set.error());
  const auto report = Evaluate(set.value(), options);
  if (!report.ok()) return Fail(report.error());
  std::cout << (context.json ? ReportJson(report.value()) + "\n" : ReportText(report.value()));
  return ExitCode::kAllClear;
}

}  // namespace

void AddEvaluate(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<EvaluateArguments>();
  CLI::App* evaluate = AddVerb(
      app, "evaluate", "How often the gate errs on your own labelled photos",
      "  photogate evaluate labelled/            # labelled/<person>/<photos>\n"
      "  photogate evaluate labelled/ --subgroups ages.csv --json\n"
      "\n"
      "Part of the people are enrolled as barred, with one and with three references, in "
      "galleries\n"
      "of 10, 40 and 160. Shown are the share of their other photos that came out clear, and of\n"
      "strangers' photos that did not, each with its 95 % confidence interval. Nothing is "
      "stored.\n");
  evaluate->add_option("folder", arguments->folder, "A folder with one folder of photos a person")
      ->required()
      ->type_name("DIR");
  evaluate
      ->add_option("--subgroups", arguments->subgroups,
                   "Lines of person,subgroup: the same figures for each")
      ->type_name("FILE.csv");
  evaluate
      ->add_option("--match", arguments->match,
                   "Another threshold than the card's: the same person up to here")
      ->check(CLI::Range(0.0, 2.0))
      ->type_name("DISTANCE");
  evaluate
      ->add_option("--possible", arguments->possible,
                   "Another threshold than the card's: held up to here")
      ->check(CLI::Range(0.0, 2.0))
      ->type_name("DISTANCE");
  evaluate->add_option("--seed", arguments->seed, "Of the choice of references and strangers")
      ->capture_default_str();
  evaluate->add_option("--jobs", arguments->jobs, "Photos inspected at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  OnRun(*evaluate, context, [&context, arguments] { return RunEvaluate(context, *arguments); });
}

}  // namespace photogate
