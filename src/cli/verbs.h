// What the verbs that read or change the register have in common.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/app.h"
#include "consent/actor.h"
#include "consent/user_acts.h"

namespace photogate {

using Json = nlohmann::ordered_json;

// Opens the register and, when whoever runs the program may do `act` (consent/user_acts.h), runs
// `work` with it and the name that changes and looks are recorded under. Where `about` names a
// person, the act is a look at what is protected about them: a refusal is recorded as such.
ExitCode WithRegister(const AppContext& context, Act act,
                      const std::function<ExitCode(Register&, const Actor& me)>& work,
                      const std::string& about = {});

// Who runs the program, if they may: the user to whom the operating system's account belongs, or in
// set-up the account that owns the home.
Result<Actor> Admit(const AppContext& context, Register& reg, Act act);

// The same for verbs that do not work through an open register. One that does not open (not there,
// not encrypted yet, damaged) cannot say who may: then the account acts, and the verb says what is
// wrong.
Result<Actor> AdmitWhereOpen(const AppContext& context, Act act);

// The answer of a verb, as one JSON document (message_type and exit added) or as text.
ExitCode Answer(const AppContext& context, const std::string& message_type, Json fields,
                const std::string& text, ExitCode code = ExitCode::kAllClear);

// Text that went wrong on the command line: a date that is no day, a word that is none of the
// choices.
ExitCode Misunderstood(const std::string& message);

// Gives a verb that writes `--dry-run`: WithRegister then keeps no change, and Answer says so.
void AddDryRun(CLI::App& verb, AppContext& context);

// "2026-11-21", or `otherwise` when `text` is empty; nullopt for what is no day.
std::optional<Date> DayOr(const std::string& text, const Date& otherwise);

// --as-of, for the verbs that ask the register about a day.
void AddAsOf(CLI::App& verb, std::string& text);
// --as-recorded beside it: by what was entered until that day.
void AddAsRecorded(CLI::App& verb, bool& flag);

// What opens a register that was just made or rekeyed, for the person at the terminal.
std::string NewKeysText(const NewKeys& keys);

// "A,B;C" -> {"A", "B", "C"}; blanks around each are taken off, empty ones left out.
std::vector<std::string> SplitList(const std::string& text);

// JSON text of anything a user may have typed: invalid UTF-8 is replaced, never thrown over.
std::string Dump(const Json& json);

// Has `work` run once the whole command line was read, if this verb was named.
void OnRun(CLI::App& verb, AppContext& context, std::function<ExitCode()> work);

}  // namespace photogate
