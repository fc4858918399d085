// photogate release --channel NAME [PATH...] | list | show | place
#include "cli/cmd_release.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/gate.h"
#include "cli/release_flow.h"
#include "cli/release_report.h"
#include "cli/terminal.h"
#include "consent/users.h"
#include "release/sheet_store.h"
#include "watch/share_disk.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct ReleaseArguments {
  std::vector<std::string> paths;
  std::string channel, event, to, sheet, confirm, leave_out, looked_by;
  std::string url, issue, published, note;
  bool zip = false, again = false;
  int jobs = DefaultJobs();
  std::int64_t number = 0;
};

std::optional<ReleasePlace> PlaceOf(const AppContext& context, const ReleaseArguments& arguments) {
  const auto day = DayOr(arguments.published, context.clock.Today());
  if (!day) return std::nullopt;
  return ReleasePlace{arguments.url, arguments.issue, *day, arguments.note};
}

std::string LeftOutText(const Batch& batch) {
  std::string text;
  for (const Verified& one : batch.left_out) {
    text += fmt::format(
        "{}\n    {}\n",
        Printable(one.path.string() + (one.inside.empty() ? "" : " > " + one.inside)), one.text);
  }
  if (!text.empty()) text += "\n";
  return text;
}

Json BatchJson(const Batch& batch) {
  Json photos = Json::array();
  for (const BatchPhoto& photo : batch.photos) {
    photos.push_back({{"path", Printable(photo.source.string())},
                      {"file", photo.file_name},
                      {"sha256", photo.sha256.value},
                      {"released_before",
                       photo.released_before ? Json(*photo.released_before) : Json(nullptr)}});
  }
  Json left_out = Json::array();
  for (const Verified& one : batch.left_out) {
    left_out.push_back({{"path", Printable(one.path.string())},
                        {"inside", Printable(one.inside)},
                        {"standing", StandingName(one.standing)},
                        {"text", one.text}});
  }
  return {{"channel", batch.channel.value},
          {"code", BatchCode(batch)},
          {"photos", photos},
          {"left_out", left_out}};
}

// Whose word it is that the batch was looked through: a user who may decide.
Result<std::string> LookedBy(Register& reg, const std::string& name, const Actor& me,
                             const Date& today) {
  if (name.empty()) return me.account;
  const auto user = Users(reg).Show(name);
  if (!user.ok()) return user.error();
  if (const auto may = MayDo(user.value(), Act::kDecidePhotos, today); !may.ok()) {
    return may.error();
  }
  return user.value().name;
}

class Releasing {
 public:
  Releasing(const AppContext& context, const ReleaseArguments& arguments, Register& reg,
            const Actor& me)
      : context_(context), arguments_(arguments), reg_(reg), me_(me) {}

