// Who may be twins or siblings without anybody having said so.
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "consent/register.h"
#include "core/result.h"
#include "core/template.h"

namespace photogate {

enum class KinHint {
  kAlikeFaces = 1,  // their references are closer than the recogniser tells people apart
  kSameSurname,     // and a group in common: twins are often in one year
};

struct KinSuggestion {
  PersonId one, other;
  KinHint hint;
  std::optional<Distance> distance;  // of kAlikeFaces: between the means of their templates
};

// Pairs that are not declared, the closest faces first, at most `most`. `of`: only pairs with one
// of these; empty: all. Faces are compared when `model` is given, at `possible`. Only a hint: a
// person who knows them declares them with People::DeclareKin.
Result<std::vector<KinSuggestion>> SuggestKin(Register& reg, const std::optional<ModelId>& model,
                                              const Distance& possible,
                                              const std::set<PersonId>& of = {},
                                              std::size_t most = 200);

std::string_view KinHintName(KinHint hint);  // "alike_faces", "same_surname"

}  // namespace photogate
