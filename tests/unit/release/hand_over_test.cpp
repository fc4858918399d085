// Releases on a real disk and a real register, made to fail and killed at every step.
#include "release/hand_over.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <optional>

#include "consent/audit.h"
#include "consent/home_settings.h"
#include "consent/ledger.h"
#include "consent/looks.h"
#include "consent/overdue.h"
#include "consent/photo_journal.h"
#include "consent/takedowns.h"
#include "crypto/sha256.h"
#include "release/manifest.h"
#include "release/release_place.h"
#include "tests/unit/consent/fixture.h"
#include "tests/unit/outcome/faulting_file_system.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;

const Actor kEditor{"editor"};
const ChannelName kNewsletter{"newsletter"};
const std::string kFair = "the bytes of fair.jpg";
const std::string kHall = "the bytes of hall.jpg";

Sha256Hex HashOf(const std::string& text) {
  return Sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void Write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

std::string Read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// Calls back before the step with this number, from 0.
class InterruptedDisk final : public FileSystem {
 public:
  InterruptedDisk(int step, std::function<void()> between)
      : step_(step), between_(std::move(between)) {}
  int steps() const { return next_; }

  Result<Done> MakeFolder(const fs::path& folder) override { return Disk().MakeFolder(folder); }
  Result<std::vector<std::string>> List(const fs::path& folder) override {
    return Disk().List(folder);
  }
  Result<Done> WriteNew(const fs::path& file, ByteView bytes) override {
    return Disk().WriteNew(file, bytes);
  }
  Result<Sha256Hex> Hash(const fs::path& file) override { return Disk().Hash(file); }
  Result<Done> RenameNew(const fs::path& from, const fs::path& to) override {
    return Disk().RenameNew(from, to);
  }
  Result<Done> SyncFolder(const fs::path& folder) override { return Disk().SyncFolder(folder); }
  Result<Done> Remove(const fs::path& file) override { return Disk().Remove(file); }
  Result<std::unique_ptr<FolderLock>> Lock(const fs::path& folder) override {
    return Disk().Lock(folder);
  }

 private:
  PosixFileSystem& Disk() {
    if (next_++ == step_) between_();
    return disk_;
  }
  const int step_;
  const std::function<void()> between_;
  int next_ = 0;
  PosixFileSystem disk_;
};

// A home, a watched folder with one cleared copy, and another copy elsewhere.
class School {
 public:
  School() {
    clock_.Set(Day("2026-11-20"));
    InitOptions options;
    options.demo = true;
    reg_ = Register::Create(home(), options, kOffice, clock_).value();
    fs::create_directories(cleared());
    fs::create_directories(to());
    Write(cleared() / "fair.jpg", kFair);
    Write(folder_.path() / "hall.jpg", kHall);
    PhotoJournal journal(*reg_);
    const PhotoId id =
        journal.Claim({kNewsletter, std::nullopt, {}, "", "fair.jpg"}, kOffice).value();
    REQUIRE(journal.Spooled(id, HashOf("fair"), 10, "v", kOffice).ok());
    REQUIRE(journal.BeginInspection(id).ok());
    const PhotoFacts facts{HashOf("fair"),          "jpeg", 8, 8, DecisionKind::kClear, {}, {},
                           reg_->Version().value(), "s"};
    REQUIRE(journal.Clearing(id, facts, Row("fair.jpg", kFair), kOffice).ok());
    REQUIRE(journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", kOffice).ok());
    REQUIRE(Ledger(*reg_).Record(Row("hall.jpg", kHall)).ok());
    batch_ = {kNewsletter,
              std::nullopt,
              reg_->Version().value(),
              {{cleared() / "fair.jpg", HashOf(kFair), 1, id, "fair.jpg", 1, "", std::nullopt},
               {folder_.path() / "hall.jpg", HashOf(kHall), 2, std::nullopt, "hall.jpg", 1,
                "A. Studio", std::nullopt}},
              {}};
  }

  LedgerRow Row(const std::string& name, const std::string& copy) const {
    return {HashOf("of " + name),
            HashOf(copy),
            kNewsletter,
            std::nullopt,
            reg_->Version().value(),
            DecisionKind::kClear,
            "[]",
            kModel,
            0.4,
            0.5,
            {},
            name,
            false,
            clock_.Now()};
  }

  fs::path home() const { return folder_.path() / "home"; }
  fs::path cleared() const { return folder_.path() / "share" / "cleared" / "newsletter"; }
  fs::path to() const { return folder_.path() / "released"; }
  Register& reg() { return *reg_; }
  Batch& batch() { return batch_; }
  Releases releases() { return Releases(*reg_); }

  HandOverParts Parts(FileSystem& disk) {
    return {reg_.get(), &clock_, &disk, home(), folder_.path() / "share" / "cleared"};
  }
  Result<HandedOver> Make(FileSystem& disk, ReleaseForm form = ReleaseForm::kFolder) {
    return HandOver(batch_, {to(), form, "A. Editor", R"({"dress":true})"}, Parts(disk), kEditor);
  }

  // The same in a process of its own, which `disk` may kill. Its status.
  int MakeInChild(Fault fault, int step, ReleaseForm form) {
    reg_.reset();
    const pid_t child = ::fork();
    if (child == 0) {
      reg_ = Register::Open(home(), clock_).value();
      FaultingFileSystem disk(fault, step);
      ::_exit(Make(disk, form).ok() ? 0 : 3);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    reg_ = Register::Open(home(), clock_).value();
    return status;
  }

  // Register, folders and the copy in cleared/ tell one story. Whether the release stands.
  bool CheckOneStory() {
    const auto list = releases().List({std::nullopt, std::nullopt, true});
    REQUIRE(list.ok());
    CHECK(releases().Unfinished().value().empty());
    CHECK(Audit(*reg_).Verify(std::nullopt).value().intact);
    const bool stands = !list.value().empty() && list.value().front().voided.empty();
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(to())) {
      names.push_back(entry.path().filename().string());
    }
    CHECK(names.size() == (stands ? 1 : 0));
    CHECK(fs::exists(cleared() / "fair.jpg") == !stands);
    CHECK(Read(folder_.path() / "hall.jpg") == kHall);
    if (stands) {
      const Release& release = list.value().front();
      CHECK(fs::path(release.place).filename() == names.at(0));
      CHECK(release.photos == 2);
      if (release.form == ReleaseForm::kFolder) {
        CHECK(Read(fs::path(release.place) / "fair.jpg") == kFair);
        CHECK(Read(fs::path(release.place) / "hall.jpg") == kHall);
        const auto listed = VerifyManifests({to()}, *reg_, kNewsletter).value();
        REQUIRE(listed.size() == 1);
        CHECK(listed[0].standing == Standing::kCleared);
      }
    } else {
      CHECK(Read(cleared() / "fair.jpg") == kFair);
    }
    return stands;
  }

 private:
  TempFolder folder_;
  SetClock clock_;
  std::unique_ptr<Register> reg_;
  Batch batch_;
};

}  // namespace

TEST_CASE("a release is copies, a list and a record, and its copies leave cleared", "[release]") {
  School school;
  PosixFileSystem disk;
  const auto made = school.Make(disk);
  REQUIRE(made.ok());
  CHECK(made.value().photos == 2);
  CHECK(made.value().left == 0);
  CHECK(school.CheckOneStory());
  const std::string note = Read(made.value().place / kReleaseNoteName);
  CHECK(note.find("Name beside hall.jpg: A. Studio") != std::string::npos);
  const auto photos = school.releases().Photos(made.value().number).value();
  CHECK(photos[0].photo == school.batch().photos[0].photo);
  CHECK(PhotoJournal(school.reg()).Steps(*photos[0].photo).value().back().note ==
        "released, number 1");
}

TEST_CASE("contact sheets that an earlier version left beside the releases go with the next one",
          "[release]") {
  School school;
  PosixFileSystem disk;
  const std::string sheet = "<p>The code of this sheet is <b>1f2e3d4c</b>: photogate release</p>";
  Write(school.to() / "contact-sheet-1f2e3d4c.html", sheet);
  Write(school.to() / "contact-sheet-00000000.html", sheet);  // of another name
  Write(school.to() / "contact-sheet-of-mine.html", sheet);
  const auto made = school.Make(disk);
  REQUIRE(made.ok());
  CHECK(made.value().old_sheets == 1);
  CHECK_FALSE(made.value().old_sheets_stay);
  CHECK_FALSE(fs::exists(school.to() / "contact-sheet-1f2e3d4c.html"));
  CHECK(fs::exists(school.to() / "contact-sheet-00000000.html"));
  CHECK(fs::exists(school.to() / "contact-sheet-of-mine.html"));
  const auto looks = Looks(school.reg()).List(1).value();
  CHECK(looks.at(0).what == "contact sheets of before removed: 1");
  CHECK(looks.at(0).subject == "newsletter");
}

TEST_CASE("a list that was edited, and files that were replaced or are gone, are told",
          "[release]") {
  School school;
  PosixFileSystem disk;
  const fs::path place = school.Make(disk).value().place;
  const auto told = [&] { return VerifyManifests({place}, school.reg(), kNewsletter).value(); };
  CHECK(VerifyManifests({place}, school.reg(), ChannelName{"website"}).value()[0].standing ==
        Standing::kOtherChannel);
  fs::permissions(place / "fair.jpg", fs::perms::owner_all);
  Write(place / "fair.jpg", kHall);
  fs::remove(place / "hall.jpg");
  auto found = told();
  REQUIRE(found.size() == 2);
  CHECK(found[0].standing == Standing::kUnknown);
  CHECK(found[1].standing == Standing::kMissing);
  const std::string list = Read(place / kManifestName);
  Write(place / kManifestName, list + " ");
  found = told();
  REQUIRE(found.size() == 1);
  CHECK(found[0].standing == Standing::kUnknown);
  CHECK(found[0].manifest);
}

TEST_CASE("a copy that was replaced since it was verified is not released", "[release]") {
  School school;
  PosixFileSystem disk;
  Write(school.cleared() / "fair.jpg", "another photo");
  const auto made = school.Make(disk);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().kind == ErrorKind::kConflict);
  CHECK(Read(school.cleared() / "fair.jpg") == "another photo");
  CHECK(fs::is_empty(school.to()));
  fs::remove(school.cleared() / "fair.jpg");
  fs::create_symlink(school.to() / "x", school.cleared() / "fair.jpg");
  CHECK(school.Make(disk).error().kind == ErrorKind::kConflict);
  CHECK(school.releases().List().value().empty());
}

