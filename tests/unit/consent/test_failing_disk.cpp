// A change of the register on a disk that reports an error at every one of its reads, writes, syncs
// and truncations: the change is wholly there or not at all, and the error is told.
#include <fmt/format.h>

#include <functional>

#include "consent/audit.h"
#include "consent/templates.h"
#include "tests/support/failing_disk.h"
#include "tests/unit/consent/fixture.h"

namespace photogate::test {
namespace {

namespace fs = std::filesystem;
using What = FailingDisk::What;

// How much of each is on the register.
struct Amount {
  int people = 0, permissions = 0, templates = 0;
  bool operator==(const Amount&) const = default;
};

std::optional<Error> ErrorOf(const auto& result) {
  return result.ok() ? std::nullopt : std::optional<Error>(result.error());
}

// A register at rest, which every trial begins with a copy of.
class FailingHome {
 public:
  FailingHome() {
    clock.Set(Day("2026-11-20"));
    InitOptions options;
    options.demo = true;
    options.dpia = Dpia{"DPIA-1", "A. Officer", Day("2026-09-01")};
    auto made = Register::Create(folder.path() / "home", options, kOffice, clock);
    REQUIRE(made.ok());
    Register& reg = *made.value();
    for (const char* id : {"P1", "P2", "P3"}) {
      REQUIRE(People(reg).Add({PersonId{id}, std::string("Name of ") + id}, kOffice).ok());
    }
    for (const auto statement : {BiometricStatement::kNotified, BiometricStatement::kConsent}) {
      REQUIRE(Biometrics(reg)
                  .Record({PersonId{"P1"}, statement, clock.Today(), "", "form"}, kOffice)
                  .ok());
    }
  }

  static bool SaysNothing(const Error& error) {
    return error.message.find("othing was changed") != std::string::npos;
  }

  static void CopyAtRest(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
    fs::remove(to / "register.sqlite-shm");
  }

  Amount OnRegister(const fs::path& home) {
    auto reg = Register::Open(home, clock);
    INFO((reg.ok() ? "" : reg.error().message));
    REQUIRE(reg.ok());
    REQUIRE(reg.value()->CheckIntegrity().ok());
    const auto chain = Audit(*reg.value()).Verify(std::nullopt);
    REQUIRE(chain.ok());
    REQUIRE(chain.value().intact);
    Amount amount;
    const auto people = People(*reg.value()).List();
    REQUIRE(people.ok());
    for (const PersonEntry& person : people.value()) {
      const auto said = Permissions(*reg.value()).History(person.id);
      const auto references = Templates(*reg.value()).List(person.id);
      REQUIRE((said.ok() && references.ok()));
      ++amount.people;
      amount.permissions += static_cast<int>(said.value().size());
      amount.templates += static_cast<int>(references.value().size());
    }
    return amount;
  }

  // Fails `act` at every place; gives how many places there are.
  int Try(What what, bool from_then_on, const Amount& after,
          const std::function<std::optional<Error>(Register&)>& act) {
    for (int nth = 1;; ++nth) {
      INFO("place " << nth << (from_then_on ? ", from then on" : ", once"));
      fs::remove_all(stopped());
      fs::remove_all(trial());
      fs::copy(folder.path() / "home", trial(), fs::copy_options::recursive);
      std::optional<Error> error;
      bool failed = false;
      {
        FailingDisk disk;
        disk.FailAt(what, nth, from_then_on);
        auto reg = Register::Open(trial(), clock);
        error = reg.ok() ? act(*reg.value()) : reg.error();
        failed = disk.failed();
        // What a computer finds that stops at this moment.
        if (reg.ok()) CopyAtRest(trial(), stopped());
      }
      if (error && fs::exists(stopped())) {
        INFO(error->message);
        const Amount found = OnRegister(stopped());
        CHECK((found == before || found == after));
        CHECK((found == before || !SaysNothing(*error)));
        if (found == after) ++kept_unconfirmed;
      }
      const Amount amount = OnRegister(trial());
      if (!error) {
        CHECK(amount == after);
        // An error that SQLite got over, such as one of moving the log into the file.
        if (failed) continue;
        return nth - 1;
      }
      REQUIRE(failed);
      INFO(error->message << " " << error->context);
      CHECK((amount == before || amount == after));
      CHECK(error->kind == ErrorKind::kUnavailable);
      CHECK(error->message.find("disk") != std::string::npos);
      CHECK((amount == before || !SaysNothing(*error)));
    }
  }

  void TryAll(const Amount& after, const std::function<std::optional<Error>(Register&)>& act) {
    before = {3, 0, 0};
    for (const bool from_then_on : {false, true}) {
      for (const What what : {What::kRead, What::kWrite, What::kSync, What::kTruncate}) {
        INFO("what " << static_cast<int>(what));
        const int places = Try(what, from_then_on, after, act);
        if (what == What::kRead || what == What::kWrite) CHECK(places > 5);
        if (what == What::kSync) CHECK(places > 0);
      }
    }
    CHECK(kept_unconfirmed > 0);
  }

  fs::path stopped() const { return folder.path() / "stopped"; }
  fs::path trial() const { return folder.path() / "trial"; }

  TempFolder folder;
  SetClock clock;
  Amount before;
  int kept_unconfirmed = 0;  // times that a change was in the log, and an error told
};

}  // namespace

TEST_CASE_METHOD(FailingHome, "a permission is entered whole or not at all on a failing disk",
                 "[consent][failing]") {
  TryAll({3, 1, 0}, [&](Register& reg) {
    return ErrorOf(Permissions(reg).Record(
        {PersonId{"P2"}, UseName{"website"}, PermissionStatement::kGranted, clock.Today()},
        kOffice));
  });
}

TEST_CASE_METHOD(FailingHome, "a file is imported whole or not at all on a failing disk",
                 "[consent][failing]") {
  std::string csv = "id,name,use:website,use:press\n";
  for (int row = 0; row < 40; ++row) csv += fmt::format("N{0},Pupil {0},granted,refused\n", row);
  TryAll({43, 80, 0}, [&](Register& reg) { return ErrorOf(Importer(reg).Apply(csv, kOffice)); });
}

TEST_CASE_METHOD(FailingHome, "a reference is enrolled whole or not at all on a failing disk",
                 "[consent][failing]") {
  TryAll({3, 0, 1}, [&](Register& reg) {
    return ErrorOf(Enroller(reg, {Distance{0.3}, 0.4})
                       .Enrol(Order("P1", "photo"), OneFace(Vector(0)), kOffice));
  });
}

}  // namespace photogate::test
