// What is written in and around the photo: names (policy P10) and copyright (policy P7).
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/credit.h"
#include "policy/finding_maker.h"
#include "policy/presence.h"

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

bool IsBlank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == ' ' || c == '\0' || c == '\t' || c == '\r' || c == '\n';
  });
}

// Every notice and author in the file, each once.
std::vector<std::string> Claims(const MetadataReport& report) {
  std::vector<std::string> claims{report.copyright, report.author};
  claims.insert(claims.end(), report.claims.begin(), report.claims.end());
  std::sort(claims.begin(), claims.end());
  claims.erase(std::unique(claims.begin(), claims.end()), claims.end());
  claims.erase(std::remove_if(claims.begin(), claims.end(), IsBlank), claims.end());
  return claims;
}

// Null when nobody gave permission for this file.
const CreditPermission* FindPermission(const ConsentSnapshot& consent, const Sha256Hex& photo,
                                       std::string_view claim) {
  const std::string holder = CreditHolder(claim);
  for (const CreditPermission& permission : consent.credit_permissions) {
    // For this very file somebody looked at what it says. Without a file the holder must be told
    // from the notice.
    const bool covers = permission.photo
                            ? *permission.photo == photo
                            : !holder.empty() && CreditHolder(permission.holder) == holder;
    if (covers) return &permission;
  }
  return nullptr;
}

void AddCopyright(const PolicyFacts& facts, FindingMaker& maker) {
  if (!facts.inspection || !facts.inspection->ok()) return;
  const Inspection& photo = facts.inspection->value();
  if (!photo.metadata.ok()) return;
  std::vector<std::string> own = facts.own_credits;
  if (facts.consent) {
    own.insert(own.end(), facts.consent->own_credits.begin(), facts.consent->own_credits.end());
  }
  std::set<std::string> credits;
  for (const std::string& claim : Claims(photo.metadata.value())) {
    if (FindCredit(own, claim)) continue;
    const CreditPermission* permission =
        facts.consent ? FindPermission(*facts.consent, photo.sha256, claim) : nullptr;
    if (!permission) {
      maker.Add(FindingCode::kForeignCopyright, Effect::kReview,
                "The file says that somebody else took this photo or holds the rights in it. Ask "
                "them for permission, record it with `photogate credit permit`, and credit them "
                "when it is published.");
      return;
    }
    credits.insert(permission->credit);
  }
  for (const std::string& credit : credits) {
    // Whom to name is what the permission asks for, and is published with the photo.
    maker
        .Add(FindingCode::kForeignCopyright, Effect::kNone,
             fmt::format("Its author allowed this to be published. Print beside it: \"{}\".",
                         credit))
        .credit = credit;
  }
}

}  // namespace

void AddTextFindings(const PolicyFacts& facts, FindingMaker& maker) {
  if (facts.consent) AddNames(facts, maker);
  AddCopyright(facts, maker);
}

}  // namespace photogate
