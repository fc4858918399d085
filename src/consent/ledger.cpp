#include "consent/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <ctime>

#include "consent/findings_by_case.h"
#include "consent/ledger_rows.h"
#include "consent/photo_rows.h"
#include "consent/same_pictures.h"
#include "consent/stop_rows.h"
#include "consent/store.h"

namespace photogate {
namespace {

// Columns: number, at, original_sha256, output_sha256, output_name, channel, event,
// consent_version, decision, findings, model, match_threshold, possible_threshold, re_encoded,
// taken back.
constexpr std::string_view kColumns =
    "SELECT number, at, original_sha256, output_sha256, output_name, channel, event, "
    "consent_version, decision, findings, model, match_threshold, possible_threshold, re_encoded, "
    "EXISTS (SELECT 1 FROM ledger_end AS e WHERE e.ledger = ledger.number) FROM ledger ";

std::chrono::system_clock::time_point MomentOf(const std::string& text) {
  std::tm parts{};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') {
    throw DatabaseFailure({ErrorKind::kCorrupt,
                           "The ledger holds a time that does not exist. "
                           "Restore the latest backup."});
  }
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

DecisionKind DecisionOf(const std::string& text) {
  for (const DecisionKind kind :
       {DecisionKind::kBlock, DecisionKind::kReview, DecisionKind::kClear}) {
    if (text == DecisionName(kind)) return kind;
  }
  throw DatabaseFailure({ErrorKind::kCorrupt,
                         "The ledger holds a decision that does not exist. "
                         "Restore the latest backup."});
}

constexpr char kBetweenGroups = '\n';  // no group's name holds it

std::string GroupsLine(const std::vector<GroupName>& groups) {
  std::string line;
  for (const GroupName& group : groups) line += group.value + kBetweenGroups;
  return line;
}

// Columns: picture_sha256, width_px, height_px, groups, permission_state, hash, aspect, grey.
void ReadMark(Database& database, std::int64_t number, LedgerRow& row) {
  Rows rows = database.Query(
      "SELECT picture_sha256, width_px, height_px, groups, permission_state, hash, aspect, grey "
      "FROM cleared_mark WHERE ledger = ?",
      {number});
  if (!rows.Next()) return;
  row.picture_sha256 = Sha256Hex{rows.Text(0)};
  row.width_px = static_cast<int>(rows.Int(1));
  row.height_px = static_cast<int>(rows.Int(2));
  const std::string groups = rows.Text(3);
  for (std::size_t from = 0; from < groups.size();) {
    const std::size_t end = groups.find(kBetweenGroups, from);
    row.groups.push_back(GroupName{groups.substr(from, end - from)});
    from = end == std::string::npos ? groups.size() : end + 1;
  }
  row.permission_state = rows.Text(4);
  if (!rows.Null(7)) row.mark = MarkFrom(rows, 5);
}

std::vector<LedgerRow> ReadRows(Database& database, Rows rows) {
  std::vector<LedgerRow> ledger;
  while (rows.Next()) {
    LedgerRow row{Sha256Hex{rows.Text(2)},
                  Sha256Hex{rows.Text(3)},
                  ChannelName{rows.Text(5)},
                  std::nullopt,
                  ConsentVersion{rows.Int(7)},
                  DecisionOf(rows.Text(8)),
                  rows.Text(9),
                  std::nullopt,
                  rows.Real(11),
                  rows.Real(12),
                  {},
                  rows.Text(4),
                  rows.Int(13) != 0,
                  MomentOf(rows.Text(1))};
    if (const auto event = rows.OptionalText(6)) row.event = EventName{*event};
    if (const auto model = rows.OptionalText(10)) row.model = ModelId{*model};
    row.number = rows.Int(0);
    row.taken_back = rows.Int(14) != 0;
    ReadMark(database, row.number, row);
    Rows people = database.Query(
        "SELECT person FROM ledger_person WHERE ledger = ? ORDER BY person", {rows.Int(0)});
    while (people.Next()) {
      row.people_present.push_back(PersonOfCase(database, people.Text(0)));
    }
    row.findings_json = FindingsById(database, row.findings_json);
    ledger.push_back(std::move(row));
  }
  return ledger;
}

}  // namespace

PictureMark MarkFrom(const Rows& rows, int first) {
  PictureMark mark{};
  mark.hash = std::bit_cast<std::uint64_t>(rows.Int(first));
  mark.aspect = static_cast<float>(rows.Real(first + 1));
  const Bytes grey = rows.Blob(first + 2);
  if (grey.size() != mark.grey.size()) {
    throw DatabaseFailure({ErrorKind::kCorrupt,
                           "The ledger holds a picture's mark that is damaged. Restore the latest "
                           "backup."});
  }
  std::copy(grey.begin(), grey.end(), mark.grey.begin());
  return mark;
}

void InsertMark(Database& database, std::int64_t number, const LedgerRow& row) {
  const std::string groups = GroupsLine(row.groups);
  if (!row.mark) {
    database.Run(
        "INSERT INTO cleared_mark(ledger, picture_sha256, width_px, height_px, groups, "
        "permission_state) VALUES(?, ?, ?, ?, ?, ?)",
        {number, row.picture_sha256.value, row.width_px, row.height_px, groups,
         row.permission_state});
    return;
  }
  database.Run(
      "INSERT INTO cleared_mark(ledger, picture_sha256, width_px, height_px, groups, "
      "permission_state, hash, aspect, grey) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {number, row.picture_sha256.value, row.width_px, row.height_px, groups, row.permission_state,
       std::bit_cast<std::int64_t>(row.mark->hash), static_cast<double>(row.mark->aspect),
       ByteView(row.mark->grey)});
}

