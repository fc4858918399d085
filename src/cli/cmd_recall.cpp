// photogate recall --person ID | list | tasks | done | recheck
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/evidence.h"
#include "cli/recall_report.h"
#include "cli/recall_verbs.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/takedowns.h"

namespace photogate {
namespace {

struct RecallArguments {
  std::string person, note, proof, by;
  std::vector<std::int64_t> tasks;
  bool overdue = false, mine = false, all = false, not_shown = false, beyond_reach = false,
       earlier = false;
};

ExitCode CodeOf(const std::vector<Takedown>& places) {
  return places.empty() ? ExitCode::kAllClear : ExitCode::kHeld;
}

ExitCode Recalled(const AppContext& context, const RecallArguments& arguments) {
  if (arguments.person.empty()) {
    return Misunderstood(
        "say who is to be taken back: --person ID; or see `photogate recall tasks`");
  }
  return WithRegister(context, Act::kRecordObjection, [&](Register& reg, const Actor& me) {
    const auto found = Takedowns(reg).Recall(PersonId{arguments.person}, me, arguments.earlier);
    if (!found.ok()) return FailRegister(found.error());
    const RecallFind& find = found.value();
    std::string text = PlacesText(find.places, context.clock.Today());
    const std::string more = OpenedText({find.recall, 0, find.not_looked}, arguments.person) +
                             TakeOutText(context, reg, me);
    if (!more.empty()) text += more.substr(1) + "\n";
    if (find.erased) {
      text +=
          "This person was erased: what is known is where they were recorded as present. Photos in "
          "which nobody recognised them cannot be found any more.\n";
    }
    Json fields{{"person", arguments.person},
                {"recall", find.recall ? Json(*find.recall) : Json(nullptr)},
                {"erased", find.erased},
                {"copies_not_looked_at", find.not_looked},
                {"tasks", PlacesJson(find.places, context.clock.Today())}};
    return Answer(context, "recall", fields, text, CodeOf(find.places));
  });
}

ExitCode List(const AppContext& context) {
  return WithRegister(context, Act::kLookAtRegister, [&](Register& reg, const Actor&) {
    const auto recalls = Takedowns(reg).Recalls();
    if (!recalls.ok()) return FailRegister(recalls.error());
    Json list = Json::array();
    bool open = false;
    std::vector<std::vector<std::string>> rows{{"RECALL", "PERSON", "WHY", "SINCE", "PLACES",
                                                "OPEN", "BY EYE", "OVERDUE", "NOT LOOKED AT",
                                                "STATE"}};
    for (const Recall& recall : recalls.value()) {
      open = open || !recall.done();
      const bool of_picture = OfPicture(recall.reason);
      list.push_back({{"recall", recall.number},
                      {"person", of_picture ? Json(nullptr) : Json(recall.person.value)},
                      {"case", of_picture ? Json(nullptr) : Json(recall.case_number)},
                      {"reason", RecallReasonName(recall.reason)},
                      {"at", recall.at},
                      {"by", recall.by},
                      {"places", recall.places},
                      {"open", recall.open},
                      {"by_eye", recall.by_eye},
                      {"overdue", recall.overdue},
                      {"copies_not_looked_at", recall.not_looked},
                      {"done", recall.done()}});
      rows.push_back({std::to_string(recall.number),
                      Printable(SubjectText(recall.person, recall.reason)),
                      std::string(RecallReasonName(recall.reason)), recall.at,
                      std::to_string(recall.places), std::to_string(recall.open),
                      std::to_string(recall.by_eye), std::to_string(recall.overdue),
                      std::to_string(recall.not_looked), recall.done() ? "done" : "open"});
    }
    return Answer(context, "recalls", {{"recalls", list}},
                  rows.size() == 1 ? "Nobody was recalled." : TextTable(rows),
                  open ? ExitCode::kHeld : ExitCode::kAllClear);
  });
}

ExitCode Tasks(const AppContext& context, const RecallArguments& arguments) {
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor& me) {
    Takedowns takedowns(reg);
    TakedownQuery query;
    query.open = !arguments.all;
    if (arguments.overdue) query.due_before = context.clock.Today();
    if (arguments.mine) query.owner = me.account;
    const auto tasks = takedowns.List(query);
    if (!tasks.ok()) return FailRegister(tasks.error());
    bool open = false;
    for (const Takedown& task : tasks.value()) open = open || !task.end;
    return Answer(context, "recall_tasks",
                  {{"tasks", PlacesJson(tasks.value(), context.clock.Today())}},
                  PlacesText(tasks.value(), context.clock.Today()),
                  open ? ExitCode::kHeld : ExitCode::kAllClear);
  });
}

