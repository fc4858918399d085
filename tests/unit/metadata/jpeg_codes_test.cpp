#include "metadata/jpeg_codes.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "metadata/jpeg_huffman.h"
#include "photo/open_photo.h"
#include "tests/support/metadata/samples.h"
#include "tests/support/paths.h"

using namespace photogate;

namespace {

namespace fs = std::filesystem;

bool Shows(const Bytes& file) { return EveryCodeShows(file, Limits{}); }

bool Decodes(const Bytes& file) {
  auto source = OpenPhoto(file, Limits{});
  return source.ok() && source.value()->Decode(1).ok();
}

// A decoder's word for bytes that belong to no row.
bool HidesRows(const Bytes& file) {
  auto source = OpenPhoto(file, Limits{});
  if (!source.ok()) return false;
  const auto image = source.value()->Decode(1);
  return !image.ok() && image.error().context.find("extraneous") != std::string::npos;
}

// Where the height stands in the frame header, or the file's size without one.
std::size_t HeightPlace(const Bytes& file) {
  std::size_t at = 2;
  while (at + 8 < file.size() && file[at] == 0xFF) {
    const unsigned marker = file[at + 1];
    if (marker >= 0xC0 && marker <= 0xC2) return at + 5;
    at += 2u + static_cast<std::size_t>(file[at + 2] << 8 | file[at + 3]);
  }
  return file.size();
}

Bytes ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

Bytes Of(test::JpegKind kind) { return test::MakeJpeg(kind, {}); }

const test::JpegKind kHuffman[] = {test::JpegKind::kBaseline, test::JpegKind::kProgressive,
                                   test::JpegKind::kGrey,     test::JpegKind::kCmyk,
                                   test::JpegKind::kYcck,     test::JpegKind::kRestart};

}  // namespace

TEST_CASE("reads every code of every kind of Huffman-coded JPEG", "[metadata]") {
  for (const auto kind : kHuffman) {
    CAPTURE(static_cast<int>(kind));
    CHECK(Shows(Of(kind)));
  }
  CHECK_FALSE(Shows(Of(test::JpegKind::kArithmetic)));
  CHECK_FALSE(Shows({}));
}

TEST_CASE("vouches for no JPEG whose header leaves rows out", "[metadata]") {
  for (const auto kind : kHuffman) {
    CAPTURE(static_cast<int>(kind));
    Bytes file = Of(kind);
    const std::size_t place = HeightPlace(file);
    REQUIRE(place < file.size());
    file[place + 1] = static_cast<std::uint8_t>(file[place + 1] - 16);
    CHECK_FALSE(Shows(file));
  }
}

TEST_CASE("vouches for no JPEG with bytes between its codes and the next marker", "[metadata]") {
  for (const auto kind : kHuffman) {
    CAPTURE(static_cast<int>(kind));
    Bytes file = Of(kind);
    for (const Bytes& extra : {Bytes{0x55}, Bytes{0xFF, 0}, Bytes(40, 'x')}) {
      Bytes more = file;
      more.insert(more.end() - 2, extra.begin(), extra.end());
      CHECK_FALSE(Shows(more));
    }
    file.resize(file.size() - 12);
    CHECK_FALSE(Shows(file));
  }
}

TEST_CASE("bits stay what they are however often it is asked for the end", "[metadata][fuzz]") {
  const Bytes file = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0xFF, 0xD9};
  ScanBits bits(file, 0);
  for (int value = 1; value <= 16; ++value) {
    CHECK_FALSE(bits.AtMarker());
    CHECK_FALSE(bits.AtMarker());
    CHECK(bits.Take(8) == value);
  }
  CHECK(bits.AtMarker());
  CHECK(bits.place() == 16);
  CHECK(bits.Take(1) == -1);
}

TEST_CASE("survives damaged codes and vouches for nothing that holds more than it shows",
          "[metadata]") {
  std::mt19937 random(7);
  for (const auto kind : kHuffman) {
    const Bytes whole = Of(kind);
    for (int round = 0; round < 400; ++round) {
      Bytes file = whole;
      const auto at = 2 + random() % (file.size() - 2);
      file[at] = static_cast<std::uint8_t>(random());
      if (round % 4 == 0) file.resize(at);
      if (!Shows(file)) continue;
      INFO("kind " << static_cast<int>(kind) << " byte " << at << " is " << int{file[at]});
      CHECK_FALSE(HidesRows(file));
    }
  }
}

TEST_CASE("reads every code of real photos as a decoder does", "[metadata]") {
  const auto photos = test::SharedFolder("photos");
  if (!photos) PHOTOGATE_SKIP("the shared photos are not there");
  int shown = 0;
  for (const char* folder : {"groups", "nofaces", "highres"}) {
    for (const auto& entry : fs::recursive_directory_iterator(*photos / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".jpg" && extension != ".jpeg") continue;
      const Bytes file = ReadFile(entry.path());
      INFO(entry.path().filename().string());
      // A photo that no code is missing from, and that is not padded, is vouched for.
      if (Shows(file)) {
        ++shown;
        CHECK(Decodes(file));
      }
    }
  }
  CHECK(shown >= 140);
}
