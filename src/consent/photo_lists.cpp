// What the journal answers.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "consent/photo_facts.h"
#include "consent/photo_journal.h"
#include "consent/photo_rows.h"
#include "consent/same_pictures.h"
#include "consent/store.h"

namespace photogate {

Result<PhotoEntry> PhotoJournal::Load(const PhotoId& id) {
  return register_.store().Read([&](Database& database) -> Result<PhotoEntry> {
    auto photo = FindPhoto(database, id);
    if (!photo.ok()) return photo.error();
    return std::move(photo).value().entry;
  });
}

Result<std::vector<PhotoEntry>> PhotoJournal::List(const PhotoQuery& query) {
  std::vector<int> states;
  for (const PhotoState state : query.states) states.push_back(static_cast<int>(state));
  // The list of states is made of our own numbers; everything else is a parameter.
  const std::string sql = fmt::format(
      "{}WHERE {} AND (?1 IS NULL OR channel = ?1) AND (?2 IS NULL OR event = ?2) AND (?3 IS NULL "
      "OR claimed_at < ?3) AND (?5 IS NULL OR state_at < ?5) AND (?7 IS NULL OR retry_at <= ?7) "
      "AND (?8 IS NULL OR (retry_at IS NOT NULL) = ?8) "
      "AND (?6 = 0 OR (original_gone_at IS "
      "NULL AND vault_id IS NOT NULL)) ORDER BY row {} LIMIT ?4",
      kPhotoColumns, states.empty() ? "1" : fmt::format("state IN ({})", fmt::join(states, ",")),
      query.newest_first ? "DESC" : "ASC");
  return register_.store().Read([&](Database& database) -> Result<std::vector<PhotoEntry>> {
    const std::optional<std::string> channel =
        query.channel ? std::optional(query.channel->value) : std::nullopt;
    const std::optional<std::string> event =
        query.event ? std::optional(query.event->value) : std::nullopt;
    std::vector<PhotoEntry> photos;
    Rows rows = database.Query(sql, {channel, event, query.claimed_before, query.most,
                                     query.state_before, query.with_original, query.retry_before,
                                     query.retried ? Param(*query.retried) : Param(nullptr)});
    while (rows.Next()) photos.push_back(ReadPhoto(rows).entry);
    return photos;
  });
}

Result<std::vector<PhotoCount>> PhotoJournal::Counts() {
  return register_.store().Read([&](Database& database) -> Result<std::vector<PhotoCount>> {
    std::vector<PhotoCount> counts;
    Rows rows = database.Query(
        "SELECT channel, state, count(*), min(state_at), count(retry_at) FROM photo GROUP BY "
        "channel, state");
    while (rows.Next()) {
      counts.push_back({ChannelName{rows.Text(0)},
                        EnumOf(rows.Int(1), PhotoState::kClaimed, PhotoState::kDeleted),
                        static_cast<int>(rows.Int(2)), rows.Text(3),
                        static_cast<int>(rows.Int(4))});
    }
    return counts;
  });
}

Result<std::map<ChannelName, int>> PhotoJournal::ReachedSince(PhotoState state,
                                                              const std::string& since) {
  return register_.store().Read([&](Database& database) -> Result<std::map<ChannelName, int>> {
    std::map<ChannelName, int> counts;
    Rows rows = database.Query(
        "SELECT channel, count(*) FROM photo WHERE state = ? AND state_at >= ? GROUP BY channel",
        {static_cast<int>(state), since});
    while (rows.Next()) counts[ChannelName{rows.Text(0)}] = static_cast<int>(rows.Int(1));
    return counts;
  });
}

Result<std::optional<PhotoEntry>> PhotoJournal::OriginalOfCopy(const ChannelName& channel,
                                                               const Sha256Hex& copy) {
  return register_.store().Read([&](Database& database) -> Result<std::optional<PhotoEntry>> {
    Rows rows = database.Query(
        std::string(kPhotoColumns) +
            "WHERE channel = ?1 AND sha256 IN (SELECT original_sha256 FROM ledger WHERE "
            "output_sha256 = ?2 AND channel = ?1) AND original_gone_at IS NULL AND vault_id IS NOT "
            "NULL AND state NOT IN (?3, ?4) AND NOT EXISTS (SELECT 1 FROM photo_verdict AS v WHERE "
            "v.photo = photo.row AND v.kind = 'cover') ORDER BY row DESC LIMIT 1",
        {channel.value, copy.value, static_cast<int>(PhotoState::kRepeated),
         static_cast<int>(PhotoState::kDeleted)});
    if (!rows.Next()) return std::optional<PhotoEntry>();
    return std::optional(ReadPhoto(rows).entry);
  });
}

Result<std::vector<PhotoEntry>> PhotoJournal::KeptThatShow(const PhotoEntry& photo) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<PhotoEntry>> {
    const auto stored = FindPhoto(database, photo.id);
    if (!stored.ok()) return stored.error();
    std::vector<PhotoEntry> same;
    Rows rows = database.Query(
        std::string(kPhotoColumns) +
            "WHERE sha256 IN (SELECT value FROM json_each(?)) AND sha256 <> '' AND id <> ? AND "
            "(original_gone_at IS NULL OR state = ?) AND state NOT IN (?, ?, ?) ORDER BY row",
        {AsJsonArray(ShownBy(database, stored.value())), photo.id.value,
         static_cast<int>(PhotoState::kCleared), static_cast<int>(PhotoState::kRepeated),
         static_cast<int>(PhotoState::kReturned), static_cast<int>(PhotoState::kDeleted)});
    while (rows.Next()) same.push_back(ReadPhoto(rows).entry);
    return same;
  });
}

