// Finds names of people, groups and the school's own words in file names and captions (policy P10).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/consent.h"
#include "core/text_tokens.h"

namespace photogate {

enum class NamedKind { kPerson = 1, kGroup, kWord };

struct NamedThing {
  NamedKind kind;
  std::size_t index;  // into the snapshot's people, into groups(), or into the snapshot's words
  auto operator<=>(const NamedThing&) const = default;
};

// Every name on a snapshot, prepared once for many texts. Comparison is without regard to case,
// accents, hyphens, apostrophes and spaces, at word boundaries ("AmeliaJones", "amelia_jones",
// "JONES, Amélia"). A person is named by their full name, by first name plus last name with at most
// two words between, by last name plus first name, and staff and visitors by title plus last name;
// a part of a double-barrelled last name, a nickname in brackets and a Welsh "ap" or "ferch" count.
// A first name alone or a last name alone does not, unless it is all the register has. Immutable,
// thread-safe.
class NameIndex {
 public:
  static NameIndex Build(const ConsentSnapshot& snapshot);

  // Everything named in `text`, each thing once, in order. Text that is not UTF-8 is read as
  // Latin-1.
  std::vector<NamedThing> Find(std::string_view text) const;

  // Every group that anybody on the register is in, or that the event names.
  const std::vector<GroupName>& groups() const { return groups_; }

 private:
  using People = std::vector<std::uint32_t>;
  struct Run {
    std::size_t begin, end;
    const People* people;
  };

  NameIndex() = default;
  void AddPerson(const Person& person, std::uint32_t index);
  void AddKey(std::unordered_map<std::string, People>& map, const std::string& key,
              std::uint32_t index);
  void AddThing(std::string_view name, NamedThing thing);

  std::unordered_map<std::string, People> whole_;   // complete in themselves
  std::unordered_map<std::string, People> first_;   // first names and nicknames
  std::unordered_map<std::string, People> last_;    // last names and their parts
  std::unordered_map<std::string, People> titled_;  // last names that a title makes a name
  std::unordered_map<std::string, std::vector<NamedThing>> things_;
  std::vector<GroupName> groups_;
  std::size_t longest_key_ = 0;
};

}  // namespace photogate
