#include "consent/releases.h"

#include <algorithm>

#include "consent/channel_rows.h"
#include "consent/findings_by_case.h"
#include "consent/import_columns.h"
#include "consent/person_rows.h"
#include "consent/photo_rows.h"
#include "consent/release_rows.h"
#include "consent/same_pictures.h"
#include "consent/store.h"
#include "consent/takedown_rows.h"

namespace photogate {
namespace {

constexpr std::string_view kVerb = "release";
constexpr int kPublished = 1, kVoid = 2;  // kinds of release_note
constexpr std::string_view kStands =
    "NOT EXISTS (SELECT 1 FROM release_note AS n WHERE n.release = release.number AND n.kind = 2)";

Error Stale() {
  return {ErrorKind::kConflict,
          "The register changed while the release was being made. Permission is asked again."};
}

// Anything that a browser opens as a page, with or without "https://", and without anybody's name
// or password in it.
bool MayBeAddress(const std::string& url) {
  const std::string scheme = LowerAscii(url.substr(0, url.find(':')));
  const bool letters =
      std::all_of(scheme.begin(), scheme.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool page =
      url.find(':') == std::string::npos || scheme == "http" || scheme == "https" || !letters;
  const auto slashes = url.find("//");
  const std::string rest = slashes == std::string::npos ? url : url.substr(slashes + 2);
  return page && !url.starts_with("//") &&
         rest.substr(0, rest.find_first_of("/?#\\")).find('@') == std::string::npos;
}

// A photo of the journal is still cleared, and its history says that it was released.
Result<Done> StepOfPhoto(Database& database, Change& change, const PhotoId& id,
                         const std::string& output, std::int64_t number) {
  const auto photo = FindPhoto(database, id);
  if (!photo.ok()) return photo.error();
  const PhotoEntry& entry = photo.value().entry;
  if (entry.state != PhotoState::kCleared || !entry.output_sha256 ||
      entry.output_sha256->value != output) {
    return Stale();
  }
  AppendStep(database, change, photo.value().row, PhotoState::kCleared,
             "released, number " + std::to_string(number));
  return Done{};
}

Result<Done> InsertPhotos(Database& database, Change& change, const NewRelease& release) {
  std::int64_t position = 0;
  for (const NewReleasePhoto& photo : release.photos) {
    std::string output;
    {
      Rows row = database.Query(
          "SELECT output_sha256, EXISTS (SELECT 1 FROM ledger_end AS e WHERE e.ledger = "
          "ledger.number) FROM ledger WHERE number = ? AND channel = ? AND decision = 'clear'",
          {photo.ledger, release.channel.value});
      if (!row.Next()) {
        return Error{ErrorKind::kNotFound,
                     "The ledger does not have a photo of this release as cleared for the "
                     "channel, so nothing was released."};
      }
      output = row.Text(0);
      if (row.Int(1) != 0) return Stale();
    }
    if (photo.photo) {
      const auto step = StepOfPhoto(database, change, *photo.photo, output, release.number);
      if (!step.ok()) return step;
    }
    const std::optional<std::string> id =
        photo.photo ? std::optional(photo.photo->value) : std::nullopt;
    database.Run(
        "INSERT INTO release_photo(release, position, ledger, photo, name_number) VALUES(?, ?, ?, "
        "?, ?)",
        {release.number, ++position, photo.ledger, id, photo.name_number});
  }
  return Done{};
}

std::int64_t InsertNote(Database& database, Change& change, std::int64_t number, int kind,
                        const ReleasePlace& place) {
  database.Run(
      "INSERT INTO release_note(release, at, actor, kind, url, issue, published, note) VALUES(?, "
      "?, ?, ?, ?, ?, ?, ?)",
      {number, change.now(), change.by().account, kind, place.url, place.issue,
       FormatDate(place.published), place.note});
  const std::int64_t note = database.LastInsert();
  change.Vouch(AuditKind::kReleaseNote, note);
  return note;
}

// Its files are not there, though somebody may have them: it counts as released.
void InsertMissing(Database& database, Change& change, std::int64_t number) {
  if (database.Int("SELECT EXISTS (SELECT 1 FROM release_missing WHERE release = ?)", {number})) {
    return;
  }
  database.Run("INSERT INTO release_missing(release, at, actor) VALUES(?, ?, ?)",
               {number, change.now(), change.by().account});
  RecordLook(database, change, "release " + std::to_string(number) + " not where it was made", "");
}

// What somebody published by their own word is not undone by its files being gone.
void VoidRelease(Database& database, Change& change, std::int64_t number, const std::string& why) {
  const auto release = FindRelease(database, number);
  if (!release.ok() || !release.value().voided.empty()) return;
  if (!release.value().places.empty()) return InsertMissing(database, change, number);
  InsertNote(database, change, number, kVoid, {"", "", change.today(), why});
  EndTakedownsOfVoid(database, change, number, why);
}

// Void ones are left out.
Result<std::vector<PublishedPhoto>> Published(Database& database, std::string_view where,
                                              std::initializer_list<Param> parameters) {
  std::vector<PublishedPhoto> published;
  std::map<std::int64_t, Release> releases;
  for (ReleasedPhoto& photo : ReadReleasedPhotos(database, where, parameters)) {
    auto known = releases.find(photo.release);
    if (known == releases.end()) {
      auto release = FindRelease(database, photo.release);
      if (!release.ok()) return release.error();
      known = releases.emplace(photo.release, std::move(release).value()).first;
    }
    if (known->second.voided.empty()) published.push_back({known->second, std::move(photo)});
  }
  return published;
}

}  // namespace

Result<Done> Releases::MayRelease(const ChannelName& channel) {
  return register_.store().Read([&](Database& database) -> Result<Done> {
    return CheckMayRelease(database, channel, register_.clock().Today());
  });
}

Result<std::int64_t> Releases::Begin(const ChannelName& channel, const std::string& staging,
                                     const Actor& by) {
  return register_.store().Write(
      by, kVerb, [&](Database& database, Change& change) -> Result<std::int64_t> {
        const auto may = CheckMayRelease(database, channel, change.today());
        if (!may.ok()) return may.error();
        database.Run("INSERT INTO release_work(at, actor, channel, staging) VALUES(?, ?, ?, ?)",
                     {change.now(), by.account, channel.value, staging});
        return database.LastInsert();
      });
}

Result<Done> Releases::Commit(const NewRelease& release, const Actor& by) {
  if (release.photos.empty()) {
    return Error{ErrorKind::kRefused, "There is no photo to release; nothing was done."};
  }
  return register_.store().Write(
      by, kVerb, [&](Database& database, Change& change) -> Result<Done> {
        if (LatestVersion(database) != release.consent_version.value) return Stale();
        const auto may = CheckMayRelease(database, release.channel, change.today());
        if (!may.ok()) return may.error();
        if (database.Int("SELECT count(*) FROM release_work WHERE number = ?", {release.number}) !=
            1) {
          return Error{ErrorKind::kInternal,
                       "A release was about to be made without having begun. Please report this."};
        }
        const auto channel = ReadChannel(database, release.channel);
        if (!channel.ok()) return channel.error();
        const std::optional<std::string> event =
            release.event ? std::optional(release.event->value) : std::nullopt;
        database.Run(
            "INSERT INTO release(number, at, actor, looked_by, channel, address, event, "
            "consent_version, form, place, manifest_sha256, checklist) VALUES(?, ?, ?, ?, ?, ?, ?, "
            "?, ?, ?, ?, ?)",
            {release.number, release.at, by.account, release.looked_by, release.channel.value,
             channel.value().business_case.address, event, release.consent_version.value,
             static_cast<int>(release.form), release.place, release.manifest_sha256.value,
             release.checklist});
        const auto photos = InsertPhotos(database, change, release);
        if (photos.ok()) change.Vouch(AuditKind::kRelease, release.number);
        return photos;
      });
}

Result<Done> Releases::Finish(std::int64_t number, const Actor& by) {
  return register_.store().Write(by, kVerb, [&](Database& database, Change&) -> Result<Done> {
    const auto release = FindRelease(database, number);
    if (!release.ok()) return release.error();
    database.Run("DELETE FROM release_work WHERE number = ?", {number});
    return Done{};
  });
}

Result<Done> Releases::Void(std::int64_t number, const std::string& why, const Actor& by) {
  return register_.store().Write(by, kVerb,
                                 [&](Database& database, Change& change) -> Result<Done> {
                                   VoidRelease(database, change, number, why);
                                   return Done{};
                                 });
}

Result<Done> Releases::MarkMissing(std::int64_t number, const Actor& by) {
  return register_.store().Write(
      by, kVerb, [&](Database& database, Change& change) -> Result<Done> {
        const auto release = FindRelease(database, number);
        if (!release.ok()) return release.error();
        InsertMissing(database, change, number);
        database.Run("DELETE FROM release_work WHERE number = ?", {number});
        return Done{};
      });
}

Result<Done> Releases::Undo(std::int64_t number, const std::string& why, const Actor& by) {
  return register_.store().Write(
      by, kVerb, [&](Database& database, Change& change) -> Result<Done> {
        if (database.Run("DELETE FROM release_work WHERE number = ?", {number}) != 1) {
          return Error{ErrorKind::kRefused,
                       "This release is not being made any more; what stands is recalled."};
        }
        VoidRelease(database, change, number, why);
        return Done{};
      });
}

Result<std::vector<UnfinishedRelease>> Releases::Unfinished() {
  return register_.store().Read([](Database& database) -> Result<std::vector<UnfinishedRelease>> {
    std::vector<UnfinishedRelease> unfinished;
    {
      Rows rows =
          database.Query("SELECT number, channel, staging FROM release_work ORDER BY number");
      while (rows.Next()) {
        unfinished.push_back({rows.Int(0), ChannelName{rows.Text(1)}, rows.Text(2), std::nullopt});
      }
    }
    for (UnfinishedRelease& one : unfinished) {
      auto release = FindRelease(database, one.number);
      if (release.ok()) one.release = std::move(release).value();
    }
    return unfinished;
  });
}

Result<Done> Releases::RecordPlace(std::int64_t number, const ReleasePlace& place,
                                   const Actor& by) {
  if (place.url.empty() && place.issue.empty()) {
    return Error{ErrorKind::kRefused,
                 "Say where it was published: the address of the page, or which issue."};
  }
  if (!MayBeAddress(place.url)) {
    return Error{ErrorKind::kRefused,
                 "The address must be that of a page, without a name or password before an @: "
                 "https://www.school.example/news. A printed issue is named with --issue."};
  }
  const auto notes = CheckNotes({place.url, place.issue, place.note});
  if (!notes.ok()) return notes;
  return register_.store().Write(
      by, kVerb, [&](Database& database, Change& change) -> Result<Done> {
        const auto release = FindRelease(database, number);
        if (!release.ok()) return release.error();
        if (!release.value().voided.empty()) {
          return Error{ErrorKind::kRefused,
                       "This release never came about, so it was published nowhere. See the others "
                       "with `photogate release list`."};
        }
        if (place.published > change.today()) {
          return Error{ErrorKind::kRefused, "It cannot have been published on a day to come."};
        }
        for (const ReleasePlace& known : release.value().places) {
          if (known.url == place.url && known.issue == place.issue &&
              known.published == place.published) {
            return Error{ErrorKind::kConflict,
                         "This place is recorded for the release already: somebody entered it on " +
                             known.at.substr(0, 10) + ". Nothing was changed."};
          }
        }
        OpenTakedownsAt(database, change, number,
                        InsertNote(database, change, number, kPublished, place));
        return Done{};
      });
}

Result<std::vector<Release>> Releases::List(const ReleaseQuery& query) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<Release>> {
    const std::optional<std::string> channel =
        query.channel ? std::optional(query.channel->value) : std::nullopt;
    const std::optional<std::string> manifest =
        query.manifest ? std::optional(query.manifest->value) : std::nullopt;
    return ReadReleases(database,
                        "WHERE (?1 IS NULL OR channel = ?1) AND (?2 IS NULL OR manifest_sha256 = "
                        "?2) AND (?3 = 1 OR " +
                            std::string(kStands) + ") ORDER BY number DESC LIMIT ?4",
                        {channel, manifest, query.with_voided, query.most});
  });
}

