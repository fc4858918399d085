// The consent register of one home. See consent-db/SCHEMA.md for the tables.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "consent/actor.h"
#include "consent/key_access.h"
#include "core/clock.h"
#include "core/consent.h"
#include "core/result.h"

namespace photogate {

class Store;

// A data protection impact assessment that was made (UK GDPR article 35).
struct Dpia {
  std::string reference;
  std::string officer;
  Date date;
};

struct InitOptions {
  Jurisdiction jurisdiction = Jurisdiction::kEnglandWales;
  bool demo = false;  // the usual channels are approved at once, by kDemoApprover
  std::optional<Dpia> dpia;
  KeyAccess keys;  // what the register shall open with, beside its recovery key
};

// What whoever made a register, or renewed its key, is told once.
struct NewKeys {
  std::string recovery_key;
  std::filesystem::path key_file;  // empty: the key is a passphrase, or kept by whoever gave it
};

// For which photo the register is asked.
struct SnapshotQuery {
  ChannelName channel;
  std::optional<EventName> event;
  std::vector<GroupName> added_groups;  // present besides the event's own; only ever widens
  Date day;
  std::optional<ModelId> recogniser;  // nullopt: no gallery
};

// An open register. Thread-safe; several processes may use one home at once. It is the door to the
// classes beside it (People, Permissions, Biometrics, Bars, Channels, Events, Templates, Importer,
// Enroller, Ledger, Looks), which borrow it and must not outlive it.
//
// Every change takes an Actor, is one transaction, and gives the register the next ConsentVersion.
// All operations fail with kUnavailable when the register cannot be used now and kCorrupt when it
// is damaged.
class Register {
 public:
  // Makes the home folder (0700) and the register (register.sqlite, 0600) with the usual uses and
  // the channels website, newsletter, social, prospectus, press and display, proposed. kConflict
  // when the home has a register; kUnsupported on a network share; kUnavailable when the key cannot
  // be used or kept. The register is encrypted, and new_keys() says what opens it.
  static Result<std::unique_ptr<Register>> Create(const std::filesystem::path& home,
                                                  const InitOptions& options, const Actor& by,
                                                  const Clock& clock);

  // kNotFound: no register here. kUnsupported: made by a newer photogate, on a network share, or
  // not encrypted yet. kUnavailable: no key, or the wrong one. kCorrupt: damaged, or not a
  // register. Older schemas are migrated. `clock` must outlive it.
  static Result<std::unique_ptr<Register>> Open(const std::filesystem::path& home,
                                                const Clock& clock, const KeyAccess& keys = {});

  ~Register();
  Register(const Register&) = delete;
  Register& operator=(const Register&) = delete;

  Result<ConsentVersion> Version();

  // Everything a decision rests on, read in one transaction. kNotFound: no such channel or event.
  // kCorrupt: a template is damaged. The gallery holds people with a biometric basis on the day. A
  // channel that is not approved comes back as such.
  // The event narrows only when it was recorded with groups and each of them, and of
  // `added_groups`, has somebody on the register; group names are matched without regard to case.
  Result<ConsentSnapshot> Snapshot(const SnapshotQuery& query);

  // Recording an assessment switches matching on. kRefused: a field is empty or the date is to
  // come.
  Result<Done> RecordDpia(const Dpia& dpia, const Actor& by);
  Result<std::optional<Dpia>> FindDpia();

  Result<Jurisdiction> FindJurisdiction();
  // nullopt: as the jurisdiction has it (stops for England and Wales).
  Result<Done> SetObjectionStopsComparison(std::optional<bool> stops, const Actor& by);

  // The school's own list for the names check.
  Result<std::vector<std::string>> Words();
  Result<Done> AddWords(const std::vector<std::string>& words, const Actor& by);
  Result<Done> RemoveWords(const std::vector<std::string>& words, const Actor& by);

  // The computer's clock is right, whatever it was when the register was last changed: permissions
  // are answered by it again. Every no that was entered while it ran ahead counts from today
  // (consent/late_nos.h); how many.
  Result<int> AcceptClock(const Actor& by);

  // Reads the whole file and every reference in it. kCorrupt when anything is wrong.
  Result<Done> CheckIntegrity();

  // From now on changes are checked and answered as ever, and none is kept.
  void Rehearse();

  // Of the register that Create has just made; nothing after Open.
  const std::optional<NewKeys>& new_keys() const { return new_keys_; }

  const std::filesystem::path& home() const { return home_; }
  Store& store() { return *store_; }
  const Clock& clock() const;

 private:
  Register(std::filesystem::path home, std::unique_ptr<Store> store);

  std::filesystem::path home_;
  std::unique_ptr<Store> store_;
  std::optional<NewKeys> new_keys_;
};

}  // namespace photogate
