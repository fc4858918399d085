#include "consent/register_settings.h"

#include "consent/biometric_rows.h"
#include "consent/settings.h"
#include "consent/store.h"

namespace photogate {
namespace {

Error NoSuch() {
  return Error{ErrorKind::kRefused,
               "There is no such setting, or it cannot be that. `photogate setting list` shows the "
               "settings and what each may be; nothing was changed."};
}

bool OneOf(const std::string& value, std::initializer_list<std::string_view> choices) {
  for (const std::string_view choice : choices) {
    if (value == choice) return true;
  }
  return false;
}

}  // namespace

RegisterSettings RegisterSettingsOf(
    const std::function<std::optional<std::string>(const std::string&)>& stored) {
  RegisterSettings settings{JurisdictionOf(stored("jurisdiction")), std::nullopt,
                            stored("keep_reference_crops") == "yes"};
  if (const auto stops = stored("objection_stops_comparison")) {
    settings.objection_stops_comparison = *stops == "yes";
  }
  return settings;
}

Result<RegisterSettings> ReadRegisterSettings(Register& reg) {
  return reg.store().Read([](Database& database) -> Result<RegisterSettings> {
    return RegisterSettingsOf([&](const std::string& name) { return Setting(database, name); });
  });
}

Result<SettingChange> ChangeRegisterSetting(Register& reg, const std::string& name,
                                            const std::string& value, const Actor& by) {
  const bool jurisdiction = name == "jurisdiction" && OneOf(value, {"england-wales", "other"});
  const bool stops = name == "objection-stops-comparison" && OneOf(value, {"yes", "no", "default"});
  const bool crops = name == "keep-reference-crops" && OneOf(value, {"yes", "no"});
  if (!jurisdiction && !stops && !crops) return NoSuch();
  auto result = reg.store().Write(
      by, "setting", [&](Database& database, Change& change) -> Result<SettingChange> {
        SettingChange done;
        if (jurisdiction) {
          SetSetting(database, change, "jurisdiction", value);
          done.references_missing =
              static_cast<int>(ReadReferenceGaps(database, change.today()).size());
        }
        if (stops && value == "default") {
          ClearSetting(database, change, "objection_stops_comparison");
        } else if (stops) {
          SetSetting(database, change, "objection_stops_comparison", value);
        }
        if (crops) SetSetting(database, change, "keep_reference_crops", value);
        if (crops && value == "no") {
          done.crops_destroyed = database.Run("DELETE FROM reference_crop");
        }
        return done;
      });
  if (result.ok() && result.value().crops_destroyed > 0) reg.store().TruncateLog();
  return result;
}

}  // namespace photogate