Result<Release> Releases::Show(std::int64_t number) {
  return register_.store().Read(
      [&](Database& database) -> Result<Release> { return FindRelease(database, number); });
}

Result<std::vector<ReleasedPhoto>> Releases::Photos(std::int64_t number) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<ReleasedPhoto>> {
    return ReadReleasedPhotos(database, "WHERE p.release = ? ORDER BY p.position", {number});
  });
}

Result<std::map<Sha256Hex, std::int64_t>> Releases::ReleasedCopies(const ChannelName& channel) {
  using Copies = std::map<Sha256Hex, std::int64_t>;
  return register_.store().Read([&](Database& database) -> Result<Copies> {
    Copies copies;
    Rows rows = database.Query(
        "SELECT l.output_sha256, max(release.number) FROM release JOIN release_photo AS p ON "
        "p.release = release.number JOIN ledger AS l ON l.number = p.ledger WHERE release.channel "
        "= ? AND " +
            std::string(kStands) + " GROUP BY l.output_sha256",
        {channel.value});
    while (rows.Next()) copies[Sha256Hex{rows.Text(0)}] = rows.Int(1);
    return copies;
  });
}

Result<std::vector<PublishedPhoto>> Releases::WithPerson(const PersonId& person) {
  return register_.store().Read([&](Database& database) {
    return Published(database,
                     "WHERE p.ledger IN (SELECT ledger FROM ledger_person WHERE person = ?) ORDER "
                     "BY p.release DESC, p.position",
                     {CaseNumberOf(database, person.value)});
  });
}

Result<std::vector<PublishedPhoto>> Releases::WithCopy(const ChannelName& channel,
                                                       const Sha256Hex& copy) {
  return register_.store().Read([&](Database& database) {
    return Published(database,
                     "WHERE l.output_sha256 = ? AND l.channel = ? ORDER BY p.release DESC, "
                     "p.position",
                     {copy.value, channel.value});
  });
}

Result<std::vector<PublishedPhoto>> Releases::ThatShow(const PhotoId& photo) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<PublishedPhoto>> {
    const auto stored = FindPhoto(database, photo);
    if (!stored.ok()) return stored.error();
    return Published(database,
                     "WHERE l.original_sha256 IN (SELECT value FROM json_each(?)) ORDER BY "
                     "p.release DESC, p.position",
                     {AsJsonArray(ShownBy(database, stored.value()))});
  });
}

std::string_view ReleaseFormName(ReleaseForm form) {
  switch (form) {
    case ReleaseForm::kFolder: return "folder";
    case ReleaseForm::kZip: return "zip";
  }
  return "folder";
}

}  // namespace photogate
