// photogate backup, photogate restore
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/keeping.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/backup.h"

namespace photogate {
namespace {

ExitCode FailBackup(const AppContext& context, const Error& error) {
  // A name that is taken or not there is the request's fault, not the register's.
  if (error.kind == ErrorKind::kConflict || error.kind == ErrorKind::kRefused) return Fail(error);
  return FailOpen(context, error);
}

ExitCode Backup(const AppContext& context, const std::string& out) {
  const auto home = context.Home();
  if (!home.ok()) return Fail(home.error());
  const auto access = context.Keys();
  if (!access.ok()) return FailOpen(context, access.error());
  const auto me = AdmitWhereOpen(context, Act::kKeepRegister);
  if (!me.ok()) return FailRegister(me.error());
  const auto made = WriteBackup(home.value(), access.value(), out, me.value(), context.clock);
  if (!made.ok()) return FailBackup(context, made.error());
  const BackupDone& done = made.value();
  return Answer(
      context, "backup",
      {{"out", out},
       {"bytes", done.bytes},
       {"tables", done.tables},
       {"rows", done.rows},
       {"consent_version", done.version},
       {"audit_entries", done.audit_entries},
       {"abandoned_removed", done.abandoned_removed}},
      fmt::format("Backed up: {} bytes. It was restored for a trial: {} rows in {} tables are the "
                  "same, and the audit chain of {} entries holds.\n"
                  "It opens with what opens the register today: keep key and recovery key, but "
                  "not beside it.\n"
                  "It holds the templates and records of everybody on the register today. Whoever "
                  "is erased later is still in it, so keep backups no longer than the retention "
                  "schedule says (30 days is usual). A restore over the register repeats those "
                  "erasures; one on another computer cannot know them.\n",
                  done.bytes, done.rows, done.tables, done.audit_entries) +
          (done.abandoned_removed == 0
               ? ""
               : fmt::format("Removed what interrupted backups had left there: {}.\n",
                             done.abandoned_removed == 1
                                 ? "one folder"
                                 : fmt::format("{} folders", done.abandoned_removed))));
}

ExitCode Restore(const AppContext& context, const std::string& backup, bool replace) {
  const auto home = context.Home();
  if (!home.ok()) return Fail(home.error());
  const auto access = context.Keys();
  if (!access.ok()) return FailOpen(context, access.error());
  const auto me = AdmitWhereOpen(context, Act::kKeepRegister);
  if (!me.ok()) return FailRegister(me.error());
  const auto restored = RestoreBackup(backup, home.value(), access.value(), replace, me.value(),
                                      context.clock, context.dry_run);
  if (!restored.ok()) {
    return restored.error().kind == ErrorKind::kNotFound ? Fail(restored.error())
                                                         : FailBackup(context, restored.error());
  }
  const RestoreDone& done = restored.value();
  std::string text = fmt::format(
      "{}: consent version {}, an intact audit chain of {} entries.\n"
      "Repeat what was changed since the backup, objections and withdrawals first.\n",
      context.dry_run ? "The backup opens and is whole" : "Restored and checked", done.version,
      done.audit_entries);
  if (done.erasures_repeated > 0) {
    text +=
        fmt::format("Erased again, as in the register of before: {}.\n",
                    done.erasures_repeated == 1 ? "one person"
                                                : fmt::format("{} people", done.erasures_repeated));
  }
  const CarriedNos& carried = done.carried;
  if (carried.permissions + carried.objections + carried.bars > 0) {
    text += fmt::format(
        "Carried over from the register of before, in force from today: refused or withdrawn "
        "permissions {}, objections to comparing faces {}, bars {}.\n",
        carried.permissions, carried.objections, carried.bars);
  }
  if (carried.copies > 0) {
    text += fmt::format("Cleared copies that stay taken back, as in the register of before: {}.\n",
                        carried.copies);
  }
  if (carried.people_missing > 0) {
    text += fmt::format(
        "People on the register of before who are not in the backup: {}. Import them again, their "
        "refusals first.\n",
        carried.people_missing);
  }
  if (done.erasures_unknown) {
    text +=
        "The register of before could not be read with this key, so whoever was erased since the "
        "backup is back, and what was refused since does not count. Go through the receipts of "
        "erasures and "
        "the refusals, and repeat them.\n";
  }
  if (!done.moved_aside.empty()) {
    text += "What was there before is in " + Printable(done.moved_aside.string()) + "\n";
  }
  return Answer(context, "restore",
                {{"consent_version", done.version},
                 {"audit_entries", done.audit_entries},
                 {"erasures_repeated", done.erasures_repeated},
                 {"permissions_carried", carried.permissions},
                 {"objections_carried", carried.objections},
                 {"bars_carried", carried.bars},
                 {"copies_taken_back", carried.copies},
                 {"people_missing", carried.people_missing},
                 {"erasures_unknown", done.erasures_unknown},
                 {"moved_aside", done.moved_aside.string()}},
                text);
}

}  // namespace

void AddBackup(CLI::App& app, AppContext& context) {
  auto out = std::make_shared<std::string>();
  CLI::App* verb =
      AddVerb(app, "backup", "Copy the register into one encrypted file, proven by restoring it",
              "  photogate backup --out /media/stick/photogate-2026-11-21.backup\n"
              "\n"
              "What a backup that was killed left beside FILE (a hidden folder .NAME-XXXX.new,\n"
              "encrypted) is removed first, unless somebody works in it.\n");
  verb->add_option("--out", *out, "The file to make; never overwritten")
      ->required()
      ->type_name("FILE");
  OnRun(*verb, context, [&context, out] { return Backup(context, *out); });
}

void AddRestore(CLI::App& app, AppContext& context) {
  struct Arguments {
    std::string backup;
    bool replace = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb =
      AddVerb(app, "restore", "Put the register of a backup into a home",
              "  photogate restore photogate-2026-11-21.backup --home ~/photogate\n"
              "  photogate restore photogate-2026-11-21.backup --home ~/photogate --replace "
              "--dry-run\n"
              "  photogate restore photogate-2026-11-21.backup --home ~/photogate --replace\n");
  verb->add_option("BACKUP", arguments->backup, "The file that `photogate backup` made")
      ->required();
  verb->add_flag("--replace", arguments->replace,
                 "Move the register that is there into a folder beside it. Stop everything that "
                 "uses it first");
  AddDryRun(*verb, context);
  OnRun(*verb, context,
        [&context, arguments] { return Restore(context, arguments->backup, arguments->replace); });
}

}  // namespace photogate
