#include "worker/reference_sink.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "worker/inlined_picture.h"
#include "worker/page_text.h"

namespace photogate {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kTextTimes = 16;

// "mailto" of "mailto:office@school.example"; empty when there is none (RFC 3986 section 3.1). One
// letter is a disk of Windows.
std::string_view SchemeOf(std::string_view address) {
  const std::size_t colon = address.find(':');
  if (colon == std::string_view::npos || colon < 2) return {};
  const std::string_view scheme = address.substr(0, colon);
  const bool letters = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    const char lower = LowerLetter(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '.';
  });
  return letters ? scheme : std::string_view{};
}

// Addresses that bring nothing from anywhere.
bool BringsNothing(std::string_view scheme) {
  static constexpr std::array kNone = {"about"sv, "javascript"sv, "mailto"sv, "tel"sv,
                                       "sms"sv,   "blob"sv,       "geo"sv};
  return std::any_of(kNone.begin(), kNone.end(), [&](std::string_view none) {
    return scheme.size() == none.size() && BeginsWith(scheme, none);
  });
}

}  // namespace

bool IsElsewhere(std::string_view address) {
  address = address.substr(0, address.find_first_of("?#"));
  return address.substr(0, 2) == "//" || address.find("://") != std::string_view::npos ||
         !SchemeOf(address).empty();
}

ReferenceSink::ReferenceSink(std::size_t text_bytes)
    : left_(kTextTimes * text_bytes + kReferenceBytes) {}

void ReferenceSink::Take(std::string_view written, bool shown) {
  Resolved(AddressOf(WithoutEntities(written)), shown);
}

void ReferenceSink::Resolved(const std::string& address, bool shown) {
  if (BeginsWith(address, "data:")) {
    if (InlinesPicture(address, shown) && counted_.insert(std::hash<std::string>{}(address)).second)
      ++found_.inlined;
    return;
  }
  const std::string whole = address.substr(0, address.find('#'));
  const std::string name = WithoutPercents(whole.substr(0, whole.find('?')));
  if (whole.empty() || BringsNothing(SchemeOf(whole))) return;
  // A server or a script puts it together: nobody can say what will stand there.
  const bool made = whole.find('<') != std::string::npos || whole.find("{{") != std::string::npos;
  if (made && !shown) return;
  const bool picture = !made && LooksLikePicture(name);
  if (IsElsewhere(whole)) {
    if ((picture || shown) && counted_.insert(std::hash<std::string>{}(whole)).second)
      ++found_.elsewhere;
  } else if (picture || (!made && LooksLikeDocument(name))) {
    Keep(name, found_.local);
  } else if (shown) {
    Keep(WithoutPercents(whole), found_.shown);
  }
}

void ReferenceSink::Keep(std::string name, std::vector<std::string>& list) {
  if (name.empty()) return;
  if (name.size() > kReferenceBytes || found_.local.size() + found_.shown.size() == kReferences ||
      names_bytes_ > kReferenceNames) {
    found_.tangled = true;
    return;
  }
  if (!seen_.insert(name).second) return;
  names_bytes_ += name.size();
  list.push_back(std::move(name));
}

void ReferenceSink::TakeSet(std::string_view written) {
  const std::string decoded = WithoutEntities(written);
  std::string_view set = decoded;
  while (!set.empty()) {
    while (!set.empty() && (IsBlank(set.front()) || set.front() == ',')) set.remove_prefix(1);
    const std::size_t end = std::min(
        set.size(),
        static_cast<std::size_t>(std::find_if(set.begin(), set.end(), IsBlank) - set.begin()));
    std::string_view name = set.substr(0, end);
    while (!name.empty() && name.back() == ',') name.remove_suffix(1);
    Resolved(AddressOf(name), true);
    const std::size_t comma = set.find(',', end == 0 ? 0 : end - 1);
    set = comma == std::string_view::npos ? std::string_view{} : set.substr(comma + 1);
  }
}

void ReferenceSink::TakeBase(std::string_view written) {
  if (!base_) base_ = AddressOf(WithoutEntities(written));
}

bool ReferenceSink::Spend(std::size_t bytes) {
  if (bytes >= left_) found_.tangled = true;
  left_ -= std::min(bytes, left_);
  return !found_.tangled;
}

HtmlReferences ReferenceSink::Finish() {
  if (!base_ || base_->empty()) return std::move(found_);
  if (IsElsewhere(*base_)) {
    found_.elsewhere += static_cast<int>(found_.local.size() + found_.shown.size());
    found_.local.clear();
    found_.shown.clear();
    return std::move(found_);
  }
  const std::string folder = WithoutPercents(base_->substr(0, base_->rfind('/') + 1));
  const std::size_t names = found_.local.size() + found_.shown.size();
  if (folder.size() > kReferenceBytes || names * folder.size() + names_bytes_ > kReferenceNames) {
    found_.tangled = true;
    return std::move(found_);
  }
  for (auto* list : {&found_.local, &found_.shown}) {
    for (std::string& name : *list) {
      if (name.front() != '/') name.insert(0, folder);
      if (name.size() <= kReferenceBytes) continue;
      found_.tangled = true;
      name.resize(kReferenceBytes);
    }
  }
  return std::move(found_);
}

}  // namespace photogate
