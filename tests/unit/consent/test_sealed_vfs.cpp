// The register's file as a thief, a failing disk and a power cut see it.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "consent/audit.h"
#include "consent/migrations.h"
#include "consent/page_cipher.h"
#include "tests/support/run_program.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/consent/raw_register.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

// A home at rest: what a copy of the files holds while the register is open, log included.
void CopyHome(const fs::path& from, const fs::path& to) {
  fs::copy(from, to, fs::copy_options::recursive);
  fs::remove(RegisterFile(to).string() + "-shm");
}

void Flip(const fs::path& file, std::size_t at) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(at));
  const int byte = bytes.get();
  bytes.seekp(static_cast<std::streamoff>(at));
  bytes.put(static_cast<char>(byte ^ 0x20));
}

std::optional<ErrorKind> Trouble(const fs::path& home, const Clock& clock) {
  const auto opened = Register::Open(home, clock);
  if (!opened.ok()) return opened.error().kind;
  const auto whole = opened.value()->CheckIntegrity();
  if (!whole.ok()) return whole.error().kind;
  return std::nullopt;
}

std::size_t PeopleIn(const fs::path& home, const Clock& clock) {
  const auto opened = Register::Open(home, clock);
  INFO((opened.ok() ? "" : opened.error().message));
  REQUIRE(opened.ok());
  CHECK(Audit(*opened.value()).Verify(std::nullopt).value().intact);
  return People(*opened.value()).List().value().size();
}

}  // namespace

TEST_CASE("a page opens only where and as it was sealed", "[sealed]") {
  class Fixed final : public KeySupply {
   public:
    Fixed() : keys_(FileId{7}) { keys_.Add(3, Secret::Random(32)); }
    const PageKeys& keys() const override { return keys_; }
    KeyRenewal Renew(std::uint32_t epoch) override {
      asked = epoch;
      return answer;
    }
    std::uint32_t asked = 0;
    KeyRenewal answer = KeyRenewal::kUnknown;

   private:
    PageKeys keys_;
  };
  Fixed supply;
  std::array<std::uint8_t, kPageBytes> page{}, sealed{}, again{}, back{};
  for (std::size_t i = 0; i < kPageBytes - kReserveBytes; ++i) {
    page[i] = static_cast<std::uint8_t>(i);
  }
  const PagePlace place{true, 5, {1, 2, 3, 4, 5, 6, 7, 8}};
  REQUIRE(SealPage(page, place, supply.keys(), sealed));
  REQUIRE(SealPage(page, place, supply.keys(), again));
  CHECK(sealed != again);  // a fresh nonce each time
  CHECK(EpochOf(sealed) == 3);
  REQUIRE(OpenPage(sealed, place, supply, back) == PageOpening::kOpened);
  CHECK(back == page);

  for (const PagePlace& other : {PagePlace{true, 6, place.salts}, PagePlace{false, 5, place.salts},
                                 PagePlace{true, 5, {1, 2, 3, 4, 5, 6, 7, 9}}}) {
    CHECK(OpenPage(sealed, other, supply, back) == PageOpening::kDamaged);
    CHECK(back == std::array<std::uint8_t, kPageBytes>{});
  }
  for (const std::size_t at : {0u, 4051u, 4056u, 4079u, 4080u, 4095u}) {
    auto flipped = sealed;
    flipped[at] ^= 1;
    CHECK(OpenPage(flipped, place, supply, back) == PageOpening::kDamaged);
  }
  auto other_epoch = sealed;
  other_epoch[4052] = 4;
  CHECK(OpenPage(other_epoch, place, supply, back) == PageOpening::kDamaged);
  CHECK(supply.asked == 4);
  supply.answer = KeyRenewal::kLocked;
  CHECK(OpenPage(other_epoch, place, supply, back) == PageOpening::kLocked);

  page[kPageBytes - 1] = 1;
  CHECK_FALSE(SealPage(page, place, supply.keys(), sealed));
}

