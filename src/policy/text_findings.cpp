// What is written in and around the photo: names (policy P10) and copyright (policy P7).
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/finding_maker.h"
#include "policy/presence.h"
#include "policy/text_tokens.h"

namespace photogate {
namespace {

// One finding a name; past this many the photo is a list of names, and one more says so.
constexpr std::size_t kMostNames = 40;

bool MayBeNamed(const Person& person) {
  return person.name_with_image == NameWithImage::kFull && !IsBarred(person);
}

struct Place {
  std::string_view words;  // "The file name"
  std::string_view remedy;
  std::vector<std::string_view> texts;
};

std::vector<Place> Places(const PolicyFacts& facts) {
  const std::string_view path = facts.relative_path;
  const std::size_t slash = path.rfind('/');
  Place name{"The file name", "Rename the file and check it again.", {}};
  Place folder{"The name of its folder", "Rename the folder, or check the photo from another.", {}};
  Place caption{"A caption, keyword or tag in the file",
                "Ask somebody who may decide whether the photo can be published without it.",
                {}};
  name.texts.push_back(slash == std::string_view::npos ? path : path.substr(slash + 1));
  if (slash != std::string_view::npos) {
    for (std::size_t from = 0; from < slash;) {
      const std::size_t to = std::min(path.find('/', from), slash);
      folder.texts.push_back(path.substr(from, to - from));
      from = to + 1;
    }
  }
  if (facts.inspection && facts.inspection->ok() && facts.inspection->value().metadata.ok()) {
    const MetadataReport& report = facts.inspection->value().metadata.value();
    for (const std::string& text : report.texts) caption.texts.push_back(text);
  }
  return {name, folder, caption};
}

Finding& AddName(const Place& place, const NamedThing& thing, const NameIndex& names,
                 const ConsentSnapshot& consent, FindingMaker& maker) {
  const auto sentence = [&place](std::string_view what) {
    return fmt::format("{} holds {}. {}", place.words, what, place.remedy);
  };
  if (thing.kind == NamedKind::kPerson && thing.index < consent.people.size()) {
    const Person& person = consent.people[thing.index];
    const Sentence who = Reference(person);
    const std::string_view may = person.name_with_image == NameWithImage::kFirst
                                     ? "who may be named here by first name only"
                                     : "who may not be named on this channel";
    Finding& finding =
        maker.Add(FindingCode::kNameInText, Effect::kReview,
                  // Without the case number: beside the file's own name it would say whose it is.
                  Sentence{sentence(fmt::format("the name of somebody on the register, {}", may)),
                           sentence(fmt::format("the name of {}, {}", who.identified, may))});
    finding.person = person.id;
    return finding;
  }
  if (thing.kind == NamedKind::kGroup && thing.index < names.groups().size()) {
    return maker.Add(FindingCode::kNameInText, Effect::kReview,
                     Sentence{sentence("the name of a class or group on the register"),
                              sentence(fmt::format("the name of the class or group \"{}\"",
                                                   names.groups()[thing.index].value))});
  }
  const std::string word =
      thing.kind == NamedKind::kWord && thing.index < consent.words.size()
          ? fmt::format("the word \"{}\" from the school's own list", consent.words[thing.index])
          : "a word from the school's own list";
  return maker.Add(FindingCode::kNameInText, Effect::kReview,
                   Sentence{sentence("a word from the school's own list"), sentence(word)});
}

void AddNames(const PolicyFacts& facts, FindingMaker& maker) {
  const ConsentSnapshot& consent = *facts.consent;
  std::optional<NameIndex> own;
  if (!facts.names) own = NameIndex::Build(consent);
  const NameIndex& names = facts.names ? *facts.names : *own;
  std::size_t shown = 0;
  std::size_t more = 0;
  for (const Place& place : Places(facts)) {
    std::set<NamedThing> found;
    for (const std::string_view text : place.texts) {
      for (const NamedThing& thing : names.Find(text)) found.insert(thing);
    }
    for (const NamedThing& thing : found) {
      const bool person = thing.kind == NamedKind::kPerson && thing.index < consent.people.size();
      if (person && MayBeNamed(consent.people[thing.index])) continue;
      if (shown == kMostNames) {
        ++more;
        continue;
      }
      ++shown;
      AddName(place, thing, names, consent, maker);
    }
  }
  if (more > 0) {
    maker.Add(FindingCode::kNameInText, Effect::kReview,
              fmt::format("The file carries {} more names from the register. Check whether it is a "
                          "photo at all.",
                          more));
  }
}

// A notice reduced to whose it is: "(c) 2026 Hilltop School, all rights reserved" is
// "hilltopschool".
std::string Holder(std::string_view notice) {
  static constexpr std::string_view kFiller[] = {"c",      "copyright", "copr", "by",    "all",
                                                 "rights", "reserved",  "the",  "photo", "photos"};
  std::string holder;
  for (const TextToken& token : Tokenise(notice)) {
    const bool filler = token.digits || std::find(std::begin(kFiller), std::end(kFiller),
                                                  token.text) != std::end(kFiller);
    if (!filler) holder += token.text;
  }
  return holder;
}

bool IsBlank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == ' ' || c == '\0' || c == '\t' || c == '\r' || c == '\n';
  });
}

void AddCopyright(const PolicyFacts& facts, FindingMaker& maker) {
  if (!facts.inspection || !facts.inspection->ok()) return;
  if (!facts.inspection->value().metadata.ok()) return;
  const MetadataReport& report = facts.inspection->value().metadata.value();
  std::set<std::string> own;
  for (const std::string& credit : facts.own_credits) {
    const std::string holder = Holder(credit);
    if (!holder.empty()) own.insert(holder);
  }
  for (const std::string& notice : {report.copyright, report.author}) {
    if (IsBlank(notice) || own.count(Holder(notice)) > 0) continue;
    maker.Add(FindingCode::kForeignCopyright, Effect::kReview,
              "The file says that somebody else took this photo or holds the rights in it. Ask "
              "them for permission, and credit them when it is published.");
    return;
  }
}

}  // namespace

void AddTextFindings(const PolicyFacts& facts, FindingMaker& maker) {
  if (facts.consent) AddNames(facts, maker);
  AddCopyright(facts, maker);
}

}  // namespace photogate
