#include "consent/keyring.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "consent/descriptor.h"
#include "crypto/aead.h"
#include "crypto/hex.h"
#include "crypto/random.h"

namespace photogate {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
// Ways and epochs are few; a keyring is a few kilobytes.
constexpr std::size_t kMostBytes = 1u << 20;

Error Damaged() {
  return Error{ErrorKind::kCorrupt,
               "The register's keyring (keyring.json) is damaged. Put it back from the latest "
               "backup; nothing was changed."};
}

const char* NameOf(WayKind kind) {
  switch (kind) {
    case WayKind::kKey: return "key";
    case WayKind::kPassphrase: return "passphrase";
    case WayKind::kRecovery: return "recovery";
  }
  return "";
}

std::optional<WayKind> KindOf(const std::string& name) {
  for (const WayKind kind : {WayKind::kKey, WayKind::kPassphrase, WayKind::kRecovery}) {
    if (name == NameOf(kind)) return kind;
  }
  return std::nullopt;
}

// What a wrapped key is bound to: it opens for no other file, way or epoch.
Bytes BoundTo(const FileId& file, const std::string& role, std::uint32_t epoch) {
  const std::string text = "photogate keyring " + role + " " + std::to_string(epoch) + " ";
  Bytes bound(text.begin(), text.end());
  bound.insert(bound.end(), file.begin(), file.end());
  return bound;
}

Result<Secret> WrappingKey(const Credential& credential, const Way& way, const FileId& file) {
  switch (credential.kind) {
    case WayKind::kKey: return DeriveKey("photogate key file", credential.secret.view());
    case WayKind::kRecovery: {
      Bytes bound(file.begin(), file.end());
      const Secret own = DeriveKey("photogate recovery key", credential.secret.view());
      bound.insert(bound.end(), own.view().begin(), own.view().end());
      Secret key = DeriveKey("photogate recovery key of a register", bound);
      Wipe(bound);
      return key;
    }
    case WayKind::kPassphrase: {
      auto key = DeriveFromPassphrase(
          credential.secret.view(),
          std::span<const std::uint8_t, kPassphraseSaltBytes>(way.salt.data(), way.salt.size()),
          way.cost);
      if (key) return std::move(*key);
      return Error{ErrorKind::kUnavailable,
                   "There is not enough memory to check the passphrase (256 MB are needed). Close "
                   "other programs and try again."};
    }
  }
  return Damaged();
}

Bytes HexField(const Json& json) {
  const auto bytes = BytesOfHex(json.get<std::string>());
  if (!bytes) throw std::invalid_argument("no hexadecimal");
  return *bytes;
}

std::uint32_t EpochField(const std::string& text) {
  std::size_t used = 0;
  const unsigned long value = std::stoul(text, &used);
  if (used != text.size() || value == 0 || value > 0xffffffff) {
    throw std::invalid_argument("no epoch");
  }
  return static_cast<std::uint32_t>(value);
}

Way WayOf(const Json& json) {
  const auto kind = KindOf(json.at("kind").get<std::string>());
  if (!kind) throw std::invalid_argument("unknown way");
  Way way{*kind, {}, {}, {}};
  if (*kind == WayKind::kPassphrase) {
    way.salt = HexField(json.at("salt"));
    way.cost = {json.at("passes").get<std::uint64_t>(), json.at("memory").get<std::uint64_t>()};
    if (way.salt.size() != kPassphraseSaltBytes || !Acceptable(way.cost)) {
      throw std::invalid_argument("bad cost");
    }
  }
  for (const auto& [epoch, key] : json.at("keys").items()) {
    way.keys[EpochField(epoch)] = HexField(key);
  }
  return way;
}

}  // namespace

bool Keyring::Lists(std::uint32_t epoch) const {
  const auto epochs = Epochs();
  return std::find(epochs.begin(), epochs.end(), epoch) != epochs.end();
}

bool Keyring::Has(WayKind kind) const {
  return std::any_of(ways.begin(), ways.end(), [&](const Way& way) { return way.kind == kind; });
}

std::vector<std::uint32_t> Keyring::Epochs() const {
  std::set<std::uint32_t> epochs;
  for (const Way& way : ways) {
    for (const auto& entry : way.keys) epochs.insert(entry.first);
  }
  for (const auto& entry : links) epochs.insert(entry.first);
  return {epochs.begin(), epochs.end()};
}

std::filesystem::path KeyringFile(const std::filesystem::path& home) {
  return home / "keyring.json";
}

std::string KeyringText(const Keyring& keyring) {
  Json ways = Json::array();
  for (const Way& way : keyring.ways) {
    Json entry{{"kind", NameOf(way.kind)}};
    if (way.kind == WayKind::kPassphrase) {
      entry["salt"] = HexOf(way.salt);
      entry["passes"] = way.cost.passes;
      entry["memory"] = way.cost.memory_bytes;
    }
    entry["keys"] = Json::object();
    for (const auto& [epoch, key] : way.keys) entry["keys"][std::to_string(epoch)] = HexOf(key);
    ways.push_back(std::move(entry));
  }
  Json json{{"photogate_keyring", kFormat}, {"file", HexOf(keyring.file)}, {"ways", ways}};
  if (!keyring.links.empty()) {
    for (const auto& [epoch, link] : keyring.links) {
      json["links"][std::to_string(epoch)] = {{"from", link.from}, {"key", HexOf(link.key)}};
    }
  }
  return json.dump(2) + "\n";
}

