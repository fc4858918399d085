// Giving the register a new key.
#pragma once

#include <filesystem>
#include <optional>

#include "consent/actor.h"
#include "consent/key_access.h"
#include "consent/register.h"
#include "core/clock.h"
#include "core/result.h"

namespace photogate {

struct RekeyOptions {
  KeyAccess access;                // what opens the register now
  std::optional<KeyAccess> fresh;  // what shall open it from now on; nullopt: the same kind
};

struct Rekeyed {
  NewKeys keys;
  // The key file of before, moved aside for the backups made with it; empty when there was none.
  std::filesystem::path old_key_file;
  bool was_plain;  // the register was from before encryption
};

struct RekeyPlan {
  bool is_plain = false;           // the register is from before encryption
  std::filesystem::path key_file;  // empty: the key or passphrase is given, or stays
  // A new file would be made; one that is there would be moved aside. Without `key_file`: in the
  // usual place, under a name that the register does not have yet.
  bool makes_key_file = false;
};

// What Rekey would do, when the key that is named opens the register and the new one can be had.
// Changes nothing. The errors of Rekey, as far as they can be known before.
Result<RekeyPlan> PlanRekey(const std::filesystem::path& home, const RekeyOptions& options);

// Encrypts every page of the register anew under a new page key, in one transaction of SQLite, and
// renews what leads to it: a key file gets new content (the old one is moved aside), a passphrase
// or a given key stays unless `fresh` names another, and there is a new recovery key. Whoever has
// the register open goes on working: they read the keyring again, and the key file with it. A
// process that was given a passphrase or key which no longer opens the register has to be started
// again.
//
// Interrupted at any instant, the register opens with what opened it before, or with the new key;
// running it again finishes it. A register from before encryption is copied into an encrypted one,
// which takes its place in one step, and the plain file is overwritten; nobody may have it open.
//
// kUnavailable: no key, the wrong one, the disk, or others hold the register too long (a minute);
// kCorrupt: a page does not open.
Result<Rekeyed> Rekey(const std::filesystem::path& home, const RekeyOptions& options,
                      const Actor& by, const Clock& clock);

}  // namespace photogate