Result<Done> InsertLedgerRow(Database& database, Change& change, const LedgerRow& row,
                             const std::optional<PhotoId>& photo) {
  if (LatestVersion(database) != row.consent_version.value) {
    return Error{ErrorKind::kConflict,
                 "The register changed while the photo was being decided. It is decided again."};
  }
  // A person may have stopped the same picture meanwhile. That they did is a finding, and a photo
  // with it is cleared by people.
  const auto tells = [&](FindingCode code) {
    return row.findings_json.find(fmt::format("\"{}\"", FindingCodeName(code))) !=
           std::string::npos;
  };
  const auto stop = FindStop(
      database, {row.original_sha256, row.picture_sha256, row.channel, photo, false, row.mark});
  // Who was told of a block was not told of a wish that came after it.
  if (stop && !tells(stop->kind == StopKind::kObjected ? FindingCode::kObjection
                                                       : FindingCode::kStoppedBefore)) {
    return Error{ErrorKind::kConflict,
                 "A person stopped this photo while it was being decided. It is decided again."};
  }
  const std::optional<std::string> event =
      row.event ? std::optional(row.event->value) : std::nullopt;
  const std::optional<std::string> model =
      row.model ? std::optional(row.model->value) : std::nullopt;
  database.Run(
      "INSERT INTO ledger(at, original_sha256, output_sha256, output_name, channel, event, "
      "consent_version, decision, findings, model, match_threshold, possible_threshold, "
      "re_encoded, actor) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {FormatUtc(row.when), row.original_sha256.value, row.output_sha256.value, row.output_name,
       row.channel.value, event, row.consent_version.value, DecisionName(row.decision),
       FindingsByCase(database, row.findings_json), model, row.match_threshold,
       row.possible_threshold, row.re_encoded, change.by().account});
  const std::int64_t number = database.LastInsert();
  for (const PersonId& person : row.people_present) {
    database.Run("INSERT OR IGNORE INTO ledger_person(ledger, person) VALUES(?, ?)",
                 {number, CaseNumberOf(database, person.value)});
  }
  InsertMark(database, number, row);
  change.Vouch(AuditKind::kCleared, number);
  return Done{};
}

