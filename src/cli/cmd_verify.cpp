// photogate verify: are these exactly the cleared pictures, and still permitted?
#include "cli/cmd_verify.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <map>

#include "cli/lazy_gates.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "release/verify.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

struct VerifyArguments {
  std::vector<std::string> paths;
  std::string channel;
  int jobs = DefaultJobs();
};

ExitCode CodeOf(Standing standing) {
  switch (standing) {
    case Standing::kCleared: return ExitCode::kAllClear;
    case Standing::kNoLonger: return ExitCode::kBlocked;
    case Standing::kUnreadable: return ExitCode::kUnreadable;
    case Standing::kAskAgain:
    case Standing::kOtherChannel:
    case Standing::kOtherMetadata:
    case Standing::kNearIdentical:
    case Standing::kUnknown:
    case Standing::kVideo:
    case Standing::kCannotCheck:
    case Standing::kMissing: return ExitCode::kHeld;
  }
  return ExitCode::kHeld;
}

std::string Where(const Verified& one) {
  return one.path.string() + (one.inside.empty() ? "" : " > " + one.inside);
}

Json FileJson(const Verified& one) {
  Json file;
  if (IsUtf8(one.path.string())) {
    file["path"] = one.path.string();
  } else {
    file["path_b64"] = Base64(one.path.string());
  }
  file["inside"] = one.inside.empty() ? Json(nullptr) : Json(Printable(one.inside));
  file["standing"] = StandingName(one.standing);
  file["publishable"] = one.standing == Standing::kCleared && !one.manifest;
  if (one.manifest) file["list_of_release"] = true;
  file["sha256"] = one.sha256.empty() ? Json(nullptr) : Json(one.sha256);
  file["cleared_as"] = one.cleared_as.empty() ? Json(nullptr) : Json(one.cleared_as);
  Json channels = Json::array();
  for (const ChannelName& channel : one.channels) channels.push_back(channel.value);
  file["channels"] = channels;
  file["decided_again"] = one.decided_again;
  file["text"] = one.text;
  return file;
}

std::string Report(const std::vector<Verified>& files, const std::string& channel) {
  std::map<Standing, int> counts;
  int all = 0;
  std::string text;
  std::string lists;
  for (const Verified& one : files) {
    if (one.manifest && one.standing == Standing::kCleared) {
      lists += one.text + "\n";
      continue;
    }
    ++counts[one.standing];
    ++all;
    if (one.standing == Standing::kCleared) continue;
    text += fmt::format("{}\n    {}\n", Printable(Where(one)), one.text);
    if (!one.cleared_as.empty()) text += fmt::format("    cleared as {}\n", one.cleared_as);
  }
  const int cleared = counts[Standing::kCleared];
  if (cleared == all) {
    return lists +
           fmt::format("All {} may be published on {}: cleared, unchanged, permitted now.\n", all,
                       Printable(channel));
  }
  return text + lists +
         fmt::format("\n{} of {} may be published on {}. Do not publish the {} above.\n", cleared,
                     all, Printable(channel), all - cleared);
}

ExitCode Verify(const AppContext& context, const VerifyArguments& arguments) {
  return WithRegister(context, Act::kLookAtPhotos, [&](Register& reg, const Actor&) {
    LazyGates gates(context, arguments.jobs);
    const VerifyParts parts = gates.Parts(reg, arguments.channel);
    const auto verified =
        VerifyPaths(std::vector<fs::path>(arguments.paths.begin(), arguments.paths.end()), parts);
    if (!verified.ok()) return FailRegister(verified.error());
    const std::vector<Verified>& files = verified.value();
    ExitCode code = ExitCode::kAllClear;
    Json list = Json::array();
    Json counts = Json::object();
    for (const Verified& one : files) {
      code = Worse(code, CodeOf(one.standing));
      list.push_back(FileJson(one));
      auto& count = counts[std::string(StandingName(one.standing))];
      count = (count.is_null() ? 0 : count.get<int>()) + 1;
    }
    if (Interrupted()) code = ExitCode::kInterrupted;
    if (files.empty() && code == ExitCode::kAllClear) {
      return Fail(Error{ErrorKind::kNotFound,
                        "there is no picture there; nothing was verified. Name the files, or the "
                        "folder they are in"});
    }
    return Answer(context, "verify",
                  {{"channel", arguments.channel}, {"files", list}, {"counts", counts}},
                  Report(files, arguments.channel), code);
  });
}

}  // namespace

void AddVerify(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* verify = AddVerb(
      app, "verify", "Are these exactly the cleared pictures, and still permitted?",
      "  photogate verify checked/cleared --channel website\n"
      "  photogate verify newsletter.pdf newsletter.docx --channel newsletter\n"
      "  photogate verify website-export/ --channel website --json\n\n"
      "Looks into folders, ZIP, DOCX and PDF, and follows what web pages show. Only pictures that\n"
      "are byte for byte a cleared copy may be published: one that was resized is told, not\n"
      "passed. 10: something is not cleared; 11: something must not be published any more.\n",
      true);
  verify->add_option("paths", arguments->paths, "Files, and folders with files")
      ->required()
      ->type_name("PATH");
  verify->add_option("--channel", arguments->channel, "Where they are to be published")
      ->required()
      ->type_name("NAME");
  verify->add_option("--jobs", arguments->jobs, "Files looked at at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str()
      ->type_name("N");
  OnRun(*verify, context, [&context, arguments] { return Verify(context, *arguments); });
}

}  // namespace photogate
