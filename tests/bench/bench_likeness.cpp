// How well copies of a picture are found again, and how often others are taken for it.
// usage: bench_likeness FOLDER
// Every picture below FOLDER: resized to 800 px (or to 60 % when it is smaller), encoded again at
// quality 60, and cropped by up to 5 % of its width and height at random places; then all pairs of
// different pictures, and of each picture with every other one seen in a mirror.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "likeness/likeness.h"
#include "photo/encode.h"
#include "photo/open_photo.h"
#include "tests/bench/bench_photos.h"

namespace photogate::bench {
namespace {

struct Original {
  std::filesystem::path path;
  PictureMark mark;
  std::optional<PictureMark> mirrored;
};

struct Kind {
  const char* name;
  int copies = 0, found = 0, hash_missed = 0, by_hash = 0;
  std::vector<double> hash = {}, pixels = {};
  void Add(const PictureMark& original, const std::optional<PictureMark>& copy) {
    ++copies;
    if (!copy) return;
    hash.push_back(HashDistance(original, *copy));
    pixels.push_back(std::min(PixelDistance(original, *copy), PixelDistance(*copy, original)));
    if (HashDistance(original, *copy) > kHashReach) ++hash_missed;
    if (HashDistance(original, *copy) <= kHashAlone) ++by_hash;
    if (NearIdentical(original, *copy)) ++found;
  }
  void Print() {
    std::sort(hash.begin(), hash.end());
    std::sort(pixels.begin(), pixels.end());
    const auto at = [](const std::vector<double>& v, double share) {
      return v[static_cast<std::size_t>(share * static_cast<double>(v.size() - 1))];
    };
    std::printf(
        "%-22s %6d copies  found %6.2f %%  by the hash alone %6.2f %%  hash p50 %2.0f p99 %2.0f "
        "max %2.0f  pixels p50 "
        "%.4f p99 %.4f max %.4f\n",
        name, copies, 100.0 * found / copies, 100.0 * by_hash / copies, at(hash, .5), at(hash, .99),
        at(hash, 1), at(pixels, .5), at(pixels, .99), at(pixels, 1));
  }
};

DecodedImage Crop(const DecodedImage& image, int x, int y, int w, int h) {
  DecodedImage part{w, h, {}, image.scale, image.origin};
  for (int row = y; row < y + h; ++row) {
    const auto* from = &image.bgr[3 * static_cast<std::size_t>(row * image.width_px + x)];
    part.bgr.insert(part.bgr.end(), from, from + 3 * w);
  }
  return part;
}

DecodedImage Mirrored(const DecodedImage& image) {
  DecodedImage turned = image;
  const auto width = static_cast<std::size_t>(image.width_px);
  for (std::size_t row = 0; row < static_cast<std::size_t>(image.height_px); ++row) {
    for (std::size_t x = 0; x < width; ++x) {
      const auto* from = &image.bgr[3 * (row * width + x)];
      std::copy(from, from + 3, &turned.bgr[3 * (row * width + width - 1 - x)]);
    }
  }
  return turned;
}

// Pairs that are no copies of each other, and how near the nearest come.
struct Strangers {
  long pairs = 0, candidates = 0, hits = 0, by_hash = 0;
  std::vector<std::tuple<double, std::string, std::string>> near = {};

  void Add(const PictureMark& a, const PictureMark& b, const std::filesystem::path& of,
           const std::filesystem::path& other) {
    ++pairs;
    if (HashDistance(a, b) <= kHashAlone) ++by_hash;
    if (HashDistance(a, b) > kHashReach) return;
    ++candidates;
    const double distance = std::min(PixelDistance(a, b), PixelDistance(b, a));
    if (distance <= kNearIdentical) ++hits;
    if (distance <= 6 * kNearIdentical) near.emplace_back(distance, of.string(), other.string());
  }

