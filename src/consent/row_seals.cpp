#include "consent/row_seals.h"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "consent/store.h"
#include "crypto/random.h"

namespace photogate {
namespace {

// Of a table whose rows are sealed under their person's key. The first two columns are the number
// and the person; `one` ends in the condition for one row, `all` in that for a change.
struct SealedTable {
  Redacted what;
  std::string_view select;
  std::string_view one;
  std::string_view all;
};

constexpr std::array<SealedTable, 4> kSealedTables = {
    {{Redacted::kPermission,
      "SELECT number, person, use, statement, name_level, from_date, until_date, basis, given_by, "
      "evidence, source, evidence_sha256 FROM permission ",
      "WHERE number = ?", "WHERE version = ? ORDER BY number"},
     {Redacted::kBiometric,
      "SELECT number, person, statement, from_date, given_by, evidence, source, evidence_sha256 "
      "FROM biometric ",
      "WHERE number = ?", "WHERE version = ? ORDER BY number"},
     {Redacted::kBar, "SELECT number, person, from_date, reason FROM bar ", "WHERE number = ?",
      "WHERE version = ? ORDER BY number"},
     {Redacted::kBarLift,
      "SELECT bar_lift.bar, bar.person, lift_date, bar_lift.reason FROM bar_lift JOIN bar ON "
      "bar.number = bar_lift.bar ",
      "WHERE bar_lift.bar = ?", "WHERE bar_lift.version = ? ORDER BY bar_lift.bar"}}};

constexpr std::string_view kLook =
    "SELECT 'look', number, at, actor, what, subject FROM look WHERE number = ?";
constexpr std::string_view kLedger =
    "SELECT 'ledger', number, at, original_sha256, output_sha256, output_name, channel, event, "
    "consent_version, decision, findings, model, match_threshold, possible_threshold, re_encoded, "
    "actor FROM ledger WHERE number = ?";
constexpr std::string_view kLedgerPeople =
    "SELECT 'ledger_person', ledger, person FROM ledger_person WHERE ledger = ? ORDER BY person";
// A row of before there were marks has none, and its hash is as it was.
constexpr std::string_view kClearedMark =
    "SELECT 'cleared_mark', ledger, picture_sha256, width_px, height_px, groups, permission_state, "
    "hash, aspect, grey FROM cleared_mark WHERE ledger = ?";

constexpr std::string_view kRelease =
    "SELECT 'release', number, at, actor, looked_by, channel, address, event, consent_version, "
    "form, place, manifest_sha256, checklist FROM release WHERE number = ?";
constexpr std::string_view kReleasePhotos =
    "SELECT 'release_photo', release, position, ledger, photo, name_number FROM release_photo "
    "WHERE release = ? ORDER BY position";
constexpr std::string_view kReleaseNote =
    "SELECT 'release_note', number, release, at, actor, kind, url, issue, published, note FROM "
    "release_note WHERE number = ?";

void AddHash(Blake2bStream& stream, const Bytes& hash) { stream.Update(hash); }

Bytes ToBytes(const Blake2bHash& hash) { return Bytes(hash.begin(), hash.end()); }

// Adds every row that `sql` gives for `subject`; false when there is none.
bool AddRows(Database& database, std::string_view sql, std::int64_t subject,
             Blake2bStream& stream) {
  bool any = false;
  Rows rows = database.Query(sql, {subject});
  while (rows.Next()) {
    any = true;
    AddColumns(stream, rows);
  }
  return any;
}

Bytes SealOfRow(const Rows& rows, Redacted what, PersonKeys& keys) {
  Blake2bStream stream;
  stream.Update(keys.Of(rows.Int(1)));
  AddNumber(stream, static_cast<std::uint64_t>(what));
  AddColumns(stream, rows);
  return ToBytes(stream.Finish());
}

// The seals of a change's rows in one table, those of erased rows included.
std::map<std::int64_t, Bytes> SealsOf(Database& database, const SealedTable& table,
                                      std::int64_t version, PersonKeys& keys) {
  std::map<std::int64_t, Bytes> seals;
  {
    Rows rows = database.Query(std::string(table.select) + std::string(table.all), {version});
    while (rows.Next()) {
      seals.emplace_hint(seals.end(), rows.Int(0), SealOfRow(rows, table.what, keys));
    }
  }
  Rows rows = database.Query("SELECT number, hash FROM redaction WHERE version = ? AND what = ?",
                             {version, static_cast<int>(table.what)});
  while (rows.Next()) seals.emplace(rows.Int(0), rows.Blob(1));
  return seals;
}

// The hash of a look or a ledger row as it was left by the change `after` (0: when it was written):
// the one that the next redaction kept, else that of the row.
std::optional<Bytes> HashAfter(Database& database, Redacted what, std::int64_t number,
                               std::int64_t after) {
  {
    Rows rows = database.Query(
        "SELECT hash FROM redaction WHERE what = ? AND number = ? AND erased > ? ORDER BY erased "
        "LIMIT 1",
        {static_cast<int>(what), number, after});
    if (rows.Next()) return rows.Blob(0);
  }
  Blake2bStream stream;
  if (!AddRows(database, what == Redacted::kLook ? kLook : kLedger, number, stream)) {
    return std::nullopt;
  }
  if (what == Redacted::kLedger) {
    AddRows(database, kLedgerPeople, number, stream);
    AddRows(database, kClearedMark, number, stream);
  }
  return ToBytes(stream.Finish());
}

std::optional<Blake2bHash> ChangeHash(Database& database, std::int64_t version, bool may_make) {
  Blake2bStream stream;
  if (!AddRows(database, "SELECT 'change', version, at, actor, verb FROM change WHERE version = ?",
               version, stream)) {
    return std::nullopt;
  }
  PersonKeys keys(database, may_make);
  for (const SealedTable& table : kSealedTables) {
    for (const auto& [number, seal] : SealsOf(database, table, version, keys)) {
      AddNumber(stream, static_cast<std::uint64_t>(table.what));
      AddNumber(stream, static_cast<std::uint64_t>(number));
      AddHash(stream, seal);
    }
  }
  AddRows(database, "SELECT 'import_undo', undone FROM import_undo WHERE version = ?", version,
          stream);
  AddRows(database,
          "SELECT 'about', number, kind, subject, detail FROM change_about WHERE version = ? ORDER "
          "BY number",
          version, stream);
  AddRows(database,
          "SELECT 'redaction', what, number, version, hex(hash) FROM redaction WHERE erased = ? "
          "ORDER BY what, number",
          version, stream);
  AddRows(database,
          "SELECT 'erasure', number, case_number, reason, receipt FROM erasure WHERE version = ? "
          "ORDER BY number",
          version, stream);
  Rows rows = database.Query(
      "SELECT number FROM redaction WHERE erased = ? AND what = 6 ORDER BY number", {version});
  while (rows.Next()) {
    const auto left = HashAfter(database, Redacted::kLedger, rows.Int(0), version);
    if (left) AddHash(stream, *left);
  }
  return stream.Finish();
}

std::optional<Blake2bHash> ReleaseHash(Database& database, std::int64_t number) {
  Blake2bStream stream;
  if (!AddRows(database, kRelease, number, stream)) return std::nullopt;
  AddRows(database, kReleasePhotos, number, stream);
  return stream.Finish();
}

std::optional<Blake2bHash> ReleaseNoteHash(Database& database, std::int64_t number) {
  Blake2bStream stream;
  if (!AddRows(database, kReleaseNote, number, stream)) return std::nullopt;
  return stream.Finish();
}

std::optional<Blake2bHash> AsHash(const std::optional<Bytes>& bytes) {
  if (!bytes || bytes->size() != Blake2bHash{}.size()) return std::nullopt;
  Blake2bHash hash{};
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

}  // namespace

void AddNumber(Blake2bStream& stream, std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (unsigned index = 0; index < bytes.size(); ++index) {
    bytes[index] = static_cast<std::uint8_t>(number >> (8 * index) & 0xff);
  }
  stream.Update(bytes);
}

void AddColumns(Blake2bStream& stream, const Rows& rows) {
  for (int column = 0; column < rows.Columns(); ++column) {
    const auto tag = static_cast<std::uint8_t>(rows.TypeTag(column));
    stream.Update(ByteView(&tag, 1));
    if (rows.Null(column)) continue;
    const std::string text = rows.Text(column);
    AddNumber(stream, text.size());
    stream.Update(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
}

const Bytes& PersonKeys::Of(std::int64_t person) {
  const auto known = keys_.find(person);
  if (known != keys_.end()) return known->second;
  Bytes key;
  {
    Rows rows = database_.Query("SELECT key FROM person_key WHERE person = ?", {person});
    if (rows.Next()) key = rows.Blob(0);
  }
  if (key.empty() && may_make_) {
    key.resize(32);
    FillRandom(key);
    database_.Run("INSERT INTO person_key(person, key) VALUES(?, ?)", {person, ByteView(key)});
  }
  return keys_.emplace(person, std::move(key)).first->second;
}

std::optional<Blake2bHash> RowsHash(Database& database, AuditKind kind, std::int64_t subject,
                                    bool may_make) {
  switch (kind) {
    case AuditKind::kChange: return ChangeHash(database, subject, may_make);
    case AuditKind::kLook: return AsHash(HashAfter(database, Redacted::kLook, subject, 0));
    case AuditKind::kCleared: return AsHash(HashAfter(database, Redacted::kLedger, subject, 0));
    case AuditKind::kRelease: return ReleaseHash(database, subject);
    case AuditKind::kReleaseNote: return ReleaseNoteHash(database, subject);
  }
  return std::nullopt;
}

std::optional<Blake2bHash> SealOf(Database& database, Redacted what, std::int64_t number) {
  if (what == Redacted::kLook || what == Redacted::kLedger) {
    // The state that the latest redaction left.
    const std::int64_t after = LatestVersion(database);
    return AsHash(HashAfter(database, what, number, after));
  }
  const SealedTable& table = kSealedTables[static_cast<std::size_t>(what) - 1];
  PersonKeys keys(database, false);
  Rows rows = database.Query(std::string(table.select) + std::string(table.one), {number});
  if (!rows.Next()) return std::nullopt;
  return AsHash(SealOfRow(rows, what, keys));
}

}  // namespace photogate
