// photogate person export | erase: what data protection law gives everybody.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "cli/only_today.h"
#include "cli/person_verbs.h"
#include "cli/private_file.h"
#include "cli/subject_text.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/audit.h"
#include "consent/bars.h"
#include "consent/biometrics.h"
#include "consent/erasure.h"
#include "consent/events.h"
#include "consent/ledger.h"
#include "consent/looks.h"
#include "consent/people.h"
#include "consent/permissions.h"
#include "consent/photo_journal.h"
#include "consent/takedowns.h"
#include "consent/templates.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct RightsArguments {
  std::string id, out, reason, as_of;
  bool dry_run = false, keep_protection = false;
};

Json OptionalDay(const std::optional<Date>& date) {
  return date ? Json(FormatDate(*date)) : Json(nullptr);
}

const char* SourceName(RecordSource source) {
  return source == RecordSource::kHand ? "hand" : "import";
}

// Everything the register holds about one person, as it is given to them. The first error ends it.
class Gatherer {
 public:
  Gatherer(Register& reg, const PersonId& person, const Date& today, bool reasons, const Actor& me)
      : reg_(reg), person_(person), today_(today), reasons_(reasons), me_(me) {}

  Result<Json> Run() {
    const auto details = People(reg_).Show(person_, today_);
    if (!details.ok()) return details.error();
    AddPerson(details.value());
    for (const auto part :
         {&Gatherer::AddPermissions, &Gatherer::AddBiometrics, &Gatherer::AddTemplates,
          &Gatherer::AddBars, &Gatherer::AddEvents, &Gatherer::AddCopies, &Gatherer::AddTakedowns,
          &Gatherer::AddPhotos, &Gatherer::AddAudit}) {
      const Result<Done> done = (this->*part)();
      if (!done.ok()) return done.error();
    }
    return out_;
  }

 private:
  void AddPerson(const PersonDetails& details) {
    const PersonEntry& entry = details.entry;
    groups_ = entry.groups;
    Json groups = Json::array(), kin = Json::array();
    for (const auto& group : entry.groups) groups.push_back(group.value);
    for (const auto& id : details.kin) kin.push_back(id.value);
    out_ = Json{{"id", entry.id.value},      {"case_number", entry.case_number},
                {"name", entry.name},        {"kind", KindName(entry.kind)},
                {"groups", groups},          {"leaving_date", OptionalDay(entry.leaving_date)},
                {"twins_and_siblings", kin}, {"barred", details.safeguarding_bar}};
    Json uses = Json::object();
    for (const auto& [use, state] : details.permissions) {
      uses[use.value] = std::string(PermissionStateName(state));
    }
    if (uses.contains(kNameUse.value) && uses[kNameUse.value] == "granted") {
      uses[kNameUse.value] = "granted: " + std::string(NameWithImageName(details.name_with_image));
    }
    out_["permissions_today"] = uses;
  }

  Result<Done> AddPermissions() {
    const auto history = Permissions(reg_).History(person_);
    if (!history.ok()) return history.error();
    Json list = Json::array();
    for (const auto& row : history.value()) {
      list.push_back({{"use", row.use.value},
                      {"statement", std::string(PermissionStatementName(row.record.statement))},
                      {"from", FormatDate(row.record.from)},
                      {"until", OptionalDay(row.record.until)},
                      {"name", row.use == kNameUse
                                   ? Json(std::string(NameWithImageName(row.record.name_level)))
                                   : Json(nullptr)},
                      {"given_by", row.record.given_by},
                      {"basis", std::string(PermissionBasisName(row.basis))},
                      {"evidence", row.evidence},
                      {"evidence_sha256", row.evidence_sha256},
                      {"source", SourceName(row.record.source)},
                      {"import_undone", row.undone},
                      {"recorded_by", row.recorded_by},
                      {"recorded_at", row.recorded_at}});
    }
    out_["permission_history"] = list;
    return Done{};
  }

