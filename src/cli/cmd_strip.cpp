// photogate strip: clean copies of photos, without any register.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include "cli/gate.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "core/metadata_words.h"
#include "outcome/copy_batch.h"
#include "outcome/safe_name.h"
#include "pipeline/collect_files.h"
#include "pipeline/photo_file.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct StripArguments {
  std::vector<std::string> paths;
  std::string out;
  int jobs = DefaultJobs();
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
    text += fmt::format("{}{} ({})", text.empty() ? "removed: " : ", ", ClassWords(removed.kind),
                        removed.count);
  }
  if (text.empty()) text = "nothing to remove";
  return photo.re_encoded ? text + "; encoded anew" : text;
}

// One run: threads that have photos cleaned, and a batch that puts the copies on the disk.
class StripRun {
 public:
  StripRun(const AppContext& context, const StripArguments& arguments, const CollectedFiles& files,
           WorkerPool& pool)
      : context_(context),
        arguments_(arguments),
        files_(files),
        pool_(pool),
        progress_(files.photos.size(), "photos"),
        results_(files.photos.size()) {
    order_.detect = false;
    order_.compare = false;
    order_.find_again = false;
    order_.sanitise_options.keep_animation = true;
  }

  void Run() {
    {
      std::vector<std::jthread> threads;
      for (int i = 1; i < arguments_.jobs; ++i) threads.emplace_back([this] { Work(); });
      Work();
    }
    // What was cleaned before an interruption is kept.
    Place();
    progress_.Hide();
  }

  std::size_t written() const { return written_; }
  ExitCode code() const { return code_; }

 private:
  void Work() {
    while (!Interrupted()) {
      const std::size_t index = next_.fetch_add(1);
      if (index >= files_.photos.size()) return;
      Clean(index);
    }
  }

  void Clean(std::size_t index) {
    const PhotoJob& job = files_.photos[index];
    const auto file = OpenPhotoFile(job.path);
    if (!file.ok()) return Finish(index, Stripped{std::nullopt, true, file.error().message});
    const auto inspection = pool_.Inspect(file.value().fd.get(), order_);
    if (!inspection.ok()) return Hold(index, inspection.error());
    const auto& copy = inspection.value().sanitised;
    if (!copy.ok()) return Hold(index, copy.error());
    const auto full = Write(index, copy.value());
    if (!full.ok()) return Hold(index, full.error());
    if (full.value()) Place();
  }

  // Below OUT, at the photo's place below the folder that was named.
  Result<bool> Write(std::size_t index, const SanitisedPhoto& photo) {
    const PhotoJob& job = files_.photos[index];
    const fs::path relative = fs::path(job.relative_path).lexically_normal();
    const fs::path folder = (fs::path(arguments_.out) / relative).parent_path();
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
      return Error{ErrorKind::kUnavailable,
                   "the output folder cannot be made; choose another with --out", folder.string()};
    }
    {
      const std::lock_guard guard(mutex_);
      texts_[index] = RemovedText(photo);
    }
    return batch_.Add(index, folder,
                      SafeName(relative.filename().string(), photo.format, false, job.number),
                      photo.bytes);
  }

  void Place() {
    for (PlacedCopy& copy : batch_.Place()) {
      if (!copy.file.ok()) {
        Hold(copy.job, copy.file.error());
        continue;
      }
      std::string text;
      {
        const std::lock_guard guard(mutex_);
        text = texts_[copy.job];
      }
      Finish(copy.job, Stripped{std::move(copy.file).value(), false, std::move(text)});
    }
  }

  void Hold(std::size_t index, const Error& why) {
    Finish(index, Stripped{std::nullopt, false, why.message});
  }

  // Prints in the order of the files, whatever the order in which they are done.
  void Finish(std::size_t index, Stripped done) {
    const std::lock_guard guard(mutex_);
    written_ += done.output ? 1 : 0;
    if (!done.output) {
      code_ = Worse(code_, done.unreadable ? ExitCode::kUnreadable : ExitCode::kHeld);
    }
    results_[index] = std::move(done);
    for (; printed_ < results_.size() && results_[printed_]; ++printed_) {
      progress_.Hide();
      Print(files_.photos[printed_], *results_[printed_]);
    }
    progress_.Advance();
  }

  void Print(const PhotoJob& job, const Stripped& done) const {
    const std::string output = done.output ? done.output->string() : "";
    if (context_.json) {
      std::cout << Dump(Json{{"message_type", "photo"},
                             {"path", job.path.string()},
                             {"output", output.empty() ? Json(nullptr) : Json(output)},
                             {"text", done.text}})
                << "\n";
    } else {
      std::cout << (done.output ? "clean   " : "held    ") << Printable(job.path.string())
                << "\n          " << Printable(done.text) << "\n";
    }
  }

  const AppContext& context_;
  const StripArguments& arguments_;
  const CollectedFiles& files_;
  WorkerPool& pool_;
  InspectionOrder order_;
  PosixFileSystem disk_;
  CopyBatch batch_{disk_};
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;  // guards what follows
  Progress progress_;
  std::map<std::size_t, std::string> texts_;
  std::vector<std::optional<Stripped>> results_;
  std::size_t printed_ = 0;
  std::size_t written_ = 0;
  ExitCode code_ = ExitCode::kAllClear;
};

ExitCode Strip(const AppContext& context, StripArguments arguments) {
  CollectOptions collect;
  collect.leave_out.push_back(arguments.out);
  collect.cancelled = &InterruptFlag();
  const auto files =
      CollectFiles(std::vector<fs::path>(arguments.paths.begin(), arguments.paths.end()), collect);
  arguments.jobs =
      std::clamp(arguments.jobs, 1, std::max(1, static_cast<int>(files.photos.size())));
  ExitCode failed = ExitCode::kFailure;
  auto gate = StartGate(context, arguments.jobs, GateNeeds::kFilesOnly, failed);
  if (!gate) return failed;
  StripRun run(context, arguments, files, *gate->pool);
  run.Run();
  if (Interrupted()) return ExitCode::kInterrupted;
  ExitCode code = run.code();
  for (const auto& [path, why] : files.not_pictures) PrintNote(path.string() + ": " + why);
  for (const auto& [path, error] : files.unreadable) {
    PrintError(error);
    code = Worse(code, ExitCode::kUnreadable);
  }
  if (files.photos.empty() && code == ExitCode::kAllClear)
    return Misunderstood("there is no photo there");
  return Answer(context, "summary", {{"photos", files.photos.size()}, {"written", run.written()}},
                fmt::format("{} of {} photos written to {}", run.written(), files.photos.size(),
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
  strip->add_option("--jobs", arguments->jobs, "Photos cleaned at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  OnRun(*strip, context, [&context, arguments] { return Strip(context, *arguments); });
}

}  // namespace photogate
