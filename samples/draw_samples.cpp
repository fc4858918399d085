// Redraws everything in samples/ that is drawn: draw_samples FOLDER [--only NAME]
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <opencv2/imgcodecs.hpp>
#include <thread>

#include "samples/cast.h"
#include "samples/photos.h"
#include "samples/tables.h"

namespace fs = std::filesystem;
using namespace photogate::samples;

namespace {

std::vector<std::uint8_t> Encode(const Canvas& canvas, const char* extension, int quality) {
  const cv::Mat picture(canvas.height_px, canvas.width_px, CV_8UC3,
                        const_cast<std::uint8_t*>(canvas.bgr.data()));
  std::vector<std::uint8_t> bytes;
  std::vector<int> settings{cv::IMWRITE_PNG_COMPRESSION, 9};
  if (std::strcmp(extension, ".jpg") == 0) settings = {cv::IMWRITE_JPEG_QUALITY, quality};
  cv::imencode(extension, picture, bytes, settings);
  return bytes;
}

void Save(const fs::path& file, const std::vector<std::uint8_t>& bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  if (!out) std::cerr << "cannot write " << file << '\n';
}

// An ISO base media file with nothing in it but its type and an empty media box.
std::vector<std::uint8_t> EmptyVideo() {
  const char bytes[] =
      "\0\0\0\x18"
      "ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat";
  return {bytes, bytes + sizeof(bytes) - 1};
}

std::vector<std::uint8_t> FileOf(const SamplePhoto& photo) {
  switch (photo.kind) {
    case FileKind::kJpeg: return PlantInJpeg(Encode(photo.draw(), ".jpg", 86), photo.planted);
    case FileKind::kPng: return Encode(photo.draw(), ".png", 0);
    case FileKind::kBrokenJpeg: {
      std::vector<std::uint8_t> bytes = Encode(photo.draw(), ".jpg", 60);
      bytes.resize(bytes.size() / 3);
      return bytes;
    }
    case FileKind::kVideo: return EmptyVideo();
  }
  return {};
}

void WriteText(const fs::path& file, const std::string& text) {
  Save(file, {text.begin(), text.end()});
}

// In the third pose the detector takes the parted hair of P105 for a second, weak face, and
// enrolment refuses photos with two.
int ShotOf(const Member& member, int n) { return member.id == "P105" && n >= 2 ? n + 1 : n; }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && !(argc == 4 && std::strcmp(argv[2], "--only") == 0)) {
    std::cerr << "usage: draw_samples FOLDER [--only FILE]\n";
    return 1;
  }
  const fs::path folder = argv[1];
  const std::string only = argc == 4 ? argv[3] : "";
  std::vector<std::function<void()>> work;
  const auto add = [&](const fs::path& file, std::function<std::vector<std::uint8_t>()> make) {
    if (!only.empty() && file.filename() != only) return;
    fs::create_directories((folder / file).parent_path());
    work.push_back([=] { Save(folder / file, make()); });
  };
  add("selftest.png", [] { return Encode(DrawSelfTest(), ".png", 0); });
  for (const Member& member : Cast()) {
    for (int n = 0; n < member.references; ++n) {
      add(fs::path("enrol") / member.id / (std::to_string(n + 1) + ".jpg"), [&member, n] {
        return Encode(DrawReference(member.look, ShotOf(member, n)), ".jpg", 90);
      });
    }
  }
  for (const SamplePhoto& photo : SamplePhotos()) {
    add(fs::path("photos") / photo.file, [&photo] { return FileOf(photo); });
  }
  if (only.empty()) {
    WriteText(folder / "manifest.csv", ManifestCsv());
    WriteText(folder / "people.csv", PeopleCsv());
    WriteText(folder / "events.csv", EventsCsv());
  }
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1u, std::thread::hardware_concurrency()); ++t) {
    threads.emplace_back([&] {
      for (std::size_t i = next++; i < work.size(); i = next++) work[i]();
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}
