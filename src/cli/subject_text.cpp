#include "cli/subject_text.h"

#include <fmt/format.h>

#include "outcome/printable.h"

namespace photogate {
namespace {

using Json = nlohmann::ordered_json;

std::string Text(const Json& value) {
  std::string text;
  if (value.is_null()) return "-";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_array()) {
    for (const Json& one : value) text += fmt::format("{}{}", text.empty() ? "" : ", ", Text(one));
    return text.empty() ? "none" : text;
  }
  text = value.is_string() ? Printable(value.get<std::string>()) : value.dump();
  std::string escaped;
  for (const char c : text) {
    // So that nothing that was typed into the register formats the answer.
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string Heading(const std::string& key) {
  std::string text = key;
  for (char& c : text) {
    if (c == '_') c = ' ';
  }
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

// A list of objects as a table with the columns of the first.
std::string Table(const Json& rows) {
  if (rows.empty()) return "Nothing.\n";
  std::string head = "|", line = "|", body;
  for (const auto& [key, value] : rows[0].items()) {
    head += fmt::format(" {} |", Heading(key));
    line += "---|";
  }
  for (const Json& row : rows) {
    body += "|";
    for (const auto& [key, value] : row.items()) body += fmt::format(" {} |", Text(value));
    body += "\n";
  }
  return head + "\n" + line + "\n" + body;
}

bool IsTable(const Json& value) {
  return value.is_array() && (value.empty() || value[0].is_object());
}

}  // namespace

Json SubjectNotes(bool reasons) {
  Json notes = Json::array(
      {"A face template is a list of numbers made from a reference photo. It is of use to the "
       "program alone, so what is given here is that it exists, from which day and which photo, "
       "and not the numbers.",
       "The audit lists who changed or looked at the record of this person, by user.",
       "Photos in which the person may be, but was not recognised, cannot be found by a search.",
       "Backups hold what stood here when they were made."});
  notes.push_back(reasons ? "The reasons of bars are included, because whoever made this may read "
                            "them. Check that giving them harms nobody."
                          : "Why somebody is barred is not included; the safeguarding lead and the "
                            "data protection lead decide whether it may be given.");
  return notes;
}

std::string SubjectText(const Json& held) {
  std::string text =
      fmt::format("# What is held about {}\n", Text(held.value("name", Json("this person"))));
  std::string facts, parts;
  for (const auto& [key, value] : held.items()) {
    if (key == "notes") continue;
    if (value.is_object()) {
      parts += fmt::format("\n## {}\n\n", Heading(key));
      for (const auto& [name, state] : value.items()) {
        parts += fmt::format("- {}: {}\n", Text(Json(name)), Text(state));
      }
    } else if (IsTable(value) && key != "groups" && key != "twins_and_siblings") {
      parts += fmt::format("\n## {}\n\n{}", Heading(key), Table(value));
    } else {
      facts += fmt::format("- {}: {}\n", Heading(key), Text(value));
    }
  }
  text += "\n" + facts + parts + "\n## What to know about this\n\n";
  for (const Json& note : held.value("notes", Json::array()))
    text += fmt::format("- {}\n", Text(note));
  return text;
}

}  // namespace photogate