Result<Keyring> ParseKeyring(ByteView text) {
  try {
    const Json json = Json::parse(text.begin(), text.end());
    const int format = json.at("photogate_keyring").get<int>();
    if (format > kFormat) {
      return Error{ErrorKind::kUnsupported,
                   "The register's keyring was written by a newer photogate. Install that version; "
                   "nothing was changed."};
    }
    Keyring keyring;
    const Bytes file = HexField(json.at("file"));
    if (file.size() != keyring.file.size()) return Damaged();
    std::copy(file.begin(), file.end(), keyring.file.begin());
    for (const Json& way : json.at("ways")) keyring.ways.push_back(WayOf(way));
    if (json.contains("links")) {
      for (const auto& [epoch, link] : json.at("links").items()) {
        keyring.links[EpochField(epoch)] = {link.at("from").get<std::uint32_t>(),
                                            HexField(link.at("key"))};
      }
    }
    if (keyring.ways.empty()) return Damaged();
    return keyring;
  } catch (const std::exception&) {
    return Damaged();
  }
}

Result<Keyring> ReadKeyring(const std::filesystem::path& home) {
  const auto text = ReadWhole(KeyringFile(home), kMostBytes);
  if (text.ok()) return ParseKeyring(text.value());
  if (text.error().kind != ErrorKind::kNotFound) return text.error();
  return Error{ErrorKind::kCorrupt,
               "The register's keyring (keyring.json) is missing, and without it nobody can open "
               "the register. Put it back from the latest backup.",
               KeyringFile(home).string()};
}

Result<Done> WriteKeyring(const std::filesystem::path& home, const Keyring& keyring) {
  const std::string text = KeyringText(keyring);
  return ReplaceFile(KeyringFile(home),
                     ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Result<Way> MakeWay(const Credential& credential, const PageKeys& keys) {
  Way way{credential.kind, {}, {}, {}};
  if (credential.kind == WayKind::kPassphrase) {
    way.salt.resize(kPassphraseSaltBytes);
    FillRandom(way.salt);
    way.cost = kPassphraseCost;
  }
  const auto wrapping = WrappingKey(credential, way, keys.file());
  if (!wrapping.ok()) return wrapping.error();
  for (const auto& [epoch, key] : keys.all()) {
    way.keys[epoch] =
        SealSecret(key, BoundTo(keys.file(), NameOf(way.kind), epoch), wrapping.value());
  }
  return way;
}

KeyLink MakeLink(const PageKeys& keys, std::uint32_t from, std::uint32_t to) {
  return {from, SealSecret(*keys.Find(to), BoundTo(keys.file(), "link", to), *keys.Find(from))};
}

void FollowLinks(const Keyring& keyring, PageKeys& keys) {
  // In the order of epochs, and a link leads from an older one.
  for (const auto& [epoch, link] : keyring.links) {
    const Secret* from = keys.Find(link.from);
    if (from == nullptr || keys.Find(epoch) != nullptr) continue;
    auto key = OpenSecret(link.key, BoundTo(keyring.file, "link", epoch), *from);
    if (key && key->size() == kAeadKeyBytes) keys.Add(epoch, std::move(*key));
  }
}

Result<PageKeys> Unlock(const Keyring& keyring, const Credential& credential) {
  PageKeys keys(keyring.file);
  for (const Way& way : keyring.ways) {
    if (way.kind != credential.kind) continue;
    const auto wrapping = WrappingKey(credential, way, keyring.file);
    if (!wrapping.ok()) return wrapping.error();
    for (const auto& [epoch, sealed] : way.keys) {
      if (keys.Find(epoch) != nullptr) continue;
      auto key =
          OpenSecret(sealed, BoundTo(keyring.file, NameOf(way.kind), epoch), wrapping.value());
      if (key && key->size() == kAeadKeyBytes) keys.Add(epoch, std::move(*key));
    }
  }
  FollowLinks(keyring, keys);
  if (keys.newest() == 0) {
    const char* what = "";
    switch (credential.kind) {
      case WayKind::kKey:
        what =
            "This key does not open this register. Name its own key file with "
            "--key-file, or use --recovery-key; nothing was changed.";
        break;
      case WayKind::kPassphrase:
        what =
            "This passphrase does not open this register. Try again, or use --recovery-key; "
            "nothing was changed.";
        break;
      case WayKind::kRecovery:
        what =
            "This recovery key does not open this register: it is another register's, or a "
            "newer one was made with `photogate rekey`. Nothing was changed.";
        break;
    }
    return Error{ErrorKind::kUnavailable, what};
  }
  return keys;
}

}  // namespace photogate
