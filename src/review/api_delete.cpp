// Delete now (POLICY.md P6) and objections (P2).
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "consent/cover_checks.h"
#include "consent/incidents.h"
#include "consent/ledger.h"
#include "consent/permissions.h"
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "consent/stops.h"
#include "consent/user_rules.h"
#include "core/stop.h"
#include "release/sheet_store.h"
#include "release/still_out.h"
#include "review/photo_routes.h"
#include "review/questions.h"
#include "review/release_json.h"

namespace photogate {
namespace {

// Of photos that show the same as a deleted one.
constexpr std::string_view kNotCleared =
    "It is cleared nowhere any more, and is not deleted: open it and delete it too";
constexpr std::string_view kNoneCleared =
    "None of them is cleared any more, and none is deleted: open each and delete it too";

// Photos that fell with another, and whose copies are to leave cleared/ with its own.
using Fallen = std::vector<PhotoEntry>;

bool MayHaveCopy(const PhotoEntry& photo) {
  return photo.state == PhotoState::kCleared || photo.state == PhotoState::kClearing;
}

// What is not reached now goes later by itself: nothing stands for it any more.
CopiesOut TakeOutFallen(PhotoParts& parts, const Fallen& photos) {
  CopiesOut out;
  for (const PhotoEntry& photo : photos) {
    const auto now = PhotoJournal(parts.desk.reg()).Load(photo.id);
    if (MayHaveCopy(photo) && now.ok() && now.value().state != PhotoState::kCleared) {
      const auto removed = parts.desk.tools().remove_copy(photo);
      (removed.ok() ? out.copies : out.left) += removed.ok() ? removed.value() : 1;
    }
    if (now.ok() && parts.desk.tools().settle) (void)parts.desk.tools().settle(now.value());
    parts.pictures.Forget(photo.id);
  }
  return out;
}

std::string ByCheckText(std::size_t copies) {
  return fmt::format(
      "{} made at the command line: whoever ran the check knows the folder, and must delete {} "
      "there",
      copies == 1 ? "1 copy" : fmt::format("{} copies", copies), copies == 1 ? "it" : "them");
}

struct Destroyed {
  std::vector<std::string> what;
  std::vector<std::string> not_reached;
  Fallen same;  // photos of their own that show the same
};

Result<Destroyed> DestroyFiles(PhotoParts& parts, const Call& call, const PhotoEntry& entry) {
  Destroyed destroyed;
  if (!RemoveSheets(parts.desk.reg().home())) {
    return Error{
        ErrorKind::kUnavailable,
        "A contact sheet that may show it could not be deleted, so nothing was deleted yet. "
        "Tell whoever keeps photogate."};
  }
  const bool had_copy = entry.output_name.has_value();
  if (had_copy && parts.desk.tools().remove_copy) {
    const auto copies = parts.desk.tools().remove_copy(entry);
    if (!copies.ok()) return copies.error();
    if (copies.value() > 0)
      destroyed.what.emplace_back("the copy in cleared/" + entry.channel.value);
  }
  if (!entry.original_gone_at) {
    const auto receipt = parts.desk.tools().destroy(entry, "deleted by review", call.actor());
    if (!receipt.ok() && receipt.error().kind != ErrorKind::kNotFound) return receipt.error();
    destroyed.what.emplace_back("the original and its key");
  }
  destroyed.what.emplace_back("previews and face crops (they were only in memory)");
  destroyed.what.emplace_back("what the check had found in it");
  destroyed.not_reached.emplace_back(
      "backups made before " + LongDay(call.today) +
      ": they hold the photo only encrypted, and its key as of then");
  const auto released = Releases(parts.desk.reg()).ThatShow(entry.id);
  if (!released.ok()) return released.error();
  auto still = StillOutText(parts.desk.reg(), released.value());
  if (!still.ok()) return still.error();
  std::move(still.value().begin(), still.value().end(), std::back_inserter(destroyed.not_reached));
  const auto same = PhotoJournal(parts.desk.reg()).KeptThatShow(entry);
  if (!same.ok()) return same.error();
  destroyed.same = same.value();
  const auto again =
      std::count_if(same.value().begin(), same.value().end(),
                    [&](const PhotoEntry& one) { return one.sha256 == entry.sha256; });
  const auto alike = std::ssize(same.value()) - again;
  if (again > 0) {
    destroyed.not_reached.push_back(fmt::format("the same photo, which came in {} more {}. {}",
                                                again, again == 1 ? "time" : "times",
                                                again == 1 ? kNotCleared : kNoneCleared));
  }
  if (alike > 0) {
    destroyed.not_reached.push_back(
        fmt::format("{} that {} the same (saved anew, resized or turned). {}",
                    alike == 1 ? "a photo" : fmt::format("{} photos", alike),
                    alike == 1 ? "looks" : "look", alike == 1 ? kNotCleared : kNoneCleared));
  }
  const auto by_check = Ledger(parts.desk.reg()).MadeByCheck(entry.id);
  if (!by_check.ok()) return by_check.error();
  if (!by_check.value().empty()) {
    destroyed.not_reached.push_back(ByCheckText(by_check.value().size()));
  }
  if (had_copy) {
    destroyed.not_reached.emplace_back("anything already taken from cleared/" +
                                       entry.channel.value + " and published: take it down there");
  }
  return destroyed;
}

Json ReceiptJson(const PhotoEntry& entry, const Destroyed& destroyed, const Call& call,
                 const std::string& at) {
  Json same = Json::array();
  for (const PhotoEntry& one : destroyed.same) same.push_back(one.id.value);
  return {{"photo", entry.id.value},
          {"at", at},
          {"by", call.who().name},
          {"sha256", entry.sha256.value},
          {"channel", entry.channel.value},
          {"destroyed", destroyed.what},
          {"not_reached", destroyed.not_reached},
          {"same_photos", same}};
}

HttpResponse Delete(PhotoParts& parts, const Call& call) {
  if (BodyText(call.body, "confirm") != "delete") {
    return Problem(400, "bad_request", "Deleting must be confirmed.");
  }
  const PhotoId id{call.ids[0]};
  PhotoJournal journal(parts.desk.reg());
  const auto entry = journal.Load(id);
  if (!entry.ok()) return ProblemOf(entry.error());
  if (entry.value().state == PhotoState::kDeleted) {
    return Problem(409, "changed", "This photo is deleted already.");
  }
  const auto incident = Incidents(parts.desk.reg()).OpenOn(id);
  if (!incident.ok()) return ProblemOf(incident.error());
  if (incident.value() && call.who().roles.count(UserRole::kSafeguardingLead) == 0) {
    return Problem(403, "not_allowed",
                   "An incident on this photo is open, so it is evidence. Only the safeguarding "
                   "lead may delete it.");
  }
  const auto destroyed = DestroyFiles(parts, call, entry.value());
  if (!destroyed.ok()) return ProblemOf(destroyed.error());
  const std::string at = FormatUtc(parts.desk.clock().Now());
  const Json receipt = ReceiptJson(entry.value(), destroyed.value(), call, at);
  if (auto gone = CoverChecks(parts.desk.reg()).Remove(id, call.actor()); !gone.ok()) {
    return ProblemOf(gone.error());
  }
  if (auto gone = journal.OriginalGone(id, receipt.dump(), true, call.actor(), step_note::kDeleted);
      !gone.ok()) {
    return ProblemOf(gone.error());
  }
  parts.pictures.Forget(id);
  if (const auto now = journal.Load(id); now.ok() && parts.desk.tools().settle) {
    (void)parts.desk.tools().settle(now.value());
  }
  // Their originals belong to what waits.
  (void)TakeOutFallen(parts, destroyed.value().same);
  return JsonAnswer({{"receipt", receipt}});
}

// The person whose face it is, as far as the check can tell.
std::optional<PersonId> PersonOfFace(const PhotoCase& photo, std::size_t face) {
  for (const Finding& finding : photo.findings) {
    if (finding.face == face && finding.person &&
        (finding.code == FindingCode::kKnownPerson || finding.code == FindingCode::kListedPerson)) {
      return finding.person;
    }
  }
  return std::nullopt;
}

Json ClearedJson(const std::vector<LedgerRow>& rows) {
  Json cleared = Json::array();
  for (const LedgerRow& row : rows) {
    cleared.push_back(
        {{"channel", row.channel.value}, {"name", row.output_name}, {"at", FormatUtc(row.when)}});
  }
  return cleared;
}

HttpResponse NotThere() {
  return Problem(404, "not_found", "Say whose wish it is: a face of a photo, or a person.");
}

Result<Done> SayWish(PhotoParts& parts, const Call& call, const PhotoCase& photo,
                     std::optional<std::size_t> face) {
  PhotoVerdict wish;
  wish.kind = verdict::kObjection;
  wish.face = face;
  return Say(parts, call, photo, wish, nlohmann::json::object());
}

// Nobody on the register: the photo itself must not go.
HttpResponse BlockForObjection(PhotoParts& parts, const Call& call, const PhotoCase& photo,
                               std::optional<std::size_t> face) {
  const PhotoState state = photo.entry.state;
  if (state == PhotoState::kRepeated && photo.entry.same_as) {
    // The same picture was decided under its first name, and stands or waits there.
    const auto first = parts.desk.Load(*photo.entry.same_as);
    if (!first.ok()) return ProblemOf(first.error());
    return BlockForObjection(parts, call, first.value(), face);
  }
  int taken = 0, left = 0;
  if (state == PhotoState::kClaimed || state == PhotoState::kSpooled ||
      state == PhotoState::kClearing) {
    return Problem(503, "working",
                   "The photo is being worked on at this moment, so nothing was recorded yet. Try "
                   "again in a few seconds.");
  }
  const auto same = PhotoJournal(parts.desk.reg()).KeptThatShow(photo.entry);
  if (!same.ok()) return ProblemOf(same.error());
  if (state == PhotoState::kCleared) {
    const auto back =
        WithdrawCopy(parts, photo.entry.id, std::string(step_note::kObjection), call.actor());
    // The wish holds from here on, whether or not the copy could be moved: that is tried again.
    const auto after = PhotoJournal(parts.desk.reg()).Load(photo.entry.id);
    if (!after.ok()) return ProblemOf(after.error());
    if (!back.ok() && after.value().state != PhotoState::kWithdrawn) {
      return ProblemOf(back.error());
    }
    (back.ok() ? taken : left) = 1;
    // Somebody else was quicker with another reason: the wish is said all the same.
    const auto steps = PhotoJournal(parts.desk.reg()).Steps(photo.entry.id);
    if (!steps.ok()) return ProblemOf(steps.error());
    if (steps.value().empty() || steps.value().back().note != step_note::kObjection) {
      const auto since = parts.desk.Load(photo.entry.id);
      if (!since.ok()) return ProblemOf(since.error());
      if (auto said = SayWish(parts, call, since.value(), face); !said.ok()) {
        return ProblemOf(said.error());
      }
    }
  } else if (photo.open() || state == PhotoState::kPassed) {
    PhotoVerdict wish, block;
    wish.kind = verdict::kObjection;
    wish.face = face;
    block.kind = verdict::kBlock;
    block.reason = "Somebody in it does not want to be shown.";
    const auto said = PhotoJournal(parts.desk.reg())
                          .RecordVerdicts(photo.entry.id, photo.entry.revision,
                                          {Signed(call, std::move(wish), Json::object()),
                                           Signed(call, std::move(block), Json::object())},
                                          call.actor());
    if (!said.ok()) return ProblemOf(said.error());
    if (state == PhotoState::kHeld || state == PhotoState::kPassed) {
      auto moved = PhotoJournal(parts.desk.reg())
                       .MoveFrom(photo.entry.id, state, PhotoState::kBlocked,
                                 std::string(step_note::kObjection), call.actor());
      if (!moved.ok()) return ProblemOf(moved.error());
    }
  } else {
    // It is cleared nowhere, and may come again.
    if (auto said = SayWish(parts, call, photo, face); !said.ok()) return ProblemOf(said.error());
  }
  const CopiesOut others = TakeOutFallen(parts, same.value());
  const auto by_check = Ledger(parts.desk.reg()).MadeByCheck(photo.entry.id);
  if (!by_check.ok()) return ProblemOf(by_check.error());
  const auto published = Releases(parts.desk.reg()).ThatShow(photo.entry.id);
  if (!published.ok()) return ProblemOf(published.error());
  const auto releases = StillOutJson(parts.desk.reg(), published.value());
  if (!releases.ok()) return ProblemOf(releases.error());
  const auto rows = Ledger(parts.desk.reg()).ThatShow(photo.entry.id);
  if (!rows.ok()) return ProblemOf(rows.error());
  const auto now = parts.desk.Load(photo.entry.id);
  if (!now.ok()) return ProblemOf(now.error());
  if (parts.desk.tools().settle) (void)parts.desk.tools().settle(now.value().entry);
  return JsonAnswer({{"person", nullptr},
                     {"waiting_rechecked", 0},
                     {"cleared", ClearedJson(rows.value())},
                     {"taken_out", taken + others.copies},
                     {"left", left + others.left},
                     {"releases", releases.value()},
                     {"copies_by_check", by_check.value().size()},
                     {"photo", PhotoJson(now.value(), call, {}, parts.desk.reg())}});
}

// What there is to do after a no, besides the register: what was taken out of cleared/, and where
// the person still stands.
Result<Json> AfterObjection(PhotoParts& parts, const PersonId& person, const Actor& by) {
  CopiesOut copies;
  if (parts.site.options.take_out) {
    const auto taken = parts.site.options.take_out(by);
    // The no holds; the watcher tries again.
    copies = taken.ok() ? taken.value() : CopiesOut{0, 1};
  }
  const auto out = FindStillOut(parts.desk.reg(), person);
  if (!out.ok()) return out.error();
  auto releases = StillOutJson(parts.desk.reg(), out.value().released);
  if (!releases.ok()) return releases.error();
  return Json{{"taken_out", copies.copies},
              {"left", copies.left},
              {"releases", std::move(releases).value()},
              {"copies_by_check", out.value().by_check}};
}

// Waiting photos that show the person, as far as is known.
int WaitingWith(PhotoParts& parts, const PersonId& person) {
  PhotoQuery query;
  query.states = {PhotoState::kHeld, PhotoState::kBlocked, PhotoState::kPassed};
  query.most = 5'000;
  const auto entries = PhotoJournal(parts.desk.reg()).List(query);
  if (!entries.ok()) return 0;
  return static_cast<int>(
      std::count_if(entries.value().begin(), entries.value().end(), [&](const PhotoEntry& entry) {
        return entry.facts &&
               std::any_of(entry.facts->findings.begin(), entry.facts->findings.end(),
                           [&](const Finding& finding) { return finding.person == person; });
      }));
}

HttpResponse Object(PhotoParts& parts, const Call& call) {
  const auto photo_id = BodyText(call.body, "photo");
  const auto person_id = BodyText(call.body, "person");
  const auto given_by = BodyText(call.body, "given_by", 200);
  if (!photo_id || !person_id || !given_by) return NotThere();
  std::optional<PhotoCase> photo;
  if (!photo_id->empty()) {
    auto loaded = parts.desk.Load(PhotoId{*photo_id});
    if (!loaded.ok()) return ProblemOf(loaded.error());
    photo = std::move(loaded).value();
  }
  std::optional<std::size_t> face;
  if (const auto found = call.body.find("face");
      photo && found != call.body.end() && found->is_number_unsigned()) {
    face = found->get<std::size_t>();
    if (*face >= photo->faces.size()) return NotThere();
  }
  std::optional<PersonId> person;
  if (!person_id->empty()) person = PersonId{*person_id};
  if (!person && face) person = PersonOfFace(*photo, *face);
  if (!person && !photo) return NotThere();
  if (!person) return BlockForObjection(parts, call, *photo, face);
  auto recorded =
      Permissions(parts.desk.reg()).Object(*person, call.today, *given_by, call.actor());
  if (!recorded.ok()) return ProblemOf(recorded.error());
  const auto after_all = AfterObjection(parts, *person, call.actor());
  if (!after_all.ok()) return ProblemOf(after_all.error());
  const auto rows = Ledger(parts.desk.reg()).WithPerson(*person);
  if (!rows.ok()) return ProblemOf(rows.error());
  Json who;
  Json now;
  if (photo) {
    const auto after = parts.desk.Load(photo->entry.id);
    if (after.ok()) now = PhotoJson(after.value(), call, {}, parts.desk.reg());
    if (const Person* known = FindPerson(photo->consent->snapshot, *person)) {
      who = {{"name", MaySeeName(call, *known) ? Json(known->name) : Json()}};
    }
  }
  Json answer{{"person", who},
              {"waiting_rechecked", WaitingWith(parts, *person)},
              {"cleared", ClearedJson(rows.value())},
              {"takedowns_opened", recorded.value().places},
              {"copies_not_looked_at", recorded.value().not_looked},
              {"photo", now}};
  answer.update(after_all.value());
  return JsonAnswer(answer);
}

}  // namespace

std::vector<Route> DeleteRoutes(PhotoParts& parts) {
  std::vector<Route> routes;
  routes.push_back({"POST",
                    "/api/v1/photos/{}/delete",
                    false,
                    PageAct::kDelete,
                    false,
                    false,
                    {"confirm"},
                    [&parts](const Call& call) { return Delete(parts, call); }});
  routes.push_back({"POST",
                    "/api/v1/objections",
                    false,
                    PageAct::kObject,
                    false,
                    false,
                    {"photo", "face", "person", "given_by"},
                    [&parts](const Call& call) { return Object(parts, call); }});
  return routes;
}

}  // namespace photogate
