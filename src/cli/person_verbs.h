// The parts of `photogate person`, each in a file of its own.
#pragma once

#include <optional>
#include <string>

#include "cli/app.h"
#include "consent/people.h"
#include "core/consent.h"

namespace photogate {

void AddPersonChanges(CLI::App& person, AppContext& context);     // add, set, kin, twins
void AddPersonGone(CLI::App& person, AppContext& context);        // keep, leave
void AddPersonReferences(CLI::App& person, AppContext& context);  // references, alike
void AddPersonRights(CLI::App& person, AppContext& context);      // export, erase

// What stands above every permission of this person, a line each; empty: nothing does.
std::string OverruledText(const PersonDetails& person);

// "pupil", "staff", "visitor".
std::string KindName(PersonKind kind);
std::optional<PersonKind> ParseKind(const std::string& text);

}  // namespace photogate
