#include "cli/verbs.h"

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/terminal.h"
#include "consent/looks.h"
#include "consent/users.h"
#include "release/sheet_store.h"

namespace photogate {

namespace {

bool OwnsFolder(const std::filesystem::path& folder) {
  struct stat entry = {};
  return stat(folder.c_str(), &entry) == 0 && entry.st_uid == geteuid();
}

}  // namespace

Result<Actor> Admit(const AppContext& context, Register& reg, Act act) {
  const auto home = context.Home();
  if (!home.ok()) return home.error();
  return Users(reg).Admit(OsAccount(), OwnsFolder(home.value()), act, context.clock.Today());
}

Result<Actor> AdmitWhereOpen(const AppContext& context, Act act) {
  auto reg = context.OpenRegister();
  if (!reg.ok()) return Actor{OsAccount()};
  return Admit(context, *reg.value(), act);
}

ExitCode WithRegister(const AppContext& context, Act act,
                      const std::function<ExitCode(Register&, const Actor&)>& work,
                      const std::string& about) {
  auto reg = context.OpenRegister();
  if (!reg.ok()) return FailOpen(context, reg.error());
  const auto me = Admit(context, *reg.value(), act);
  if (!me.ok()) {
    if (!about.empty() && me.error().kind == ErrorKind::kRefused) {
      const auto recorded =
          Looks(*reg.value())
              .Record("refused: " + std::string(RuleOf(act).what), about, Actor{OsAccount()});
      if (!recorded.ok()) return FailRegister(recorded.error());
    }
    return FailRegister(me.error());
  }
  if (context.dry_run) reg.value()->Rehearse();
  // A contact sheet that waits rests on the register as it was.
  const std::filesystem::path home = reg.value()->home();
  if (!AnySheets(home)) return work(*reg.value(), me.value());
  const auto before = reg.value()->Version();
  const ExitCode code = work(*reg.value(), me.value());
  const auto after = reg.value()->Version();
  const bool same = before.ok() && after.ok() && before.value() == after.value();
  if (!same && !context.dry_run && !RemoveSheets(home)) {
    PrintNote("A contact sheet in the home (sheets) could not be deleted. Delete it yourself.");
  }
  return code;
}

ExitCode Answer(const AppContext& context, const std::string& message_type, Json fields,
                const std::string& text, ExitCode code) {
  if (context.json) {
    Json document{{"message_type", message_type}};
    document.update(fields);
    if (context.dry_run) document["dry_run"] = true;
    document["exit"] = static_cast<int>(code);
    std::cout << Dump(document) << "\n";
  } else {
    if (context.dry_run) std::cout << "Dry run: nothing was changed. Without --dry-run:\n";
    std::cout << text << (text.empty() || text.back() == '\n' ? "" : "\n");
  }
  return code;
}

void AddDryRun(CLI::App& verb, AppContext& context) {
  verb.add_flag("--dry-run", context.dry_run, "Only check and show what would be done");
}

std::optional<Date> DayOr(const std::string& text, const Date& otherwise) {
  return text.empty() ? otherwise : ParseDate(text);
}

void AddAsOf(CLI::App& verb, std::string& text) {
  verb.add_option("--as-of", text, "As it holds on this day (today)")->type_name("YYYY-MM-DD");
}

void AddAsRecorded(CLI::App& verb, bool& flag) {
  verb.add_flag("--as-recorded", flag,
                "With --as-of: by what was entered until that day, as a check went by it then");
}

ExitCode Misunderstood(const std::string& message) {
  return Fail(Error{ErrorKind::kRefused, message});
}

std::vector<std::string> SplitList(const std::string& text) {
  std::vector<std::string> parts;
  std::string part;
  const auto take = [&] {
    const auto first = part.find_first_not_of(" \t");
    if (first != std::string::npos) {
      parts.push_back(part.substr(first, part.find_last_not_of(" \t") - first + 1));
    }
    part.clear();
  };
  for (const char c : text) {
    if (c == ',' || c == ';') {
      take();
    } else {
      part += c;
    }
  }
  take();
  return parts;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void OnRun(CLI::App& verb, AppContext& context, std::function<ExitCode()> work) {
  verb.callback([&context, work = std::move(work)] { context.action = work; });
}

}  // namespace photogate
