// Stand-ins for everything around the pipeline: a register, a worker and an output folder in
// memory, all well unless a test says otherwise.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "pipeline/process_photo.h"
#include "tests/support/paths.h"

namespace photogate::test {

inline const ModelId kModel{"test-model"};

// A channel "website" that is approved, with pupil 7 (barred, template along the first axis) and
// pupil 8 (permitted, along the second).
ConsentSnapshot UsualConsent();

// A JPEG without a face, readable in every part.
Inspection CleanInspection();

// A face whose template points along `axis` of three.
Face FaceAlong(int axis);

class FixedClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override {
    return std::chrono::system_clock::time_point(std::chrono::seconds(1'800'000'000));
  }
};

// A run with doubles. The context's functions may be replaced.
class FakeRun {
 public:
  FakeRun();
  FakeRun(const FakeRun&) = delete;
  FakeRun& operator=(const FakeRun&) = delete;

  // A file of this name that begins like a JPEG unless `bytes` says otherwise.
  PhotoJob Photo(const std::string& name, const std::string& bytes = "\xFF\xD8\xFF\xD9");
  PhotoResult Process() { return ProcessPhoto(Photo("photo.jpg"), context); }

  PipelineContext context;
  Result<Inspection> inspection = CleanInspection();
  Result<SharedConsent> consent;
  std::vector<Result<Outcome>> outcomes;  // of the first releases; later ones are cleared
  std::atomic<int> inspected{0};
  std::atomic<int> released{0};
  std::vector<InspectionOrder> orders;
  std::vector<LedgerRow> rows;
  std::vector<std::string> names;

 private:
  FixedClock clock_;
  TempFolder folder_;
};

Result<SharedConsent> View(ConsentSnapshot snapshot);

}  // namespace photogate::test