ExitCode End(const AppContext& context, const RecallArguments& arguments) {
  const auto proof = HashEvidence({arguments.proof, "", false});
  if (!proof.ok()) return Fail(proof.error());
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor& me) {
    NewTakedownEnd end{0, TakedownOutcome::kTakenDown, arguments.note, proof.value(),
                       arguments.by.empty() ? me.account : arguments.by};
    if (arguments.not_shown) end.outcome = TakedownOutcome::kNotShown;
    if (arguments.beyond_reach) end.outcome = TakedownOutcome::kBeyondReach;
    Json done = Json::array();
    for (const std::int64_t task : arguments.tasks) {
      end.takedown = task;
      const auto ended = Takedowns(reg).End(end, me);
      if (!ended.ok()) {
        Error error = ended.error();
        error.context = fmt::format("task {}", task);
        return error.kind == ErrorKind::kConflict ? Fail(error) : FailRegister(error);
      }
      done.push_back(task);
    }
    return Answer(context, "recall_done",
                  {{"tasks", done},
                   {"outcome", TakedownOutcomeName(end.outcome)},
                   {"proof_sha256", end.proof.value}},
                  fmt::format("Recorded for {} task{}: {}.{}", done.size(),
                              done.size() == 1 ? "" : "s", TakedownOutcomeName(end.outcome),
                              end.proof.value.empty()
                                  ? ""
                                  : " Keep the proof itself, where the signed forms are kept: only "
                                    "its fingerprint is here."));
  });
}

}  // namespace

void AddRecall(CLI::App& app, AppContext& context) {
  CLI::App* recall = AddVerb(
      app, "recall", "Everywhere a person can still be seen, and the proof that it was taken down",
      "  photogate recall --person P1001 --dry-run\n"
      "  photogate recall --person P1001 --json\n"
      "  photogate recall tasks --mine --overdue\n"
      "  photogate recall done 17 --note \"taken off the news page\" --proof shot.png "
      "--by \"A. Editor\"\n\n"
      "A bar, an objection and a withdrawal open a recall by themselves, and so does who takes a\n"
      "released photo back: a wish of somebody unknown, a deletion, a second look. Who was erased\n"
      "is recalled by the case number of the receipt. What was cleared before somebody was on the\n"
      "register is counted, and looked at with `recall recheck --all` or --earlier.\n"
      "10: something is still to be taken down.\n");
  auto arguments = std::make_shared<RecallArguments>();
  recall->add_option("--person", arguments->person, "The school's number, or a case number")
      ->type_name("ID");
  recall->add_flag("--earlier", arguments->earlier,
                   "Also a task for each copy of before the person was on the register");
  AddDryRun(*recall, context);
  recall->require_subcommand(0, 1);
  // The verb's own callback comes after those of the verbs below it.
  recall->callback([&context, arguments, recall] {
    if (!recall->get_subcommands().empty()) return;
    context.action = [&context, arguments] { return Recalled(context, *arguments); };
  });

  CLI::App* list = AddVerb(*recall, "list", "Every recall, and how far it is",
                           "  photogate recall list --json\n");
  OnRun(*list, context, [&context] { return List(context); });

  CLI::App* tasks = AddVerb(*recall, "tasks", "What is to be taken down, where and by when",
                            "  photogate recall tasks --overdue\n"
                            "  photogate recall tasks --mine --json\n");
  tasks->add_flag("--overdue", arguments->overdue, "Only those whose day has passed");
  tasks->add_flag("--mine", arguments->mine, "Only those of channels that you own");
  tasks->add_flag("--all", arguments->all, "Those that are done as well, with their proof");
  OnRun(*tasks, context, [&context, arguments] { return Tasks(context, *arguments); });

  CLI::App* done = AddVerb(
      *recall, "done", "Record that it was taken down, with the proof",
      "  photogate recall done 17 --note \"off the news page\" --proof shot.png --by \"A. "
      "Editor\"\n"
      "  photogate recall done 18 19 --not-shown --note \"looked through, not in it\"\n"
      "  photogate recall done 20 --beyond-reach --note \"printed in March\" --proof p3.jpg\n"
      "  photogate recall done 21 --not-shown --note \"never on that page\" --proof "
      "shot.png\n\n"
      "An owner of the channel says so, or who may change the register; so does whoever\n"
      "enters it for somebody else (--by).\n");
  done->add_option("tasks", arguments->tasks, "Numbers from `photogate recall tasks`")
      ->required()
      ->type_name("TASK");
  done->add_option("--note", arguments->note, "What was done, and where")
      ->required()
      ->type_name("TEXT");
  done->add_option(
          "--proof", arguments->proof,
          "A screenshot. Keep the file yourself, where the signed forms are kept: only its "
          "fingerprint is kept here")
      ->type_name("FILE");
  done->add_option("--by", arguments->by, "Who took it down (you)")->type_name("USER");
  auto* not_shown =
      done->add_flag("--not-shown", arguments->not_shown,
                     "Looked through by eye: the person is not in it. Of somebody who is known to "
                     "be in it: this place never had it (with --proof)");
  done->add_flag("--beyond-reach", arguments->beyond_reach,
                 "Printed, or shared on by others; with --proof where they are known to be in it")
      ->excludes(not_shown);
  OnRun(*done, context, [&context, arguments] { return End(context, *arguments); });

  AddRecallRecheck(*recall, context);
}

}  // namespace photogate