TEST_CASE("nothing is released on a state of the register that has passed", "[release]") {
  School school;
  PosixFileSystem disk;
  REQUIRE(People(school.reg())
              .Add({PersonId{"p1"}, "A Pupil", PersonKind::kPupil, {}, {}}, kOffice)
              .ok());
  const auto made = school.Make(disk);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().kind == ErrorKind::kConflict);
  CHECK_FALSE(school.CheckOneStory());
}

TEST_CASE("a disk that fails at any step leaves a release whole or none", "[release]") {
  for (const ReleaseForm form : {ReleaseForm::kFolder, ReleaseForm::kZip}) {
    for (const Fault fault :
         {Fault::kFail, Fault::kFailAfter, Fault::kHalfWrite, Fault::kWrongHash}) {
      for (int step = 0;; ++step) {
        REQUIRE(step < 60);
        CAPTURE(static_cast<int>(form), static_cast<int>(fault), step);
        School school;
        FaultingFileSystem disk(fault, step);
        const bool made = school.Make(disk, form).ok();
        if (disk.steps() <= step) break;
        PosixFileSystem well;
        REQUIRE(RecoverReleases(school.Parts(well), kEditor).ok());
        const bool left = fs::exists(school.cleared() / "fair.jpg");
        // A copy that could not be read to be taken away stays for its reader.
        if (made && left) continue;
        CHECK(school.CheckOneStory() == made);
      }
    }
  }
}

