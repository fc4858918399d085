#include "consent/erased_ids.h"

#include <algorithm>

#include "consent/import_columns.h"
#include "crypto/blake2b.h"
#include "crypto/secret.h"

namespace photogate {
namespace {

constexpr std::size_t kMarkKeyBytes = 32;

// Numbers that differ only in capital letters are one.
Bytes MarkOf(const Bytes& key, const std::string& id) {
  const std::string small = LowerAscii(id);
  Blake2bStream stream;
  stream.Update(key);
  stream.Update(ByteView(reinterpret_cast<const std::uint8_t*>(small.data()), small.size()));
  const Blake2bHash hash = stream.Finish();
  return Bytes(hash.begin(), hash.end());
}

struct Mark {
  Bytes key, mark;
  std::string day;
};

Result<std::vector<Mark>> AllMarks(Database& database) {
  std::vector<Mark> marks;
  Rows rows = database.Query(
      "SELECT erased_key.key, mark, day FROM erased_id JOIN erased_key ON "
      "erased_key.number = erased_id.key");
  while (rows.Next()) marks.push_back({rows.Blob(0), rows.Blob(1), rows.Text(2)});
  return marks;
}

std::int64_t NumberOfKey(Database& database, const Bytes& key) {
  database.Run("INSERT OR IGNORE INTO erased_key(key) VALUES(?)", {ByteView(key)});
  return database.Int("SELECT number FROM erased_key WHERE key = ?", {ByteView(key)});
}

}  // namespace

void MarkErased(Database& database, Change& change, const std::string& id) {
  Bytes key;
  {
    Rows rows = database.Query("SELECT key FROM erased_key ORDER BY number LIMIT 1");
    if (rows.Next()) key = rows.Blob(0);
  }
  if (key.empty()) {
    const Secret fresh = Secret::Random(kMarkKeyBytes);
    key.assign(fresh.view().begin(), fresh.view().end());
  }
  database.Run("INSERT OR IGNORE INTO erased_id(key, mark, day, version) VALUES(?, ?, ?, ?)",
               {NumberOfKey(database, key), ByteView(MarkOf(key, id)), FormatDate(change.today()),
                change.version()});
}

ErasedIds::ErasedIds(Database& database) {
  {
    Rows rows = database.Query("SELECT number, key FROM erased_key");
    while (rows.Next()) keys_.emplace_back(rows.Int(0), rows.Blob(1));
  }
  Rows rows = database.Query("SELECT key, mark, day FROM erased_id");
  while (rows.Next()) {
    std::string& day = days_[{rows.Int(0), rows.Blob(1)}];
    day = std::max(day, rows.Text(2));
  }
}

std::optional<std::string> ErasedIds::DayOf(const PersonId& id) const {
  std::optional<std::string> last;
  for (const auto& [number, key] : keys_) {
    const auto found = days_.find({number, MarkOf(key, id.value)});
    if (found != days_.end() && (!last || *last < found->second)) last = found->second;
  }
  return last;
}

Result<Done> CarryErasedIds(Register& restored, Register& replaced, const Actor& by) {
  const auto there = replaced.store().Read(AllMarks);
  if (!there.ok()) return there.error();
  const auto here = restored.store().Read(AllMarks);
  if (!here.ok()) return here.error();
  std::vector<Mark> missing;
  for (const Mark& mark : there.value()) {
    const bool known = std::any_of(here.value().begin(), here.value().end(), [&](const Mark& own) {
      return own.key == mark.key && own.mark == mark.mark && own.day == mark.day;
    });
    if (!known) missing.push_back(mark);
  }
  if (missing.empty()) return Done{};
  return restored.store().Write(
      by, "carry erased", [&](Database& database, Change& change) -> Result<Done> {
        for (const Mark& mark : missing) {
          database.Run(
              "INSERT OR IGNORE INTO erased_id(key, mark, day, version) VALUES(?, ?, ?, ?)",
              {NumberOfKey(database, mark.key), ByteView(mark.mark), mark.day, change.version()});
        }
        return Done{};
      });
}

}  // namespace photogate
