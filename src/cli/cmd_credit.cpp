// photogate credit list | add | remove | permit | end
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/gate.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/credits.h"
#include "consent/past.h"
#include "pipeline/photo_file.h"

namespace photogate {
namespace {

struct CreditArguments {
  std::string credit, holder, evidence, photo, sha256, print, reason, as_of;
  std::int64_t number = 0;
};

ExitCode ListCredits(const AppContext& context, const CreditArguments& arguments) {
  const auto day = DayOr(arguments.as_of, context.clock.Today());
  if (!day) return Misunderstood("--as-of is not a day; write it as YYYY-MM-DD");
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    Past past(reg, *day);
    const auto own = past.OwnCredits();
    if (!own.ok()) return FailRegister(own.error());
    const auto permits = past.Permits();
    if (!permits.ok()) return FailRegister(permits.error());
    Json list = Json::array();
    std::string text = own.value().names.empty() ? "The school has no credits of its own yet.\n"
                                                 : "The school's own credits:\n";
    for (const std::string& credit : own.value().names) text += "  " + Printable(credit) + "\n";
    if (!own.value().complete) {
      text += "Own credits were removed since; what is removed is not kept.\n";
    }
    std::vector<std::vector<std::string>> rows{
        {"NO.", "HOLDER", "PHOTO", "PRINT", "EVIDENCE", "RECORDED", "ENDED"}};
    for (const auto& [number, permit, actor, at, ended] : permits.value()) {
      list.push_back({{"number", number},
                      {"holder", permit.holder},
                      {"photo_sha256", permit.photo ? Json(permit.photo->value) : Json(nullptr)},
                      {"credit", permit.credit},
                      {"evidence", permit.evidence},
                      {"by", actor},
                      {"at", at},
                      {"ended", ended ? Json(*ended) : Json(nullptr)}});
      rows.push_back({std::to_string(number), Printable(permit.holder),
                      permit.photo ? permit.photo->value.substr(0, 12) : "all",
                      Printable(permit.credit), Printable(permit.evidence),
                      at.substr(0, 10) + " " + Printable(actor),
                      ended ? ended->substr(0, 10) : ""});
    }
    if (rows.size() > 1) text += "\nPermissions of others:\n" + TextTable(rows);
    return Answer(context, "credits",
                  {{"as_of", FormatDate(*day)},
                   {"own", own.value().names},
                   {"own_complete", own.value().complete},
                   {"permissions", list}},
                  text);
  });
}

ExitCode ChangeOwn(const AppContext& context, const std::string& credit, bool add) {
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    Credits credits(reg);
    const auto done = add ? credits.AddOwn(credit, me) : credits.RemoveOwn(credit, me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, add ? "credit_add" : "credit_remove", {{"credit", credit}},
                  add ? "Photos with this credit need nobody's permission from now on."
                      : "Removed. Photos with this credit are held from now on.");
  });
}

// The file's hash and, where none is named, whose it says it is.
Result<Done> ReadPhoto(WorkerPool& pool, const std::string& path, CreditPermit& permit) {
  const auto file = OpenPhotoFile(path);
  if (!file.ok()) return file.error();
  InspectionOrder order;
  order.detect = order.compare = order.sanitise = false;
  const auto inspection = pool.Inspect(file.value().fd.get(), order);
  if (!inspection.ok()) return inspection.error();
  permit.photo = inspection.value().sha256;
  if (!permit.holder.empty()) return Done{};
  if (!inspection.value().metadata.ok()) return inspection.value().metadata.error();
  for (const std::string& claim : inspection.value().metadata.value().claims) {
    permit.holder += (permit.holder.empty() ? "" : "; ") + claim;
  }
  if (!permit.holder.empty()) return Done{};
  return Error{ErrorKind::kRefused,
               "The file says of nobody that it is theirs, so it needs no permission. Name the "
               "holder with --holder to record one all the same."};
}

ExitCode Permit(const AppContext& context, const CreditArguments& arguments) {
  CreditPermit permit{arguments.holder, std::nullopt, arguments.print, arguments.evidence};
  if (!arguments.sha256.empty()) permit.photo = Sha256Hex{arguments.sha256};
  if (!arguments.photo.empty()) {
    ExitCode failed = ExitCode::kFailure;
    auto gate = StartGate(context, 1, GateNeeds::kFilesOnly, failed);
    if (!gate) return failed;
    const auto read = ReadPhoto(*gate->pool, arguments.photo, permit);
    if (!read.ok()) return Fail(read.error());
  }
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    const auto number = Credits(reg).Permit(permit, me);
    if (!number.ok()) return FailRegister(number.error());
    return Answer(
        context, "credit_permit",
        {{"number", number.value()},
         {"holder", permit.holder},
         {"photo_sha256", permit.photo ? Json(permit.photo->value) : Json(nullptr)}},
        fmt::format("Recorded as number {}: {} by {} may be published. The report says whom to "
                    "name beside {}.",
                    number.value(), permit.photo ? "this photo" : "every photo",
                    Printable(permit.holder), permit.photo ? "it" : "them"));
  });
}

