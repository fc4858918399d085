// photogate inspect: what a file says besides its picture.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <iostream>

#include "cli/gate.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "core/metadata_words.h"
#include "pipeline/collect_files.h"
#include "pipeline/photo_file.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

constexpr std::array kOrder = {MetadataClass::kLocation, MetadataClass::kPeople,
                               MetadataClass::kDevice,   MetadataClass::kTime,
                               MetadataClass::kText,     MetadataClass::kHiddenPicture,
                               MetadataClass::kRights,   MetadataClass::kUnknown,
                               MetadataClass::kOther,    MetadataClass::kAppearance};

// Two decimals are about a kilometre: enough to see that the place is known, without repeating it.
std::string Place(const MetadataReport& report) {
  if (!report.latitude_deg || !report.longitude_deg) return {};
  return fmt::format("taken within metres of {:.2f}, {:.2f}", *report.latitude_deg,
                     *report.longitude_deg);
}

Json InspectionJson(const fs::path& path, const Inspection& photo) {
  Json out{{"message_type", "file"},
           {"path", path.string()},
           {"sha256", photo.sha256.value},
           {"format", FormatName(photo.format)}};
  if (photo.info.ok()) {
    out["width"] = photo.info.value().width_px;
    out["height"] = photo.info.value().height_px;
    out["pictures"] = photo.info.value().pictures;
  }
  if (!photo.metadata.ok()) {
    out["error"] = photo.metadata.error().message;
    return out;
  }
  const MetadataReport& report = photo.metadata.value();
  out["complete"] = report.complete;
  if (!report.complete) out["why_incomplete"] = report.why_incomplete;
  out["orientation"] = report.orientation;
  out["latitude"] = report.latitude_deg ? Json(*report.latitude_deg) : Json(nullptr);
  out["longitude"] = report.longitude_deg ? Json(*report.longitude_deg) : Json(nullptr);
  out["items"] = Json::array();
  for (const auto& item : report.items) {
    out["items"].push_back(
        {{"class", MetadataClassName(item.kind)}, {"where", item.where}, {"value", item.value}});
  }
  return out;
}

std::string InspectionText(const fs::path& path, const Inspection& photo) {
  std::string text = Printable(path.string()) + ": " + std::string(FormatName(photo.format));
  if (photo.info.ok()) {
    text += fmt::format(", {} x {}", photo.info.value().width_px, photo.info.value().height_px);
  } else {
    text += ", the picture cannot be read: " + Printable(photo.info.error().message);
  }
  text += "\n";
  if (!photo.metadata.ok()) return text + "  " + Printable(photo.metadata.error().message) + "\n";
  const MetadataReport& report = photo.metadata.value();
  if (const std::string place = Place(report); !place.empty()) text += "  " + place + "\n";
  for (const MetadataClass kind : kOrder) {
    bool first = true;
    for (const auto& item : report.items) {
      if (item.kind != kind) continue;
      if (first) text += fmt::format("  {}\n", ClassWords(kind));
      first = false;
      text += fmt::format("    {}{}{}\n", Printable(item.where), item.value.empty() ? "" : ": ",
                          Printable(item.value));
    }
  }
  if (report.items.empty()) text += "  says nothing besides its picture\n";
  if (!report.complete) text += "  not read in full: " + Printable(report.why_incomplete) + "\n";
  return text;
}

ExitCode InspectFiles(const AppContext& context, const std::vector<std::string>& paths) {
  const auto files = CollectFiles(std::vector<fs::path>(paths.begin(), paths.end()));
  ExitCode code = ExitCode::kAllClear, failed = ExitCode::kFailure;
  auto gate = StartGate(context, 1, GateNeeds::kFilesOnly, failed);
  if (!gate) return failed;
  InspectionOrder order;
  order.detect = order.compare = order.sanitise = false;
  const auto unreadable = [&](const fs::path& path, const Error& error) {
    PrintError(Error{error.kind, error.message, path.string()});
    code = Worse(code, ExitCode::kUnreadable);
  };
  for (const auto& job : files.photos) {
    if (Interrupted()) return ExitCode::kInterrupted;
    const auto file = OpenPhotoFile(job.path);
    if (!file.ok()) {
      unreadable(job.path, file.error());
      continue;
    }
    const auto inspection = gate->pool->Inspect(file.value().fd.get(), order);
    if (!inspection.ok()) {
      PrintError(inspection.error());
      code = Worse(code, ExitCode::kHeld);
      continue;
    }
    if (!inspection.value().metadata.ok() || !inspection.value().metadata.value().complete) {
      code = Worse(code, ExitCode::kHeld);
    }
    if (context.json) {
      std::cout << Dump(InspectionJson(job.path, inspection.value())) << "\n";
    } else {
      std::cout << InspectionText(job.path, inspection.value());
    }
  }
  for (const auto& [path, error] : files.unreadable) unreadable(path, error);
  for (const auto& [path, why] : files.not_pictures) PrintNote(path.string() + ": " + why);
  return code;
}

}  // namespace

void AddInspect(CLI::App& app, AppContext& context) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* inspect =
      AddVerb(app, "inspect", "What a file says besides its picture: place, people, device, time",
              "  photogate inspect photo.jpg\n"
              "  photogate inspect photos/ --json\n"
              "\n"
              "Exit status 10 when a file could not be read in full.\n",
              true);
  inspect->add_option("paths", *paths, "Files and folders")->required()->type_name("PATH");
  OnRun(*inspect, context, [&context, paths] { return InspectFiles(context, *paths); });
}

}  // namespace photogate