  Result<Done> AddBiometrics() {
    const auto history = Biometrics(reg_).History(person_);
    if (!history.ok()) return history.error();
    Json list = Json::array();
    for (const auto& row : history.value()) {
      list.push_back({{"statement", std::string(BiometricStatementName(row.record.statement))},
                      {"from", FormatDate(row.record.from)},
                      {"given_by", row.record.given_by},
                      {"evidence", row.evidence},
                      {"evidence_sha256", row.evidence_sha256},
                      {"source", SourceName(row.record.source)},
                      {"import_undone", row.undone},
                      {"recorded_by", row.recorded_by},
                      {"recorded_at", row.recorded_at}});
    }
    out_["biometric_ledger"] = list;
    return Done{};
  }

  Result<Done> AddTemplates() {
    const auto templates = Templates(reg_).List(person_);
    if (!templates.ok()) return templates.error();
    Json list = Json::array();
    for (const auto& one : templates.value()) {
      list.push_back({{"recogniser", one.model.value},
                      {"reference_date", FormatDate(one.reference_date)},
                      {"quality", one.quality},
                      {"photo_sha256", one.photo_sha256.value},
                      {"enrolled_by", one.enrolled_by},
                      {"enrolled_at", one.enrolled_at}});
    }
    out_["face_templates"] = list;
    return Done{};
  }

  Result<Done> AddBars() {
    const auto bars = Bars(reg_).List();
    if (!bars.ok()) return bars.error();
    Json list = Json::array();
    for (const auto& bar : bars.value()) {
      if (bar.person != person_) continue;
      list.push_back({{"from", FormatDate(bar.from)}, {"lifted", OptionalDay(bar.lifted)}});
    }
    if (reasons_ && !list.empty()) {
      const auto reasons = Bars(reg_).Reasons(person_, me_);
      if (!reasons.ok()) return reasons.error();
      for (std::size_t index = 0; index < reasons.value().size() && index < list.size(); ++index) {
        list[index]["reason"] = reasons.value()[index].reason;
      }
    }
    out_["bars"] = list;
    return Done{};
  }

  Result<Done> AddEvents() {
    const auto events = Events(reg_).List();
    if (!events.ok()) return events.error();
    Json list = Json::array();
    for (const auto& event : events.value()) {
      const bool there = std::any_of(groups_.begin(), groups_.end(), [&](const GroupName& group) {
        return std::find(event.groups.begin(), event.groups.end(), group) != event.groups.end();
      });
      if (there) list.push_back({{"name", event.name.value}, {"date", FormatDate(event.date)}});
    }
    out_["events_of_their_groups"] = list;
    return Done{};
  }

  Result<Done> AddCopies() {
    const auto rows = Ledger(reg_).WithPerson(person_);
    if (!rows.ok()) return rows.error();
    Json list = Json::array();
    for (const auto& row : rows.value()) {
      list.push_back({{"at", FormatUtc(row.when)},
                      {"channel", row.channel.value},
                      {"event", row.event ? Json(row.event->value) : Json(nullptr)},
                      {"file", row.output_name},
                      {"sha256", row.output_sha256.value}});
    }
    out_["published_copies"] = list;
    return Done{};
  }

  Result<Done> AddTakedowns() {
    TakedownQuery query;
    query.case_number = out_.at("case_number").get<std::string>();
    const auto tasks = Takedowns(reg_).List(query);
    if (!tasks.ok()) return tasks.error();
    Json list = Json::array();
    for (const Takedown& task : tasks.value()) {
      list.push_back({{"opened", task.opened_at},
                      {"channel", task.channel.value},
                      {"file", task.name},
                      {"place", PlaceText(task)},
                      {"found_by", std::string(FoundByName(task.found_by))},
                      {"due", FormatDate(task.due)},
                      {"end", task.end ? std::string(TakedownOutcomeName(task.end->outcome))
                                       : std::string("open")}});
    }
    out_["takedowns"] = list;
    return Done{};
  }

