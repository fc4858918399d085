// Identifiers as types of their own, so that a channel cannot be passed where a person is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace photogate {

// A string with a meaning; ordered and hashable. Tag is never defined.
template <typename Tag>
struct Id {
  std::string value;
  auto operator<=>(const Id&) const = default;
  bool empty() const { return value.empty(); }
};

using PersonId = Id<struct PersonTag>;  // the school's own number (MIS / UPN), chosen by the school
using GroupName = Id<struct GroupTag>;  // class, year or club
using EventName = Id<struct EventTag>;  // unique in the register
using ChannelName = Id<struct ChannelTag>;
using UseName = Id<struct UseTag>;    // website, newsletter, prospectus, social, press, display ...
using ModelId = Id<struct ModelTag>;  // model name and version as in its card
using Sha256Hex = Id<struct Sha256Tag>;  // 64 lower-case hexadecimal digits

// Grows by one with every change of the register; a decision names the version it rested on.
struct ConsentVersion {
  std::int64_t value;
  auto operator<=>(const ConsentVersion&) const = default;
};

}  // namespace photogate

template <typename Tag>
struct std::hash<photogate::Id<Tag>> {
  std::size_t operator()(const photogate::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.value);
  }
};
