// The settings of the whole register, as they are shown and changed by name.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct RegisterSettings {
  Jurisdiction jurisdiction;
  std::optional<bool> objection_stops_comparison;  // nullopt: as the jurisdiction has it
  // Off unless the school wants them: enrolment photos themselves are never kept.
  bool keep_reference_crops;
};

// By what `stored` has for the name under which the register keeps a setting.
RegisterSettings RegisterSettingsOf(
    const std::function<std::optional<std::string>(const std::string&)>& stored);

struct SettingChange {
  int crops_destroyed = 0;
  // Of another jurisdiction: people who are compared although it asks for more (reference_gaps.h).
  int references_missing = 0;
};

Result<RegisterSettings> ReadRegisterSettings(Register& reg);

// "jurisdiction" (england-wales, other), "objection-stops-comparison" (yes, no, default),
// "keep-reference-crops" (yes, no; no destroys those that are kept). kRefused for another name or
// value.
Result<SettingChange> ChangeRegisterSetting(Register& reg, const std::string& name,
                                            const std::string& value, const Actor& by);

}  // namespace photogate
