// photogate recall recheck: kept copies compared anew with the person's reference photos
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>

#include "cli/gate.h"
#include "cli/lazy_gates.h"
#include "cli/progress.h"
#include "cli/recall_report.h"
#include "cli/recall_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/home_settings.h"
#include "consent/rechecks.h"
#include "consent/releases.h"
#include "release/recheck_copies.h"
#include "release/release_place.h"
#include "watch/share.h"
#include "watch/share_disk.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct RecheckArguments {
  std::string person;
  std::vector<std::string> paths;
  bool all = false, again = false;
  int minutes = 0;
  int jobs = DefaultJobs();
};

// Where the program itself put copies: the watched folder and what was released.
Result<std::vector<fs::path>> KeptPlaces(Register& reg) {
  std::vector<fs::path> places;
  const auto settings = HomeSettings(reg).ForWatching();
  if (!settings.ok()) return settings.error();
  const fs::path root = settings.value().share_root;
  if (!root.empty() && !settings.value().share_id.empty()) {
    ShareDisk disk(root);
    const Share share(disk, root);
    if (share.Look(settings.value().share_id) != ShareState::kThere) {
      return Error{ErrorKind::kUnavailable,
                   "The watched folder is not there, so its copies could not be looked at. Connect "
                   "the share and try again."};
    }
    places.push_back(share.cleared());
    places.push_back(root / "quarantine");
  }
  const auto releases = Releases(reg).List();
  if (!releases.ok()) return releases.error();
  for (const Release& release : releases.value()) {
    places.push_back(PlaceToday(reg, release));
  }
  return places;
}

std::string Sentences(const Rechecked& done) {
  const int compared = done.seen + done.perhaps + done.not_seen + done.cannot_tell;
  std::string text = fmt::format(
      "Compared: {}. Seen in {}, perhaps in {}, not seen in {}; in {} it cannot be told.\n",
      compared, done.seen, done.perhaps, done.not_seen, done.cannot_tell);
  if (done.originals > 0) {
    text += fmt::format("Of {} no copy was found, so their kept originals were compared.\n",
                        done.originals);
  }
  if (done.no_copy > 0) {
    text += fmt::format(
        "Of {} neither a copy nor an original was found. Name the folders that they may be in, or "
        "look at them where they "
        "are published.\n",
        done.no_copy);
  }
  if (done.left > 0) {
    text += fmt::format(
        "{} were not reached. The same command goes on with them; what was compared is kept.\n",
        done.left);
  }
  if (done.not_seen + done.cannot_tell > 0) {
    text +=
        "Not seen is no proof: a face may be turned away. A person still looks through them "
        "(photogate recall tasks).\n";
  }
  return text;
}

ExitCode Recheck(const AppContext& context, const RecheckArguments& arguments) {
  return WithRegister(context, Act::kRecordObjection, [&](Register& reg, const Actor& me) {
    const auto person = Rechecks(reg).Meant(PersonId{arguments.person});
    if (!person.ok()) return FailRegister(person.error());
    auto places = KeptPlaces(reg);
    if (!places.ok()) return FailRegister(places.error());
    RecheckOrder order{person.value(), std::move(places).value(), arguments.all, arguments.again};
    order.paths.insert(order.paths.end(), arguments.paths.begin(), arguments.paths.end());
    for (const std::string& path : arguments.paths) {
      if (!fs::exists(fs::symlink_status(path))) {
        return Fail(Error{ErrorKind::kNotFound, "This is not there; nothing was compared.", path});
      }
    }
    if (arguments.minutes > 0) {
      order.until = std::chrono::steady_clock::now() + std::chrono::minutes(arguments.minutes);
    }
    LazyGates gates(context, std::max(2, arguments.jobs));
    std::unique_ptr<Progress> progress;
    std::mutex mutex;
    const RecheckParts parts{
        &reg,
        &context.clock,
        [&] { return gates.Files(); },
        [&] { return gates.Faces(); },
        &InterruptFlag(),
        arguments.jobs + 1,
        [&](std::size_t total) { progress = std::make_unique<Progress>(total, "copies"); },
        [&] {
          const std::lock_guard lock(mutex);
          progress->Advance();
        }};
    const auto done = RecheckCopies(order, parts, me);
    progress.reset();
    if (!done.ok()) return FailRegister(done.error());
    // Who was seen is taken out of cleared/ at once.
    const std::string taken = TakeOutText(context, reg, me);
    TakedownQuery query;
    query.open = true;
    const auto tasks = Takedowns(reg).List(query);
    if (!tasks.ok()) return FailRegister(tasks.error());
    std::vector<Takedown> own;
    for (const Takedown& task : tasks.value()) {
      if (task.person == order.person) own.push_back(task);
    }
    // What was seen first, then what is to be looked through.
    std::stable_sort(own.begin(), own.end(), [](const Takedown& a, const Takedown& b) {
      const auto rank = [](const Takedown& task) {
        return ByEye(task.found_by)
                   ? static_cast<int>(task.rechecked.value_or(RecheckOutcome::kCannotTell))
                   : 0;
      };
      return rank(a) < rank(b);
    });
    const Rechecked& counts = done.value();
    ExitCode code =
        own.empty() && counts.no_copy + counts.left == 0 ? ExitCode::kAllClear : ExitCode::kHeld;
    if (Interrupted()) code = ExitCode::kInterrupted;
    std::string text = Sentences(counts);
    if (!taken.empty()) text += taken.substr(1) + "\n";
    return Answer(context, "recall_recheck",
                  {{"person", arguments.person},
                   {"seen", counts.seen},
                   {"perhaps", counts.perhaps},
                   {"not_seen", counts.not_seen},
                   {"cannot_tell", counts.cannot_tell},
                   {"no_copy", counts.no_copy},
                   {"originals", counts.originals},
                   {"left", counts.left},
                   {"tasks", PlacesJson(own, context.clock.Today())}},
                  text + PlacesText(own, context.clock.Today()), code);
  });
}

}  // namespace

void AddRecallRecheck(CLI::App& recall, AppContext& context) {
  auto arguments = std::make_shared<RecheckArguments>();
  CLI::App* recheck = AddVerb(
      recall, "recheck", "Compare kept copies anew with the person's reference photos",
      "  photogate recall recheck --person P1001\n"
      "  photogate recall recheck --person P1001 --all --minutes 480\n"
      "  photogate recall recheck --person P1001 old-website/ --json\n\n"
      "Looks at the copies that the person may be in (found by group or unknown-event), where "
      "they\n"
      "stand on the share and in releases, and in what you name. With --all also at every other\n"
      "copy of the channels that the person is kept from: that may take a night, can be stopped,\n"
      "and goes on where it was. Whoever is seen is a task. 10: something is still to be done.\n");
  recheck->add_option("--person", arguments->person, "The school's number, or a case number")
      ->required()
      ->type_name("ID");
  recheck->add_option("paths", arguments->paths, "Other folders, ZIP or PDF that copies may be in")
      ->type_name("DIR");
  recheck->add_flag("--all", arguments->all, "Also the copies that no task asks about");
  recheck->add_flag("--again", arguments->again, "Also those compared before");
  recheck->add_option("--minutes", arguments->minutes, "Stop after so long (when all is done)")
      ->check(CLI::Range(1, 100'000))
      ->type_name("N");
  recheck->add_option("--jobs", arguments->jobs, "Copies compared at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  AddDryRun(*recheck, context);
  OnRun(*recheck, context, [&context, arguments] { return Recheck(context, *arguments); });
}

}  // namespace photogate
