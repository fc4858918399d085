#include "cli/recall_report.h"

#include <fmt/format.h>

#include "cli/terminal.h"

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
    list.push_back({{"task", task.number},
                    {"recall", task.recall},
                    {"person", task.person.value},
                    {"case", task.case_number},
                    {"found_by", FoundByName(task.found_by)},
                    {"by_eye", ByEye(task.found_by)},
                    {"channel", task.channel.value},
                    {"place", task.place},
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
    rows.push_back({std::to_string(task.number), Printable(task.person.value),
                    Printable(task.channel.value), Printable(task.place), Printable(task.name),
                    std::string(FoundByName(task.found_by)), Printable(Joined(task.owners)),
                    FormatDate(task.due), StateOf(task, today)});
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

}  // namespace photogate
