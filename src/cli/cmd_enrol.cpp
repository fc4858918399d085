// photogate enrol: reference photos become templates, or are refused with the reason.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "cli/enrol_report.h"
#include "cli/gate.h"
#include "cli/private_file.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/enrol.h"
#include "consent/kin_suggestions.h"
#include "consent/register_settings.h"
#include "pipeline/collect_files.h"
#include "pipeline/photo_file.h"
#include "pipeline/reference_photo.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct EnrolArguments {
  std::string person, from, taken, report;
  std::vector<std::string> photos;
  int face = 0;
  bool insist = false;
};

TriedReference Refused(const Reference& reference, const Error& error) {
  return TriedReference{reference, false, "unreadable", error.message};
}

struct TryTools {
  const EnrolArguments& arguments;
  std::optional<Date> taken;
  Date today;
  bool keep_crops;
  WorkerPool& pool;
  Enroller& enroller;
};

// One reference through a worker and into the register. An Error is a register that failed.
Result<TriedReference> TryOne(const Reference& reference, const TryTools& tools, const Actor& me) {
  const auto file = OpenPhotoFile(reference.path);
  if (!file.ok()) return Refused(reference, file.error());
  const ReferenceWish wish{reference.person, tools.taken, tools.arguments.face, tools.keep_crops};
  const auto read = ReadReferencePhoto(file.value(), wish, InspectWith(tools.pool), tools.today);
  if (!read.ok()) return Refused(reference, read.error());
  EnrolOrder wanted = read.value().order;
  wanted.insist = tools.arguments.insist;
  TriedReference tried{reference};
  tried.taken = wanted.reference_date;
  tried.taken_from = read.value().taken_from;
  tried.stale = IsStaleReference(wanted.reference_date, tools.today);
  auto outcome = tools.enroller.Precheck(wanted);
  if (outcome.ok() && outcome.value().enrolled()) {
    outcome = tools.enroller.Enrol(wanted, read.value().faces, me);
  }
  if (!outcome.ok()) return outcome.error();
  tried.enrolled = outcome.value().enrolled();
  tried.code =
      tried.enrolled ? "enrolled" : std::string(EnrolRefusalName(*outcome.value().refusal));
  tried.text = outcome.value().message;
  tried.missing = outcome.value().missing;
  tried.near = outcome.value().near;
  if (outcome.value().distance) tried.distance = outcome.value().distance->value;
  tried.crop_kept = outcome.value().crop_kept;
  return tried;
}

// DIR/<person id>/<photos>.
Result<std::vector<Reference>> ReferencesBelow(const fs::path& folder) {
  std::vector<Reference> references;
  std::error_code error;
  std::vector<fs::path> people;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_directory()) people.push_back(it->path());
  }
  if (error)
    return Error{ErrorKind::kNotFound, "the folder of references cannot be read", folder.string()};
  std::sort(people.begin(), people.end());
  for (const auto& person : people) {
    for (const auto& photo : CollectFiles({person}).photos) {
      references.push_back({PersonId{person.filename().string()}, photo.path});
    }
  }
  return references;
}

// By the ending of its name; personal data, so never over another file and for this account alone.
Result<Done> WriteReport(const std::string& file, const EnrolReport& report) {
  const bool html = fs::path(file).extension() == ".html";
  return WriteNewPrivateFile(file, html ? EnrolHtml(report) : EnrolCsv(report));
}

bool KnownEnding(const std::string& file) {
  const fs::path ending = fs::path(file).extension();
  return ending == ".html" || ending == ".csv";
}

