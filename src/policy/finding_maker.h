// Makes findings that carry what every finding must carry. Internal to the policy.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/consent.h"
#include "core/decision.h"
#include "core/face.h"
#include "policy/make_findings.h"

namespace photogate {

// A sentence in two forms: people by case number, and by name.
struct Sentence {
  std::string text;
  std::string identified;
};

// How a person is written in each form.
Sentence Reference(const Person& person);

// "one", "one and another", "one, another and a third": everybody.
Sentence List(const std::vector<const Person*>& people);

class FindingMaker {
 public:
  explicit FindingMaker(const PolicyFacts& facts) : facts_(facts) {}

  // The returned reference is valid until the next call.
  Finding& Add(FindingCode code, Effect effect, Sentence sentence);
  Finding& Add(FindingCode code, Effect effect, std::string_view text);
  Finding& AddForFace(FindingCode code, Effect effect, Sentence sentence, std::size_t index,
                      const Face& face);

  bool empty() const { return findings_.empty(); }
  // Most severe first, otherwise in the order they were added.
  std::vector<Finding> Take();

 private:
  const PolicyFacts& facts_;
  std::vector<Finding> findings_;
};

void NamePerson(Finding& finding, const Person& person);

// The rules of one subject each. All of them only ever add findings.
void AddFileFindings(const PolicyFacts& facts, FindingMaker& maker);
void AddFaceFindings(const PolicyFacts& facts, FindingMaker& maker);
void AddTextFindings(const PolicyFacts& facts, FindingMaker& maker);

}  // namespace photogate
