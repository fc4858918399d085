// photogate doctor: what works, what is missing, and what that means for decisions.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/gate.h"
#include "cli/shared_accounts.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/counts.h"
#include "consent/overdue.h"
#include "consent/store.h"
#include "consent/users.h"
#include "consent/work_folder.h"
#include "models/model_store.h"
#include "pipeline/self_test.h"
#include "worker/sandbox.h"

namespace photogate {
namespace {

enum class Health { kGood = 1, kNote, kLate, kBad };

struct Check {
  Health health;
  std::string subject;  // "register", "models", "self-test" ...
  std::string text;
};

struct Diagnosis {
  std::vector<Check> checks;
  ExitCode code = ExitCode::kAllClear;

  void Add(Health health, std::string subject, std::string text,
           ExitCode if_bad = ExitCode::kAllClear) {
    if (health == Health::kBad) code = Worse(code, if_bad);
    checks.push_back({health, std::move(subject), std::move(text)});
  }
};

std::string Counted(int count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void DiagnoseCounts(const RegisterCounts& counts, Diagnosis& out) {
  out.Add(Health::kGood, "register",
          fmt::format("{} ({} pupils, {} staff, {} visitors) in {}; {}; {} of {} channels approved",
                      Counted(counts.people, "person", "people"), counts.pupils, counts.staff,
                      counts.visitors, Counted(counts.groups, "group", "groups"),
                      Counted(counts.events, "event", "events"), counts.approved_channels,
                      counts.channels));
  if (counts.dpia_recorded) {
    out.Add(Health::kGood, "assessment",
            "a data protection impact assessment is on record, so faces may be compared");
  } else {
    out.Add(Health::kNote, "assessment",
            "no data protection impact assessment is on record: faces are not compared, and every "
            "photo with a face "
            "is held. `photogate dpia record` records it");
  }
  if (counts.biometric_objections > 0) {
    out.Add(
        Health::kNote, "objections",
        fmt::format(
            "comparing faces is objected to by {}: {}",
            Counted(counts.biometric_objections, "person or their parent",
                    "people or their parents"),
            counts.objection_stops_comparison
                ? "photos in which they may be are held. Events with their groups narrow that down"
                : "they have no references. The faces of others in photos in which they may be are "
                  "compared, as `photogate setting list` has it"));
  }
  if (counts.templates_other_model > 0) {
    out.Add(Health::kBad, "references",
            fmt::format(
                "{} made with another recogniser and protect nobody now; enrol those people again",
                Counted(counts.templates_other_model, "reference was", "references were")));
  }
  if (counts.stale_references > 0) {
    out.Add(Health::kNote, "references",
            fmt::format("{} no reference from the last year; children change, so enrol them again",
                        Counted(counts.stale_references, "person has", "people have")));
  }
}

void DiagnoseChannels(const std::vector<ChannelCounts>& channels, Diagnosis& out) {
  for (const auto& channel : channels) {
    if (!channel.approved) continue;
    std::string text =
        fmt::format("{} must not appear on it", Counted(channel.barred, "person", "people"));
    if (channel.barred_without_template > 0) {
      text += fmt::format(
          "; {} no reference, so photos with a face are held when they have no event, or one where "
          "that person's group was",
          Counted(channel.barred_without_template, "of them has", "of them have"));
    }
    out.Add(channel.barred_without_template > 0 ? Health::kNote : Health::kGood,
            "channel " + channel.channel.value, text);
  }
}

void DiagnoseUsers(Register& reg, const Date& today, Diagnosis& out) {
  const auto users = Users(reg).List();
  if (!users.ok()) {
    out.Add(Health::kBad, "users", users.error().message, ExitCode::kRegisterUnusable);
    return;
  }
  if (users.value().empty()) {
    out.Add(Health::kNote, "users",
            "in set-up: nobody is recorded, so the account that owns the register's folder may do "
            "everything. `photogate user add` records the first, an administrator");
    return;
  }
  int active = 0, deciding = 0;
  for (const User& user : users.value()) {
    if (!IsActive(user, today)) continue;
    ++active;
    deciding += MayDo(user, Act::kDecidePhotos, today).ok() ? 1 : 0;
  }
  out.Add(deciding == 0 ? Health::kNote : Health::kGood, "users",
          fmt::format("{}, of whom {} may decide about photos (policy read, trained and delegated "
                      "within a year){}",
                      Counted(active, "user", "users"), deciding,
                      deciding == 0 ? ". Until somebody may, no copy is made. `photogate user set` "
                                      "records it"
                                    : ""));
}

void DiagnoseRegister(const AppContext& context, const std::optional<ModelId>& recogniser,
                      Diagnosis& out) {
  if (!context.Home().ok()) {
    out.Add(Health::kNote, "register", "none named: say --home DIR to look at one as well");
    return;
  }
  auto reg = context.OpenRegister();
  const auto bad = [&out](const Error& error) {
    out.Add(Health::kBad, "register", "cannot be used, so nothing is cleared: " + error.message,
            ExitCode::kRegisterUnusable);
  };
  if (!reg.ok()) return bad(reg.error());
  const auto whole = reg.value()->CheckIntegrity();
  if (!whole.ok()) return bad(whole.error());
  const auto clock = reg.value()->store().Read(
      [&](Database& database) { return CheckClock(database, context.clock); });
  if (!clock.ok()) return bad(clock.error());
  const Date today = context.clock.Today();
  const auto counts = CountRegister(*reg.value(), today, recogniser);
  if (!counts.ok()) return bad(counts.error());
  const auto channels = CountChannels(*reg.value(), today, recogniser);
  if (!channels.ok()) return bad(channels.error());
  DiagnoseCounts(counts.value(), out);
  if (const std::string shared = SharedText(reg.value()->home()); !shared.empty()) {
    out.Add(Health::kNote, "home",
            shared + ": whoever of it has a key file can read everything in the register");
  }
  for (const auto& left : AbandonedWork(reg.value()->home())) {
    out.Add(Health::kNote, "home",
            fmt::format("{} is what an interrupted restore or backup left; the next one removes "
                        "it. What killed backups left elsewhere goes with the next backup to the "
                        "same place",
                        left.filename().string()));
  }
  DiagnoseUsers(*reg.value(), today, out);
  DiagnoseChannels(channels.value(), out);
  const auto late = FindOverdue(*reg.value(), today);
  if (!late.ok()) return bad(late.error());
  for (const Overdue& one : late.value()) {
    out.Add(Health::kLate, one.what, one.text);
  }
}

void DiagnoseModels(const ModelStore& store, Diagnosis& out) {
  for (const auto& status : store.Status()) {
    const std::string subject = std::string(ModelRoleName(status.role)) + " " + status.id.value;
    if (status.state == ModelState::kPresent) {
      out.Add(Health::kGood, subject, status.text);
    } else if (status.state == ModelState::kWrongHash) {
      out.Add(Health::kBad, subject, status.text + " Until then no photo is checked",
              ExitCode::kModelMissing);
    } else if (status.is_default) {
      out.Add(Health::kBad, subject,
              status.text + (status.role == ModelRole::kDetector
                                 ? " Until then every photo is held"
                                 : " Until then every photo with a face is held"),
              ExitCode::kModelMissing);
    }
  }
}

void DiagnoseFaces(const ModelSet& models, Diagnosis& out) {
  if (models.recogniser && models.recogniser->thresholds) {
    const Thresholds& thresholds = *models.recogniser->thresholds;
    out.Add(Health::kGood, "thresholds",
            fmt::format("match at most {:.3f}, possible at most {:.3f}. {}", thresholds.match.value,
                        thresholds.possible.value, thresholds.measured));
    out.Add(Health::kNote, "thresholds",
            "measured on adults and not validated for children: children look more alike to a "
            "recogniser, so expect "
            "more needless holds, and keep looking yourself. `photogate evaluate` measures on your "
            "own photos");
  }
  if (!models.detector && !models.recogniser) return;
  auto program = FindWorkerProgram();
  WorkerOptions options;
  options.models = models;
  if (program.ok()) options.program = program.value();
  auto pool = program.ok() ? WorkerPool::Start(options)
                           : Result<std::unique_ptr<WorkerPool>>(program.error());
  if (!pool.ok()) {
    out.Add(Health::kBad, "self-test", "the checker does not start: " + pool.error().message,
            ExitCode::kModelMissing);
    return;
  }
  if (NamespacesAllowed()) {
    out.Add(Health::kGood, "isolation",
            "photos are read by processes without files, network or other programs");
  } else {
    out.Add(Health::kNote, "isolation",
            "this system forbids namespaces, so the processes that read photos are kept from files "
            "and network by their system call filter alone");
  }
  if (!models.detector || !models.recogniser) return;
  const auto test = RunSelfTest(*pool.value(), models);
  if (test.ok()) {
    out.Add(Health::kGood, "self-test",
            "drawn faces were found where they are and told apart as they must be");
  } else {
    out.Add(Health::kBad, "self-test",
            test.error().message +
                " Until it passes, comparing is off and every photo with a face is held",
            ExitCode::kModelMissing);
  }
}

const char* Mark(Health health) {
  switch (health) {
    case Health::kGood: return "ok  ";
    case Health::kNote: return "note";
    case Health::kLate: return "LATE";
    case Health::kBad: return "BAD ";
  }
  return "BAD ";
}

const char* Name(Health health) {
  switch (health) {
    case Health::kGood: return "good";
    case Health::kNote: return "note";
    case Health::kLate: return "overdue";
    case Health::kBad: return "bad";
  }
  return "bad";
}

ExitCode Doctor(const AppContext& context) {
  Diagnosis diagnosis;
  auto store = ModelStore::Open(context.ModelFolders());
  if (!store.ok()) return Fail(store.error());
  DiagnoseModels(store.value(), diagnosis);
  const auto models = store.value().Load();
  if (models.ok()) {
    DiagnoseFaces(models.value(), diagnosis);
  } else {
    diagnosis.Add(Health::kBad, "models", models.error().message, ExitCode::kModelMissing);
  }
  std::optional<ModelId> recogniser;
  if (models.ok() && models.value().recogniser) recogniser = models.value().recogniser->id;
  DiagnoseRegister(context, recogniser, diagnosis);

  Json list = Json::array();
  std::string text;
  for (const auto& check : diagnosis.checks) {
    list.push_back(
        {{"health", Name(check.health)}, {"subject", check.subject}, {"text", check.text}});
    text += fmt::format("{}  {}: {}\n", Mark(check.health), Printable(check.subject),
                        Printable(check.text));
  }
  return Answer(context, "doctor", {{"checks", list}}, text, diagnosis.code);
}

}  // namespace

void AddDoctor(CLI::App& app, AppContext& context) {
  CLI::App* doctor = AddVerb(
      app, "doctor", "What works, what is missing, and what that means for decisions",
      "  photogate doctor                # and what is overdue: erasures, reviews, takedowns\n"
      "  photogate doctor --home ~/photogate --json\n");
  OnRun(*doctor, context, [&context] { return Doctor(context); });
}

}  // namespace photogate