  ExitCode Run() {
    const auto looked_by = LookedBy(reg_, arguments_.looked_by, me_, context_.clock.Today());
    if (!looked_by.ok()) return FailRegister(looked_by.error());
    auto places = FindReleasePlaces(reg_, arguments_.channel, arguments_.paths, arguments_.to);
    if (!places.ok()) return Fail(places.error());
    places_ = std::move(places).value();
    LazyGates gates(context_, arguments_.jobs);
    BatchOrder order{places_.from, std::nullopt, {}};
    if (!arguments_.event.empty()) order.event = EventName{arguments_.event};
    if (!places_.cleared_root.empty()) {
      order.cleared_folder = places_.cleared_root / arguments_.channel;
    }
    auto gathered = GatherBatch(order, gates.Parts(reg_, arguments_.channel));
    if (!gathered.ok()) return FailRegister(gathered.error());
    if (Interrupted()) return ExitCode::kInterrupted;
    Batch batch = std::move(gathered).value();
    if (batch.photos.empty()) {
      (void)RemoveSheets(reg_.home(), ChannelName{arguments_.channel});
      return Nothing(batch);
    }
    if (const auto before = AllReleasedBefore(batch); before && !arguments_.again) {
      return Fail({ErrorKind::kConflict,
                   fmt::format("these photos were released already: release {}. Record where they "
                               "were published with `photogate release place`; to hand the same "
                               "photos over once more, add --again",
                               *before)});
    }
    const std::string code = BatchCode(batch);
    std::optional<LookedThrough> looked;
    if (arguments_.confirm.empty()) {
      const auto place = WhereSheet(code);
      if (!place.ok()) return Fail(place.error());
      const fs::path& sheet = place.value();
      if (!fs::exists(fs::symlink_status(sheet))) {
        const auto written = WriteContactSheet(batch, sheet, gates, context_.clock);
        if (!written.ok()) return Fail(written.error());
      } else if (!arguments_.sheet.empty()) {
        return Fail({ErrorKind::kRefused,
                     "the file named with --sheet is there already, and nothing is overwritten",
                     sheet.string()});
      }
      if (context_.json || isatty(STDIN_FILENO) != 1 || !StderrIsTerminal()) {
        return Waiting(batch, code, sheet);
      }
      PrintNote(LeftOutText(batch));
      PrintNote(fmt::format("{} photos. Look them through: {}", batch.photos.size(),
                            Printable(sheet.string())));
      looked = AskPoints(batch);
      if (!looked) {
        return Fail({ErrorKind::kRefused, "not everything was agreed to; nothing was released"});
      }
    } else {
      if (arguments_.confirm != code) {
        return Fail({ErrorKind::kConflict,
                     "the batch is not the one of that contact sheet any more: photos were added, "
                     "taken away, or may not be published now. Nothing was released; run the "
                     "command without --confirm and look again"});
      }
      auto numbers = ReadNumbers(arguments_.leave_out, batch.photos.size());
      if (!numbers) {
        return Misunderstood(
            fmt::format("--leave-out takes numbers of the contact sheet, 1 to {}: --leave-out 3,7",
                        batch.photos.size()));
      }
      looked = Agreed(batch, *std::move(numbers));
    }
    return Make(batch, *looked, looked_by.value());
  }

 private:
  Result<fs::path> WhereSheet(const std::string& code) const {
    if (!arguments_.sheet.empty()) return fs::path(arguments_.sheet);
    return SheetPath(reg_.home(), ChannelName{arguments_.channel}, code);
  }

  ExitCode Nothing(const Batch& batch) const {
    return Answer(context_, "release_batch", BatchJson(batch),
                  LeftOutText(batch) + "There is no photo to release.\n",
                  batch.left_out.empty() ? ExitCode::kAllClear : ExitCode::kHeld);
  }

  ExitCode Waiting(const Batch& batch, const std::string& code, const fs::path& sheet) const {
    Json fields = BatchJson(batch);
    fields["contact_sheet"] = Printable(sheet.string());
    return Answer(context_, "release_batch", fields,
                  LeftOutText(batch) +
                      fmt::format("{} photo{} may be released to {}. Look at every one in\n  {}\n"
                                  "then run the same command with --confirm {} (and --leave-out "
                                  "NUMBERS for those in doubt).\n",
                                  batch.photos.size(), batch.photos.size() == 1 ? "" : "s",
                                  Printable(arguments_.channel), Printable(sheet.string()), code),
                  ExitCode::kHeld);
  }

