#include "pipeline/permission_state.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "crypto/sha256.h"

namespace photogate {
namespace {

// Each value with its length in front, so that two lists never run into one.
class StateHash {
 public:
  void Add(std::string_view text) {
    const std::string length = std::to_string(text.size()) + ":";
    Feed(length);
    Feed(text);
  }
  void Add(double number) { Add(std::to_string(number)); }
  void Add(bool flag) { Add(std::string_view(flag ? "1" : "0")); }
  std::string Finish() { return stream_.Finish().value; }

 private:
  void Feed(std::string_view text) {
    stream_.Update(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
  Sha256Stream stream_;
};

template <typename Ids>
void AddSorted(StateHash& hash, const Ids& ids) {
  std::vector<std::string> texts;
  for (const auto& id : ids) texts.push_back(id.value);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  hash.Add(std::to_string(texts.size()));
  for (const std::string& text : texts) hash.Add(text);
}

}  // namespace

std::string PermissionState(const ConsentSnapshot& consent) {
  StateHash hash;
  const bool everybody = consent.channel.mode == ChannelMode::kAccount;
  hash.Add(consent.channel.name.value);
  hash.Add(consent.channel.use.value);
  hash.Add(consent.channel.approved);
  hash.Add(everybody);
  hash.Add(consent.channel.ignore_below_px);
  hash.Add(consent.event.narrows);
  AddSorted(hash, consent.event.groups);
  hash.Add(consent.dpia_recorded);
  hash.Add(consent.objection_stops_comparison);
  for (const Person& person : consent.people) {
    if (!everybody && !person.barred && !person.biometric_objection) continue;
    hash.Add(person.id.value);
    hash.Add(person.barred);
    hash.Add(person.has_template);
    hash.Add(person.biometric_objection);
    AddSorted(hash, person.groups);
    AddSorted(hash, person.kin);
  }
  for (const GalleryPerson& person : consent.gallery) {
    const Person* const about = FindPerson(consent, person.id);
    if (!everybody && about != nullptr && !about->barred) continue;
    hash.Add(person.id.value);
    for (const Template& reference : person.templates) {
      hash.Add(reference.model().value);
      const auto& values = reference.values();
      hash.Add(std::string_view(reinterpret_cast<const char*>(values.data()),
                                values.size() * sizeof(values[0])));
    }
  }
  return hash.Finish();
}

}  // namespace photogate
