#include "cli/changes.h"

#include "cli/terminal.h"

namespace photogate {
namespace {

std::string TextOf(const Json& value) {
  if (value.is_null()) return "nothing";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_string()) {
    const auto text = value.get<std::string>();
    return text.empty() ? "nothing" : Printable(text);
  }
  if (!value.is_array()) return Printable(Dump(value));
  std::string text;
  for (const Json& one : value) text += (text.empty() ? "" : ", ") + TextOf(one);
  return text.empty() ? "nothing" : text;
}

}  // namespace

Changes ChangesOf(const Json& before, const Json& after) {
  Changes changes;
  for (const auto& [name, value] : after.items()) {
    const Json old = before.contains(name) ? before.at(name) : Json(nullptr);
    if (old == value) continue;
    changes.list.push_back({{"what", name}, {"from", old}, {"to", value}});
    changes.text += name + ": " + TextOf(old) + " -> " + TextOf(value) + "\n";
  }
  return changes;
}

}  // namespace photogate
