// photogate models fetch | list | verify
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/app.h"
#include "cli/terminal.h"
#include "models/fetch.h"
#include "models/model_store.h"

namespace photogate {
namespace {

using Json = nlohmann::ordered_json;

struct FetchOptions {
  std::string mirror;
  std::vector<std::string> ids;
  bool all = false;
};

Json StatusJson(const ModelStatus& status) {
  return Json{{"model", status.id.value},
              {"role", ModelRoleName(status.role)},
              {"state", ModelStateName(status.state)},
              {"default", status.is_default},
              {"text", status.text}};
}

ExitCode CodeOf(const std::vector<ModelStatus>& statuses, bool missing_counts) {
  for (const auto& status : statuses) {
    if (status.state == ModelState::kWrongHash) return ExitCode::kModelMissing;
    if (missing_counts && status.is_default && status.state != ModelState::kPresent) {
      return ExitCode::kModelMissing;
    }
  }
  return ExitCode::kAllClear;
}

// `verify` fails when a default model is missing; `list` only shows.
ExitCode ShowModels(const AppContext& context, bool verify) {
  auto store = ModelStore::Open(context.ModelFolders());
  if (!store.ok()) return Fail(store.error());
  const auto statuses = store.value().Status();
  const ExitCode code = CodeOf(statuses, verify);
  if (context.json) {
    Json models = Json::array();
    for (const auto& status : statuses) models.push_back(StatusJson(status));
    std::cout << Json{{"message_type", "models"},
                      {"models", models},
                      {"exit", static_cast<int>(code)}}
                     .dump()
              << "\n";
    return code;
  }
  std::vector<std::vector<std::string>> rows{{"MODEL", "ROLE", "STATE", ""}};
  for (const auto& status : statuses) {
    rows.push_back({status.id.value, std::string(ModelRoleName(status.role)),
                    std::string(ModelStateName(status.state)), status.is_default ? "default" : ""});
  }
  std::cout << TextTable(rows);
  for (const auto& status : statuses) {
    if (status.state == ModelState::kWrongHash ||
        (status.is_default && status.state != ModelState::kPresent)) {
      PrintNote(status.id.value + ": " + status.text);
    }
  }
  return code;
}

FetchProgress TerminalProgress() {
  return [](const std::string& file, std::uint64_t done, std::uint64_t total) {
    if (StderrIsTerminal() && total > 0) {
      (void)std::fputs(fmt::format("\r{}: {} of {} kB\033[K{}", Printable(file), done / 1000,
                                   total / 1000, done >= total ? "\r\033[K" : "")
                           .c_str(),
                       stderr);
    }
    return !Interrupted();
  };
}

ExitCode Fetch(const AppContext& context, const FetchOptions& options) {
  auto manifest = BuiltInManifest();
  if (!manifest.ok()) return Fail(manifest.error());
  FetchRequest request{
      .destination = context.ModelFolders().front(), .mirror = std::nullopt, .all = options.all};
  if (!options.mirror.empty()) request.mirror = options.mirror;
  for (const auto& id : options.ids) request.ids.push_back(ModelId{id});
  const auto report = FetchModels(manifest.value(), request, TerminalProgress());
  if (Interrupted()) return ExitCode::kInterrupted;
  if (!report.ok()) return Fail(report.error());
  const ExitCode code = report.value().complete() ? ExitCode::kAllClear : ExitCode::kModelMissing;

  if (context.json) {
    Json files = Json::array();
    for (const auto& file : report.value().files) {
      files.push_back({{"model", file.model.value},
                       {"file", file.file},
                       {"state", file.failed          ? "failed"
                                 : file.already_there ? "already_there"
                                                      : "fetched"},
                       {"text", file.failed ? Json(file.failed->message) : Json(nullptr)}});
    }
    std::cout << Json{{"message_type", "models_fetch"},
                      {"files", files},
                      {"exit", static_cast<int>(code)}}
                     .dump()
              << "\n";
    return code;
  }
  for (const auto& file : report.value().files) {
    const char* state = file.failed          ? "FAILED"
                        : file.already_there ? "there already"
                                             : "fetched and verified";
    std::cout << Printable(file.file) << ": " << state << "\n";
    if (file.failed) PrintError(*file.failed);
  }
  if (code == ExitCode::kAllClear) {
    PrintNote("All models are there and are the files that the manifest names.");
  } else {
    PrintNote(
        "Without these models photos with faces are held. Try again with a network, or copy the "
        "files from "
        "another computer and say --mirror FOLDER.");
  }
  return code;
}

}  // namespace

void AddModels(CLI::App& app, AppContext& context) {
  CLI::App* models = AddVerb(app, "models", "Fetch, list and verify the face models",
                             "  photogate models fetch\n"
                             "  photogate models fetch --mirror /media/usb/models\n"
                             "  photogate models list --json\n"
                             "  photogate models verify\n");
  models->require_subcommand(1);

  auto options = std::make_shared<FetchOptions>();
  CLI::App* fetch =
      AddVerb(*models, "fetch", "Get the models, check their hashes, and put them in place",
              "  photogate models fetch --mirror /media/usb/models --models ~/photogate/models\n");
  fetch
      ->add_option("--mirror", options->mirror,
                   "Take the files from this folder instead of the network")
      ->type_name("DIR");
  fetch->add_option("--model", options->ids, "Only this model; may be repeated")->type_name("ID");
  fetch->add_flag("--all", options->all, "The optional models as well");
  fetch->callback([&context, options] {
    context.action = [&context, options] { return Fetch(context, *options); };
  });

  CLI::App* list = AddVerb(*models, "list", "Every model photogate knows, and whether it is here",
                           "  photogate models list\n");
  list->callback(
      [&context] { context.action = [&context] { return ShowModels(context, false); }; });

  CLI::App* verify =
      AddVerb(*models, "verify",
              "Check the hash of each model file; 21 when a default one is missing or wrong",
              "  photogate models verify\n");
  verify->callback(
      [&context] { context.action = [&context] { return ShowModels(context, true); }; });
}

}  // namespace photogate