TEST_CASE("a release killed at any step stands whole after recovery, or not at all",
          "[release][kill]") {
  for (const ReleaseForm form : {ReleaseForm::kFolder, ReleaseForm::kZip}) {
    int killed = 0, stood = 0;
    bool last = false;
    for (int step = 0; !last; ++step) {
      REQUIRE(step < 60);
      for (const Fault fault : {Fault::kKillBefore, Fault::kKillAfter}) {
        CAPTURE(static_cast<int>(form), static_cast<int>(fault), step);
        School school;
        const int status = school.MakeInChild(fault, step, form);
        last = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (!last) REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
        killed += last ? 0 : 1;
        PosixFileSystem disk;
        REQUIRE(RecoverReleases(school.Parts(disk), kEditor).ok());
        const bool stands = school.CheckOneStory();
        stood += stands && !last ? 1 : 0;
        if (!stands) {
          // And it can be made after all.
          REQUIRE(school.Make(disk, form).ok());
          CHECK(school.CheckOneStory());
        }
      }
    }
    CHECK(killed > 10);
    CHECK(stood > 0);
  }
}

TEST_CASE("a photo that is taken back while a release is made is in it or is not, at every step",
          "[release][undo]") {
  for (const ReleaseForm form : {ReleaseForm::kFolder, ReleaseForm::kZip}) {
    int taken = 0, refused = 0;
    for (int step = 0;; ++step) {
      REQUIRE(step < 60);
      CAPTURE(static_cast<int>(form), step);
      School school;
      bool undone = false;
      InterruptedDisk disk(step, [&] {
        PhotoJournal journal(school.reg());
        const PhotoId id = *school.batch().photos[0].photo;
        PhotoVerdict said;
        said.kind = "undo";
        const auto back =
            journal.TakeBack(id, journal.Load(id).value().revision, said, Actor{"A. Teacher"});
        if (!back.ok()) REQUIRE(back.error().kind == ErrorKind::kRefused);
        undone = back.ok();
        if (undone) fs::remove(school.cleared() / "fair.jpg");
      });
      const bool made = school.Make(disk, form).ok();
      if (disk.steps() <= step) break;
      CHECK(made != undone);
      (undone ? taken : refused) += 1;
      if (made) {
        CHECK(school.CheckOneStory());
        continue;
      }
      CHECK(fs::is_empty(school.to()));
      CHECK(school.releases().List().value().empty());
      CHECK(school.releases().Unfinished().value().empty());
    }
    CHECK(taken > 3);
    CHECK(refused > 1);
  }
}

