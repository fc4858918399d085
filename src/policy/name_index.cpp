#include "policy/name_index.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

namespace photogate {
namespace {

// "Amelia Rose Mary Jones" for "Amelia Jones": more words between are two people.
constexpr std::size_t kWordsBetween = 2;

// A part of a double-barrelled last name shorter than this is a particle or an initial.
constexpr std::size_t kShortestPart = 3;

constexpr std::array<std::string_view, 15> kTitles = {
    "mr",   "mrs",       "miss", "ms",   "mx",       "dr",    "sir",   "madam",
    "prof", "professor", "rev",  "revd", "reverend", "coach", "master"};

// Words that belong to the last name that follows them.
constexpr std::array<std::string_view, 27> kParticles = {
    "ap",  "ab",    "ferch", "verch", "van", "von", "de",  "da", "di",
    "del", "della", "der",   "den",   "dos", "la",  "le",  "el", "al",
    "bin", "bint",  "ibn",   "mac",   "mc",  "o",   "san", "st", "ter"};

constexpr std::array<std::string_view, 6> kSuffixes = {"jr", "jnr", "sr", "snr", "ii", "iii"};

// What makes a class of a bare number or letter: "7" is a class in "Year 7", nothing in "IMG_7".
constexpr std::array<std::string_view, 10> kClassWords = {"year", "yr",   "class", "form", "group",
                                                          "grp",  "team", "house", "set",  "grade"};

template <std::size_t N>
bool OneOf(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Words as the school wrote them; what stands in brackets or double quotes is a nickname.
struct WrittenName {
  std::vector<std::string> words;
  std::vector<std::string> nicknames;
};

WrittenName Split(std::string_view name) {
  WrittenName result;
  std::string word;
  bool nickname = false;
  const auto finish = [&] {
    std::vector<std::string>& target = nickname ? result.nicknames : result.words;
    if (!FoldedKey(word).empty()) target.push_back(word);
    word.clear();
  };
  for (const char c : name) {
    if (c == '(' || c == ')' || c == '[' || c == ']' || c == '"') {
      finish();
      nickname = c == '(' || c == '[' || (c == '"' && !nickname);
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',') {
      finish();
    } else {
      word += c;
    }
  }
  finish();
  return result;
}

// "Jones, Amelia" as "Amelia Jones".
std::string FirstNameFirst(const std::string& name) {
  const std::size_t comma = name.find(',');
  if (comma == std::string::npos) return name;
  return name.substr(comma + 1) + " " + name.substr(0, comma);
}

std::vector<std::string> HyphenParts(const std::string& word) {
  std::vector<std::string> parts;
  std::string part;
  // U+2010 to U+2015 are hyphens and dashes too: E2 80 90 .. 95.
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool dash = word.compare(i, 2, "\xE2\x80") == 0 && i + 2 < word.size() &&
                      static_cast<unsigned char>(word[i + 2]) >= 0x90 &&
                      static_cast<unsigned char>(word[i + 2]) <= 0x95;
    if (word[i] == '-' || dash) {
      parts.push_back(FoldedKey(part));
      part.clear();
      if (dash) i += 2;
    } else {
      part += word[i];
    }
  }
  parts.push_back(FoldedKey(part));
  return parts;
}

// "4B" and "Year7" need no help; "7" and "R" do.
bool NeedsClassWord(const std::vector<TextToken>& tokens) {
  return tokens.size() == 1 && (tokens[0].digits || tokens[0].text.size() == 1);
}

// In "Class4B" and "4BTrip" the seam is as good as a space; in a file name like "f4b2c9" it is not.
bool IsWord(const TextToken& token) { return !token.digits && token.text.size() >= 4; }

}  // namespace

NameIndex NameIndex::Build(const ConsentSnapshot& snapshot) {
  NameIndex index;
  std::set<GroupName> groups(snapshot.event.groups.begin(), snapshot.event.groups.end());
  for (std::size_t i = 0; i < snapshot.people.size(); ++i) {
    index.AddPerson(snapshot.people[i], static_cast<std::uint32_t>(i));
    groups.insert(snapshot.people[i].groups.begin(), snapshot.people[i].groups.end());
  }
  index.groups_.assign(groups.begin(), groups.end());
  for (std::size_t i = 0; i < index.groups_.size(); ++i) {
    index.AddThing(index.groups_[i].value, NamedThing{NamedKind::kGroup, i});
  }
  for (std::size_t i = 0; i < snapshot.words.size(); ++i) {
    index.AddThing(snapshot.words[i], NamedThing{NamedKind::kWord, i});
  }
  return index;
}

void NameIndex::AddKey(std::unordered_map<std::string, People>& map, const std::string& key,
                       std::uint32_t index) {
  if (key.empty()) return;
  People& people = map[key];
  if (people.empty() || people.back() != index) people.push_back(index);
  longest_key_ = std::max(longest_key_, key.size());
}

void NameIndex::AddThing(std::string_view name, NamedThing thing) {
  const std::string key = FoldedKey(name);
  if (key.empty()) return;
  things_[key].push_back(thing);
  longest_key_ = std::max(longest_key_, key.size());
}

void NameIndex::AddPerson(const Person& person, std::uint32_t index) {
  WrittenName name = Split(FirstNameFirst(person.name));
  AddKey(whole_, FoldedKey(person.name), index);
  std::vector<std::string>& words = name.words;
  while (words.size() > 1 && OneOf(FoldedKey(words.back()), kSuffixes)) words.pop_back();
  const bool titled = words.size() > 1 && OneOf(FoldedKey(words.front()), kTitles);
  if (titled) words.erase(words.begin());
  if (words.empty()) return;

  std::vector<std::string> lasts;
  const std::string& last_word = words.back();
  lasts.push_back(FoldedKey(last_word));
  for (const std::string& part : HyphenParts(last_word)) {
    if (part.size() >= kShortestPart) lasts.push_back(part);
  }
  std::string particles;
  std::size_t first_of_last = words.size() - 1;
  while (first_of_last > 1 && OneOf(FoldedKey(words[first_of_last - 1]), kParticles)) {
    --first_of_last;
    particles = FoldedKey(words[first_of_last]) + particles;
    lasts.push_back(particles + lasts.front());
  }
  if (titled || person.kind != PersonKind::kPupil) {
    for (const std::string& last : lasts) AddKey(titled_, last, index);
  }
  if (words.size() < 2) {
    // All that the register has: with a title it takes the title, else the one word is the name.
    if (!titled) AddKey(whole_, lasts.front(), index);
    return;
  }

  std::string everything;
  for (const std::string& word : words) everything += FoldedKey(word);
  AddKey(whole_, everything, index);
  std::vector<std::string> firsts = {FoldedKey(words.front())};
  for (const std::string& part : HyphenParts(words.front())) {
    if (part.size() >= kShortestPart) firsts.push_back(part);
  }
  for (const std::string& nickname : name.nicknames) firsts.push_back(FoldedKey(nickname));
  for (const std::string& first : firsts) {
    AddKey(first_, first, index);
    for (const std::string& last : lasts) {
      AddKey(whole_, first + last, index);
      AddKey(whole_, last + first, index);
    }
  }
  for (const std::string& last : lasts) AddKey(last_, last, index);
}

std::vector<NamedThing> NameIndex::Find(std::string_view text) const {
  const std::vector<TextToken> tokens = Tokenise(text);
  std::set<NamedThing> found;
  std::vector<Run> firsts;
  std::vector<Run> lasts;
  const auto name_all = [&found](const People& people) {
    for (const std::uint32_t person : people) {
      found.insert(NamedThing{NamedKind::kPerson, person});
    }
  };

  for (std::size_t begin = 0; begin < tokens.size(); ++begin) {
    std::string key;
    for (std::size_t end = begin; end < tokens.size(); ++end) {
      key += tokens[end].text;
      if (key.size() > longest_key_) break;
      if (const auto at = whole_.find(key); at != whole_.end()) name_all(at->second);
      if (const auto at = first_.find(key); at != first_.end()) {
        firsts.push_back(Run{begin, end + 1, &at->second});
      }
      if (const auto at = last_.find(key); at != last_.end()) {
        lasts.push_back(Run{begin, end + 1, &at->second});
      }
      if (const auto at = titled_.find(key); at != titled_.end()) {
        // "Mr Jones" and "Mr J Jones".
        for (std::size_t back = 1; back <= 2 && back <= begin; ++back) {
          if (OneOf(tokens[begin - back].text, kTitles)) name_all(at->second);
        }
      }
      const auto thing = things_.find(key);
      if (thing == things_.end()) continue;
      const bool starts = tokens[begin].hard_begin || (begin > 0 && IsWord(tokens[begin - 1]));
      const bool ends =
          tokens[end].hard_end || (end + 1 < tokens.size() && IsWord(tokens[end + 1]));
      const std::vector<TextToken> run(tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                                       tokens.begin() + static_cast<std::ptrdiff_t>(end) + 1);
      const bool bare = NeedsClassWord(run);
      const bool helped = begin > 0 && OneOf(tokens[begin - 1].text, kClassWords);
      if (starts && ends && (!bare || helped)) {
        found.insert(thing->second.begin(), thing->second.end());
      }
    }
  }

  // `lasts` is in the order of its begin, so only the neighbourhood of each first name is looked
  // at.
  for (const Run& first : firsts) {
    const std::size_t reach = longest_key_ + kWordsBetween;
    const std::size_t from = first.begin > reach ? first.begin - reach : 0;
    auto last = std::lower_bound(lasts.begin(), lasts.end(), from,
                                 [](const Run& run, std::size_t b) { return run.begin < b; });
    for (; last != lasts.end() && last->begin <= first.end + kWordsBetween; ++last) {
      bool near = last->end == first.begin;
      if (last->begin >= first.end) {
        near = true;
        for (std::size_t t = first.end; t <= last->begin; ++t) {
          if (tokens[t].new_phrase) near = false;
        }
      }
      if (!near) continue;
      People both;
      std::set_intersection(first.people->begin(), first.people->end(), last->people->begin(),
                            last->people->end(), std::back_inserter(both));
      name_all(both);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace photogate
