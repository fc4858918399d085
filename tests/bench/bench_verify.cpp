// Verification figures (ISO/IEC 19795-1) of the default recogniser on folders of labelled photos.
// usage: bench_verify FOLDER MODELS [FACE_PX]   FOLDER/<person>/<photos>
// With FACE_PX each photo is also shrunk so that its face has that width, and compared with the
// others at full size: how small may a face be.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>

#include "face/pixels.h"
#include "tests/bench/bench_photos.h"
#include "tests/support/memory_pixels.h"

namespace photogate::bench {
namespace {

struct Sample {
  std::string person;
  std::vector<float> reference;  // at full size
  std::vector<float> probe;      // the same, or of the shrunk photo; empty when not comparable
};

// The face nearest to the middle: the one the photo is filed under.
const Face* MiddleFace(const std::vector<Face>& faces, const PhotoInfo& info) {
  const Face* best = nullptr;
  double nearest = 1e18;
  for (const Face& face : faces) {
    const double dx = face.box.x + face.box.w / 2 - info.width_px / 2.0;
    const double dy = face.box.y + face.box.h / 2 - info.height_px / 2.0;
    if (std::hypot(dx, dy) < nearest) nearest = std::hypot(dx, dy), best = &face;
  }
  return best;
}

double Distance(const std::vector<float>& a, const std::vector<float>& b) {
  return 1 - static_cast<double>(std::inner_product(a.begin(), a.end(), b.begin(), 0.0F));
}

void PrintPercentiles(const char* name, std::vector<double> values) {
  if (values.empty()) return;
  std::sort(values.begin(), values.end());
  std::printf("%-10s", name);
  for (const double share : {0.0, 0.001, 0.005, 0.01, 0.05, 0.5, 0.95, 1.0}) {
    const auto last = static_cast<double>(values.size() - 1);
    std::printf(" %6.3f", values[static_cast<std::size_t>(share * last)]);
  }
  std::printf("\n");
}

int Run(const std::filesystem::path& folder, const std::filesystem::path& models, double face_px) {
  const auto engine = LoadEngine(DefaultModels(models));
  std::vector<Sample> samples;
  std::vector<double> size, sharpness, pose, light;
  int photos = 0, no_face = 0, refused = 0, shrunk_refused = 0;
  for (const auto& path : FilesBelow(folder)) {
    const OpenedPhoto photo = Open(path);
    if (!photo.pixels) continue;
    ++photos;
    const auto faces = engine->Inspect(*photo.pixels, true);
    const Face* face = faces.ok() ? MiddleFace(faces.value().faces, photo.pixels->info()) : nullptr;
    if (face == nullptr) {
      ++no_face;
      continue;
    }
    size.push_back(face->quality.size), sharpness.push_back(face->quality.sharpness);
    pose.push_back(face->quality.pose), light.push_back(face->quality.light);
    if (!face->usable()) {
      ++refused;
      std::printf("refused, reason %d: %s\n", static_cast<int>(face->why_not), path.c_str());
      continue;
    }
    Sample sample{path.parent_path().filename().string(), face->face_template->values(),
                  face->face_template->values()};
    if (face_px > 0) {
      sample.probe.clear();
      const auto whole = photo.pixels->Decode(photo.pixels->info().width_px);
      if (!whole.ok()) continue;
      const DecodedImage& image = whole.value();
      const double scale = face_px / static_cast<double>(face->box.w);
      const auto side = [&](int full) { return static_cast<int>(std::lround(full * scale)); };
      Pixels small = Resize(ViewOf(image), side(image.width_px), side(image.height_px));
      test::MemoryPixels again({small.width, small.height, std::move(small.bgr), 1, {0, 0}});
      const auto seen = engine->Inspect(again, true);
      const Face* same = seen.ok() ? MiddleFace(seen.value().faces, again.info()) : nullptr;
      if (same != nullptr && same->usable()) sample.probe = same->face_template->values();
      shrunk_refused += sample.probe.empty() ? 1 : 0;
    }
    samples.push_back(std::move(sample));
  }
  std::vector<double> mated, non_mated;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t j = i + 1; j < samples.size(); ++j) {
      if (samples[i].probe.empty()) continue;
      const double d = Distance(samples[i].probe, samples[j].reference);
      (samples[i].person == samples[j].person ? mated : non_mated).push_back(d);
    }
  }
  std::sort(mated.begin(), mated.end());
  std::sort(non_mated.begin(), non_mated.end());
  std::printf("photos %d, without a face %d, not comparable %d, shrunk not comparable %d\n", photos,
              no_face, refused, shrunk_refused);
  std::printf("mated pairs %zu, non-mated pairs %zu\n", mated.size(), non_mated.size());
  for (const double fmr : {1e-2, 1e-3, 1e-4, 1e-5}) {
    const auto rank = static_cast<std::size_t>(fmr * static_cast<double>(non_mated.size()));
    const double threshold = non_mated[rank];
    const auto missed = mated.end() - std::lower_bound(mated.begin(), mated.end(), threshold);
    std::printf("FMR %.0e: FNMR %.2f %% at distance %.4f\n", fmr,
                100.0 * static_cast<double>(missed) / static_cast<double>(mated.size()), threshold);
  }
  for (const double threshold : {0.62, 0.66, 0.70}) {
    const auto missed = mated.end() - std::upper_bound(mated.begin(), mated.end(), threshold);
    std::printf("distance %.2f: FNMR %.2f %%\n", threshold,
                100.0 * static_cast<double>(missed) / static_cast<double>(mated.size()));
  }
  std::printf("part of quality at 0, 0.1, 0.5, 1, 5, 50, 95, 100 %% of the faces\n");
  PrintPercentiles("size", size);
  PrintPercentiles("sharpness", sharpness);
  PrintPercentiles("pose", pose);
  PrintPercentiles("light", light);
  return 0;
}

}  // namespace
}  // namespace photogate::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: bench_verify FOLDER MODELS [FACE_PX]\n", stderr);
    return 1;
  }
  return photogate::bench::Run(argv[1], argv[2], argc > 3 ? std::stod(argv[3]) : 0);
}