TEST_CASE("one release at a time, and one that waits for its disk is left alone", "[release]") {
  School school;
  PosixFileSystem disk;
  const auto lock = disk.Lock(school.home());
  REQUIRE(lock.ok());
  const auto second = school.Make(disk);
  CHECK(second.error().kind == ErrorKind::kConflict);
  CHECK(second.error().message.find("A colleague is releasing photos just now") == 0);
  CHECK(RecoverReleases(school.Parts(disk), kEditor).error().kind == ErrorKind::kConflict);
}

TEST_CASE("a release on a disk that is away is neither finished nor undone", "[release]") {
  School school;
  REQUIRE(school.releases()
              .Begin(kNewsletter, (school.to() / "gone" / ".photogate-release-1").string(), kEditor)
              .ok());
  PosixFileSystem disk;
  const auto recovered = RecoverReleases(school.Parts(disk), kEditor);
  REQUIRE(recovered.ok());
  CHECK(recovered.value().waiting == 1);
  CHECK(school.releases().Unfinished().value().size() == 1);
}

TEST_CASE("a release stands where the watched folder was moved to, with its list and no other",
          "[release]") {
  School school;
  PosixFileSystem disk;
  const auto form = GENERATE(ReleaseForm::kFolder, ReleaseForm::kZip);
  const auto made = school.Make(disk, form);
  REQUIRE(made.ok());
  const Release release = school.releases().Show(made.value().number).value();
  CHECK(PlaceToday(school.reg(), release) == made.value().place);
  const fs::path next = school.home().parent_path() / "next";
  fs::create_directories(next);
  REQUIRE(HomeSettings(school.reg()).Set("share-root", next.string(), kEditor).ok());
  CHECK(PlaceToday(school.reg(), release) == made.value().place);
  fs::rename(school.to(), next / "released");
  const fs::path moved = next / "released" / made.value().place.filename();
  CHECK(PlaceToday(school.reg(), release) == moved);
  CHECK(school.releases().Show(made.value().number).value().place == release.place);
  if (form == ReleaseForm::kZip) return;
  Write(moved / kManifestName, "another list");
  CHECK(PlaceToday(school.reg(), release) == made.value().place);
}

