// Recall on photos of groups and false detections on photos without people.
// usage: bench_detect PHOTOS MODELS   (the shared photo folder, the folder of fetched models)
#include <algorithm>
#include <cstdio>
#include <sstream>

#include "tests/bench/bench_photos.h"

namespace photogate::bench {
namespace {

// Points that lie in a face: centres of the source's boxes, or its nose tips.
std::vector<Point> TruePoints(const std::string& text) {
  std::vector<Point> points;
  const bool noses = text.rfind("noses=", 0) == 0;
  std::istringstream in(noses ? text.substr(6) : text);
  for (std::string item; std::getline(in, item, ';');) {
    Box b{0, 0, 0, 0};
    if (noses && std::sscanf(item.c_str(), "%f:%f", &b.x, &b.y) == 2) points.push_back({b.x, b.y});
    if (!noses && std::sscanf(item.c_str(), "%f:%f:%f:%f", &b.x, &b.y, &b.w, &b.h) == 4) {
      points.push_back({b.x + b.w / 2, b.y + b.h / 2});
    }
  }
  return points;
}

int CountFound(const std::vector<Face>& faces, const std::vector<Point>& truth, int clear) {
  if (truth.empty()) return std::min(clear, static_cast<int>(faces.size()));
  std::vector<bool> used(faces.size());
  int found = 0;
  for (const Point p : truth) {
    for (std::size_t i = 0; i < faces.size(); ++i) {
      const Box& b = faces[i].box;
      if (used[i] || p.x < b.x || p.x > b.x + b.w || p.y < b.y || p.y > b.y + b.h) continue;
      used[i] = true;
      ++found;
      break;
    }
  }
  return std::min(found, clear);
}

int Run(const std::filesystem::path& photos, const std::filesystem::path& models) {
  const auto engine = LoadEngine({DefaultModels(models).detector, std::nullopt});
  const auto faces_of = [&](const std::filesystem::path& path) -> std::vector<Face> {
    const OpenedPhoto photo = Open(path);
    if (!photo.pixels) return {};
    auto faces = engine->Inspect(*photo.pixels, false);
    return faces.ok() ? std::move(faces).value().faces : std::vector<Face>{};
  };
  int clear = 0, found = 0, extra = 0;
  for (auto& row : ReadCsv(photos / "groups_counts.csv")) {
    if (row["method"].find("approx") != std::string::npos) continue;
    const auto faces = faces_of(photos / row["path"]);
    const int expected = std::stoi(row["clear_faces"]);
    const int here = CountFound(faces, TruePoints(row["boxes_x:y:w:h"]), expected);
    const int more = std::max(0, static_cast<int>(faces.size()) - std::stoi(row["max_faces"]));
    clear += expected, found += here, extra += more;
    if (here < expected || more > 0) {
      std::printf("%s: %d of %d clear faces, %d more than anybody counted\n", row["path"].c_str(),
                  here, expected, more);
    }
  }
  std::printf("clear faces found: %d of %d (%.2f %%), beyond max_faces: %d\n", found, clear,
              100.0 * found / clear, extra);

  int empty = 0, with_face = 0, drawn = 0, drawn_with_face = 0;
  for (const auto& path : FilesBelow(photos / "nofaces")) {
    const auto faces = faces_of(path);
    const bool of_art = path.string().find("drawn_statue_doll") != std::string::npos;
    (of_art ? drawn : empty) += 1;
    (of_art ? drawn_with_face : with_face) += faces.empty() ? 0 : 1;
    if (!faces.empty() && !of_art) {
      std::printf(
          "%s: %zu faces, the first %.0f px wide at %.0f, %.0f, score %.2f, %s, turned %d\n",
          path.filename().c_str(), faces.size(), static_cast<double>(faces[0].box.w),
          static_cast<double>(faces[0].box.x), static_cast<double>(faces[0].box.y), faces[0].score,
          faces[0].detector.c_str(), faces[0].rotation_deg);
    }
  }
  std::printf("photos without people in which a face is seen: %d of %d (%.1f %%)\n", with_face,
              empty, 100.0 * with_face / empty);
  std::printf("paintings, statues, toys in which a face is seen: %d of %d\n", drawn_with_face,
              drawn);
  return 0;
}

}  // namespace
}  // namespace photogate::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bench_detect PHOTOS MODELS\n", stderr);
    return 1;
  }
  return photogate::bench::Run(argv[1], argv[2]);
}
