// How fast photos of 7 to 26 megapixels are looked at, as ratios measured in one run and one
// thread: to libjpeg-turbo decoding the same files in full, and to the usual way of doing it with
// dlib. usage: bench_speed PHOTOS MODELS [LANDMARKS.dat]
#include <dlib/dnn.h>
#include <dlib/image_processing.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include "face/dlib_resnet.h"
#include "face/pixels.h"
#include "tests/bench/bench_photos.h"

// jpeglib.h needs FILE and size_t before it.
#include <jpeglib.h>

namespace photogate::bench {
namespace {

double Seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
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
  double libjpeg = 0, ours = 0, decode = 0, detect = 0, embed = 0;
  for (const auto& path : files) {
    const Bytes bytes = ReadAll(path);
    libjpeg += Seconds([&] { DecodeWithLibjpeg(bytes); });
    ours += Seconds([&] {
      const OpenedPhoto photo = Open(path);
      if (!photo.pixels) return;
      const auto looked = engine->Inspect(*photo.pixels, true);
      if (!looked.ok()) return;
      faces += looked.value().faces.size();
      detect += looked.value().detect_ms / 1000, embed += looked.value().embed_ms / 1000;
    });
  }
  decode = ours - detect - embed;
  const auto count = static_cast<double>(files.size());
  std::printf("%zu JPEG files, one thread\n", files.size());
  std::printf("libjpeg-turbo, full decode: %.2f photos/s\n", count / libjpeg);
  std::printf(
      "photogate: %.2f photos/s (ms a photo: read and decode %.0f, detect %.0f, detail "
      "and embed %.0f), %zu faces\n",
      count / ours, 1000 * decode / count, 1000 * detect / count, 1000 * embed / count, faces);
  std::printf("photogate / libjpeg-turbo: %.3f (at least 0.2 wanted)\n", libjpeg / ours);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory of the process so far: %ld MB\n", usage.ru_maxrss / 1024);

  UsualDlibWay usual(landmarks);
  std::size_t usual_faces = 0;
  const double dlib_way = Seconds([&] {
    for (const auto& path : files) usual_faces += usual.Look(path);
  });
  std::printf("the usual dlib way: %.2f photos/s, %zu faces\n", count / dlib_way, usual_faces);
  std::printf("photogate / dlib: %.1f (at least 3 wanted)\n", dlib_way / ours);
  return 0;
}

}  // namespace
}  // namespace photogate::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: bench_speed PHOTOS MODELS [LANDMARKS.dat]\n", stderr);
    return 1;
  }
  return photogate::bench::Run(
      argv[1], argv[2],
      argc > 3 ? argv[3] : "/usr/share/dlib/shape_predictor_68_face_landmarks.dat");
}
