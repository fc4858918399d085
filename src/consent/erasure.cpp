#include "consent/erasure.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "consent/erase_rows.h"
#include "consent/history.h"
#include "consent/mentions.h"
#include "consent/person_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

using Json = nlohmann::ordered_json;

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Json ToJson(const ErasureReceipt& receipt) {
  Json mentioned = Json::object();
  for (const auto& [where, count] : receipt.still_mentioned) mentioned[where] = count;
  return Json{{"at", receipt.at},
              {"by", receipt.by},
              {"permissions", receipt.permissions},
              {"biometric_statements", receipt.biometric_statements},
              {"bars", receipt.bars},
              {"templates", receipt.templates},
              {"groups", receipt.groups},
              {"kin", receipt.kin},
              {"ledger_rows", receipt.ledger_rows},
              {"was_barred", receipt.was_barred},
              {"protection_kept", receipt.protection_kept},
              {"still_mentioned", mentioned}};
}

ErasureReceipt FromJson(const std::string& text) {
  ErasureReceipt receipt;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return receipt;
  receipt.at = json.value("at", "");
  receipt.by = json.value("by", "");
  receipt.permissions = json.value("permissions", 0);
  receipt.biometric_statements = json.value("biometric_statements", 0);
  receipt.bars = json.value("bars", 0);
  receipt.templates = json.value("templates", 0);
  receipt.groups = json.value("groups", 0);
  receipt.kin = json.value("kin", 0);
  receipt.ledger_rows = json.value("ledger_rows", 0);
  receipt.was_barred = json.value("was_barred", false);
  receipt.protection_kept = json.value("protection_kept", false);
  if (json.contains("still_mentioned")) {
    for (const auto& [where, count] : json["still_mentioned"].items()) {
      receipt.still_mentioned.emplace_back(where, count.get<int>());
    }
  }
  return receipt;
}

ErasureReceipt Count(Database& database, const ErasedPerson& person, const Date& day) {
  const auto count = [&](std::string_view sql) {
    return static_cast<int>(database.Int(sql, {person.row}));
  };
  ErasureReceipt receipt;
  receipt.case_number = person.case_number;
  receipt.permissions = count("SELECT count(*) FROM permission WHERE person = ?");
  receipt.biometric_statements = count("SELECT count(*) FROM biometric WHERE person = ?");
  receipt.bars = count("SELECT count(*) FROM bar WHERE person = ?");
  receipt.templates = count("SELECT count(*) FROM template WHERE person = ?");
  receipt.groups = count("SELECT count(*) FROM person_group WHERE person = ?");
  receipt.kin = count("SELECT count(*) FROM kin WHERE ?1 IN (person, other)");
  receipt.ledger_rows = static_cast<int>(
      database.Int("SELECT count(*) FROM ledger_person WHERE person = ?", {person.case_number}));
  const auto barred = BarredRows(database, day);
  receipt.was_barred = std::find(barred.begin(), barred.end(), person.row) != barred.end();
  return receipt;
}

}  // namespace

Result<ErasureReceipt> Erasure::Preview(const PersonId& id) {
  return register_.store().Read([&](Database& database) -> Result<ErasureReceipt> {
    const auto person = FindErased(database, id);
    if (!person.ok()) return person.error();
    return Count(database, person.value(), register_.clock().Today());
  });
}

Result<ErasureReceipt> Erasure::Erase(const PersonId& id, const std::string& reason,
                                      bool keep_protection, const Actor& by) {
  if (reason.empty()) {
    return Error{ErrorKind::kRefused, "Erasing needs a reason, such as who asked for it and when."};
  }
  const Result<Done> notes = CheckNotes({reason});
  if (!notes.ok()) return notes.error();
  auto erased = register_.store().Write(
      by, "person erase", [&](Database& database, Change& change) -> Result<ErasureReceipt> {
        const auto found = FindErased(database, id);
        if (!found.ok()) return found.error();
        const ErasedPerson& person = found.value();
        if (Lower(reason).find(Lower(person.name)) != std::string::npos ||
            reason.find(id.value) != std::string::npos) {
          return Error{ErrorKind::kRefused,
                       "The reason is kept and must not name the person. Say it without the name "
                       "and the number."};
        }
        ErasureReceipt receipt = Count(database, person, change.today());
        receipt.at = change.now();
        receipt.by = by.account;
        receipt.reason = reason;
        receipt.protection_kept = keep_protection;
        EraseRows(database, change, person, keep_protection);
        receipt.still_mentioned = MentionsOf(database, person.name, id.value);
        database.Run(
            "INSERT INTO erasure(version, case_number, reason, receipt) VALUES(?, ?, ?, ?)",
            {change.version(), person.case_number, reason, ToJson(receipt).dump()});
        return receipt;
      });
  // What was deleted is gone from the log as well.
  if (erased.ok()) register_.store().TruncateLog();
  return erased;
}

Result<std::vector<ErasureReceipt>> Erasure::Receipts() {
  return register_.store().Read([](Database& database) -> Result<std::vector<ErasureReceipt>> {
    std::vector<ErasureReceipt> receipts;
    Rows rows = database.Query("SELECT case_number, reason, receipt FROM erasure ORDER BY number");
    while (rows.Next()) {
      receipts.push_back(FromJson(rows.Text(2)));
      receipts.back().case_number = rows.Text(0);
      receipts.back().reason = rows.Text(1);
    }
    return receipts;
  });
}

}  // namespace photogate
