// The keys of one home's register, as a connection uses them. Internal to consent.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "consent/key_access.h"
#include "consent/keyring.h"
#include "consent/page_cipher.h"
#include "core/result.h"

namespace photogate {

class HomeKeys final : public KeySupply {
 public:
  // Unlocks the home's keyring.
  static Result<std::unique_ptr<HomeKeys>> Open(const std::filesystem::path& home,
                                                const KeyAccess& access);

  HomeKeys(std::filesystem::path home, KeyAccess access, PageKeys keys);

  const PageKeys& keys() const override { return keys_; }
  // Reads the keyring and, where the key is a file, that file again.
  KeyRenewal Renew(std::uint32_t epoch) override;

 private:
  std::filesystem::path home_;
  KeyAccess access_;
  PageKeys keys_;
};

// What making a register's keys left behind.
struct MadeKeys {
  std::unique_ptr<HomeKeys> keys;
  std::string recovery_key;        // to be shown once
  std::filesystem::path key_file;  // empty when the key is none of ours to keep
  bool made_key_file;
};

// Keys for a register that is about to be made: key file (made where it is missing), key or
// passphrase as `access` says, and a recovery key. Writes keyring.json; one that has no register
// any more is moved aside. On an error what was made is taken away.
Result<MadeKeys> MakeHomeKeys(const std::filesystem::path& home, const KeyAccess& access);

// Takes keyring and key file away after the register itself could not be made.
void UnmakeHomeKeys(const std::filesystem::path& home, const MadeKeys& made);

}  // namespace photogate
