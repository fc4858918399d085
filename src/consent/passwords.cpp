#include "consent/passwords.h"

#include <algorithm>
#include <array>
#include <set>

#include "consent/utf8.h"

namespace photogate {
namespace {

// Of at least twelve characters, without blanks and in lower case: what lists of leaked passwords
// have most of at this length, and what the name of the program suggests.
constexpr std::array<std::string_view, 24> kCommonest = {
    "123456789012",     "1234567890123",  "12345678901234", "123456789123",      "qwertyuiop12",
    "qwertyuiop123",    "qwertyuiopas",   "qwertyuiop[]",   "1q2w3e4r5t6y",      "1qaz2wsx3edc",
    "passwordpassword", "password1234",   "password12345",  "password123456",    "passw0rd1234",
    "iloveyou1234",     "letmeinletmein", "administrator",  "administrator1",    "welcome12345",
    "changemenow1",     "abcdefghijkl",   "photogate1234",  "photogatephotogate"};

constexpr std::size_t kLeastBesideTheName = 8;
constexpr std::size_t kLeastDifferent = 5;

// Lower case, letters and digits only; what is not ASCII stays.
std::string Folded(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      folded += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0) {
      folded += c;
    }
  }
  return folded;
}

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string LowerWithoutBlanks(std::string_view text) {
  std::string lower;
  for (const char c : text) {
    if (c == ' ') continue;
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower;
}

}  // namespace

std::string WhyNotPassword(std::string_view password, std::string_view user_name) {
  if (!IsWellFormedUtf8(std::string(password)) || password.size() > kMostPasswordBytes) {
    return "The password is not text, or is longer than 1,024 bytes. Choose another.";
  }
  if (Characters(password) < static_cast<std::size_t>(kLeastPasswordCharacters)) {
    return "The password is too short: it needs at least 12 characters. Three or four words that "
           "do not belong together are easy to remember and hard to guess.";
  }
  const std::string lower = LowerWithoutBlanks(password);
  if (std::find(kCommonest.begin(), kCommonest.end(), lower) != kCommonest.end() ||
      std::set<char>(lower.begin(), lower.end()).size() < kLeastDifferent) {
    return "This password is one of the first that anybody would try. Choose another.";
  }
  const std::string name = Folded(user_name);
  std::string rest = Folded(password);
  if (!name.empty()) {
    for (std::size_t at; (at = rest.find(name)) != std::string::npos;) rest.erase(at, name.size());
    if (rest.size() < kLeastBesideTheName && rest.size() < Folded(password).size()) {
      return "The password is little more than the user's own name. Choose another.";
    }
  }
  return "";
}

}  // namespace photogate
