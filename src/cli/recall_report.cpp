#include "cli/recall_report.h"

#include <fmt/format.h>

#include "cli/terminal.h"
#include "watch/take_out.h"

namespace photogate {
namespace {

std::string Joined(const std::vector<std::string>& owners) {
  std::string text;
  for (const std::string& owner : owners) text += (text.empty() ? "" : ", ") + owner;
  return text.empty() ? "nobody: a senior leader" : text;
}

std::string StateOf(const Takedown& task, const Date& today) {
  if (task.end) return std::string(TakedownOutcomeName(task.end->outcome));
  return task.due < today ? "overdue" : "open";
}

// "group, not-seen": comparing anew did not show the person, and nobody has looked yet.
std::string HowFound(const Takedown& task) {
  std::string text(FoundByName(task.found_by));
  if (task.rechecked && ByEye(task.found_by)) {
    text += fmt::format(", {}", RecheckOutcomeName(*task.rechecked));
  }
  return text;
}

}  // namespace

Json PlacesJson(const std::vector<Takedown>& places, const Date& today) {
  Json list = Json::array();
  for (const Takedown& task : places) {
    Json proof = nullptr;
    if (task.end) {
      proof = {{"at", task.end->at},
               {"by", task.end->by},
               {"note", task.end->note},
               {"sha256", task.end->proof.value}};
    }
    list.push_back(
        {{"task", task.number},
         {"recall", task.recall},
         {"person", OfPicture(task.reason) ? Json(nullptr) : Json(task.person.value)},
         {"case", OfPicture(task.reason) ? Json(nullptr) : Json(task.case_number)},
         {"reason", RecallReasonName(task.reason)},
         {"found_by", FoundByName(task.found_by)},
         {"by_eye", ByEye(task.found_by)},
         {"rechecked", task.rechecked ? Json(RecheckOutcomeName(*task.rechecked)) : Json(nullptr)},
         {"channel", task.channel.value},
         {"place", task.place},
         {"place_recorded", task.place_recorded},
         {"release", task.release ? Json(*task.release) : Json(nullptr)},
         {"published", task.published.empty() ? Json(nullptr) : Json(task.published)},
         {"event", task.event ? Json(task.event->value) : Json(nullptr)},
         {"file", task.name},
         {"sha256", task.copy.value},
         {"cleared_at", task.cleared_at},
         {"owners", task.owners},
         {"due", FormatDate(task.due)},
         {"state", StateOf(task, today)},
         {"proof", proof}});
  }
  return list;
}

std::string PlacesText(const std::vector<Takedown>& places, const Date& today) {
  if (places.empty()) return "Nothing is to be taken down.\n";
  int by_eye = 0;
  std::vector<std::vector<std::string>> rows{
      {"TASK", "PERSON", "CHANNEL", "PLACE", "FILE", "FOUND BY", "OWNERS", "DUE", "STATE"}};
  for (const Takedown& task : places) {
    if (!task.end && ByEye(task.found_by)) ++by_eye;
    rows.push_back({std::to_string(task.number), Printable(SubjectText(task.person, task.reason)),
                    Printable(task.channel.value), Printable(PlaceText(task)), Printable(task.name),
                    HowFound(task), Printable(Joined(task.owners)), FormatDate(task.due),
                    StateOf(task, today)});
  }
  std::string text = TextTable(rows);
  if (by_eye > 0) {
    text += fmt::format(
        "{} of them (found by group or unknown-event) are to be looked through by eye: the person "
        "may be in them.\n",
        by_eye);
  }
  return text;
}

std::string OpenedText(const RecallOpened& opened, const std::string& person) {
  std::string text;
  if (opened.places > 0) {
    text += fmt::format("\n{} place{} where they may be seen: photogate recall tasks.",
                        opened.places, opened.places == 1 ? "" : "s");
  }
  if (opened.not_looked > 0) {
    const std::string id = Printable(person);
    text += fmt::format(
        "\nNot looked at: {} cleared {} of before this person was on the register. Compare them "
        "with\n  photogate recall --person {}\n  photogate recall recheck --person {} --all\nor "
        "open a task for each, to be looked through by eye: photogate recall --person {} "
        "--earlier.",
        opened.not_looked, opened.not_looked == 1 ? "copy" : "copies", id, id, id);
  }
  return text;
}

std::string TakeOutText(const AppContext& context, Register& reg, const Actor& me) {
  if (context.dry_run) return {};
  const auto taken = TakeOutRecalled(reg, me);
  std::string text;
  if (taken.ok() && taken.value().sheets_stay) {
    text += fmt::format("\nA contact sheet could not be deleted: delete what is in {}.",
                        Printable((reg.home() / "sheets").string()));
  }
  if (!taken.ok() || taken.value().left > 0) {
    return text +
           "\nSome copies could not be moved out of cleared; do not use them. The watcher tries "
           "again, or run photogate recall --person once more.";
  }
  if (taken.value().copies == 0) return text;
  return text +
         fmt::format("\nCopies moved out of cleared into quarantine: {}.", taken.value().copies);
}

}  // namespace photogate