TEST_CASE("nothing on the register can be read in the bytes of its files", "[sealed]") {
  TestRegister reg;
  reg.Import(
      "id,name,kind,groups,use:website\n"
      "Q7731,Perpetua Quillfeather,pupil,Otterclass,granted\n"
      "Q7732,Barnaby Thistledown,pupil,Heronclass,refused\n");
  REQUIRE(Permissions(*reg).Object(PersonId{"Q7732"}, reg.today(), "parent A", kOffice).ok());
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(reg.home())) {
    if (entry.is_regular_file()) all += ReadText(entry.path());
  }
  REQUIRE(fs::exists(RegisterFile(reg.home()).string() + "-wal"));
  const std::string open = DecryptedPages(reg.home());
  for (const char* word : {"Perpetua", "Quillfeather", "Q7731", "Otterclass", "Heronclass",
                           "parent A", "website", "CREATE TABLE", "SQLite format"}) {
    CAPTURE(word);
    CHECK(open.find(word) != std::string::npos);  // it was there to be found
    CHECK(all.find(word) == std::string::npos);
  }
}

TEST_CASE("a changed byte anywhere in the file is damage, never another answer", "[sealed]") {
  TempFolder folder;
  SetClock clock;
  clock.Set(Day("2026-11-20"));
  const fs::path home = folder.path() / "home";
  REQUIRE(Register::Create(home, {}, kOffice, clock).ok());
  const auto size = fs::file_size(RegisterFile(home));
  REQUIRE(size > 10 * kPageBytes);
  int found = 0, tried = 0;
  // The first page, one in the middle, the last; text, epoch, nonce and authenticator of each.
  for (const std::size_t page : {std::size_t{0}, size / kPageBytes / 2, size / kPageBytes - 1}) {
    for (const std::size_t within : {20u, 2000u, 4052u, 4060u, 4090u}) {
      const fs::path copy = folder.path() / fmt::format("{}-{}", page, within);
      CopyHome(home, copy);
      Flip(RegisterFile(copy), page * kPageBytes + within);
      ++tried;
      const auto trouble = Trouble(copy, clock);
      REQUIRE(trouble);
      CHECK(*trouble == ErrorKind::kCorrupt);
      ++found;
    }
  }
  CHECK(found == tried);
  // A page in another's place.
  const fs::path copy = folder.path() / "swapped";
  CopyHome(home, copy);
  std::string bytes = ReadText(RegisterFile(copy));
  std::swap_ranges(bytes.begin() + 4096, bytes.begin() + 8192, bytes.begin() + 8192);
  WriteText(RegisterFile(copy), bytes);
  CHECK(Trouble(copy, clock) == ErrorKind::kCorrupt);
  // The file of another register under this one's keyring.
  const fs::path other = folder.path() / "other";
  REQUIRE(Register::Create(other, {}, kOffice, clock).ok());
  fs::copy_file(RegisterFile(other), RegisterFile(copy), fs::copy_options::overwrite_existing);
  CHECK(Trouble(copy, clock) == ErrorKind::kCorrupt);
}

TEST_CASE("a torn log ends at the last whole transaction", "[sealed]") {
  TempFolder folder;
  TestRegister reg;
  const fs::path log = RegisterFile(reg.home()).string() + "-wal";
  std::vector<std::uintmax_t> ends;  // of the log after each person
  for (int i = 0; i < 6; ++i) {
    reg.Add(fmt::format("p{}", i));
    ends.push_back(fs::file_size(log));
  }
  REQUIRE(ends.back() > ends.front());
  const auto with_log = [&](const std::string& name, const auto& change) {
    const fs::path copy = folder.path() / name;
    CopyHome(reg.home(), copy);
    const fs::path file = RegisterFile(copy).string() + "-wal";
    change(file);
    return PeopleIn(copy, reg.clock());
  };
  CHECK(with_log("whole", [](const fs::path&) {}) == 6);
  for (std::size_t kept = 1; kept < ends.size(); ++kept) {
    CAPTURE(kept);
    // Cut within the next transaction.
    CHECK(with_log(fmt::format("cut{}", kept), [&](const fs::path& file) {
            fs::resize_file(file, ends[kept - 1] + 1000);
          }) == kept);
    // A page of the next transaction that came to the disk in part, the others whole.
    CHECK(with_log(fmt::format("torn{}", kept),
                   [&](const fs::path& file) { Flip(file, ends[kept - 1] + 24 + 1234); }) == kept);
    // Blocks that were allocated and never written.
    CHECK(with_log(fmt::format("zeros{}", kept), [&](const fs::path& file) {
            std::string bytes = ReadText(file);
            std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(ends[kept - 1] + 24), bytes.end(),
                      '\0');
            WriteText(file, bytes);
          }) == kept);
  }
}

