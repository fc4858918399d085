// Encrypting the pages of the register's file and of its log, one by one. Internal to consent.
//
// A page has kPageBytes, of which SQLite uses all but the last kReserveBytes:
//
//   0    .. 4051   ciphertext of what SQLite has there
//   4052 .. 4055   key epoch, little-endian, from 1
//   4056 .. 4079   nonce, drawn at random at each writing
//   4080 .. 4095   authenticator (Poly1305)
//
// Authenticated beside the ciphertext: the file's id (16 bytes), 'm' for the file or 'w' for the
// log, page number and epoch (4 bytes little-endian each) and, in the log, the 8 salt bytes of the
// log's header. So a page cannot stand in for another, nor a frame of an earlier log for one of
// this.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>

#include "core/bytes.h"
#include "crypto/secret.h"

namespace photogate {

inline constexpr std::size_t kPageBytes = 4096;
inline constexpr std::size_t kReserveBytes = 44;

using FileId = std::array<std::uint8_t, 16>;
using PageSpan = std::span<std::uint8_t, kPageBytes>;
using PageView = std::span<const std::uint8_t, kPageBytes>;

// The keys that pages were or will be encrypted under, by epoch.
class PageKeys {
 public:
  explicit PageKeys(const FileId& file) : file_(file) {}
  // `epoch` is above 0; `key` has kAeadKeyBytes.
  void Add(std::uint32_t epoch, Secret key) { keys_.insert_or_assign(epoch, std::move(key)); }
  const FileId& file() const { return file_; }
  const Secret* Find(std::uint32_t epoch) const;
  // Under which pages are written; 0 when there is none.
  std::uint32_t newest() const { return keys_.empty() ? 0 : keys_.rbegin()->first; }
  const std::map<std::uint32_t, Secret>& all() const { return keys_; }
  PageKeys Copy() const;

 private:
  FileId file_;
  std::map<std::uint32_t, Secret> keys_;
};

enum class KeyRenewal {
  kFound = 1,  // keys() has it now
  kLocked,     // the keyring lists it, under a way in that this process does not have
  kUnknown,    // no such epoch, so the bytes are no page of this register
};

// Where the keys come from. One thread at a time.
class KeySupply {
 public:
  virtual ~KeySupply() = default;
  virtual const PageKeys& keys() const = 0;
  // Asked when a page names an epoch that keys() lacks: another process has renewed the key.
  virtual KeyRenewal Renew(std::uint32_t epoch) = 0;
};

// Which page is meant, beside what the keys say.
struct PagePlace {
  bool log;
  std::uint32_t number;
  std::array<std::uint8_t, 8> salts;  // zeros but in the log
};

// The epoch that stands in an encrypted page.
std::uint32_t EpochOf(PageView sealed);

// False, with nothing written, when the reserve is not all zeros or there is no key.
[[nodiscard]] bool SealPage(PageView page, const PagePlace& place, const PageKeys& keys,
                            PageSpan sealed);

enum class PageOpening { kOpened = 1, kDamaged, kLocked };

// The reserve comes back as zeros. `page` is all zeros unless kOpened.
[[nodiscard]] PageOpening OpenPage(PageView sealed, const PagePlace& place, KeySupply& supply,
                                   PageSpan page);

}  // namespace photogate
