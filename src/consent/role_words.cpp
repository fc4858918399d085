#include "consent/role_words.h"

#include <algorithm>

namespace photogate {
namespace {

// No role's name has a dash of its own.
std::string Spaced(std::string text) {
  std::replace(text.begin(), text.end(), '-', ' ');
  return text;
}

}  // namespace

std::string UserRoleInWords(UserRole role) { return Spaced(std::string(UserRoleName(role))); }

std::string RolesInWords(const ActRule& rule) { return Spaced(RolesText(rule)); }

}  // namespace photogate
