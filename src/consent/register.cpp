#include "consent/register.h"

#include "consent/channel_approval.h"
#include "consent/channel_rows.h"
#include "consent/home.h"
#include "consent/home_keys.h"
#include "consent/late_nos.h"
#include "consent/person_rows.h"
#include "consent/settings.h"
#include "consent/store.h"

namespace photogate {
namespace {

struct DefaultUse {
  const char* name;
  const char* description;
};

constexpr DefaultUse kUses[] = {
    {"website", "The school's website"},
    {"newsletter", "Newsletters to families"},
    {"social", "The school's social media accounts"},
    {"prospectus", "Prospectus and other printed matter about the school"},
    {"press", "Newspapers, radio and television"},
    {"display", "Displays on the school's premises"},
    {"home-to-parents", "Sent home to the parents of the class"},
    {"photography", "Being photographed or filmed at all: a refusal bars every use"},
    {"name-with-image", "The name beside the picture: none, first or full"},
};

// Each has the use of its own name.
constexpr const char* kChannels[] = {"website",    "newsletter", "social",
                                     "prospectus", "press",      "display"};

// Not an account: anybody may approve what init proposed.
constexpr const char* kInitName = "photogate init";

// Of the demo's channels: a channel without two owners gets no photos.
constexpr const char* kDemoOwners[] = {"Demo Owner", "Demo Deputy"};

Result<Done> FillIn(Database& database, Change& change, const InitOptions& options) {
  SetSetting(database, change, "jurisdiction",
             options.jurisdiction == Jurisdiction::kOther ? "other" : "england-wales");
  if (options.dpia) {
    const Result<Done> recorded = WriteDpia(database, change, *options.dpia);
    if (!recorded.ok()) return recorded.error();
  }
  for (const DefaultUse& use : kUses) {
    database.Run("INSERT INTO use(name, description, version) VALUES(?, ?, ?)",
                 {use.name, use.description, change.version()});
  }
  for (const char* name : kChannels) {
    ChannelDetails channel{
        ChannelName{name}, UseName{name}, ChannelState::kProposed, {}, {}, kInitName,
        std::nullopt,      std::nullopt};
    if (options.demo) {
      channel.state = ChannelState::kApproved;
      channel.approved_by = kDemoApprover;
      channel.approved_at = change.now();
      channel.business_case.owners = {kDemoOwners[0], kDemoOwners[1]};
    }
    InsertChannel(database, change, channel);
  }
  return Done{};
}

}  // namespace

Register::Register(std::filesystem::path home, std::unique_ptr<Store> store)
    : home_(std::move(home)), store_(std::move(store)) {}
Register::~Register() = default;

const Clock& Register::clock() const { return store_->clock(); }

Result<std::unique_ptr<Register>> Register::Create(const std::filesystem::path& home,
                                                   const InitOptions& options, const Actor& by,
                                                   const Clock& clock) {
  const Result<Done> folder = PrepareHome(home);
  if (!folder.ok()) return folder.error();
  const auto lock = HomeLock::Take(home);
  if (!lock.ok()) return lock.error();
  const Result<Done> vacant = CheckVacant(home);
  if (!vacant.ok()) return vacant.error();
  auto made = MakeHomeKeys(home, options.keys);
  if (!made.ok()) return made.error();
  auto store = Store::Create(
      RegisterFile(home), std::move(made.value().keys), by, clock,
      [&](Database& database, Change& change) { return FillIn(database, change, options); });
  if (!store.ok()) {
    UnmakeHomeKeys(home, made.value());
    return store.error();
  }
  std::unique_ptr<Register> reg(new Register(home, std::move(store).value()));
  reg->new_keys_ = NewKeys{made.value().recovery_key, made.value().key_file};
  return reg;
}

Result<std::unique_ptr<Register>> Register::Open(const std::filesystem::path& home,
                                                 const Clock& clock, const KeyAccess& keys) {
  const Result<Done> folder = CheckHome(home);
  if (!folder.ok()) return folder.error();
  const Result<Done> encrypted = CheckEncrypted(home);
  if (!encrypted.ok()) return encrypted.error();
  auto unlocked = HomeKeys::Open(home, keys);
  if (!unlocked.ok()) return unlocked.error();
  auto store = Store::Open(RegisterFile(home), std::move(unlocked).value(), clock);
  if (!store.ok()) return store.error();
  return std::unique_ptr<Register>(new Register(home, std::move(store).value()));
}

Result<ConsentVersion> Register::Version() {
  return store_->Read([](Database& database) -> Result<ConsentVersion> {
    return ConsentVersion{LatestVersion(database)};
  });
}

Result<Done> Register::RecordDpia(const Dpia& dpia, const Actor& by) {
  return store_->Write(by, "dpia record", [&](Database& database, Change& change) {
    return WriteDpia(database, change, dpia);
  });
}

Result<std::optional<Dpia>> Register::FindDpia() {
  return store_->Read(
      [](Database& database) -> Result<std::optional<Dpia>> { return ReadDpia(database); });
}

Result<Jurisdiction> Register::FindJurisdiction() {
  return store_->Read(
      [](Database& database) -> Result<Jurisdiction> { return ReadJurisdiction(database); });
}

Result<Done> Register::SetObjectionStopsComparison(std::optional<bool> stops, const Actor& by) {
  return store_->Write(by, "setting", [&](Database& database, Change& change) -> Result<Done> {
    if (stops) {
      SetSetting(database, change, "objection_stops_comparison", *stops ? "yes" : "no");
    } else {
      ClearSetting(database, change, "objection_stops_comparison");
    }
    return Done{};
  });
}

Result<std::vector<std::string>> Register::Words() {
  return store_->Read(
      [](Database& database) -> Result<std::vector<std::string>> { return ReadWords(database); });
}

Result<int> Register::AcceptClock(const Actor& by) {
  return store_->Write(
      by, "clock accept",
      [&](Database& database, Change& change) -> Result<int> {
        change.About("setting", "clock", "accepted at " + change.now());
        return CountNosFromToday(database, change);
      },
      ClockRule::kAny);
}

Result<Done> Register::AddWords(const std::vector<std::string>& words, const Actor& by) {
  for (const std::string& word : words) {
    const Result<Done> checked = CheckNotes({word});
    if (!checked.ok()) return checked.error();
  }
  return store_->Write(by, "word add", [&](Database& database, Change& change) -> Result<Done> {
    for (const std::string& word : words) {
      if (word.empty()) continue;
      database.Run("INSERT OR IGNORE INTO word(word, version) VALUES(?, ?)",
                   {word, change.version()});
    }
    return Done{};
  });
}

Result<Done> Register::RemoveWords(const std::vector<std::string>& words, const Actor& by) {
  return store_->Write(by, "word remove", [&](Database& database, Change& change) -> Result<Done> {
    for (const std::string& word : words) {
      change.version();
      database.Run("DELETE FROM word WHERE word = ?", {word});
    }
    return Done{};
  });
}

void Register::Rehearse() { store_->Rehearse(); }

Result<Done> Register::CheckIntegrity() { return store_->CheckIntegrity(); }

}  // namespace photogate