  ExitCode Make(Batch batch, const LookedThrough& looked, const std::string& looked_by) {
    LeaveOut(looked.left_out, batch);
    const auto home = context_.Home();
    if (!home.ok()) return Fail(home.error());
    PosixFileSystem own_disk;
    ShareDisk share_disk(places_.share_root);
    const bool on_share = !places_.share_root.empty() && arguments_.to.empty();
    const HandOverParts parts{&reg_, &context_.clock,
                              on_share ? static_cast<FileSystem*>(&share_disk) : &own_disk,
                              home.value(), places_.cleared_root};
    const HandOverOrder order{places_.to, arguments_.zip ? ReleaseForm::kZip : ReleaseForm::kFolder,
                              looked_by, looked.checklist};
    const auto made = HandOver(batch, order, parts, me_);
    if (!made.ok()) {
      const ErrorKind kind = made.error().kind;
      return kind == ErrorKind::kUnavailable || kind == ErrorKind::kConflict
                 ? Fail(made.error())
                 : FailRegister(made.error());
    }
    const HandedOver& done = made.value();
    const bool gone = RemoveSheets(reg_.home(), ChannelName{arguments_.channel});
    std::string text = LeftOutText(batch) +
                       fmt::format("Release {}: {} photo{} for {} in\n  {}\n", done.number,
                                   done.photos, done.photos == 1 ? "" : "s",
                                   Printable(arguments_.channel), Printable(done.place.string()));
    if (done.left > 0) {
      text += fmt::format("{} could not be taken out of cleared (open in another program?).\n",
                          done.left);
    }
    if (done.old_sheets > 0) {
      text +=
          fmt::format("Contact sheets that lay there from before, removed: {}\n", done.old_sheets);
    }
    if (done.old_sheets_stay) {
      text += fmt::format(
          "A contact sheet of before could not be deleted: delete contact-sheet-*.html in {}\n",
          Printable(places_.to.string()));
    }
    if (!gone) {
      text += fmt::format("A contact sheet could not be deleted: delete what is in {}\n",
                          Printable((reg_.home() / "sheets").string()));
    }
    ExitCode code_of = ExitCode::kAllClear;
    if (!arguments_.url.empty() || !arguments_.issue.empty()) {
      const auto place = PlaceOf(context_, arguments_);
      const auto recorded =
          Releases(reg_).RecordPlace(done.number, place.value_or(ReleasePlace{}), me_);
      if (!recorded.ok()) {
        PrintError(recorded.error());
        code_of = ExitCode::kFailure;
      }
    } else {
      text += fmt::format(
          "When it is published, say where: photogate release place {} --url "
          "ADDRESS\n",
          done.number);
    }
    Json fields = BatchJson(batch);
    fields["number"] = done.number;
    fields["place"] = Printable(done.place.string());
    fields["left_in_cleared"] = done.left;
    fields["old_contact_sheets"] = done.old_sheets;
    return Answer(context_, "release", fields, text, code_of);
  }

  const AppContext& context_;
  const ReleaseArguments& arguments_;
  Register& reg_;
  const Actor& me_;
  ReleasePlaces places_;
};

ExitCode ReleaseNow(const AppContext& context, const ReleaseArguments& arguments) {
  if (arguments.channel.empty()) {
    return Misunderstood("say where to: --channel NAME; or see `photogate release list`");
  }
  if (!PlaceOf(context, arguments)) {
    return Misunderstood("--published takes a day: --published 2026-11-21");
  }
  return WithRegister(context, Act::kDecidePhotos, [&](Register& reg, const Actor& me) {
    return Releasing(context, arguments, reg, me).Run();
  });
}

ExitCode Place(const AppContext& context, const ReleaseArguments& arguments) {
  const auto place = PlaceOf(context, arguments);
  if (!place) return Misunderstood("--published takes a day: --published 2026-11-21");
  return WithRegister(context, Act::kDecidePhotos, [&](Register& reg, const Actor& me) {
    const auto recorded = Releases(reg).RecordPlace(arguments.number, *place, me);
    if (!recorded.ok()) {
      return recorded.error().kind == ErrorKind::kConflict ? Fail(recorded.error())
                                                           : FailRegister(recorded.error());
    }
    return Answer(context, "release_place",
                  {{"number", arguments.number}, {"url", place->url}, {"issue", place->issue}},
                  fmt::format("Recorded for release {}.", arguments.number));
  });
}

void AddPlaceOptions(CLI::App& verb, const std::shared_ptr<ReleaseArguments>& arguments) {
  verb.add_option("--url", arguments->url, "The address of the page that shows it")
      ->type_name("URL");
  verb.add_option("--issue", arguments->issue, "Which issue or display: \"Newsletter 14\"")
      ->type_name("TEXT");
  verb.add_option("--published", arguments->published, "The day it appeared (today)")
      ->type_name("YYYY-MM-DD");
  verb.add_option("--note", arguments->note, "Anything else")->type_name("TEXT");
}

}  // namespace

