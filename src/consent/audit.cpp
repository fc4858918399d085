#include "consent/audit.h"

#include <algorithm>

#include "consent/audit_chain.h"
#include "consent/findings_by_case.h"
#include "consent/store.h"

namespace photogate {
namespace {

std::string Hex(const Blake2bHash& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xf];
  }
  return text;
}

std::string HexOf(const Bytes& bytes) {
  Blake2bHash hash{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.begin());
  return Hex(hash);
}

// Parameters: since (empty: all), actor, beginning of the verb, subject, how many.
constexpr std::string_view kEntries = R"sql(
WITH entry AS (
  SELECT a.number AS number, 'change' AS kind, c.at AS at, c.actor AS actor, c.verb AS verb,
         coalesce((SELECT group_concat(n.kind || ' ' || n.subject, ', ') FROM change_about AS n
                   WHERE n.version = c.version), '') AS subject,
         coalesce((SELECT group_concat(n.detail, '; ') FROM change_about AS n
                   WHERE n.version = c.version AND n.detail <> ''), '') AS detail,
         a.hash AS hash, a.subject AS of_what
  FROM audit AS a JOIN change AS c ON a.kind = 1 AND c.version = a.subject
  UNION ALL
  SELECT a.number, 'look', l.at, l.actor, l.what, l.subject, '', a.hash, a.subject
  FROM audit AS a JOIN look AS l ON a.kind = 2 AND l.number = a.subject
  UNION ALL
  SELECT a.number, 'cleared', g.at, g.actor, 'clear', 'channel ' || g.channel ||
         coalesce((SELECT group_concat(', person ' || p.person, '') FROM ledger_person AS p
                   WHERE p.ledger = g.number), ''),
         'copy ' || g.output_sha256, a.hash, a.subject
  FROM audit AS a JOIN ledger AS g ON a.kind = 3 AND g.number = a.subject
  UNION ALL
  SELECT a.number, 'release', r.at, r.actor, 'release', 'channel ' || r.channel,
         'release ' || r.number || ', ' || (SELECT count(*) FROM release_photo AS p
                                            WHERE p.release = r.number) || ' photos, looked at by '
                    || r.looked_by, a.hash, a.subject
  FROM audit AS a JOIN release AS r ON a.kind = 4 AND r.number = a.subject
  UNION ALL
  SELECT a.number, 'release', n.at, n.actor,
         CASE n.kind WHEN 1 THEN 'release record' ELSE 'release void' END,
         'channel ' || r.channel, 'release ' || n.release, a.hash, r.number
  FROM audit AS a JOIN release_note AS n ON a.kind = 5 AND n.number = a.subject
  JOIN release AS r ON r.number = n.release)
SELECT number, kind, at, actor, verb, subject, detail, hash FROM entry
WHERE (?1 = '' OR at >= ?1) AND (?2 = '' OR actor = ?2)
  AND (?3 = '' OR substr(verb, 1, length(?3)) = ?3)
  AND (?4 = ''
       OR (kind = 'change' AND EXISTS (SELECT 1 FROM change_about AS n
                                       WHERE n.version = of_what AND n.subject = ?4))
       OR (kind = 'look' AND subject = ?4)
       OR (kind = 'release' AND (subject = 'channel ' || ?4 OR EXISTS (
             SELECT 1 FROM release_photo AS x JOIN ledger_person AS p ON p.ledger = x.ledger
             WHERE x.release = of_what AND p.person = ?4)))
       OR (kind = 'cleared' AND (subject = 'channel ' || ?4 OR EXISTS (
             SELECT 1 FROM ledger_person AS p WHERE p.ledger = of_what AND p.person = ?4)
             OR EXISTS (SELECT 1 FROM ledger AS g WHERE g.number = of_what AND g.channel = ?4))))
ORDER BY number DESC LIMIT ?5)sql";

}  // namespace

Result<AuditHead> Audit::Head() {
  return register_.store().Read([](Database& database) -> Result<AuditHead> {
    const ChainEnd end = LastOfChain(database);
    return AuditHead{end.number, Hex(end.hash)};
  });
}

Result<std::vector<AuditEntry>> Audit::Show(const AuditFilter& filter) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<AuditEntry>> {
    std::vector<AuditEntry> entries;
    const std::string subject =
        filter.subject.empty() ? "" : CaseNumberOf(database, filter.subject);
    const std::string since = filter.since ? FormatDate(*filter.since) : "";
    Rows rows = database.Query(kEntries, {since, filter.actor, filter.verb, subject, filter.most});
    while (rows.Next()) {
      entries.push_back({rows.Int(0), rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4),
                         rows.Text(5), rows.Text(6), HexOf(rows.Blob(7))});
    }
    std::reverse(entries.begin(), entries.end());
    return entries;
  });
}

Result<AuditReport> Audit::Verify(const std::optional<AuditHead>& exported) {
  return register_.store().Read([&](Database& database) -> Result<AuditReport> {
    AuditReport report;
    report.entries = LastOfChain(database).number;
    std::optional<Blake2bHash> hash_there;
    const auto problem = ProveChain(database, exported ? exported->number : 0, hash_there);
    if (problem) {
      report.bad_entry = problem->number;
      report.problem = problem->what;
      return report;
    }
    if (exported && (!hash_there || Hex(*hash_there) != exported->hash)) {
      report.bad_entry = exported->number;
      report.problem = hash_there
                           ? "The chain differs from the exported head: it was written anew."
                           : "The chain is shorter than the exported head: its end was cut off.";
      Rows restored = database.Query(
          "SELECT at, actor FROM look WHERE what = 'restore' ORDER BY number DESC LIMIT 1");
      if (restored.Next()) {
        report.problem += " A backup was restored at " + restored.Text(0) + " by " +
                          restored.Text(1) +
                          ". If this head is of before, prove it on the register that was moved "
                          "aside then, and export a new head now.";
      }
      return report;
    }
    report.intact = true;
    return report;
  });
}

}  // namespace photogate
