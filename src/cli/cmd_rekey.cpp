// photogate rekey
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/keeping.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/rekey.h"

namespace photogate {
namespace {

struct RekeyArguments {
  std::string new_key_file;
  int new_key_fd = -1;
  int new_passphrase_fd = -1;
  bool new_passphrase = false;
};

Result<std::optional<KeyAccess>> Fresh(const RekeyArguments& arguments) {
  const int named = (arguments.new_key_file.empty() ? 0 : 1) + (arguments.new_key_fd >= 0 ? 1 : 0) +
                    (arguments.new_passphrase_fd >= 0 ? 1 : 0) + (arguments.new_passphrase ? 1 : 0);
  if (named > 1) return Error{ErrorKind::kRefused, "Name one new key or passphrase, not several."};
  if (named == 0) return std::optional<KeyAccess>();
  if (!arguments.new_key_file.empty()) {
    return std::optional(KeyAccess{KeyAccess::From::kKeyFile, arguments.new_key_file, nullptr});
  }
  auto secret = [&]() -> Result<Secret> {
    if (arguments.new_key_fd >= 0) return SecretFromDescriptor(arguments.new_key_fd, true);
    if (arguments.new_passphrase_fd >= 0) {
      return SecretFromDescriptor(arguments.new_passphrase_fd, false);
    }
    auto first = AskSecret("New passphrase: ");
    if (!first.ok()) return first.error();
    const auto second = AskSecret("The same again: ");
    if (!second.ok()) return second.error();
    const ByteView a = first.value().view(), b = second.value().view();
    if (!std::equal(a.begin(), a.end(), b.begin(), b.end())) {
      return Error{ErrorKind::kRefused, "The two differ. Nothing was changed."};
    }
    return first;
  }();
  if (!secret.ok()) return secret.error();
  return std::optional(
      KeyAccess{arguments.new_key_fd >= 0 ? KeyAccess::From::kKey : KeyAccess::From::kPassphrase,
                {},
                std::make_shared<const Secret>(std::move(secret).value())});
}

ExitCode TellPlan(const AppContext& context, const RekeyPlan& plan) {
  std::string text = plan.is_plain ? "The register would be encrypted.\n"
                                   : "Every page of the register would be written under a new key, "
                                     "and a new recovery key printed.\n";
  const std::string file = Printable(plan.key_file.string());
  text += !plan.makes_key_file && plan.key_file.empty()
              ? "It would open with the key or passphrase that is given, or as before.\n"
          : plan.key_file.empty() ? "It would open with a new key file in the usual place.\n"
          : plan.makes_key_file
              ? "It would open with a new key in " + file + "; one that is there is kept as " +
                    file + ".old-N for the backups of before.\n"
              : "It would open with the key in " + file + "\n";
  return Answer(context, "rekey",
                {{"was_plain", plan.is_plain},
                 {"key_file", plan.key_file.string()},
                 {"makes_key_file", plan.makes_key_file}},
                text);
}

ExitCode RunRekey(const AppContext& context, const RekeyArguments& arguments) {
  const auto home = context.Home();
  if (!home.ok()) return Fail(home.error());
  const auto access = context.Keys();
  if (!access.ok()) return FailOpen(context, access.error());
  const auto me = AdmitWhereOpen(context, Act::kKeepRegister);
  if (!me.ok()) return FailRegister(me.error());
  auto fresh = Fresh(arguments);
  if (!fresh.ok()) return FailRegister(fresh.error());
  if (context.dry_run) {
    const auto plan = PlanRekey(home.value(), {access.value(), std::move(fresh).value()});
    return plan.ok() ? TellPlan(context, plan.value()) : FailOpen(context, plan.error());
  }
  const auto rekeyed =
      Rekey(home.value(), {access.value(), std::move(fresh).value()}, me.value(), context.clock);
  if (!rekeyed.ok()) return FailOpen(context, rekeyed.error());
  const Rekeyed& done = rekeyed.value();
  std::string text = done.was_plain ? "The register is encrypted now.\n\n"
                                    : "Every page of the register is under a new key.\n\n";
  text += NewKeysText(done.keys);
  if (!done.was_plain) {
    text +=
        "\nThe recovery key of before opens the register no more; backups made before still open "
        "with it.\n";
  }
  if (!done.old_key_file.empty()) {
    text += "The old key, for those backups, is in " + Printable(done.old_key_file.string()) +
            "\nDelete it with the last of them.\n";
  }
  return Answer(context, "rekey",
                {{"recovery_key", done.keys.recovery_key},
                 {"key_file", done.keys.key_file.string()},
                 {"old_key_file", done.old_key_file.string()},
                 {"was_plain", done.was_plain}},
                text);
}

}  // namespace

void AddRekey(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<RekeyArguments>();
  CLI::App* verb =
      AddVerb(app, "rekey", "Give the register a new key, or encrypt one from before encryption",
              "  photogate rekey --dry-run\n"
              "  photogate rekey\n"
              "  photogate rekey --new-passphrase\n"
              "  photogate rekey --recovery-key --new-key-file /media/stick/school.key\n");
  verb->add_option("--new-key-file", arguments->new_key_file,
                   "Open with this file from now on; made when it is not there")
      ->type_name("FILE");
  verb->add_option("--new-key-fd", arguments->new_key_fd, "A descriptor that gives the new key")
      ->type_name("N");
  verb->add_flag("--new-passphrase", arguments->new_passphrase,
                 "Ask for a passphrase to open with from now on");
  verb->add_option("--new-passphrase-fd", arguments->new_passphrase_fd,
                   "A descriptor that gives it")
      ->type_name("N");
  AddDryRun(*verb, context);
  OnRun(*verb, context, [&context, arguments] { return RunRekey(context, *arguments); });
}

}  // namespace photogate
