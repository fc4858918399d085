#include "consent/release_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "consent/channel_approval.h"
#include "consent/channel_rows.h"
#include "consent/ledger_ends.h"
#include "consent/store.h"
#include "consent/user_acts.h"
#include "consent/user_rows.h"

namespace photogate {
namespace {

constexpr int kPublished = 1;
constexpr int kVoid = 2;

// Of a row `p` of release_photo whose ledger's row is `l`.
std::string ToTakeDown() {
  constexpr const char* kOpen =
      "(SELECT 1 FROM takedown AS t {} WHERE t.ledger = p.ledger AND (t.release = p.release OR "
      "(t.release IS NULL AND t.place IN (SELECT m.number FROM release_note AS m WHERE m.release = "
      "p.release))){})";
  return fmt::format("({} AND (NOT EXISTS {} OR EXISTS {}))", kTakenBack,
                     fmt::format(kOpen, "", ""),
                     fmt::format(kOpen, "LEFT JOIN takedown_end AS d ON d.takedown = t.number",
                                 " AND d.takedown IS NULL"));
}

void ReadNotes(Database& database, Release& release) {
  Rows rows = database.Query(
      "SELECT kind, url, issue, published, note, at, actor FROM release_note WHERE release = ? "
      "ORDER BY number",
      {release.number});
  while (rows.Next()) {
    if (rows.Int(0) == kVoid) {
      release.voided = rows.Text(4);
    } else {
      release.places.push_back({rows.Text(1), rows.Text(2), DateOf(rows.Text(3)), rows.Text(4),
                                rows.Text(5), rows.Text(6)});
    }
  }
}

// As outcome/safe_name.h numbers names; the ledger's is made of the same letters.
std::string Numbered(const std::string& name, std::int64_t number) {
  if (number == 1) return name;
  const std::size_t dot = name.rfind('.');
  const std::size_t end = dot == std::string::npos || dot == 0 ? name.size() : dot;
  return fmt::format("{}-{}{}", name.substr(0, end), number, name.substr(end));
}

}  // namespace

std::vector<Release> ReadReleases(Database& database, std::string_view where,
                                  std::initializer_list<Param> parameters) {
  static_assert(kPublished != kVoid);
  std::vector<Release> releases;
  Rows rows = database.Query(
      fmt::format(
          "SELECT number, at, actor, looked_by, channel, address, event, consent_version, form, "
          "place, manifest_sha256, checklist, (SELECT count(*) FROM release_photo AS p WHERE "
          "p.release = release.number), NOT EXISTS (SELECT 1 FROM release_work AS w WHERE "
          "w.number = release.number), coalesce((SELECT m.at FROM release_missing AS m WHERE "
          "m.release = release.number), ''), (SELECT count(*) FROM release_photo AS p JOIN ledger "
          "AS l ON l.number = p.ledger WHERE p.release = release.number AND {}), (SELECT count(*) "
          "FROM release_photo AS p JOIN ledger AS l ON l.number = p.ledger WHERE p.release = "
          "release.number AND {}) FROM release {}",
          kTakenBack, ToTakeDown(), where),
      parameters);
  while (rows.Next()) {
    Release release{rows.Int(0),
                    rows.Text(1),
                    rows.Text(2),
                    rows.Text(3),
                    ChannelName{rows.Text(4)},
                    rows.Text(5),
                    std::nullopt,
                    ConsentVersion{rows.Int(7)},
                    EnumOf(rows.Int(8), ReleaseForm::kFolder, ReleaseForm::kZip),
                    rows.Text(9),
                    Sha256Hex{rows.Text(10)},
                    rows.Text(11),
                    static_cast<int>(rows.Int(12)),
                    {},
                    rows.Int(13) != 0,
                    {}};
    release.missing = rows.Text(14);
    release.taken_back = static_cast<int>(rows.Int(15));
    release.to_take_down = static_cast<int>(rows.Int(16));
    if (const auto event = rows.OptionalText(6)) release.event = EventName{*event};
    ReadNotes(database, release);
    releases.push_back(std::move(release));
  }
  return releases;
}

Result<Release> FindRelease(Database& database, std::int64_t number) {
  auto found = ReadReleases(database, "WHERE number = ?", {number});
  if (!found.empty()) return std::move(found.front());
  return Error{ErrorKind::kNotFound,
               "There is no release of this number. See them with `photogate release list`.",
               std::to_string(number)};
}

std::vector<ReleasedPhoto> ReadReleasedPhotos(Database& database, std::string_view where,
                                              std::initializer_list<Param> parameters) {
  std::vector<ReleasedPhoto> photos;
  Rows rows = database.Query(
      fmt::format(
          "SELECT p.release, p.position, p.ledger, p.photo, l.output_name, p.name_number, "
          "l.original_sha256, l.output_sha256, l.actor, {}, {} FROM release_photo AS p JOIN "
          "ledger AS l ON l.number = p.ledger {}",
          kTakenBack, ToTakeDown(), where),
      parameters);
  while (rows.Next()) {
    ReleasedPhoto photo{rows.Int(0),
                        static_cast<int>(rows.Int(1)),
                        rows.Int(2),
                        std::nullopt,
                        Numbered(rows.Text(4), rows.Int(5)),
                        Sha256Hex{rows.Text(6)},
                        Sha256Hex{rows.Text(7)},
                        rows.Text(8),
                        rows.Int(9) != 0,
                        rows.Int(10) != 0};
    if (const auto id = rows.OptionalText(3)) photo.photo = PhotoId{*id};
    photos.push_back(std::move(photo));
  }
  return photos;
}

std::optional<std::int64_t> StandingRelease(Database& database, const ChannelName& channel,
                                            const Sha256Hex& copy) {
  Rows rows = database.Query(
      "SELECT r.number FROM ledger AS l JOIN release_photo AS p ON p.ledger = l.number JOIN "
      "release "
      "AS r ON r.number = p.release WHERE l.output_sha256 = ? AND l.channel = ? AND NOT EXISTS "
      "(SELECT 1 FROM release_note AS n WHERE n.release = r.number AND n.kind = ?) ORDER BY "
      "r.number DESC LIMIT 1",
      {copy.value, channel.value, kVoid});
  if (!rows.Next()) return std::nullopt;
  return rows.Int(0);
}

Result<Done> CheckMayRelease(Database& database, const ChannelName& name, const Date& day) {
  const auto channel = ReadChannel(database, name);
  if (!channel.ok()) return channel.error();
  if (channel.value().state != ChannelState::kApproved) {
    return Error{ErrorKind::kRefused,
                 "This channel is not approved, so nothing is released to it. A senior leader "
                 "approves it with `photogate channel approve`.",
                 name.value};
  }
  const ChannelCase& given = channel.value().business_case;
  const bool set_up = !AnyUser(database);
  const std::vector<User> users = AllUsers(database);
  const bool left = std::any_of(given.owners.begin(), given.owners.end(), [&](const auto& owner) {
    return std::any_of(users.begin(), users.end(), [&](const User& user) {
      return user.name == owner && !IsActive(user, day);
    });
  });
  if (left) {
    return Error{ErrorKind::kRefused,
                 "An owner of this channel has left, so nothing is released to it. Name new owners "
                 "with `photogate channel transfer`, or close the channel.",
                 name.value};
  }
  const std::size_t owners =
      set_up ? std::set<std::string>(given.owners.begin(), given.owners.end()).size()
             : ActiveOwners(given, users, day).size();
  if (owners < kLeastChannelOwners) {
    return Error{ErrorKind::kRefused,
                 "This channel has fewer than two owners, so nothing is released to it. Name two "
                 "people with `photogate channel transfer`.",
                 name.value};
  }
  return Done{};
}

}  // namespace photogate
