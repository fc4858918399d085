#include "consent/page_cipher.h"

#include <algorithm>

#include "crypto/aead.h"

namespace photogate {
namespace {

constexpr std::size_t kTextBytes = kPageBytes - kReserveBytes;
constexpr std::size_t kEpochAt = kTextBytes;
constexpr std::size_t kNonceAt = kEpochAt + 4;
constexpr std::size_t kTagAt = kNonceAt + kAeadNonceBytes;
static_assert(kTagAt + kAeadTagBytes == kPageBytes);

void PutWord(std::span<std::uint8_t> at, std::uint32_t word) {
  for (std::size_t i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(word >> (8 * i) & 0xff);
}

using Bound = std::array<std::uint8_t, 16 + 1 + 4 + 4 + 8>;

Bound BoundTo(const FileId& file, const PagePlace& place, std::uint32_t epoch) {
  Bound bound{};
  const std::span<std::uint8_t> all(bound);
  std::copy(file.begin(), file.end(), bound.begin());
  bound[16] = place.log ? 'w' : 'm';
  PutWord(all.subspan(17), place.number);
  PutWord(all.subspan(21), epoch);
  std::copy(place.salts.begin(), place.salts.end(), bound.begin() + 25);
  return bound;
}

}  // namespace

const Secret* PageKeys::Find(std::uint32_t epoch) const {
  const auto found = keys_.find(epoch);
  return found == keys_.end() ? nullptr : &found->second;
}

PageKeys PageKeys::Copy() const {
  PageKeys copy(file_);
  for (const auto& [epoch, key] : keys_) copy.Add(epoch, key.Copy());
  return copy;
}

std::uint32_t EpochOf(PageView sealed) {
  std::uint32_t epoch = 0;
  for (std::size_t i = 4; i-- > 0;) epoch = epoch << 8 | sealed[kEpochAt + i];
  return epoch;
}

bool SealPage(PageView page, const PagePlace& place, const PageKeys& keys, PageSpan sealed) {
  const std::uint32_t epoch = keys.newest();
  const Secret* key = keys.Find(epoch);
  const auto reserve = page.last<kReserveBytes>();
  // SQLite leaves the reserve alone; what it put there would be lost without a word.
  if (key == nullptr || std::any_of(reserve.begin(), reserve.end(), [](auto b) { return b != 0; }))
    return false;
  SealInto(page.first<kTextBytes>(), BoundTo(keys.file(), place, epoch), *key,
           sealed.first<kTextBytes>(), sealed.subspan<kNonceAt, kAeadNonceBytes>(),
           sealed.subspan<kTagAt, kAeadTagBytes>());
  PutWord(sealed.subspan<kEpochAt, 4>(), epoch);
  return true;
}

PageOpening OpenPage(PageView sealed, const PagePlace& place, KeySupply& supply, PageSpan page) {
  std::fill(page.begin(), page.end(), std::uint8_t{0});
  const std::uint32_t epoch = EpochOf(sealed);
  const Secret* key = supply.keys().Find(epoch);
  if (key == nullptr) {
    switch (epoch == 0 ? KeyRenewal::kUnknown : supply.Renew(epoch)) {
      case KeyRenewal::kFound: break;
      case KeyRenewal::kLocked: return PageOpening::kLocked;
      case KeyRenewal::kUnknown: return PageOpening::kDamaged;
    }
    key = supply.keys().Find(epoch);
    if (key == nullptr) return PageOpening::kDamaged;
  }
  if (OpenInto(sealed.first<kTextBytes>(), BoundTo(supply.keys().file(), place, epoch), *key,
               sealed.subspan<kNonceAt, kAeadNonceBytes>(), sealed.subspan<kTagAt, kAeadTagBytes>(),
               page.first<kTextBytes>())) {
    return PageOpening::kOpened;
  }
  std::fill(page.begin(), page.end(), std::uint8_t{0});
  return PageOpening::kDamaged;
}

}  // namespace photogate
