#include "tests/pipeline/doubles.h"

#include <utility>

#include "crypto/sha256.h"
#include "tests/support/run_program.h"

namespace photogate::test {

ConsentSnapshot UsualConsent() {
  ConsentSnapshot snapshot{};
  snapshot.version = {5};
  snapshot.day = {2026, 11, 21};
  snapshot.channel = {
      ChannelName{"website"}, UseName{"website"}, true, ChannelMode::kList, true, 0, 0};
  snapshot.jurisdiction = Jurisdiction::kEnglandWales;
  snapshot.dpia_recorded = true;
  snapshot.objection_stops_comparison = true;
  Person barred{};
  barred.id = PersonId{"7"};
  barred.case_number = "case-000007";
  barred.name = "Robin Sample";
  barred.kind = PersonKind::kPupil;
  barred.permission = PermissionState::kRefused;
  barred.barred = true;
  barred.has_template = true;
  Person permitted = barred;
  permitted.id = PersonId{"8"};
  permitted.case_number = "case-000008";
  permitted.name = "Kim Example";
  permitted.permission = PermissionState::kGranted;
  permitted.barred = false;
  permitted.name_with_image = NameWithImage::kFull;
  snapshot.people = {barred, permitted};
  snapshot.gallery = {{PersonId{"7"}, {Template(kModel, {1, 0, 0})}},
                      {PersonId{"8"}, {Template(kModel, {0, 1, 0})}}};
  return snapshot;
}

Result<SharedConsent> View(ConsentSnapshot snapshot) {
  return MakeConsentView(std::move(snapshot));
}

Inspection CleanInspection() {
  const Bytes bytes = {0xFF, 0xD8, 0xFF, 0xD9};
  Faces faces{};
  faces.detector_complete = true;
  faces.recogniser_available = true;
  faces.recogniser = kModel;
  MetadataReport report{};
  report.complete = true;
  return Inspection{Sha256(bytes),
                    bytes.size(),
                    FileFormat::kJpeg,
                    PhotoInfo{FileFormat::kJpeg, 400, 300, 1, false},
                    faces,
                    report,
                    SanitisedPhoto{FileFormat::kJpeg, bytes, false, {}},
                    {},
                    {}};
}

Face FaceAlong(int axis) {
  std::vector<float> values(3, 0.0F);
  values[static_cast<std::size_t>(axis)] = 1;
  return Face{
      {10, 10, 50, 50},        std::nullopt, 0.9, "yunet", 0, {1, 1, 1, 1, 1}, NotComparable::kNone,
      Template(kModel, values)};
}

FakeRun::FakeRun() : consent(View(UsualConsent())) {
  context.inspect = [this](int, const InspectionOrder& order) {
    ++inspected;
    orders.push_back(order);
    return inspection;
  };
  context.consent = [this] { return consent; };
  context.release = [this](const SanitisedPhoto&, const std::string& name, const LedgerRow& row,
                           const PhotoRecord&) {
    const auto at = static_cast<std::size_t>(released++);
    rows.push_back(row);
    names.push_back(name);
    if (at < outcomes.size()) return outcomes[at];
    return Result<Outcome>(Outcome{OutcomeKind::kCleared, "cleared/" + name, row.original_sha256});
  };
  context.recogniser = kModel;
  context.match = MatchSettings{{0.4}, {0.6}};
  context.matching_allowed = true;
  context.clock = &clock_;
}

PhotoJob FakeRun::Photo(const std::string& name, const std::string& bytes) {
  WriteText(folder_.path() / name, bytes);
  return {folder_.path() / name, name, 1, {}};
}

}  // namespace photogate::test
