#include "policy/finding_maker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace photogate {

Sentence Reference(const Person& person) {
  // A person without a case number must not come out as an empty space, nor as a name.
  return Sentence{person.case_number.empty() ? "a person on the register" : person.case_number,
                  person.name.empty() ? person.case_number : person.name};
}

Sentence List(const std::vector<const Person*>& people) {
  Sentence list;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::string_view glue = i == 0 ? "" : i + 1 == people.size() ? " and " : ", ";
    const Sentence one = Reference(*people[i]);
    list.text += fmt::format("{}{}", glue, one.text);
    list.identified += fmt::format("{}{}", glue, one.identified);
  }
  return list;
}

Finding& FindingMaker::Add(FindingCode code, Effect effect, Sentence sentence) {
  const ConsentVersion version = facts_.consent ? facts_.consent->version : ConsentVersion{0};
  findings_.push_back(Finding{code,
                              effect,
                              std::move(sentence.text),
                              std::move(sentence.identified),
                              std::nullopt,
                              std::nullopt,
                              std::nullopt,
                              {},
                              std::nullopt,
                              std::nullopt,
                              facts_.model,
                              version});
  return findings_.back();
}

Finding& FindingMaker::Add(FindingCode code, Effect effect, std::string_view text) {
  return Add(code, effect, Sentence{std::string(text), std::string(text)});
}

Finding& FindingMaker::AddForFace(FindingCode code, Effect effect, Sentence sentence,
                                  std::size_t index, const Face& face) {
  Finding& finding = Add(code, effect, std::move(sentence));
  finding.face = index;
  finding.box = face.box;
  return finding;
}

std::vector<Finding> FindingMaker::Take() {
  std::stable_sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
    return static_cast<int>(a.effect) < static_cast<int>(b.effect);
  });
  return std::move(findings_);
}

void NamePerson(Finding& finding, const Person& person) {
  finding.person = person.id;
  finding.case_number = person.case_number;
}

}  // namespace photogate
