// The settings of the register. Internal to consent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "consent/database.h"
#include "consent/register.h"
#include "consent/store.h"

namespace photogate {

std::optional<std::string> Setting(Database& database, std::string_view name);
void SetSetting(Database& database, Change& change, std::string_view name, std::string_view value);
void ClearSetting(Database& database, Change& change, std::string_view name);

std::optional<Dpia> ReadDpia(Database& database);
Result<Done> WriteDpia(Database& database, Change& change, const Dpia& dpia);
// Of what the setting holds.
Jurisdiction JurisdictionOf(const std::optional<std::string>& text);
Jurisdiction ReadJurisdiction(Database& database);
bool ObjectionStopsComparison(Database& database);
std::vector<std::string> ReadWords(Database& database);

}  // namespace photogate