void AddRelease(CLI::App& app, AppContext& context) {
  CLI::App* release = AddVerb(
      app, "release", "Hand what is cleared over for publication, looked through and on record",
      "  photogate release --channel newsletter\n"
      "  photogate release --channel newsletter --confirm 1f2e3d4c --leave-out 3,7\n"
      "  photogate release checked/cleared --channel website --to handed-over --zip\n"
      "  photogate release place 12 --url https://school.example/news/sports-day\n\n"
      "Every photo is verified again first. Then somebody looks the contact sheet through (a file "
      "in\n"
      "the home, which goes with the release, a withdrawal, or the next sheet): at a\n"
      "terminal the points are asked; in scripts the sheet's code is given with --confirm. The\n"
      "copies leave cleared/ and stand in a folder or ZIP of the day, with a list that\n"
      "`photogate verify` accepts. 10: photos wait to be looked through, or were left out.\n");
  auto arguments = std::make_shared<ReleaseArguments>();
  release
      ->add_option("paths", arguments->paths,
                   "Cleared copies, and folders with them (cleared/ of the watched folder)")
      ->type_name("PATH");
  release->add_option("--channel", arguments->channel, "Where they are to be published")
      ->type_name("NAME");
  release->add_option("--event", arguments->event, "Only photos of this event")->type_name("NAME");
  release
      ->add_option("--to", arguments->to,
                   "The folder that the release is made in (released/ of the watched folder)")
      ->type_name("DIR");
  release->add_flag("--again", arguments->again,
                    "Although all of these photos were released to the channel before");
  release->add_flag("--zip", arguments->zip, "Make one ZIP instead of a folder");
  auto* sheet = release
                    ->add_option("--sheet", arguments->sheet,
                                 "Write the contact sheet to this file, and keep it")
                    ->type_name("FILE.html");
  release
      ->add_option("--confirm", arguments->confirm,
                   "The code of the contact sheet that you looked through: all of it holds")
      ->excludes(sheet)
      ->type_name("CODE");
  release->add_option("--leave-out", arguments->leave_out, "Numbers of photos in doubt: 3,7")
      ->type_name("NUMBERS");
  release->add_option("--looked-by", arguments->looked_by, "Who looked them through (you)")
      ->type_name("USER");
  AddPlaceOptions(*release, arguments);
  release->add_option("--jobs", arguments->jobs, "Files looked at at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  release->require_subcommand(0, 1);
  // The verb's own callback comes after those of the verbs below it.
  release->callback([&context, arguments, release] {
    if (!release->get_subcommands().empty()) return;
    context.action = [&context, arguments] { return ReleaseNow(context, *arguments); };
  });

  auto below = std::make_shared<ReleaseArguments>();
  CLI::App* list = AddVerb(*release, "list", "What was released, and where it was published",
                           "  photogate release list --channel website --json\n");
  list->add_option("--channel", below->channel, "Only of this channel")->type_name("NAME");
  OnRun(*list, context, [&context, below] { return ListReleases(context, below->channel); });

  CLI::App* show = AddVerb(*release, "show", "One release: its files and who answered for it",
                           "  photogate release show 12\n");
  show->add_option("number", below->number, "Its number")->required()->type_name("NUMBER");
  OnRun(*show, context, [&context, below] { return ShowRelease(context, below->number); });

  CLI::App* place = AddVerb(*release, "place", "Record where a release was published",
                            "  photogate release place 12 --url https://school.example/news/1\n"
                            "  photogate release place 12 --issue \"Newsletter 14\" --published "
                            "2026-11-21\n");
  place->add_option("number", below->number, "Its number")->required()->type_name("NUMBER");
  AddPlaceOptions(*place, below);
  OnRun(*place, context, [&context, below] { return Place(context, *below); });
}

}  // namespace photogate