  // The names of photos stay out: they may be those of others.
  Result<Done> AddPhotos() {
    PhotoQuery query;
    query.most = 1'000'000;
    const auto photos = PhotoJournal(reg_).List(query);
    if (!photos.ok()) return photos.error();
    Json list = Json::array();
    for (const PhotoEntry& photo : photos.value()) {
      if (!photo.facts) continue;
      const auto& faces = photo.facts->faces;
      const bool shown = std::any_of(faces.begin(), faces.end(), [&](const JournalFace& face) {
        return face.nearest == person_;
      });
      if (!shown) continue;
      list.push_back({{"photo", photo.id.value},
                      {"taken_in", photo.claimed_at},
                      {"channel", photo.channel.value},
                      {"event", photo.event ? Json(photo.event->value) : Json(nullptr)},
                      {"state", std::string(PhotoStateName(photo.state))},
                      {"original_destroyed",
                       photo.original_gone_at ? Json(*photo.original_gone_at) : Json(nullptr)}});
    }
    out_["photos_that_may_show_them"] = list;
    return Done{};
  }

  Result<Done> AddAudit() {
    AuditFilter filter;
    filter.subject = person_.value;
    const auto entries = Audit(reg_).Show(filter);
    if (!entries.ok()) return entries.error();
    Json list = Json::array();
    for (const auto& entry : entries.value()) {
      list.push_back(
          {{"at", entry.at}, {"kind", entry.kind}, {"by", entry.actor}, {"what", entry.verb}});
    }
    out_["audit"] = list;
    return Done{};
  }

  Register& reg_;
  PersonId person_;
  Date today_;
  bool reasons_;
  const Actor& me_;
  std::vector<GroupName> groups_;
  Json out_;
};

