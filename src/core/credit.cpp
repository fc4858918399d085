#include "core/credit.h"

#include <algorithm>
#include <array>

#include "core/text_tokens.h"

namespace photogate {
namespace {

constexpr std::array<std::string_view, 10> kFiller = {
    "c", "copyright", "copr", "by", "all", "rights", "reserved", "the", "photo", "photos"};

}  // namespace

std::string CreditHolder(std::string_view notice) {
  std::string holder;
  for (const TextToken& token : Tokenise(notice)) {
    const bool filler =
        token.digits || std::find(kFiller.begin(), kFiller.end(), token.text) != kFiller.end();
    if (!filler) holder += token.text;
  }
  return holder;
}

const std::string* FindCredit(const std::vector<std::string>& credits, std::string_view notice) {
  const std::string holder = CreditHolder(notice);
  if (holder.empty()) return nullptr;
  for (const std::string& credit : credits) {
    if (CreditHolder(credit) == holder) return &credit;
  }
  return nullptr;
}

}  // namespace photogate