ExitCode EndPermit(const AppContext& context, const CreditArguments& arguments) {
  return WithRegister(context, Act::kManageRegister, [&](Register& reg, const Actor& me) {
    const auto done = Credits(reg).End(arguments.number, arguments.reason, me);
    if (!done.ok()) return FailRegister(done.error());
    return Answer(context, "credit_end", {{"number", arguments.number}},
                  "Ended. Photos that rested on it are held from now on.");
  });
}

void AddPermit(CLI::App& credit, AppContext& context,
               const std::shared_ptr<CreditArguments>& arguments) {
  CLI::App* permit = AddVerb(
      credit, "permit", "Record that somebody allows the school to publish photos of theirs",
      "  photogate credit permit --photo gala.jpg --evidence \"e-mail of 3 July, file 12\"\n"
      "  photogate credit permit --holder \"Tempest Portraits\" --evidence \"contract 2026\" "
      "--print \"Photo: Tempest Portraits\"\n"
      "\n"
      "With --photo it holds for that very file; without, for every photo whose notice names the\n"
      "holder.\n");
  permit
      ->add_option("--holder", arguments->holder,
                   "Whose photos, as their notice has it (with --photo: read from the file)")
      ->type_name("TEXT");
  permit->add_option("--evidence", arguments->evidence, "Where the permission can be looked up")
      ->required()
      ->type_name("TEXT");
  auto* photo =
      permit->add_option("--photo", arguments->photo, "Only this file")->type_name("FILE");
  permit->add_option("--sha256", arguments->sha256, "Only the file of this SHA-256")
      ->excludes(photo)
      ->type_name("HEX");
  permit->add_option("--print", arguments->print, "How they want to be named (as the holder)")
      ->type_name("TEXT");
  AddDryRun(*permit, context);
  OnRun(*permit, context, [&context, arguments] { return Permit(context, *arguments); });
}

}  // namespace

void AddCredit(CLI::App& app, AppContext& context) {
  CLI::App* credit =
      AddVerb(app, "credit", "Whose photos may be published: the school's own, and by permission",
              "  photogate credit add \"Hilltop School\"\n"
              "  photogate credit permit --photo gala.jpg --evidence \"e-mail of 3 July\"\n"
              "  photogate credit list\n");
  credit->require_subcommand(1);
  auto arguments = std::make_shared<CreditArguments>();

  CLI::App* list =
      AddVerb(*credit, "list", "The school's own credits, and who gave permission",
              "  photogate credit list --json\n"
              "  photogate credit list --as-of 2026-09-01\n"
              "\n"
              "The school's own credits are not kept once they are removed: of an "
              "earlier day the answer\n"
              "has those that still stand, and says when others were removed since.\n");
  AddAsOf(*list, arguments->as_of);
  OnRun(*list, context, [&context, arguments] { return ListCredits(context, *arguments); });

  CLI::App* add = AddVerb(*credit, "add", "A notice or author that is the school's own",
                          "  photogate credit add \"Hilltop School\"\n");
  CLI::App* remove = AddVerb(*credit, "remove", "Take one off the list again",
                             "  photogate credit remove \"Hilltop School\"\n");
  for (CLI::App* verb : {add, remove}) {
    verb->add_option("credit", arguments->credit, "As photos have it; years and (c) do not matter")
        ->required()
        ->type_name("TEXT");
    AddDryRun(*verb, context);
  }
  OnRun(*add, context,
        [&context, arguments] { return ChangeOwn(context, arguments->credit, true); });
  OnRun(*remove, context,
        [&context, arguments] { return ChangeOwn(context, arguments->credit, false); });

  AddPermit(*credit, context, arguments);

  CLI::App* end = AddVerb(*credit, "end", "Record that a permission was taken back",
                          "  photogate credit end 3 --reason \"letter of 5 May\"\n");
  end->add_option("number", arguments->number, "Its number in the list")
      ->required()
      ->type_name("N");
  end->add_option("--reason", arguments->reason, "Why")->required()->type_name("TEXT");
  AddDryRun(*end, context);
  OnRun(*end, context, [&context, arguments] { return EndPermit(context, *arguments); });
}

}  // namespace photogate