// The look is on record before anything is shown.
ExitCode Export(const AppContext& context, const RightsArguments& arguments) {
  const auto refused =
      OnlyToday(context, arguments.as_of,
                "everything that an export has; what was said stands in it with its days, and "
                "`photogate person show --as-of` answers for a day");
  if (refused) return *refused;
  return WithRegister(
      context, Act::kExportSubjectData,
      [&](Register& reg, const Actor& me) {
        const PersonId person{arguments.id};
        const auto known = People(reg).Show(person, context.clock.Today());
        if (!known.ok()) return FailRegister(known.error());
        const auto recorded = Looks(reg).Record("person export", person.value, me);
        if (!recorded.ok()) return FailRegister(recorded.error());
        const bool reasons = Admit(context, reg, Act::kReadBarReasons).ok();
        auto gathered = Gatherer(reg, person, context.clock.Today(), reasons, me).Run();
        if (!gathered.ok()) return FailRegister(gathered.error());
        Json& held = gathered.value();
        held["made"] = FormatUtc(context.clock.Now());
        held["notes"] = SubjectNotes(reasons);
        if (arguments.out.empty()) return Answer(context, "person_export", held, SubjectText(held));
        std::error_code failed;
        fs::create_directories(arguments.out, failed);
        const fs::path folder(arguments.out);
        for (const auto& [name, text] :
             {std::pair("held.json",
                        held.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"),
              std::pair("held.md", SubjectText(held))}) {
          const auto written = WriteNewPrivateFile((folder / name).string(), text);
          if (!written.ok()) return Fail(written.error());
        }
        return Answer(
            context, "person_export", {{"folder", arguments.out}},
            "Written: held.md to read and held.json for programs. They are about one person "
            "and nobody else may see them.");
      },
      arguments.id);
}

Json ReceiptJson(const ErasureReceipt& receipt) {
  Json mentioned = Json::object();
  for (const auto& [where, count] : receipt.still_mentioned) mentioned[where] = count;
  return Json{{"case", receipt.case_number},
              {"at", receipt.at},
              {"by", receipt.by},
              {"permissions", receipt.permissions},
              {"biometric_statements", receipt.biometric_statements},
              {"bars", receipt.bars},
              {"templates", receipt.templates},
              {"groups", receipt.groups},
              {"kin", receipt.kin},
              {"published_copies", receipt.ledger_rows},
              {"was_barred", receipt.was_barred},
              {"protection_kept", receipt.protection_kept},
              {"still_mentioned", mentioned}};
}

std::string ReceiptText(const ErasureReceipt& receipt, bool dry_run) {
  std::string text = fmt::format(
      "{}{}: name, number, {} groups, {} twins or siblings, {} permissions, {} statements about "
      "comparing faces, {} bars, {} face templates.\n",
      dry_run ? "Would be destroyed of " : "RECEIPT\nDestroyed of ", receipt.case_number,
      receipt.groups, receipt.kin, receipt.permissions, receipt.biometric_statements, receipt.bars,
      receipt.templates);
  if (!dry_run) text += fmt::format("At {} by {}.\n", receipt.at, Printable(receipt.by));
  if (receipt.was_barred) text += "A safeguarding bar stands for this person.\n";
  text += receipt.protection_kept
              ? "Kept for protection: a person without name or number, barred from every channel.\n"
              : "From then on the program cannot tell this person from anybody unknown: photos of "
                "them are not blocked. --keep-protection keeps a bar without a name.\n";
  if (receipt.ledger_rows > 0) {
    text += fmt::format(
        "{} published copies show this person. They are listed by case number in "
        "the ledger; take them down where they are published.\n",
        receipt.ledger_rows);
  }
  for (const auto& [where, count] : receipt.still_mentioned) {
    text += fmt::format("Still mentioned {} times in {}, in texts that somebody wrote.\n", count,
                        Printable(where));
  }
  text +=
      "Backups made before hold the person until they are destroyed. Destroy them on their "
      "schedule, and erase again after restoring one.\n";
  return text;
}

ExitCode Erase(const AppContext& context, const RightsArguments& arguments) {
  return WithRegister(context, Act::kErase, [&](Register& reg, const Actor& me) {
    Erasure erasure(reg);
    const PersonId person{arguments.id};
    const auto receipt =
        arguments.dry_run ? erasure.Preview(person)
                          : erasure.Erase(person, arguments.reason, arguments.keep_protection, me);
    if (!receipt.ok()) return FailRegister(receipt.error());
    Json fields = ReceiptJson(receipt.value());
    if (arguments.dry_run) fields["dry_run"] = true;
    return Answer(context, "person_erase", fields, ReceiptText(receipt.value(), arguments.dry_run));
  });
}

}  // namespace

void AddPersonRights(CLI::App& person, AppContext& context) {
  auto arguments = std::make_shared<RightsArguments>();
  CLI::App* out =
      AddVerb(person, "export", "Everything held about one person, for their request to see it",
              "  photogate person export P1001 --out request-17/\n");
  out->add_option("id", arguments->id, "The school's number")->required()->type_name("ID");
  out->add_option("--out", arguments->out, "A folder for held.md and held.json (standard output)")
      ->type_name("DIR");
  AddAsOfToday(*out, arguments->as_of);
  OnRun(*out, context, [&context, arguments] { return Export(context, *arguments); });

  CLI::App* erase = AddVerb(
      person, "erase", "Destroy everything about one person; a receipt by case number stays",
      "  photogate person erase P1001 --dry-run\n"
      "  photogate person erase P1001 --reason \"request of 3 May, file 12\"\n");
  erase->add_option("id", arguments->id, "The school's number")->required()->type_name("ID");
  erase->add_option("--reason", arguments->reason, "Who asked, and when; without the name")
      ->type_name("TEXT");
  erase->add_flag("--keep-protection", arguments->keep_protection,
                  "Keep a bar, and with consent the templates, under the case number");
  erase->add_flag("--dry-run", arguments->dry_run, "Only show what would be destroyed");
  OnRun(*erase, context, [&context, arguments] { return Erase(context, *arguments); });
}

}  // namespace photogate
