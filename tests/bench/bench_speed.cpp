// How fast photos of 7 to 26 megapixels are looked at, as ratios measured in one run and one
// thread: to libjpeg-turbo decoding the same files in full, and to the usual way of doing it with
// dlib. Each in processor time of the thread, which other programs disturb little, and by the clock
// on the wall. usage: bench_speed PHOTOS MODELS [LANDMARKS.dat | none]
#include <dlib/dnn.h>
#include <dlib/image_processing.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>

#include "face/dlib_resnet.h"
#include "face/pixels.h"
#include "tests/bench/bench_photos.h"

// jpeglib.h needs FILE and size_t before it.
#include <jpeglib.h>

namespace photogate::bench {
namespace {

// Seconds.
struct Cost {
  double processor = 0;
  double wall = 0;
};

double ProcessorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void Measure(Cost& cost, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const double processor = ProcessorSeconds();
  work();
  cost.processor += ProcessorSeconds() - processor;
  cost.wall += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void PrintRate(const char* name, const Cost& cost, std::size_t photos) {
  const auto count = static_cast<double>(photos);
  std::printf("%s: %.2f photos per second of processor time, %.2f by the clock\n", name,
              count / cost.processor, count / cost.wall);
}

void PrintRatio(const char* other, const Cost& theirs, const Cost& ours, const char* wanted) {
  std::printf("photogate / %s: %.3f by processor time, %.3f by the clock (at least %s wanted)\n",
              other, theirs.processor / ours.processor, theirs.wall / ours.wall, wanted);
}

void DecodeWithLibjpeg(const Bytes& bytes) {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, bytes.data(), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  jpeg_start_decompress(&jpeg);
  std::vector<JSAMPLE> row(static_cast<std::size_t>(jpeg.output_width) *
                           static_cast<std::size_t>(jpeg.output_components));
  JSAMPROW rows[] = {row.data()};
  while (jpeg.output_scanline < jpeg.output_height) jpeg_read_scanlines(&jpeg, rows, 1);
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
}

// Full decode, longer side 1600, HOG on the doubled picture, 68 landmarks, ResNet per face. The
// weights are random: they cost the same time.
class UsualDlibWay {
 public:
  explicit UsualDlibWay(const std::string& landmarks)
      : detector_(dlib::get_frontal_face_detector()) {
    dlib::deserialize(landmarks) >> landmarks_;
  }

  std::size_t Look(const std::filesystem::path& path) {
    const OpenedPhoto photo = Open(path);
    if (!photo.pixels) return 0;
    const auto full = photo.pixels->Decode(1'000'000);
    if (!full.ok()) return 0;
    const PixelView view = ViewOf(full.value());
    const double scale = std::min(1.0, 1600.0 / std::max(view.width, view.height));
    const Pixels small =
        Resize(view, static_cast<int>(view.width * scale), static_cast<int>(view.height * scale));
    dlib::array2d<dlib::rgb_pixel> picture(small.height, small.width);
    const std::uint8_t* p = small.bgr.data();
    for (long y = 0; y < small.height; ++y) {
      for (long x = 0; x < small.width; ++x, p += 3) picture[y][x] = {p[2], p[1], p[0]};
    }
    dlib::array2d<dlib::rgb_pixel> doubled;
    dlib::assign_image(doubled, picture);
    dlib::pyramid_up(doubled);
    const auto faces = detector_(doubled);
    for (const dlib::rectangle& face : faces) {
      const auto shape = landmarks_(doubled, face);
      dlib::matrix<dlib::rgb_pixel> chip;
      dlib::extract_image_chip(doubled, dlib::get_face_chip_details(shape, 150, 0.25), chip);
      net_(chip);
    }
    return faces.size();
  }

 private:
  dlib::frontal_face_detector detector_;
  dlib::shape_predictor landmarks_;
  DlibResNet net_;
};

int Run(const std::filesystem::path& photos, const std::filesystem::path& models,
        const std::string& landmarks) {
  std::vector<std::filesystem::path> files;
  for (const auto& path : FilesBelow(photos / "highres")) {
    const Bytes bytes = ReadAll(path);
    if (bytes.size() > 2 && bytes[0] == 0xFF && bytes[1] == 0xD8) files.push_back(path);
  }
  const auto engine = LoadEngine(DefaultModels(models));
  std::size_t faces = 0;
  Cost libjpeg, ours;
  double detect_ms = 0, embed_ms = 0;
  for (const auto& path : files) {
    const Bytes bytes = ReadAll(path);
    Measure(libjpeg, [&] { DecodeWithLibjpeg(bytes); });
    Measure(ours, [&] {
      const OpenedPhoto photo = Open(path);
      if (!photo.pixels) return;
      const auto looked = engine->Inspect(*photo.pixels, true);
      if (!looked.ok()) return;
      faces += looked.value().faces.size();
      detect_ms += looked.value().detect_ms, embed_ms += looked.value().embed_ms;
    });
  }
  const auto count = static_cast<double>(files.size());
  std::printf("%zu JPEG files, one thread, %zu faces\n", files.size(), faces);
  PrintRate("libjpeg-turbo, full decode", libjpeg, files.size());
  PrintRate("photogate", ours, files.size());
  std::printf(
      "by the clock, ms a photo: read and decode %.0f, detect %.0f, detail and embed %.0f\n",
      (1000 * ours.wall - detect_ms - embed_ms) / count, detect_ms / count, embed_ms / count);
  PrintRatio("libjpeg-turbo", libjpeg, ours, "0.2");
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory of the process so far: %ld MB\n", usage.ru_maxrss / 1024);
  if (landmarks == "none") return 0;

  UsualDlibWay usual(landmarks);
  std::size_t usual_faces = 0;
  Cost dlib_way;
  for (const auto& path : files) {
    Measure(dlib_way, [&] { usual_faces += usual.Look(path); });
  }
  std::printf("the usual dlib way found %zu faces\n", usual_faces);
  PrintRate("the usual dlib way", dlib_way, files.size());
  PrintRatio("dlib", dlib_way, ours, "3");
  return 0;
}

}  // namespace
}  // namespace photogate::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: bench_speed PHOTOS MODELS [LANDMARKS.dat | none]\n", stderr);
    return 1;
  }
  return photogate::bench::Run(
      argv[1], argv[2],
      argc > 3 ? argv[3] : "/usr/share/dlib/shape_predictor_68_face_landmarks.dat");
}
