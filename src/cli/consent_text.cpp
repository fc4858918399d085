#include "cli/consent_text.h"

#include <fmt/format.h>

#include "cli/terminal.h"

namespace photogate {
namespace {

std::string_view Noun(PermissionState state) {
  switch (state) {
    case PermissionState::kWithdrawn: return "withdrawal";
    case PermissionState::kExpired: return "permission that has ended";
    case PermissionState::kRefused:
    case PermissionState::kUnrecorded:
    case PermissionState::kGranted: return "refusal";
  }
  return "refusal";
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t index = 0; index < parts.size(); ++index) {
    text += index == 0 ? "" : index + 1 == parts.size() ? " and " : ", ";
    text += parts[index];
  }
  return text;
}

}  // namespace

std::string VoiceText(const VoiceAgainst& voice) {
  if (voice.given_by.empty()) {
    return fmt::format("the {} of {} (no name)", Noun(voice.state), FormatDate(voice.since));
  }
  return fmt::format("the {} of {} of {}", Noun(voice.state), Printable(voice.given_by),
                     FormatDate(voice.since));
}

std::string VoicesText(const std::vector<VoiceAgainst>& voices) {
  std::vector<std::string> parts;
  for (const VoiceAgainst& voice : voices) parts.push_back(VoiceText(voice));
  return Joined(parts);
}

Json VoicesJson(const std::vector<VoiceAgainst>& voices) {
  Json list = Json::array();
  for (const VoiceAgainst& voice : voices) {
    list.push_back({{"given_by", voice.given_by},
                    {"state", std::string(PermissionStateName(voice.state))},
                    {"since", FormatDate(voice.since)}});
  }
  return list;
}

std::string AlikeText(const std::vector<std::vector<std::string>>& alike) {
  std::string text;
  for (const auto& names : alike) {
    std::vector<std::string> quoted;
    for (const std::string& name : names) quoted.push_back(fmt::format("\"{}\"", Printable(name)));
    text += fmt::format(
        "{} count as different people, and a no of one is not taken back by the other. If it is "
        "one "
        "person, record what holds under each spelling.\n",
        Joined(quoted));
  }
  return text;
}

}  // namespace photogate