namespace {

std::vector<std::int64_t> NumbersByCheck(Database& database, std::string_view which,
                                         const std::string& parameter) {
  std::vector<std::int64_t> numbers;
  Rows rows = database.Query(
      fmt::format("SELECT l.number FROM ledger AS l WHERE {} AND NOT EXISTS (SELECT 1 FROM photo "
                  "AS p WHERE p.channel = l.channel AND p.sha256 = l.original_sha256) ORDER BY "
                  "l.number",
                  which),
      {parameter});
  while (rows.Next()) numbers.push_back(rows.Int(0));
  return numbers;
}

}  // namespace

Result<Done> Ledger::Record(const LedgerRow& row) {
  return register_.store().Write(by_, "clear",
                                 [&](Database& database, Change& change) -> Result<Done> {
                                   return InsertLedgerRow(database, change, row);
                                 });
}

Result<std::vector<LedgerRow>> Ledger::WithPerson(const PersonId& person) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<LedgerRow>> {
    return ReadRows(database,
                    database.Query(std::string(kColumns) +
                                       "WHERE number IN (SELECT ledger FROM ledger_person WHERE "
                                       "person = ?) ORDER BY number DESC",
                                   {CaseNumberOf(database, person.value)}));
  });
}

Result<std::vector<LedgerRow>> Ledger::ThatShow(const PhotoId& photo) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<LedgerRow>> {
    const auto stored = FindPhoto(database, photo);
    if (!stored.ok()) return stored.error();
    return ReadRows(database, database.Query(std::string(kColumns) +
                                                 "WHERE original_sha256 IN (SELECT value FROM "
                                                 "json_each(?)) ORDER BY number DESC",
                                             {AsJsonArray(ShownBy(database, stored.value()))}));
  });
}

Result<std::vector<std::int64_t>> Ledger::MadeByCheck(const PersonId& person) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<std::int64_t>> {
    return NumbersByCheck(database,
                          "l.number IN (SELECT ledger FROM ledger_person WHERE person = ?)",
                          CaseNumberOf(database, person.value));
  });
}

Result<std::vector<std::int64_t>> Ledger::MadeByCheck(const PhotoId& photo) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<std::int64_t>> {
    const auto stored = FindPhoto(database, photo);
    if (!stored.ok()) return stored.error();
    return NumbersByCheck(database, "l.original_sha256 IN (SELECT value FROM json_each(?))",
                          AsJsonArray(ShownBy(database, stored.value())));
  });
}

Result<std::vector<LedgerRow>> Ledger::WithOutput(const Sha256Hex& output) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<LedgerRow>> {
    return ReadRows(database, database.Query(std::string(kColumns) +
                                                 "WHERE output_sha256 = ? ORDER BY number DESC",
                                             {output.value}));
  });
}

Result<std::vector<LedgerRow>> Ledger::WithPicture(const Sha256Hex& picture) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<LedgerRow>> {
    if (picture.empty()) return std::vector<LedgerRow>{};
    return ReadRows(database,
                    database.Query(std::string(kColumns) +
                                       "WHERE number IN (SELECT ledger FROM cleared_mark WHERE "
                                       "picture_sha256 = ?) ORDER BY number DESC",
                                   {picture.value}));
  });
}

Result<LedgerRow> Ledger::Row(std::int64_t number) {
  return register_.store().Read([&](Database& database) -> Result<LedgerRow> {
    auto rows =
        ReadRows(database, database.Query(std::string(kColumns) + "WHERE number = ?", {number}));
    if (rows.empty()) return Error{ErrorKind::kNotFound, "The ledger has no such row."};
    return std::move(rows.front());
  });
}

Result<LedgerMarks> Ledger::Marks() {
  return register_.store().Read([&](Database& database) -> Result<LedgerMarks> {
    LedgerMarks all;
    Rows rows = database.Query(
        "SELECT ledger, hash, aspect, grey FROM cleared_mark WHERE grey IS NOT NULL ORDER BY "
        "ledger");
    while (rows.Next()) {
      all.numbers.push_back(rows.Int(0));
      all.marks.push_back(MarkFrom(rows, 1));
    }
    return all;
  });
}

}  // namespace photogate