  void Print(const char* what) {
    std::sort(near.begin(), near.end());
    std::printf(
        "%s: %ld pairs, %ld within reach of the hash, %ld taken for near-identical, %ld for "
        "the same by the hash alone\n",
        what, pairs, candidates, hits, by_hash);
    for (const auto& [distance, of, other] : near) {
      std::printf("  %.4f %s %s %s\n", distance, distance <= kNearIdentical ? "HIT" : "   ",
                  of.c_str(), other.c_str());
    }
  }
};

// As a file would be: encoded and decoded again.
std::optional<PictureMark> MarkOfFile(const DecodedImage& image, int quality) {
  const auto jpeg = EncodeJpeg(image, quality);
  if (!jpeg.ok()) return std::nullopt;
  auto opened = OpenPhoto(jpeg.value(), Limits{});
  if (!opened.ok()) return std::nullopt;
  const auto pixels = opened.value()->Decode(256);
  return pixels.ok() ? MarkOf(pixels.value()) : std::nullopt;
}

int Run(const std::filesystem::path& folder) {
  std::vector<Original> originals;
  Kind resized{"resized to 800 px"}, encoded{"quality 60"}, cropped{"cropped up to 5 %"},
      all{"all three"};
  std::mt19937 random(7);
  int without = 0;
  for (const auto& path : FilesBelow(folder)) {
    const OpenedPhoto photo = Open(path);
    if (!photo.pixels) continue;
    const auto whole = photo.pixels->Decode(100'000);
    const auto scaled = photo.pixels->Decode(1'024);
    if (!whole.ok() || !scaled.ok()) continue;
    const DecodedImage& image = whole.value();
    const auto mark = MarkOf(scaled.value());
    if (!mark) {
      ++without;
      continue;
    }
    originals.push_back({path, *mark, MarkOf(Mirrored(scaled.value()))});
    const int longer = std::max(image.width_px, image.height_px);
    const DecodedImage small = Downscale(image, longer > 800 ? 800 : longer * 6 / 10);
    const auto cut = [&](const DecodedImage& from) {
      const auto off = [&](int size) {
        return static_cast<int>(std::uniform_real_distribution<>(0, 0.05)(random) * size);
      };
      const int w = off(from.width_px), h = off(from.height_px);
      const int x = std::uniform_int_distribution<>(0, w)(random);
      const int y = std::uniform_int_distribution<>(0, h)(random);
      return Crop(from, x, y, from.width_px - w, from.height_px - h);
    };
    resized.Add(*mark, MarkOfFile(small, 90));
    encoded.Add(*mark, MarkOfFile(image, 60));
    cropped.Add(*mark, MarkOfFile(cut(image), 90));
    all.Add(*mark, MarkOfFile(cut(small), 60));
  }
  std::printf("%zu pictures, %d without a mark\n", originals.size(), without);
  for (Kind* kind : {&resized, &encoded, &cropped, &all}) kind->Print();

  Strangers as_they_are, in_a_mirror;
  for (std::size_t i = 0; i < originals.size(); ++i) {
    const Original& one = originals[i];
    // The mirror image of one beside the other is the same pair either way round, and a symmetrical
    // picture is its own.
    for (std::size_t j = i + 1; j < originals.size(); ++j) {
      const Original& other = originals[j];
      as_they_are.Add(one.mark, other.mark, one.path, other.path);
      if (other.mirrored) in_a_mirror.Add(one.mark, *other.mirrored, one.path, other.path);
    }
  }
  as_they_are.Print("as they are");
  in_a_mirror.Print("with the others in a mirror");

  std::vector<PictureMark> many;
  while (many.size() < 50'000) {
    PictureMark mark = originals[many.size() % originals.size()].mark;
    mark.hash ^= static_cast<std::uint64_t>(random()) << 32 | random();
    many.push_back(mark);
  }
  const auto search = std::chrono::steady_clock::now();
  std::size_t hits = 0;
  for (int at = 0; at < 100; ++at) {
    hits += FindLikenesses(many, originals[static_cast<std::size_t>(at)].mark).size();
  }
  std::printf("search of 50,000 marks: %.2f ms each (%zu hits)\n",
              10 * std::chrono::duration<double>(std::chrono::steady_clock::now() - search).count(),
              hits);
  return 0;
}

}  // namespace
}  // namespace photogate::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_likeness FOLDER\n");
    return 1;
  }
  return photogate::bench::Run(argv[1]);
}