Result<std::vector<PhotoStep>> PhotoJournal::Steps(const PhotoId& id) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<PhotoStep>> {
    std::vector<PhotoStep> steps;
    Rows rows = database.Query(
        "SELECT at, actor, state, note FROM photo_step WHERE photo = (SELECT row FROM photo WHERE "
        "id = ?) ORDER BY number",
        {id.value});
    while (rows.Next()) {
      steps.push_back({rows.Text(0), rows.Text(1),
                       EnumOf(rows.Int(2), PhotoState::kClaimed, PhotoState::kDeleted),
                       rows.Text(3)});
    }
    return steps;
  });
}

Result<std::string> PhotoJournal::LatestStep() {
  return register_.store().Read([&](Database& database) -> Result<std::string> {
    Rows rows = database.Query("SELECT at FROM photo_step ORDER BY number DESC LIMIT 1");
    return rows.Next() ? rows.Text(0) : std::string();
  });
}

Result<std::vector<StandingCopy>> PhotoJournal::CopiesNamed(const ChannelName& channel,
                                                            const std::string& name) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<StandingCopy>> {
    std::vector<StandingCopy> copies;
    Rows rows = database.Query(
        "SELECT id, output_sha256, state FROM photo WHERE channel = ? AND output_name = ? AND "
        "state IN (?, ?) ORDER BY row DESC",
        {channel.value, name, static_cast<int>(PhotoState::kClearing),
         static_cast<int>(PhotoState::kCleared)});
    while (rows.Next()) {
      copies.push_back({PhotoId{rows.Text(0)}, Sha256Hex{rows.Text(1)},
                        EnumOf(rows.Int(2), PhotoState::kClaimed, PhotoState::kDeleted)});
    }
    return copies;
  });
}

Result<std::vector<PhotoVerdict>> PhotoJournal::Verdicts(const PhotoId& id) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<PhotoVerdict>> {
    std::vector<PhotoVerdict> verdicts;
    Rows rows = database.Query(
        "SELECT number, at, user, kind, finding, face, answers, reason FROM photo_verdict WHERE "
        "photo = (SELECT row FROM photo WHERE id = ?) ORDER BY number",
        {id.value});
    while (rows.Next()) {
      PhotoVerdict verdict{rows.Int(0),  rows.Text(1), rows.Text(2), rows.Text(3),
                           std::nullopt, std::nullopt, rows.Text(6), rows.Text(7)};
      if (const auto finding = rows.OptionalText(4)) verdict.finding = ParseFindingCode(*finding);
      if (!rows.Null(5)) verdict.face = static_cast<std::size_t>(rows.Int(5));
      verdicts.push_back(std::move(verdict));
    }
    return verdicts;
  });
}

}  // namespace photogate