TEST_CASE("opens when a checkpoint that was cut short left the first page torn", "[sealed]") {
  TempFolder folder;
  TestRegister reg;
  reg.Add("p1");
  {
    // Writes page 1; the connection of `reg` keeps the log from being emptied.
    RawRegister raw(reg.home());
    raw->exec("PRAGMA user_version=" + std::to_string(Migrations().size() - 1));
    raw->exec("PRAGMA user_version=" + std::to_string(Migrations().size()));
  }
  const fs::path copy = folder.path() / "copy";
  CopyHome(reg.home(), copy);
  Flip(RegisterFile(copy), 1000);
  CHECK(PeopleIn(copy, reg.clock()) == 1);
}

TEST_CASE("a frame of an earlier log is not taken for one of this", "[sealed]") {
  TempFolder folder;
  TestRegister reg;
  reg.Add("p1");
  const fs::path log = RegisterFile(reg.home()).string() + "-wal";
  const std::string earlier = ReadText(log);
  { RawRegister(reg.home())->exec("PRAGMA wal_checkpoint(TRUNCATE)"); }
  reg.Add("p2");
  const fs::path copy = folder.path() / "copy";
  CopyHome(reg.home(), copy);
  // Page bytes of the first frame put back, under the header of now.
  std::string bytes = ReadText(log);
  REQUIRE(bytes.size() >= 32 + 4120);
  bytes.replace(32 + 24, 4096, earlier.substr(32 + 24, 4096));
  WriteText(RegisterFile(copy).string() + "-wal", bytes);
  CHECK(PeopleIn(copy, reg.clock()) == 1);
}

TEST_CASE("a transaction that outgrows its cache and changes pages again is whole", "[sealed]") {
  TempFolder folder;
  TestRegister reg;
  const auto words = [](const fs::path& home, const Clock& clock) {
    auto opened = Register::Open(home, clock);
    REQUIRE(opened.ok());
    CHECK(opened.value()->CheckIntegrity().ok());
    return opened.value()->Words().value().size();
  };
  {
    RawRegister raw(reg.home());
    // Ten pages: the others go to the log before the commit, and back into it when they change.
    raw->exec("PRAGMA cache_size=10; BEGIN IMMEDIATE");
    SQLite::Statement insert(*raw, "INSERT INTO word(word, version) VALUES(?, 1)");
    for (int i = 0; i < 3000; ++i) {
      // Scattered over the table, so that each page is met many times.
      insert.bind(1, fmt::format("{:04}{:060}", i * 7919 % 3000, i));
      insert.exec();
      insert.reset();
    }
    raw->exec("COMMIT");
    // As after a crash: the log has to be recovered.
    const fs::path copy = folder.path() / "copy";
    CopyHome(reg.home(), copy);
    REQUIRE(fs::file_size(RegisterFile(copy).string() + "-wal") > 50 * kPageBytes);
    CHECK(words(copy, reg.clock()) == 3000);
    raw->exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  CHECK(fs::file_size(RegisterFile(reg.home()).string() + "-wal") == 0);
  CHECK(words(reg.home(), reg.clock()) == 3000);
}

TEST_CASE("SQLite gets no file besides the register and its log", "[sealed]") {
  TestRegister reg;
  RawRegister raw(reg.home());
  // A rollback journal would hold pages in clear.
  CHECK_THROWS_AS(raw->exec("PRAGMA journal_mode=DELETE; INSERT INTO word(word, version) "
                            "VALUES('x', 1)"),
                  SQLite::Exception);
  CHECK_THROWS_AS(raw->exec("PRAGMA temp_store=FILE; CREATE TEMP TABLE t(x); INSERT INTO t "
                            "VALUES(zeroblob(9000000))"),
                  SQLite::Exception);
  CHECK_FALSE(fs::exists(RegisterFile(reg.home()).string() + "-journal"));
}

}  // namespace photogate::test