TEST_CASE("a release that was broken off is undone where the watched folder was moved to",
          "[release]") {
  School school;
  const fs::path staging = school.to() / ".photogate-release-1";
  REQUIRE(school.releases().Begin(kNewsletter, staging.string(), kEditor).ok());
  fs::create_directories(staging);
  const fs::path next = school.home().parent_path() / "next";
  fs::create_directories(next);
  fs::rename(school.to(), next / "released");
  PosixFileSystem disk;
  CHECK(RecoverReleases(school.Parts(disk), kEditor).value().waiting == 1);
  const auto releases_late = [&] {
    const auto late = FindOverdue(school.reg(), Day("2026-11-20"));
    REQUIRE(late.ok());
    return std::count_if(late.value().begin(), late.value().end(),
                         [](const Overdue& one) { return one.what == "releases"; });
  };
  CHECK(releases_late() == 1);
  REQUIRE(HomeSettings(school.reg()).Set("share-root", next.string(), kEditor).ok());
  CHECK(RecoverReleases(school.Parts(disk), kEditor).value().undone == 1);
  CHECK(fs::is_empty(next / "released"));
  CHECK(releases_late() == 0);
}

TEST_CASE("a release that was taken away before recovery stays on record, and recall asks for it",
          "[release][kill]") {
  for (const bool whole : {false, true}) {
    int made = 0;
    for (int step = 0; made == 0; ++step) {
      REQUIRE(step < 60);
      CAPTURE(whole, step);
      School school;
      REQUIRE(People(school.reg())
                  .Add({PersonId{"p1"}, "A Pupil", PersonKind::kPupil, {}, {}}, kOffice)
                  .ok());
      school.batch().consent_version = school.reg().Version().value();
      const int status = school.MakeInChild(Fault::kKillAfter, step, ReleaseForm::kFolder);
      REQUIRE(WIFSIGNALED(status));
      const auto unfinished = school.releases().Unfinished().value();
      if (unfinished.empty() || !unfinished[0].release) continue;
      const fs::path place = unfinished[0].release->place;
      if (!fs::exists(place)) continue;
      ++made;
      // The editor was quicker than the restart: the folder is gone, or not as it was.
      if (whole) {
        fs::rename(place, place.parent_path().parent_path() / "with the editor");
      } else {
        fs::remove(place / kManifestName);
      }
      PosixFileSystem disk;
      const auto recovered = RecoverReleases(school.Parts(disk), kEditor);
      REQUIRE(recovered.ok());
      CHECK(recovered.value().missing == 1);
      CHECK(recovered.value().undone == 0);
      CHECK(RecoverReleases(school.Parts(disk), kEditor).value().missing == 0);
      const auto list = school.releases().List().value();
      REQUIRE(list.size() == 1);
      CHECK(list[0].finished);
      CHECK_FALSE(list[0].missing.empty());
      CHECK(fs::exists(school.cleared() / "fair.jpg"));
      const auto found = Takedowns(school.reg()).Recall(PersonId{"p1"}, kOffice).value();
      REQUIRE(found.places.size() == 2);
      CHECK(found.places[0].release == list[0].number);
      CHECK(found.places[1].release == list[0].number);
      CHECK(Audit(school.reg()).Verify(std::nullopt).value().intact);
    }
  }
}

TEST_CASE("a release that is being undone is not taken for one that somebody took away",
          "[release][kill]") {
  School school;
  const fs::path staging = school.to() / ".photogate-release-1";
  const std::int64_t number =
      school.releases().Begin(kNewsletter, staging.string(), kEditor).value();
  const NewRelease release{number,
                           "2026-11-20T12:00:00Z",
                           "A. Editor",
                           kNewsletter,
                           std::nullopt,
                           school.reg().Version().value(),
                           ReleaseForm::kFolder,
                           (school.to() / "1").string(),
                           Sha256Hex{std::string(64, 'a')},
                           "{}",
                           {{2, std::nullopt, 1}}};
  REQUIRE(school.releases().Commit(release, kEditor).ok());
  // Stopped after what was written is gone, and before it was said.
  REQUIRE(school.releases().Void(number, "it could not be made", kEditor).ok());
  REQUIRE(school.releases().Void(number, "it could not be made", kEditor).ok());
  PosixFileSystem disk;
  const auto recovered = RecoverReleases(school.Parts(disk), kEditor).value();
  CHECK(recovered.undone == 1);
  CHECK(recovered.missing == 0);
  CHECK_FALSE(school.CheckOneStory());
}

}  // namespace photogate::test
