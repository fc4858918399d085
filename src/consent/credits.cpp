#include "consent/credits.h"

#include "consent/credit_rows.h"
#include "consent/person_rows.h"
#include "consent/store.h"
#include "core/credit.h"

namespace photogate {
namespace {

// More than any notice needs, and what fits beside the others into a picture file.
constexpr std::size_t kCreditBytes = 500;
constexpr std::size_t kMostOwn = 200;

Error Refused(const std::string& why) { return Error{ErrorKind::kRefused, why}; }

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::optional<Sha256Hex> PhotoOf(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return Sha256Hex{*text};
}

std::optional<std::string> TextOf(const std::optional<Sha256Hex>& photo) {
  if (!photo) return std::nullopt;
  return photo->value;
}

Result<Done> CheckPermit(const CreditPermit& permit) {
  if (permit.holder.empty() || permit.evidence.empty()) {
    return Refused(
        "A permission needs its holder and where it can be looked up. Name both: --holder and "
        "--evidence.");
  }
  if (permit.holder.size() > kCreditBytes || permit.credit.size() > kCreditBytes) {
    return Refused("The holder or the credit is too long. Shorten it to what is to be printed.");
  }
  if (permit.photo && !IsSha256(permit.photo->value)) {
    return Refused("A photo is named by the 64 hexadecimal digits of its SHA-256.");
  }
  if (!permit.photo && CreditHolder(permit.holder).empty()) {
    return Refused("This holder names nobody. Write the name as the photos' notices have it.");
  }
  return CheckNotes({permit.holder, permit.credit, permit.evidence});
}

}  // namespace

std::vector<std::string> ReadOwnCredits(Database& database) {
  std::vector<std::string> credits;
  Rows rows = database.Query("SELECT credit FROM own_credit ORDER BY credit");
  while (rows.Next()) credits.push_back(rows.Text(0));
  return credits;
}

std::vector<CreditPermission> ReadCreditPermissions(Database& database) {
  std::vector<CreditPermission> permissions;
  Rows rows = database.Query(
      "SELECT holder, photo_sha256, credit FROM credit_permission "
      "WHERE number NOT IN (SELECT permission FROM credit_permission_end) ORDER BY number");
  while (rows.Next()) {
    permissions.push_back({rows.Text(0), PhotoOf(rows.OptionalText(1)), rows.Text(2)});
  }
  return permissions;
}

Result<std::vector<std::string>> Credits::Own() {
  return register_.store().Read([](Database& database) -> Result<std::vector<std::string>> {
    return ReadOwnCredits(database);
  });
}

Result<Done> Credits::AddOwn(const std::string& credit, const Actor& by) {
  if (credit.size() > kCreditBytes || CreditHolder(credit).empty()) {
    return Refused(
        "A credit names the school, in at most 500 bytes, as its photos have it: for example "
        "\"Hilltop School\".");
  }
  const Result<Done> notes = CheckNotes({credit});
  if (!notes.ok()) return notes.error();
  return register_.store().Write(
      by, "credit add", [&](Database& database, Change& change) -> Result<Done> {
        if (ReadOwnCredits(database).size() >= kMostOwn) {
          return Refused("The list of the school's own credits is full. Remove some first.");
        }
        database.Run("INSERT OR IGNORE INTO own_credit(credit, version) VALUES(?, ?)",
                     {credit, change.version()});
        return Done{};
      });
}

Result<Done> Credits::RemoveOwn(const std::string& credit, const Actor& by) {
  return register_.store().Write(
      by, "credit remove", [&](Database& database, Change& change) -> Result<Done> {
        change.version();
        if (database.Run("DELETE FROM own_credit WHERE credit = ?", {credit}) == 0) {
          return Error{
              ErrorKind::kNotFound,
              "The school's own credits have no such text. See them with `photogate credit "
              "list`.",
              credit};
        }
        return Done{};
      });
}

Result<std::vector<CreditPermitEntry>> Credits::Permits() {
  return register_.store().Read([](Database& database) -> Result<std::vector<CreditPermitEntry>> {
    std::vector<CreditPermitEntry> entries;
    Rows rows = database.Query(
        "SELECT number, holder, photo_sha256, credit, evidence, made.actor, made.at, ended.at "
        "FROM credit_permission JOIN change made ON made.version = credit_permission.version "
        "LEFT JOIN credit_permission_end ON permission = number "
        "LEFT JOIN change ended ON ended.version = credit_permission_end.version ORDER BY number");
    while (rows.Next()) {
      entries.push_back({rows.Int(0),
                         {rows.Text(1), PhotoOf(rows.OptionalText(2)), rows.Text(3), rows.Text(4)},
                         rows.Text(5),
                         rows.Text(6),
                         rows.OptionalText(7)});
    }
    return entries;
  });
}

Result<std::int64_t> Credits::Permit(const CreditPermit& permit, const Actor& by) {
  const Result<Done> checked = CheckPermit(permit);
  if (!checked.ok()) return checked.error();
  std::int64_t number = 0;
  const Result<Done> done = register_.store().Write(
      by, "credit permit", [&](Database& database, Change& change) -> Result<Done> {
        database.Run(
            "INSERT INTO credit_permission(holder, photo_sha256, credit, evidence, version) "
            "VALUES(?, ?, ?, ?, ?)",
            {permit.holder, TextOf(permit.photo),
             permit.credit.empty() ? permit.holder : permit.credit, permit.evidence,
             change.version()});
        Rows rows = database.Query("SELECT max(number) FROM credit_permission");
        if (rows.Next()) number = rows.Int(0);
        return Done{};
      });
  if (!done.ok()) return done.error();
  return number;
}

Result<Done> Credits::End(std::int64_t number, const std::string& reason, const Actor& by) {
  const Result<Done> notes = CheckNotes({reason});
  if (!notes.ok()) return notes.error();
  return register_.store().Write(
      by, "credit end", [&](Database& database, Change& change) -> Result<Done> {
        const int ended = database.Run(
            "INSERT INTO credit_permission_end(permission, reason, version) "
            "SELECT number, ?, ? FROM credit_permission WHERE number = ? "
            "AND number NOT IN (SELECT permission FROM credit_permission_end)",
            {reason, change.version(), number});
        if (ended == 0) {
          return Error{ErrorKind::kNotFound,
                       "There is no permission of this number in force. See them with `photogate "
                       "credit list`."};
        }
        return Done{};
      });
}

}  // namespace photogate
