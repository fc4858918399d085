// photogate strip: clean copies of photos, without any register.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <system_error>

#include "cli/gate.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "outcome/safe_name.h"
#include "outcome/write_outcome.h"
#include "pipeline/collect_files.h"
#include "pipeline/photo_file.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct StripArguments {
  std::vector<std::string> paths;
  std::string out;
};

struct Stripped {
  std::optional<fs::path> output;
  bool unreadable = false;
  std::string text;  // why there is no copy, or what was removed
};

std::string RemovedText(const SanitisedPhoto& photo) {
  std::string text;
  for (const auto& removed : photo.removed) {
    if (removed.count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "removed: " : ", ",
                        MetadataClassName(removed.kind), removed.count);
  }
  if (text.empty()) text = "nothing to remove";
  return photo.re_encoded ? text + "; encoded anew" : text;
}

// OUT / the photo's place below the folder that was named, with a number where that name is taken.
Result<fs::path> WriteCopy(const fs::path& out, const PhotoJob& job, const SanitisedPhoto& photo) {
  const fs::path relative = fs::path(job.relative_path).lexically_normal();
  const fs::path folder = (out / relative).parent_path();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return Error{ErrorKind::kUnavailable,
                 "the output folder cannot be made; choose another with --out", out.string()};
  }
  const std::string name = SafeName(relative.filename().string(), photo.format, false, job.number);
  const std::string text(photo.bytes.begin(), photo.bytes.end());
  constexpr std::size_t kMostCopies = 10'000;
  for (std::size_t number = 1; number <= kMostCopies; ++number) {
    const fs::path file = folder / NumberedName(name, number);
    const auto done = WriteNewFile(file, text);
    if (done.ok()) return file;
    if (done.error().kind != ErrorKind::kRefused) return done.error();
  }
  return Error{ErrorKind::kRefused,
               "too many files of that name are in the output folder; choose another with --out"};
}

Stripped StripOne(const PhotoJob& job, const fs::path& out, WorkerPool& pool) {
  const auto file = OpenPhotoFile(job.path);
  if (!file.ok()) return Stripped{std::nullopt, true, file.error().message};
  InspectionOrder order;
  order.detect = false;
  order.compare = false;
  order.sanitise_options.keep_animation = true;
  const auto inspection = pool.Inspect(file.value().fd.get(), order);
  if (!inspection.ok()) return Stripped{std::nullopt, false, inspection.error().message};
  const auto& copy = inspection.value().sanitised;
  if (!copy.ok()) return Stripped{std::nullopt, false, copy.error().message};
  const auto written = WriteCopy(out, job, copy.value());
  if (!written.ok()) return Stripped{std::nullopt, false, written.error().message};
  return Stripped{written.value(), false, RemovedText(copy.value())};
}

ExitCode Strip(const AppContext& context, const StripArguments& arguments) {
  CollectOptions collect;
  collect.leave_out.push_back(arguments.out);
  collect.cancelled = &InterruptFlag();
  const auto files =
      CollectFiles(std::vector<fs::path>(arguments.paths.begin(), arguments.paths.end()), collect);
  ExitCode code = ExitCode::kAllClear, failed = ExitCode::kFailure;
  auto gate = StartGate(context, 1, GateNeeds::kFilesOnly, failed);
  if (!gate) return failed;
  std::size_t written = 0;
  Progress progress(files.photos.size(), "photos");
  for (const auto& job : files.photos) {
    if (Interrupted()) return ExitCode::kInterrupted;
    const Stripped done = StripOne(job, arguments.out, *gate->pool);
    written += done.output ? 1 : 0;
    if (!done.output) code = Worse(code, done.unreadable ? ExitCode::kUnreadable : ExitCode::kHeld);
    progress.Hide();
    const std::string output = done.output ? done.output->string() : "";
    if (context.json) {
      std::cout << Dump(Json{{"message_type", "photo"},
                             {"path", job.path.string()},
                             {"output", output.empty() ? Json(nullptr) : Json(output)},
                             {"text", done.text}})
                << "\n";
    } else {
      std::cout << (done.output ? "clean   " : "held    ") << Printable(job.path.string())
                << "\n          " << Printable(done.text) << "\n";
    }
    progress.Advance();
  }
  progress.Hide();
  for (const auto& [path, why] : files.not_pictures) PrintNote(path.string() + ": " + why);
  for (const auto& [path, error] : files.unreadable) {
    PrintError(error);
    code = Worse(code, ExitCode::kUnreadable);
  }
  if (files.photos.empty() && code == ExitCode::kAllClear)
    return Misunderstood("there is no photo there");
  return Answer(context, "summary", {{"photos", files.photos.size()}, {"written", written}},
                fmt::format("{} of {} photos written to {}", written, files.photos.size(),
                            Printable(arguments.out)),
                code);
}

}  // namespace

void AddStrip(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<StripArguments>();
  CLI::App* strip = AddVerb(
      app, "strip", "Clean copies of photos: no place, no names, no device; needs no register",
      "  photogate strip photos/ --out clean/\n"
      "\n"
      "A copy is written only when it was read again and every byte accounted for. It says "
      "nothing\n"
      "about who is in the picture: that is what `photogate check` is for.\n",
      true);
  strip->add_option("paths", arguments->paths, "Photos, and folders with photos")
      ->required()
      ->type_name("PATH");
  strip->add_option("--out", arguments->out, "Where the copies go; nothing there is overwritten")
      ->required()
      ->type_name("DIR");
  OnRun(*strip, context, [&context, arguments] { return Strip(context, *arguments); });
}

}  // namespace photogate