ExitCode Enrol(const AppContext& context, const EnrolArguments& arguments) {
  if (arguments.from.empty() == arguments.person.empty()) {
    return Misunderstood(
        "say either --person ID with photos, or --from DIR with a folder a person");
  }
  std::optional<Date> taken;
  if (!arguments.taken.empty()) {
    taken = ParseDate(arguments.taken);
    if (!taken) return Misunderstood("--taken is not a day; write it as YYYY-MM-DD");
  }
  if (arguments.face != 0 && arguments.photos.size() != 1) {
    return Misunderstood("--face goes with one photo");
  }
  if (!arguments.report.empty() && !KnownEnding(arguments.report)) {
    return Misunderstood("--report is a file that ends with .html or .csv");
  }
  std::vector<Reference> references;
  if (!arguments.from.empty()) {
    auto found = ReferencesBelow(arguments.from);
    if (!found.ok()) return Fail(found.error());
    references = std::move(found).value();
  }
  for (const auto& photo : arguments.photos)
    references.push_back({PersonId{arguments.person}, photo});
  if (references.empty()) return Misunderstood("there is no photo to enrol");

  return WithRegister(context, Act::kEnrol, [&](Register& reg, const Actor& me) {
    ExitCode failed = ExitCode::kFailure;
    auto gate = StartGate(context, 1, GateNeeds::kFaces, failed);
    if (!gate) return failed;
    const auto match = gate->match();
    if (!match || !gate->models.detector || !gate->self_test_passed) {
      return Worse(ExitCode::kModelMissing,
                   (PrintNote("photogate: without working models no reference can be made"),
                    ExitCode::kModelMissing));
    }
    Enroller enroller(reg, EnrolRules{match->match, kMinReferenceQuality, match->possible});
    const auto settings = ReadRegisterSettings(reg);
    if (!settings.ok()) return FailRegister(settings.error());
    const TryTools tools{
        arguments,   taken,   context.clock.Today(), settings.value().keep_reference_crops,
        *gate->pool, enroller};
    EnrolReport report;
    std::set<PersonId> people;
    ExitCode code = ExitCode::kAllClear;
    Progress progress(references.size(), "photos");
    for (const auto& reference : references) {
      if (Interrupted()) return ExitCode::kInterrupted;
      auto one = TryOne(reference, tools, me);
      if (!one.ok()) return FailRegister(one.error());
      if (!one.value().enrolled) code = ExitCode::kFailure;
      if (one.value().enrolled) people.insert(reference.person);
      report.tried.push_back(std::move(one).value());
      progress.Advance();
    }
    progress.Hide();
    if (!people.empty()) {
      auto kin = SuggestKin(reg, gate->recogniser(), match->possible, people);
      if (!kin.ok()) return FailRegister(kin.error());
      report.kin = std::move(kin).value();
    }
    if (!arguments.report.empty() && !context.dry_run) {
      const auto written = WriteReport(arguments.report, report);
      if (!written.ok()) code = Worse(code, Fail(written.error()));
    }
    return Answer(context, "enrol", EnrolJson(report), EnrolText(report), code);
  });
}

}  // namespace

void AddEnrol(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<EnrolArguments>();
  CLI::App* enrol = AddVerb(
      app, "enrol", "Reference photos of people, so that their faces are recognised",
      "  photogate enrol --person P1001 a.jpg b.jpg c.jpg\n"
      "  photogate enrol --from references/ --report enrolment.html   # references/<id>/<photos>\n"
      "  photogate enrol --person P1001 class.jpg --face 3            # one of several faces\n"
      "\n"
      "A reference shows one face, well lit, looking at the camera. Give three to five a person.\n"
      "Needs a consent to comparing faces on record (photogate consent biometric).\n"
      "Photos are not kept. `photogate setting set keep-reference-crops yes` keeps a small crop "
      "of\n"
      "each for reviewers, which goes with the reference.\n"
      "Exit status 1 when any reference was refused; the others are enrolled.\n");
  enrol->add_option("--person", arguments->person, "The school's number")->type_name("ID");
  enrol->add_option("--from", arguments->from, "A folder with one folder a person, named by id")
      ->type_name("DIR");
  enrol
      ->add_option("--taken", arguments->taken,
                   "When the photos were taken (the camera's date in the file, else today)")
      ->type_name("YYYY-MM-DD");
  enrol->add_option("--face", arguments->face, "Which of several faces, as the refusal counts them")
      ->check(CLI::Range(1, 2'000))
      ->type_name("N");
  enrol->add_flag("--insist", arguments->insist,
                  "Also what is unlike the person's other references: somebody looked");
  enrol->add_option("--report", arguments->report, "Write what was taken and refused, and why")
      ->type_name("FILE.html|FILE.csv");
  AddDryRun(*enrol, context);
  enrol->add_option("photos", arguments->photos, "The reference photos")->type_name("PHOTO");
  OnRun(*enrol, context, [&context, arguments] { return Enrol(context, *arguments); });
}

}  // namespace photogate
