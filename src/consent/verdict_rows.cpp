#include "consent/verdict_rows.h"

#include <string>

#include "consent/photo_facts.h"
#include "crypto/blake2b.h"

namespace photogate {
namespace {

// The rows of one verdict cannot be edited unnoticed: their hash stands in the audit chain.
std::string HashOf(const PhotoId& id, const PhotoVerdict& verdict, const std::string& user) {
  Blake2bStream stream;
  const auto add = [&](const std::string& text) {
    const std::string framed = std::to_string(text.size()) + ":" + text;
    stream.Update(ByteView(reinterpret_cast<const std::uint8_t*>(framed.data()), framed.size()));
  };
  add(id.value);
  add(user);
  add(verdict.kind);
  add(verdict.finding ? std::string(FindingCodeName(*verdict.finding)) : "");
  add(verdict.face ? std::to_string(*verdict.face) : "");
  add(verdict.answers);
  add(verdict.reason);
  std::string text;
  for (const std::uint8_t byte : stream.Finish()) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace

void AppendVerdict(Database& database, Change& change, const StoredPhoto& photo,
                   const PhotoVerdict& verdict) {
  const std::string& user = change.by().account;
  const Param finding = verdict.finding ? Param(FindingCodeName(*verdict.finding)) : Param(nullptr);
  const Param face =
      verdict.face ? Param(static_cast<std::int64_t>(*verdict.face)) : Param(nullptr);
  database.Run(
      "INSERT INTO photo_verdict(photo, at, user, kind, finding, face, answers, reason) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      {photo.row, change.now(), user, verdict.kind, finding, face, verdict.answers,
       verdict.reason});
  database.Run(
      "INSERT INTO look(at, actor, what, subject) VALUES(?, ?, 'verdict', ?)",
      {change.now(), user, photo.entry.id.value + " " + HashOf(photo.entry.id, verdict, user)});
  change.Vouch(AuditKind::kLook, database.LastInsert());
}

}  // namespace photogate
