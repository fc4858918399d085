// photogate enrol: reference photos become templates, or are refused with the reason.
#include <fcntl.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "cli/gate.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/enrol.h"
#include "consent/people.h"
#include "pipeline/collect_files.h"
#include "pipeline/photo_file.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// Below this a reference costs more recognition than one more photo would bring: the quality is the
// smallest of its parts, and 0.3 is a face of about 60 px, slightly soft or half turned.
constexpr double kMinReferenceQuality = 0.3;

// DESIGN: three to five references; one alone misses several times as many photos.
constexpr int kWantedReferences = 3;

struct EnrolArguments {
  std::string person, from, taken;
  std::vector<std::string> photos;
};

struct Reference {
  PersonId person;
  fs::path path;
};

struct Tried {
  Reference reference;
  bool enrolled;
  std::string code;  // "enrolled", a refusal's name, or "unreadable"
  std::string text;
  std::optional<PersonId> near;
  std::optional<double> distance;
};

// The day the file was last written, as the best that is known without reading metadata; today for
// a clock that is ahead.
Date TakenOn(const fs::path& path, const Date& today) {
  std::error_code error;
  const auto written = fs::last_write_time(path, error);
  if (error) return today;
  const auto when = std::chrono::file_clock::to_sys(written);
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(when));
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return std::min(today, Date{parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday});
}

Tried Refused(const Reference& reference, const Error& error) {
  return Tried{reference, false, "unreadable", error.message, std::nullopt, std::nullopt};
}

Tried FromOutcome(const Reference& reference, const EnrolOutcome& outcome) {
  return Tried{reference,
               outcome.enrolled(),
               outcome.enrolled() ? "enrolled" : std::string(EnrolRefusalName(*outcome.refusal)),
               outcome.message,
               outcome.near,
               outcome.distance ? std::optional(outcome.distance->value) : std::nullopt};
}

// One reference through a worker and into the register. An Error is a register that failed.
Result<Tried> TryOne(const Reference& reference, const std::optional<Date>& taken,
                     const Date& today, WorkerPool& pool, Enroller& enroller) {
  const auto file = OpenPhotoFile(reference.path);
  if (!file.ok()) return Refused(reference, file.error());
  InspectionOrder order;
  order.sanitise = false;
  const auto inspection = pool.Inspect(file.value().fd.get(), order);
  if (!inspection.ok()) return Refused(reference, inspection.error());
  const Inspection& photo = inspection.value();
  if (!photo.faces.ok()) return Refused(reference, photo.faces.error());
  const EnrolOrder wanted{reference.person, taken.value_or(TakenOn(reference.path, today)),
                          photo.sha256};
  auto outcome = enroller.Precheck(wanted);
  if (outcome.ok() && outcome.value().enrolled())
    outcome = enroller.Enrol(wanted, photo.faces.value(), Me());
  if (!outcome.ok()) return outcome.error();
  return FromOutcome(reference, outcome.value());
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

std::string ReportText(const std::vector<Tried>& tried) {
  std::map<std::string, int> enrolled;
  std::string text;
  for (const auto& one : tried) {
    enrolled[one.reference.person.value] += one.enrolled ? 1 : 0;
    if (one.enrolled) continue;
    text += fmt::format("refused  {}  {}\n         {}\n", Printable(one.reference.person.value),
                        Printable(one.reference.path.filename().string()), Printable(one.text));
    if (one.near)
      text += fmt::format("         the other person: {}\n", Printable(one.near->value));
  }
  std::vector<std::vector<std::string>> rows{{"PERSON", "ENROLLED NOW", ""}};
  for (const auto& [person, count] : enrolled) {
    rows.push_back({Printable(person), std::to_string(count),
                    count == 0 || count >= kWantedReferences
                        ? ""
                        : "three to five are better: a face compared with one alone is missed "
                          "several times as often"});
  }
  return text + TextTable(rows);
}

Json TriedJson(const Tried& one) {
  return Json{{"person", one.reference.person.value},
              {"file", one.reference.path.filename().string()},
              {"enrolled", one.enrolled},
              {"code", one.code},
              {"text", one.text},
              {"near", one.near ? Json(one.near->value) : Json(nullptr)},
              {"distance", one.distance ? Json(*one.distance) : Json(nullptr)}};
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
  std::vector<Reference> references;
  if (!arguments.from.empty()) {
    auto found = ReferencesBelow(arguments.from);
    if (!found.ok()) return Fail(found.error());
    references = std::move(found).value();
  }
  for (const auto& photo : arguments.photos)
    references.push_back({PersonId{arguments.person}, photo});
  if (references.empty()) return Misunderstood("there is no photo to enrol");

  return WithRegister(context, [&](Register& reg) {
    ExitCode failed = ExitCode::kFailure;
    auto gate = StartGate(context, 1, GateNeeds::kFaces, failed);
    if (!gate) return failed;
    const auto match = gate->match();
    if (!match || !gate->models.detector || !gate->self_test_passed) {
      return Worse(ExitCode::kModelMissing,
                   (PrintNote("photogate: without working models no reference can be made"),
                    ExitCode::kModelMissing));
    }
    Enroller enroller(reg, EnrolRules{match->match, kMinReferenceQuality});
    std::vector<Tried> tried;
    ExitCode code = ExitCode::kAllClear;
    Progress progress(references.size(), "photos");
    for (const auto& reference : references) {
      if (Interrupted()) return ExitCode::kInterrupted;
      auto one = TryOne(reference, taken, context.clock.Today(), *gate->pool, enroller);
      if (!one.ok()) return FailRegister(one.error());
      if (!one.value().enrolled) code = ExitCode::kFailure;
      tried.push_back(std::move(one).value());
      progress.Advance();
    }
    progress.Hide();
    Json list = Json::array();
    for (const auto& one : tried) list.push_back(TriedJson(one));
    return Answer(context, "enrol", {{"photos", list}}, ReportText(tried), code);
  });
}

}  // namespace

void AddEnrol(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<EnrolArguments>();
  CLI::App* enrol = AddVerb(
      app, "enrol", "Reference photos of people, so that their faces are recognised",
      "  photogate enrol --person P1001 a.jpg b.jpg c.jpg\n"
      "  photogate enrol --from references/        # references/<person id>/<photos>\n"
      "\n"
      "A reference shows one face, well lit, looking at the camera. Give three to five a person.\n"
      "Needs a consent to comparing faces on record (photogate consent biometric).\n"
      "Exit status 1 when any reference was refused; the others are enrolled.\n");
  enrol->add_option("--person", arguments->person, "The school's number")->type_name("ID");
  enrol->add_option("--from", arguments->from, "A folder with one folder a person, named by id")
      ->type_name("DIR");
  enrol->add_option("--taken", arguments->taken, "When the photos were taken (the file's own date)")
      ->type_name("YYYY-MM-DD");
  enrol->add_option("photos", arguments->photos, "The reference photos")->type_name("PHOTO");
  OnRun(*enrol, context, [&context, arguments] { return Enrol(context, *arguments); });
}

}  // namespace photogate
