#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "consent/photo_vault.h"
#include "crypto/sha256.h"
#include "tests/support/run_program.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

Bytes Picture(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 31 + i / 251);
  return bytes;
}

std::string AsText(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

constexpr std::size_t kChunk = 65536;

}  // namespace

TEST_CASE("gives back a photo of any size exactly, and its hash", "[vault]") {
  TestRegister reg;
  PhotoVault vault(*reg);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kChunk - 1, kChunk, kChunk + 1,
                                 3 * kChunk, 5 * kChunk + 17}) {
    CAPTURE(size);
    const Bytes photo = Picture(size);
    const fs::path file = reg.home() / ("photo" + std::to_string(size));
    const auto sealed = vault.Seal(photo, file);
    REQUIRE(sealed.ok());
    CHECK(sealed.value().bytes == size);
    CHECK(sealed.value().sha256 == Sha256(photo));
    const std::string raw = ReadText(file);
    CHECK(sealed.value().sealed_sha256 ==
          Sha256(ByteView(reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size())));
    const auto back = vault.Read(sealed.value().id, file, size);
    REQUIRE(back.ok());
    CHECK(back.value() == photo);
    if (size > 16) {
      CHECK(raw.find(AsText(photo).substr(0, 16)) == std::string::npos);
      const auto limited = vault.Read(sealed.value().id, file, size - 1);
      REQUIRE(!limited.ok());
      CHECK(limited.error().kind == ErrorKind::kLimitExceeded);
    }
    CHECK(PhotoVault::IdOf(file).value() == sealed.value().id);
  }
}

TEST_CASE("hands a photo on in memory that cannot be changed", "[vault]") {
  TestRegister reg;
  PhotoVault vault(*reg);
  const Bytes photo = Picture(100'000);
  const fs::path source = reg.home() / "source";
  WriteText(source, AsText(photo));
  const fs::path file = reg.home() / "sealed";
  std::ifstream keep(source);
  const Descriptor in(open(source.c_str(), O_RDONLY));
  const auto sealed = vault.Seal(in.get(), file, 1 << 20);
  REQUIRE(sealed.ok());
  struct stat info {};
  REQUIRE(stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  const auto memory = vault.Open(sealed.value().id, file, 1 << 20);
  REQUIRE(memory.ok());
  Bytes back(200'000);
  const auto got = ReadUpTo(memory.value().get(), back);
  REQUIRE(got);
  back.resize(*got);
  CHECK(back == photo);
  CHECK(pwrite(memory.value().get(), "x", 1, 0) < 0);
}

TEST_CASE("refuses an encrypted photo that was changed, cut off, lengthened or swapped",
          "[vault]") {
  TestRegister reg;
  PhotoVault vault(*reg);
  const Bytes photo = Picture(3 * kChunk);
  const fs::path file = reg.home() / "sealed";
  const auto sealed = vault.Seal(photo, file);
  REQUIRE(sealed.ok());
  const std::string whole = ReadText(file);
  const auto refused = [&](const std::string& bytes) {
    WriteText(file, bytes);
    const auto back = vault.Read(sealed.value().id, file, photo.size());
    return !back.ok() && back.error().kind == ErrorKind::kCorrupt;
  };
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{30}, std::size_t{60},
                               whole.size() / 2, whole.size() - 1}) {
    CAPTURE(at);
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    CHECK(refused(bytes));
  }
  const std::size_t block = kChunk + 17;
  CHECK(refused(whole.substr(0, whole.size() - 1)));
  CHECK(refused(whole.substr(0, whole.size() - block)));
  CHECK(refused(whole.substr(0, 48)));
  CHECK(refused(whole.substr(0, 20)));
  CHECK(refused(whole + "x"));
  // The first two chunks in each other's place.
  CHECK(refused(whole.substr(0, 48) + whole.substr(48 + block, block) + whole.substr(48, block) +
                whole.substr(48 + 2 * block)));
  WriteText(file, whole);
  CHECK(vault.Read(sealed.value().id, file, photo.size()).ok());

  const auto other = vault.Seal(photo, reg.home() / "other");
  REQUIRE(other.ok());
  const auto swapped = vault.Read(other.value().id, file, photo.size());
  REQUIRE(!swapped.ok());
  CHECK(swapped.error().kind == ErrorKind::kCorrupt);
}

TEST_CASE("destroys a photo with its key and keeps a receipt", "[vault]") {
  TestRegister reg;
  PhotoVault vault(*reg);
  const auto version = reg->Version().value();
  const fs::path file = reg.home() / "sealed";
  const auto sealed = vault.Seal(Picture(1000), file);
  REQUIRE(sealed.ok());
  const std::string copy = ReadText(file);

  CHECK(!vault.Destroy(sealed.value().id, file, "", kOffice).ok());
  const auto receipt = vault.Destroy(sealed.value().id, file, "asked by the family", kOffice);
  REQUIRE(receipt.ok());
  CHECK(receipt.value().sealed_sha256 == sealed.value().sealed_sha256);
  CHECK(!fs::exists(file));
  // A copy of the file is worth nothing now.
  WriteText(file, copy);
  const auto back = vault.Read(sealed.value().id, file, 1000);
  REQUIRE(!back.ok());
  CHECK(back.error().kind == ErrorKind::kNotFound);
  const auto receipts = vault.Receipts(10);
  REQUIRE(receipts.ok());
  REQUIRE(receipts.value().size() == 1);
  CHECK(receipts.value()[0].why == "asked by the family");
  CHECK(receipts.value()[0].by == "office");
  CHECK(!vault.Destroy(sealed.value().id, file, "again", kOffice).ok());
  CHECK(vault.Receipts(10).value().size() == 1);
  // Decisions do not rest on the vault.
  CHECK(reg->Version().value() == version);

  WriteText(reg.home() / "notes.txt", "left alone");
  WriteText(reg.home() / ".0123.sealing", "half");
  const auto swept = vault.Sweep(reg.home());
  REQUIRE(swept.ok());
  CHECK(swept.value().removed == 2);
  CHECK(!fs::exists(file));
  CHECK(fs::exists(reg.home() / "notes.txt"));
}

TEST_CASE("leaves neither file nor key when a photo cannot be kept", "[vault]") {
  TestRegister reg;
  PhotoVault vault(*reg);
  const fs::path file = reg.home() / "taken";
  WriteText(file, "mine");
  const auto taken = vault.Seal(Picture(10), file);
  REQUIRE(!taken.ok());
  CHECK(taken.error().kind == ErrorKind::kConflict);
  CHECK(ReadText(file) == "mine");

  const fs::path source = reg.home() / "source";
  WriteText(source, std::string(100, 'x'));
  const Descriptor in(open(source.c_str(), O_RDONLY));
  const auto long_one = vault.Seal(in.get(), reg.home() / "long", 99);
  REQUIRE(!long_one.ok());
  CHECK(long_one.error().kind == ErrorKind::kLimitExceeded);
  CHECK(!vault.Seal(Picture(10), reg.home() / "missing" / "file").ok());

  // Neither left a key behind.
  const auto kept = vault.Seal(Picture(10), reg.home() / "kept");
  REQUIRE(kept.ok());
  CHECK(vault.ForgetAllBut({kept.value().id}).value() == 0);
  CHECK(vault.ForgetAllBut({}).value() == 1);
  CHECK(!vault.Read(kept.value().id, reg.home() / "kept", 10).ok());
}

}  // namespace photogate::test
